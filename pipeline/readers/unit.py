"""Reads a WorkUnit: opens its files and their containers, and gives each record once."""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Iterator
from typing import BinaryIO, Final

from pipeline.errors import RecordError, UsageError
from pipeline.model import Failure, RawDocument, Rejected, SourceFile, WorkUnit
from pipeline.paths import opened

from .base import BLANK, BUFFER, HEAD, Detection, Item, Opener, Reader, Stream
from .inflate import Ranged
from .registry import READERS, identify, media
from .unpack import TROUBLE, Layer, container, leaves

_SHOWN: Final = 20
_BLANKS: Final = re.compile(rb"(?:[\0 \t\r\n]++|\xef\xbb\xbf|\xff\xfe|\xfe\xff)*+")
_MARK: Final = 3
"""Bytes of the longest byte order mark."""


class UnitReader:
    """The records of ``unit``, in order; the first ``unit.skip`` are read over.

    ``first`` is known once a range begins, ``after`` once it is read to its end (see UnitResult), ``current`` is the
    file being read.
    Anything that goes wrong is an item, never an exception; the rest of the unit goes on.
    """

    def __init__(self, unit: WorkUnit, open_: Opener) -> None:
        self.unit, self.open_ = unit, open_
        self.current = ""
        self.first: int | None = None
        self.after: int | None = None
        self._file: BinaryIO | None = None
        self._skip = unit.skip

    def __iter__(self) -> Iterator[Item]:
        for source in self.unit.files:
            self.current = source.path
            for item in self._source(source):
                if self._skip > 0:
                    self._skip -= 1
                    continue
                yield item
            self.close()

    def close(self) -> None:
        """Closes the open file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _source(self, source: SourceFile) -> Iterator[Item]:
        refused = not_a_file(source.path)
        if refused:
            yield Failure("read", "not-a-file", f"{refused}: it was not opened", source.path)
            return
        try:
            self._file = self.open_(source.path)
            if self.unit.start or self.unit.end is not None:
                yield from self._range(source, self._file)
                return
            layer = Layer(_buffered(self._file, source.size), source.path, seek=self._file)
            leaf = None
            for leaf in leaves(layer):
                if isinstance(leaf, Failure | Rejected):
                    yield leaf
                else:
                    yield from _records(leaf[0], self.unit.format)
            if leaf is None:
                yield Rejected("read", "empty", "a container without members", source.path)
        except OSError as error:
            yield Failure("read", "unreadable", _reason(error), source.path)

    def _range(self, source: SourceFile, file: BinaryIO) -> Iterator[Item]:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        begin = _buffered(file, size).peek(BUFFER)
        head = begin[:HEAD]
        reader = _chosen(self.unit.format, head, source.path)
        if reader is None or reader.boundary is None or not reader.cuttable(begin):
            yield Failure("read", "unreadable", "the file cannot be cut: it has changed since", source.path)
            return
        self.first = start = reader.boundary(file, self.unit.start, size)
        end = min(self.unit.end if self.unit.end is not None else size, size)
        file.seek(start)
        stream = Stream(
            _buffered(file, size),
            source.path,
            start=start,
            end=end,
            head=head,
            zipped=container(head) == "gz",
            stored=file,
        )
        yield from _guarded(reader.split(stream), reader.name, stream)
        if not stream.broken:
            self.after = stream.after if stream.after is not None else size


def read(unit: WorkUnit, open_: Opener) -> UnitReader:
    """All records of a unit, as an iterable that knows where it stands."""
    return UnitReader(unit, open_)


def not_a_file(path: str) -> str | None:
    """What a local path is that must not be opened (a FIFO would block), else None."""
    if "://" in path:
        return None
    try:
        mode = os.stat(opened(path)).st_mode
    except (OSError, ValueError):
        return None
    kinds = (
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISDIR, "a folder"),
    )
    what = next((what for test, what in kinds if test(mode)), None)
    return what and what + _unlisted(path, mode)


def _unlisted(path: str, mode: int) -> str:
    """Why the files of a folder are not known; nothing for one that can be listed."""
    if stat.S_ISDIR(mode):
        try:
            os.scandir(opened(path)).close()
        except OSError as error:
            return f" that cannot be listed ({_reason(error)})"
    return ""


def _buffered(file: BinaryIO, size: int) -> io.BufferedReader:
    """A buffer over an opener's file, whatever kind of object that is; small files get small ones."""
    return io.BufferedReader(Ranged(file), max(HEAD, min(BUFFER, size + 1)))


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__


def _chosen(forced: str | None, head: bytes, name: str) -> Reader | None:
    if forced is not None:
        if forced not in READERS:
            raise UsageError(f"no format {forced!r}: there are {', '.join(READERS)}")
        return READERS[forced]
    found = identify(head, name).format
    return READERS[found] if found else None


