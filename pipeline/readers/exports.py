"""What readers of press databases' exports share: labels in many languages (``languages/exports.toml``), the border
lines of a text with several articles, and the small forms of their values (section and page, rights, lengths).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from pipeline.languages import dates, load, names
from pipeline.languages.folding import plain_words

Fields = dict[str, list[str]]
"""Values by field, as they are found; ``extra`` holds pairs of label and value instead."""

_PERCENT: Final = re.compile(r"\s*\(\d{1,3} ?%\)")
_SEVERAL: Final = ("authors", "subjects", "captions", "text")
_JOINED: Final = {"section": "; ", "rights": "; ", "lead": " "}
_LONGEST_PAGE: Final = 80
_EDGES: Final = " \t,;:.-–|"
_CLOCK: Final = re.compile(r"\d{1,2}[:.]\d\d")
_YEAR: Final = re.compile(r"(?:1[6-9]|20)\d\d")


# ---------------------------------------------------------------- what the table says


def table(name: str) -> dict[str, Any]:
    """A part of ``exports.toml``."""
    found: dict[str, Any] = load("exports")[name]
    return found


@cache
def labels(name: str) -> dict[str, str]:
    """The field of each label of a format, by the label folded."""
    languages = table(name)["labels"].values()
    return {plain_words(label): field for by in languages for field, found in by.items() for label in found}


@cache
def words(name: str, key: str) -> frozenset[str]:
    """A list of the table, folded."""
    return frozenset(map(plain_words, table(name)[key]))


@cache
def _starts(key: str) -> tuple[str, ...]:
    return tuple(str(word).casefold() for word in table("shared")[key])


def is_rights(line: str) -> bool:
    """Whether a line says who owns the text."""
    small = line.strip().casefold()
    return small.startswith(_starts("rights")) or (
        len(small) < 120 and any(phrase in small for phrase in _starts("reserved"))
    )


def is_distributor(line: str) -> bool:
    """Whether a line says who passed the text on, and no more."""
    return len(line) < 80 and line.strip().casefold().startswith(_starts("distributors"))


@cache
def _companies() -> tuple[str, ...]:
    return tuple(f" {word}" for word in table("shared")["companies"])


def is_company(line: str) -> bool:
    """Whether a line is nothing but the name of a company."""
    small = line.strip().casefold().rstrip(".,")
    return (
        len(small) < 60
        and small.endswith(_companies())
        and len(small.split()) < 8
        and line.strip()[:1].isupper()
    )


def _units() -> str:
    return "|".join(map(re.escape, sorted(table("shared")["words"], key=len, reverse=True)))


@cache
def _length() -> re.Pattern[str]:
    return re.compile(rf"\d{{1,3}}(?:[.,\s]?\d{{3}})*\s?(?:{_units()})", re.I)


def is_length(line: str) -> bool:
    """Whether a line is nothing but a length (``475 words``)."""
    return len(line) < 40 and bool(_length().fullmatch(line.strip()))


def without_length(text: str) -> str:
    """A text without the length that stands in it (``2 mai 2019 134 mots, p. 11``)."""
    return _length_within().sub("", text)


@cache
def _length_within() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,])\d{{1,3}}(?:[.,]?\d{{3}})?\s(?:{_units()})(?!\w)", re.I)


# ---------------------------------------------------------------- small forms


def day(line: str) -> str | None:
    """A line that states a date, else None; of a season (``Summer, 2008``) the year."""
    if len(line) > 80 or not any(map(str.isdigit, line)):
        return None
    if dates.parse(line) is not None:
        return line
    parts = plain_words(line).split()
    year = _YEAR.search(line)
    return year[0] if year and 1 < len(parts) < 4 and words("shared", "seasons") & set(parts) else None


def iso(day: str) -> str:
    """``21-06-2013`` as ``2013-06-21``: these services write the day first; a written month stays."""
    parts = re.split(r"[-./ ]+", day.strip())
    if len(parts) == 3 and all(map(str.isdecimal, parts)) and len(parts[2]) == 4:
        return f"{parts[2]}-{int(parts[1]):02}-{int(parts[0]):02}"
    return day.replace("-", " ")


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(plain_words(word) for name in names("dates.") for word in load(name).get("weekdays", ()))


def is_weekday(line: str) -> bool:
    """Whether a line is nothing but the name of a day."""
    return plain_words(line) in _weekdays()


def has_clock(line: str) -> bool:
    """Whether a time of day stands in a line."""
    return bool(_CLOCK.search(line))


@cache
def _numbered(key: str) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(table("shared")[key], key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)[.:]?\s*([A-Z]{{0,4}}\d+\w*(?:\s?[-,/]\s?\w*\d\w*)*)", re.I)


def add_section(fields: Fields, value: str) -> None:
    """``NEWS; Pg. 2`` as section and page; ``S. 5 Ausg. 166`` as page and edition."""
    rest = []
    for part in value.split(";"):
        for field, key in (("page", "pages"), ("edition", "issues")):
            found = _numbered(key).search(part)
            if found and (
                found.start() == 0 or not part[: found.start()].strip(_EDGES) or field == "edition"
            ):
                add(fields, field, found[1])
                part = part[: found.start()] + part[found.end() :]
        if part.strip(_EDGES):
            rest.append(part.strip().strip(","))
    add(fields, "section", "; ".join(rest))


def page_of(text: str) -> str | None:
    """The page that a text names (``p. 03``), else None."""
    found = _numbered("pages").fullmatch(text.strip(_EDGES)) if len(text) < _LONGEST_PAGE else None
    return found[1] if found else None


def add_subjects(fields: Fields, value: str) -> None:
    """``Stock Indexes (96%); Trade (84%)`` or ``gvote : Elections | gpol : Politics`` as single subjects."""
    for part in re.split(r"[;|]", _PERCENT.sub("", value)):
        add(fields, "subjects", part.rpartition(" : ")[2].strip())


def add(fields: Fields, field: str, value: str | None) -> None:
    """Another value of a field, unless it is empty or there already."""
    text = (value or "").strip()
    if text and text not in fields.get(field, ()):
        fields.setdefault(field, []).append(text)


def record(fields: Fields) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The mapping that ``fields.document`` reads, and what has no field: of a field of one value, the others too."""
    made: dict[str, Any] = {}
    for name, values in list(fields.items()):
        if name == "extra" or not values:
            continue
        if name in _JOINED:
            made[name] = _JOINED[name].join(values)
        elif name in _SEVERAL:
            made[name] = values
        else:
            made[name] = values[0]
            for more in values[1:]:
                add_extra(fields, name, more)
    return made, [
        (name, value) for name, _, value in (pair.partition("\t") for pair in fields.get("extra", ()))
    ]


def add_extra(fields: Fields, name: str, value: str) -> None:
    """What the dump says and no field takes."""
    if value.strip():
        add(fields, "extra", f"{name.strip().lower()}\t{value.strip()}")
