"""Files that stand beside the one that is read, in its folder or its container: the pages of an issue.

Only what a record names is opened, nothing above the folder that its own is in, and no address of another machine. A
member of a zip is opened alone; of a tar, and of a container within a zip, all XML is read once, up to a bound. On an
object store nothing is found.
"""

from __future__ import annotations

import io
import os
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import IO, Final
from urllib.parse import unquote

from pipeline.errors import RecordError
from pipeline.paths import opened

from .base import BUFFER, RECORD_LIMIT, Stream
from .inflate import Ranged
from .unpack import TROUBLE, Layer, leaves

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?://)?")
_XML: Final = re.compile(r"\.xml(?:\.gz)?$", re.I)
_HELD: Final = 96 << 20
"""Bytes of XML that are kept of a container which cannot be opened member by member."""

_PACKED: Final = 256 << 20
"""Bytes that such a container has at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder on disk, or one in a container: in the zip ``packed`` itself, or (``walked``) in its member ``inner``,
    or in what else ``packed`` is."""

    folder: str
    packed: str | None = None
    inner: str = ""
    walked: bool = False

    def changed(self) -> int:
        """When it, or its container, was last changed, in ns; -1 where it cannot be listed."""
        try:
            return os.stat(self.folder or "." if self.packed is None else self.packed).st_mtime_ns
        except (OSError, ValueError):
            return -1

    def above(self) -> Place:
        """The folder that it is in."""
        return replace(self, folder=os.path.dirname(self.folder))

    def below(self, name: str) -> Place:
        """The folder ``name`` in it."""
        return replace(self, folder=f"{self.folder}/{name}" if self.folder else name)

    def files(self) -> list[str]:
        """The names of the files in it."""
        try:
            if self.packed is None:
                return os.listdir(self.folder or ".")
        except OSError:
            return []
        begin = f"{self.folder}/" if self.folder else ""
        rest = (name[len(begin) :] for name in self._members() if name.startswith(begin))
        return [name for name in rest if "/" not in name]

    def has(self, name: str) -> bool:
        """Whether the file is there that a record calls ``name``."""
        return any(map(self._is_file, names(name)))

    def content(self, name: str) -> bytes | None:
        """What the file holds that a record calls ``name``, unpacked; None where there is none. Raises RecordError
        where it is too large or broken."""
        for each in names(name):
            if self._is_file(each):
                try:
                    with self._open(each) as file:
                        return _unpacked(file, each)
                except (OSError, *TROUBLE) as error:
                    raise RecordError("unreadable", f"{each}: {error}") from error
        return None

    def _path(self, name: str) -> str:
        path = f"{self.folder}/{name}" if self.folder else name
        return path if self.packed is None else posixpath.normpath(path)

    def _is_file(self, name: str) -> bool:
        path = self._path(name)
        return os.path.isfile(path) if self.packed is None else path in self._members()

    def _open(self, name: str) -> IO[bytes]:
        if self.packed is None:
            return open(self._path(name), "rb")
        if self.walked:
            return io.BytesIO(_held(self.packed, self.inner, self.changed())[self._path(name)])
        return _archive(self.packed, self.changed()).open(self._path(name))

    def _members(self) -> Mapping[str, object] | frozenset[str]:
        if self.packed is None or (changed := self.changed()) < 0:
            return frozenset()
        return _held(self.packed, self.inner, changed) if self.walked else _members(self.packed, changed)


def place_of(source: str, member: str | None) -> Place:
    """Where a file, or the member of a container, is."""
    path = opened(source)
    if member is None:
        return Place(os.path.dirname(path))
    zipped = Place("", path)._members()
    if member in zipped:
        return Place(os.path.dirname(member), path)
    parts = member.split("/")
    above = ("/".join(parts[:number]) for number in range(len(parts) - 1, 0, -1))
    inner = next((name for name in above if name in zipped), "")
    return Place(os.path.dirname(member[len(inner) + 1 if inner else 0 :]), path, inner, walked=True)


def names(name: str) -> Iterator[str]:
    """Where a file may be that a record calls ``name``: there (one folder up at most), else in the record's own folder;
    packed, too."""
    text = unquote(name).replace("\\", "/")
    scheme = _SCHEME.match(text)
    parts = text[scheme.end() if scheme else 0 :].split("/")
    told = [part for part in parts if part not in ("", ".")]
    if not told or told[-1] == ".." or "\0" in text:
        return
    elsewhere = ".." in told[1:] or parts[0] == "" or (scheme is not None and scheme[1].lower() != "file")
    for each in dict.fromkeys((told[-1] if elsewhere else "/".join(told), told[-1])):
        yield each
        yield f"{each}.gz"


def _unpacked(file: IO[bytes], name: str) -> bytes:
    found = next(leaves(Layer(io.BufferedReader(Ranged(file), BUFFER), name)), None)
    if not isinstance(found, tuple):
        raise RecordError("corrupt", f"{name}: {found.detail if found else 'nothing in it'}")
    stream: Stream = found[0]
    data = stream.file.read(RECORD_LIMIT + 1)
    if len(data) > RECORD_LIMIT:
        raise RecordError("too-large", f"{name} has more than {RECORD_LIMIT >> 20} MiB", retryable=False)
    return data


# ---------------------------------------------------------------- containers


@lru_cache(2)
def _archive(path: str, changed: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


@lru_cache(2)
def _members(path: str, changed: int) -> frozenset[str]:
    """The names of all members of a zip on this machine; none of anything else."""
    try:
        return frozenset(_archive(path, changed).namelist()) if zipfile.is_zipfile(path) else frozenset()
    except (OSError, *TROUBLE):
        return frozenset()


@lru_cache(1)
def _held(path: str, inner: str, changed: int) -> Mapping[str, bytes]:
    """The XML in a container, or in the member ``inner`` of a zip, by name; nothing where that is too much."""
    try:
        if not inner:
            if os.stat(path).st_size > _PACKED:
                return {}
            with open(path, "rb") as file:
                return _walked(file, path)
        archive = _archive(path, changed)
        if archive.getinfo(inner).compress_size > _PACKED:
            return {}
        with archive.open(inner) as member:
            return _walked(member, path)
    except (OSError, KeyError, *TROUBLE):
        return {}


def _walked(file: IO[bytes], path: str) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    left = _HELD
    for leaf in leaves(Layer(io.BufferedReader(Ranged(file), BUFFER), path)):
        if isinstance(leaf, tuple) and _XML.search(name := leaf[0].member or ""):
            found[name] = leaf[0].file.read(left + 1)
            left -= len(found[name])
            if left < 0:
                return {}
    return found
