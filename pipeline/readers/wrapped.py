"""Running text that was broken into lines, as paragraphs again; and the document that blocks and hints make."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.model import Block, BlockKind, Hint, RawDocument

from .base import Item, rejected, text_document

EXTRA_LIMIT: Final = 2000
EXTRA_FIELDS: Final = 200
_ENDS: Final = (".", "!", "?", ":", ";", "…", '"', "”", "»", "'", "’", ")")
_BULLET: Final = re.compile(r"(?:[-+*•·▪◦‣●■□]|\d{1,2}[.)])\s+\S")
_RULE: Final = re.compile(r"[\W_]*")
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_LONGEST_CROSSHEAD: Final = 60
_LEAST_PARAGRAPH: Final = 80
_NARROW: Final = 0.75
"""Lines shorter than this share of the widest are lines of their own."""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a wrapped text. They begin after a blank line, or with an indented line where others are not,
    or where the next word had room in the line before."""
    groups = _groups(text)
    lines = [line for group in groups for line in group]
    if not lines:
        return []
    indented = any(_begins_indented(a, b) for group in groups for a, b in pairwise(group))
    widths = sorted(len(line.rstrip()) for line in lines)
    width = widths[int(len(widths) * 0.95)]
    found: list[str] = []
    for group in groups:
        found.extend(_by_indent(group) if indented else _by_width(group, width))
    return found


def _groups(text: str) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(8).split("\n"):
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _begins_indented(above: str, line: str) -> bool:
    """Whether one of two lines is indented as the first of a paragraph is; below an item of a list it is no sign."""
    if _indent(above) >= 2:
        return _indent(line) < 2
    return _indent(line) >= 2 and not _BULLET.match(above.lstrip())


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _by_indent(group: list[str]) -> list[str]:
    parts: list[list[str]] = []
    for line in group:
        if parts and _indent(line) < 2 and not line.lstrip().startswith("|"):
            parts[-1].append(line)
        else:
            parts.append([line])
    return [joined(part) for part in parts]


def _by_width(group: list[str], width: int) -> list[str]:
    if len(group) > 1 and all(len(line) < _NARROW * width or len(line) < 25 for line in group[:-1]):
        return [joined([line]) for line in group]
    parts = [[group[0]]]
    for before, line in pairwise(group):
        word = line.split(None, 1)[0]
        room = len(before.rstrip()) + 1 + len(word) <= width - 2
        new = line.lstrip().startswith("|") or _begins_item(before, line)
        if new or (room and before.rstrip().endswith(_ENDS)):
            parts.append([line])
        else:
            parts[-1].append(line)
    return [joined(part) for part in parts]


def _begins_item(before: str, line: str) -> bool:
    """Whether a line is an item of a list, and no dash that the line before was broken at."""
    if not _BULLET.match(line.lstrip()):
        return False
    small = line.lstrip().lstrip("-+*•·▪◦‣●■□ ")[:1].islower()
    return not small or before.rstrip().endswith(_ENDS) or _BULLET.match(before.lstrip()) is not None


def joined(lines: Iterable[str]) -> str:
    """Lines as one: a hyphen at a line's end holds its word together."""
    text = ""
    for line in lines:
        line = " ".join(line.split())
        if text.endswith("-") and not text.endswith((" -", "--")) and line[:1].islower():
            text += line
        else:
            text = f"{text} {line}" if text and line else text or line
    return text


# ---------------------------------------------------------------- documents


def blocks_of(texts: Iterable[str], where: str = "paragraph") -> list[Block]:
    """Paragraphs as blocks: lists, tables and crossheads are told by how they look; rules (``___``) are dropped."""
    kept = [text for text in texts if not _RULE.fullmatch(text)]
    made = []
    for number, text in enumerate(kept):
        below = kept[number + 1] if number + 1 < len(kept) else ""
        above = kept[number - 1] if number else ""
        made.append(Block(_kind(text, above, below), text, f"{where} {number + 1}"))
    return made


def _kind(text: str, above: str, below: str) -> BlockKind:
    if text.startswith("|"):
        return "table"
    if _BULLET.match(text):
        return "list"
    short = len(text) <= _LONGEST_CROSSHEAD and not text.endswith((*_ENDS, ","))
    worded = short and _WORDS.search(text) and text[0].isupper() and sum(map(str.isdigit, text)) < 3
    if worded and above.endswith(_ENDS) and len(below) >= _LEAST_PARAGRAPH:
        return "crosshead"
    return "paragraph"


def composed(
    raw: RawDocument, blocks: Iterable[Block], hints: Iterable[Hint], extra: Iterable[tuple[str, str]]
) -> Item:
    """The document of a record whose structure its format knows; rejected where it has no text."""
    kept = tuple(block for block in blocks if block.text.strip())
    told = tuple(replace(hint, value=hint.value.strip()) for hint in hints if hint.value.strip())
    if not any(block.kind not in ("caption", "credit") for block in kept):
        url = next((hint.value for hint in told if hint.field == "url"), None)
        return rejected(raw, "no-text", "the record has no text", url)
    rest = [(name, value.strip()[:EXTRA_LIMIT]) for name, value in extra if value.strip()]
    title = [hint.value for hint in told if hint.field == "title"][:1]
    text = "\n\n".join([*title, *(block.text for block in kept)])
    return text_document(raw, text, told, (*raw.extra, *rest[:EXTRA_FIELDS]), kept)
