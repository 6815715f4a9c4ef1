"""A page's headings as titles: the whole, and the pieces that its markup sets apart in it (kicker, headline, date)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.folding import fold
from pipeline.model import Candidate
from pipeline.steps.archived import original
from pipeline.steps.classes import words_of
from pipeline.steps.texts import fold_space, text_of, words_apart

LINE_IN_TITLE: Final = "line in title"
IN_TITLE: Final = "heading in title"
BEGINS_TITLE: Final = "heading begins title"
"""The rules of a lesser heading, and of one beside which a page's h1 are but the name of its site: each is a link, or
only ends the titles."""
_SHORTEST: Final = 12
_SHORTEST_KICKER: Final = 3
_FEWEST_WORDS: Final = 4
_ALIKE: Final = 20
_MOST: Final = 6
_LONGEST: Final = 300
_SHARE: Final = 0.6
_SHORT_END: Final = 0.5
_HOME: Final = re.compile(r"(?:https?:)?(?://[^/?#]+)?/?(?:index\.\w+)?")
_LINES: Final = ("div", "p", "span", "strong", "b", "font", "td")


def candidates(element: Any) -> Iterator[Candidate]:
    """The title in a heading element; each element in it that holds a part of the text is one more."""
    text = words_apart(element) if _is_glued(element) else text_of(element)
    if not text:
        return
    if is_logo(element, text):
        yield Candidate("publisher", text, "h1 home link", "<h1>", 0.3)
        return
    yield Candidate("title", text, "h1", "<h1>", 0.7)
    if len(element) == 0 or len(element) > _MOST:
        return
    pieces = [element.text or ""]
    for inner in element:
        if isinstance(inner.tag, str):
            pieces.append(text_of(inner))
        pieces.append(inner.tail or "")
    for piece in pieces:
        part = " ".join(piece.split()).strip(" :|-–—•")
        if _SHORTEST <= len(part) < len(text) - 2:
            yield Candidate("title", part, "h1 part", "<h1>", 0.3)


def _is_glued(element: Any) -> bool:
    """Whether elements that the page sets apart stand without a blank between them: a kicker and its headline."""
    return any(
        not (one.tail or "").strip()
        and one.get("class")
        and other.get("class")
        and len(before := text_of(one)) >= _SHORTEST_KICKER
        and before[-1].islower()
        and text_of(other)[:1].isupper()
        for one, other in pairwise(element)
        if isinstance(one.tag, str) and isinstance(other.tag, str)
    )


def is_logo(element: Any, text: str) -> bool:
    """Whether all of a heading is a link to the site's front page, or a link in what is called a logo: its name, not a
    headline."""
    link = next(element.iter("a"), None)
    if link is None or not (address := link.get("href")) or text_of(link) != text:
        return False
    named = words_of(f"{element.get('class') or ''} {element.get('id') or ''}")
    return _HOME.fullmatch(original(address)[0]) is not None or not named.isdisjoint(_logos())


@cache
def _logos() -> frozenset[str]:
    return frozenset(load("markup")["headings"]["logos"])


def lesser(tree: Any, titles: list[str]) -> tuple[Any, Candidate] | None:
    """The heading below the first rank, or the line, that stands in one of ``titles`` (folded), and the title in it:
    for pages without h1, or whose h1 is their name.

    None where an h1 stands in a title: then that is the headline; but where it only ends the titles, as the name of a
    site does, a longer one that begins a title is, or any where each h1 is a link.
    """
    heads = [h1 for h1 in tree.iter("h1") if not is_logo(h1, text_of(h1))]
    linked = bool(heads) and all(map(_is_link, heads))
    told = [text for h1 in heads if len(text := fold(text_of(h1))) >= _SHORTEST and _within(text, titles)]
    if any(text in title and not _ends(text, title) for text in told for title in titles):
        return None
    longest = max(map(len, told), default=0)
    ending = None
    for element in tree.iter("h2", "h3", "h4"):
        text = text_of(element)
        folded = fold(text)
        if len(folded) < _SHORTEST or not _within(folded, titles):
            continue
        named = linked or (bool(told) and len(folded) > longest and not _is_link(element))
        begins = named and any(title.startswith(folded) for title in titles)
        if told and not begins:
            continue
        rule, sure = (BEGINS_TITLE, 0.65) if begins else (IN_TITLE, 0.6)
        found = element, Candidate("title", text, rule, f"<{element.tag}>", sure)
        if any(folded in title and not _ends(folded, title) for title in titles):
            return found
        ending = ending or found
    if ending is not None or told:
        return ending
    for element in tree.iter(*_LINES):
        if element.text and _SHORTEST <= len(element.text) <= _LONGEST:
            folded = fold(element.text)
            if len(folded) >= _SHORTEST and any(_begins(folded, title) for title in titles):
                text = fold_space(element.text)
                return element, Candidate("title", text, LINE_IN_TITLE, f"<{element.tag}>", 0.6)
    return None


def may_head(element: Any, titles: list[str]) -> bool:
    """Whether an h1 may be a headline though none of ``titles`` (folded) says so: it is of several words and not the
    site's name."""
    text = text_of(element)
    return len(text.split()) >= _FEWEST_WORDS and not _within(fold(text), titles)


def _is_link(element: Any) -> bool:
    """Whether a heading is a link as a whole, or stands in one."""
    link = next(element.iter("a"), None)
    within = link is not None and text_of(link) == text_of(element)
    return within or next(element.iterancestors("a"), None) is not None


def begins_alike(text: str, titles: list[str]) -> bool:
    """Whether a heading and one of ``titles`` (all folded) begin with the same words, and go on in others."""
    return len(text) >= _ALIKE and any(title.startswith(text[:_ALIKE]) for title in titles)


def _begins(text: str, title: str) -> bool:
    """Whether a title is the text and little more, before or behind it: the name of a site or of a section."""
    return (title.startswith(text) or title.endswith(text)) and len(text) > _SHARE * len(title)


def _ends(text: str, title: str) -> bool:
    """Whether a text is but the end of a title, where the site's name stands."""
    return title.endswith(text) and len(text) < _SHORT_END * len(title)


def _within(text: str, titles: list[str]) -> bool:
    return any(text in title for title in titles)
