"""WARC: responses that are pages or texts are documents; everything else is rejected with its reason.

This module finds the records and reads the files by byte ranges; ``warc_record.py`` makes documents of them.
``offset`` is the gzip member's as stored where records are compressed one by one, else the decompressed stream's.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from pipeline.errors import RecordError
from pipeline.model import RawDocument, Rejected

from .base import BLANK, BUFFER, Item, Reader, Stream, bare
from .inflate import Inflate
from .unpack import gzip_head
from .warc_frames import HEADER, LOOK, Frame, Window, frames
from .warc_record import KEPT, field, parse

_GZIP: Final = b"\x1f\x8b\x08"
_FORMAT: Final = "warc"
_TYPES: Final = ("warcinfo", "request", "revisit", "metadata", "continuation")
_FIELDS: Final = (b"warc-type", b"content-length", b"warc-date")
_NAMES: Final = (".warc", ".wet", ".wat")
_VERSION: Final = re.compile(rb"WARC/\d+\.\d+")


# ---------------------------------------------------------------- what it is


def _sniff(head: bytes, name: str) -> float:
    inner = gzip_head(head) if head.startswith(_GZIP) else head
    if _VERSION.match(inner):
        return 1.0
    if bare(name).endswith(_NAMES):
        return 0.98 if HEADER.search(inner) else 0.0
    return 0.9 if _begins_late(inner) else 0.0


def _begins_late(head: bytes) -> bool:
    """Whether a record begins after line ends, a byte order mark, or one line that is none. A text that quotes
    a header has more before it, or not all that a header has."""
    found = HEADER.search(head, 0, LOOK)
    if found is None:
        return False
    before = head[: found.start()].removeprefix(b"\xef\xbb\xbf")
    header = head[found.start() : found.start() + LOOK]
    alone = not before or before.endswith((b"\n", b"\r"))
    return alone and b"\n" not in before.strip(BLANK) and all(field(header, name) for name in _FIELDS)


def _why(head: bytes, name: str) -> str:
    if not head.startswith(_GZIP):
        return "begins with a WARC record" if _VERSION.match(head) else "a WARC record after what is none"
    way = "one gzip member a record" if one_by_one(head) else "several records in one gzip member"
    return f"begins with a WARC record, {way}"


def one_by_one(head: bytes) -> bool:
    """Whether the gzip file that begins with ``head`` has one member for each record: its first member ends
    with its first record."""
    inflate = Inflate(io.BytesIO(head), "gz", single=True)
    window = Window(inflate.pull, 0)
    try:
        found = [frame.fault for frame in frames(window, lambda header: False, lambda offset: True)]
    except RecordError:
        return False
    return found == [""]


def cuttable(head: bytes) -> bool:
    """Whether a file that begins with ``head`` can be cut into byte ranges."""
    return not head.startswith(_GZIP) or one_by_one(head)


def _boundary(file: BinaryIO, position: int, size: int) -> int:
    if position <= 0:
        return 0
    file.seek(0)
    zipped = file.read(3) == _GZIP
    at = position
    file.seek(at)
    rest = b""
    while at < size:
        data = rest + file.read(BUFFER)
        found = _member(data) if zipped else _plain(data)
        if found >= 0:
            return at + found
        if len(data) <= LOOK:
            return size
        rest = data[-LOOK:]
        at += len(data) - LOOK
    return size


def _member(data: bytes) -> int:
    """Where a gzip member that begins with a WARC record begins in ``data``, else -1."""
    at = data.find(_GZIP)
    while at >= 0:
        if _begins(data[at : at + LOOK]):
            return at
        at = data.find(_GZIP, at + 1)
    return -1


def _plain(data: bytes) -> int:
    found = HEADER.search(data)
    return found.start() if found else -1


# ---------------------------------------------------------------- split


def _wanted(header: bytes) -> bool:
    return field(header, b"warc-type").lower() in KEPT


def _split(stream: Stream) -> Iterator[Item]:
    if not stream.zipped:
        window = Window(lambda: stream.file.read(64 * 1024), stream.start)
        for frame in frames(window, _wanted, stream.begins):
            yield _item(stream, frame, frame.offset)
        return
    if stream.start or one_by_one(stream.file.peek(BUFFER)):
        yield from _members(stream)
        return
    whole = Inflate(stream.file, "gz")
    for frame in frames(Window(whole.pull, 0), _wanted, stream.begins):
        yield _item(stream, frame, frame.offset)
    if whole.garbage:
        yield stream.failure(
            _FORMAT, "trailing-garbage", "bytes after the end of the gzip stream", stream.position
        )


def _members(stream: Stream) -> Iterator[Item]:
    """The records of a file with one gzip member for each; a broken member costs only itself."""
    offset, pending = stream.start, b""
    while True:
        offset, pending = _unpadded(stream.file, offset, pending)
        # What does not begin as a record does is no beginning to the next range: it is this range's.
        if (not pending or _begins(pending)) and not stream.begins(offset):
            return
        if not pending:
            return
        inflate = Inflate(stream.file, "gz", single=True, pending=pending)
        fault = RecordError("bad-record", "not a gzip member")
        told = False
        try:
            for frame in frames(Window(inflate.pull, 0, sealed=True), _wanted, lambda _: True):
                told = told or bool(frame.fault)
                yield _item(stream, frame, offset)
            while inflate.pull():
                pass
        except RecordError as error:
            fault = error
        if inflate.members:
            offset, pending = offset + inflate.consumed, inflate.pending
            continue
        start = offset
        offset, pending = _resync(stream.file, offset, inflate)
        if not told:
            yield stream.failure(_FORMAT, fault.reason, fault.message, start, offset - start)


def _begins(data: bytes) -> bool:
    """Whether a gzip member that begins with a record begins here."""
    return data.startswith(_GZIP) and gzip_head(data[:LOOK], 16).startswith(b"WARC/")


def _unpadded(file: BinaryIO, offset: int, pending: bytes) -> tuple[int, bytes]:
    """Moves over zero bytes; LOOK bytes are pending after it unless the file ends."""
    while True:
        rest = pending.lstrip(b"\0")
        offset += len(pending) - len(rest)
        more = b"" if len(rest) >= LOOK else file.read(64 * 1024)
        if not more:
            return offset, rest
        pending = rest + more


def _resync(file: BinaryIO, offset: int, inflate: Inflate) -> tuple[int, bytes]:
    """The offset of the next member that begins with a record, and the bytes read from there on. It may begin
    within what the decompressor has eaten as part of the broken one."""
    kept = b"".join(inflate.kept)
    data = kept + inflate.pending
    at = offset + inflate.consumed - len(kept)
    if at == offset:
        at, data = at + 1, data[1:]
    while True:
        more = file.read(BUFFER)
        data += more
        found = _member(data)
        if found >= 0:
            return at + found, data[found:]
        if not more:
            return at + len(data), b""
        at, data = at + max(0, len(data) - LOOK), data[-LOOK:]


def _item(stream: Stream, frame: Frame, offset: int) -> Item:
    where = (stream.source, stream.member, offset, frame.length)
    if frame.fault:
        return stream.failure(_FORMAT, frame.fault, frame.detail, offset, frame.length)
    if frame.body is not None:
        payload = frame.header + frame.body
        return RawDocument(stream.source, offset, frame.length, payload, _FORMAT, stream.member)
    named = field(frame.header, b"warc-type").lower()
    kind = named if named in _TYPES else "unknown"
    detail = f"a WARC record of type {named[:40] or kind} is no document"
    url = field(frame.header, b"warc-target-uri").strip("<>") or None
    return Rejected("read", kind, detail, *where, url=url, format=_FORMAT)


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, parse, _boundary, cuttable)
