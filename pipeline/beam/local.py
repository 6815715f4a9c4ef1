"""What a process keeps for the extract jobs that run in it: its guarded pool, its open readers, the wish to stop.

Without Beam's import, so that a driver can start its children while Beam is still being imported.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline import chain, plan, worker
from pipeline.corpus import table
from pipeline.guard import Guard, Limits
from pipeline.model import Failure, RawDocument, Rejected

Item = RawDocument | Rejected | Failure


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker of an extract job needs to know. ``round_seconds``: None lets the job read all its units."""

    store: str
    round: int
    options: chain.Options
    plan: plan.Options
    limits: Limits
    workers: int = 1
    chunk_bytes: int = 1 << 20
    window: int = 8
    round_seconds: float | None = None


@dataclass
class Local:
    """What the driver and its DoFn share where both are one process; elsewhere each worker has a fresh one."""

    stop: threading.Event = field(default_factory=threading.Event)
    progress: Callable[..., None] | None = None
    guard: Guard[worker.Answer] | None = None
    readers: dict[str, Iterator[Item]] = field(default_factory=dict)
    sources: dict[str, Any] = field(default_factory=dict)
    error: OSError | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


LOCAL = Local()


def start_guard(job: Job, workers: int) -> Guard[worker.Answer]:
    """The process's one pool of children, started on first use."""
    with LOCAL.lock:
        if LOCAL.guard is None:
            make = functools.partial(worker.load, job.options, table.ipc)
            LOCAL.guard = Guard(make, workers, job.limits)
        return LOCAL.guard


def stop_guard() -> None:
    """Ends the children; a later job starts new ones."""
    with LOCAL.lock:
        guard, LOCAL.guard = LOCAL.guard, None
    if guard is not None:
        guard.stop()
