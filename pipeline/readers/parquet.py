"""Parquet: a table with one article a row, read by row groups; the columns' names are those of JSON records.

Such a file is read from its end, where its list of row groups stands. A broken row group costs itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipeline.errors import RecordError
from pipeline.model import Rejected

from . import columnar
from .base import BUFFER, Item, Reader, Stream

_FORMAT: Final = "parquet"
_MAGIC: Final = b"PAR1"
_ENCRYPTED: Final = b"PARE"
_LEAST: Final = 12


def _sniff(head: bytes, name: str) -> float:
    return 1.0 if head.startswith((_MAGIC, _ENCRYPTED)) else 0.0


def _why(head: bytes, name: str) -> str:
    return (
        "an encrypted Parquet file"
        if head.startswith(_ENCRYPTED)
        else "begins with the mark of a Parquet file"
    )


def _split(stream: Stream) -> Iterator[Item]:
    import pyarrow.parquet as pq

    if stream.head.startswith(_ENCRYPTED):
        raise _encrypted()
    file = columnar.stored(stream)
    try:
        table = pq.ParquetFile(file, buffer_size=BUFFER, pre_buffer=False, coerce_int96_timestamp_unit="us")
    except columnar.trouble() as error:
        raise _unread(error, file) from error
    schema = table.schema_arrow
    if table.metadata.num_row_groups and not columnar.has_text(schema):
        yield columnar.no_text(stream, _FORMAT, columnar.names_in(schema))
        return
    first = 0
    for number in range(table.metadata.num_row_groups):
        group = table.metadata.row_group(number)
        if group.num_columns and group.column(0).file_path:
            detail = f"the list of the files of a dataset (of {group.column(0).file_path}), no table"
            yield Rejected("read", "index", detail, stream.source, stream.member, first, format=_FORMAT)
            return
        yield from _group(stream, table, number, first)
        first += group.num_rows


def _group(stream: Stream, table: Any, number: int, first: int) -> Iterator[Item]:
    """The rows of one row group, and after them what breaks it."""
    group = table.metadata.row_group(number)
    width = max(1, group.total_byte_size // max(1, group.num_rows))
    size = max(1, min(columnar.MOST_ROWS, columnar.BATCH_BYTES // width))
    names = columnar.columns(table.schema_arrow)
    at = first
    try:
        for batch in table.iter_batches(size, row_groups=[number], columns=names, use_threads=False):
            yield from columnar.rows(stream, _FORMAT, batch, at)
            at += batch.num_rows
    except columnar.trouble() as error:
        if "crypt" in str(error).lower():
            raise _encrypted() from error
        rest = f"rows {at:,} to {first + group.num_rows - 1:,} of row group {number} are lost"
        yield stream.failure(_FORMAT, "corrupt", f"{rest}: {_short(error)}", at)


def _unread(error: BaseException, file: Any) -> RecordError:
    """Why a Parquet file cannot be opened."""
    if "crypt" in str(error).lower():
        return _encrypted()
    size = file.seek(0, 2)
    file.seek(max(0, size - 4))
    if size < _LEAST or file.read(4) != _MAGIC:
        sentence = "it does not end as a Parquet file does, with the list of its row groups: copy it again"
        return RecordError("truncated", sentence)
    return RecordError("corrupt", f"the list of its row groups cannot be read: {_short(error)}")


def _encrypted() -> RecordError:
    return RecordError("encrypted", "the Parquet file is encrypted: write it again without a key")


def _short(error: BaseException) -> str:
    return (str(error) or type(error).__name__).split("\n")[0][:300]


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, columnar.parse)
