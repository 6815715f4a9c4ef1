"""The files of a store by their names, wherever it is kept: the one door for all path handling of the corpus.

A name is relative to the store: ``articles/part-...``, ``units/00...json``. ``articles/`` is the Delta table;
``units``, ``settled``, ``rejected`` and ``failures`` hold one file a round, true only up to the table's round.
``LocalLayout`` keeps them on a disk, ``ObjectLayout`` as objects; ``locate`` tells which.
"""

from __future__ import annotations

import functools
import os
import pathlib
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, Literal, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.corpus import table as rows
from pipeline.errors import Damaged, Lost

Kind = Literal["units", "settled", "rejected", "failures", "aside"]

SUFFIX: Final[dict[str, str]] = {"units": "json"}
KINDS: Final[tuple[Kind, ...]] = ("units", "settled", "rejected", "failures", "aside")
ARTICLES: Final = "articles"
STAGED: Final = "staged"
RUNS: Final = "runs"
REPORT: Final = "report.json"
SERVER: Final = "AWS Error"
"""What pyarrow says of an object store that does not answer: a damaged file has no number either."""


class Stored(NamedTuple):
    """A file as it lies there: its size in bytes and when it was written, in milliseconds since 1970."""

    size: int
    modified: int


class Layout(ABC):
    """A store's files. What names no file raises FileNotFoundError, what else goes wrong OSError or StoreError.

    ``address``: the store as people write it. ``table``, ``options``: what the table's library is told. ``fs``,
    ``root``: where pyarrow finds the store.
    """

    address: str
    table: str
    options: dict[str, str] | None
    fs: Any
    root: str

    # ------------------------------------------------------------ names

    def round_file(self, kind: Kind, number: int) -> str:
        """Where a round keeps its units, settlement, rejected, failures or rows set aside."""
        return f"{kind}/{number:014}.{SUFFIX.get(kind, 'parquet')}"

    def rounds(self, kind: Kind, after: int = 0) -> list[int]:
        """The rounds later than ``after`` that have a file of this kind, in order; whether they count is the table's to
        say."""
        names = self.names(kind, f".{SUFFIX.get(kind, 'parquet')}", after=self.round_file(kind, after))
        stems = (pathlib.PurePath(name).stem for name in names)
        return sorted(int(stem) for stem in stems if stem.isdigit())

    def part(self, name: str) -> str:
        """A part of the table, or (``aside/...``) a file of rows set aside."""
        return name if name.startswith("aside/") else f"{ARTICLES}/{name}"

    def path(self, name: str) -> str:
        """What ``fs`` calls it."""
        return f"{self.root}/{name}"

    # ------------------------------------------------------------ files

    @abstractmethod
    def files(self, folder: str, ending: str = "", *, below: bool = False) -> dict[str, Stored]:
        """The files of a folder whose names end so, in the order of their names; ``below``: its folders' too. Empty
        where there is no such folder."""

    @abstractmethod
    def names(self, folder: str, ending: str = "", *, after: str = "") -> list[str]:
        """The names of a folder's files, as ``files`` gives them: those that sort after a name."""

    @abstractmethod
    def stored(self, name: str) -> Stored:
        """Size and time of one file."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """A file's content."""

    @abstractmethod
    def write(self, name: str, content: bytes, *, lasting: bool = True) -> None:
        """Writes a file whole or not at all; ``lasting``: it outlives a power cut when this returns."""

    @abstractmethod
    def move(self, name: str, new: str) -> None:
        """Gives a file another name; after a kill it may have both."""

    @abstractmethod
    def remove(self, names: Iterable[str]) -> None:
        """Removes files; those that are not there are no error."""

    @abstractmethod
    def last(self, names: Iterable[str]) -> None:
        """Returns when these files, written by others, outlive a power cut."""

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        try:
            self.stored(name)
        except FileNotFoundError:
            return False
        return True

    # ------------------------------------------------------------ Parquet

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        """Says which file it was where one cannot be read: ``Damaged``, ``Lost``, or StoreError."""
        where = f"{self.address}/{name}"
        with self.trouble():
            try:
                yield
            except FileNotFoundError as error:
                raise Lost(where, "the rows in it cannot be read") from error
            except (pa.ArrowException, UnicodeDecodeError) as error:
                raise Damaged(where, str(error)) from error
            except OSError as error:
                if error.errno is None and SERVER not in str(error):
                    raise Damaged(where, str(error)) from error
                raise

    @contextmanager
    def parquet(self, name: str) -> Iterator[pq.ParquetFile]:
        """A Parquet file, open. What goes wrong with it is a StoreError that names it."""
        with self._reading(name), pq.ParquetFile(self.path(name), filesystem=self.fs) as file:
            yield file

    def rows(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A part's rows; errors as for ``parquet``."""
        schema = None if columns else rows.SCHEMA
        wanted = list(columns) if columns else None
        with self._reading(name):
            return pq.read_table(
                self.path(name), columns=wanted, schema=schema, partitioning=None, filesystem=self.fs
            )

    def writer(self, name: str) -> pq.ParquetWriter:
        """A part to be written; it counts when it is committed."""
        return rows.open_part(self.path(name), self.fs)

    # ------------------------------------------------------------ the store

    @abstractmethod
    def make(self) -> None:
        """Makes what a store needs before anything is written into it."""

    @abstractmethod
    def there(self) -> bool:
        """Whether there is anything where the store is to be."""

    @abstractmethod
    def foreign(self) -> bool:
        """Whether there are files of something else where the store is to be."""

    @abstractmethod
    def local(self, corpus: str) -> pathlib.Path:
        """The folder on a local disk for what can be made again: the ledger and the embedded index. ``corpus``: the
        table's id."""

    @abstractmethod
    def trouble(self) -> AbstractContextManager[None]:
        """Turns what a full, failing or unreachable place raises into a StoreError; what is committed stays."""

    @abstractmethod
    def locked(self) -> AbstractContextManager[Callable[[], None]]:
        """Holds the store's lock; StoreError at once where another process does. Gives a function that raises
        StoreError where the lock was lost meanwhile."""


def reports(layout: Layout) -> dict[str, str]:
    """The runs that have a report, and its name, those written last at the end."""
    found = layout.files(RUNS, f"/{REPORT}", below=True)
    return {name.split("/")[1]: name for name in sorted(found, key=lambda name: found[name].modified)}


def is_remote(store: str) -> bool:
    """Whether an address names an object store, not a folder."""
    return "://" in store and not store.startswith("file://")


def locate(store: str, cache: str | None = None) -> Layout:
    """The layout of a store: a folder, or ``s3://bucket/path``. ``cache``: the folder that takes the place of the
    user's cache folder. StoreError for an address that cannot be a store."""
    if is_remote(store):
        return _remote(
            store, cache, os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        )
    from pipeline.corpus.disk import LocalLayout

    return LocalLayout(store)


@functools.lru_cache(maxsize=8)
def _remote(store: str, cache: str | None, endpoint: str | None) -> Layout:
    from pipeline.corpus.objects import ObjectLayout

    return ObjectLayout(store, pathlib.Path(cache) if cache else cache_folder(), endpoint)


def cache_folder() -> pathlib.Path:
    """Where a user's programs keep what can be made again."""
    if chosen := os.environ.get("XDG_CACHE_HOME"):
        return pathlib.Path(chosen) / "newsmill"
    home = pathlib.Path.home()
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "newsmill"
