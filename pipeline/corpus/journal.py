"""What each round leaves beside the table: its units and counts, what it settled, its rejected and failures.

These files are written before the round's Delta commit and count only up to the table's round; the ledger can be made
again from them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.corpus.counts import Counts
from pipeline.corpus.layout import Kind, Layout
from pipeline.corpus.settle import Known, Record, State
from pipeline.corpus.table import record_schema, records_batch
from pipeline.errors import StoreError
from pipeline.model import Failure, Rejected

SETTLED: Final = pa.schema(
    [
        ("id", pa.string()),
        ("version", pa.int64()),
        ("run", pa.int64()),
        ("source", pa.string()),
        ("member", pa.string()),
        ("offset", pa.int64()),
        ("fingerprint", pa.string()),
        ("state", pa.int8()),
        ("held", pa.string()),
        ("held_since", pa.int64()),
        ("part", pa.string()),
        ("aside", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file or range as far as a round read it. ``name``: under which a plan knows it; ``records``: read so far;
    ``start``, ``end``: the range (end None: to the file's end); ``after``: offset of the first record beyond it;
    ``begins``: this round read its first record; ``failed``: failures in this round."""

    name: str
    source: str
    complete: bool
    records: int
    size: int
    stamp: str
    start: int = 0
    end: int | None = None
    after: int | None = None
    begins: bool = True
    failed: int = 0


@dataclass(slots=True)
class Head:
    """What a round counted and listed. ``run``: the run's id, ``start``: its start round. ``closed``: failures that a
    replay took up. ``turned``: (source, member, offset) of records rejected in an earlier round of this run that have
    another fate since. ``seconds``: of the run's time, since the round before or since the process began."""

    number: int
    run: str
    start: int
    seconds: float = 0.0
    counts: Counts = field(default_factory=Counts)
    closed: list[str] = field(default_factory=list)
    turned: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class Round(Head):
    """One round's ``units/N``. ``moves``: part rewritten -> its new name ("" where no row was left). ``gone``:
    (source, id) pairs that a source gives no longer. ``again``: sources that the next run reads again. ``before``: the
    round before this one; stores made by earlier versions do not say."""

    readings: list[Reading] = field(default_factory=list)
    moves: dict[str, str] = field(default_factory=dict)
    gone: list[tuple[str, str]] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    before: int | None = None


H = TypeVar("H", Head, Round)


@dataclass(slots=True)
class Journal:
    """A round as the ledger takes it in: its Round, the ids it changed, and which (source, id) pairs were given."""

    round: Round
    changed: Sequence[Known]
    given: Iterable[tuple[str, str]]


def write_table(layout: Layout, name: str, table: pa.Table) -> None:
    """Writes a small file of rows, whole or not at all."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    layout.write(name, sink.getvalue())


def _settled_table(changed: Sequence[Known]) -> pa.Table:
    rows = ((*k.record, int(k.state), k.held, k.held_since, k.part, k.aside) for k in changed)
    names = (*Record._fields, "state", "held", "held_since", "part", "aside")
    columns = zip(names, zip(*rows, strict=True), strict=True)
    found = {name: pa.array(column, SETTLED.field(name).type) for name, column in columns}
    return pa.table([found[name] for name in SETTLED.names], schema=SETTLED)


def write_round(
    layout: Layout, journal: Journal, rejected: Sequence[Rejected], failures: Sequence[Failure]
) -> None:
    """Writes what a round settled, rejected and failed; ``write_units`` comes after it."""
    number = journal.round.number
    if rejected:
        _write_records(layout, layout.round_file("rejected", number), rejected, Rejected)
    if failures:
        _write_records(layout, layout.round_file("failures", number), failures, Failure)
    if journal.changed:
        write_table(layout, layout.round_file("settled", number), _settled_table(journal.changed))


def _write_records(layout: Layout, name: str, records: Sequence[Any], record: type) -> None:
    write_table(layout, name, pa.Table.from_batches([records_batch(record_schema(record), records)]))


def write_units(layout: Layout, round: Round) -> None:
    """Writes ``units/N``."""
    layout.write(layout.round_file("units", round.number), msgspec.json.encode(round))


def read_units(layout: Layout, number: int) -> Round:
    """A round's ``units/N``; StoreError where it cannot be read."""
    return _decoded(layout, number, Round)


def read_head(layout: Layout, number: int) -> Head:
    """The head of a round's ``units/N``, without the many files that it read."""
    return _decoded(layout, number, Head)


def _decoded(layout: Layout, number: int, record: type[H]) -> H:
    name = layout.round_file("units", number)
    try:
        return msgspec.json.decode(layout.read(name), type=record)
    except (OSError, msgspec.DecodeError) as error:
        raise StoreError(
            f"The store's record of round {number} cannot be read ({layout.address}/{name}: {error}). "
            "Bring the file back from a copy of the store, or read the inputs into a new one."
        ) from error


def read_rows(
    layout: Layout, kind: Kind, number: int, columns: list[str] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a round's Parquet file; none where there is no file."""
    name = layout.round_file(kind, number)
    if layout.exists(name):
        with layout.parquet(name) as file:
            for batch in file.iter_batches(1000, columns=columns):
                yield from batch.to_pylist()


def read_journal(layout: Layout, number: int) -> Journal:
    """A committed round, as the ledger takes it in."""
    round = read_units(layout, number)
    changed = []
    for row in read_rows(layout, "settled", number):
        record = Record(*(row[name] for name in Record._fields))
        known = Known(record, State(row["state"]), row["held"], row["held_since"], row["part"], row["aside"])
        changed.append(known)
    rejected = read_rows(layout, "rejected", number, ["stage", "source", "id"])
    losers = [(row["source"], row["id"]) for row in rejected if row["stage"] == "commit" and row["id"]]
    return Journal(round, changed, [*given(round, changed), *losers])


def given(round: Round, changed: Iterable[Known]) -> Iterator[tuple[str, str]]:
    """The (source, id) pairs that the winners among ``changed`` prove to be given in this round's run."""
    for known in changed:
        if known.record.run == round.start and known.state in (State.LIVE, State.DUPLICATE):
            yield known.record.source, known.record.id
