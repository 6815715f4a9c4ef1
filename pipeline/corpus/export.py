"""Articles, or their pictures, out of the corpus as JSON Lines, CSV or Parquet, each once, in a stream."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import msgspec
import pyarrow as pa

from pipeline.corpus import pictures
from pipeline.corpus.store import Corpus
from pipeline.corpus.table import ROW_GROUP_ROWS, SCHEMA, open_part, row_json
from pipeline.errors import UsageError

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula."""
DATES: Final = ("published", "modified")
CSV_COLUMNS: Final = [
    column
    for name in SCHEMA.names
    if name != "provenance"
    for column in ((name, f"{name}_precision", f"{name}_start", f"{name}_end") if name in DATES else (name,))
]
"""The fields of an Article, without its provenance; a date has four columns."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What is written: its schema, the columns of its CSV, a row as JSON, and a row with one value a column."""

    schema: pa.Schema
    columns: Sequence[str]
    to_json: Callable[[dict[str, Any]], dict[str, Any]]
    flat: Callable[[dict[str, Any]], dict[str, Any]]


Write = Callable[[BinaryIO, Iterable[pa.RecordBatch], Rows], int]


def export(
    corpus: Corpus,
    kind: str,
    output: str | None = None,
    ids: Sequence[str] | None = None,
    *,
    each_picture: bool = False,
) -> int:
    """Writes all live articles, or those with these ``ids``, as ``jsonl``, ``csv`` or ``parquet``; how many.

    ``each_picture``: a row for each of their pictures (see pictures.py), and how many of those. ``output``: a file,
    which is there whole or not at all; None: standard output. UsageError for another ``kind`` or a file that cannot
    be written.
    """
    writers: dict[str, Write] = {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet}
    if kind not in writers:
        raise UsageError(f"There is no export format {kind!r}: use {', '.join(writers)}.")
    batches, rows = corpus.batches(ids), Rows(SCHEMA, CSV_COLUMNS, row_json, _flat)
    if each_picture:
        batches = pictures.batches(corpus.batches(ids, columns=pictures.NEEDED))
        rows = Rows(pictures.ROWS, pictures.ROWS.names, dict, dict)
    if output is None:
        return writers[kind](sys.stdout.buffer, batches, rows)
    try:
        with _whole(output) as out:
            return writers[kind](out, batches, rows)
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written ({error.strerror or error}). Give another file with -o."
        ) from error


@contextmanager
def _whole(path: str) -> Iterator[BinaryIO]:
    """A file that takes its name when it is complete; a pipe or device is written as it is."""
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as out:
            yield out
        return
    temporary = f"{path}.part"
    try:
        with open(temporary, "wb") as out:
            yield out
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def _json_rows(batches: Iterable[pa.RecordBatch], rows: Rows) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from map(rows.to_json, batch.to_pylist())


def _jsonl(out: BinaryIO, batches: Iterable[pa.RecordBatch], rows: Rows) -> int:
    encode, number = msgspec.json.Encoder().encode, 0
    for number, row in enumerate(_json_rows(batches, rows), 1):  # noqa: B007  (counted)
        out.write(encode(row) + b"\n")
    return number


def _parquet(out: BinaryIO, batches: Iterable[pa.RecordBatch], rows: Rows) -> int:
    number = 0
    with open_part(pa.PythonFile(out, mode="w"), schema=rows.schema) as writer:
        for batch in batches:
            number += batch.num_rows
            writer.write_table(pa.Table.from_batches([batch]), row_group_size=ROW_GROUP_ROWS)
    return number


def _csv(out: BinaryIO, batches: Iterable[pa.RecordBatch], rows: Rows) -> int:
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow(rows.columns)
        number = 0
        for number, row in enumerate(_json_rows(batches, rows), 1):  # noqa: B007  (counted)
            flat = rows.flat(row)
            writer.writerow([_cell(flat[column]) for column in rows.columns])
        return number
    finally:
        text.detach()


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row with one plain value a column: lists by ``; ``, credits as printed, images as addresses,
    languages with their shares."""
    flat = dict(row)
    for name in DATES:
        date = row[name] or {}
        flat[name] = date.get("value")
        flat.update({f"{name}_{part}": date.get(part) for part in ("precision", "start", "end")})
    flat["credits"] = [credit["verbatim"] for credit in row["credits"]]
    flat["languages"] = [f"{one['code']} {one['share']:g}" for one in row["languages"]]
    flat["images"] = [image["url"] for image in row["images"]]
    flat["extra"] = msgspec.json.encode(row["extra"]).decode() if row["extra"] else None
    return flat


def _cell(value: Any) -> str:
    """A cell; one that would be a formula begins with an apostrophe. Numbers are no text and stay."""
    if value is None:
        return ""
    if isinstance(value, list):
        value = "; ".join(value)
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{value}" if value.startswith(FORMULA) else value
