"""Files that stand beside the one that is read, in its folder or in the same zip: the pages of an issue.

Only what a record names is opened, nothing above the folder that its own is in, and no address of another machine. On
an object store, in a tar and in a zip within another container nothing is found.
"""

from __future__ import annotations

import io
import os
import posixpath
import re
import zipfile
from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True)
class Place:
    """A folder on disk, or one in the zip ``zipped``."""

    folder: str
    zipped: str | None = None

    def changed(self) -> int:
        """When it, or its zip, was last changed, in ns; -1 where it cannot be listed."""
        try:
            changed = os.stat(self.folder or "." if self.zipped is None else self.zipped).st_mtime_ns
            return changed if self.zipped is None or _members(self.zipped, changed) else -1
        except (OSError, *TROUBLE):
            return -1

    def above(self) -> Place:
        """The folder that it is in."""
        return replace(self, folder=os.path.dirname(self.folder))

    def inner(self, name: str) -> Place:
        """The folder ``name`` in it."""
        return replace(self, folder=f"{self.folder}/{name}" if self.folder else name)

    def files(self) -> list[str]:
        """The names of the files in it."""
        try:
            if self.zipped is None:
                return os.listdir(self.folder or ".")
            begin = f"{self.folder}/" if self.folder else ""
            rest = (name[len(begin) :] for name in self._members() if name.startswith(begin))
            return [name for name in rest if "/" not in name]
        except (OSError, *TROUBLE):
            return []

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
        return path if self.zipped is None else posixpath.normpath(path)

    def _is_file(self, name: str) -> bool:
        if self.zipped is None:
            return os.path.isfile(self._path(name))
        return self._path(name) in self._members()

    def _open(self, name: str) -> IO[bytes]:
        if self.zipped is None:
            return open(self._path(name), "rb")
        return _archive(self.zipped, os.stat(self.zipped).st_mtime_ns).open(self._path(name))

    def _members(self) -> frozenset[str]:
        try:
            return _members(self.zipped or "", os.stat(self.zipped or "").st_mtime_ns)
        except (OSError, *TROUBLE):
            return frozenset()


def place_of(source: str, member: str | None) -> Place:
    """Where a file, or the member of a zip, is."""
    path = opened(source)
    return Place(os.path.dirname(path)) if member is None else Place(os.path.dirname(member), path)


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


@lru_cache(2)
def _archive(path: str, changed: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


@lru_cache(2)
def _members(path: str, changed: int) -> frozenset[str]:
    """The names of all members of a zip on this machine; none of anything else."""
    return frozenset(_archive(path, changed).namelist()) if zipfile.is_zipfile(path) else frozenset()
