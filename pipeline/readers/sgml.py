"""SGML corpora of news: Reuters-21578, LDC's (Gigaword, AQUAINT, ACE), the collections of TREC, CLEF and NTCIR. One
record is a ``<DOC>`` or ``<REUTERS>``; their tags are data (``languages/sgml.toml``).

A UTF-16 file is read as UTF-8, and its offsets are those of the UTF-8 stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from pipeline.model import RawDocument

from . import pieces
from .base import Item, Reader, Stream, unmarked, utf16
from .recoded import as_utf8, guessed
from .sgml_record import parse

_FORMAT: Final = "sgml"
# Without re.I, so that what is searched for begins with a sign that the search can jump to.
_MARK: Final = re.compile(rb"<(?:[Dd][Oo][Cc]|[Rr][Ee][Uu][Tt][Ee][Rr][Ss])(?=[\s>])")
_END: Final = re.compile(rb"</(?:[Dd][Oo][Cc]|[Rr][Ee][Uu][Tt][Ee][Rr][Ss])\s*>")
_START: Final = re.compile(
    rb"(?:\s++|<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>|<(?!DOC[\s>]|REUTERS[\s>]|html\b)[A-Za-z][\w.-]*(?:\s[^<>]*)?>)*+"
    rb"<(?P<root>DOC|REUTERS)(?P<attributes>\s[^<>]*)?>",
    re.I | re.S,
)
_FIELDS: Final = re.compile(
    rb"<(?:DOCNO|DOCID|DOC-ID|DOCTYPE|TEXT|BODY|HEADLINE|TITLE|DATE|DATE_TIME|DOCHDR|TI|TX)(?:\s[^<>]*)?>",
    re.I,
)
_IDENTIFIED: Final = re.compile(rb"\b(?:id|newid)\s*=", re.I)
_MARKUP: Final = re.compile(rb"<!--.*?-->|<[^<>]*>", re.S)


def _sniff(head: bytes, name: str) -> float:
    begin = _START.match(unmarked(head)[:8192])
    if begin is None:
        return 0.0
    identified = _IDENTIFIED.search(begin["attributes"] or b"")
    return 0.98 if identified or _FIELDS.search(unmarked(head), begin.end()) else 0.0


def _why(head: bytes, name: str) -> str:
    begin = _START.match(unmarked(head)[:8192])
    root = begin["root"].decode().upper() if begin else "DOC"
    return f"SGML, one <{root}> a record"


def _split(stream: Stream) -> Iterator[Item]:
    known = None if stream.end is None and as_utf8(stream) else guessed(stream.head)
    for piece in pieces.pieces(stream, _MARK):
        where = (stream.source, piece.offset, piece.length)
        if piece.data is None:
            yield pieces.too_large(stream, _FORMAT, piece, "a record", ": is an end tag missing?")
        elif piece.marked:
            end = _END.search(piece.data)
            data = piece.data[: end.end()] if end else piece.data
            yield RawDocument(*where[:2], len(data), data, _FORMAT, stream.member, charset=known)
        elif _MARKUP.sub(b" ", piece.data).strip(b"\xef\xbb\xbf \t\r\n\0"):
            sentence = "text before the first <DOC>: the rest of a record whose beginning is missing"
            yield stream.failure(_FORMAT, "bad-record", sentence, piece.offset, piece.length)


def _boundary(file: BinaryIO, position: int, size: int) -> int:
    return pieces.boundary(file, position, size, _MARK)


def _cuttable(head: bytes) -> bool:
    return utf16(head) is None


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, parse, _boundary, _cuttable)
