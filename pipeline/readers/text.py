"""Plain text: one article a file. Header forms are the steps' work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pipeline.model import RawDocument

from .base import Item, Reader, Stream, unmarked, whole

_MARKED: Final = re.compile(rb"\s*(<\?xml|<!DOCTYPE|<!ENTITY|\{\\rtf|%PDF-|<[A-Za-z][\w:.-]*(\s[^<>]*)?>)")
_CONTROL: Final = bytes((*range(1, 9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))


def _share(head: bytes) -> float:
    """The share of bytes that no text has (NUL apart: files with stray NULs are text still)."""
    return (len(head) - len(head.translate(None, _CONTROL))) / max(1, len(head))


def _sniff(head: bytes, name: str) -> float:
    text = unmarked(head)
    if not text.strip(b"\0 \t\r\n"):
        return 0.0
    if text.count(0) > len(text) // 10 or _share(text) > 0.02:
        return 0.0
    if _MARKED.match(text):
        return 0.0
    return 0.6 if name.lower().endswith((".txt", ".text", ".md")) else 0.5


def _why(head: bytes, name: str) -> str:
    return "printable text without markup"


def _split(stream: Stream) -> Iterator[Item]:
    return whole(stream, "text")


def _parse(raw: RawDocument) -> Iterator[Item]:
    yield replace(raw, media_type="text/plain")


READER: Final[Reader] = Reader("text", _sniff, _why, _split, _parse)
