"""Plain text as blocks: paragraphs, crossheads, captions with their credits, quotes and lists."""

from __future__ import annotations

import itertools
import re
from statistics import median

from pipeline.frozen import record
from pipeline.languages.agencies import find_news_agency
from pipeline.languages.caption_words import shows_picture
from pipeline.languages.folding import SIGNS, STOPS
from pipeline.languages.label_words import credit_kind, is_furniture
from pipeline.languages.words import dense
from pipeline.model import Block, BlockKind, Candidate, Document

from .bylines import find_byline, is_by_word
from .clean import clean, visible
from .credits import FIRST_LINES, divide
from .datelines import find_dateline
from .textcaptions import sides

_ENDS = (".", "!", "?", "…", ":", ";", ",", "！", "？", *STOPS)
_SENTENCE_ENDS = (".", "!", "?", ":", "…", '"', "”", "»", "’", "'", ")", "」", "！", "？", *STOPS)
_LETTER = re.compile(rf"[^\W\d_]|[{SIGNS}]")
_QUOTE = re.compile(r"[–—―]\s?\S|-\s\S")
_BULLET = re.compile(r"[•·▪◦‣●■□*]\s*\S")
_COUNTED = re.compile(r"(?:\d{1,2}[.)]|-)\s+\S")
_CAPITAL_KEY = re.compile(r"[A-ZÀ-Þ-]{3,}: ")
_CLOCK = re.compile(r"\b(?:19|20)\d\d\b\D{0,4}\d{1,2}[:.]\d\d")
_WIDEST_WRAP = 140
_LONGEST_CROSSHEAD = 80
_LEAST_PARAGRAPH = 40
_LEAST_CAPTION, _LONGEST_CAPTION = 25, 450


@record(frozen=True, slots=True)
class _Line:
    """A paragraph as found: its text, the number of its first line, and its group (groups have blank lines between)."""

    text: str
    number: int
    group: int


def step(document: Document) -> None:
    """Adds one ``body`` candidate made of the blocks of ``document.text``."""
    if not document.text:
        return
    blocks = to_blocks(document.text)
    if blocks:
        document.evidence.append(Candidate("body", tuple(blocks), "text blocks", "text", 0.8))


def to_blocks(text: str) -> list[Block]:
    """The blocks of a plain text in reading order; ``where`` is ``line N``, counted from 1."""
    return _classify(_join(_lines(visible(text))))


def _lines(text: str) -> list[tuple[str, str, int, int]]:
    """(folded line, indentation, number, group) of each line that is not blank."""
    lines, group = [], 0
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        folded = clean(raw)
        if not folded:
            group += 1
            continue
        lines.append((folded, raw[: len(raw) - len(raw.lstrip())], number, group))
    return lines


def _wrap_width(lines: list[tuple[str, str, int, int]]) -> int:
    """The width at which the text was wrapped, or 0 when every line is a paragraph of its own."""
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a[3] == b[3]]
    if len(pairs) < 2:
        return 0
    inner = sorted(len(a[0]) for a, _ in pairs)
    width = inner[int(len(inner) * 0.9)]
    broken = sum(not a[0].endswith(_SENTENCE_ENDS) for a, _ in pairs)
    if width > _WIDEST_WRAP or width < 25 or broken * 5 < len(pairs) * 2 or median(inner) < 0.7 * width:
        return 0
    return width


def _join(lines: list[tuple[str, str, int, int]]) -> list[_Line]:
    """Wrapped lines put together again; other lines stay."""
    width = _wrap_width(lines)
    joined: list[_Line] = []
    parts: list[str] = []
    last, begun, open_group = "", 0, -1
    for text, indent, number, group in lines:
        if group == open_group and _is_label(parts[-1] if len(parts) == 1 else ""):
            parts.append(f" {text}")
        elif width and group == open_group and _continues(last, text, indent, width):
            hyphen = last.endswith("-") and text[0].islower() and not last.endswith(" -")
            parts.append(text if hyphen else f" {text}")
        else:
            if parts:
                joined.append(_Line("".join(parts), begun, open_group))
            parts, begun, open_group = [text], number, group
        last = text
    if parts:
        joined.append(_Line("".join(parts), begun, open_group))
    return joined


def _is_label(text: str) -> bool:
    """Whether a line is nothing but a label (``Foto:``, ``Von``): what it announces is the next line."""
    if not 0 < len(text) <= 30:
        return False
    return is_by_word(text) or (text[-1] in ":：" and credit_kind(text[:-1].strip()) is not None)


def _continues(last: str, text: str, indent: str, width: int) -> bool:
    """Whether ``text`` goes on where ``last`` was broken: its first word had no room there, or it begins small."""
    if text[0].islower() and not last.endswith(_SENTENCE_ENDS):
        return True
    if find_byline(text) or find_byline(last) or ("(" in text[:60] and find_dateline(text)):
        return False
    if len(indent.expandtabs()) in range(2, 9) or _BULLET.match(text):
        return False
    return len(last) + 1 + len(text.split(" ", 1)[0]) > width - 6


