"""Dates as people write them: ``torsdag 25. april 2019 kl. 12.30``, ``Apr 25, 2019 3:30 pm ET``.

A text is first brought into one notation for all languages (``plain``): month names become ``{m04}``, marks
of morning and afternoon ``{a}`` and ``{p}``, units as in Chinese ``{y}``, words that only accompany a date
vanish, any other word becomes ``x``. Then a few patterns are enough. The words: ``dates.<code>.toml``.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.frozen import record

from . import load, names
from .folding import SIGNS

_MARKS = "\u0300-\u036f\u0591-\u05c7\u05f3\u05f4\u0610-\u061a\u064b-\u0670\u200c\u200d" + SIGNS
_TOKEN = re.compile(rf"\d+|[^\W\d_](?:[^\W\d_]|[{_MARKS}])*")
_DROPPED = re.compile(r"[\u0300-\u036f\u064b-\u0655\u0640\u0670\u200c\u200d]")
_LONGEST = 3
_UNITS = {"year": "{y}", "month": "{o}", "day": "{d}", "hour": "{h}", "minute": "{n}", "second": "{s}"}


@dataclass(slots=True)
class Words:
    """What the words of all languages mean; keys are tuples of folded tokens, values say it per language."""

    months: dict[tuple[str, ...], dict[str, int]] = field(default_factory=dict)
    calendars: dict[tuple[str, ...], str] = field(default_factory=dict)
    marks: dict[tuple[str, ...], str] = field(default_factory=dict)
    others: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    labels: dict[tuple[str, ...], str] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)
    leading: list[tuple[str, str]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    eras: dict[str, int] = field(default_factory=dict)
    shifts: dict[str, tuple[int, int]] = field(default_factory=dict)
    centuries: dict[str, int] = field(default_factory=dict)
    old: dict[str, str] = field(default_factory=dict)


@record(frozen=True, slots=True)
class Plain:
    """A text in the one notation, with the languages that its month names belong to."""

    text: str
    languages: frozenset[str]


@functools.lru_cache(8192)
def fold(text: str) -> str:
    """A word as it is compared: lower case, without accents (those of Indic and Thai letters stay)."""
    flat = _DROPPED.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", flat.replace("ı", "i"))


def key(text: str) -> tuple[str, ...]:
    """The folded tokens of an entry: ``p. m.`` is ``("p", "m")``."""
    return tuple(fold(token) for token in _TOKEN.findall(text))


@functools.cache
def words() -> Words:
    """The tables of all languages, made from the TOML files on first use in a process."""
    table = Words()
    for name in names("dates."):
        data, code = load(name), name.removeprefix("dates.")
        _add_names(table, data, code)
        _add_signs(table, data)
        if shift := data.get("year_shift"):
            table.shifts[code] = (shift["above"], shift["by"])
            table.centuries[code] = shift["century"]
        if "year_calendar" in data:
            table.old[code] = data["year_calendar"]
    table.others.pop((), None)
    return table


def _add_names(table: Words, data: dict[str, Any], code: str) -> None:
    for number, forms in enumerate(data.get("months", ()), 1):
        for form in forms:
            table.months.setdefault(key(form), {})[code] = number
    for calendar, sign in (("solar_hijri_months", "j"), ("lunar_hijri_months", "i")):
        for number, forms in enumerate(data.get(calendar, ()), 1):
            for form in forms:
                table.calendars[key(form)] = f"{{{sign}{number:02}}}"
    for kind in ("weekdays", "words", "published", "updated"):
        for form in data.get(kind, ()):
            for entry in (key(form), *((token,) for token in key(form))):
                table.others.setdefault(entry, set()).add(code)
    table.labels.update((key(form), "published") for form in data.get("published", ()))
    table.labels.update((key(form), "modified") for form in data.get("updated", ()))


def _add_signs(table: Words, data: dict[str, Any]) -> None:
    for kind, sign in (("morning", "{a}"), ("afternoon", "{p}")):
        for form in data.get(kind, ()):
            table.marks[key(form)] = sign
            if data.get("markers_lead"):
                table.leading.append((form, sign.upper()))
    units = dict(data.get("units", {}))
    table.before.update(fold(form) for form in units.pop("month_before", ()))
    table.units.update((form, _UNITS[unit]) for unit, forms in units.items() for form in forms)
    table.eras.update(data.get("eras", {}))


@functools.cache
def _glued() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = words()
    units = "|".join(map(re.escape, table.units))
    marks = "|".join(re.escape(form) for form, _ in table.leading)
    eras = "|".join(map(re.escape, table.eras))
    return (
        re.compile(rf"(?<=\d)\s*({units})"),
        re.compile(rf"({marks})\s*(?=\d)"),
        re.compile(rf"({eras})\s*(元|\d{{1,4}})"),
    )


_HAN: Final = "〇一二三四五六七八九"
_HAN_NUMBER: Final = re.compile("[〇零○一二三四五六七八九十]{1,4}(?=[年月日號号])")


def _in_figures(match: re.Match[str]) -> str:
    """A number in Chinese characters: a year digit by digit, a month or day with ten between its digits."""
    text = match[0].replace("零", "〇").replace("○", "〇")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return "".join(str(_HAN.index(sign)) for sign in text)
    return f"{_HAN.index(tens[-1:] or '一')}{_HAN.index(ones[:1] or '〇')}"


def _unglue(text: str) -> str:
    """Marks that stand without spaces around them (Chinese, Japanese, Korean, eras), in the one notation."""
    table = words()
    units, marks, eras = _glued()

    def era(match: re.Match[str]) -> str:
        number = 1 if match[2] == "元" else int(match[2])
        return f" {table.eras[match[1]] + number - 1:04}"

    leading = dict(table.leading)
    if "月" in text:
        text = _HAN_NUMBER.sub(_in_figures, text)
    text = eras.sub(era, text)
    text = units.sub(lambda match: table.units[match[1]], text)
    return marks.sub(lambda match: f" {leading[match[1]]}", text)


@functools.cache
def zones() -> frozenset[str]:
    """Every name of a time zone that is known, clear or not."""
    data = load("zones")
    return frozenset((*data["offsets"], *data["mail"], *data["unclear"]["names"]))


def _months(found: list[dict[str, int]], votes: dict[str, int]) -> list[int]:
    """The month of each month name; 0 where languages disagree (listopad) and nothing in the text decides."""
    out = []
    for readings in found:
        best = max(votes.get(code, 0) for code in readings)
        chosen = {number for code, number in readings.items() if votes.get(code, 0) == best}
        out.append(chosen.pop() if len(chosen) == 1 else 0)
    return out


def plain(text: str, language: str | None = None) -> Plain:
    """``text`` in the one notation; ``language`` (a code) decides where languages disagree about a word."""
    text = unicodedata.normalize("NFKC", text).replace("{", " ").replace("}", " ")
    text = _unglue(re.sub(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", re.sub(r"[‐-―−]", "-", text)))
    text = re.sub(r"(?<=\d)\s?[hH]\s?(?=\d\d(?!\d))", ":", re.sub(r"(?<=\d)T(?=\d)", " ", text))
    pieces: list[str] = []
    found: list[tuple[int, dict[str, int], bool]] = []
    votes: dict[str, int] = {}
    if language:
        votes[language.split("-")[0]] = 2
    for piece, readings, doubtful in _pieces(text, votes):
        if readings:
            found.append((len(pieces), readings, doubtful))
        pieces.append(piece)
    if any(not doubtful for _, _, doubtful in found):
        found = [entry for entry in found if not entry[2]]
    for (place, _, _), number in zip(found, _months([f[1] for f in found], votes), strict=True):
        pieces[place] = f"{{m{number:02}}}"
    return Plain("".join(pieces), frozenset(code for _, readings, _ in found for code in readings))


def _pieces(text: str, votes: dict[str, int]) -> list[tuple[str, dict[str, int], bool]]:
    """The text cut up: each piece in the one notation; of month names their readings, and if in doubt."""
    table = words()
    tokens = list(_TOKEN.finditer(text))
    out: list[tuple[str, dict[str, int], bool]] = []
    at = i = 0
    while i < len(tokens):
        token = tokens[i]
        out.append((text[at : token.start()], {}, False))
        used, piece, doubtful = 1, token[0], False
        readings: dict[str, int] = {}
        inside = text[max(0, token.start() - 1)] == "{"
        if not token[0].isdecimal() and not inside:
            after_number = i > 0 and tokens[i - 1][0].isdecimal()
            used, piece, readings, doubtful = _word(tokens[i : i + _LONGEST], table, votes, after_number)
        elif token[0].isdecimal():
            piece = str(int(token[0])).zfill(len(token[0]))
        out.append((piece, readings, doubtful))
        at = tokens[i + used - 1].end()
        i += used
    out.append((text[at:], {}, False))
    return out


def _word(
    tokens: list[re.Match[str]], table: Words, votes: dict[str, int], after_number: bool
) -> tuple[int, str, dict[str, int], bool]:
    """What begins at the first token: how many it takes, its notation, its readings as a month, doubt."""
    folded = [fold(token[0]) for token in tokens]
    if tokens[0][0] in zones() and not any(
        votes.get(code, 0) > 1 for code in table.months.get((folded[0],), ())
    ):
        return 1, f"{{z:{tokens[0][0]}}}", {}, False
    if folded[0] in table.before and len(tokens) > 1 and tokens[1][0] in _NUMBERS:
        return 2, f"{{m{int(tokens[1][0]):02}}}", {}, False
    for length in range(len(tokens), 0, -1):
        entry = tuple(folded[:length])
        others = table.others.get(entry, set())
        if entry in table.months:
            readings = table.months[entry]
            for code in {*readings, *others}:
                votes[code] = votes.get(code, 0) + 1
            return length, " ", readings, bool(others)
        if entry in table.calendars:
            return length, table.calendars[entry], {}, False
        if entry in table.marks and after_number and not any(votes.get(code, 0) > 1 for code in others):
            return length, table.marks[entry], {}, False
        if others:
            for code in others:
                votes[code] = votes.get(code, 0) + 1
            return length, " ", {}, False
    return 1, "x", {}, False


_NUMBERS = frozenset(f"{n}" for n in range(1, 13)) | frozenset(f"0{n}" for n in range(1, 10))


def sections(text: str) -> list[tuple[str | None, str]]:
    """``text`` cut at the words that say which date follows: (``published``, ``modified`` or None, the part).

    ``Published 3 April 2019, updated 5 April 2019`` gives two; a text without such words is one part.
    """
    labels = words().labels
    tokens = list(_TOKEN.finditer(text))
    folded = [fold(token[0]) for token in tokens]
    cuts: list[tuple[int, str | None]] = [(0, None)]
    i = 0
    while i < len(tokens):
        for length in range(min(_LONGEST, len(tokens) - i), 0, -1):
            label = labels.get(tuple(folded[i : i + length]))
            if label:
                cuts.append((tokens[i].start(), label))
                i += length - 1
                break
        i += 1
    ends = [start for start, _ in cuts[1:]] + [len(text)]
    parts = [(label, text[start:end]) for (start, label), end in zip(cuts, ends, strict=True) if end > start]
    if len(parts) == 2 and parts[0][0] is None and not re.search(r"\d", parts[1][1]):
        return [(parts[1][0], text)]  # the word stands after its date, as in Japanese
    return parts
