"""HTTP bodies as stored by crawlers: chunks and codings undone, bounded, and forgiving where the headers lie
(many crawlers store the decoded body under the headers of the encoded one)."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Final

import brotli

from pipeline.errors import RecordError

from .base import RECORD_LIMIT
from .inflate import RATIO, RATIO_FREE, Inflate

_CHUNK: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_PIECE: Final = 256 * 1024


def decoded(body: bytes, transfer: str, content: str) -> tuple[bytes, str | None]:
    """The body without its transfer and content codings, and a note where something about them was wrong.

    Raises RecordError ``too-large`` where it unpacks to more than a record may have.
    """
    notes: list[str] = []
    if "chunked" in transfer.lower():
        body = _dechunked(body, notes)
    for coding in reversed([part.strip().lower() for part in content.split(",")]):
        make = _CODINGS.get(coding.removeprefix("x-"))
        if make is not None and body:
            body = _collected(make(body), body, coding, notes)
        elif coding not in ("", "identity") and body:
            notes.append(f"unknown content-encoding {coding[:40]}")
    return body, "; ".join(notes) or None


def _dechunked(body: bytes, notes: list[str]) -> bytes:
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK.match(body, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[match.end() : match.end() + size])
        at = match.end() + size
        at += 2 if body.startswith(b"\r\n", at) else body.startswith(b"\n", at)
    if not parts:
        notes.append("not chunked as its headers say")
        return body
    notes.append("its last chunk is missing")
    return b"".join(parts)


def _collected(pieces: Iterator[bytes], body: bytes, coding: str, notes: list[str]) -> bytes:
    """All pieces, within the bounds. What does not decode at all is taken as it is; what breaks off, up to there."""
    parts: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            size += len(piece)
            parts.append(piece)
            if size > RECORD_LIMIT or (size > RATIO_FREE and size > RATIO * len(body)):
                raise RecordError(
                    "too-large", f"its {coding} body unpacks to more than a record may have", False
                )
    except (zlib.error, brotli.error, EOFError):
        notes.append(
            f"not {coding} as its headers say" if not parts else f"its {coding} body is broken or cut"
        )
        return b"".join(parts) if parts else body
    except RecordError as error:
        if error.reason == "too-large":
            raise
        notes.append(f"its {coding} body is broken or cut")
    if not parts:
        notes.append(f"not {coding} as its headers say")
        return body
    return b"".join(parts)


def _inflated(kind: str) -> Callable[[bytes], Iterator[bytes]]:
    def pieces(body: bytes) -> Iterator[bytes]:
        return iter(Inflate(io.BytesIO(body), kind).pull, b"")

    return pieces


def _deflated(body: bytes) -> Iterator[bytes]:
    """zlib's format as the standard says, or bare deflate as many servers send."""
    try:
        zlib.decompressobj().decompress(body[:64])
        inner = zlib.decompressobj()
    except zlib.error:
        inner = zlib.decompressobj(-zlib.MAX_WBITS)
    while body and not inner.eof:
        yield inner.decompress(body, _PIECE)
        body = inner.unconsumed_tail
    if not inner.eof:
        raise EOFError


def _brotli(body: bytes) -> Iterator[bytes]:
    inner = brotli.Decompressor()
    piece = inner.process(body, output_buffer_limit=_PIECE)
    while piece or not inner.is_finished():
        if piece:
            yield piece
        elif inner.can_accept_more_data():
            raise EOFError
        piece = b"" if inner.is_finished() else inner.process(b"", output_buffer_limit=_PIECE)


_CODINGS: Final[dict[str, Callable[[bytes], Iterator[bytes]]]] = {
    "gzip": _inflated("gz"),
    "deflate": _deflated,
    "br": _brotli,
    "zstd": _inflated("zst"),
}
