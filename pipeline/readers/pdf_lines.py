"""The lines of a PDF's pages, and the paragraphs that they make: without running heads, page numbers and hyphens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from statistics import median
from typing import Any, Final

from pipeline.frozen import record
from pipeline.languages.folding import STOPS
from pipeline.model import BlockKind

from .paragraphs import Para

_BOLD: Final = re.compile(r"bold|black|heavy|semibold|,b\b|-bd", re.I)
_ITALIC: Final = re.compile(r"italic|oblique", re.I)
_NUMBERS: Final = re.compile(r"\d+")
_PAGE: Final = re.compile(
    r"\W*(?:[^\W\d_]{1,8}\.?\s)?\W*\d{1,4}(?:\s*(?:/|[^\W\d_]{1,5})\s*\d{1,4})?\W*|[ivxlc]{1,6}"
)
_EDGE: Final = 4
"""Lines at the top and at the foot of a page among which its running heads are."""

_SET_OFF: Final = 2
_LONGEST_NUMBER: Final = 6
_LONGEST_HEAD: Final = 150
_APART: Final = 1.35
_LARGER: Final = 1.08
_TITLE: Final = 1.25
_INDENT: Final = 0.7
_FIRST_GROUPS: Final = 12
_SHORT: Final = 0.82
_LONGEST_CROSSHEAD: Final = 120
_LONG_HALF: Final = 4
_ENDS: Final = (".", "!", "?", "…", ":", '"', "”", "»", "«", "’", ")", *STOPS)
_HYPHENS: Final = ("-", "\xad", "\u2010")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LIGATURES: Final = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
)


@record(frozen=True, slots=True)
class Line:
    """A line as pypdf gives it: where it begins (points, from the lower left), its size, and its ``page`` from 0."""

    text: str
    x: float
    y: float
    size: float
    bold: bool
    italic: bool
    page: int


class _Collector:
    """Puts the pieces that pypdf gives together to lines."""

    def __init__(self, page: int) -> None:
        self.page = page
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.fonts: Counter[tuple[float, bool, bool]] = Counter()
        self.place: tuple[float, float] | None = None

    def visit(self, text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        """A piece of text, with the matrices and the font that it is shown with."""
        pieces = text.split("\n")
        for number, piece in enumerate(pieces):
            if number:
                self.end()
            if piece.strip():
                if self.place is None:
                    a, b, c, d, e, f = (float(each) for each in cm)
                    x, y = float(tm[4]), float(tm[5])
                    self.place = (a * x + c * y + e, b * x + d * y + f)
                name = str((font or {}).get("/BaseFont", ""))
                scale = max(abs(float(tm[0])), abs(float(tm[1])), abs(float(tm[3]))) * max(
                    abs(float(cm[0])), abs(float(cm[1]))
                )
                look = (
                    round(float(size) * (scale or 1.0), 1),
                    bool(_BOLD.search(name)),
                    bool(_ITALIC.search(name)),
                )
                self.fonts[look] += len(piece.strip())
            self.parts.append(piece)

    def end(self) -> None:
        """Ends a line."""
        text = " ".join("".join(self.parts).translate(_LIGATURES).split())
        if text and self.place is not None:
            size, bold, italic = self.fonts.most_common(1)[0][0]
            self.lines.append(Line(text, *self.place, size, bold, italic, self.page))
        self.parts, self.place = [], None
        self.fonts.clear()


def lines(page: Any, number: int) -> list[Line]:
    """The lines of a page (a ``pypdf.PageObject``), in the order in which they are written."""
    collector = _Collector(number)
    page.extract_text(visitor_text=collector.visit)
    collector.end()
    return collector.lines


# ---------------------------------------------------------------- running heads


def running(pages: list[list[Line]], kept: Callable[[str], bool] = lambda text: False) -> list[list[Line]]:
    """The pages without the lines at their edges that repeat, what stands with these, and without their numbers.
    Lines that are ``kept`` stay, and those of the edge below them: an article begins there, of the same paper perhaps
    as others."""
    edges = [_edges(page) for page in pages]
    counts = Counter(key for edge in edges for key in {_key(line) for line in edge})
    filled = sum(1 for page in pages if page)
    least = max(2, filled // 3)
    numbers = Counter(_distance(line, at) for at, edge in enumerate(edges) for line in edge)
    left = []
    for at, (page, edge) in enumerate(zip(pages, edges, strict=True)):
        begins = next((line.y for line in edge if kept(line.text)), None)
        if begins is not None:
            foot = median(line.y for line in page)
            edge = [line for line in edge if line.y > begins or line.y < foot]
        repeated = [
            line
            for line in edge
            if (
                counts[_key(line)] >= least
                or (_distance(line, at) is not None and numbers[_distance(line, at)] >= least)
            )
            and filled > 1
        ]
        gone = {id(line) for line in edge if _outermost(line, page) and _PAGE.fullmatch(line.text)}
        gone |= {id(line) for line in repeated} | {id(line) for line in _beside(edge, repeated, page)}
        left.append([line for line in page if id(line) not in gone])
    return left


def _distance(line: Line, page: int) -> int | None:
    """How far the number of a page is from its place in the file; None of other lines."""
    found = _NUMBERS.search(line.text) if _PAGE.fullmatch(line.text) else None
    return int(found[0]) - page if found and len(found[0]) < _LONGEST_NUMBER else None


def _beside(edge: list[Line], repeated: list[Line], page: list[Line]) -> Iterator[Line]:
    """The lines of an edge that stand with one that repeats, set off from the text: the headline and the day beside the
    number of the page. What is larger than the text is the page's own headline."""
    ordered = sorted(page, key=lambda line: -line.y)
    if not repeated or len(ordered) <= 2 * _EDGE:
        return
    usual = median(above.y - below.y for above, below in pairwise(ordered)) * _SET_OFF
    size = median(line.size for line in page)
    repeats, near = {id(line) for line in repeated}, {id(line) for line in edge}
    for lines in (ordered, ordered[::-1]):
        end = next((at for at, (a, b) in enumerate(pairwise(lines), 1) if abs(a.y - b.y) > usual), len(lines))
        block = lines[:end]
        if end <= _EDGE and any(id(line) in repeats for line in block):
            yield from (line for line in block if id(line) in near and line.size <= size + 0.5)


