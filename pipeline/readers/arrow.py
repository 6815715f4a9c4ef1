"""Arrow: a table with one article a row, as a file (Feather), or as the stream of batches that data sets are cached in.

A file is read as the stream that it holds, so that one without its end gives all that is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipeline.errors import RecordError

from . import columnar
from .base import Item, Reader, Stream, bare

_FORMAT: Final = "arrow"
_FILE: Final = b"ARROW1\0\0"
_STREAM: Final = b"\xff\xff\xff\xff"
_FEATHER1: Final = b"FEA1"
_NAMES: Final = (".arrow", ".arrows", ".feather")
_LARGEST_SCHEMA: Final = 1 << 20


def _sniff(head: bytes, name: str) -> float:
    if head.startswith((_FILE, _FEATHER1)):
        return 1.0
    if not head.startswith(_STREAM):
        return 0.0
    size = int.from_bytes(head[4:8], "little")
    if not 16 <= size <= _LARGEST_SCHEMA or size % 8:
        return 0.0
    return 0.95 if _begins_with_schema(head) or bare(name).endswith(_NAMES) else 0.0


def _begins_with_schema(head: bytes) -> bool:
    import pyarrow as pa

    try:
        pa.ipc.read_schema(pa.BufferReader(head))
    except columnar.trouble():
        return False
    return True


def _why(head: bytes, name: str) -> str:
    return (
        "begins with the mark of an Arrow file"
        if not head.startswith(_STREAM)
        else "a stream of Arrow batches"
    )


def _split(stream: Stream) -> Iterator[Item]:
    import pyarrow as pa

    if stream.head.startswith(_FEATHER1):
        sentence = (
            "Feather of version 1, which no library writes or reads any more: write it again as Parquet"
        )
        raise RecordError("unknown-format", sentence, retryable=False)
    if stream.head.startswith(_FILE):
        stream.file.read(len(_FILE))
    try:
        batches = pa.ipc.open_stream(pa.PythonFile(stream.file, "r"))
    except columnar.trouble() as error:
        raise _fault(error, 0) from error
    schema = batches.schema
    wanted = columnar.columns(schema)
    first = 0
    while True:
        try:
            batch = batches.read_next_batch()
        except StopIteration:
            return
        except columnar.trouble() as error:
            raise _fault(error, first) from error
        if not first and not columnar.has_text(schema):
            yield columnar.no_text(stream, _FORMAT, columnar.names_in(schema))
            return
        yield from _rows(stream, batch.select(wanted), first)
        first += batch.num_rows
        stream.position = first


def _rows(stream: Stream, batch: Any, first: int) -> Iterator[Item]:
    for at in range(0, batch.num_rows, columnar.MOST_ROWS):
        yield from columnar.rows(stream, _FORMAT, batch.slice(at, columnar.MOST_ROWS), first + at)


def _fault(error: BaseException, rows: int) -> RecordError:
    text = (str(error) or type(error).__name__).split("\n")[0][:300]
    if isinstance(error, RecordError):
        return error
    sentence = f"after {rows:,} rows the batches of the table cannot be read: {text}"
    return RecordError("corrupt", sentence)


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, columnar.parse)
