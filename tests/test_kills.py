"""kill -9 at any moment: nothing committed is lost, the next run goes on, the end equals an undisturbed run."""

from __future__ import annotations

import pathlib
import signal
import time

import psutil
import pytest

from tests.killing import (
    Held,
    account,
    accounts,
    at_work,
    dump,
    finish,
    held,
    kill_after,
    outlived,
    parent,
    start,
    tree,
)

ARTICLES = 6_000
KILLS = 20
POINTS = ("commit.parts", "commit.units", "commit.delta", "commit.ledger", "commit.unlink", "index.commit")
FATES = ("read", "written", "stale", "duplicate", "rejected", "failed")


class Undisturbed:
    """A run that nobody disturbs: what it took, and what it gave."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.source = dump(folder / "dump", ARTICLES)
        self.store = folder / "store"
        began = time.monotonic()
        assert finish(self.source, self.store) == 0
        self.seconds = time.monotonic() - began
        self.held: Held = held(self.store)
        self.account = account(self.store)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    found = Undisturbed(tmp_path_factory.mktemp("calm"))
    assert found.account["rounds"] >= 5
    assert found.held.articles == found.held.indexed == found.account["written"] > 0
    assert found.account["stale"] > 0 < found.account["duplicate"]
    return found


def check(calm: Undisturbed, store: pathlib.Path) -> None:
    assert finish(calm.source, store) == 0
    same(calm, store)


def same(calm: Undisturbed, store: pathlib.Path) -> None:
    assert held(store) == calm.held
    # Of all runs together: one that was killed after its end has its own report, one that went on is one with it.
    after = accounts(store)
    assert {fate: after[fate] for fate in FATES} == {fate: calm.account[fate] for fate in FATES}


@pytest.mark.parametrize("number", range(KILLS))
def test_driver_killed(calm: Undisturbed, tmp_path: pathlib.Path, number: int) -> None:
    seconds = calm.seconds * (number + 0.5) / KILLS
    for attempt in range(5):  # on a machine that was busier when it was measured, a run ends before its kill
        store = tmp_path / f"store{attempt}"
        process = start(calm.source, store)
        children = kill_after(process, seconds * 0.8**attempt)
        assert not outlived(children)
        if process.returncode == -signal.SIGKILL:
            break
    assert process.returncode == -signal.SIGKILL
    check(calm, store)


@pytest.mark.parametrize("point", POINTS)
def test_driver_killed_at_a_point(calm: Undisturbed, tmp_path: pathlib.Path, point: str) -> None:
    assert finish(calm.source, tmp_path / "store", f"kill:{point}:2") == -signal.SIGKILL
    check(calm, tmp_path / "store")


def test_children_killed(calm: Undisturbed, tmp_path: pathlib.Path) -> None:
    process = start(calm.source, tmp_path / "store")
    at_work(process, tmp_path / "store")
    killed = set()
    while len(killed) < 10 and process.poll() is None:
        for one in tree(process):
            if one.pid not in killed and parent(one) != process.pid:
                one.kill()
                killed.add(one.pid)
                break
        time.sleep(0.5)
    process.communicate(timeout=240)
    assert len(killed) == 10
    assert process.returncode == 0
    same(calm, tmp_path / "store")


def test_poison_costs_itself(tmp_path: pathlib.Path) -> None:
    source = dump(tmp_path / "dump", 500, poison=True)
    settings = {"NEWSMILL_RECORD_SECONDS": "4", "NEWSMILL_RECORD_RETRY_SECONDS": "6"}
    process = start(source, tmp_path / "store", "poison", **settings)
    peak = 0
    while process.poll() is None:
        time.sleep(0.05)
        for one in [*tree(process)]:
            try:
                peak = max(peak, one.memory_info().rss)
            except psutil.Error:
                continue
    process.communicate()
    assert process.returncode == 0
    found = account(tmp_path / "store")
    assert found["failed"] == 3
    assert found["failed_by_reason"] == {"crashed": 1, "timeout": 1, "memory": 1}
    assert found["read"] - 3 == found["written"] + found["stale"] + found["duplicate"]
    assert found["written"] == 500
    assert peak < 1536 << 20


def test_ctrl_c_commits_and_the_next_run_goes_on(calm: Undisturbed, tmp_path: pathlib.Path) -> None:
    process = start(calm.source, tmp_path / "store")
    at_work(process, tmp_path / "store")
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, errors = process.communicate(timeout=30)
    assert time.monotonic() - began < 10
    assert process.returncode == 1
    assert len(errors.strip().splitlines()) == 2, errors
    assert held(tmp_path / "store").articles > 0
    check(calm, tmp_path / "store")


def test_two_runs_at_once(calm: Undisturbed, tmp_path: pathlib.Path) -> None:
    first = start(calm.source, tmp_path / "store")
    at_work(first, tmp_path / "store")
    second = start(calm.source, tmp_path / "store")
    _, errors = second.communicate(timeout=30)
    assert second.returncode == 1
    assert "another" in errors or "locked" in errors, errors
    first.communicate(timeout=240)
    assert first.returncode == 0
    assert held(tmp_path / "store") == calm.held