def _edges(page: list[Line]) -> list[Line]:
    ordered = sorted(page, key=lambda line: -line.y)
    edge = ordered[:_EDGE] + ordered[-_EDGE:] if len(ordered) > 2 * _EDGE else ordered
    return [line for line in edge if len(line.text) <= _LONGEST_HEAD]


def _key(line: Line) -> tuple[str, int]:
    """A line by its words, whatever the numbers in it, and its height on the page."""
    return _NUMBERS.sub("#", line.text.casefold()), round(line.y / 12)


def _outermost(line: Line, page: list[Line]) -> bool:
    return line.y >= max(other.y for other in page) - 1 or line.y <= min(other.y for other in page) + 1


# ---------------------------------------------------------------- paragraphs


def text_paras(pages: list[list[Line]]) -> list[Para]:
    """The paragraphs of the pages: the title and crossheads by their size, hyphens at line ends undone."""
    every = [line for page in pages for line in page]
    if not every:
        return []
    sizes: Counter[float] = Counter()
    for line in every:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    words = Counter(word.casefold() for line in every for word in _inner_words(line.text))
    groups = list(_groups(every, _gap(every, body)))
    largest = max((group[0].size for group in groups[:_FIRST_GROUPS]), default=0.0)
    titled, page = False, -1
    paras = []
    for group in groups:
        text = joined((line.text for line in group), words)
        bold, size = all(line.bold for line in group), group[0].size
        title = not titled and size >= _TITLE * body and size == largest
        titled = titled or title
        head = (
            (size >= _LARGER * body or bold) and len(text) <= _LONGEST_CROSSHEAD and not text.endswith(_ENDS)
        )
        italic = all(line.italic for line in group)
        begins, page = group[0].page != page, group[-1].page
        kind: BlockKind = "title" if title else "crosshead" if head else "paragraph"
        paras.append(Para(text, kind, bold, italic, begins))
    return paras


def _gap(every: list[Line], body: float) -> float:
    """The usual distance of the lines of running text."""
    gaps = [
        above.y - below.y
        for above, below in pairwise(every)
        if above.page == below.page
        and above.size == below.size == body
        and 0.5 * body < above.y - below.y < 3 * body
    ]
    return median(gaps) if gaps else 1.2 * body


def _groups(every: list[Line], gap: float) -> Iterator[list[Line]]:
    """The lines of each paragraph."""
    group: list[Line] = []
    widest = max((len(line.text) for line in every), default=0)
    for number, line in enumerate(every):
        if group and not _goes_on(group, line, gap, _width(every, number, widest)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _width(every: list[Line], number: int, widest: int) -> int:
    """The letters of a full line hereabouts."""
    around = [
        len(line.text) for line in every[max(0, number - 12) : number + 12] if line.size == every[number].size
    ]
    return max(around, default=widest)


def _goes_on(group: list[Line], line: Line, gap: float, width: int) -> bool:
    """Whether a line goes on with the paragraph above it."""
    last = group[-1]
    if abs(line.size - last.size) > 0.06 * last.size or line.bold != last.bold:
        return False
    step = last.y - line.y
    moved = line.page != last.page or step < -1 or step > 3 * max(gap, last.size)
    ended = last.text.endswith(_ENDS)
    if moved:
        # In another column or on another page only a sentence that is not at its end goes on.
        return (
            not ended
            and len(last.text) > 0.5 * width
            and (line.text[:1].islower() or last.text.endswith(_HYPHENS))
        )
    usual = max(gap, 1.05 * last.size) if last.size * 3 > gap else 1.3 * last.size
    if step > _APART * usual and step > 1.3 * last.size:
        return False
    if line.x - last.x > _INDENT * line.size and (ended or len(group) > 1) and last.x <= group[0].x + 1:
        return False
    if ended and len(last.text) < _SHORT * width:
        return False
    return not (len(last.text) < 0.5 * width and line.text[:1].isupper())


def _inner_words(text: str) -> Iterator[str]:
    """The words of a line but one that is cut at its end."""
    yield from _WORD.findall(text[: text.rfind(" ") + 1] if text.endswith(_HYPHENS) else text)


def joined(parts: Iterable[str], words: Counter[str]) -> str:
    """The lines of a paragraph as one. A word that a hyphen parts keeps it where the text has it so elsewhere, or has
    its halves, but not the whole, as long words; else it is put together."""
    text = ""
    for part in parts:
        if text.endswith(_HYPHENS) and len(text) > 1 and text[-2].isalpha() and part[:1].isalpha():
            text = _unparted(text, part, words)
        else:
            text = f"{text} {part}" if text else part
    return text


def _unparted(text: str, part: str, words: Counter[str]) -> str:
    left = _WORD.findall(text[:-1])[-1:] or [""]
    right = _WORD.match(part)
    before, after = left[0], right[0] if right else ""
    if text[-1] == "\xad":
        return text[:-1] + part
    whole, kept = (before + after).casefold(), f"{before}-{after}".casefold()
    if words[kept] or not part[0].islower():
        return text + part
    halves = (before.rpartition("-")[2].casefold(), after.casefold())
    apart = not words[whole] and all(words[half] and len(half) >= _LONG_HALF for half in halves)
    return (text if apart else text[:-1]) + part
