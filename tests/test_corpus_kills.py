"""kill -9 and a disk that takes no more, in a real process: the store holds its last commit, and the run goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus.store import Corpus
from tests import corpus_driver
from tests.corpus_kit import snapshot

POINTS = ("commit.parts", "commit.units", "commit.delta", "commit.ledger", "commit.unlink")


def start(store: Path | str, fault: str = "", pause: float = 0.0, limit: int = 0) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "NEWSMILL_FAULT"}
    if fault:
        environment["NEWSMILL_FAULT"] = fault
    command = [sys.executable, "-m", "tests.corpus_driver", str(store), str(pause), str(limit)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, cwd=Path(__file__).parents[1])


def held(store: Path | str) -> tuple[Any, ...]:
    """All that a store says of its one run: rows, digest, counts, and what is listed."""
    corpus = Corpus.open(str(store))
    runs = {one.run for one in corpus.rounds()}
    assert len(runs) == 1
    counts = corpus.account(runs.pop())
    fates = (counts.read, counts.written, counts.stale, counts.duplicate, counts.failed, counts.articles)
    listed = Counter((row["id"], row["reason"], row["source"], row["offset"]) for row in corpus.rejected())
    assert sum(listed.values()) == counts.stale + counts.duplicate
    live = {id: row for id, row in snapshot(corpus).items() if not row[1]}
    failed = sorted(row["source"] for row in corpus.failures())
    tallies = (counts.by_language, counts.by_precision, counts.by_format)
    there = {name.rsplit("/")[-1] for name in corpus.layout.names("articles", ".parquet")}
    assert there - set(corpus._store.table.parts()) <= corpus._store.table.replaced()
    return live, corpus.content_digest(), corpus.count(), fates, listed, failed, tallies


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, ...]:
    store = tmp_path_factory.mktemp("calm") / "store"
    corpus_driver.ingest(str(store))
    found = held(store)
    fates = found[3]
    assert fates[0] == corpus_driver.FILES * 26 and min(fates) > 0
    assert any("-j" in part for part in Corpus.open(str(store)).parts_after(0)), "no parts were joined"
    return found


@pytest.mark.parametrize("number", [1, 3, 4])
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point(calm: tuple[Any, ...], tmp_path: Path, point: str, number: int) -> None:
    store = tmp_path / "store"
    process = start(store, f"kill:{point}:{number}")
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    snapshot(Corpus.open(str(store)))
    corpus_driver.ingest(str(store))
    assert held(store) == calm


def test_killed_again_and_again(calm: tuple[Any, ...], tmp_path: Path) -> None:
    store, chance = tmp_path / "store", random.Random(1)
    for _ in range(12):
        process = start(store, pause=0.05)
        time.sleep(0.5 + chance.random() * 0.8)
        process.kill()
        process.communicate()
    corpus_driver.ingest(str(store))
    assert held(store) == calm


def test_killed_and_without_its_ledger(calm: tuple[Any, ...], tmp_path: Path) -> None:
    store = tmp_path / "store"
    start(store, "kill:commit.delta:3").communicate()
    (store / "ledger.sqlite").unlink()
    corpus_driver.ingest(str(store))
    assert held(store) == calm


def test_a_lost_record_shows(tmp_path: Path) -> None:
    start(tmp_path / "store", "drop:commit:4").communicate()
    corpus = Corpus.open(str(tmp_path / "store"))
    stages = corpus.account(next(corpus.rounds()).run).stages
    assert stages["fates"] == stages["committed"] + 1


@pytest.mark.parametrize("limit", [100, 30_000, 60_000])
def test_a_disk_that_takes_no_more(calm: tuple[Any, ...], tmp_path: Path, limit: int) -> None:
    """A limit on the size of files fails a write as a full disk does; what fails first depends on the limit."""
    process = start(tmp_path / "store", limit=limit)
    errors = process.communicate()[1].decode()
    assert process.returncode == 1
    assert "StoreError: The " in errors.splitlines()[-1] and "last commit" in errors.splitlines()[-1]
    assert snapshot(Corpus.open(str(tmp_path / "store")))
    corpus_driver.ingest(str(tmp_path / "store"))
    assert held(tmp_path / "store") == calm