def _records(stream: Stream, forced: str | None) -> Iterator[Item]:
    """The records of one file or member; at least one item."""
    path = stream.member or stream.source
    reader = _chosen(forced, stream.head, path)
    split = _unread(stream, path) if reader is None else reader.split(stream)
    name = None if reader is None else reader.name
    count = 0
    for item in _guarded(split, name, stream):
        count += 1
        yield item
    if not count:
        where = (stream.source, stream.member)
        yield Rejected("read", "empty", "no records in it", *where, format=name)


def _unread(stream: Stream, name: str) -> Iterator[Item]:
    """Why no reader takes a stream; or its records, where it begins with more blanks than detection looks at;
    nothing where it is empty."""
    head, place = stream.head, (stream.source, stream.member)
    if not head.strip(BLANK):
        if _begin(stream):
            yield from _records(stream, None)
        return
    known = media(head, name)
    if known:
        yield Rejected("read", "not-text", known, *place, stream.start)
        return
    before = f"after {stream.start:,} blanks or zeros: " if stream.start else ""
    yield Failure("read", "unknown-format", before + identify(head, name).why, *place, stream.start)


def _begin(stream: Stream) -> bool:
    """Moves a stream to the first of its bytes that is no blank or zero; False where there is none."""
    rest, more, last = b"", b"\0", b""
    while more and len(rest) <= _MARK:
        more = stream.file.read(BUFFER)
        data = rest + more
        blank = _BLANKS.match(data)
        gone = blank.end() if blank else 0
        last, rest = data[gone - 1 : gone] or last, data[gone:]
        stream.position += gone
    if stream.position % 2 and last == rest[1:2] == b"\0":
        rest = last + rest  # half of a character of UTF-16
        stream.position -= 1
    stream.start = stream.position
    stream.file = io.BufferedReader(Ranged(_Before(rest, stream.file)), BUFFER)
    stream.head = stream.file.peek(HEAD)[:HEAD]
    return bool(rest.strip(BLANK))


class _Before:
    """A file with bytes that were read of it put back."""

    def __init__(self, data: bytes, file: BinaryIO) -> None:
        self.data, self.file = data, file

    def read(self, size: int) -> bytes:
        data, self.data = self.data[:size], self.data[size:]
        return data or self.file.read(size)


def _guarded(items: Iterator[Item], name: str | None, stream: Stream) -> Iterator[Item]:
    """Records, with what their stream runs into as the last of them."""
    try:
        yield from items
        return
    except RecordError as error:
        reason, detail = error.reason, error.message
    except OSError as error:
        reason, detail = "unreadable", _reason(error)
    except TROUBLE as error:
        reason, detail = "corrupt", str(error) or type(error).__name__
    stream.broken = True
    yield stream.failure(name, reason, detail, stream.position)


# ---------------------------------------------------------------- looking without reading


def splittable(path: str, open_: Opener) -> Reader | None:
    """The reader of a file that can be cut into byte ranges, else None. Raises OSError."""
    if not_a_file(path):
        return None
    with open_(path) as file:
        begin = _buffered(file, BUFFER).peek(BUFFER)
    head = begin[:HEAD]
    reader = _chosen(None, head, path)
    outer = container(head)
    if (
        reader is None
        or reader.boundary is None
        or (outer and not (outer == "gz" and reader.name in ("warc", "arc")))
    ):
        return None
    return reader if reader.cuttable(begin) else None


def describe(path: str, open_: Opener) -> list[Detection]:
    """What a file is, and the first members of a container; what cannot be opened says why."""
    refused = not_a_file(path)
    if refused:
        return [Detection(None, 0.0, refused, path=path)]
    found: list[Detection] = []
    try:
        with open_(path) as file:
            for leaf in leaves(Layer(_buffered(file, BUFFER), path, seek=file)):
                if isinstance(leaf, Failure | Rejected):
                    found.append(Detection(None, 0.0, leaf.detail, None, path, leaf.member))
                else:
                    stream, layers = leaf
                    if not stream.head.strip(BLANK):
                        _begin(stream)
                    what = identify(stream.head, stream.member or path, "/".join(layers) or None)
                    place = (what.container, path, stream.member)
                    found.append(Detection(what.format, what.confidence, what.why, *place))
                if len(found) >= _SHOWN:
                    break
    except OSError as error:
        found.append(Detection(None, 0.0, f"unreadable: {_reason(error)}", path=path))
    except RecordError as error:
        found.append(Detection(None, 0.0, error.message, path=path))
    return found


def parse(raw: RawDocument) -> Iterator[Item]:
    """Makes the document of one record (in the child). A record with no reader's format: RecordError."""
    if raw.format not in READERS:
        raise RecordError("unknown-format", f"no reader for the format {raw.format!r}")
    return READERS[raw.format].parse(raw)
