"""The split of formats whose records begin with a mark of their own and end where the next one begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from pipeline.model import Failure

from .base import BUFFER, RECORD_LIMIT, Stream

LOOK: Final = 4096
"""Bytes that a mark, with what it looks at on both sides, is long at most."""


@dataclass(slots=True)
class Piece:
    """The bytes from one mark to the next: ``data`` None where they are more than a record may have; ``marked``: it
    begins with a mark (only what stands before the first mark does not)."""

    offset: int
    length: int
    data: bytes | None
    marked: bool


def pieces(stream: Stream, mark: re.Pattern[bytes]) -> Iterator[Piece]:
    """The stream cut before each match of ``mark``, which must not be empty. It is never held longer than a record, and
    reading stops where the next unit's records begin (``stream.begins``)."""
    data, start, seen, at = b"", 0, 0, stream.start
    dropped, marked, ended = 0, False, False
    while not ended:
        more = stream.file.read(BUFFER)
        ended = not more
        data += more
        while found := mark.search(data, seen):
            if not ended and found.start() + LOOK > len(data):
                break
            length = dropped + found.start() - start
            if length or marked:
                over = dropped or length > RECORD_LIMIT
                yield Piece(at, length, None if over else data[start : found.start()], marked)
            at, start, seen, dropped, marked = at + length, found.start(), found.end(), 0, True
            if not stream.begins(at):
                return
        seen = max(seen, len(data) - 2 * LOOK)
        if len(data) - start > RECORD_LIMIT:
            dropped, start = dropped + seen - start, seen
        # What is kept before the piece is what its mark may look back at.
        cut = max(0, start - LOOK)
        data, start, seen = data[cut:], start - cut, seen - cut
    length = dropped + len(data) - start
    if length:
        over = dropped or length > RECORD_LIMIT
        yield Piece(at, length, None if over else data[start:], marked)


def too_large(stream: Stream, format: str, piece: Piece, what: str, hint: str = "") -> Failure:
    """The failure of a piece that is more than a record may be. ``what``: what it should be; ``hint``: why it may be
    so large."""
    sentence = f"{what} of {piece.length:,} bytes; a record is at most {RECORD_LIMIT >> 20} MiB{hint}"
    return stream.failure(format, "too-large", sentence, piece.offset, piece.length)


def boundary(file: BinaryIO, position: int, size: int, mark: re.Pattern[bytes]) -> int:
    """The offset of the first record at or after a position, for ``Reader.boundary``."""
    if position <= 0:
        return 0
    at = max(0, position - LOOK)
    file.seek(at)
    data, seen, ended = b"", position - at, False
    while not ended:
        more = file.read(BUFFER)
        ended = not more
        data += more
        found = mark.search(data, seen)
        if found and (ended or found.start() + LOOK <= len(data)):
            return at + found.start()
        seen = max(seen, len(data) - 2 * LOOK)
        cut = max(0, seen - LOOK)
        at, data, seen = at + cut, data[cut:], seen - cut
    return size
