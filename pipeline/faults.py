"""Fault points: the one hook by which tests kill or rob a real run at a named moment.

``NEWSMILL_FAULT=kill:NAME:N`` kills the process at the N-th passing of point NAME; ``drop:NAME:N`` makes
``dropped(NAME)`` true once, at the N-th call. Unset (always, outside tests) both cost one dictionary look-up.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

_passed: Counter[str] = Counter()


def _hit(action: str, name: str) -> bool:
    wanted = os.environ.get("NEWSMILL_FAULT")
    if not wanted or not wanted.startswith(f"{action}:{name}:"):
        return False
    _passed[wanted] += 1
    return _passed[wanted] == int(wanted.rsplit(":", 1)[1])


def at(name: str) -> None:
    """Dies here, as by kill -9, if the environment names this point."""
    if _hit("kill", name):
        os.kill(os.getpid(), signal.SIGKILL)


def dropped(name: str) -> bool:
    """True where the environment asks for one record to be lost at this point."""
    return _hit("drop", name)
