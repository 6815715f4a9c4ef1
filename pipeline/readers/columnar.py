"""Rows of tables kept by columns (Parquet, Arrow) or in cells (Excel) as JSON records: what their readers share.

A record's payload is its row as a JSON object, so that it is read, kept and replayed as a line of JSON is.
``offset`` is the row's number, counted from 0, as no row stands in one place of such a file.
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO, Final, cast

import msgspec

from pipeline.deadletter import failure
from pipeline.errors import RecordError
from pipeline.languages.charset import to_text
from pipeline.model import RawDocument

from . import fields
from .base import BUFFER, RECORD_LIMIT, Item, Stream
from .field_names import BODY, key, places
from .records_within import articles
from .unpack import TROUBLE

SPOOL_LIMIT: Final = 8 << 30
"""Bytes of a table within a container that are put on disk, because it is read from its end."""

BATCH_BYTES: Final = 16 << 20
MOST_ROWS: Final = 128
"""Rows that are in memory at a time, at most: their widths are known only once they are."""

_IN_MEMORY: Final = 32 << 20
_CONTROL: Final = bytes((*range(9), *range(0x0E, 0x20)))
_INDEX: Final = "__index_level_"
_DEEPEST: Final = 30


def trouble() -> tuple[type[BaseException], ...]:
    """What pyarrow raises on files that are broken or that it cannot read."""
    import pyarrow as pa

    return (pa.ArrowException, OverflowError, *TROUBLE)


def stored(stream: Stream) -> BinaryIO:
    """The file of a stream, to be sought in: the stored one, or a copy on disk of what a container holds.
    Raises RecordError ``too-large``."""
    if stream.stored is not None:
        stream.stored.seek(0)
        return stream.stored
    copy = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
    size = 0
    while piece := stream.file.read(BUFFER):
        size += len(piece)
        if size > SPOOL_LIMIT:
            copy.close()
            limit = f"a table of over {SPOOL_LIMIT >> 30} GiB within a container: unpack it first"
            raise RecordError("too-large", limit, retryable=False)
        copy.write(piece)
    copy.seek(0)
    return copy


def columns(schema: Any) -> list[str]:
    """The names of the columns that are read: all but indices of pandas and vectors of numbers (embeddings)."""
    return [each.name for each in schema if not each.name.startswith(_INDEX) and not _is_vector(each.type)]


def _is_vector(kind: Any) -> bool:
    import pyarrow.types as types

    if not (types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)):
        return False
    return types.is_floating(kind.value_type) or _is_vector(kind.value_type)


def has_text(schema: Any) -> bool:
    """Whether any column, or a field within one, goes by a name that is known for a text."""
    return any(_holds_text(each.name, each.type, "", _DEEPEST) for each in schema)


def _holds_text(name: str, kind: Any, outer: str, depth: int) -> bool:
    import pyarrow.types as types

    names = (key(name), f"{outer}.{key(name)}")
    if any(place[0] in BODY for each in names for place in places(each)):
        return True
    if not depth:
        return False
    if types.is_struct(kind):
        return any(_holds_text(each.name, each.type, key(name), depth - 1) for each in kind)
    nested = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    return nested and _holds_text("", kind.value_type, key(name), depth - 1)


def names_in(schema: Any) -> str:
    """The names of a schema's columns in a line, for people."""
    return ", ".join(each.name for each in schema)[:300]


def no_text(stream: Stream, format: str, names: str) -> Item:
    """The Failure of a table in which no column, of these ``names``, is known to hold a text."""
    detail = f"no column is known to hold a text ({names}): name it in the setting fields.aliases"
    return stream.failure(format, "no-text-column", detail, 0)


# ---------------------------------------------------------------- rows


def rows(stream: Stream, format: str, batch: Any, first: int) -> Iterator[Item]:
    """The records of a batch (a pyarrow.RecordBatch) whose first row has the number ``first``."""
    names = batch.schema.names
    try:
        cells = [_column(_checked(each)) for each in batch.columns]
    except trouble() as error:
        detail = (
            f"rows {first:,} to {first + batch.num_rows - 1:,} are lost: {str(error).splitlines()[0][:300]}"
        )
        yield stream.failure(format, "corrupt", detail, first)
        return
    for number in range(batch.num_rows):
        offset = first + number
        record = {name: _plain(column[number]) for name, column in zip(names, cells, strict=True)}
        yield row(stream, format, offset, {name: cell for name, cell in record.items() if cell is not None})


def row(
    stream: Stream, format: str, number: int, record: Mapping[str, Any], day_first: bool | None = None
) -> Item:
    """The record of a row: its cells by the names of their columns, as JSON."""
    stream.begins(number)
    data = msgspec.json.encode(record)
    if len(data) > RECORD_LIMIT:
        detail = f"row {number:,} has {len(data):,} bytes; a record is at most {RECORD_LIMIT >> 20} MiB"
        return stream.failure(format, "too-large", detail, number, len(data))
    return RawDocument(stream.source, number, len(data), data, format, stream.member, day_first=day_first)


def _checked(column: Any) -> Any:
    """The column, looked through as a whole: what lies about its places in memory would crash whoever reads it.
    Texts are bytes then, as one that is no UTF-8 costs no more than its characters."""
    import pyarrow as pa
    import pyarrow.types as types

    if types.is_string(column.type) or types.is_large_string(column.type):
        column = column.view(pa.large_binary() if types.is_large_string(column.type) else pa.binary())
    column.validate(full=True)
    return column


def _column(column: Any) -> list[Any]:
    """The cells of a column; where one of them has no value in Python, that one is nothing."""
    import pyarrow as pa
    import pyarrow.types as types

    if types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        cells = column.to_pylist()
    except trouble():
        cells = [_cell(column, number) for number in range(len(column))]
    if types.is_timestamp(column.type) and column.type.tz is None:
        times = [cell for cell in cells if cell is not None]
        if times and all(cell.time() == dt.time() for cell in times):
            return [cell and cell.date() for cell in cells]  # days, which pandas writes as midnights
    return cast("list[Any]", cells)


def _cell(column: Any, number: int) -> Any:
    import pyarrow as pa

    try:
        return column[number].as_py()
    except UnicodeDecodeError:
        return column.slice(number, 1).cast(pa.large_binary())[0].as_py()
    except trouble():
        return None


def _plain(value: Any, depth: int = _DEEPEST) -> Any:
    """A cell as JSON has it; None for what is no text and no number (a picture's bytes)."""
    if value is None or isinstance(value, str | bool):
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
    if isinstance(value, bytes):
        return _text(value)
    if isinstance(value, int):
        return value if -(1 << 63) <= value < 1 << 64 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID | dt.timedelta):
        return str(value)
    if not depth:
        return None
    if isinstance(value, list):
        if value and all(isinstance(each, tuple) and len(each) == 2 for each in value):
            return {str(name): _plain(each, depth - 1) for name, each in value}  # a map
        return [each for each in (_plain(each, depth - 1) for each in value) if each is not None]
    if isinstance(value, dict):
        return {name: _plain(each, depth - 1) for name, each in value.items() if each is not None}
    return str(value)[:1000]


def _text(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if len(data) - len(data.translate(None, _CONTROL)) > len(data) // 50:
            return None
        return to_text(data, None, markup=True)[0]
    return None if text.count("\0") > len(text) // 50 else text


def parse(raw: RawDocument) -> Iterator[Item]:
    """The document of a row."""
    try:
        record = msgspec.json.decode(raw.payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield failure("parse", "bad-json", f"not a row as JSON: {error}", raw)
        return
    for made in articles(record):
        yield fields.outcome(raw, made, ())
