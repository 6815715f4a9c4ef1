"""Keeps the driver's memory flat: what a commit or an index step needed for a moment goes back to the system."""

from __future__ import annotations

import ctypes
from typing import Final

import pyarrow as pa

_ARENA_MAX: Final = -8
_MMAP_THRESHOLD: Final = -3
LARGE: Final = 1 << 20
"""Blocks of this size or more are mapped one by one, and unmapped when they are freed. Left alone, glibc raises the
threshold to the largest block seen and keeps all below it."""


def _glibc(name: str, *arguments: int) -> None:
    call = getattr(ctypes.CDLL(None), name, None)
    if call is not None:
        call(*arguments)


def bound() -> None:
    """Call before threads start: two arenas instead of eight a core, and Arrow on the same allocator."""
    _glibc("mallopt", _ARENA_MAX, 2)
    _glibc("mallopt", _MMAP_THRESHOLD, LARGE)
    pa.set_memory_pool(pa.system_memory_pool())


def release() -> None:
    """Gives free memory back. Other C libraries than glibc do so by themselves."""
    _glibc("malloc_trim", 0)
