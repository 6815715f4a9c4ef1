"""A bundle that a cluster tries again leaves out the units that an attempt of the same round has finished."""

from __future__ import annotations

import json
import pathlib
from collections import Counter
from dataclasses import replace

import pytest

from pipeline import plan
from pipeline.beam.extract import Extract
from pipeline.beam.job import on_a_cluster
from pipeline.beam.local import Job, stop_guard
from pipeline.beam.planning import job_of
from pipeline.beam.staged import Watch, finished
from pipeline.model import WorkUnit
from pipeline.settings import Settings

TEXT = "The ferry is late again and the council has promised to look into it before the summer. "


def units_of(folder: pathlib.Path, job: Job) -> list[WorkUnit]:
    """Three units of two articles each."""
    units = []
    for number in range(3):
        lines = [
            json.dumps({"id": f"{number}-{n}", "text": TEXT * (number + n + 2)}) + "\n" for n in range(2)
        ]
        path = folder / f"{number}.jsonl"
        path.write_text("".join(lines))
        units.append(plan.pack(tuple(plan.find([str(path)], lambda _: [])), job.plan))
    return units


def bundle(job: Job, units: list[WorkUnit]) -> set[str]:
    """Runs a bundle; the units that it gave results for."""
    do = Extract(job)
    do.setup()
    do.start_bundle()
    found = [name for unit in units for name, _ in do.process(unit)]
    return {*found, *(one.value[0] for one in do.finish_bundle())}


def test_finished_units_are_left_out_of_the_next_attempt_and_told_once(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("store/staged", "store/articles"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    job = replace(on_a_cluster(job_of(Settings(store="store", workers=1))), round=7)
    units = units_of(tmp_path, job)
    told: Counter[str] = Counter()
    watch = Watch(job, lambda **counts: told.update(counts))
    try:
        assert bundle(job, units[:2]) == {unit.name for unit in units[:2]}
        watch.look()
        assert finished(job.store, 7) == {unit.name for unit in units[:2]}
        assert bundle(job, units) == {units[2].name}
        assert finished(job.store, 8) == frozenset()
        assert bundle(replace(job, round=8), units[:1]) == {units[0].name}
    finally:
        stop_guard()
    watch.look()
    assert told["read"] == told["written"] == 6
    assert told["done_bytes"] == sum(file.size for unit in units for file in unit.files)
    assert len(list((tmp_path / "store/staged").glob("*.json"))) == 4


def test_relative_paths_are_those_of_the_client(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "client").mkdir()
    (tmp_path / "client/a.jsonl").write_text(json.dumps({"id": "1", "text": TEXT}) + "\n")
    for name in ("store/staged", "store/articles"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "client")
    job = on_a_cluster(job_of(Settings(store="../store", workers=1)))
    unit = plan.pack(tuple(plan.find(["a.jsonl"], lambda _: [])), job.plan)
    monkeypatch.chdir("/")  # the worker is somewhere else
    try:
        assert bundle(job, [unit]) == {unit.name}
    finally:
        stop_guard()
    (path,) = (tmp_path / "store/staged").glob("*.json")
    result = json.loads(path.read_bytes())
    assert (result["articles"], result["failures"]) == (1, [])
    assert result["unit"]["files"][0]["path"] == "a.jsonl"
