"""CSV: a table with one article a row and a first row of names (``languages/fields.toml``), in any usual dialect.

A record's payload is the first row and its own, so that each is a whole table. A UTF-16 file is read as UTF-8, and its
offsets are those of the UTF-8 stream.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO, Final

from pipeline.deadletter import failure
from pipeline.errors import RecordError
from pipeline.model import Failure, RawDocument

from . import fields
from .base import RECORD_LIMIT, Item, Reader, Stream, bare, unmarked
from .day_order import day_first
from .field_names import BODY, column, key, names_articles, places
from .recoded import as_utf8, decoded, guessed
from .unpack import TROUBLE

_FORMAT: Final = "csv"
NAMES: Final = (".csv", ".tsv", ".tab")
_SEPARATORS: Final = ",;\t|"
_LONGEST: Final = 60
_SEP: Final = re.compile(rb"sep=(.)\r?\n", re.I)
_NOTHING: Final = frozenset(("nan", "null", "none", "\\n", "n/a", "#n/a", "<na>", "nat"))
_LIST_LIMIT: Final = 20_000
_ESCAPES: Final = (None, "\\")
"""A quote within a cell is doubled; of some programs it has a backslash before it."""

_MARK: Final = b"\xef\xbb\xbf"


# ---------------------------------------------------------------- what it is


def header(head: bytes) -> tuple[str, list[str]]:
    """The separator of a table that begins with ``head``, and the names of its columns; none: no table."""
    told = _SEP.match(head)
    line = head[told.end() if told else 0 :].lstrip(b"\r\n").split(b"\n", 1)[0].rstrip(b"\r")
    text = decoded(line)[0]
    separator = told[1].decode("latin-1") if told else max(_SEPARATORS, key=text.count)
    if len(text) > _LONGEST * 200 or separator not in text:
        return separator, []
    try:
        names = next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return separator, []
    return separator, names if all(len(name) <= _LONGEST for name in names) else []


def _sniff(head: bytes, name: str) -> float:
    if not names_articles(header(unmarked(head))[1]):
        return 0.0
    return 0.9 if bare(name).endswith(NAMES) else 0.75


def _why(head: bytes, name: str) -> str:
    names = header(unmarked(head))[1]
    return f"a table, its first row names {len(names)} columns, a text or a summary among them"


# ---------------------------------------------------------------- split


class _Lines:
    """The lines of a stream as a row takes them, and those that it is to give again."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.again: list[bytes] = []
        self.row: list[bytes] = []
        self.size = 0
        self.over = False
        self.fault: Exception | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.pop() if self.again else self._line()
        self.over = self.size + len(line) > RECORD_LIMIT
        if self.over and self.row:
            self.again.append(line)
        if not line or (self.over and self.row):
            raise StopIteration
        self.row.append(line)
        self.size += len(line)
        # One character a byte: whatever the encoding is, separators and quotes are ASCII.
        return line.decode("latin-1")

    def _line(self) -> bytes:
        """The next line; where the stream breaks, its end, and ``fault`` is why."""
        try:
            return b"" if self.fault else self.file.readline(RECORD_LIMIT + 1)
        except (RecordError, *TROUBLE) as fault:
            self.fault = fault
            return b""

    def back(self, kept: int = 0) -> None:
        """All lines of the row but so many are to be read again."""
        self.again.extend(reversed(self.row[kept:]))
        self.row, self.size = self.row[:kept], 0


