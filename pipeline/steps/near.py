"""Bylines that nothing marks: lines around the heading that begin as one, links to authors, labels before names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.agencies import is_person
from pipeline.languages.byline_labels import begins_as_byline, is_label, says_who_wrote
from pipeline.languages.dated_bylines import apart
from pipeline.languages.folding import fold, plain_words
from pipeline.languages.label_words import byline_words
from pipeline.languages.people import labelled_names, split_names
from pipeline.languages.reporters import signed
from pipeline.languages.roles import ends_with_role
from pipeline.model import Candidate
from pipeline.steps import lone_names
from pipeline.steps.bylines import find_byline, find_with_post
from pipeline.steps.classes import words_of
from pipeline.steps.figure_words import role_of_class
from pipeline.steps.names_beside import LONGEST_NAMES, beside, is_of_picture, pieces_of, reporters
from pipeline.steps.texts import fold_space, words_apart

_LINES: Final = frozenset(
    "p div span li strong em i b h2 h3 h4 h5 h6 small address td a byline cite dd font center".split()
)
_RUNNING: Final = 60
_FACTS: Final = 6
_NEAR_CREDIT: Final = 2
_DIGIT: Final = re.compile(r"\d")
_SITE: Final = re.compile(r"(?:https?:)?//[^/?#]*")
_CLAUSE: Final = re.compile(r"[.,;|•·]")
_PARAGRAPHS: Final = ("p", "div", "td", "section", "article")
_SIGNING: Final = frozenset((*_PARAGRAPHS, "strong", "em", "b", "i", "span"))


def names_near(elements: list[Any], titles: list[str]) -> Iterator[Candidate]:
    """``authors`` candidates from elements around the heading, in their order; ``titles``: of the page, folded."""
    linked: set[str] = set()
    for element in elements:
        if element.tag == "a":
            yield from _author_link(element, linked)
        if (
            _is_line(element.tag)
            and len(element) <= 4
            and begins_as_byline(element.text or "")
            and not (element.tag == "a" and _in_running_text(element))
        ):
            line = apart(_first_line(element))[0]
            for name in labelled_names(line):
                yield Candidate("authors", name, "line near heading", f"<{element.tag}>", 0.58)
            if (byline := find_byline(line)) is not None and byline.agency:
                yield Candidate("byline_agency", byline.agency, "line near heading", f"<{element.tag}>", 0.58)
        elif (text := element.text) and element.tag in _SIGNING and len(text) <= LONGEST_NAMES:
            for name in _signing_whole(text, element):
                yield Candidate("authors", name, "line near heading", f"<{element.tag}>", 0.58)
    yield from beside(list(pieces_of(elements)), titles, linked)
    yield from lone_names.portrayed(elements)


def _author_link(link: Any, linked: set[str]) -> Iterator[Candidate]:
    """The names of a link to an author's page; its words are added to ``linked``, and so are those of one to a page
    that is called as the person is."""
    href, text = (link.get("href") or "").lower() + "/", fold_space(link.text or "")
    told = any(part in href for part in load("bylines")["addresses"])
    if not (told or _is_own_page(text, href)) or _in_running_text(link):
        return
    if "modified" in words_of(link.get("class") or ""):
        return
    if not told:
        linked.add(text)
    elif not _in_credit(link) and not (linked and _saw_to_it(link)):
        linked |= {text, words_apart(link)}
        for name in split_names(words_apart(link)):
            if len(name.split()) > 1:
                yield Candidate("authors", name, "author link", f"<a href={href[:60]}>", 0.58)


def names_far(elements: list[Any]) -> Iterator[Candidate]:
    """The first line behind the article's head that says plainly who wrote it: ``Written by Jane Doe``, ``Author:``
    and the name, ``김민지 기자`` and a mailbox; for pages whose head names nobody. Beside a publisher and a number of
    pages it is a book's author."""
    pieces = list(pieces_of(elements))
    before = ""
    for i, (text, tag) in enumerate(pieces):
        names = []
        if len(text) <= LONGEST_NAMES:
            if before:
                names = [name for name in split_names(text) if is_person(name)]
            elif says_who_wrote(text):
                names = labelled_names(text)
            elif "@" in text:
                names = list(signed(text))
            elif i + 1 < len(pieces):
                names = list(reporters(text, pieces[i + 1][0]))
        before = text if says_who_wrote(f"{text} X") and is_label(text) else ""
        if names and not any(_is_fact_of_work(near) for near, _ in pieces[max(0, i - _FACTS) : i + _FACTS]):
            for name in names:
                yield Candidate("authors", name, "line below text", f"<{tag}>" if tag else text[:40], 0.4)
            return


