"""Opens containers (gz, bz2, xz, zst, zip, tar, in any nesting) as streams of their members, by content.

Bounded in depth, members, ratio and memory; nothing is unpacked to disk, and names of members are data,
never paths. What is over a bound is a Failure with its place, and the rest goes on.
"""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import IO, Any, BinaryIO, Final, cast

from pipeline.errors import RecordError
from pipeline.model import Failure

from .base import BUFFER, HEAD, RECORD_LIMIT, Stream
from .inflate import BROKEN, Inflate, Ranged, compression

DEPTH_LIMIT: Final = 4
MEMBER_LIMIT: Final = 1_000_000
_ZIP_ENTRY: Final = 46
_ZIPS: Final = 1000
"""Zips that may be joined in one file."""

_DOCUMENTS: Final = ("[Content_Types].xml", "mimetype")
"""Members that make a zip a document of an office program or an e-book, not a container."""

TROUBLE: Final = (
    *(OSError, *BROKEN, zipfile.BadZipFile, tarfile.TarError),
    *(RuntimeError, NotImplementedError, ValueError, LookupError),
)
"""What libraries raise on a container that is broken."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Where in a nest of containers a stream stands. ``file`` is buffered at its beginning; ``seek`` is the
    same stored file where it can be sought in."""

    file: io.BufferedReader
    source: str
    member: str | None = None
    layers: tuple[str, ...] = ()
    seek: BinaryIO | None = None

    def head(self) -> bytes:
        """The first bytes, without moving. Raises RecordError where they do not decompress."""
        return self.file.peek(HEAD)[:HEAD]

    def failure(self, error: Exception, name: str | None = None, offset: int = 0) -> Failure:
        """The Failure of this container, or of its member ``name``."""
        member = self.inside(name) if name else self.member
        reason = error.reason if isinstance(error, RecordError) else "corrupt"
        retry = not isinstance(error, RecordError) or error.retryable
        return Failure("read", reason, _sentence(error), self.source, member, offset, retryable=retry)

    def inside(self, name: str) -> str:
        """The member path of ``name`` in this container."""
        return f"{self.member}/{name}" if self.member else name


def _sentence(error: Exception) -> str:
    return str(error) or type(error).__name__


def container(head: bytes) -> str | None:
    """The container that ``head`` begins with: ``gz bz2 xz zst zip tar``, or None."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")):
        return "zip"
    return compression(head) or ("tar" if _is_tar(head) else None)


def _is_tar(head: bytes) -> bool:
    """A tar header is known by its checksum (old ones have no magic)."""
    field = head[148:156].strip(b" \0")
    if len(head) < 512 or not field or not head[0]:
        return False
    try:
        return int(field, 8) == sum(head[:148]) + 8 * 32 + sum(head[156:512])
    except ValueError:
        return False


def leaves(layer: Layer) -> Iterator[tuple[Stream, tuple[str, ...]] | Failure]:
    """The files within: each as a Stream (to be read before the next is asked for) with the layers around it.

    A gzip stream that holds a WARC stays compressed (``zipped``), because its members can be found one by one.
    """
    try:
        head = layer.head()
        kind = container(head)
        if kind is None:
            yield _stream(layer, head), layer.layers
            return
        if len(layer.layers) >= DEPTH_LIMIT:
            raise RecordError("too-large", f"containers nested deeper than {DEPTH_LIMIT}", retryable=False)
        inner = replace(layer, layers=(*layer.layers, kind), seek=None)
        if kind == "zip":
            yield from _zip(layer, inner)
        elif kind == "tar":
            yield from _tar(layer, inner)
        else:
            yield from _compressed(layer, inner, kind, head)
    except TROUBLE as error:
        yield layer.failure(error)
    except RecordError as error:
        yield layer.failure(error)


def _stream(layer: Layer, head: bytes, zipped: bool = False) -> Stream:
    file = layer.file
    return Stream(file, layer.source, layer.member, head=head, zipped=zipped, stored=layer.seek)


def _compressed(
    layer: Layer, inner: Layer, kind: str, head: bytes
) -> Iterator[tuple[Stream, tuple[str, ...]] | Failure]:
    if kind == "gz" and gzip_head(head).startswith(b"WARC/"):
        yield _stream(layer, head, zipped=True), inner.layers
        return
    raw = Inflate(layer.file, kind)
    yield from leaves(replace(inner, file=io.BufferedReader(raw, BUFFER)))
    if raw.garbage:
        raise RecordError("trailing-garbage", f"bytes after the end of the {kind} stream", retryable=False)


def gzip_head(head: bytes, size: int = 512) -> bytes:
    """The first bytes within a gzip member that begins with ``head``, b"" where it does not decompress."""
    try:
        return Inflate(io.BytesIO(head), "gz", single=True).pull()[:size]
    except RecordError:
        return b""


# ---------------------------------------------------------------- zip


def _zip(layer: Layer, inner: Layer) -> Iterator[tuple[Stream, tuple[str, ...]] | Failure]:
    file = layer.seek
    if file is None:
        data = layer.file.read(RECORD_LIMIT + 1)
        if len(data) > RECORD_LIMIT:
            sentence = (
                f"a zip of over {RECORD_LIMIT >> 20} MiB inside another container: unpack that one first"
            )
            raise RecordError("too-large", sentence, retryable=False)
        file = io.BytesIO(data)
    for _ in range(_ZIPS):
        file = yield from _one_zip(layer, inner, file)
        if file is None:
            return
    raise RecordError("too-large", f"more than {_ZIPS:,} zips in one file", retryable=False)


def _one_zip(
    layer: Layer, inner: Layer, file: BinaryIO
) -> Generator[tuple[Stream, tuple[str, ...]] | Failure, None, BinaryIO | None]:
    """The members of the last zip in ``file``, and then what stands before it where that is a zip too."""
    size = _directory_checked(file)
    with zipfile.ZipFile(file) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if any(entry.filename in _DOCUMENTS for entry in entries):
            raise RecordError(
                "unknown-format",
                "a document of an office program or an e-book: save it as HTML or plain text",
            )
        if sum(entry.compress_size for entry in entries) > size:
            raise RecordError("too-large", "its members overlap: a zip bomb", retryable=False)
        for entry in entries:
            name, offset = entry.filename, entry.header_offset
            try:
                if entry.flag_bits & 1:
                    raise RecordError(
                        "encrypted", "the member is encrypted: unpack it with its password first"
                    )
                opened = Ranged(archive.open(entry), entry.compress_size)
            except (RecordError, *TROUBLE) as error:
                yield layer.failure(error, name, offset)
                continue
            yield from leaves(
                replace(inner, file=io.BufferedReader(opened, BUFFER), member=layer.inside(name))
            )
    first = min((entry.header_offset for entry in archive.infolist()), default=archive.start_dir)
    first = max(0, min(first, archive.start_dir))
    file.seek(0)
    before = file.read(min(first, RECORD_LIMIT + 1))
    if len(before) > RECORD_LIMIT:
        sentence = f"another zip in the first {first:,} bytes, which is not read: part the two first"
        raise RecordError("too-large", sentence, retryable=False)
    return io.BytesIO(before) if b"PK\x05\x06" in before[-66_000:] else None


def _directory_checked(file: BinaryIO) -> int:
    """The file's size, after a look at the zip's directory: zipfile reads it whole into memory."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if directory == 0xFFFFFFFF:
        at = tail.rfind(b"PK\x06\x06")
        directory = int.from_bytes(tail[at + 40 : at + 48], "little") if at >= 0 else 0
    if directory > MEMBER_LIMIT * _ZIP_ENTRY * 2:
        raise RecordError(
            "too-large", f"more than {MEMBER_LIMIT:,} members: unpack it first", retryable=False
        )
    return size


