"""The messages of news wires, ANPA 1312 and IPTC 7901: control characters frame header, text and time of sending.
Several messages may follow each other in one file; archives also keep them with the control characters taken out.
Messages of the telex network stand between ZCZC and NNNN."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.deadletter import failure
from pipeline.languages.charset import to_text
from pipeline.model import RawDocument

from . import pieces
from .base import Item, Reader, Stream, unmarked
from .recoded import guessed
from .wire_anpa import anpa
from .wire_iptc import iptc
from .wire_telex import MARK as TELEX
from .wire_telex import telex

_FORMAT: Final = "wire"
_PADDING: Final = b"\0 \t\r\n\x16\x7f\x04\x0c"
_FRAMED: Final = re.compile(rb"(?:\x05[^\0-\x08\n\x0e-\x1f]{0,300}\r?\n)?\x16{0,8}\x01")
_PLAIN_HEADER: Final = rb"[A-Za-z]{2,5}\d{3,5} [1-9] [A-Za-z]{1,4} +\d{1,5}\b[^\n]{0,80}\n"
_PLAIN: Final = re.compile(
    rb"(?:\A|(?<=\n))(?:\[[^\]\n]{5,40}\][ \t]*(?:\r?\n)+)?(?=[A-Za-z]{2,5}\d{3,5} )" + _PLAIN_HEADER
)
_SLUG: Final = re.compile(rb"(?:[ \t\r]*\n)*[^\n]{1,120}/[ \t]*\r?\n")
_HEADED: Final = re.compile(r"[A-Za-z]{1,8}-?\d{1,5} +\S +[A-Za-z]{1,4} +\d{1,5}\b")
_SESSION: Final = re.compile(r"\A\[[^\]\n]{5,40}\]\s*")
_HEAD: Final = re.compile(rb"\x01[ \t]*[A-Za-z]{0,8}-?\d{2,6}[^\0-\x08\x80-\xff]")
_SHOWN: Final = 60


def _is_framed(head: bytes) -> bool:
    begin = head[:2048].lstrip(_PADDING)
    start = _FRAMED.match(begin)
    return start is not None and _HEAD.match(begin, start.end() - 1) is not None and b"\x02" in begin[:1024]


def _is_plain(head: bytes) -> bool:
    begin = unmarked(head)[:4096].lstrip(b"\r\n \t")
    found = _PLAIN.match(begin)
    return found is not None and _SLUG.match(begin, found.end()) is not None


def _is_telex(head: bytes) -> bool:
    return TELEX.match(unmarked(head)[:4096].lstrip(b"\r\n \t\0")) is not None


def _sniff(head: bytes, name: str) -> float:
    if _is_framed(head):
        return 0.97
    if _is_telex(head):
        return 0.9
    return 0.9 if _is_plain(head) else 0.0


def _why(head: bytes, name: str) -> str:
    if _is_telex(head):
        return "messages of a news wire between ZCZC and NNNN"
    if not _is_framed(head):
        return "messages of a news wire (IPTC 7901) without control characters"
    kind = "ANPA 1312" if b"\x16" in head[:64] or b"\x13" in head[:256] else "IPTC 7901"
    return f"messages of a news wire ({kind})"


def _split(stream: Stream) -> Iterator[Item]:
    framed = _is_framed(stream.head) or not _is_plain(stream.head)
    known = guessed(stream.head)
    mark = TELEX if _is_telex(stream.head) else _FRAMED if framed else _PLAIN
    for piece in pieces.pieces(stream, mark):
        if piece.data is None:
            yield pieces.too_large(stream, _FORMAT, piece, "a message")
        elif piece.marked:
            end = piece.data.find(b"\x04", piece.data.find(b"\x03") + 1) if framed else -1
            data = piece.data[: end + 1] if end >= 0 else piece.data
            yield RawDocument(
                stream.source, piece.offset, len(data), data, _FORMAT, stream.member, charset=known
            )
        elif piece.data.strip(_PADDING + b"\xef\xbb\xbf"):
            shown = piece.data.strip(_PADDING)[:_SHOWN].decode("latin-1")
            sentence = f"bytes before the first message, which begins with a header: {shown!r}"
            yield stream.failure(_FORMAT, "bad-record", sentence, piece.offset, piece.length)


def parse(raw: RawDocument) -> Iterator[Item]:
    """The document of one message."""
    text, _ = to_text(raw.payload, raw.charset or "cp1252")
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\x16\0\x7f\n ")
    if text.startswith("\x05"):
        text = text[text.find("\x01") :]
    if text[:4].upper() == "ZCZC":
        yield telex(raw, text)
        return
    header, mark, rest = text.lstrip("\x01").partition("\x02")
    if not mark and "\x01" in text:
        yield failure(
            "parse", "bad-record", "a message without start of text (STX): only its header is there", raw
        )
        return
    head = _SESSION.sub("", header.lstrip("\n\x7f \x01"), count=1)
    if _HEADED.match(head):
        yield iptc(raw, head, rest if mark else None)
    else:
        yield anpa(raw, head, rest)


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, parse)
