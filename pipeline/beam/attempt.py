"""One attempt at a unit: its part is written as answers come back, its result when the last one is in."""

from __future__ import annotations

import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.corpus import table
from pipeline.corpus.layout import STAGED, locate
from pipeline.model import Covered, Failure, RawDocument, Rejected, UnitResult, WorkUnit
from pipeline.worker import Answer

HELD_ROWS = 10_000
HELD_BYTES = 32 << 20


@dataclass
class Attempt:
    """Collects what becomes of a unit's records. ``store``: the store's path."""

    store: str
    unit: WorkUnit
    round: int
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    read: int = 0
    sent: int = 0
    answered: int = 0
    articles: int = 0
    pending: int = 0
    closed: bool = False
    first: int | None = None
    after: int | None = None
    rejected: list[Rejected] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    covers: list[Covered] = field(default_factory=list)
    formats: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _tables: list[pa.Table] = field(default_factory=list)
    _rows: int = 0
    _bytes: int = 0
    _writer: pq.ParquetWriter | None = None

    @property
    def part(self) -> str:
        """The name of the part that this attempt writes into the table's folder."""
        return f"part-{self.round:014}-{self.unit.name}.{self.name}.parquet"

    def found(self, item: RawDocument | Rejected | Failure) -> None:
        """Counts what a reader yielded; what is no record for a child has its fate at once."""
        self.formats[item.format or "none"] += 1
        if isinstance(item, Rejected):
            self.read += 1
            self.rejected.append(item)
        elif isinstance(item, Failure):
            self.read += 1
            self.failures.append(item)

    def answer(self, answer: Answer) -> None:
        """Takes in what a child made of a chunk."""
        self.answered += answer.answered
        self.read += answer.read
        self.articles += answer.articles
        self.rejected.extend(answer.rejected)
        self.failures.extend(answer.failures)
        for source, seconds in answer.seconds.items():
            self.seconds[source] += seconds
        if answer.ipc is not None:
            rows = pa.ipc.open_stream(answer.ipc).read_all()
            self._tables.append(rows)
            self._rows += len(rows)
            self._bytes += rows.nbytes
            if self._rows >= HELD_ROWS or self._bytes >= HELD_BYTES:
                self._flush()

    def dead(self, failure: Failure) -> None:
        """Takes in a record that took its child with it."""
        self.answered += 1
        self.read += 1
        self.failures.append(failure)

    def _flush(self) -> None:
        if not self._tables:
            return
        if self._writer is None:
            layout = locate(self.store)
            self._writer = layout.writer(layout.part(self.part))
        rows = pa.concat_tables(self._tables).combine_chunks()
        self._writer.write_table(rows, row_group_size=table.ROW_GROUP_ROWS)
        self._tables, self._rows, self._bytes = [], 0, 0

    def finish(self) -> str:
        """Writes what is left, then the result, whole; gives its path within the store."""
        self._flush()
        if self._writer is not None:
            self._writer.close()
        result = UnitResult(
            unit=self.unit, attempt=self.name, round=self.round, part=self.part if self._writer else None,
            read=self.read, articles=self.articles, rejected=tuple(self.rejected), failures=tuple(self.failures),
            first=self.first, after=self.after, covers=tuple(self.covers), read_by_format=dict(self.formats),
            seconds={k: round(v, 3) for k, v in self.seconds.items()}, sent=self.sent, answered=self.answered,
        )  # fmt: skip
        path = f"{STAGED}/{self.unit.name}.{self.name}.json"
        locate(self.store).write(path, msgspec.json.encode(result), lasting=False)
        return path


class Clock:
    """Seconds since it was made, for a round's end. None: the round ends with its units."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether the round's time is up."""
        return self._end is not None and time.monotonic() >= self._end