def _classify(lines: list[_Line]) -> list[Block]:
    headish = [_like_crosshead(line.text) for line in lines]
    last_running = max((i for i, line in enumerate(lines) if len(line.text) >= _LEAST_PARAGRAPH), default=-1)
    divided = [
        None
        if i and _is_source(lines[i - 1].text, line.text)
        else divide(line.text, f"line {line.number}", last=i >= last_running, first=i < FIRST_LINES)
        for i, line in enumerate(lines)
    ]
    captions = _captions(lines, headish, divided)
    # A line with its credit is no heading, so that the one below it may be.
    headish = [head and parts is None for head, parts in zip(headish, divided, strict=True)]
    blocks: list[Block] = []
    for i, (line, parts) in enumerate(zip(lines, divided, strict=True)):
        if parts is not None:
            blocks.extend(parts)
            continue
        kind = "caption" if i in captions else _kind(lines, headish, i)
        blocks.append(Block(kind, line.text, f"line {line.number}"))
    return blocks


def _is_source(above: str, text: str) -> bool:
    """Whether a news agency alone below a headline tells where another article is from."""
    return find_news_agency(text) is not None and not above.endswith(_SENTENCE_ENDS)


def _captions(lines: list[_Line], headish: list[bool], divided: list[list[Block] | None]) -> set[int]:
    """The lines that are captions though no credit stands in them: they describe a picture, or a credit is above or
    below them."""
    found = {
        i for i, line in enumerate(lines)
        if i and divided[i] is None and shows_picture(line.text) and not find_byline(line.text)
    }  # fmt: skip
    credits = [i for i, parts in enumerate(divided) if parts and parts[0].kind == "credit"]
    for i, side in sides([line.text for line in lines], credits).items():
        if side == "below" and len(divided[i] or ()) == 1 and divided[i + 1] is None:
            crosshead = headish[i + 1] and not headish[i + 2] and len(lines[i + 2].text) >= _LEAST_PARAGRAPH
            if not crosshead:
                found.add(i + 1)
        elif (
            i
            and divided[i - 1] is None
            and _kind(lines, headish, i - 1) == "paragraph"
            and _is_its_caption(lines[i - 1], lines[i], i == 1)
        ):
            found.add(i - 1)
    return found


def _is_its_caption(before: _Line, line: _Line, first: bool) -> bool:
    """Whether the line right above a credit, in the same group, is the caption that it belongs to.

    Cautious, since a caption leaves the body: no headline, no date, no long paragraph.
    """
    if (
        (first and not before.text.endswith("."))
        or before.group != line.group
        or line.number != before.number + 1
    ):
        return False
    text = before.text
    if not _LEAST_CAPTION <= len(text) + 2 * dense(text) <= _LONGEST_CAPTION or text.endswith(":"):
        return False
    return (
        not is_furniture(text)
        and not _CLOCK.search(text)
        and find_byline(text) is None
        and sum(map(str.isdigit, text)) * 4 < len(text)
    )


def _kind(lines: list[_Line], headish: list[bool], i: int) -> BlockKind:
    text = lines[i].text
    if _BULLET.match(text):
        return "list"
    if _COUNTED.match(text) and any(
        (0 <= j < len(lines) and lines[j].text[0] == "-" == text[0] and lines[j].group == lines[i].group)
        or (
            0 <= j < len(lines)
            and text[0].isdigit()
            and lines[j].text[0].isdigit()
            and _COUNTED.match(lines[j].text)
        )
        for j in (i - 1, i + 1)
    ):
        return "list"
    if _is_crosshead(lines, headish, i):
        return "crosshead"
    return "quote" if _QUOTE.match(text) else "paragraph"


def _like_crosshead(text: str) -> bool:
    """Whether a line could be a crosshead by itself: short, no full stop, words, no byline."""
    if len(text) > _LONGEST_CROSSHEAD or text.endswith(_ENDS[:1] + _ENDS[3:]) or len(text.split()) > 12:
        return False
    letters = sum(map(str.isalpha, text)) if text.isascii() else len(_LETTER.findall(text))
    if sum(map(str.isdigit, text)) >= 5 or _CAPITAL_KEY.match(text):
        return False
    if letters < 2 or letters * 10 < 6 * len(text.replace(" ", "")) or "@" in text or "://" in text:
        return False
    return not text[0].islower() and find_byline(text) is None


def _is_crosshead(lines: list[_Line], headish: list[bool], i: int) -> bool:
    """Whether the line stands between paragraphs: not first, not last, not in a run of short lines."""
    if not headish[i] or i == 0 or i + 1 >= len(lines) or headish[i + 1]:
        return False
    if headish[i - 1] and i > 1 and not is_furniture(lines[i - 1].text):
        return False
    following = lines[i + 1].text
    return following.endswith(_SENTENCE_ENDS) or len(following) + 2 * dense(following) >= _LEAST_PARAGRAPH
