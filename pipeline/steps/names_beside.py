"""Names that stand by themselves in an article's head: behind a label of their own, or beside a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final

from pipeline.languages import load, written
from pipeline.languages.agencies import find_agency, is_person, is_uncased
from pipeline.languages.byline_labels import begins_as_byline, is_label
from pipeline.languages.folding import fold, is_small
from pipeline.languages.label_words import byline_words
from pipeline.languages.people import split_names
from pipeline.languages.reporters import signed
from pipeline.model import Candidate
from pipeline.steps.dated import has_date
from pipeline.steps.figure_words import is_sure_credit, role_of_class
from pipeline.steps.signed import read
from pipeline.steps.texts import fold_space

BESIDE_DATE: Final = "line beside date"
"""The rule of a lone name beside a date."""
LONGEST_NAMES: Final = 80
_SILENT: Final = frozenset(("script", "style", "option", "noscript", "template", "svg", "button"))
_NO_BYLINES: Final = ("title", "figcaption", "a", "h1", "h2", "h3", "h4", "h5", "h6")
_LONGEST_LINE: Final = 400
_LONGEST_DATED: Final = 120
_MOST_SMALL: Final = 3
_APART: Final = ("blockquote", "figure", "figcaption")
_BETWEEN: Final = " ,;|/&•·、"
_COLONS: Final = (":", "：")
_SEAM: Final = re.compile(r"\s[|｜·•–—-]\s")


def pieces_of(elements: list[Any]) -> Iterator[tuple[str, str]]:
    """The texts of the elements (a run in document order) as a reader meets them, each with its element's tag.

    Quotations and the words beside pictures are left out: a post that the article shows has its own writer's name
    beside a date, and so has a photographer where a caption stands before the date.
    """
    open_elements: list[Any] = []
    quote: Any = None
    for element in elements:
        parent, text = element.getparent(), element.text
        while open_elements and open_elements[-1] is not parent:
            closed = open_elements.pop()
            quote = None if closed is quote else quote
            if quote is None and (tail := closed.tail) and (piece := _line(tail)):
                yield piece, ""
        open_elements.append(element)
        name = element.get("class")
        if quote is None and (element.tag in _APART or (name and is_of_picture(name))):
            quote = element
        if quote is None and text and element.tag not in _SILENT and (piece := _line(text)):
            # Where no capitals tell a name from a headline, words in a link count as the link's own.
            linked = is_uncased(piece) and any(one.tag == "a" for one in open_elements)
            yield piece, "a" if linked else element.tag
    if open_elements and quote is None and (tail := open_elements[-1].tail) and (piece := _line(tail)):
        yield piece, ""


def _line(text: str) -> str:
    return fold_space(text) if len(text) <= _LONGEST_LINE and not text.isspace() else ""


def beside(pieces: list[tuple[str, str]], titles: list[str], linked: set[str]) -> Iterator[Candidate]:
    """Names behind a label of their own (``Author`` / ``Jane Doe``), before a word for reporters, and a lone name that
    stands beside a date; of links only those to authors (``linked``)."""
    dated, near, behind = _dated(pieces)
    for i, (text, tag) in enumerate(pieces):
        if len(text) > LONGEST_NAMES:
            continue
        where = f"<{tag}>" if tag else text[:40]
        after = pieces[i + 1][0] if i + 1 < len(pieces) else ""
        if (is_label(text) or (after in linked and text in byline_words().by)) and len(
            after
        ) <= LONGEST_NAMES:
            for name in (*split_names(after), *_linked_behind(pieces, i + 2, linked)):
                yield Candidate("authors", name, "label near heading", where, 0.6)
        elif names := reporters(text, after):
            for name in names:
                yield Candidate("authors", name, "label near heading", where, 0.6)
        elif not tag and begins_as_byline(text) and not _is_prose(text):
            for name in (one for one in split_names(text) if is_person(one) or " " not in one):
                yield Candidate("authors", name, "line near heading", where, 0.55)
        elif (i in near or i in dated or (i in behind and text in linked)) and (
            tag not in _NO_BYLINES or text in linked
        ):
            lone = _lone(text, i in dated, titles)
            sure = 0.36 if tag and len(lone) > 1 else 0.3  # several in one line are no list of other articles
            for name in lone:
                yield Candidate("authors", name, BESIDE_DATE, where, sure)


def reporters(text: str, after: str) -> tuple[str, ...]:
    """The names in a piece before one that is the word for a reporter: ``김민지`` / ``기자``."""
    return signed(f"{text} {after}") if after in byline_words().reporter else ()


def _lone(text: str, dated: bool, titles: list[str]) -> list[str]:
    """The persons who are all of a piece beside a date, or all of one that is ``dated`` but the date; none of a
    title."""
    if dated:
        line = read(text) if _SEAM.search(text) else None
        names = _signing(line.signed) if line is not None and line.signed else []
    else:
        names = [] if text.endswith(_COLONS) else _signing(text)
    fit = all(is_person(name) and not any(fold(name) in title for title in titles) for name in names)
    return names if names and fit and not _is_of_date(text) else []


def _is_prose(text: str) -> bool:
    """Whether a text goes on in small letters: ``by the Example in a style that nobody expected``."""
    return sum(is_small(word[:1]) for word in text.split()[1:]) > _MOST_SMALL


def _is_of_date(text: str) -> bool:
    """Whether a text has no word but those that stand before dates: ``Datum der Veröffentlichung``."""
    return "x" not in written.plain(text).text


def _linked_behind(pieces: list[tuple[str, str]], begin: int, linked: set[str]) -> Iterator[str]:
    """The full names of the links to authors that follow from ``begin`` on, with nothing but joiners between them."""
    for text, _ in pieces[begin:]:
        if text in linked and is_person(text):
            yield from split_names(text)
        elif text.strip(_BETWEEN) and text not in _joiners():
            return


def _signing(text: str) -> list[str]:
    """The names in a line; behind a full one no role and no place counts: ``Mari Tamm, ajakirjanik``."""
    names = split_names(text)
    if len(names) > 1:
        names = [name for name in names if find_agency(name) is None]
    if len(names) > 1 and is_person(names[0]):
        return [name for name in names if " " in name and not name[:1].islower()]
    return names


def _dated(pieces: list[tuple[str, str]]) -> tuple[set[int], set[int], set[int]]:
    """The numbers of pieces with a date in them, of those that one stands right before, or close behind, and of those
    that one stands a little further behind, where posts and accounts are between. Bars and points do not count."""
    told = [i for i, (text, _) in enumerate(pieces) if any(map(str.isalnum, text))]
    dated = {i for i in told if len(pieces[i][0]) <= _LONGEST_DATED and has_date(pieces[i][0])}
    places = [place for place, i in enumerate(told) if i in dated]

    def at(*steps: int) -> set[int]:
        beside = {place + step for place in places for step in steps}
        return {told[place] for place in beside if 0 < place < len(told)}

    return dated, at(1, -1, -2), at(-3, -4)


@cache
def _joiners() -> frozenset[str]:
    return frozenset(load("bylines")["joiners"])


@lru_cache(16_384)
def is_of_picture(name: str) -> bool:
    """Whether a class says that it holds a caption, or the credit of a picture: a text has a source, too."""
    return role_of_class(name) == "caption" or is_sure_credit(name)