def _is_line(tag: Any) -> bool:
    """Whether an element may hold a line: one of a site's own invention (``example_byline``) too."""
    return tag in _LINES or (isinstance(tag, str) and ("_" in tag or "-" in tag))


def _first_line(element: Any) -> str:
    """An element's words up to its first broken line: ``By Jane Doe<br>Special to the Example``."""
    return fold_space(element.text) if len(element) and element[0].tag == "br" else words_apart(element)


def _signing_whole(text: str, element: Any) -> tuple[str, ...]:
    """The names in a line that is a byline as a whole, where its first word alone would not tell: ``Di Jane Doe``,
    ``Posted on May 3, 2021 by Jane Doe``, or where a paper and a word for reporters stand before them."""
    if not text.isascii() and (names := signed(fold_space(text))):
        return names
    if _DIGIT.search(text):
        line, dated = apart(fold_space(text))
        if dated:
            return tuple(labelled_names(line))
    if text.lstrip().partition(" ")[0] in byline_words().by:
        found = find_byline(fold_space(text))
    else:
        found = find_with_post(fold_space(text)) if ends_with_role(text.rstrip()) else None
        found = None if found and _in_picture(element) else found
    return found.authors if found is not None else ()


def _in_picture(element: Any) -> bool:
    """Words in what its class calls a caption or a credit are no byline."""
    name = element.get("class")
    return bool(name and role_of_class(name)) or _in_credit(element)


def _in_credit(element: Any) -> bool:
    """A link inside what its class calls a picture's credit leads to the photographer."""
    near = islice(element.iterancestors(), _NEAR_CREDIT)
    return any(is_of_picture(name) for one in near if (name := one.get("class")))


def _saw_to_it(element: Any) -> bool:
    """Whether the words right before a link say that its bearer wrote nothing of the text: ``Reviewed by``."""
    previous, parent = element.getprevious(), element.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else None
    last = _CLAUSE.split(before.strip(" :\n\t"))[-1] if before is not None else ""
    return plain_words(last.strip()) in byline_words().editors


def _is_own_page(name: str, href: str) -> bool:
    """Whether a link with a full name leads to a page that is called so, ``/people/7/jane-doe``, or to an account: what
    the page writes itself, where it is none of what is written of somebody."""
    if not is_person(name) or len(name) > LONGEST_NAMES or any(part in href for part in _topics()):
        return False
    path = _SITE.sub("", href).rstrip("/")
    last = path.rpartition("/")[2]
    return path != "" and (last.startswith("@") or fold(name) in fold(last))


@cache
def _topics() -> tuple[str, ...]:
    return tuple(load("bylines")["topics"])


def _in_running_text(element: Any) -> bool:
    """A link inside a paragraph leads to somebody the article speaks of."""
    parent = element.getparent()
    if parent is None or parent.tag not in ("p", "span", "div", "b", "strong", "em"):
        return False
    around = [parent.text or "", *(child.tail or "" for child in parent)]
    return len(fold_space(" ".join(around))) > _RUNNING


def _is_fact_of_work(text: str) -> bool:
    """Whether a line tells something of a book, a film or a record by a label: ``Publisher: ...``, ``ISBN``."""
    return text[:40].split(":")[0].strip().casefold() in _facts_of_work()


@cache
def _facts_of_work() -> frozenset[str]:
    return frozenset(load("bylines")["facts_of_work"])
