"""The pool of child processes that survives whatever a record does to the code that processes it.

Records go to children in chunks. A chunk whose child dies, hangs or runs out of memory is tried again record by
record; the record that does it again becomes a dead letter, and its neighbours are in. No child outlives the driver.
"""

from __future__ import annotations

import ctypes
import multiprocessing as mp
import multiprocessing.connection
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    InvalidStateError,
    ThreadPoolExecutor,
    TimeoutError,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import synchronize
from typing import Any, Final, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipeline import forkserver
from pipeline.errors import NewsmillError
from pipeline.model import RawDocument

try:
    import resource
except ImportError:  # no limits on this platform
    resource = None  # type: ignore[assignment]

A = TypeVar("A")
SECONDS_PER_MB: Final = 1.0
CRASHED_TRIES: Final = 3
"""How often a record alone may take its child with it before it is a dead letter."""
BROKEN_TRIES: Final = 20
START_SECONDS: Final = 5.0
"""How long the end of a pool waits for a child that is still starting."""
LOOK_SECONDS: Final = 1.0
"""How often the pool is asked whether it still works, while nothing comes back."""
PR_SET_PDEATHSIG: Final = 1

Work = Callable[[Sequence[RawDocument], Any], Any]
_work: Work | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may take: seconds for a chunk, seconds for a record tried alone, bytes beyond its idle size."""

    chunk_seconds: float = 60.0
    record_seconds: float = 10.0
    memory: int = 900 << 20


@dataclass(frozen=True, slots=True)
class Dead:
    """A record that took its child with it, and how: ``crashed``, ``timeout`` or ``memory``."""

    raw: RawDocument
    reason: str
    detail: str


@dataclass(slots=True)
class Pending(Generic[A]):
    """A chunk on its way: its records, whose they are, and the child's answer to come."""

    owner: Any
    records: Sequence[RawDocument]
    stamp: Any
    future: Future[A]
    pool: ProcessPool
    alone: bool = False
    tries: int = 0


def _end_with_the_driver() -> None:
    """Two guards: the kernel's signal (also while C code holds the GIL), and a watch on the parent's sentinel."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = mp.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        watch = threading.Thread(
            target=lambda: (multiprocessing.connection.wait([sentinel]), os._exit(1)),
            name="parent-watch",
            daemon=True,
        )
        watch.start()


def _limit_memory(extra: int) -> None:
    if resource is None or not extra or sys.platform != "linux":
        return
    with open("/proc/self/statm", encoding="ascii") as statm:
        idle = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (idle + extra, idle + extra))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _initialise(make: Callable[[], Work], memory: int, born: synchronize.Semaphore) -> None:
    global _work
    born.release()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with_the_driver()
    _work = make()
    _limit_memory(memory)


def _run(records: Sequence[RawDocument], stamp: Any) -> Any:
    assert _work is not None
    with suppress(MemoryError):
        return _work(records, stamp)
    # Anew: the pool keeps an error until the next chunk is done, and its frames all that the record took.
    raise MemoryError


class Guard(Generic[A]):
    """A pool of ``workers`` children that each hold what ``make()`` gives: a function of (records, stamp).

    ``make`` must be picklable. Start it from the main thread, before Beam, where that is possible: on Linux the fork
    server then dies with its driver, however that ends.
    """

    def __init__(self, make: Callable[[], Work], workers: int, limits: Limits, preload: bool = True) -> None:
        self.workers, self.limits = workers, limits
        self._make, self._context = make, forkserver.begin(preload)
        # The first child waits for the fork server to load its models: meanwhile the driver imports Beam.
        self._start = ThreadPoolExecutor(1, thread_name_prefix="guard-start")
        self._started = self._start.submit(self._make_pool)

    def _make_pool(self) -> ProcessPool:
        self._born = self._context.Semaphore(0)
        pool = ProcessPool(
            max_workers=self.workers,
            context=self._context,
            initializer=_initialise,
            initargs=(self._make, self.limits.memory, self._born),
        )
        for _ in range(self.workers):
            pool.schedule(_run, args=((), None))
        return pool

    @property
    def _pool(self) -> ProcessPool:
        try:
            return self._started.result()
        except (OSError, EOFError, BrokenProcessPool) as error:
            raise NewsmillError(
                f"no child process can be started ({type(error).__name__}: {error}); is {sys.executable} the Python "
                "that newsmill is installed in, is there memory and room for processes, and room in "
                f"{tempfile.gettempdir()} to unpack the language models?"
            ) from error

    def ready(self) -> None:
        """Waits until children can be given work; NewsmillError where none can be started."""
        _ = self._pool

    def submit(
        self, owner: Any, records: Sequence[RawDocument], stamp: Any, alone: bool = False, tries: int = 0
    ) -> Pending[A]:
        """Sends a chunk; ``owner`` comes back with the answer."""
        seconds = self.limits.record_seconds if alone else self.limits.chunk_seconds
        seconds += SECONDS_PER_MB * sum(len(raw.payload) for raw in records) / 1e6
        if not self._pool.active:  # it breaks where a child is killed between two chunks
            self._stop_pool()
            self._started = self._start.submit(self._make_pool)
        pool = self._pool
        try:
            future: Future[A] = pool.schedule(_run, args=(records, stamp), timeout=seconds)
        except RuntimeError:  # it broke in this moment
            future = Future()
            future.set_exception(BrokenProcessPool())
        return Pending(owner, records, stamp, future, pool, alone, tries)

    def _stop_pool(self) -> None:
        pool = self._pool
        # A child that finds the pool's locks gone while it starts would print a traceback: each is waited for.
        for _ in range(self.workers):
            if not self._born.acquire(timeout=START_SECONDS):
                break
        pool.stop()
        pool.join()

    def wait(self, pending: list[Pending[A]]) -> list[Pending[A]]:
        """The chunks that are back: any finished one first. What waits in a pool that broke counts as back."""
        while True:
            futures = [one.future for one in pending]
            done, _ = wait(futures, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            if not done:
                for one in pending:
                    if not one.pool.active:
                        with suppress(InvalidStateError):
                            one.future.set_exception(BrokenProcessPool())
            elif back := [one for one in pending if one.future in done]:
                return back

    def take(self, pending: Pending[A]) -> A | Dead | list[Pending[A]]:
        """The answer; or the chunk's records sent anew one by one; or, for one sent alone, its dead letter."""
        tries, alone = pending.tries + 1, pending.alone
        try:
            return pending.future.result()
        except TimeoutError:
            reason, detail = "timeout", f"ran longer than {self.limits.record_seconds:g} s"
        except ProcessExpired as error:
            reason, detail = "crashed", f"the child process died (exit {error.exitcode})"
        except BrokenProcessPool:  # the chunk was waiting, not at fault
            reason, detail = "crashed", "the pool of child processes broke again and again"
            if tries < BROKEN_TRIES:
                return [self.submit(pending.owner, pending.records, pending.stamp, alone, tries)]
        except MemoryError:
            reason, detail = "memory", "needs more memory than a child may use"
        if not alone and not (len(pending.records) == 1 and reason == "memory"):
            return [self.submit(pending.owner, [raw], pending.stamp, alone=True) for raw in pending.records]
        if reason == "crashed" and tries < CRASHED_TRIES:  # perhaps somebody killed the child, not the record
            return [self.submit(pending.owner, pending.records, pending.stamp, alone, tries)]
        return Dead(pending.records[0], reason, detail)

    def stop(self) -> None:
        """Ends all children, at once."""
        with suppress(NewsmillError):
            self._stop_pool()
        self._start.shutdown()
