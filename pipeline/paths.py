r"""Paths as records, reports and messages name them: bytes that do not decode are written as ``\xNN``, and so is the
backslash of a name that holds such a sign itself: no two files are shown alike."""

from __future__ import annotations

import os
import re
from typing import Final

_SIGN: Final = re.compile(rb"\\x([0-9a-f]{2})")


def shown(path: str) -> str:
    """A path as shown."""
    path = path.replace("\\x", "\\x5cx")
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def opened(path: str) -> str:
    """The path on disk of a path as shown."""
    if "\\x" not in path:
        return path
    return os.fsdecode(_SIGN.sub(lambda sign: bytes([int(sign[1], 16)]), os.fsencode(path)))
