"""Web archives, WARC and ARC, plain or in gzip members: their records by ``warc_frames``, read on or from the middle.

``offset`` is the gzip member's as stored where records are compressed one by one, else the decompressed stream's.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from pipeline.errors import RecordError
from pipeline.model import RawDocument, Rejected

from .base import BUFFER, Item, Stream
from .inflate import Inflate
from .unpack import gzip_head
from .warc_frames import LOOK, Form, Frame, Window, frames

GZIP: Final = b"\x1f\x8b\x08"


def inner(head: bytes) -> bytes:
    """The beginning of an archive without its compression."""
    return gzip_head(head) if head.startswith(GZIP) else head


@dataclass(frozen=True, slots=True)
class Archive:
    """What a reader of web archives says of its format: ``wanted(header)``, whether a record is looked at, and
    ``rejected(stream, frame, offset)`` for one that is not."""

    format: str
    form: Form
    wanted: Callable[[bytes], bool]
    rejected: Callable[[Stream, Frame, int], Rejected]

    def one_by_one(self, head: bytes) -> bool:
        """Whether the gzip file that begins with ``head`` has one member for each record: its first member ends
        with its first record."""
        inflate = Inflate(io.BytesIO(head), "gz", single=True)
        window = Window(inflate.pull, 0)
        try:
            found = [
                frame.fault for frame in frames(window, self.form, lambda header: False, lambda offset: True)
            ]
        except RecordError:
            return False
        return found == [""]

    def cuttable(self, head: bytes) -> bool:
        """Whether a file that begins with ``head`` can be cut into byte ranges."""
        return not head.startswith(GZIP) or self.one_by_one(head)

    def boundary(self, file: BinaryIO, position: int, size: int) -> int:
        """The offset of the first record at or after ``position``."""
        if position <= 0:
            return 0
        file.seek(0)
        zipped = file.read(3) == GZIP
        at = position - 1  # whether a line begins at the position is told by the byte before it
        file.seek(at)
        rest = b""
        while at < size:
            data = rest + file.read(BUFFER)
            found = self._member(data, 1) if zipped else self._plain(data)
            if found >= 0:
                return at + found
            if len(data) <= LOOK + 1:
                return size
            rest = data[-LOOK - 1 :]
            at += len(data) - len(rest)
        return size

    def _member(self, data: bytes, start: int = 0) -> int:
        """Where a gzip member that begins with a record begins in ``data``, else -1."""
        at = data.find(GZIP, start)
        while at >= 0:
            if self._begins(data[at : at + LOOK]):
                return at
            at = data.find(GZIP, at + 1)
        return -1

    def _plain(self, data: bytes) -> int:
        found = self.form.begins.search(data, 1)
        return found.start() if found else -1

    def split(self, stream: Stream) -> Iterator[Item]:
        """The records of a stream."""
        if not stream.zipped:
            window = Window(lambda: stream.file.read(64 * 1024), stream.start)
            for frame in frames(window, self.form, self.wanted, stream.begins):
                yield self._item(stream, frame, frame.offset)
            return
        if stream.start or self.one_by_one(stream.file.peek(BUFFER)):
            yield from self._members(stream)
            return
        whole = Inflate(stream.file, "gz")
        for frame in frames(Window(whole.pull, 0), self.form, self.wanted, stream.begins):
            yield self._item(stream, frame, frame.offset)
        if whole.garbage:
            yield stream.failure(
                self.format, "trailing-garbage", "bytes after the end of the gzip stream", stream.position
            )

    def _members(self, stream: Stream) -> Iterator[Item]:
        """The records of a file with one gzip member for each; a broken member costs only itself."""
        offset, pending = stream.start, b""
        while True:
            offset, pending = _unpadded(stream.file, offset, pending)
            # What does not begin as a record does is no beginning to the next range: it is this range's.
            if (not pending or self._begins(pending)) and not stream.begins(offset):
                return
            if not pending:
                return
            inflate = Inflate(stream.file, "gz", single=True, pending=pending)
            fault = RecordError("bad-record", "not a gzip member")
            told = False
            try:
                for frame in frames(
                    Window(inflate.pull, 0, sealed=True), self.form, self.wanted, lambda _: True
                ):
                    told = told or bool(frame.fault)
                    yield self._item(stream, frame, offset)
                while inflate.pull():
                    pass
            except RecordError as error:
                fault = error
            if inflate.members:
                offset, pending = offset + inflate.consumed, inflate.pending
                continue
            start = offset
            offset, pending = self._resync(stream.file, offset, inflate)
            if not told:
                yield stream.failure(self.format, fault.reason, fault.message, start, offset - start)

    def _begins(self, data: bytes) -> bool:
        """Whether a gzip member that begins with a record begins here."""
        return data.startswith(GZIP) and bool(self.form.mark.match(gzip_head(data[:LOOK], LOOK)))

    def _resync(self, file: BinaryIO, offset: int, inflate: Inflate) -> tuple[int, bytes]:
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
            found = self._member(data)
            if found >= 0:
                return at + found, data[found:]
            if not more:
                return at + len(data), b""
            at, data = at + max(0, len(data) - LOOK), data[-LOOK:]

    def _item(self, stream: Stream, frame: Frame, offset: int) -> Item:
        if frame.fault:
            return stream.failure(self.format, frame.fault, frame.detail, offset, frame.length)
        if frame.body is None:
            return self.rejected(stream, frame, offset)
        payload = frame.header + frame.body
        return RawDocument(stream.source, offset, frame.length, payload, self.format, stream.member)


def _unpadded(file: BinaryIO, offset: int, pending: bytes) -> tuple[int, bytes]:
    """Moves over zero bytes; LOOK bytes are pending after it unless the file ends."""
    while True:
        rest = pending.lstrip(b"\0")
        offset += len(pending) - len(rest)
        more = b"" if len(rest) >= LOOK else file.read(64 * 1024)
        if not more:
            return offset, rest
        pending = rest + more
