"""Excel workbooks (XLSX): a table with one article a row, on any sheet, under the first row that names a text.

Rows are records as those of Parquet are: a row as a JSON object, known by its number in the workbook.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Final

from pipeline.errors import RecordError
from pipeline.model import Rejected

from . import columnar, table
from .base import Item, Reader, Stream
from .day_order import day_first
from .field_names import names_articles
from .sheets import Book
from .zipped import is_office, names

_FORMAT: Final = "xlsx"
_FIRST_ROWS: Final = 20
"""Rows in which the names of the columns are sought: above them stands what the table is of."""

_SEEN: Final = 2_000


def _sniff(head: bytes, name: str) -> float:
    if not head.startswith(b"PK\x03\x04"):
        return 0.0
    found = names(head)
    if any(
        each.startswith(("xl/worksheets", "xl/workbook", "xl/sharedStrings", "xl/styles")) for each in found
    ):
        return 0.0 if "xl/workbook.bin" in found else 0.95
    return 0.9 if is_office(found) and name.lower().endswith((".xlsx", ".xlsm")) else 0.0


def _why(head: bytes, name: str) -> str:
    return "an Excel workbook (XLSX)"


def _split(stream: Stream) -> Iterator[Item]:
    book = Book(columnar.stored(stream))
    order = day_first("\n".join(book.strings[:_SEEN]).encode())
    first, seen, other = 0, False, list[tuple[str, list[str]]]()
    for sheet in book.sheets:
        columns: list[str] = []
        rows = book.rows(sheet)
        try:
            columns, above = _header(rows)
            if not columns:
                other.append((sheet, above))
                continue
            seen = True
            for cells in rows:
                if record := table.record(columns, cells):
                    yield columnar.row(stream, _FORMAT, first, record, order)
                    first += 1
        except RecordError as error:
            seen = True
            detail = f"the sheet {sheet!r} cannot be read behind this row: {error.message}"
            yield stream.failure(_FORMAT, error.reason, detail, first)
    yield from _without_texts(stream, other, seen, first)


def _header(rows: Iterator[list[Any]]) -> tuple[list[str], list[str]]:
    """The names of a sheet's columns, none where no row names a text; and the first row that has anything."""
    above: list[str] = []
    for cells in itertools.islice(rows, _FIRST_ROWS):
        found = [each.strip() if isinstance(each, str) else "" for each in cells]
        if names_articles(found):
            return found, above
        above = above or [each for each in found if each]
    return [], above


def _without_texts(
    stream: Stream, sheets: list[tuple[str, list[str]]], others: bool, number: int
) -> Iterator[Item]:
    """What is said of sheets in which no row names a text: beside one that has texts they are rejected."""
    filled = [(sheet, above) for sheet, above in sheets if above]
    if others:
        for sheet, above in filled:
            detail = f"no column of the sheet {sheet!r} is known to hold a text: {', '.join(above)[:300]}"
            yield Rejected("read", "not-text", detail, stream.source, stream.member, number, format=_FORMAT)
    elif filled:
        told = "; ".join(f"{sheet}: {', '.join(above)[:300]}" for sheet, above in filled)[:600]
        yield columnar.no_text(stream, _FORMAT, told)
    else:
        yield Rejected(
            "read", "empty", "a workbook without a row", stream.source, stream.member, format=_FORMAT
        )


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, columnar.parse)
