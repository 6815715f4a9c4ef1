"""The results in a store's ``staged/``, as workers and a waiting driver see them while a job runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from pipeline.beam.local import Job
from pipeline.corpus.layout import STAGED, locate
from pipeline.model import SourceFile

_NAMED = re.compile(r"([0-9a-z]+)\.[0-9a-f]+\.json")


class _Unit(msgspec.Struct):
    files: tuple[SourceFile, ...]
    start: int = 0
    end: int | None = None


class Glance(msgspec.Struct):
    """What of a result is looked at before it is committed."""

    round: int
    unit: _Unit
    read: int
    articles: int
    rejected: tuple[msgspec.Raw, ...] = ()
    failures: tuple[msgspec.Raw, ...] = ()


def glances(store: str, seen: set[str]) -> Iterator[tuple[str, Glance]]:
    """Name of the unit and a glance at its result, for all files that are not in ``seen``; they are afterwards."""
    layout = locate(store)
    for name in layout.names(STAGED, ".json"):
        named = _NAMED.fullmatch(name.removeprefix(f"{STAGED}/"))
        if named is None or name in seen:
            continue
        seen.add(name)
        try:
            yield named[1], msgspec.json.decode(layout.read(name), type=Glance)
        except (OSError, msgspec.DecodeError):  # gone meanwhile, or damaged: the commit sees to it
            continue


def finished(store: str, round: int) -> frozenset[str]:
    """The units that an attempt of this round has finished."""
    return frozenset(name for name, glance in glances(store, set()) if glance.round == round)


class Watch:
    """Tells a driver's progress what workers elsewhere have finished."""

    def __init__(self, job: Job, tell: Callable[..., None] | None) -> None:
        self._job, self._tell = job, tell
        self._seen: set[str] = set()
        self._units: set[str] = set()

    def look(self) -> None:
        """Counts each unit once, whatever number of attempts finished it."""
        if self._tell is None:
            return
        for name, one in glances(self._job.store, self._seen):
            if one.round != self._job.round or name in self._units:
                continue
            self._units.add(name)
            size = one.unit.end or sum(file.size for file in one.unit.files)
            self._tell(
                read=one.read,
                written=one.articles,
                rejected=len(one.rejected),
                failed=len(one.failures),
                done_bytes=max(0, size - one.unit.start),
            )
