"""What a reader is, and the small vocabulary that all readers share.

A reader has two halves: ``split`` runs in the parent, finds where records begin and end and nothing else;
``parse`` runs in a guarded child and makes markup or text, and hints, of one record. A new format is one
file with one ``Reader`` in it and one line in ``readers/registry.py``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import BinaryIO, Final

from pipeline.errors import RecordError
from pipeline.model import Block, Failure, Hint, RawDocument, Rejected

HEAD: Final = 64 * 1024
"""Bytes of a file that detection looks at."""

BUFFER: Final = 1 << 20
"""Bytes of a read buffer."""

BLANK: Final = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"
"""Bytes of which a file or record consists that has nothing in it: white space, zeros, byte order marks."""

RECORD_LIMIT: Final = 64 << 20
"""Bytes that one record may have; what is over is a Failure ``too-large``."""

_PACKED: Final = re.compile(r"(\.(gz|bz2|xz|zst))+$")

Opener = Callable[[str], BinaryIO]
"""Opens a path and gives its raw bytes: a local open, or Beam's FileSystems without decompression."""

Item = RawDocument | Rejected | Failure
"""What reading gives: each item is one record read."""


@dataclass(slots=True)
class Stream:
    """Decompressed bytes on their way to a reader's ``split``, and what split tells about them.

    ``file`` is buffered and stands at the absolute offset ``start``; records that begin at or after ``end``
    belong to someone else (None: the stream is read whole, from its first byte that is no blank). ``zipped``:
    the bytes are still gzip members, one or more per record (web archives only). ``stored``: the stored file that
    ``file`` reads, where it can be sought in. split keeps ``position`` at the record it is reading (the offset of
    whatever goes wrong), and sets ``after`` as UnitResult defines it. ``broken``: something ended it before its end.
    """

    file: io.BufferedReader
    source: str
    member: str | None = None
    start: int = 0
    end: int | None = None
    head: bytes = b""
    zipped: bool = False
    stored: BinaryIO | None = None
    position: int = 0
    after: int | None = None
    broken: bool = False

    def begins(self, offset: int) -> bool:
        """Notes that a record begins at ``offset``; False where it is the next unit's."""
        self.position = offset
        if self.end is not None and offset >= self.end:
            self.after = offset
            return False
        return True

    def failure(self, format: str | None, reason: str, detail: str, offset: int, length: int = 0) -> Failure:
        """A Failure of reading at ``offset`` of this stream."""
        return Failure("read", reason, detail, self.source, self.member, offset, length, format=format)


@dataclass(frozen=True, slots=True)
class Reader:
    """One format. ``sniff(head, name)`` gives a confidence of 0 to 1 and ``why`` a sentence about it;
    ``split`` finds records (parent); ``parse`` makes a document of one (child). ``boundary(file, position,
    size)`` finds the offset of the first record at or after a position (``size`` where there is none);
    None: files of this format cannot be cut; ``cuttable(head)`` says whether this one can."""

    name: str
    sniff: Callable[[bytes, str], float]
    why: Callable[[bytes, str], str]
    split: Callable[[Stream], Iterator[Item]]
    parse: Callable[[RawDocument], Iterator[Item]]
    boundary: Callable[[BinaryIO, int, int], int] | None = None
    cuttable: Callable[[bytes], bool] = bool


@dataclass(frozen=True, slots=True)
class Detection:
    """What a file (or a member of a container) is: ``format`` None for unknown, ``why`` a sentence for people,
    ``container`` the layers around it, outermost first (``gz``, ``tar/gz``)."""

    format: str | None
    confidence: float
    why: str
    container: str | None = None
    path: str = ""
    member: str | None = None


def whole(stream: Stream, format: str) -> Iterator[Item]:
    """The split of a format with one record a file. Raises RecordError ``too-large``."""
    data = stream.file.read(HEAD)
    if len(data) == HEAD:
        data += stream.file.read(RECORD_LIMIT + 1 - HEAD)
    if len(data) > RECORD_LIMIT:
        raise RecordError("too-large", f"a record is at most {RECORD_LIMIT >> 20} MiB", retryable=False)
    if not data.strip(BLANK):
        yield Rejected(
            "read", "empty", "nothing in it but white space", stream.source, stream.member, format=format
        )
        return
    stream.begins(stream.start)
    place = (stream.source, stream.start, len(data))
    yield RawDocument(*place, data, format, stream.member, charset=utf16(data[:HEAD]))


def text_document(
    raw: RawDocument,
    text: str,
    hints: Iterable[Hint],
    extra: Iterable[tuple[str, str]],
    blocks: Iterable[Block] | None = None,
    media_type: str = "text/plain",
) -> RawDocument:
    """The document that a record's ``text`` is, with its ``blocks`` where the format knows its own structure."""
    return replace(
        raw,
        payload=text.encode("utf-8", "replace"),
        media_type=media_type,
        charset="utf-8",
        hints=tuple(hints),
        extra=tuple(extra),
        blocks=None if blocks is None else tuple(blocks),
        record=True,
    )


def rejected(raw: RawDocument, reason: str, detail: str, url: str | None = None) -> Rejected:
    """The record ``raw`` is no article, and why."""
    where = (raw.source, raw.member, raw.offset, raw.length)
    return Rejected("parse", reason, detail, *where, url=url, format=raw.format)


@lru_cache(2)
def bare(name: str) -> str:
    """A file's name in small letters, without the endings of compression."""
    return _PACKED.sub("", name.lower())


def utf16(head: bytes) -> str | None:
    """The UTF-16 that ``head`` is in, by its byte order mark or by NULs at every second place; else None."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if len(head) < 8 or not head.count(0, 0, 2000):
        return None
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    least = min(len(head), 2000) // 2 * 0.4
    if max(even, odd) >= least > 10 * min(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


@lru_cache(2)
def unmarked(head: bytes) -> bytes:
    """``head`` for sniffing: as UTF-8, without a byte order mark. All readers ask for it, one after the other."""
    charset = utf16(head)
    if charset:
        return head[: len(head) & ~1].decode(charset, "replace").encode("utf-8", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")
