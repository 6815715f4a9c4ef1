"""Plain text against the shared data: the seed exactly, credits at least as good as they are."""

from __future__ import annotations

import json
import lzma
import pathlib
import subprocess
import sys

import pytest

from pipeline.decide.credits import POLICIES
from tests.test_text import read, values

FLOOR = 0.86
"""Atom F1 of credits on the shared plain texts; only a better figure may replace it."""


@pytest.mark.shared
def test_the_seed(shared: pathlib.Path) -> None:
    text = (shared / "seed" / "000_ca2d0a3c768ecaad.txt").read_text(encoding="utf-8")
    document = read(text)
    assert values(document, "title") == []
    assert values(document, "published") == ["2019-04"]
    captions = [
        "Kim Jong-un kom til Vladivostok i eit pansra tog.",
        "Kim Jong-un og Vladimir Putin handhelser for første gong i Vladivostok.",
    ]
    assert values(document, "captions") == captions
    assert values(document, "crossheads") == ["Vil styrke forholdet", "Atomforhandlingar"]
    decided = POLICIES["credits"](document, document.candidates("credits")).value
    assert [(c.kind, c.photographers, c.agencies, c.verbatim, c.caption, c.where) for c in decided] == [
        ("photo", (), ("AP",), "AP", captions[0], "caption"),
        ("photo", ("Yuri Kadobnov",), ("AFP",), "Yuri Kadobnov / AFP", captions[1], "caption"),
    ]
    running = [b.text for b in document.blocks if b.kind not in ("caption", "credit")]
    assert running[0].startswith("Toppmøtet vert halde")
    assert not any(caption in " ".join(running) for caption in captions)
    assert len([b for b in document.blocks if b.kind == "quote" and b.text.startswith("– ")]) == 4


@pytest.mark.shared
def test_credits_in_plain_text_stay_as_good_as_they_are(shared: pathlib.Path, tmp_path: pathlib.Path) -> None:
    gold, predictions, scores = shared / "gold", tmp_path / "predictions.jsonl", tmp_path / "scores.json"
    with (
        lzma.open(gold / "plaintext_credits.jsonl.xz", "rt", encoding="utf-8") as lines,
        predictions.open("w") as out,
    ):
        for line in lines:
            row = json.loads(line)
            document = read(row["text"])
            decided = POLICIES["credits"](document, document.candidates("credits")).value
            out.write(json.dumps({"id": row["id"], "credits": [c.verbatim for c in decided]}) + "\n")
    command = [
        sys.executable,
        gold / "evaluate.py",
        "--gold",
        gold,
        "--predictions",
        predictions,
        "--json",
        scores,
    ]
    subprocess.run(
        [*command, "--set", "plaintext_credits", "--missing-as-empty"], check=True, capture_output=True
    )
    found = json.loads(scores.read_text())
    assert found["pages"] == 134
    assert found["results"]["ALL"]["credits"]["atom_f1"] >= FLOOR
