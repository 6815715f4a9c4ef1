"""What dates are made of: their pieces before they are a DateValue, zones, calendars, and hosts that tell a country."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

from pipeline.frozen import record

from . import load


@record(frozen=True, slots=True)
class Parts:
    """A date in pieces; None: unknown. ``offset``: minutes east of UTC; ``doubt`` scales confidence."""

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: str | None = None
    offset: int | None = None
    doubt: float = 1.0


def offset_of(zone: str) -> int | None:
    """Minutes east of UTC of ``+02:00``, ``-0500``, ``+7``, or of a name that means one offset."""
    if match := re.fullmatch(r"([+-])(\d{1,2})(?::?(\d{2}))?", zone):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return (minutes if match[1] == "+" else -minutes) if minutes <= 14 * 60 else None
    offset = load("zones")["offsets"].get(zone)
    return offset_of(offset) if offset else None


def offset_text(minutes: int) -> str:
    """``+02:00`` for 120; ``Z`` for 0."""
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "Z"


def zone_text(zone: str) -> str:
    """A zone as it is kept: offsets as ``+02:00``, names as printed."""
    offset = offset_of(zone) if zone[0] in "+-" else None
    return (
        zone
        if offset is None
        else f"{'+' if offset == 0 else ''}{offset_text(offset)}".replace("+Z", "+00:00")
    )


def from_solar_hijri(year: int, month: int, day: int) -> dt.date:
    """The Gregorian date of one in the calendar of Iran (the 33-year rule, right from 1799 to 2256)."""
    year += 1595
    before = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    days = -355668 + 365 * year + year // 33 * 8 + (year % 33 + 3) // 4 + before + day
    return dt.date(1, 1, 1) + dt.timedelta(days - 366)


def from_lunar_hijri(year: int, month: int, day: int) -> dt.date:
    """The Gregorian date of one in the Islamic calendar, by its tables; where the moon is watched it may be a day
    earlier or later."""
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return dt.date(622, 7, 18) + dt.timedelta(days)


def host_of(url: str | None) -> str:
    """The host of an address, which may tell the country; empty where there is none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def day_begun(at: dt.datetime, host: str) -> dt.date | None:
    """The day whose midnight is ``at`` (UTC) by the clocks where ``host`` is, as far as its last part says that."""
    last = host.rpartition(".")[2]
    clocks = next((zone for zone in load("zones")["midnights"].values() if last in zone["hosts"]), None)
    if clocks is None:
        return None
    # In March and October clocks are changed on days that this does not know.
    seasons = {"winter": at.month in (10, 11, 12, 1, 2, 3), "summer": 3 <= at.month <= 10}
    for season, holds in seasons.items():
        local = at + dt.timedelta(minutes=offset_of(clocks[season]) or 0)
        if holds and local.date() > at.date() and local.time() == dt.time():
            return local.date()
    return None
