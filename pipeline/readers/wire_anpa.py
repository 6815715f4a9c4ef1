"""A message of ANPA 1312: two lines of header, the text with typesetting marks, the time of sending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.languages import load, stamps
from pipeline.model import Block, Hint, RawDocument

from .base import Item
from .wire_heads import CONTROL, Heading, add, dateline, unsigned
from .wrapped import blocks_of, composed, joined

_FIRST: Final = re.compile(
    r"(?P<level>[A-Za-z]?)(?P<number>\d{1,5})(?P<upi>[^\x1f\n]*)(?:\x1f(?P<selector>[^\n]*))?"
)
_SECOND: Final = re.compile(
    r"(?P<priority>[A-Za-z]) +(?P<category>[A-Za-z])(?P<format>[\x11-\x14]*) +(?P<slug>\S+) +(?P<version>.*?) *"
    r"(?P<date>\d{1,2}-\d{1,2})? *(?P<words>\d{1,5})? *"
)
_ENDS: Final = re.compile(r"\s*(?:@?<+|=)\s*\Z")
_COUNT: Final = re.compile(r",\s*\d{1,5}(?:-\d{1,5})?\s*\Z")
_TABULAR: Final = "\x12"
_GAP: Final = re.compile(r"\S(?: {2,}|\t+| ?\. ?\.[. ]+)\S")
_FULL: Final = 50
_LETTERS: Final = re.compile(r"[\W\d_]+")
_SAME: Final = 5
_LONGEST_CROSSHEAD: Final = 60


def anpa(raw: RawDocument, head: str, rest: str) -> Item:
    """The document of a message: ``head`` up to the start of text, ``rest`` from there on."""
    text, _, trailer = rest.partition("\x03")
    heading = Heading()
    slug, tabular = _header(head, heading)
    lines = unsigned(text.rstrip("\n ^").split("\n"), heading)
    tabular = tabular and _in_columns(lines)
    rows = list(_rows("\n".join(lines), tabular))
    marked = any(mark for mark, _ in rows)
    at = _heading(rows, slug, heading) if marked else _unmarked(rows, slug, heading)
    blocks = _blocks(rows[at:], tabular)
    if not blocks:  # a digest or an alert: all of it stands in the head
        said = [value for name, value in heading.extra if name in ("summary", "note")]
        blocks = blocks_of(said or [joined(heading.title)])
    if blocks:
        heading.hints.extend(dateline(blocks[0].text))
    if published := stamps.read(CONTROL.sub(" ", trailer)) or stamps.read(
        "\n".join(row[1] for row in rows[-2:])
    ):
        heading.hints.append(Hint("published", published, "time of sending"))
    return composed(raw, blocks, heading.told(), heading.extra)


def _in_columns(lines: list[str]) -> bool:
    """Whether what is called tabular is: running text may be so called as well, its lines are full and have no gaps."""
    kept = [line.strip() for line in lines if line.strip()]
    gaps = sum(_GAP.search(line) is not None for line in kept)
    full = sum(len(line) >= _FULL for line in kept)
    return 4 * gaps >= len(kept) or 3 * full < len(kept)


def _header(head: str, heading: Heading) -> tuple[str, bool]:
    """The slug and whether the text is a table."""
    first, _, second = head.partition("\n")
    found = _FIRST.match(first)
    if found:
        heading.extra.append(("message", found["level"] + found["number"]))
        heading.extra.append(("selector", CONTROL.sub("", found["selector"] or "")))
    line = second.strip("\n ")
    fields = _SECOND.fullmatch(line.split("\n")[0])
    if fields is None:
        heading.extra.append(("header", CONTROL.sub(" ", line)))
        return "", _TABULAR in line
    for name in ("priority", "category", "slug", "version"):
        heading.extra.append((name, fields[name].strip()))
    heading.extra.append(("word-count", (fields["words"] or "").lstrip("0")))
    return fields["slug"], _TABULAR in fields["format"]


def _rows(text: str, tabular: bool) -> Iterator[tuple[str, str]]:
    """(mark, text) of each line as the sender meant it: ``^`` for a line of the head, a tab or blanks for a paragraph,
    nothing for others. A paragraph goes on until its end mark, a blank line or the next mark; the lines of a head
    without marks are each their own."""
    parts: list[str] = []
    kind, above = "", "^" not in text
    for line in text.split("\n"):
        begins = line[:1] if line[:1] in ("^", "\t", "\b") else " " if line.startswith("   ") else ""
        bare = CONTROL.sub(" ", line.replace("\b", "\t")).lstrip("^").rstrip()
        above = above and not begins
        if (begins or above or tabular or not bare.strip()) and parts:
            yield kind, joined(parts)
            parts = []
        if not bare.strip():
            continue
        kind = kind if parts else begins
        parts.append(_ENDS.sub("", bare))
        if _ENDS.search(bare):
            yield kind, joined(parts)
            parts = []
    if parts:
        yield kind, joined(parts)


def _is_slug(line: str, slug: str) -> bool:
    """Whether a line repeats the slug of the header."""
    if _COUNT.search(line):
        return True
    a, b = (_LETTERS.sub("", each).lower() for each in (line, slug))
    return len(b) >= _SAME and (a.startswith(b[:_SAME]) or b.endswith(a[:_SAME]) or a[:_SAME] in b)


def _heading(rows: list[tuple[str, str]], slug: str, heading: Heading) -> int:
    """Takes in the lines of the head; where the text begins."""
    labelled = load("wires")["heading"]["title"]
    has_label = any(line.partition(":")[0].strip().lower() in labelled for mark, line in rows if mark == "^")
    for i, (mark, line) in enumerate(rows):
        if mark not in ("^", "") or (mark == "" and i and rows[i - 1][0] in ("\t", " ")):
            return i
        if i == 0 and _is_slug(line, slug):
            heading.extra.append(("keyword-line", line))
        elif not add(heading, line, alone=bool(heading.title)):
            if heading.title or has_label:
                heading.extra.append(("summary", line))
            else:
                heading.title.append(line)
    return len(rows)


def _unmarked(rows: list[tuple[str, str]], slug: str, heading: Heading) -> int:
    """The same for a message without marks: its head are the lines above the first that is indented."""
    at = next((i for i, (mark, _) in enumerate(rows) if mark), 1 if rows else 0)
    for _, line in rows[:at]:
        if add(heading, line, alone=bool(heading.title)):
            continue
        if not heading.title:
            heading.title.append(line)
        else:
            heading.extra.append(("keyword-line" if _is_slug(line, slug) else "note", line))
    return at


def _blocks(rows: list[tuple[str, str]], tabular: bool) -> list[Block]:
    kept = [(mark, line) for mark, line in rows if line.strip("_^ ") and not stamps.read(line[:40])]
    if tabular:
        return [Block("table", line, f"line {i}") for i, (_, line) in enumerate(kept, 1)]
    blocks = blocks_of(line for _, line in kept)
    texts = {line for mark, line in kept if mark == "^" and len(line) <= _LONGEST_CROSSHEAD}
    return [
        Block("crosshead", block.text, block.where) if _is_crosshead(block, texts) and i else block
        for i, block in enumerate(blocks)
    ]


def _is_crosshead(block: Block, marked: set[str]) -> bool:
    text = block.text
    return text in marked or (len(text) <= _LONGEST_CROSSHEAD and text.isupper() and text[-1].isalnum())