def _split(stream: Stream) -> Iterator[Item]:
    known = None if as_utf8(stream) else guessed(stream.head)
    separator, names = header(unmarked(stream.head))
    order = day_first(stream.head)
    mark = separator.encode("latin-1")
    csv.field_size_limit(RECORD_LIMIT + 1)
    lines, offset, first = _Lines(stream.file), stream.start, b""
    bad: Failure | None = None
    while True:
        stream.begins(offset)
        lines.row, lines.size = [], 0
        cells, fault = _row(lines, separator, len(names))
        data = b"".join(lines.row)
        short = data.count(mark) < len(names) - 1 and (fault or len(cells) != len(names))
        if bad and bad.reason != "bad-row" and data and short:
            bad = replace(bad, length=bad.length + len(data))  # the rest of what the bad row began
            offset += len(data)
            continue
        if bad:
            yield bad
        if lines.fault and not lines.again and not data.endswith(b"\n"):
            raise lines.fault  # the row that it breaks is part of it
        if not data:
            return
        bad = stream.failure(_FORMAT, *fault, offset, len(data)) if fault else None
        if fault:
            pass
        elif not first:
            begin = data.removeprefix(_MARK)
            first = b"" if not cells or _SEP.match(begin) else begin.rstrip(b"\r\n") + b"\n"
        elif cells:
            place = (stream.source, offset, len(data))
            yield RawDocument(*place, first + data, _FORMAT, stream.member, charset=known, day_first=order)
        offset += len(data)


def _row(lines: _Lines, separator: str, width: int) -> tuple[list[str], tuple[str, str] | None]:
    """The cells of the next row, or the reason and the sentence why it is none: then only its first line is taken."""
    reason, detail = "", ""
    for escape in _ESCAPES:
        lines.back()
        try:
            cells = next(csv.reader(lines, delimiter=separator, escapechar=escape, strict=True), [])
        except csv.Error as error:
            cut = "end of data" in str(error) and not lines.over
            reason = (
                "truncated" if cut and len(lines.row) == 1 else "too-large" if lines.over else "open-quote"
            )
            detail = f"{error}: a quote is left open, or not doubled within a cell"
            continue
        if len(cells) <= width or not any(cells[width:]):
            return cells, None
        reason = "bad-row"
        detail = (
            f"{len(cells)} cells under {width} names: quote the cells that hold a separator or a line end"
        )
    lines.back(1)
    return [], (reason, detail)


# ---------------------------------------------------------------- parse


def _parse(raw: RawDocument) -> Iterator[Item]:
    text, note = decoded(raw.payload, raw.charset)
    separator, names = header(text.encode())
    csv.field_size_limit(RECORD_LIMIT + 1)
    cells = _cells(text.replace("\0", ""), separator)
    if cells is None:
        yield failure("parse", "bad-row", "not a row of a table", raw)
        return
    made = fields.document(record(names, cells))
    yield fields.outcome(raw, made, [("encoding-errors", note)] if note else [])


def record(names: Iterable[str], cells: Iterable[Any]) -> dict[str, Any]:
    """The cells of a row by the names of their columns, without those that say nothing."""
    found: dict[str, Any] = {}
    for number, (name, cell) in enumerate(zip(names, cells, strict=False), 1):
        if isinstance(cell, str) and (not cell.strip() or cell.strip().lower() in _NOTHING):
            continue
        if cell is not None:
            found.setdefault(column(name.strip()) or f"column {number}", _value(name, cell))
    return found


def _cells(text: str, separator: str) -> list[str] | None:
    """The cells of the row under the names, as ``_row`` reads it."""
    for escape in _ESCAPES:
        lines = io.StringIO(text, newline="")
        try:
            rows = [
                row for row in csv.reader(lines, delimiter=separator, escapechar=escape, strict=True) if row
            ]
        except csv.Error:
            continue
        if len(rows) == 2:
            return rows[1]
    return None


def _value(name: str, cell: Any) -> Any:
    """A cell; of a list that is written as programs print it, its parts."""
    known = {place[0] for place in places(key(name))}
    if (
        not isinstance(cell, str)
        or cell[:1] != "["
        or cell[-1:] != "]"
        or len(cell) > _LIST_LIMIT
        or not known.isdisjoint(BODY)
    ):
        return cell
    try:
        parts = ast.literal_eval(cell)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return cell
    return [part for part in parts if isinstance(part, str)] if isinstance(parts, list) else cell


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
