"""Runs: beginning and going on, the results that wait for a commit, and what unfinished work leaves to sweep."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import faults
from pipeline.corpus.commit import Store
from pipeline.corpus.layout import Kind, Layout, disk, write_whole
from pipeline.model import UnitResult

KINDS: Final[tuple[Kind, ...]] = ("units", "settled", "rejected", "failures", "aside")
RUNNING: Final = "running.json"
LEFT: Final = "left.json"
"""A run that another one followed before it ended; the next ``finish`` takes care of what it read."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run. ``start_round`` orders runs: of two records with equal versions the later run's wins. ``resumed``: an
    interrupted run of the same inputs goes on."""

    id: str
    start_round: int
    inputs: list[str]
    started: str
    fresh: bool = False
    resumed: bool = False


def _unfinished(layout: Layout, name: str) -> Iterator[tuple[pathlib.Path, Run]]:
    for path in sorted(layout.runs.glob(f"*/{name}")):
        try:
            yield path, msgspec.json.decode(path.read_bytes(), type=Run)
        except msgspec.DecodeError:
            path.unlink()


def begin(store: Store, inputs: list[str], fresh: bool, round: int) -> Run:
    """See ``Corpus.begin``."""
    layout = store.layout
    with disk(layout.root):
        run = None
        for path, found in _unfinished(layout, RUNNING):
            if (found.inputs, found.fresh) == (inputs, fresh) and run is None:
                run = Run(found.id, found.start_round, found.inputs, found.started, found.fresh, resumed=True)
            else:
                path.rename(path.with_name(LEFT))
        if run is None:
            now = datetime.now(UTC)
            run = Run(
                f"{now:%Y%m%dT%H%M%S}-{round % 1_000_000:06}",
                round,
                inputs,
                f"{now:%Y-%m-%dT%H:%M:%SZ}",
                fresh,
            )
            (layout.runs / run.id).mkdir(parents=True, exist_ok=True)
            write_whole(layout.runs / run.id / RUNNING, msgspec.json.encode(run))
            _clear_aside(layout)
        sweep(store)
    return run


def since(layout: Layout, run: Run) -> int:
    """The start round of the first run that was not ended before this one."""
    return min([run.start_round, *(left.start_round for _, left in _unfinished(layout, LEFT))])


def finish(store: Store, run: Run) -> None:
    """Nothing of the run is left to do."""
    with disk(store.layout.root):
        for path, _ in _unfinished(store.layout, LEFT):
            path.unlink()
        (store.layout.runs / run.id / RUNNING).unlink(missing_ok=True)
        _clear_aside(store.layout)  # last: while the run can go on, its duplicates can come back


def _clear_aside(layout: Layout) -> None:
    for number in layout.rounds("aside"):
        layout.round_file("aside", number).unlink(missing_ok=True)


def _staged_files(layout: Layout) -> dict[pathlib.Path, UnitResult]:
    """The results in ``staged/``; what does not decode is removed."""
    found = {}
    for path in sorted(layout.staged.glob("*.json")):
        try:
            found[path] = msgspec.json.decode(path.read_bytes(), type=UnitResult)
        except msgspec.DecodeError:
            path.unlink()
    return found


def _intact(layout: Layout, result: UnitResult) -> bool:
    """Whether a result's part is there, and whole."""
    if result.part is None:
        return True
    try:
        with pq.ParquetFile(layout.part(result.part)):
            return True
    except (OSError, pa.ArrowInvalid):
        return False


def _fits(result: UnitResult, done: Mapping[str, tuple[bool, int]]) -> bool:
    """Whether a result begins a reading, or goes on where the corpus stands: nothing twice, nothing left out."""
    skip = result.unit.skip
    return not skip or all(done.get(covered.name) == (False, skip) for covered in result.covers)


def staged(store: Store, done: Mapping[str, tuple[bool, int]], seen: set[str]) -> list[UnitResult]:
    """See ``Corpus.staged``. ``seen``: results that were in time when they were first seen (they may wait)."""
    layout, last = store.layout, store.table.round
    with disk(layout.root):
        best: dict[str, tuple[pathlib.Path, UnitResult]] = {}
        live = set(store.table.parts())
        for path, result in _staged_files(layout).items():
            late = result.round <= last and path.name not in seen
            if late or not _fits(result, done) or not _intact(layout, result):
                _remove(layout, path, result, live)
                continue
            other = best.get(result.unit.name)
            if other is None or _reach(result) > _reach(other[1]):
                best[result.unit.name] = (path, result)
                if other is not None:
                    _remove(layout, *other, live)
            else:
                _remove(layout, path, result, live)
        seen.update(path.name for path, _ in best.values())
        return [result for _, result in best.values()]


def _reach(result: UnitResult) -> int:
    return sum(covered.records for covered in result.covers)


def _remove(layout: Layout, path: pathlib.Path, result: UnitResult, live: set[str]) -> None:
    if result.part is not None and result.part not in live:
        layout.part(result.part).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _file(layout: Layout, result: UnitResult) -> pathlib.Path:
    return layout.staged / f"{result.unit.name}.{result.attempt}.json"


def drop(layout: Layout, result: UnitResult, live: set[str]) -> None:
    """See ``Corpus.drop``."""
    with disk(layout.root):
        _remove(layout, _file(layout, result), result, live)


def clear_staged(layout: Layout, results: Iterable[UnitResult], live: set[str]) -> None:
    """Removes results that are committed, and their parts where these were written anew."""
    for result in results:
        _file(layout, result).unlink(missing_ok=True)
        faults.at("commit.unlink")
        if result.part is not None and result.part not in live:
            layout.part(result.part).unlink(missing_ok=True)


def forget_unfinished(store: Store) -> None:
    """Removes what a commit that did not come to its end left beside the table: its round never was."""
    last = store.table.round
    with disk(store.layout.root):
        for kind in KINDS:
            for number in store.layout.rounds(kind):
                if number > last:
                    store.layout.round_file(kind, number).unlink(missing_ok=True)


def sweep(store: Store) -> None:
    """Removes attempts that are neither in the table nor in a complete result, and parts replaced a while ago."""
    layout = store.layout
    forget_unfinished(store)
    keep = set(store.table.parts()) | store.table.replaced()
    keep |= {result.part for result in _staged_files(layout).values() if result.part}
    for path in layout.articles.glob("*.parquet"):
        if path.name not in keep:
            path.unlink(missing_ok=True)
    for folder in (layout.staged, *(layout.root / kind for kind in KINDS)):
        for path in folder.glob("*.tmp"):
            path.unlink(missing_ok=True)
    store.table.vacuum()