# ---------------------------------------------------------------- tar


class _Forward:
    """A stream that can only be read on, with the ``seek`` and ``tell`` that tarfile wants (it only ever
    goes forward), and with a bound on one read (a tar header may claim gigabytes for a name). ``last`` is what
    the last read gave; ``unread()`` has the next one begin with it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.position = file, 0
        self.last = self.ahead = b""

    def tell(self) -> int:
        return self.position

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= RECORD_LIMIT:
            raise RecordError("too-large", "a tar header of unreasonable size", retryable=False)
        data, self.ahead = self.ahead[:size], self.ahead[size:]
        if len(data) < size:
            data += self.file.read(size - len(data))
        self.position += len(data)
        self.last = data
        return data

    def unread(self) -> None:
        self.ahead = self.last + self.ahead
        self.position -= len(self.last)

    def seek(self, position: int, whence: int = 0) -> int:
        if whence or position < self.position:
            raise tarfile.ReadError("cannot go back in a stream")
        while self.position < position and self.read(min(position - self.position, BUFFER)):
            pass
        return self.position


def _tar(layer: Layer, inner: Layer) -> Iterator[tuple[Stream, tuple[str, ...]] | Failure]:
    """The members of a tar, and of all that are joined to its end."""
    forward = _Forward(layer.file)
    count, more = 0, True
    while more:
        archive = tarfile.TarFile(fileobj=cast(Any, forward), ignore_zeros=False)
        while (entry := archive.next()) is not None:
            cast(Any, archive).members.clear()  # tarfile keeps every header for ever otherwise
            count += 1
            if count > MEMBER_LIMIT:
                raise RecordError("too-large", f"more than {MEMBER_LIMIT:,} members", retryable=False)
            if not entry.isfile():
                continue
            if entry.issparse():
                refused = RecordError("too-large", "a sparse member is not unpacked", retryable=False)
                yield layer.failure(refused, entry.name, entry.offset)
                continue
            opened = Ranged(archive.extractfile(entry))
            yield from leaves(
                replace(inner, file=io.BufferedReader(opened, BUFFER), member=layer.inside(entry.name))
            )
        more = yield from _next_archive(layer, forward)


def _next_archive(layer: Layer, forward: _Forward) -> Generator[Failure, None, bool]:
    """Moves from the block that ended an archive to the next header, if there is one. Reading to the end also
    has the compression around it checked."""
    block = forward.last
    ended = len(block) == tarfile.BLOCKSIZE and not any(block)
    start: int | None = None
    found = False
    while block and not found:
        if start is None and (any(block) or not ended):
            start = forward.position - len(block)
        block = forward.read(tarfile.BLOCKSIZE)
        found = _is_tar(block)
    if found:
        forward.unread()
    if start is None:
        return found
    if ended:
        error = RecordError("trailing-garbage", "bytes after the end of the tar", retryable=False)
    elif not found and (forward.position - start) < tarfile.BLOCKSIZE:
        error = RecordError("truncated", "the tar ends within a header")
    else:
        error = RecordError("corrupt", "a block that is no tar header", retryable=False)
    yield layer.failure(error, offset=start)
    return found
