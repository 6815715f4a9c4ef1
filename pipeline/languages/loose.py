"""The pieces of a date in a text that people wrote or that holds more than the date, over one notation."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import replace

from pipeline.frozen import record

from . import load, written
from .calendar import Parts, from_lunar_hijri, from_solar_hijri, offset_of, zone_text

_LONGEST_TEXT = 300
_MOST_WORDS = 12
"""With more unknown words than this around it, a date stands in running text and says nothing."""
_FEW_WORDS = 2

_ZONE = (
    r"(?:[\s(]*\{z:(?P<name>\w+)\}(?:\s?(?P<shift>[+-]\d{1,2}(?::?\d{2})?)(?!\d))?"
    r"|\s?(?P<offset>[+-]\d{2}(?::?\d{2})?)(?![\d:.-]))?"
)
_CLOCKS = (
    re.compile(
        r"(?:\{(?P<lead>[AP])\}\s*)?(?<![\d:.])(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?(?![\d:])"
        r"\s*(?:\{(?P<mark>[ap])\})?[\s.]*" + _ZONE
    ),
    re.compile(
        r"(?:\{(?P<lead>[AP])\}\s*)?(?P<H>\d{1,2})\{h\}(?:\s*(?P<M>\d{1,2})(?:\{n\}(?:\s*(?P<S>\d{1,2})\{s\})?)?)?"
        r"(?P<mark>(?!))?\s*" + _ZONE
    ),
)
_DOTTED = re.compile(
    r"(?P<lead>(?!))?(?<![\d.,])(?P<H>\d{1,2})\.(?P<M>\d{2})(?:\.(?P<S>\d{2}))?(?![\d.]\d|\d)"
    r"\s*(?:\{(?P<mark>[ap])\})?[\s.]*" + _ZONE
)
_MAIL = re.compile(r"[A-Za-z]{3}, \d{1,2} [A-Za-z]{3} \d{2,4} \d\d:\d\d(?::\d\d)? (?P<zone>[A-Z]{1,4})")

_GAP = r"[^\dx{}]{0,8}"
_YEAR = r"(?P<y>\d{4})(?!\d)"
_DAY = r"(?<!\d)(?P<d>\d{1,2})(?!\d)"
_MONTH = r"\{(?P<c>[mji])(?P<m>\d\d)\}"
_RANGE = rf"(?<!\d)\d{{1,2}}\.?\s?[-/]\s?\d{{1,2}}{_GAP}"
_UNITS = re.compile(
    r"(?<!\d)(?P<y>\d{4})\{y\}\s*(?:(?P<m>\d{1,2})\{o\}\s*(?:(?P<d>\d{1,2})(?:\{d\}|(?![\d:.{])))?)?"
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<y>\d{4})\s?(?P<sep>[-./ ])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<d>\d{1,2})(?!\d)"
)
_NORDIC = re.compile(r"(?<![\d/.])(?P<d>\d{1,2})/(?P<m>\d{1,2})\s(?P<y>\d{4})(?!\d)")
_YEAR_LAST = re.compile(
    r"(?<!\d)(?P<a>\d{1,2})\s?(?P<sep>[-./])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4}|\d{2})(?!\d)"
)
# In this order: ranges of days, then whole dates, then years of two digits, then months alone.
_NAMED = (
    re.compile(rf"{_RANGE}{_MONTH}{_GAP}{_YEAR}"),
    re.compile(rf"{_DAY}{_GAP}{_MONTH}{_GAP}{_YEAR}"),
    re.compile(rf"(?<!\}}-)(?<!\}}/){_MONTH}{_GAP}{_DAY}{_GAP}(?<!\d){_YEAR}"),
    re.compile(rf"(?<!\d){_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}"),
    re.compile(rf"(?<!\d){_YEAR}{_GAP}{_DAY}{_GAP}{_MONTH}"),
    re.compile(rf"{_DAY}(?P<sep>[-/ ]?){_MONTH}\.?(?P=sep)(?P<short>'?\d{{2}})(?![\d.])"),
    re.compile(rf"{_MONTH}{_GAP}{_YEAR}"),
    re.compile(rf"(?<!\d){_YEAR}{_GAP}{_MONTH}"),
)
_MONTH_YEAR = re.compile(r"(?<![\d./-])(?P<m>\d{1,2})[./-](?P<y>\d{4})(?![\d./-])")
_TWO_MONTHS = re.compile(rf"\{{m\d\d\}}\s?[-/&]\s?\{{m\d\d\}}{_GAP}{_YEAR}")


@record(frozen=True, slots=True)
class Clock:
    """A time of day as printed, and its zone."""

    hour: int
    minute: int | None
    second: int | None
    zone: str | None
    offset: int | None


@functools.lru_cache(1024)  # a page states its date in the same words several times
def read(text: str, day_first: bool | None = None, language: str | None = None) -> Parts | None:
    """The pieces of the date in ``text``; None where there is none, or only one without a year."""
    if len(text) > _LONGEST_TEXT or not re.search(r"[\d月]", text):
        return None
    notation = written.plain(text, language)
    line = notation.text
    if line.count("x") > _MOST_WORDS:
        return None
    clock, line = _clock(line, _CLOCKS)
    if day_first is not True and clock is not None and clock.zone in load("zones")["month_first"]["names"]:
        line, day_first = _in_slashes(line), False
    if not year_first().isdisjoint((*notation.languages, language)):
        line = _YEAR_LAST.sub(_with_year_first, line)
    parts, line = _date(line, day_first, language, clock is not None and clock.second is not None)
    if parts is None:
        return None
    if clock is None:
        clock, line = _clock(line, (_DOTTED,))
    if re.search(r"[x\d]", line):
        if parts.day is None and (parts.month is None or line.count("x") > _FEW_WORDS):
            return None  # "the ten best of 2019" is a title, not a date
        parts = replace(parts, doubt=parts.doubt * 0.8)
    for code in {*notation.languages, language}:
        parts = _shifted(parts, code)
    return _with_clock(parts, clock, text)


@functools.cache
def year_first() -> frozenset[str]:
    """The languages that begin a date in figures with its year, however short: ``18-03-08``."""
    return frozenset(load("day_order")["year_first"])


def _with_year_first(match: re.Match[str]) -> str:
    """A date of three numbers of two digits with its year in full."""
    if len(match["y"]) != 2 or len(match["a"]) != 2:
        return match[0]
    return f"{_full_year(match['a'])}-{match['b']}-{match['y']}"


def _in_slashes(line: str) -> str:
    """A date between dots, which elsewhere begins with its day, as those are written who put the month first; with a
    clock and a zone behind it a short year is one, too."""
    return _YEAR_LAST.sub(lambda match: f"{match['a']}/{match['b']}/{_full_year(match['y'])}", line)


def in_our_calendar(parts: Parts, language: str | None) -> Parts | None:
    """``parts`` in figures, of a year that counts otherwise where ``language`` is written, in our calendar."""
    calendar = written.words().old.get(language or "")
    if calendar is None or parts.year >= 1500 or parts.month is None or parts.day is None:
        return _shifted(parts, language)
    date = (_solar if calendar == "solar_hijri" else _lunar)(parts.year, parts.month, parts.day)
    if date is None:
        return None
    return replace(parts, year=date.year, month=date.month, day=date.day, doubt=parts.doubt * date.doubt)


def _shifted(parts: Parts, language: str | None) -> Parts:
    shift = written.words().shifts.get(language or "")
    return replace(parts, year=parts.year + shift[1]) if shift and parts.year > shift[0] else parts


def _clock(line: str, patterns: tuple[re.Pattern[str], ...]) -> tuple[Clock | None, str]:
    """The time of day in ``line``, and the line without it."""
    for pattern in patterns:
        for match in pattern.finditer(line):
            hour, minute = int(match["H"]), int(match["M"]) if match["M"] else None
            second = int(match["S"]) if match["S"] else None
            if mark := (match["mark"] or match["lead"] or "").lower():
                hour = (
                    hour % 12 + 12
                    if mark == "p" and hour <= 12
                    else 0
                    if mark == "a" and hour == 12
                    else hour
                )
            if hour > 23 or (minute or 0) > 59 or (second or 0) > 60:
                continue
            name, shift = match["name"], match["shift"] or match["offset"]
            zone = zone_text(shift) if shift else name
            offset = offset_of(shift) if shift else offset_of(name) if name else None
            clock = Clock(hour, minute, None if second == 60 else second, zone, offset)
            return clock, f"{line[: match.start()]} {line[match.end() :]}"
    return None, line


def _with_clock(parts: Parts, clock: Clock | None, text: str) -> Parts:
    """``parts`` with the time of day; the offset only where the name of the zone leaves no doubt."""
    if clock is None or parts.day is None or parts.month is None:
        return parts
    offset = clock.offset
    if mail := _MAIL.fullmatch(text):
        offset = offset_of(load("zones")["mail"].get(mail["zone"], mail["zone"]))
    elif clock.zone in load("zones")["standard"]["names"] and 4 <= parts.month <= 9:
        offset = None
    return replace(
        parts,
        hour=clock.hour,
        minute=clock.minute,
        second=clock.second if clock.minute is not None else None,
        zone=clock.zone,
        offset=offset,
    )


def _date(
    line: str, day_first: bool | None, language: str | None, to_the_second: bool
) -> tuple[Parts | None, str]:
    """The date in ``line`` without a time, and the line without it. ``to_the_second``: its time has seconds."""
    found = (
        _units(line)
        or _numeric(line, day_first, language)
        or _named(line, language, to_the_second)
        or _coarse(line)
    )
    if found is None:
        return None, line
    parts, start, end = found
    return parts, f"{line[:start]} {line[end:]}"


_Found = tuple[Parts, int, int] | None
"""A date, and where it begins and ends in its line."""


def _units(line: str) -> _Found:
    """A year, perhaps month and day, each with its unit as in Chinese."""
    if match := _UNITS.search(line):
        month, day = (int(match[name]) if match[name] else None for name in ("m", "d"))
        return Parts(int(match["y"]), month, day), match.start(), match.end()
    return None


def _numeric(line: str, day_first: bool | None, language: str | None) -> _Found:
    """A whole date in figures."""
    if match := _YEAR_FIRST.search(line):
        parts = in_our_calendar(Parts(int(match["y"]), int(match["m"]), int(match["d"])), language)
        return (parts, match.start(), match.end()) if parts else None
    if match := _NORDIC.search(line):
        return Parts(int(match["y"]), int(match["m"]), int(match["d"])), match.start(), match.end()
    if match := _YEAR_LAST.search(line):
        year = _full_year(match["y"])
        doubt = 1.0 if len(match["y"]) == 4 else 0.6
        first, second = int(match["a"]), int(match["b"])
        parts = _in_order(year, first, second, True if match["sep"] == "." else day_first, doubt)
        parts = in_our_calendar(parts, language) if parts else None
        return (parts, match.start(), match.end()) if parts else None
    return None


def _in_order(year: int, first: int, second: int, day_first: bool | None, doubt: float) -> Parts | None:
    """Day and month whose order is open: a number over 12 settles it, else what is known of the place."""
    if first > 12 or second > 12:
        day_first = first > 12
    if day_first is None and first != second:
        return Parts(year, doubt=doubt * 0.4)
    day, month = (first, second) if day_first else (second, first)
    return Parts(year, month, day, doubt=doubt) if month <= 12 else None


def _full_year(digits: str) -> int:
    """A year of two digits is the latest one that is not in the future."""
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits[-2:])
    return year if year <= dt.datetime.now(dt.UTC).year else year - 100


def _named(line: str, language: str | None, to_the_second: bool) -> _Found:
    """A date with a month's name. A range of days is known to its month, one of months to its year."""
    if match := _TWO_MONTHS.search(line):
        return Parts(int(match["y"])), match.start(), match.end()
    for pattern in _NAMED:
        matches = list(pattern.finditer(line))
        if not matches:
            continue
        match = next((found for found in matches if found["c"] == "m"), matches[0])  # of two calendars, ours
        groups = match.groupdict()
        short = groups.get("short")
        century = written.words().centuries.get(language or "")
        if short and not (century or match["sep"].strip() or short[0] == "'" or to_the_second):
            continue
        year = century + int(short[-2:]) if short and century else _full_year(short or groups["y"] or "")
        month = int(match["m"])
        day = int(groups["d"]) if groups.get("d") else None
        if match["c"] != "m":
            parts = (_solar if match["c"] == "j" else _lunar)(year, month, day) if day else None
        elif month == 0:
            parts = Parts(year, doubt=0.5)
        else:
            parts = Parts(year, month, day, doubt=0.7 if short else 1.0)
        return (parts, match.start(), match.end()) if parts else None
    return None


def _solar(year: int, month: int, day: int) -> Parts | None:
    if not (1200 <= year < 1500 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    date = from_solar_hijri(year, month, day)
    return Parts(date.year, date.month, date.day)


def _lunar(year: int, month: int, day: int) -> Parts | None:
    if not (1300 <= year < 1500 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    date = from_lunar_hijri(year, month, day)
    return Parts(date.year, date.month, date.day, doubt=0.6)  # by its tables: the moon may differ by a day


def _coarse(line: str) -> _Found:
    """A month and a year in figures, or a year alone."""
    if (match := _MONTH_YEAR.search(line)) and "x" not in line:
        return Parts(int(match["y"]), int(match["m"])), match.start(), match.end()
    if match := re.fullmatch(r"[^\dx{}]*(?P<y>\d{4})[^\dx{}]*", line):
        return Parts(int(match["y"])), 0, len(line)
    return None
