"""The headline of a page without headings: the line above the text that is printed largest, or that the title repeats.

Old pages know no heading: they set it in large or bold letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, Final, NamedTuple

from pipeline.languages import load
from pipeline.languages.folding import fold, is_small, words_folded
from pipeline.languages.label_words import is_furniture
from pipeline.languages.words import dense
from pipeline.steps.bylines import find_byline
from pipeline.steps.classes import words_of
from pipeline.steps.dated import DATE, names_a_day
from pipeline.steps.texts import fold_space

_SHORTEST, _LONGEST = 3, 150
_SHORTEST_IN_TITLE: Final = 8
_PLAIN_SIZE: Final = 3
_DISPLAYED: Final = 4
"""A size of letters: bold ones count as one size larger."""
_IN_TITLE: Final = 20
_FEWEST_WORDS: Final = 5
_GAPS: Final = 2
_MOST_WORDS: Final = 0.7
_DENSE_WORD: Final = 3
_DEEP: Final = 4
_MOST_INNER: Final = 40
_LONGEST_READ: Final = 1_000
_CELLS: Final = ("td", "th", "body", "table", "tr", "ul")
_SET: Final = ("b", "strong", "i", "em", "font", "span", "big", "u", "center", "nobr")
_INLINE: Final = frozenset((*_SET, "br", "a", "sup", "sub"))
_NO_LINES: Final = frozenset(
    ("a", "script", "style", "option", "select", "noscript", "button", "title", "nav", "label")
)
_STEP: Final = re.compile(r"[>»›/|:→\\]|\s[-–—]\s|--")
_SIZE: Final = re.compile(r"\s*([+-]?)(\d)")


class Line(NamedTuple):
    """A line, the element that holds it, and how much it looks like the headline."""

    text: str
    holder: Any
    rank: int

    @property
    def in_title(self) -> bool:
        """Whether the page's title repeats the line."""
        return self.rank >= _IN_TITLE


def headline(above: list[Any], below: list[Any], titles: list[str], names: set[str]) -> Line | None:
    """The line among the elements ``above`` the text that is printed largest; one that a title repeats goes before
    others, and may stand ``below`` the first paragraph, which is then the lead. None of ``names`` (folded) is one."""
    spaced = [f" {words_folded(title)} " for title in titles]
    best: Line | None = None
    for line in _lines(above):
        words = words_folded(line.text)
        told = (words.count(" ") >= _GAPS or not _goes_on(line.holder)) and _is_told(words, spaced)
        rank = line.rank + (_IN_TITLE if told else 0)
        shown = told or (line.rank >= _DISPLAYED and _stands_alone(line.text))
        if shown and (best is None or rank > best.rank) and fold(line.text) not in names:
            best = line._replace(rank=rank)
    if best is not None and best.in_title:
        return best
    for line in _lines(below):
        words = words_folded(line.text)
        if words.count(" ") >= _GAPS and line.rank >= _DISPLAYED and _is_told(words, spaced):
            return line._replace(rank=line.rank + _IN_TITLE)
    return best


def _goes_on(holder: Any) -> bool:
    """Whether more follows in the line: what is set apart there is a word of a text."""
    return holder.tag in _SET and bool((holder.tail or "").strip())


def _is_told(line: str, titles: list[str]) -> bool:
    """Whether a title has a line's words in a row, or most of those of a longer line."""
    words = line.split()
    if len(words) < _FEWEST_WORDS:
        return len(line) >= _SHORTEST_IN_TITLE and any(f" {line} " in title for title in titles)
    most = _MOST_WORDS * len(words)
    return any(sum(f" {word} " in title for word in words) >= most for title in titles)


def _stands_alone(line: str) -> bool:
    """Whether a line may be a headline though no title repeats it: the names of sections are a word, or in small
    letters."""
    return not is_small(line[0]) and len(line.split()) + dense(line) // _DENSE_WORD > 1


def _lines(elements: list[Any]) -> Iterator[Line]:
    """The short lines of a run of elements that may be a headline: what stands together in letters of one size."""
    for text, holder, rank in _runs(elements):
        if rank is not None and len(text) <= _LONGEST_READ and _may_be_headline(line := fold_space(text)):
            yield Line(line, holder, rank)


def _runs(elements: list[Any]) -> Iterator[tuple[str, Any, int | None]]:
    """The texts of a run of elements, with the element and the size of their letters. What stands beside each other
    inside an element that does nothing but set letters is one, over a broken line too."""
    for element in elements:
        parent = element.getparent()
        if _is_set(element):
            if not _is_set(parent):
                yield from _set_runs(element)
        elif element.text:
            yield element.text, element, _display(element)
        if element.tail and parent is not None and not (_is_set(element) and _is_set(parent)):
            yield element.tail, parent, _display(parent)


def _set_runs(element: Any) -> Iterator[tuple[str, Any, int | None]]:
    text, holder, rank = "", element, None
    for each in element.iter():
        for words, within in (
            (each.text, each),
            (each.tail if each is not element else None, each.getparent()),
        ):
            if not words or words.isspace() or not isinstance(within.tag, str):
                text += " " if text else ""
                continue
            display = _display(within)
            if text and display != rank:
                yield text, holder, rank
                text = ""
            if not text:
                holder, rank = within, display
            text += words
    if text:
        yield text, holder, rank


def _is_set(element: Any) -> bool:
    """Whether an element does nothing but set the letters of a line."""
    if element is None or element.tag not in _SET:
        return False
    inner = list(islice(element.iterdescendants(), _MOST_INNER + 1))
    return len(inner) <= _MOST_INNER and all(
        child.tag in _INLINE or not isinstance(child.tag, str) for child in inner
    )


def _may_be_headline(line: str) -> bool:
    return (
        _SHORTEST <= len(line) <= _LONGEST
        and sum(map(str.isalpha, line)) > len(line) / 2
        and not line.endswith((":", "("))
        and not line.startswith(("(", ",", ")"))
        and not is_furniture(line)
        and not (DATE.search(line) and names_a_day(line))
        and not _is_path(line)
        and find_byline(line) is None
    )


def _is_path(line: str) -> bool:
    """Whether a line says where the page stands in its site: ``Home > News``."""
    first = _STEP.split(line, 1)[0].strip().casefold()
    return first in load("markup")["headings"]["home"]


def _display(holder: Any) -> int | None:
    """How large an element's letters are printed, 1 to 7 and more where they are bold or called a headline; None for
    links and what is not shown."""
    size, bold = _PLAIN_SIZE, 0
    sized = False
    for element in (holder, *islice(holder.iterancestors(), _DEEP)):
        if element.tag in _NO_LINES:
            return None
        if element.tag in ("b", "strong", "big"):
            bold = 1
        if (name := element.get("class")) and _is_headline(name):
            bold = 2
        if element.tag == "font" and not sized and (found := _SIZE.match(element.get("size") or "")):
            size, sized = _PLAIN_SIZE * bool(found[1]) + int(f"{found[1]}{found[2]}"), True
        if element.tag in _CELLS:
            break
    return size + bold


@lru_cache(4096)
def _is_headline(name: str) -> bool:
    """Whether a class calls its element a headline, in a word of its own or glued to others: ``storytitle``."""
    classes = load("markup")["classes"]
    words = words_of(name)
    glued = tuple(classes["headline_ends"])
    return not words.isdisjoint(classes["headline"]) or any(
        word.endswith(glued) and not word.startswith("sub") for word in words
    )
