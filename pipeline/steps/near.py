"""Bylines that nothing marks: lines around the heading that begin as one, links to authors, labels before names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.agencies import is_person
from pipeline.languages.people import begins_as_byline, is_label, labelled_names, says_who_wrote, split_names
from pipeline.model import Candidate
from pipeline.steps.dated import DATE
from pipeline.steps.fold import fold
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
_NO_BYLINES: Final = ("title", "a", "h1", "h2", "h3", "h4", "h5", "h6")
_RUNNING: Final = 60
_LONGEST_NAMES: Final = 80


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
    and the name; for pages whose head names nobody."""
    pieces = _pieces(elements)
    before = ""
    for text, tag in pieces:
        names = []
        if len(text) <= _LONGEST_NAMES:
            if before:
                names = [name for name in split_names(text) if is_person(name)]
            elif says_who_wrote(text):
                names = labelled_names(text)
        before = text if is_label(text) and says_who_wrote(f"{text} X") else ""
        if names:
            for name in names:
                yield Candidate("authors", name, "line below text", f"<{tag}>" if tag else text[:40], 0.4)
            return


def _in_running_text(element: Any) -> bool:
    """A link inside a paragraph leads to somebody the article speaks of."""
    parent = element.getparent()
    if parent is None or parent.tag not in ("p", "span", "div", "b", "strong", "em"):
        return False
    around = [parent.text or "", *(child.tail or "" for child in parent)]
    return len(fold_space(" ".join(around))) > _RUNNING


def _pieces(elements: list[Any]) -> Iterator[tuple[str, str]]:
    """The texts of the elements (a run in document order) as a reader meets them, each with its element's tag."""
    open_elements: list[Any] = []
    for element in elements:
        parent, text = element.getparent(), element.text
        while open_elements and open_elements[-1] is not parent:
            if piece := _line(open_elements.pop().tail):
                yield piece, ""
        open_elements.append(element)
        if text and element.tag not in _SILENT and (piece := _line(text)):
            yield piece, element.tag
    if open_elements and (piece := _line(open_elements[-1].tail)):
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
            for name in split_names(text):
                yield Candidate("authors", name, "line near heading", text[:40], 0.55)
        elif (tag not in _NO_BYLINES or text in linked) and i and _is_dated(pieces, i):
            names = split_names(text)
            if all(is_person(name) and not any(fold(name) in title for title in titles) for name in names):
                for name in names:
                    yield Candidate("authors", name, "line beside date", f"<{tag}>", 0.3)


def _is_dated(pieces: list[tuple[str, str]], i: int) -> bool:
    around = (pieces[i - 1][0], *(text for text, _ in pieces[i + 1 : i + 3]))
    return any(len(text) <= _LONGEST_NAMES and DATE.search(text) for text in around)
