"""RTF: the text of a document without its codes; one article, or those of a press export.

Charsets lie here more than elsewhere: fonts have their own, and many exports write UTF-8 under ``\\ansi``. What is
UTF-8 throughout is read as that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeline.deadletter import failure
from pipeline.errors import RecordError
from pipeline.model import Hint, RawDocument

from . import nexis, paragraphs
from .base import Item, Reader, Stream, whole
from .rtf_text import Text

_FORMAT: Final = "rtf"
_MARK: Final = b"{\\rtf"
_DOUBTED: Final = 0.3


def _sniff(head: bytes, name: str) -> float:
    return 1.0 if head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(_MARK) else 0.0


def _why(head: bytes, name: str) -> str:
    return "begins as an RTF document does"


def _split(stream: Stream) -> Iterator[Item]:
    return whole(stream, _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    text = Text(raw.payload)
    try:
        paras = text.read()
    except RecordError as error:
        yield failure("parse", error.reason, error.message, raw, error.retryable)
        return
    extra = [
        (f"document-{name}", value) for name, value in text.info.items() if name not in ("title", "revtim")
    ]
    if text.cut:
        extra.append(("truncated", "the document ends before its last bracket"))
    hints = [Hint("title", text.info["title"], "info: title", _DOUBTED)] if text.info.get("title") else []
    if changed := text.info.get("revtim") or text.info.get("creatim"):
        hints.append(Hint("modified", changed, "info: time", _DOUBTED))
    found = nexis.articles(raw, paras, tuple(extra))
    yield from found or [paragraphs.document(raw, paras, hints, extra)]


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
