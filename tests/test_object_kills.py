"""kill -9 and lost locks where the store is on an object store: it holds its last commit, and the run goes on."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline import faults
from pipeline.corpus import lease
from pipeline.corpus.lease import Found, Holder
from pipeline.corpus.store import Corpus
from pipeline.errors import StoreError
from tests import corpus_driver
from tests.corpus_kit import article, ingest, snapshot, stage
from tests.s3_kit import empty_store, serving  # noqa: F401  (the fixtures)
from tests.test_corpus_kills import POINTS, calm, held, start  # noqa: F401  (the fixture)


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point(calm: tuple[Any, ...], s3: str, point: str) -> None:  # noqa: F811
    process = start(s3, f"kill:{point}:3")
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    snapshot(Corpus.open(s3))
    corpus_driver.ingest(s3)  # at once: the lock of a process that is gone is free
    assert held(s3) == calm


def test_killed_in_the_middle(calm: tuple[Any, ...], s3: str, tmp_path: Path) -> None:  # noqa: F811
    for pause in (2.0, 3.5, 2.5):
        process = start(s3, pause=0.05)
        try:
            process.communicate(timeout=pause)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    corpus_driver.ingest(s3)
    assert held(s3) == calm


def test_a_holder_elsewhere_keeps_the_lock_until_it_is_not_renewed(s3: str) -> None:
    corpus = Corpus.open(s3)
    elsewhere = Holder("token", "process 7 on other", "another boot/1", 7, "9", seconds=3.0)
    corpus.layout.write("lock", msgspec.json.encode(elsewhere))
    with pytest.raises(StoreError, match="process 7 on other"), corpus.lock():
        pass
    time.sleep(4.1)
    with corpus.lock():
        ingest(corpus, article("a"))
    assert corpus.count() == 1


def test_one_that_stood_still_notices(s3: str) -> None:
    """Its lock went to another: it writes nothing more, removes nothing of the other's, and leaves him the lock."""
    still = Corpus.open(s3)
    with still.lock():
        ingest(still, article("a"))
        run = still.begin(["late"])
        other = Corpus.open(s3)
        other.layout.write("lock", msgspec.json.encode(Holder()))
        with other.lock():
            ingest(other, article("b"), source="in/b")
            time.sleep(lease.FRESH)
            with pytest.raises(StoreError, match="lock went to another"):
                still.commit(run, still.next_round(), [])
            ingest(other, article("d"), source="in/d")
    assert snapshot(Corpus.open(s3)).keys() == {"a", "b", "d"}


@pytest.mark.parametrize("when", ["before", "within"])
def test_two_that_both_write(s3: str, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """Where a lock fails altogether, the table lets one through, and the other leaves nothing behind."""
    one, two = Corpus.open(s3), Corpus.open(s3)
    with one.lock():
        ingest(one, article("a"))
        one._store.sure = lambda: None
        run, number = one.begin(["late"]), one.next_round()
        result = stage(one, number, [article("c")], source="in/c")
        two.layout.write("lock", msgspec.json.encode(Holder()))
        with two.lock():
            if when == "before":
                ingest(two, article("b"), source="in/b")
            else:
                monkeypatch.setattr(faults, "at", Once(two))
            with pytest.raises(StoreError, match="lost its lock"):
                one.commit(run, number, [result])
    last = Corpus.open(s3)
    assert snapshot(last).keys() == {"a", "b", "c"}  # the other took what was staged, too
    assert {head.number for head in last.rounds()} == set(last.layout.rounds("units"))
    assert number not in last.layout.rounds("units") + last.layout.rounds("settled")


class Once:
    """Lets another writer commit in the middle of a commit."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus, self.due = corpus, True

    def __call__(self, point: str) -> None:
        if self.due and point == "commit.units":
            self.due = False
            ingest(self.corpus, article("b"), source="in/b")


class Shelf:
    """Objects in memory, with the seconds since they were written as the test wants them."""

    def __init__(self) -> None:
        self.content, self.version, self.age, self.down = b"", 0, 0.0, False
        self.lock = threading.Lock()

    def look(self, name: str) -> Found:
        if not self.version:
            raise FileNotFoundError(name)
        return Found(self.content, str(self.version), self.age)

    def put_if(self, name: str, content: bytes, etag: str | None) -> str | None:
        with self.lock:
            if self.down:
                raise StoreError("down")
            if (etag or "0") != str(self.version):
                return None
            self.content, self.version = content, self.version + 1
            return str(self.version)


def test_a_lock_is_renewed_and_given_back() -> None:
    shelf = Shelf()
    with lease.held(shelf, "s3://x", seconds=0.4) as sure:
        time.sleep(1.0)
        sure()
        assert shelf.version > 4
    assert msgspec.json.decode(shelf.content, type=Holder).token == ""


def test_a_lock_that_cannot_be_renewed_is_lost() -> None:
    shelf = Shelf()
    with lease.held(shelf, "s3://x", seconds=0.4) as sure:
        shelf.down = True
        time.sleep(0.6)
        with pytest.raises(StoreError, match="lock went to another"):
            sure()


def test_a_lock_that_another_took_is_lost_and_left_to_him() -> None:
    shelf = Shelf()
    with lease.held(shelf, "s3://x", seconds=0.4) as sure:
        shelf.content, shelf.version = msgspec.json.encode(Holder("other")), 99
        time.sleep(0.4)
        with pytest.raises(StoreError, match="lock went to another"):
            sure()
    assert msgspec.json.decode(shelf.content, type=Holder).token == "other"


def test_of_many_one_gets_it() -> None:
    shelf, got, done = Shelf(), [], threading.Event()

    def try_it(number: int) -> None:
        try:
            with lease.held(shelf, "s3://x"):
                got.append(number)
                done.wait(10)
        except StoreError:
            pass

    threads = [threading.Thread(target=try_it, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    done.set()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_a_server_that_does_not_know_the_condition_is_refused() -> None:
    class Careless(Shelf):
        def put_if(self, name: str, content: bytes, etag: str | None) -> str | None:
            self.content, self.version = content, self.version + 1
            return str(self.version)

    with pytest.raises(StoreError, match="If-None-Match"), lease.held(Careless(), "s3://x"):
        pass
