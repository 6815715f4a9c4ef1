"""The folders and files of a store, how they are written, and the lock: all path handling of the corpus is here."""

from __future__ import annotations

import errno
import fcntl
import os
import pathlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from pipeline.errors import StoreError

Kind = Literal["units", "settled", "rejected", "failures", "aside"]

SUFFIX: Final[dict[str, str]] = {"units": "json"}
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FOLDERS: Final = ("staged", "units", "settled", "rejected", "failures", "aside", "runs")


class Layout:
    """Paths of a store on a local disk. ``articles/`` is the Delta table; ``units``, ``settled``, ``rejected`` and
    ``failures`` hold one file a round, true only up to the table's round."""

    def __init__(self, root: str) -> None:
        if "://" in root and not root.startswith("file://"):
            raise StoreError(
                f"The store {root} is an object store; a corpus is kept on a local disk for now. Give a folder."
            )
        if re.search("%[0-9A-Fa-f]{2}", os.path.abspath(root)):
            raise StoreError(
                f"The store's path {root} holds a percent sign with two digits, which the table's library takes for "
                "another character. Give another folder."
            )
        self.root = pathlib.Path(root.removeprefix("file://")).absolute()
        self.articles = self.root / "articles"
        self.staged = self.root / "staged"
        self.runs = self.root / "runs"
        self.ledger = self.root / "ledger.sqlite"
        self.lock = self.root / "lock"

    def make(self) -> None:
        """Makes the folders that are missing."""
        for name in FOLDERS:
            (self.root / name).mkdir(parents=True, exist_ok=True)

    def round_file(self, kind: Kind, number: int) -> pathlib.Path:
        """Where a round keeps its units, settlement, rejected, failures or rows set aside."""
        return self.root / kind / f"{number:014}.{SUFFIX.get(kind, 'parquet')}"

    def rounds(self, kind: Kind) -> list[int]:
        """The rounds that have a file of this kind, in order; whether they count is the table's to say."""
        found = (self.root / kind).glob(f"*.{SUFFIX.get(kind, 'parquet')}")
        return sorted(int(path.stem) for path in found if path.stem.isdigit())

    def part(self, name: str) -> pathlib.Path:
        """A part of the table, or (``aside/...``) a file of rows set aside."""
        return self.root / name if name.startswith("aside/") else self.articles / name


def sync(path: pathlib.Path) -> None:
    """Waits until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: pathlib.Path, content: bytes) -> None:
    """Writes a file whole or not at all, on the disk when this returns."""
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, path)
    sync(path.parent)


@contextmanager
def disk(root: pathlib.Path) -> Iterator[None]:
    """Turns what a full, read-only or failing disk raises into a StoreError; what is committed stays as it is."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        full = isinstance(error, OSError) and error.errno in FULL
        if full or any(sign in str(error) for sign in ("No space left", "is full", "os error 28")):
            raise StoreError(
                f"The disk of the store {root} is full ({error}). The store is as its last commit left it: "
                "make room and run the same command again."
            ) from error
        raise StoreError(
            f"The store {root} cannot be read or written ({error}). It is as its last commit left it: "
            "see to the disk or its permissions and run the same command again."
        ) from error


@contextmanager
def locked(path: pathlib.Path) -> Iterator[None]:
    """Holds the store's lock; StoreError at once where another process does. The kernel lets go of it when its
    holder dies, however that happens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
            raise StoreError(
                f"Another newsmill (process {holder}) is at work on the store {path.parent}. "
                "Wait until it ends, or give another --store."
            ) from None
        os.truncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(handle)
