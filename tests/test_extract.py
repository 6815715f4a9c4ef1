"""The extract DoFn by itself: where a round ends within a file, and what goes on from there."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest

from pipeline import chain, guard, plan
from pipeline.beam import local
from pipeline.beam.extract import Extract
from pipeline.model import SourceFile, UnitResult, WorkUnit


@pytest.fixture
def job(tmp_path: pathlib.Path) -> Iterator[local.Job]:
    for name in ("articles", "staged"):
        (tmp_path / name).mkdir()
    options = chain.Options()
    yield local.Job(
        str(tmp_path), 1, options, plan.Options(options.key), guard.Limits(), 1, round_seconds=0.0
    )
    local.stop_guard()


class Once:
    """A round's clock that is over from the second look on."""

    looks = 0

    @property
    def over(self) -> bool:
        self.looks += 1
        return self.looks > 1


def attempt(job: local.Job, unit: WorkUnit) -> UnitResult:
    """One bundle with one unit; its result."""
    do = Extract(job)
    do.setup()
    do.start_bundle()
    do.clock = Once()  # type: ignore[assignment]
    found = [*do.process(unit), *(value.value for value in do.finish_bundle())]
    ((_, path),) = found
    return msgspec.json.decode((pathlib.Path(job.store) / path).read_bytes(), type=UnitResult)


def test_a_file_cut_by_the_round_goes_on_where_the_commit_stands(
    job: local.Job, tmp_path: pathlib.Path
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(
        "".join(json.dumps({"id": str(n), "text": f"Story number {n}."}) + "\n" for n in range(3))
    )
    unit = WorkUnit("u", (SourceFile(str(file), file.stat().st_size, "1"),))
    first = attempt(job, unit)
    assert (first.read, first.articles, first.covers[0].records, first.covers[0].complete) == (1, 1, 1, False)
    # The commit of that result was lost: the open reader is one record ahead, and must not be trusted.
    again = attempt(job, unit)
    assert (again.read, again.first, again.covers[0].records) == (1, first.first, 1)
    then = attempt(job, replace(unit, skip=1))
    assert (then.read, then.covers[0].records, then.covers[0].complete) == (1, 2, False)
    # A new process has no open reader: it skips what is committed.
    local.LOCAL.open.clear()
    last = attempt(job, replace(unit, skip=2))
    assert (last.read, last.covers[0].records) == (1, 3)
