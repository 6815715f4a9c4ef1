"""HTML: one page a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pipeline.model import RawDocument

from .base import Item, Reader, Stream, unmarked, whole

# Nothing is read twice: a comment ends at its first end, whatever follows.
_PREAMBLE: Final = rb"(?:\s++|<\?xml[^>]*+>|<!--(?>.*?-->))*+"
_FIRM: Final = re.compile(_PREAMBLE + rb"<(?:!doctype\s+html|html)\b", re.I | re.S)
_NAMES: Final = (
    rb"(?:html|head|body|meta|title|div|span|p|br|a|img|h[1-6]|ul|ol|li|table|tr|td|script|style|link|article"
    rb"|section|header|main|figure|center|font|b|i|em|strong|blockquote|nav)\b"
)
_TAGS: Final = re.compile(rb"</?" + _NAMES + rb"[^<>]*>", re.I)
_FIRST: Final = re.compile(_PREAMBLE + rb"<" + _NAMES, re.I | re.S)
_MHTML: Final = re.compile(rb"(?:^|\n)(?:MIME-Version|Content-Type:\s*multipart/)", re.I)


def _sniff(head: bytes, name: str) -> float:
    text = unmarked(head)
    named = name.lower().endswith((".html", ".htm", ".xhtml"))
    if text.lstrip()[:1] != b"<":
        return 0.55 if named and not _MHTML.search(text[:2048]) and len(_TAGS.findall(text)) >= 5 else 0.0
    if _FIRM.match(text):
        return 0.97
    if not _FIRST.match(text):
        return 0.0
    tags = len(_TAGS.findall(text))
    if tags >= 2:
        return 0.8
    return 0.6 if tags and named else 0.0


def _why(head: bytes, name: str) -> str:
    text = unmarked(head)
    if _FIRM.match(text):
        return "begins with an HTML doctype or <html>"
    return f"{len(_TAGS.findall(text))} HTML tags at its beginning"


def _split(stream: Stream) -> Iterator[Item]:
    return whole(stream, "html")


def _parse(raw: RawDocument) -> Iterator[Item]:
    yield replace(raw, media_type="text/html")


READER: Final[Reader] = Reader("html", _sniff, _why, _split, _parse)
