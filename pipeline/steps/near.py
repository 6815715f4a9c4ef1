"""Bylines that nothing marks: lines around the heading that begin as one, links to authors, labels before names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.agencies import is_person
from pipeline.languages.folding import fold
from pipeline.languages.people import (
    begins_as_byline,
    is_label,
    labelled_names,
    says_who_wrote,
    split_names,
)
from pipeline.model import Candidate
from pipeline.steps.dated import DATE
from pipeline.steps.texts import fold_space, words_apart

_LINES: Final = frozenset(
    (
        "p",
        "div",
        "span",
        "li",
        "strong",
        "em",
        "i",
        "b",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "small",
        "address",
        "td",
        "a",
        "byline",
        "cite",
        "dd",
    )
)
_SILENT: Final = frozenset(("script", "style", "option", "noscript", "template", "svg", "button"))
_NO_BYLINES: Final = ("title", "figcaption", "a", "h1", "h2", "h3", "h4", "h5", "h6")
_RUNNING: Final = 60
_LONGEST_NAMES: Final = 80
_LONGEST_DATED: Final = 120
_LONGEST_SIGNED: Final = 40
_MOST_INSIDE: Final = 2
_FACTS: Final = 6
_PARAGRAPHS: Final = ("p", "div", "td", "section", "article")


def names_near(elements: list[Any], titles: list[str]) -> Iterator[Candidate]:
    """``authors`` candidates from elements around the heading, in their order; ``titles``: of the page, folded."""
    addresses = load("bylines")["addresses"]
    linked: set[str] = set()
    for element in elements:
        if element.tag == "a":
            href = (element.get("href") or "").lower() + "/"
            if any(part in href for part in addresses) and not _in_running_text(element):
                linked.add(fold_space(element.text or ""))
                for name in split_names(words_apart(element)):
                    if len(name.split()) > 1:
                        yield Candidate("authors", name, "author link", f"<a href={href[:60]}>", 0.58)
        if element.tag in _LINES and len(element) <= 4 and begins_as_byline(element.text or ""):
            for name in labelled_names(words_apart(element)):
                yield Candidate("authors", name, "line near heading", f"<{element.tag}>", 0.58)
    yield from _beside(list(_pieces(elements)), titles, linked)


def names_far(elements: list[Any]) -> Iterator[Candidate]:
    """The first line behind the article's head that says plainly who wrote it: ``Written by Jane Doe``, ``Author:``
    and the name; for pages whose head names nobody. Beside a publisher and a number of pages it is a book's author."""
    pieces = list(_pieces(elements))
    before = ""
    for i, (text, tag) in enumerate(pieces):
        names = []
        if len(text) <= _LONGEST_NAMES:
            if before:
                names = [name for name in split_names(text) if is_person(name)]
            elif says_who_wrote(text):
                names = labelled_names(text)
        before = text if is_label(text) and says_who_wrote(f"{text} X") else ""
        if names and not any(_is_fact_of_work(near) for near, _ in pieces[max(0, i - _FACTS) : i + _FACTS]):
            for name in names:
                yield Candidate("authors", name, "line below text", f"<{tag}>" if tag else text[:40], 0.4)
            return


def name_signed(tree: Any) -> Iterator[Candidate]:
    """A full name in slanted letters that is a paragraph of its own behind a longer one: so columns and guest articles
    are signed. A name in bold is not read so: it heads a portrait or an answer."""
    for element in tree.iter("em", "i"):
        text = words_apart(element).strip("() ") if len(element) <= _MOST_INSIDE else ""
        if len(text) <= _LONGEST_SIGNED and is_person(text) and _ends_text(element, text):
            yield Candidate("authors", text, "signed below text", f"<{element.tag}>", 0.34)
            return


def _ends_text(element: Any, text: str) -> bool:
    """Whether ``text`` is all of the element's paragraph, and a paragraph of text stands before it."""
    paragraph = next((one for one in element.iterancestors() if one.tag in _PARAGRAPHS), None)
    if paragraph is None or _is_long(paragraph) or words_apart(paragraph).strip("() ") != text:
        return False
    before = paragraph.getprevious()
    return before is not None and before.tag == "p" and len(words_apart(before)) >= _RUNNING


