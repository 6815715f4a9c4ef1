"""Documents that an engine would not take: no record of the corpus failed, so they are listed apart (``index:NAME``).

One file a step, ``engines/NAME.TIME.failures.jsonl`` in the store: each open as long as the corpus holds that very row.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

import msgspec

from .model import Failure

FOLDER: Final = "engines"
ENDING: Final = ".failures.jsonl"


class Files(Protocol):
    """What this needs of a store's layout."""

    def names(self, folder: str, ending: str = "") -> list[str]:
        """The names of a folder's files that end so."""

    def read(self, name: str) -> bytes:
        """A file's content."""

    def write(self, name: str, content: bytes) -> None:
        """Writes a file."""

    def remove(self, names: Iterable[str]) -> None:
        """Removes files."""


def add(files: Files, engine: str, failed: Sequence[Failure], *, anew: bool = False) -> None:
    """Keeps these. ``anew``: the engine was filled from its beginning, so what was listed before is no more."""
    if anew:
        files.remove(name for name in files.names(FOLDER, ENDING) if name.startswith(f"{FOLDER}/{engine}."))
    if failed:
        lines = b"".join(msgspec.json.encode(one) + b"\n" for one in failed)
        files.write(f"{FOLDER}/{engine}.{time.time_ns()}{ENDING}", lines)


def listed(
    files: Files, commits: Callable[[Sequence[str]], Mapping[str, int]], *, payload: bool = False
) -> Iterator[dict[str, Any]]:
    """What is open, over all engines, with the keys of a record's failure (``run`` and
    ``key`` null: no replay takes them). ``commits``: ids to the rounds that wrote their rows."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name in files.names(FOLDER, ENDING):
        for line in files.read(name).splitlines():
            one = json.loads(line)
            found[one["stage"], json.loads(one["context"])["id"]] = one
    now = commits([id for _, id in found])
    for (_, id), one in found.items():
        if now.get(id) == json.loads(one["context"])["commit"]:
            if not payload:
                del one["payload"]
            yield {"run": None, "round": now[id], "key": None} | one


class Corpus(Protocol):
    """What this needs of a corpus."""

    @property
    def layout(self) -> Files:
        """The store's files."""

    def count(self) -> int:
        """How many live articles there are."""

    def commits(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Ids to the rounds that wrote their rows."""


def missing(corpus: Corpus, name: str, articles: int) -> int:
    """How many articles an engine lacks that it has not refused, of one that has followed every round and holds so
    many; below 0: it has so many that the corpus has not."""
    lacking = corpus.count() - articles
    if lacking <= 0:
        return lacking
    refused = sum(1 for one in listed(corpus.layout, corpus.commits) if one["stage"] == f"index:{name}")
    return max(0, lacking - refused)
