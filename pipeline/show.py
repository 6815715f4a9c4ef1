"""Text for people: control characters made visible, numbers, dates, bars. Imports nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_UNSAFE: Final = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


def visible(text: object) -> str:
    """One line of text that is safe to print: data cannot move the cursor, hide itself or forge lines.

    Control characters, line breaks, direction marks and undecodable bytes of a file name are written
    ``\\xNN`` or ``\\uNNNN``; a tab is a space.
    """
    return _UNSAFE.sub(_escaped, str(text).replace("\t", " "))


def visible_lines(text: str) -> str:
    """The same for running text that keeps its line breaks."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that did not decode (PEP 383)
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def printable(text: str) -> str:
    """Text that encodes as UTF-8: a byte of a file name that did not decode is written ``\\xNN``."""
    return re.sub(r"[\ud800-\udfff]", _escaped, text)


def count(number: int) -> str:
    """1,204."""
    return f"{number:,}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 record``, ``1,204 records``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """``80 ms``, ``1.8 s``, ``41 s``, ``3 min 20 s``, ``2 h 5 min``."""
    if seconds < 0.9995:
        return f"{1000 * seconds:.0f} ms"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def moment(value: str) -> str:
    """A date as precise as known, for people: ``2019-04``, ``2023-08-28 10:45:00 +02:00``."""
    return re.sub(r"T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)", r" \1 ", value, count=1).strip()


def rate(number: int, seconds: float) -> str:
    """Records per second, in as many digits as mean something."""
    each = number / seconds if seconds > 0 else 0.0
    return f"{each:,.0f}" if each >= 10 else f"{each:.1f}"


def share(part: int, whole: int) -> str:
    """``91.4 %``; empty where there is no whole."""
    return f"{100 * part / whole:.1f} %" if whole else ""


def bar(part: int, whole: int, width: int, *, plain: bool = False) -> str:
    """A bar of at most ``width`` characters; something that is not nothing shows. ``plain``: in ASCII."""
    if part <= 0 or whole <= 0:
        return ""
    eighths = max(1, round(8 * width * min(part, whole) / whole))
    if plain:
        return "#" * max(1, eighths // 8)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def most(counts: Mapping[str, int], limit: int) -> list[tuple[str, int]]:
    """The largest first, at most ``limit`` rows; what is left out is summed up in a last row."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if len(ranked) <= limit:
        return ranked
    kept = ranked[: limit - 1]
    rest = ranked[limit - 1 :]
    return [*kept, (f"{len(rest)} others", sum(number for _, number in rest))]


def shorten(text: str, width: int) -> str:
    """At most ``width`` characters on one line, cut at a word where that costs little."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    cut = line[: width - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > width * 0.6 else cut).rstrip(" ,;:-") + "…"


def middle(text: str, width: int) -> str:
    """A path of at most ``width`` characters: its beginning and its end."""
    if len(text) <= width:
        return text
    head = (width - 1) // 3
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"
