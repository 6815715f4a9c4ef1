"""E-mail and Usenet: a message a file (also of a maildir), a mailbox (mbox) of many, and pages that a browser saved
with their pictures in one file (MHTML)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from pipeline.model import RawDocument

from . import pieces
from .base import Item, Reader, Stream, unmarked, whole
from .mail_message import parse

_FORMAT: Final = "mail"
_BLANK_LINES: Final = re.compile(rb"(?:[ \t]*\r?\n)*")
_LENGTH: Final = re.compile(rb"\d{1,9}[ \t]*\r?\n(?=[!-9;-~]+:)")
_FIELD: Final = re.compile(rb"([!-9;-~]{1,76})[ \t]*:[ \t]*((?:[^\n]*\n?)(?:[ \t]+[^\n]*\n?)*)")
_SEPARATOR: Final = re.compile(
    rb"From (?<![^\n]From )"
    rb"(?:[^\n]{0,200}?\d{1,2}:\d\d[^\n]{0,60}?\d{4}[^\n]{0,80}|(?:-|\d{9,25}@\w{1,12})[ \t]*\r?)\n"
    rb"(?=(?:>From [^\n]{0,900}\n)?[!-9;-~]{1,76}[ \t]*:)"
)
"""With a day and a time; Netscape wrote a hyphen in their place, and archives of web mail a number alone."""

_STRONG: Final = frozenset(
    b"from message-id received return-path newsgroups delivered-to path sender reply-to mime-version".split()
)
_OTHERS: Final = frozenset(
    b"subject date to cc bcc organization references in-reply-to lines content-type content-transfer-encoding "
    b"keywords summary nntp-posting-host distribution list-id x-mailer user-agent status xref x-priority "
    b"snapshot-content-location article-i.d. x-newsreader importance approved expires".split()
)
"""Names of fields that headers of mail have; one of the strong ones is in each."""

_LEAST: Final = 2


def header_fields(head: bytes) -> dict[bytes, bytes]:
    """The fields of a header that stands at the beginning of ``head``, names in small letters."""
    found: dict[bytes, bytes] = {}
    at = _BLANK_LINES.match(head).end()  # type: ignore[union-attr]
    while field := _FIELD.match(head, at):
        found.setdefault(field[1].lower(), field[2])
        at = field.end()
    return found


def _begin(head: bytes) -> bytes:
    """``head`` from the first header on: without blank lines, or the count of bytes that Apple's program writes."""
    head = unmarked(head).lstrip(b"\r\n")
    length = _LENGTH.match(head)
    return head[length.end() :] if length else head


def _is_mbox(head: bytes) -> bool:
    return _SEPARATOR.match(unmarked(head).lstrip(b"\r\n")) is not None


def _is_message(head: bytes) -> bool:
    fields = header_fields(_begin(head)[:65536])
    known = sum(name in _STRONG or name in _OTHERS for name in fields)
    if known < _LEAST:
        return False
    kind = fields.get(b"content-type", b"").lower()
    if (
        b"content-transfer-encoding" in fields
        or (b"mime-version" in fields and b"/" in kind)
        or b"multipart/" in kind
    ):
        return True
    sender = b"@" in fields.get(b"from", b"") or b"!" in fields.get(b"path", b"")
    marked = b"message-id" in fields or b"received" in fields or b"newsgroups" in fields
    return (sender or marked) and len(fields.keys() & _STRONG) > 0


def _sniff(head: bytes, name: str) -> float:
    if _is_mbox(head):
        return 0.96
    return 0.92 if _is_message(head) else 0.0


def _why(head: bytes, name: str) -> str:
    if _is_mbox(head):
        return "a mailbox: messages that each begin with a line `From `"
    fields = header_fields(_begin(head))
    if b"multipart/related" in fields.get(b"content-type", b"").lower() and b"@" not in fields.get(
        b"from", b""
    ):
        return "a page saved with its pictures (MHTML)"
    return "a post to Usenet" if b"newsgroups" in fields else "an e-mail"


def _split(stream: Stream) -> Iterator[Item]:
    if stream.end is None and not _is_mbox(stream.head):
        for item in whole(stream, _FORMAT):
            yield replace(item, charset=None) if isinstance(item, RawDocument) else item
        return
    for piece in pieces.pieces(stream, _SEPARATOR):
        if piece.data is None:
            yield pieces.too_large(stream, _FORMAT, piece, "a message")
        elif piece.marked:
            yield RawDocument(stream.source, piece.offset, piece.length, piece.data, _FORMAT, stream.member)
        elif piece.data.strip(b"\xef\xbb\xbf \t\r\n\0"):
            sentence = "bytes before the first line `From `: the rest of a message whose beginning is missing"
            yield stream.failure(_FORMAT, "bad-record", sentence, piece.offset, piece.length)


def _boundary(file: BinaryIO, position: int, size: int) -> int:
    return pieces.boundary(file, position, size, _SEPARATOR)


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, parse, _boundary, _is_mbox)
