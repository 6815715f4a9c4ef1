"""A store in a folder of a local disk: files written whole and synced, a lock that the kernel keeps."""

from __future__ import annotations

import errno
import fcntl
import os
import pathlib
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import pyarrow.fs

from pipeline.corpus.layout import ARTICLES, RUNS, STAGED, Layout, Stored
from pipeline.errors import StoreError

DENIED: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
DENIALS: Final = ("Permission denied", "Read-only file system", "readonly database")
"""What the other libraries say, whose errors have no number."""
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FOLDERS: Final = (STAGED, "units", "settled", "rejected", "failures", "aside", RUNS)


class LocalLayout(Layout):
    """See ``Layout``. StoreError for a path that the table's library would read as another."""

    def __init__(self, store: str) -> None:
        if re.search("%[0-9A-Fa-f]{2}", os.path.abspath(store)):
            raise StoreError(
                f"The store's path {store} holds a percent sign with two digits, which the table's library takes for "
                "another character. Give another folder."
            )
        self.folder = pathlib.Path(store.removeprefix("file://")).absolute()
        self.root = self.address = str(self.folder)
        self.table, self.options = str(self.folder / ARTICLES), None
        self.fs = pyarrow.fs.LocalFileSystem()

    def files(self, folder: str, ending: str = "", *, below: bool = False) -> dict[str, Stored]:
        """See ``Layout``."""
        place = self.folder / folder
        found = {}
        for path in sorted(place.rglob("*") if below else place.glob("*")):
            if not path.as_posix().endswith(ending):
                continue
            try:
                if path.is_file():
                    found[path.relative_to(self.folder).as_posix()] = _stored(path)
            except FileNotFoundError:  # another process was quicker
                continue
        return found

    def names(self, folder: str, ending: str = "", *, after: str = "") -> list[str]:
        """See ``Layout``."""
        try:
            there = os.listdir(self.folder / folder)
        except FileNotFoundError:
            return []
        names = (f"{folder}/{name}" for name in there if name.endswith(ending))
        return sorted(name for name in names if name > after)

    def stored(self, name: str) -> Stored:
        """See ``Layout``."""
        return _stored(self.folder / name)

    def read(self, name: str) -> bytes:
        """See ``Layout``."""
        return (self.folder / name).read_bytes()

    def write(self, name: str, content: bytes, *, lasting: bool = True) -> None:
        """See ``Layout``."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".tmp")
        with open(temporary, "wb") as out:
            out.write(content)
            if lasting:
                out.flush()
                os.fsync(out.fileno())
        os.replace(temporary, path)
        if lasting:
            sync(path.parent)

    def move(self, name: str, new: str) -> None:
        """See ``Layout``."""
        os.replace(self.folder / name, self.folder / new)

    def remove(self, names: Iterable[str]) -> None:
        """See ``Layout``."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def last(self, names: Iterable[str]) -> None:
        """See ``Layout``."""
        folders = set()
        for name in names:
            path = self.folder / name
            if path.exists():
                sync(path)
            folders.add(path.parent)
        for folder in folders:
            sync(folder)

    def make(self) -> None:
        """See ``Layout``."""
        for name in FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def there(self) -> bool:
        """See ``Layout``."""
        return self.folder.is_dir()

    def foreign(self) -> bool:
        """See ``Layout``."""
        there = self.folder.is_dir() and any(
            entry.name not in ("lock", ARTICLES) for entry in self.folder.iterdir()
        )
        if not there:
            (self.folder / ARTICLES).mkdir(parents=True, exist_ok=True)
        return there

    def local(self, corpus: str) -> pathlib.Path:
        """See ``Layout``: beside the table."""
        return self.folder

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """See ``Layout``."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            if full(error):
                raise StoreError(
                    f"The disk of the store {self.address} is full ({error}). The store is as its last commit left it: "
                    "make room and run the same command again."
                ) from error
            if denied(error):
                raise StoreError(
                    f"The store {self.address} cannot be read or written ({error}): this user has no permission, or "
                    "the disk is mounted read-only. Give the permission, or name another --store; search, show, export "
                    "and lists need only to read."
                ) from error
            raise StoreError(
                f"The store {self.address} cannot be read or written ({error}). It is as its last commit left it: "
                "see to the disk and run the same command again."
            ) from error

    @contextmanager
    def locked(self) -> Iterator[Callable[[], None]]:
        """See ``Layout``: the kernel lets go of the lock when its holder dies, however that happens."""
        with self.trouble():
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
                raise StoreError(
                    f"Another newsmill (process {holder}) is at work on the store {self.address}. "
                    "Wait until it ends, or give another --store."
                ) from None
            os.truncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode("ascii"), 0)
            yield lambda: None
        finally:
            os.close(handle)


def _stored(path: pathlib.Path) -> Stored:
    found = path.stat()
    return Stored(found.st_size, int(found.st_mtime * 1000))


def full(error: Exception) -> bool:
    """Whether a disk that takes no more raised this."""
    known = isinstance(error, OSError) and error.errno in FULL
    return known or any(sign in str(error) for sign in ("No space left", "is full", "os error 28"))


def denied(error: Exception) -> bool:
    """Whether this is a matter of permissions."""
    known = isinstance(error, OSError) and error.errno in DENIED
    return known or any(sign in str(error) for sign in DENIALS)


def sync(path: pathlib.Path) -> None:
    """Waits until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
