"""Counts of an index job: added up by the runner, and brought to the driver by a file in the store."""

from __future__ import annotations

from collections.abc import Iterable

import apache_beam as beam
import msgspec

from pipeline.corpus.layout import locate
from pipeline.model import Failure


class Counts(msgspec.Struct):
    """What became of rows; ``stopped``: rows that nothing is known of, and why."""

    indexed: int = 0
    superseded: int = 0
    stopped: int = 0
    why: str = ""
    failed: list[Failure] = []


class Sum(beam.CombineFn):
    """Adds counts up."""

    def create_accumulator(self) -> Counts:
        """Nothing yet."""
        return Counts()

    def add_input(self, into: Counts, one: Counts) -> Counts:
        """Adds one."""
        return self.merge_accumulators([into, one])

    def merge_accumulators(self, many: Iterable[Counts]) -> Counts:
        """Adds all to the first."""
        into, *rest = many
        for one in rest:
            into.indexed += one.indexed
            into.superseded += one.superseded
            into.stopped += one.stopped
            into.why = into.why or one.why
            into.failed += one.failed
        return into

    def extract_output(self, counts: Counts) -> Counts:
        """The sum."""
        return counts


class Result(beam.DoFn):
    """Writes the counts into the store: they never come from a runner's metrics or memory."""

    def __init__(self, store: str, path: str) -> None:
        self.store, self.path = store, path

    def process(self, counts: Counts) -> None:
        """Writes them whole."""
        locate(self.store).write(self.path, msgspec.json.encode(counts), lasting=False)


def taken(store: str, path: str) -> Counts:
    """The counts that a job left in the store; the file is gone then."""
    layout = locate(store)
    counts = msgspec.json.decode(layout.read(path), type=Counts)
    layout.remove([path])
    return counts
