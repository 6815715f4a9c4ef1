"""How a file of records writes its days, told by those that can only be read one way."""

from __future__ import annotations

import re
from typing import Final

_CELL: Final = re.compile(
    rb"(?:^|[\",;\t|\n])\s?(\d{1,2})([-/.])(\d{1,2})\2\d{4}(?=[\",;\t|\r\n]|[ T]\d{1,2}:\d\d|$)"
)
_MONTHS: Final = 12
_LEAST: Final = 2


def day_first(head: bytes) -> bool | None:
    """True where the dates that are whole values in ``head`` have the day first (``25.04.2019``), False where the month
    is (``04-25-2019``); None where fewer than two tell, or they do not agree."""
    days = months = 0
    for first, _, second in _CELL.findall(head):
        days += int(first) > _MONTHS >= int(second)
        months += int(second) > _MONTHS >= int(first)
    if min(days, months) or max(days, months) < _LEAST:
        return None
    return days > 0
