r"""Paths as records, reports and messages name them: bytes that do not decode are written as ``\xNN``."""

from __future__ import annotations

import os


def shown(path: str) -> str:
    """A path as shown."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def opened(path: str) -> str:
    """The path on disk of a path as shown."""
    if "\\x" in path and not os.path.lexists(path):
        return os.fsdecode(path.encode("utf-8").decode("unicode_escape").encode("latin-1", "replace"))
    return path
