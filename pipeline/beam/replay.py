"""Records that are already in hand go through the same DoFn as a unit's: a replay is no second way of processing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.beam.attempt import Attempt
from pipeline.beam.extract import Extract
from pipeline.beam.local import Item, Job
from pipeline.model import RawDocument, WorkUnit


class _Records(Extract):
    def __init__(self, job: Job, records: Sequence[RawDocument]) -> None:
        super().__init__(job)
        self.records = records

    def _items(self, one: Attempt) -> Iterator[Item]:
        yield from self.records


def process(job: Job, records: Sequence[RawDocument]) -> None:
    """Processes these records in this process's guarded pool; the result lies in the store's ``staged/``."""
    do = _Records(job, records)
    do.setup()
    do.start_bundle()
    for _ in do.process(WorkUnit(f"replay{job.round:014}", ())):
        pass
    for _ in do.finish_bundle():
        pass
