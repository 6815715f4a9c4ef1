"""Structured logs: with ``--log-format json`` every line on standard error is one JSON object.

Each has ``time`` (ISO 8601, UTC), ``level`` and ``event``, then ``run`` and what the event is about (``stage``,
``round``, ``unit``, ``source`` ...). Never the text of an article, never a secret: only names, places and numbers.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from . import show

Format = Literal["text", "json"]
Level = Literal["info", "warning", "error"]


class Log:
    """What the whole process writes events to; in format ``text`` events are silent, people see the progress."""

    def __init__(self) -> None:
        self.format: Format = "text"
        self.stream: TextIO | None = None
        self._context: dict[str, Any] = {}
        self._lock = threading.Lock()

    @property
    def structured(self) -> bool:
        """Whether standard error is for machines."""
        return self.format == "json"

    def configure(self, format: Format) -> None:
        """Chooses the format; libraries' own errors take it too."""
        self.format = format
        if self.structured:
            for handler in logging.getLogger().handlers:
                handler.setFormatter(_Formatter())

    def bind(self, **context: Any) -> None:
        """What every later line carries, such as ``run``."""
        self._context = context

    def event(self, event: str, level: Level = "info", /, **about: Any) -> None:
        """One line, if the format is ``json``. What is None is left out."""
        if not self.structured:
            return
        line = encode(event, level, {**self._context, **about})
        with self._lock:
            stream = self.stream or sys.stderr
            stream.write(line + "\n")
            stream.flush()


def encode(event: str, level: str, about: dict[str, Any]) -> str:
    """The line of an event: ASCII alone, so that names of files in any encoding come whole through any terminal."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line = {"time": now, "level": level, "event": event}
    return json.dumps(line | {name: value for name, value in about.items() if value is not None})


class _Formatter(logging.Formatter):
    """A library's record as an event ``library``: who said it and the first words of what."""

    def format(self, record: logging.LogRecord) -> str:
        about = {"logger": record.name, "message": record.getMessage()[:200]}
        return encode("library", record.levelname.lower(), about)


LOG = Log()


def tell(text: str, level: Level = "info", *, trace: str | None = None) -> None:
    """A line on standard error for people; for machines an event: ``note``, or ``problem`` above ``info``."""
    if LOG.structured:
        event = "note" if level == "info" else "problem"
        LOG.event(event, level, message=text.removeprefix("newsmill: "), trace=trace)
        return
    sys.stderr.write((trace or "") + show.visible_lines(text) + "\n")
