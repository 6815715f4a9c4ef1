"""What a process keeps for the extract jobs that run in it: its guarded pool, its open readers, the wish to stop.

Without Beam's import, so that a driver can start its children while Beam is still being imported.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pipeline import chain, plan, worker
from pipeline.corpus import table
from pipeline.errors import StoreError
from pipeline.guard import Guard, Limits
from pipeline.model import Failure, RawDocument, Rejected

Item = RawDocument | Rejected | Failure


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker of an extract job needs to know. ``round_seconds``: None lets the job read all its units.
    ``folder``: what relative paths are relative to, where that is not the working folder. ``skip_staged``: a unit that
    another attempt of this round has finished is not read again."""

    store: str
    round: int
    options: chain.Options
    plan: plan.Options
    limits: Limits
    workers: int = 1
    chunk_bytes: int = 1 << 20
    window: int = 8
    round_seconds: float | None = None
    folder: str = ""
    skip_staged: bool = False


class Share:
    """How much of a unit's bytes was read, for the progress: never more than there are, whatever is read twice."""

    def __init__(self, size: int) -> None:
        self.left, self.fresh = size, 0

    def read(self, number: int) -> None:
        """So many bytes were read from the source."""
        self.fresh += min(number, self.left)
        self.left -= min(number, self.left)

    def news(self) -> int:
        """Bytes since the last call."""
        fresh, self.fresh = self.fresh, 0
        return fresh

    def rest(self) -> int:
        """What is missing to the whole, once it is read to its end."""
        rest, self.left = self.left + self.news(), 0
        return rest


@dataclass
class Reading:
    """An open unit: its reader, the iterator over it, and how much of it was read (bytes, and records with those
    skipped). It lives on between rounds."""

    source: Any
    items: Iterator[Item]
    share: Share
    records: int = 0


@dataclass
class Local:
    """What the driver and its DoFn share where both are one process; elsewhere each worker has a fresh one."""

    stop: threading.Event = field(default_factory=threading.Event)
    progress: Callable[..., None] | None = None
    guard: Guard[worker.Answer] | None = None
    open: dict[str, Reading] = field(default_factory=dict)
    error: OSError | StoreError | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


LOCAL = Local()


@contextmanager
def remembered() -> Iterator[None]:
    """Keeps what stops a bundle, for a driver in this process: Beam passes on no more than its text."""
    try:
        yield
    except (OSError, StoreError) as error:
        LOCAL.error = error
        raise


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
        for reading in LOCAL.open.values():
            reading.source.close()
        LOCAL.open.clear()
    if guard is not None:
        guard.stop()
