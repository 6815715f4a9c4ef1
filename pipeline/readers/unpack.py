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
from typing import Any, BinaryIO, Final, cast

from pipeline.errors import RecordError
from pipeline.model import Failure, Rejected

from .base import BUFFER, HEAD, RECORD_LIMIT, Stream
from .forward import Forward
from .inflate import BROKEN, Inflate, Ranged, compression
from .warc_frames import FORMS

DEPTH_LIMIT: Final = 4
MEMBER_LIMIT: Final = 1_000_000
_ZIP_ENTRY: Final = 46
_ZIPS: Final = 1000
"""Zips that may be joined in one file."""

_DOCUMENTS: Final = ("[Content_Types].xml", "mimetype")
"""Members that make a zip a document of an office program or an e-book, not a container."""

_COLLECTION: Final = "datapackage.json"
_ARCHIVE: Final = "archive/"
"""A zip with that list and that folder is a WACZ: what stands beside the folder are its own lists and indexes."""

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


Leaf = tuple[Stream, tuple[str, ...]] | Rejected | Failure
"""A file with the layers around it, or what is no file to read."""


def leaves(layer: Layer) -> Iterator[Leaf]:
    """The files within: each as a Stream (to be read before the next is asked for) with the layers around it.

    A gzip stream that holds a web archive stays compressed (``zipped``), because its members can be found one by one.
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


def _compressed(layer: Layer, inner: Layer, kind: str, head: bytes) -> Iterator[Leaf]:
    if kind == "gz" and any(form.mark.match(gzip_head(head)) for form in FORMS):
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


def _zip(layer: Layer, inner: Layer) -> Iterator[Leaf]:
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


def _one_zip(layer: Layer, inner: Layer, file: BinaryIO) -> Generator[Leaf, None, BinaryIO | None]:
    """The members of the last zip in ``file``, and then what stands before it where that is a zip too."""
    size = _directory_checked(file)
    with zipfile.ZipFile(file) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        names = {entry.filename for entry in entries}
        if not names.isdisjoint(_DOCUMENTS):
            file.seek(0)
            whole: io.BufferedReader = io.BufferedReader(Ranged(file), BUFFER)
            yield Stream(whole, layer.source, layer.member, head=whole.peek(HEAD)[:HEAD]), layer.layers
            return None
        wacz = _COLLECTION in names and any(name.startswith(_ARCHIVE) for name in names)
        if sum(entry.compress_size for entry in entries) > size:
            raise RecordError("too-large", "its members overlap: a zip bomb", retryable=False)
        for entry in entries:
            name, offset = entry.filename, entry.header_offset
            if wacz and not name.startswith(_ARCHIVE):
                detail = "a list or an index of a WACZ: its pages are in the folder archive"
                yield Rejected("read", "index", detail, layer.source, layer.inside(name), offset)
                continue
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


def _tar(layer: Layer, inner: Layer) -> Iterator[Leaf]:
    """The members of a tar, and of all that are joined to its end."""
    forward = Forward(layer.file)
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


def _next_archive(layer: Layer, forward: Forward) -> Generator[Failure, None, bool]:
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
