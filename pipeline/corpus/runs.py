"""Runs: beginning and going on, the results that wait for a commit, and what unfinished work leaves to sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from pipeline import faults
from pipeline.corpus.commit import Store
from pipeline.corpus.delta import Overtaken
from pipeline.corpus.layout import ARTICLES, KINDS, RUNS, STAGED, Layout
from pipeline.errors import Damaged
from pipeline.model import UnitResult

RUNNING: Final = "running.json"
LEFT: Final = "left.json"
"""A run that another one followed before it ended; the next ``finish`` takes care of what it read."""
Done = Callable[[str], tuple[bool, int] | None]
"""Name of a file or range -> (read to its end, records read)."""


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


def _unfinished(layout: Layout, kind: str) -> Iterator[tuple[str, Run]]:
    for name in layout.files(RUNS, f"/{kind}", below=True):
        try:
            yield name, msgspec.json.decode(layout.read(name), type=Run)
        except msgspec.DecodeError:
            layout.remove([name])


def begin(store: Store, inputs: list[str], fresh: bool, round: int) -> Run:
    """See ``Corpus.begin``."""
    layout = store.layout
    with layout.trouble():
        run = None
        for name, found in _unfinished(layout, RUNNING):
            if (found.inputs, found.fresh) == (inputs, fresh) and run is None:
                run = Run(found.id, found.start_round, found.inputs, found.started, found.fresh, resumed=True)
            else:
                layout.move(name, name.replace(RUNNING, LEFT))
        if run is None:
            now = datetime.now(UTC)
            run = Run(
                f"{now:%Y%m%dT%H%M%S}-{round % 1_000_000:06}",
                round,
                inputs,
                f"{now:%Y-%m-%dT%H:%M:%SZ}",
                fresh,
            )
            layout.write(f"{RUNS}/{run.id}/{RUNNING}", msgspec.json.encode(run))
            _clear_aside(layout)
        sweep(store)
    return run


def since(layout: Layout, run: Run) -> int:
    """The start round of the first run that was not ended before this one."""
    return min([run.start_round, *(left.start_round for _, left in _unfinished(layout, LEFT))])


def finish(store: Store, run: Run) -> None:
    """Nothing of the run is left to do."""
    with store.layout.trouble():
        left = [name for name, _ in _unfinished(store.layout, LEFT)]
        store.layout.remove([*left, f"{RUNS}/{run.id}/{RUNNING}"])
        _clear_aside(store.layout)  # last: while the run can go on, its duplicates can come back


def _clear_aside(layout: Layout) -> None:
    layout.remove(layout.round_file("aside", number) for number in layout.rounds("aside"))


def _staged_files(layout: Layout) -> dict[str, UnitResult]:
    """The results in ``staged/``; what does not decode is removed."""
    found = {}
    for name in layout.names(STAGED, ".json"):
        try:
            found[name] = msgspec.json.decode(layout.read(name), type=UnitResult)
        except msgspec.DecodeError:
            layout.remove([name])
    return found


def _intact(layout: Layout, result: UnitResult) -> bool:
    """Whether a result's part is there, and whole."""
    if result.part is None:
        return True
    try:
        with layout.parquet(layout.part(result.part)):
            return True
    except Damaged:
        return False


def _fits(result: UnitResult, done: Done) -> bool:
    """Whether a result begins a reading, or goes on where the corpus stands: nothing twice, nothing left out."""
    skip = result.unit.skip
    return not skip or all(done(covered.name) == (False, skip) for covered in result.covers)


def staged(store: Store, done: Done, seen: set[str]) -> list[UnitResult]:
    """See ``Corpus.staged``. ``seen``: results that were in time when they were first seen (they may wait)."""
    layout = store.layout
    with layout.trouble():
        last = store.table.round
        best: dict[str, tuple[str, UnitResult]] = {}
        live = set(store.table.parts())
        for name, result in _staged_files(layout).items():
            late = result.round <= last and name not in seen
            if late or not _fits(result, done) or not _intact(layout, result):
                _remove(layout, name, result, live)
                continue
            other = best.get(result.unit.name)
            if other is None or _reach(result) > _reach(other[1]):
                best[result.unit.name] = (name, result)
                if other is not None:
                    _remove(layout, *other, live)
            else:
                _remove(layout, name, result, live)
        seen.update(name for name, _ in best.values())
        return [result for _, result in best.values()]


def _reach(result: UnitResult) -> int:
    return sum(covered.records for covered in result.covers)


def _remove(layout: Layout, name: str, result: UnitResult, live: set[str]) -> None:
    if result.part is not None and result.part not in live:
        layout.remove([layout.part(result.part)])
    layout.remove([name])


def _file(result: UnitResult) -> str:
    return f"{STAGED}/{result.unit.name}.{result.attempt}.json"


def drop(layout: Layout, result: UnitResult, live: set[str]) -> None:
    """See ``Corpus.drop``."""
    with layout.trouble():
        _remove(layout, _file(result), result, live)


def clear_staged(layout: Layout, results: Iterable[UnitResult], live: set[str]) -> None:
    """Removes results that are committed, and their parts where these were written anew."""
    for result in results:
        layout.remove([_file(result)])
        faults.at("commit.unlink")
        if result.part is not None and result.part not in live:
            layout.remove([layout.part(result.part)])


def forget_unfinished(store: Store) -> None:
    """Removes what a commit that did not come to its end left beside the table: its round never was. ``Overtaken``
    where another writer's rounds came meanwhile, which would look the same."""
    last = store.table.round
    with store.layout.trouble():
        if store.table.refresh() != last:
            raise Overtaken.of(store.layout.address)
        for kind in KINDS:
            late = store.layout.rounds(kind, after=last)
            store.layout.remove(store.layout.round_file(kind, number) for number in late)


def sweep(store: Store) -> None:
    """Removes attempts that are neither in the table nor in a complete result, and parts replaced a while ago. What a
    replay left is removed too: only that one knew which failures it was to close, and they are open as before."""
    layout = store.layout
    forget_unfinished(store)
    keep = set(store.table.parts()) | store.table.replaced()
    for name, result in _staged_files(layout).items():
        if not result.unit.files:
            layout.remove([name])
        elif result.part:
            keep.add(result.part)
    kept = {layout.part(part) for part in keep}
    layout.remove(name for name in layout.names(ARTICLES, ".parquet") if name not in kept)
    for folder in (STAGED, *KINDS):
        layout.remove(layout.names(folder, ".tmp"))
    store.table.vacuum()
