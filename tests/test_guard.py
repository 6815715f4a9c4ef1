"""The guarded pool: a record that crashes, hangs or eats memory costs itself, in real child processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.guard import Dead, Guard, Limits
from pipeline.model import RawDocument


def work(records: Sequence[RawDocument], stamp: Any) -> list[bytes]:
    """Stands in for the chain: poison by name, everything else comes back."""
    held = []
    for raw in records:
        if raw.payload == b"crash":
            os._exit(9)
        if raw.payload == b"hang":
            while True:
                pass
        while raw.payload == b"eat":
            held.append(bytearray(50 << 20))
        if raw.payload == b"large":
            bytearray(200 << 20)
    return [raw.payload for raw in records]


def make() -> Callable[..., Any]:
    return work


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard[list[bytes]]]:
    pool: Guard[list[bytes]] = Guard(make, 2, Limits(2.0, 1.0, 300 << 20), preload=False)
    yield pool
    pool.stop()


def raw(payload: bytes) -> RawDocument:
    return RawDocument("s", 0, len(payload), payload, "text")


@pytest.mark.parametrize(
    ("poison", "reason"), [(b"crash", "crashed"), (b"hang", "timeout"), (b"eat", "memory")]
)
def test_poison_costs_itself(guard: Guard[list[bytes]], poison: bytes, reason: str) -> None:
    payloads = [b"%d" % i for i in range(5)] + [poison] + [b"%d" % i for i in range(5, 9)]
    pending = [guard.submit("unit", [raw(p) for p in payloads], None)]
    back: list[bytes] = []
    dead: list[Dead] = []
    while pending:
        for one in guard.wait(pending):
            pending.remove(one)
            match guard.take(one):
                case Dead() as found:
                    dead.append(found)
                case list(found) if found and isinstance(found[0], bytes):
                    back.extend(found)
                case again:
                    pending.extend(again)
    assert sorted(back) == sorted(p for p in payloads if p != poison)
    assert [(d.raw.payload, d.reason) for d in dead] == [(poison, reason)]


class SlowToCome:
    """A ``make`` that takes its time on its way into the child, and leaves a file there when it has come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[[Path], SlowToCome], tuple[Path]]:
        return come_slowly, (self.folder,)

    def __call__(self) -> Callable[..., Any]:
        return work


def come_slowly(folder: Path) -> SlowToCome:
    time.sleep(0.7)
    (folder / str(os.getpid())).touch()
    return SlowToCome(folder)


def test_a_pool_that_ends_lets_its_children_come_first(tmp_path: Path) -> None:
    """One that finds the pool's locks gone while it starts would print a traceback beside the run's own words."""
    pool: Guard[list[bytes]] = Guard(SlowToCome(tmp_path), 2, Limits(), preload=False)
    pool.ready()
    pool.stop()
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_record_ate_is_given_back_before_the_next_chunk() -> None:
    pool: Guard[list[bytes]] = Guard(make, 1, Limits(20.0, 20.0, 300 << 20), preload=False)
    try:
        (dead,) = pool.wait([pool.submit("unit", [raw(b"eat")], None, alone=True)])
        assert isinstance(pool.take(dead), Dead)
        (back,) = pool.wait([pool.submit("unit", [raw(b"large")], None)])
        assert pool.take(back) == [b"large"]
    finally:
        pool.stop()
