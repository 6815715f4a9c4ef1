"""The worksheets of an Excel workbook (XLSX) as rows of cells: bounded, as a stream, with no entity and no network.

A date keeps the precision that its format shows: ``mmm yyyy`` gives a month, a midnight its day.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from pipeline.errors import RecordError

from .inflate import Ranged
from .unpack import TROUBLE
from .zipped import Parts, attribute, name_of, relations_of, targets

STRINGS_LIMIT: Final = 512 << 20
"""Characters of a workbook's shared strings, which all of its cells point into: they are in memory at once."""

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE: Final = re.compile(r"([A-Z]{1,3})\d*")
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
_EPOCHS: Final = (dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1))
_LAST: Final = 2_958_466
_DAY, _MONTH, _YEAR, _TIME, _MOMENT = "day", "month", "year", "time", "moment"
_BUILT_IN: Final = {
    **dict.fromkeys((14, 15, 16, *range(27, 32), 36, *range(50, 55), 57, 58), _DAY),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 46, 47, 55, 56), _TIME),
    **{17: _MONTH, 22: _MOMENT, 34: _TIME, 35: _TIME},
}
"""What the formats that every program knows by their number show."""


class Book(Parts):
    """A workbook: ``sheets`` has the member of each by its name, in their order."""

    kind = "workbook"

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        part = next(iter(self._related("", "officeDocument").values()), "xl/workbook.xml")
        self._parts = self._related(part)
        self.sheets, self._epoch = self._sheets(part)
        self.strings = list(self._strings(self._part("sharedStrings")))
        self._shows = list(self._formats(self._part("styles")))

    def rows(self, sheet: str) -> Iterator[list[Any]]:
        """The rows of a sheet: cells are str, int, float, bool, dates in ISO 8601, or None."""
        for row in self._elements(self.sheets[sheet], "row"):
            cells: list[Any] = []
            for cell in row:
                if name_of(cell) != "c":
                    continue
                place = _PLACE.match(cell.get("r") or "")
                at = _column(place[1]) if place else len(cells)
                cells.extend([None] * (at - len(cells)))
                cells.append(self._value(cell))
            yield cells

    def _value(self, cell: Any) -> Any:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return _text(cell)
        text = next((child.text for child in cell if name_of(child) == "v"), None)
        if text is None or kind == "e":
            return None
        if kind in ("str", "d"):
            return _unescaped(text)
        try:
            if kind == "s":
                return self.strings[int(text)]
            return text.strip() == "1" if kind == "b" else self._number(float(text), cell.get("s"))
        except (ValueError, IndexError, OverflowError) as error:
            raise RecordError("corrupt", f"cell {cell.get('r')} holds {text[:40]!r}") from error

    def _number(self, number: float, style: str | None) -> Any:
        shows = (
            self._shows[int(style)] if style and style.isdecimal() and int(style) < len(self._shows) else ""
        )
        if shows and 0 <= number < _LAST:
            return _date(self._epoch, number, shows)
        return int(number) if number.is_integer() else number

    # ------------------------------------------------------------ parts

    def _elements(self, name: str, *tags: str) -> Iterator[Any]:
        """The elements of these names in a part, each freed once the next is asked for; none where it is missing."""
        from lxml import etree

        entry = self.entry(name)
        if entry is None:
            return
        wanted = [f"{{*}}{tag}" for tag in tags]
        options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
        try:
            with self.zip.open(entry) as packed:
                file = io.BufferedReader(Ranged(packed, entry.compress_size))
                for _, element in etree.iterparse(file, events=("end",), tag=wanted, **options):
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except (etree.XMLSyntaxError, *TROUBLE) as error:
            raise RecordError("corrupt", f"{name} in it cannot be read: {str(error)[:200]}") from error

    def _related(self, part: str, kind: str = "") -> dict[str, str]:
        """The members to which ``part`` ("" for the package) has a relation (of a kind), by the relation's id."""
        found = targets(self._elements(relations_of(part), "Relationship"), part)
        return {name: member for name, type_, member in found if type_.endswith(kind)}

    def _part(self, kind: str) -> str:
        return next((part for part in self._parts.values() if part.endswith(f"{kind}.xml")), f"xl/{kind}.xml")

    def _sheets(self, part: str) -> tuple[dict[str, str], dt.datetime]:
        """The sheets in their order, each with its member; and the day from which dates are counted."""
        sheets, epoch = {}, _EPOCHS[0]
        for element in self._elements(part, "sheet", "workbookPr"):
            if name_of(element) == "workbookPr":
                epoch = _EPOCHS[element.get("date1904") in ("1", "true")]
            elif member := self._parts.get(attribute(element, "id") or ""):
                sheets[str(element.get("name") or member)] = member
        return sheets, epoch

    def _strings(self, part: str) -> Iterator[str]:
        size = 0
        for element in self._elements(part, "si"):
            text = _text(element)
            size += len(text)
            if size > STRINGS_LIMIT:
                limit = f"a workbook with over {STRINGS_LIMIT >> 20} Mi characters: save it as CSV"
                raise RecordError("too-large", limit, retryable=False)
            yield text

    def _formats(self, part: str) -> Iterator[str]:
        """What each style of cells shows of a date; "" for numbers."""
        own: dict[int, str] = {}
        for element in self._elements(part, "numFmt", "cellXfs"):
            if name_of(element) == "numFmt":
                own[int(element.get("numFmtId") or 0)] = _shown(element.get("formatCode") or "")
                continue
            for style in element:
                number = int(style.get("numFmtId") or 0)
                yield own.get(number, _BUILT_IN.get(number, ""))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _text(element: Any) -> str:
    """The text of a string, without the reading aids of Japanese."""
    parts = []
    for child in element.iter():
        if name_of(child) == "t" and not any(name_of(above) == "rPh" for above in child.iterancestors()):
            parts.append(child.text or "")
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """Signs that XML cannot hold, and line ends, as programs write them: ``_x000D_``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("utf-8", "replace").decode()


def _shown(code: str) -> str:
    """What a number's format shows of a date; "" where it is none."""
    letters = _LITERAL.sub("", code.split(";")[0]).lower()
    date, time = {*letters} & {*"yd"}, {*letters} & {*"hs"}
    if not date:
        return _TIME if time else ""
    if time:
        return _MOMENT
    return _DAY if "d" in letters else _MONTH if "m" in letters else _YEAR


def _date(epoch: dt.datetime, number: float, shows: str) -> Any:
    """A date as ISO 8601 at the precision that is shown; a midnight is a day."""
    moment = epoch + dt.timedelta(seconds=round(number * 86400))
    if shows == _TIME and number < 1:
        return moment.strftime("%H:%M:%S").removesuffix(":00")
    if shows == _MOMENT and moment.time() != dt.time():
        return moment.isoformat()
    day = moment.date().isoformat()
    return {_MONTH: day[:7], _YEAR: day[:4]}.get(shows, day)
