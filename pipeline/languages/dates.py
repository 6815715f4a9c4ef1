"""Dates: from what stands in a dump or on a page to a DateValue that is never more precise than that.

``parse`` reads ISO 8601, RFC 2822, epoch digits, numeric dates and dates written in any of the languages of
``dates.<code>.toml``. It never invents: no year gives no date, an unclear day and month give only the year.

Two judgements, both on purpose: a time of exactly midnight is what systems write when they know only the day,
so it becomes a date of day precision with less confidence; an hour without minutes is a day too.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from ..model import DateValue, Precision
from . import loose
from .calendar import Parts, offset_of, offset_text, zone_text

EARLIEST = 1600
"""The first year that is believed: the first printed newspapers are of 1605."""
DAYS: Final = ("day", "minute", "second")
"""The precisions of a date whose day is known."""
_LONGEST_LINE: Final = 70
_SURE: Final = 0.9
_DIGITS: Final = re.compile(r"\d\d")


def make(parts: Parts, *, source: str = "", confidence: float = 0.5) -> DateValue | None:
    """The DateValue of ``parts``; None where they are no real date, or one before 1600 or over a year ahead.

    Pieces after the first unknown one are ignored: a day without its month is not known.
    """
    parts = _settle(parts)
    month = 1 if parts.month is None else parts.month
    day = 1 if parts.day is None else parts.day
    try:
        start = dt.datetime(parts.year, month, day, parts.hour or 0, parts.minute or 0, parts.second or 0)
    except ValueError:
        return None
    ahead = dt.datetime.now(dt.UTC).replace(tzinfo=None) + dt.timedelta(days=366)
    if start.year < EARLIEST or start > ahead:
        return None
    precision, value, end = _extent(parts, start)
    timed = precision in ("minute", "second")
    zone, instant = None, None
    if timed:
        zone = parts.zone
        if parts.offset is not None:
            value += offset_text(parts.offset)
            instant = f"{(start - dt.timedelta(minutes=parts.offset)).isoformat()}Z"
    length = None if timed else len("2019-04-25")
    return DateValue(
        value=value,
        precision=precision,
        start=start.isoformat()[:length],
        end=end.isoformat()[:length],
        zone=zone,
        instant=instant,
        source=source,
        confidence=round(confidence * parts.doubt, 3),
    )


def _settle(parts: Parts) -> Parts:
    """``parts`` without what cannot be known: pieces after a gap, times of exactly midnight."""
    if parts.month is None:
        return replace(parts, day=None, hour=None, minute=None, second=None)
    if parts.day is None or parts.minute is None:
        return replace(parts, hour=None, minute=None, second=None)
    if not (parts.hour or parts.minute or parts.second):
        return replace(parts, hour=None, minute=None, second=None, doubt=parts.doubt * 0.9)
    return parts


def _extent(parts: Parts, start: dt.datetime) -> tuple[Precision, str, dt.datetime]:
    """Precision, printed value and the (excluded) end of a date."""
    if parts.second is not None:
        return "second", start.isoformat(), start + dt.timedelta(seconds=1)
    if parts.minute is not None:
        return "minute", start.isoformat()[:16], start + dt.timedelta(minutes=1)
    if parts.day is not None:
        return "day", start.isoformat()[:10], start + dt.timedelta(days=1)
    if parts.month is not None:
        following = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        return "month", start.isoformat()[:7], following
    return "year", f"{start.year}", start.replace(year=start.year + 1)


def parse(
    text: str,
    *,
    source: str = "",
    confidence: float = 0.5,
    day_first: bool | None = None,
    language: str | None = None,
) -> DateValue | None:
    """The date that ``text`` (a date field or a date line, not running text) states, or None.

    ``day_first`` says how 04/05/2019 is meant: False in the United States, True elsewhere, None if unknown:
    then such a text gives only its year. ``language`` decides about words that mean different months.
    """
    text = text.strip()
    if _UNSET.fullmatch(text):
        return None
    machine = _machine(text)
    parts = loose.in_our_calendar(machine, language) if machine else loose.read(text, day_first, language)
    return make(parts, source=source, confidence=confidence) if parts else None


def is_date_line(text: str) -> bool:
    """Whether a text states a day and has no word that does not belong to a date."""
    if len(text) > _LONGEST_LINE or not _DIGITS.search(text):
        return False
    value = parse(text, confidence=1.0, day_first=True)
    return value is not None and value.precision in DAYS and value.confidence >= _SURE


# ---------------------------------------------------------------- machines

_UNSET = re.compile(r"0+|1970-?01-?01[T\s]00:?00.*|0000.*")
"""What systems write for no date: zero, and the first midnight of their epoch."""

_ZONE = r"(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
_ISO = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{2})(?:-(?P<d>\d{2})"
    r"(?:[T\s_](?P<H>\d{2})(?::?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,]\d+)?)?)?)?\s?" + _ZONE + ")?",
    re.IGNORECASE,
)
_BASIC = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?(?:[.,]\d+)?\s?"
    + _ZONE
    + ")?",
    re.IGNORECASE,
)
_CALENDARS = (
    (re.compile(r"\d{4}-W\d{2}-\d"), "%G-W%V-%u"),
    (re.compile(r"\d{4}-\d{3}"), "%Y-%j"),
)
_EPOCH = re.compile(r"(\d{10})(?:\d{3}|\d{6})?(?:\.\d+)?")


def _machine(text: str) -> Parts | None:
    """A text that is nothing but a date in a machine's notation."""
    if not text or not (text[0].isascii() and text[0].isdigit()):
        return None
    if match := _ISO.fullmatch(text) or _BASIC.fullmatch(text):
        return _from_match(match)
    for pattern, form in _CALENDARS:
        if pattern.fullmatch(text):
            return _by_form(text, form)
    if match := _EPOCH.fullmatch(text):
        return _from_epoch(int(match[1]))
    if re.fullmatch(r"\d{6}", text) and int(text[2:4]) > 12:  # else it may be year, month and day
        return Parts(int(text[:4]), int(text[4:]))
    return Parts(int(text)) if re.fullmatch(r"\d{4}", text) else None


def _from_match(match: re.Match[str]) -> Parts:
    """The pieces of an ISO date; a month or day of 00 is not known."""

    def number(name: str) -> int | None:
        return int(match[name]) if match[name] else None

    second = number("S")
    zone = match["zone"].upper() if match["zone"] else None
    return Parts(
        year=int(match["y"]),
        month=number("m") or None,
        day=number("d") or None,
        hour=number("H"),
        minute=number("M"),
        second=None if second == 60 else second,  # a leap second has no place in a calendar of 60
        zone=zone_text(zone) if zone else None,
        offset=offset_of(zone) if zone else None,
    )


def _by_form(text: str, form: str) -> Parts | None:
    try:
        day = dt.datetime.strptime(text, form)
    except ValueError:  # week 60, day 400
        return None
    return Parts(day.year, day.month, day.day)


def _from_epoch(seconds: int) -> Parts:
    at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return Parts(at.year, at.month, at.day, at.hour, at.minute, at.second, "Z", 0)