def _is_long(paragraph: Any) -> bool:
    """Whether an element has more text than a signature, whatever its length: it may hold thousands of names."""
    size = 0
    for text in paragraph.itertext():
        size += len(text.strip())
        if size > 2 * _LONGEST_SIGNED:
            return True
    return False


def _in_running_text(element: Any) -> bool:
    """A link inside a paragraph leads to somebody the article speaks of."""
    parent = element.getparent()
    if parent is None or parent.tag not in ("p", "span", "div", "b", "strong", "em"):
        return False
    around = [parent.text or "", *(child.tail or "" for child in parent)]
    return len(fold_space(" ".join(around))) > _RUNNING


def _pieces(elements: list[Any]) -> Iterator[tuple[str, str]]:
    """The texts of the elements (a run in document order) as a reader meets them, each with its element's tag.

    Quotations are left out: a post that the article shows has its own writer's name beside a date.
    """
    open_elements: list[Any] = []
    quote: Any = None
    for element in elements:
        parent, text = element.getparent(), element.text
        while open_elements and open_elements[-1] is not parent:
            closed = open_elements.pop()
            quote = None if closed is quote else quote
            if quote is None and (piece := _line(closed.tail)):
                yield piece, ""
        open_elements.append(element)
        if quote is None and element.tag == "blockquote":
            quote = element
        if quote is None and text and element.tag not in _SILENT and (piece := _line(text)):
            yield piece, element.tag
    if open_elements and quote is None and (piece := _line(open_elements[-1].tail)):
        yield piece, ""


def _line(text: str | None) -> str:
    return fold_space(text) if text and len(text) <= 400 else ""


def _beside(pieces: list[tuple[str, str]], titles: list[str], linked: set[str]) -> Iterator[Candidate]:
    """Names behind a label of their own (``Author`` / ``Jane Doe``), and a lone name that stands beside a date; of
    links only those to authors (``linked``)."""
    for i, (text, tag) in enumerate(pieces):
        if len(text) > _LONGEST_NAMES:
            continue
        after = pieces[i + 1][0] if i + 1 < len(pieces) else ""
        if is_label(text) and len(after) <= _LONGEST_NAMES:
            for name in split_names(after):
                yield Candidate("authors", name, "label near heading", f"<{tag}>" if tag else text, 0.6)
        elif not tag and begins_as_byline(text):
            for name in (one for one in split_names(text) if is_person(one) or " " not in one):
                yield Candidate("authors", name, "line near heading", text[:40], 0.55)
        elif (tag not in _NO_BYLINES or text in linked) and i and _is_dated(pieces, i):
            names = _signing(text)
            if all(is_person(name) and not any(fold(name) in title for title in titles) for name in names):
                sure = (
                    0.36 if tag and len(names) > 1 else 0.3
                )  # several in one line are no list of other articles
                for name in names:
                    yield Candidate("authors", name, "line beside date", f"<{tag}>", sure)


def _signing(text: str) -> list[str]:
    """The names in a line; behind a full one no role and no place counts: ``Mari Tamm, ajakirjanik``."""
    names = split_names(text)
    if len(names) > 1 and is_person(names[0]):
        return [name for name in names if " " in name and not name[:1].islower()]
    return names


def _is_dated(pieces: list[tuple[str, str]], i: int) -> bool:
    around = (pieces[i - 1][0], *(text for text, _ in pieces[i + 1 : i + 3]))
    return any(len(text) <= _LONGEST_DATED and DATE.search(text) for text in around)


def _is_fact_of_work(text: str) -> bool:
    """Whether a line tells something of a book, a film or a record by a label: ``Publisher: ...``, ``ISBN``."""
    return text[:40].split(":")[0].strip().casefold() in _facts_of_work()


@cache
def _facts_of_work() -> frozenset[str]:
    return frozenset(load("bylines")["facts_of_work"])
