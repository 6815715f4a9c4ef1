"""What readers of press databases' exports share: labels in many languages (``languages/exports.toml``), the border
lines of a text with several articles, and the small forms of their values (section and page, rights, lengths).
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages import dates, load, names
from pipeline.languages.agencies import fold
from pipeline.languages.charset import to_text
from pipeline.model import RawDocument, Rejected

from .base import BLANK, BUFFER, RECORD_LIMIT, Item, Stream, utf16
from .recoded import Recoded, guessed

Fields = dict[str, list[str]]
"""Values by field, as they are found; ``extra`` holds pairs of label and value instead."""

_LIMIT: Final = f"a record is at most {RECORD_LIMIT >> 20} MiB: is a line missing that parts two articles?"
_PERCENT: Final = re.compile(r"\s*\(\d{1,3} ?%\)")
_SEVERAL: Final = ("authors", "subjects", "captions", "text")
_JOINED: Final = {"section": "; ", "rights": "; ", "lead": " "}
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
    return {fold(label): field for by in languages for field, found in by.items() for label in found}


@cache
def words(name: str, key: str) -> frozenset[str]:
    """A list of the table, folded."""
    return frozenset(map(fold, table(name)[key]))


@cache
def _starts(key: str) -> tuple[str, ...]:
    return tuple(str(word).casefold() for word in table("shared")[key])


def is_rights(line: str) -> bool:
    """Whether a line says who owns the text."""
    small = line.strip().casefold()
    return small.startswith(_starts("rights")) or (
        len(small) < 120 and any(phrase in small for phrase in _starts("reserved"))
    )


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
    parts = fold(line).split()
    year = _YEAR.search(line)
    return year[0] if year and 1 < len(parts) < 4 and words("shared", "seasons") & set(parts) else None


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(fold(word) for name in names("dates.") for word in load(name).get("weekdays", ()))


def is_weekday(line: str) -> bool:
    """Whether a line is nothing but the name of a day."""
    return fold(line) in _weekdays()


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
    found = _numbered("pages").fullmatch(text.strip(_EDGES))
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


# ---------------------------------------------------------------- lines of a file


def text_of(raw: RawDocument, markup: bool = False) -> str:
    """A record as text with ``\\n`` for line ends, without control characters."""
    text = to_text(raw.payload, raw.charset, markup=markup)[0].removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\u00a0", " ")
    return text.translate(_NO_CONTROL)


_NO_CONTROL: Final = {code: None for code in range(32) if code not in (9, 10)}


def decoded(stream: Stream) -> str | None:
    """The charset of a stream's records (None: UTF-8, or not told); one of UTF-16 is read as UTF-8 from here on."""
    charset = utf16(stream.head)
    if charset:
        stream.file = io.BufferedReader(Recoded(stream.file, charset), BUFFER)
        return None
    found = guessed(stream.head)
    if found is None and not _is_utf8(stream.head):
        return "cp1252"  # too little to tell by
    return found


def _is_utf8(head: bytes) -> bool:
    """Whether a head that may end within a character is UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def by_lines(
    stream: Stream, format: str, border: Callable[[bytes], bool], last: bool = False, cover: str = ""
) -> Iterator[Item]:
    """The records of a text: each begins with a line that is a ``border``, or ends with it (``last``).

    ``cover`` says what stands before the first border: it is Rejected (``cover``). A record that is over the limit
    is a Failure, and the next border begins the next one.
    """
    charset = decoded(stream)
    file, offset = stream.file, stream.start
    begin, length, lines, opened = offset, 0, list[bytes](), last
    while True:
        line = file.readline(BUFFER)
        at = bool(line) and border(line)
        if (not line or (at and not last)) and length:
            yield from _record(stream, format, (begin, length), lines, charset, "" if opened else cover)
            begin, length, lines = offset, 0, []
        if not line:
            return
        if not length:
            stream.begins(offset)
        opened = opened or at
        offset, length = offset + len(line), length + len(line)
        if length <= RECORD_LIMIT:
            lines.append(line)
        else:
            lines.clear()
        if at and last:
            yield from _record(stream, format, (begin, length), lines, charset, "")
            begin, length, lines = offset, 0, []


def _record(
    stream: Stream, format: str, place: tuple[int, int], lines: list[bytes], charset: str | None, cover: str
) -> Iterator[Item]:
    data = b"".join(lines)
    if place[1] > RECORD_LIMIT:
        yield stream.failure(format, "too-large", f"{place[1]:,} bytes; {_LIMIT}", *place)
    elif not data.strip(BLANK + b"\x0c"):
        return
    elif cover:
        yield Rejected("read", "cover", cover, stream.source, stream.member, *place, format=format)
    else:
        yield RawDocument(stream.source, *place, data, format, stream.member, charset=charset)


# ---------------------------------------------------------------- paragraphs of wrapped lines


def paragraphs(lines: Iterable[str], wrap: int) -> list[str]:
    """Lines as paragraphs. ``wrap``: the width at which they were broken (0: not at all): a line goes on where the
    next line's first word had no room in it."""
    found: list[str] = []
    last = ""
    for line in (*lines, ""):
        text = line.strip()
        if last and text and wrap and not line.startswith("  ") and _goes_on(last, text, wrap):
            found[-1] += f" {text}"
        elif text:
            found.append(text)
        last = line.rstrip() if text else ""
    return found


def _goes_on(last: str, text: str, wrap: int) -> bool:
    if text[0].islower() and last[-1] not in ".!?:;":
        return True
    return len(last) + 1 + len(text.split(" ", 1)[0]) > wrap


def width(lines: list[str], usual: int) -> int:
    """The width at which lines were broken: that of the longest of many; 0 where some are far longer than usual."""
    longest = max(map(len, lines), default=0)
    if longest > usual + 20:
        return 0
    return longest if len(lines) > 12 and longest > usual * 0.7 else usual
