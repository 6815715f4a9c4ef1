"""Ctrl-C and SIGTERM during a run."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline.beam import local
from pipeline.progress import Progress


@contextmanager
def interruptible(progress: Progress) -> Iterator[None]:
    """The first Ctrl-C ends the round in good order, the second at once."""
    local.LOCAL.stop.clear()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        local.LOCAL.stop.set()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_DFL)
        progress.note("stopping: what is read is being committed (once more to stop at once)")

    try:
        before = {name: signal.signal(name, ask_to_stop) for name in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not in the main thread: the caller handles signals
        yield
        return
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
