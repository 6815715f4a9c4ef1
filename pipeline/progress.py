"""Progress of a run on standard error: live on a terminal, a line every few seconds elsewhere, or none."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Literal, TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from . import show
from .logs import LOG

Kind = Literal["auto", "live", "plain", "json", "none"]
COUNTERS = ("read", "written", "rejected", "failed")
RECENT_SECONDS = 20.0


class Progress:
    """Shows how far a run is; a context manager, and safe to call from any thread.

    ``kind``: ``auto`` takes ``live`` on a terminal, ``plain`` elsewhere, ``json`` (events) with a log for machines.
    ``interval``: seconds between two lines or events. ``update`` takes totals, not increments.
    """

    def __init__(self, kind: Kind = "auto", *, interval: float = 5.0, stream: TextIO | None = None) -> None:
        self.stream = stream if stream is not None else sys.stderr
        self.console = Console(file=self.stream, highlight=False)
        if kind == "auto":
            kind = "json" if LOG.structured else "live" if self.console.is_terminal else "plain"
        self.kind: Kind = kind
        self.interval = interval
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._live: Live | None = None
        self._counts = dict.fromkeys(COUNTERS, 0)
        self._current = ""
        self._done = self._total = 0
        self._started = time.monotonic()
        self._marks: list[tuple[float, int, int]] = []

    def __enter__(self) -> Progress:
        self._started = time.monotonic()
        self._marks = [(self._started, 0, 0)]
        if self.kind == "live":
            self._live = Live(
                get_renderable=self._rendered, console=self.console, refresh_per_second=8, transient=True
            )
            self._live.start()
        elif self.kind in ("plain", "json"):
            self._thread = threading.Thread(target=self._lines, name="progress", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._live is not None:
            self._live.stop()
        if self._thread is not None:
            self._thread.join()

    def update(
        self,
        *,
        read: int | None = None,
        written: int | None = None,
        rejected: int | None = None,
        failed: int | None = None,
        current: str | None = None,
        done_bytes: int | None = None,
        total_bytes: int | None = None,
    ) -> None:
        """Takes the totals so far; what is not given stays as it is. ``current``: the file being read."""
        with self._lock:
            for name, value in zip(COUNTERS, (read, written, rejected, failed), strict=True):
                if value is not None:
                    self._counts[name] = value
            self._done = self._done if done_bytes is None else done_bytes
            self._total = self._total if total_bytes is None else total_bytes
            self._mark(current)

    def add(
        self,
        *,
        read: int = 0,
        written: int = 0,
        rejected: int = 0,
        failed: int = 0,
        current: str | None = None,
        done_bytes: int = 0,
    ) -> None:
        """The same, with increments."""
        with self._lock:
            for name, value in zip(COUNTERS, (read, written, rejected, failed), strict=True):
                self._counts[name] += value
            self._done += done_bytes
            self._mark(current)

    def _mark(self, current: str | None) -> None:
        """Remembers where the run was in the last seconds, for its speed and the time left."""
        self._current = self._current if current is None else current
        now = time.monotonic()
        if not self._marks or now - self._marks[-1][0] >= 1.0:
            self._marks.append((now, self._counts["read"], self._done))
            while len(self._marks) > 2 and self._marks[0][0] < now - RECENT_SECONDS:
                self._marks.pop(0)

    def note(self, text: str) -> None:
        """A line of its own, above the live one; also with ``none``, since a note is for now or never."""
        if LOG.structured:
            LOG.event("note", message=text)
        else:
            self.console.print(Text(show.visible(text)), soft_wrap=True)

    @property
    def done_bytes(self) -> int:
        """Bytes of the inputs read so far."""
        return self._done

    def line(self, width: int | None = None) -> str:
        """The progress in one line of text; where it is wider than ``width``, what matters most first."""
        counts, pace, current = self._parts()
        text = ", ".join([*counts, *pace])
        if width is not None and len(text) > width:
            text = ", ".join([*pace[1:], *counts, pace[0]])
        return f"{text}  {show.visible(current)}" if current else text

    def _parts(self) -> tuple[list[str], list[str], str]:
        """The totals; the speed, the share that is read and the time left, as far as known; the file being read."""
        with self._lock:
            counts, current, done, total = dict(self._counts), self._current, self._done, self._total
            began, read_then, done_then = self._marks[0] if self._marks else (self._started, 0, 0)
        now = time.monotonic()
        span = max(now - began, 1e-6)
        parts = [f"{show.rate(max(0, counts['read'] - read_then), span)}/s"]
        if total > 0:
            parts.append(
                f"{min(99, 100 * done // total)} %"
            )  # what is read to its end is not yet worked through
            pace = max(0, done - done_then) / span
            if pace > 0 and now - self._started > 3 and done < total:
                parts.append(f"{show.duration((total - done) / pace)} left")
        return [f"{show.count(counts[name])} {name}" for name in COUNTERS], parts, current

    def _rendered(self) -> Text:
        line = self.line(self.console.width - 3)
        spin = "|/-\\"[int(time.monotonic() * 4) % 4]
        head, _, path = line.partition("  ")
        wide = self.console.width - len(head) - 5
        text = Text(f"{spin} {head}", no_wrap=True, overflow="ellipsis")
        if path and wide > 12:
            text.append(f"  {show.middle(path, wide)}", "dim")
        return text

    def _lines(self) -> None:
        while not self._ended.wait(self.interval):
            if self.kind == "json":
                with self._lock:
                    counts, current, done, total = dict(self._counts), self._current, self._done, self._total
                if total or any(counts.values()):  # before that there is no run yet
                    LOG.event("progress", source=current or None, bytes=done, bytes_total=total, **counts)
                continue
            self.stream.write(f"{show.duration(time.monotonic() - self._started)}: {self.line()}\n")
            self.stream.flush()
