"""The extract job's DoFn: reads units, lets guarded children process their records, writes parts and results.

One window of chunks runs over all ``process`` calls, so that the children never idle at a unit's end; any chunk that
is back is taken first. Emits ``(unit name, result path)`` only: articles never go through a shuffle.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import apache_beam as beam
from apache_beam.metrics.metric import Metrics
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

from pipeline import faults, plan, readers, worker
from pipeline.beam.attempt import Attempt, Clock
from pipeline.beam.files import open_counted
from pipeline.beam.local import LOCAL, Item, Job, Reading, Share, remembered, start_guard
from pipeline.beam.staged import finished
from pipeline.deadletter import failure
from pipeline.guard import Dead, Pending
from pipeline.model import Covered, Failure, RawDocument, Rejected, SourceFile, WorkUnit
from pipeline.process import attempt

CHUNK_RECORDS: Final = 400

Result = tuple[str, str]


class Extract(beam.DoFn):
    """``WorkUnit -> (unit name, path of its result in the store)``."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def setup(self) -> None:
        """Starts the children, where the driver has not done it."""
        self.guard = start_guard(self.job, self.job.workers)
        readers.configure(self.job.options.aliases)

    def start_bundle(self) -> None:
        """A bundle's window is empty, its clock runs. A bundle that is tried again leaves out what it finished."""
        self.window: list[Pending[worker.Answer]] = []
        self.clock = Clock(self.job.round_seconds)
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self.stamp = worker.Stamp(self.job.round, now)
        self.there = finished(self.job.store, self.job.round) if self.job.skip_staged else frozenset()

    def process(self, unit: WorkUnit) -> Iterator[Result]:
        """Reads one unit, unless the round is over; what is not read stays to do."""
        if self._over() or unit.name in self.there:
            return
        with remembered():
            yield from self._unit(unit)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Waits for what is still with the children."""
        with remembered():
            while self.window:
                for result in self._settle():
                    yield WindowedValue(result, 0, (GlobalWindow(),))

    def _over(self) -> bool:
        return LOCAL.stop.is_set() or self.clock.over

    def _unit(self, unit: WorkUnit) -> Iterator[Result]:
        one = Attempt(self.job.store, unit, self.job.round)
        buffer: list[RawDocument] = []
        size = 0
        for item in self._items(one):
            one.found(item)
            if not isinstance(item, RawDocument):
                self._tell(
                    read=1, rejected=int(isinstance(item, Rejected)), failed=int(isinstance(item, Failure))
                )
                continue
            one.sent += 1
            if faults.dropped("read"):
                continue
            buffer.append(item)
            size += len(item.payload)
            if size >= self.job.chunk_bytes or len(buffer) >= CHUNK_RECORDS:
                self._send(one, buffer)
                buffer, size = [], 0
                yield from self._room()
        if buffer:
            self._send(one, buffer)
        one.closed = True
        if not one.pending:
            yield self._finish(one)
        yield from self._room()

    def _items(self, one: Attempt) -> Iterator[Item]:
        """The records of the unit's files, one after the other, until the round is over."""
        for number, file in enumerate(one.unit.files):
            if number and self._over():
                break
            yield from self._file(one, one.unit if len(one.unit.files) == 1 else self._single(file))

    def _count(self, **counts: int) -> None:
        """Counters of the stages, for a runner's own page; the account never comes from them (a retry counts twice)."""
        for name, number in counts.items():
            if number:
                Metrics.counter("newsmill", name).inc(number)

    def _tell(self, **counts: int) -> None:
        if LOCAL.progress is not None:
            LOCAL.progress(**counts)

    def _single(self, file: SourceFile) -> WorkUnit:
        return WorkUnit(plan.name((file,), self.job.plan), (file,), format=self.job.plan.format)

    def _file(self, one: Attempt, unit: WorkUnit) -> Iterator[Item]:
        """One file or range. Where the round ends within it, its open reader waits for the next round."""
        share = Share(
            max(0, (unit.end or unit.files[0].size) - unit.start)
        )  # one moved beyond its end has none
        reading = LOCAL.open.pop(unit.name, None)
        if (
            reading is None or reading.records != unit.skip
        ):  # what was read beyond the last commit is read again
            source = readers.UnitReader(
                unit, functools.partial(open_counted, tell=share.read, folder=self.job.folder)
            )
            reading = Reading(source, iter(source), share)
        source, items, share = reading.source, reading.items, reading.share
        if LOCAL.progress is not None:
            LOCAL.progress(current=unit.files[0].path)
        where = RawDocument(unit.files[0].path, unit.start, 0, b"", unit.format or "")
        records, ended = unit.skip, False
        while not (records > unit.skip and self._over()):
            started = time.monotonic()
            item = attempt("read", where, lambda: next(items, None))
            one.seconds[where.source] += time.monotonic() - started
            if item is None:
                ended = True
                break
            records += 1
            self._tell(done_bytes=share.news())
            yield item
            if isinstance(item, Failure) and item.stage == "read" and item.reason == "error":
                ended = True  # the reader itself failed: nothing more comes of this file
                break
        if ended:
            source.close()
            one.after = source.after
            self._tell(done_bytes=share.rest())
        else:
            reading.records = records
            LOCAL.open[unit.name] = reading
        one.first = source.first
        one.covers.append(Covered(unit.name, unit.files[0].path, ended, records))

    def _send(self, one: Attempt, records: list[RawDocument]) -> None:
        self.window.append(self.guard.submit(one, records, self.stamp))
        self._count(sent=len(records))
        one.pending += 1

    def _room(self) -> Iterator[Result]:
        while len(self.window) >= self.job.window:
            yield from self._settle()

    def _settle(self) -> Iterator[Result]:
        """Takes in the chunks that are back; yields the units that end with them."""
        for pending in self.guard.wait(self.window):
            self.window.remove(pending)
            one: Attempt = pending.owner
            one.pending -= 1
            answer = self.guard.take(pending)
            if isinstance(answer, Dead):
                one.dead(failure("process", answer.reason, answer.detail, answer.raw))
                if answer.reason == "timeout":
                    one.seconds[answer.raw.source] += self.job.limits.record_seconds
                self._tell(read=1, failed=1)
            elif isinstance(answer, list):
                self.window.extend(answer)
                one.pending += len(answer)
            else:
                one.answer(answer)
                failed, rejected = len(answer.failures), len(answer.rejected)
                self._tell(read=answer.read, written=answer.articles, rejected=rejected, failed=failed)
            if one.closed and not one.pending:
                yield self._finish(one)

    def _finish(self, one: Attempt) -> Result:
        self._count(
            read=one.read, answered=one.answered, articles=one.articles, rejected=len(one.rejected),
            failed=len(one.failures), units=1,
        )  # fmt: skip
        return one.unit.name, one.finish()
