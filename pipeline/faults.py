"""Fault points: the one hook by which tests kill or rob a real run at a named moment.

``NEWSMILL_FAULT=kill:NAME:N`` kills the process at the N-th passing of point NAME; ``drop:NAME:N`` makes
``dropped(NAME)`` true once, at the N-th call. ``poison`` lets a record that holds a marker crash, hang or eat memory
in its child. Unset (always, outside tests) each costs one dictionary look-up.
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


def poisoned(payload: bytes) -> None:
    """Does to this process what the record's marker says, if the environment asks for poison."""
    if os.environ.get("NEWSMILL_FAULT") != "poison":
        return
    if b"**CRASH**" in payload:
        os._exit(9)
    while b"**HANG**" in payload:
        pass
    eaten = []
    while b"**EAT**" in payload:
        eaten.append(bytearray(50 << 20))
