"""ABBYY FineReader's XML: a scanned page a record, its characters one by one or its lines whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from pipeline.model import Block, BlockKind, RawDocument

from . import xml_frames
from .base import Item, Reader, Stream, unmarked
from .ocr_lines import confident, number, running
from .xml_story import Story
from .xml_tree import local, named, opened, text_of, unreadable, within

_FORMAT: Final = "abbyy"
_BLOCK: Final = re.compile(rb"<(?:\w+:)?block\s[^<>]*\bblockType\s*=")
_STYLES: Final = re.compile(r"(?:Standard|NewSpelling|Luxembourg|Swiss|UnitedStates|UnitedKingdom)$")
"""What the program puts behind the name of a language."""


def _sniff(head: bytes, name: str) -> float:
    root, attributes = xml_frames.root(head)
    if root.rpartition(":")[2] == "document" and b"FineReader" in attributes:
        return 0.95
    return 0.9 if root.rpartition(":")[2] == "page" and _BLOCK.search(unmarked(head)) else 0.0


def _why(head: bytes, name: str) -> str:
    return "pages of blocks and lines, as ABBYY FineReader writes them"


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("page",), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, page, wrong = opened(raw, "page")
    if page is None:
        yield unreadable(raw, wrong, "page")
        return
    story = Story()
    sure: list[float] = []
    tongues: Counter[str] = Counter()
    for block in within(page, "block"):
        kind: BlockKind = "table" if block.get("blockType") == "Table" else "paragraph"
        for paragraph in within(block, "par"):
            if text := running(_line(line, sure, tongues) for line in named(paragraph, "line")):
                story.blocks.append(Block(kind, text, "block/par"))
    confident(story, sure, "charParams")
    for language, _ in tongues.most_common(1):
        story.once("language", _STYLES.sub("", language), "formatting/lang")
    if wrong:
        story.note("xml-errors", wrong)
    yield story.item(raw, "page")


def _line(line: Any, sure: list[float], tongues: Counter[str]) -> str:
    """A line's text: its characters, of which those without a sign are blanks, or its pieces as they are."""
    pieces = []
    for piece in named(line, "formatting"):
        signs = [each for each in piece if local(each) == "charParams"]
        text = "".join((each.text or "").strip() or " " for each in signs) if signs else text_of(piece)
        for each in signs:
            if (known := number(each.get("charConfidence"))) is not None:
                sure.append(known)
        tongues[piece.get("lang") or ""] += len(text)
        pieces.append(text)
    return "".join(pieces) if pieces else text_of(line)


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
