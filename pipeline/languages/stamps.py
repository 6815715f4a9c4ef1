"""The time stamps of news wires and of the ids of corpora, as ISO 8601: ``212101 GMT Nov 18``, ``310001 JUL 97``,
``AP-WF-11-13-13 0745GMT``, ``16:35ET 31-10-14``, ``NYT_ENG_19950101.0001``."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from . import dates

_ZONE: Final = r"(?P<zone>[A-ZА-Я][A-Za-zА-я]{0,4}|[+-]\d{2}:?\d{2})?"
_DAY_TIME: Final = re.compile(
    rf"\b(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)\s*(?:{_ZONE}\s+)??(?P<month>[^\W\d_]{{3,12}})\.?\s*'?(?P<y>\d{{4}}|\d\d)\b"
)
_AMERICAN: Final = re.compile(
    rf"\b[A-Z]{{1,5}}(?:-[A-Z]{{1,4}})?-(?P<m>\d\d)-(?P<d>\d\d)-(?P<y>\d{{4}}|\d\d)\s+(?P<H>\d\d):?(?P<M>\d\d)\s?{_ZONE}"
)
_TIME_FIRST: Final = re.compile(
    rf"\b(?P<H>\d\d):(?P<M>\d\d)\s?{_ZONE}\s+(?P<d>\d\d)-(?P<m>\d\d)-(?P<y>\d{{4}}|\d\d)\b"
)
_DAY_FIRST: Final = re.compile(
    r"\b(?P<d>\d\d)-(?P<m>\d\d)-(?P<y>\d{4}|\d\d)\s+(?P<H>\d\d)[-:.](?P<M>\d\d)(?:[-:.](?P<S>\d\d))?\b"
)
_MONTHS: Final = (None, *"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
_LONG_ID: Final = re.compile(r"(?:(?<=[A-Za-z_])|(?<=[A-Za-z]-)|(?<=\d-)|\A(?=\d{8}[._-]\d))(\d{8})(?!\d)")
_SHORT_ID: Final = re.compile(r"[A-Za-z]+[_-]?(\d{6})(?=[._-]|\Z)")
_PIVOT: Final = 69


def read(text: str) -> str | None:
    """The first stamp in ``text`` as ISO 8601, as precise as it is and in its own zone; None where there is none."""
    for pattern in (_AMERICAN, _TIME_FIRST, _DAY_FIRST, _DAY_TIME):
        for found in pattern.finditer(text):
            if value := _iso(found.groupdict()):
                return value
    return None


def _iso(parts: dict[str, str | None]) -> str | None:
    month = parts.get("month") or (_named(parts["m"]) if parts.get("m") else None)
    if month is None:
        return None
    second = f":{parts['S']}" if parts.get("S") else ""
    clock = f"{parts['H']}:{parts['M']}{second} {parts.get('zone') or ''}"
    value = dates.parse(f"{parts['d']} {month} {year(str(parts['y']))} {clock}")
    if value is None or value.precision not in ("day", "minute", "second"):
        return None
    return value.value


def _named(number: str | None) -> str | None:
    return _MONTHS[int(number)] if number and 1 <= int(number) <= 12 else None


def year(digits: str) -> int:
    """A year of four digits; of two, the one between 1969 and 2068."""
    number = int(digits)
    return number if len(digits) == 4 else number + (1900 if number >= _PIVOT else 2000)


def of_id(name: str) -> str | None:
    """The day that the id of a record carries, ``YYYY-MM-DD``: eight digits, or six read the one way they can be."""
    found = _LONG_ID.search(name) or _SHORT_ID.match(name.strip())
    return day(found[1]) if found else None


def day(digits: str) -> str | None:
    """``19950101``, ``950101`` or ``010195`` (as Americans write it) as ``1995-01-01``; None where it is no day or
    could be two."""
    if len(digits) == 8:
        found = {_valid(int(digits[:4]), digits[4:6], digits[6:])}
    else:
        found = {
            _valid(year(digits[:2]), digits[2:4], digits[4:]),
            _valid(year(digits[4:]), digits[:2], digits[2:4]),
        }
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def _valid(year: int, month: str, day: str) -> str | None:
    try:
        value = dt.date(year, int(month), int(day))
    except ValueError:
        return None
    return value.isoformat() if dates.EARLIEST <= year <= dt.date.today().year + 1 else None
