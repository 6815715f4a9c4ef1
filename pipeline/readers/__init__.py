"""Readers: from files of any kind to records, and from a record to markup or text with hints.

``read`` (parent) opens containers and finds records, ``parse`` (child) makes documents of them; a format is
one file and its line in ``registry.py``. Names of fields are data: ``configure`` adds the settings' own.
"""

from __future__ import annotations

from .base import Detection, Item, Opener, Reader, Stream
from .field_names import configure
from .registry import READERS
from .registry import identify as detect
from .unit import UnitReader, describe, parse, read, splittable

__all__ = [
    "READERS",
    "Detection",
    "Item",
    "Opener",
    "Reader",
    "Stream",
    "UnitReader",
    "configure",
    "describe",
    "detect",
    "parse",
    "read",
    "splittable",
]
