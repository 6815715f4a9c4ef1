"""The gold benchmark: its verdicts, and a slice of the annotated pages through the whole chain."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import tomllib

import pytest

from benchmarks import gold, quality

FOUND = {"body.f1": (0.93, 700), "date_none.spurious": (0.5, 28)}


def test_a_figure_below_its_floor_is_named() -> None:
    assert quality.check("html", FOUND, 9, {"pages": 9, "body.f1": 0.92, "date_none.spurious.max": 0.6}) == []
    assert quality.check("html", FOUND, 9, {"body.f1": 0.94}) == ["html body.f1: 0.93, pinned at 0.94"]
    assert quality.check("html", FOUND, 9, {"date_none.spurious.max": 0.4}) == [
        "html date_none.spurious.max: 0.5, pinned at 0.4"
    ]
    assert quality.check("html", FOUND, 9, {"title.norm": 0.6}) == ["html title.norm: None, pinned at 0.6"]
    assert quality.check("html", FOUND, 8, {"pages": 9}) == ["html pages: 8, pinned at 9"]


def test_floors_are_only_lowered() -> None:
    assert quality.lowered({"body.f1": 0.94, "date_none.spurious.max": 0.4}, FOUND) == {
        "body.f1": 0.93,
        "date_none.spurious.max": 0.5,
    }
    assert quality.lowered({"pages": 9, "body.f1": 0.9}, FOUND) == {"pages": 9, "body.f1": 0.9}


def test_pinned_floors_name_what_was_promised() -> None:
    floors = tomllib.loads(quality.FLOORS.read_text(encoding="utf-8"))
    assert floors["html"]["pages"] == 1298
    assert floors["html"]["body.f1"] >= 0.915
    assert floors["html"]["title.norm"] >= 0.66
    assert floors["html"]["date.day"] >= 0.88


@pytest.mark.shared
@pytest.mark.skipif(not (gold.shared() / "gold").is_dir(), reason="needs ../shared/gold")
def test_a_slice_of_the_gold_pages(tmp_path: pathlib.Path) -> None:
    out = tmp_path / "predictions.jsonl"
    command = [sys.executable, quality.__file__, "--every", "40", "--keep", str(out), "--worst", "1"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "html: 33 pages" in text and "by lang" in text and "body F1" in text
    kept = tmp_path / f"html-{out.name}"
    predictions = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert len({p["id"] for p in predictions}) == len(predictions) == 33
    assert sum(bool(p["body"]) for p in predictions) >= 31
