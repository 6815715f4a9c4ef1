"""The gold benchmark: its verdicts, and a slice of the annotated pages through the whole chain."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest

from benchmarks import gold

RESULTS: dict[str, Any] = {"results": {"ALL": {"body": {"f1": 0.93}, "date_none": {"spurious": 0.5}}}}


def test_a_figure_below_its_floor_is_named() -> None:
    assert gold.check(RESULTS, {"body.f1": 0.92, "date_none.spurious.max": 0.6}) == []
    assert gold.check(RESULTS, {"body.f1": 0.94}) == ["body.f1: 0.93, pinned at 0.94"]
    assert gold.check(RESULTS, {"date_none.spurious.max": 0.4}) == [
        "date_none.spurious.max: 0.5, pinned at 0.4"
    ]
    assert gold.check(RESULTS, {"title.norm": 0.6}) == ["title.norm: None, pinned at 0.6"]


def test_floors_are_only_lowered() -> None:
    assert gold.lowered(RESULTS, {"body.f1": 0.94, "date_none.spurious.max": 0.4}) == {
        "body.f1": 0.93,
        "date_none.spurious.max": 0.5,
    }
    assert gold.lowered(RESULTS, {"body.f1": 0.9}) == {"body.f1": 0.9}


def test_pinned_floors_name_what_the_issue_asks_for() -> None:
    floors = json.loads(gold.FLOORS.read_text(encoding="utf-8"))
    assert floors["pages"]["html"] == 1298
    assert floors["html"]["body.f1"] >= 0.915
    assert floors["html"]["title.norm"] >= 0.66
    assert floors["html"]["date.day"] >= 0.88


@pytest.mark.shared
@pytest.mark.skipif(not (gold.shared() / "gold").is_dir(), reason="needs ../shared/gold")
def test_a_slice_of_the_gold_pages(tmp_path: pathlib.Path) -> None:
    out = tmp_path / "predictions.jsonl"
    command = [sys.executable, gold.__file__, "--every", "40", "--out", str(out)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "33 pages scored" in text
    predictions = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len({p["id"] for p in predictions}) == len(predictions) == 33
    assert sum(bool(p["body"]) for p in predictions) >= 31
