"""Row by row, what a round does to parts: which rows of new parts stay, which leave old ones, which come back.

A row that is only moved keeps its ``commit``; one that comes back, or that is buried, gets the round's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corpus.delta import birth
from pipeline.corpus.layout import Layout
from pipeline.corpus.settle import Record
from pipeline.corpus.table import ROW_GROUP_ROWS, SCHEMA, to_batch, write_part
from pipeline.model import Article


@dataclass(slots=True)
class Tally:
    """Articles by language and by precision of ``published`` (``undated`` without one)."""

    language: Counter[str] = field(default_factory=Counter)
    precision: Counter[str] = field(default_factory=Counter)

    def add(self, table: pa.Table, sign: int = 1) -> None:
        """Counts the rows of a table (``language`` and ``published``); ``sign`` -1 takes them off."""
        precisions = pc.struct_field(table["published"].combine_chunks(), "precision")
        for counter, column, missing in (
            (self.language, table["language"], "und"), (self.precision, precisions, "undated"),
        ):  # fmt: skip
            for value, number in zip(*_counted(column), strict=True):
                counter[value or missing] += sign * number


def _counted(column: Any) -> tuple[list[Any], list[int]]:
    found = pc.value_counts(column)
    return found.field("values").to_pylist(), found.field("counts").to_pylist()


def _has(table: pa.Table, ids: set[str]) -> Any:
    """Which rows of a table have one of these ids, as an array of booleans."""
    return pc.is_in(table["id"], pa.array(sorted(ids), pa.string()))


def set_commit(table: pa.Table, round: int) -> pa.Table:
    """The table with every row's ``commit`` set."""
    place = table.schema.get_field_index("commit")
    return table.set_column(place, SCHEMA.field("commit"), pa.array([round] * len(table), pa.int64()))


class Rewrite:
    """Collects what is to happen, then writes it: ``added`` and ``removed`` parts for the table's transaction,
    ``moves`` for the ledger, and the tally of this run's articles. ``own``: ids whose old row counted in this run."""

    def __init__(self, layout: Layout, round: int) -> None:
        self.layout, self.round = layout, round
        self.extra = f"part-{round:014}-settled.parquet"
        self.aside = f"aside/{round:014}.parquet"
        self.added: dict[str, int] = {}
        self.removed: list[str] = []
        self.moves: dict[str, str] = {}
        self.tally = Tally()
        self.own: set[str] = set()
        self._keep: dict[str, list[int]] = {}
        self._put: dict[str, list[int]] = {}
        self._drop: dict[str, set[str]] = {}
        self._demote: set[str] = set()
        self._back: dict[str, set[str]] = {}
        self._buried: list[Article] = []
        self._asides: list[pa.Table] = []

    def keep(self, part: str, row: int) -> None:
        """A row of a new part goes live."""
        self._keep.setdefault(part, []).append(row)

    def put_aside(self, part: str, row: int) -> None:
        """A row of a new part waits aside."""
        self._put.setdefault(part, []).append(row)

    def drop(self, part: str, id: str, *, aside: bool = False) -> None:
        """An id's row leaves the table (``aside``: and waits there)."""
        self._drop.setdefault(part, set()).add(id)
        if aside:
            self._demote.add(id)

    def bring_back(self, aside: str, id: str) -> None:
        """A row that waited aside goes live."""
        self._back.setdefault(aside, set()).add(id)

    def bury(
        self, record: Record, extra: dict[str, str], *, retired: bool = False, withdrawn: bool = False
    ) -> None:
        """A row without text takes an id's place, so that engines let go of it. ``extra`` says why."""
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        row = Article(
                record.id,
                record.source,
                "",
                member=record.member or None,
                offset=record.offset,
                version=record.version,
                commit=self.round,
                ingested=now,
                extra=extra,
                retired=retired,
                withdrawn=withdrawn,
            )  # fmt: skip
        self._buried.append(row)

    def write(self, parts: Iterable[tuple[str, int, bool]] = ()) -> dict[str, str]:
        """Writes all. ``parts``: the new parts, their rows, and whether these get this round as ``commit``; gives
        the name under which each of them is added."""
        names = {part: self._new(part, rows, restamp) for part, rows, restamp in parts}
        for part, ids in self._drop.items():
            self._old(part, ids)
        tables = [self._returned(aside, ids) for aside, ids in sorted(self._back.items())]
        if self._buried:
            tables.append(pa.Table.from_batches([to_batch(self._buried)]))
        if tables:
            self._part(self.extra, tables)
        if self._asides:
            name = self.layout.part(self.aside)
            write_part(self.layout.writer(name), self._asides)
            self.layout.last([name])
        return names

    def join(self, parts: Sequence[str]) -> None:
        """Writes parts, oldest first, as one; in the round of the latest, as no row of it was committed later."""
        name = f"part-{birth(parts[-1]):014}-j{self.round}.parquet"
        self._part(name, self._grouped(parts))
        self.removed.extend(parts)
        self.moves.update(dict.fromkeys(parts, name))

    def _grouped(self, parts: Iterable[str]) -> Iterator[pa.Table]:
        """The rows of parts in tables that fill a row group, a few at a time in memory."""
        held: list[pa.RecordBatch] = []
        for part in parts:
            with self.layout.parquet(self.layout.part(part)) as file:
                for batch in file.iter_batches(ROW_GROUP_ROWS):
                    held.append(batch)
                    if sum(len(one) for one in held) >= ROW_GROUP_ROWS:
                        yield pa.Table.from_batches(held)
                        held = []
        if held:
            yield pa.Table.from_batches(held)

    def _part(self, name: str, tables: Iterable[pa.Table]) -> None:
        self.added[name] = write_part(self.layout.writer(self.layout.part(name)), tables)

    def _new(self, part: str, rows: int, restamp: bool) -> str:
        kept, put = self._keep.get(part, []), self._put.get(part, [])
        path = self.layout.part(part)
        if rows and len(kept) == rows and not restamp:
            self.added[part] = rows
            self.tally.add(self.layout.rows(path, ["language", "published"]))
            return part
        if not kept and not put:
            return part
        table = self.layout.rows(path)
        if put:
            self._asides.append(table.take(pa.array(sorted(put))))
        if not kept:
            return part
        live = table.take(pa.array(sorted(kept)))
        self.tally.add(live)
        stem = part.removesuffix(".parquet").split("-", 2)[2]
        name = f"part-{self.round if restamp else birth(part):014}-{stem}n.parquet"
        self._part(name, [set_commit(live, self.round) if restamp else live])
        return name

    def _old(self, part: str, ids: set[str]) -> None:
        table = self.layout.rows(self.layout.part(part))
        self.removed.append(part)
        stays = table.filter(pc.invert(_has(table, ids)))
        self.moves[part] = ""
        if len(stays):
            name = f"part-{birth(part):014}-r{self.round}.{len(self.removed)}.parquet"
            self._part(name, [stays])
            self.moves[part] = name
        if own := ids & self.own:
            self.tally.add(table.filter(_has(table, own)), -1)
        if demoted := ids & self._demote:
            self._asides.append(table.filter(_has(table, demoted)))

    def _returned(self, aside: str, ids: set[str]) -> pa.Table:
        table = self.layout.rows(self.layout.part(aside))
        rows = table.filter(_has(table, ids))
        self.tally.add(rows)
        return set_commit(rows, self.round)
