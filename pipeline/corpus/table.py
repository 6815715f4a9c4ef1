"""Articles as Arrow rows and back, as JSON, and as a digest: one place that knows the table's columns.

The Arrow schema is derived from the Article record itself, so the two cannot drift apart.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from hashlib import blake2b
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.model import Article

SCALARS: Final = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
}
ROW_GROUP_ROWS: Final = 500
"""Rows of a part that are read together: small enough that showing one article is quick."""
REPEATED: Final = [
    *(
        "source",
        "publisher",
        "section",
        "genre",
        "language",
        "kind",
        "format",
        "edition",
        "page",
        "rights",
        "retrieved",
    ),
    *(
        "ingested",
        "byline_agency",
        "languages.list.element.code",
        *(f"provenance.list.element.{name}" for name in ("field", "rule", "where")),
    ),
]
"""Columns whose values repeat, so that a dictionary pays; texts are written without one."""


def _bare(hint: Any) -> Any:
    """The type of a hint without ``| None``."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


def arrow_type(hint: Any) -> pa.DataType:
    """The Arrow type of a field's type hint: scalars, Literal, ``tuple[X, ...]``, ``dict[str, str]``, records."""
    hint = _bare(hint)
    origin = get_origin(hint)
    if origin is Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(pa.field("element", arrow_type(get_args(hint)[0])))
    if origin is dict:
        return pa.map_(pa.string(), pa.string())
    if is_dataclass(hint):
        return pa.struct(list(record_schema(cast(type, hint))))
    return SCALARS[hint]


def record_schema(record: type) -> pa.Schema:
    """The Arrow schema of a dataclass, one nullable column a field."""
    hints = get_type_hints(record)
    return pa.schema([pa.field(f.name, arrow_type(hints[f.name])) for f in fields(record)])


SCHEMA: Final = record_schema(Article)
"""The columns of the article table, one for each field of Article and named like it."""


def _array(kind: pa.DataType, values: Sequence[Any]) -> pa.Array:
    """A column of ``values`` (attributes of records become struct children): no dictionary per row is made."""
    if pa.types.is_struct(kind):
        parts = [kind.field(i) for i in range(kind.num_fields)]
        children = [
            _array(f.type, [None if v is None else getattr(v, f.name) for v in values]) for f in parts
        ]
        missing = pa.array([v is None for v in values], pa.bool_())
        return pa.StructArray.from_arrays(children, fields=parts, mask=missing)
    if pa.types.is_list(kind):
        offsets = pa.array([0, *accumulate(len(v) for v in values)], pa.int32())
        flat = list(chain.from_iterable(values))
        return pa.ListArray.from_arrays(offsets, _array(kind.value_type, flat), type=kind)
    if pa.types.is_map(kind):
        return pa.array([list(v.items()) for v in values], kind)
    return pa.array(values, kind)


def records_batch(
    schema: pa.Schema, records: Sequence[Any], same: Mapping[str, Any] | None = None
) -> pa.RecordBatch:
    """Records (any with the schema's field names as attributes) as one batch, column by column; ``same``: columns
    that have one value in all rows, whatever the records say."""
    same = same or {}
    columns = [
        _array(
            f.type,
            [same[f.name]] * len(records) if f.name in same else list(map(attrgetter(f.name), records)),
        )
        for f in schema
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def to_batch(articles: Sequence[Article]) -> pa.RecordBatch:
    """Articles as one Arrow batch of SCHEMA."""
    return records_batch(SCHEMA, articles)


def ipc(articles: Sequence[Article], same: Mapping[str, Any]) -> bytes:
    """Articles as an Arrow IPC stream: how a child hands them to its parent. ``same`` as for ``records_batch``."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, SCHEMA) as writer:
        writer.write_batch(records_batch(SCHEMA, articles, same))
    return cast(bytes, sink.getvalue().to_pybytes())


@cache
def _decoder(hint: Any) -> Callable[[Any], Any] | None:
    """How a value of ``to_pylist`` becomes the field's value; None where it is that already."""
    hint = _bare(hint)
    origin = get_origin(hint)
    if origin is tuple:
        inner = _decoder(get_args(hint)[0])
        return (lambda v: tuple(v or ())) if inner is None else (lambda v: tuple(inner(x) for x in v or ()))
    if origin is dict:
        return lambda v: dict(v or ())
    if is_dataclass(hint):
        return lambda v: None if v is None else from_row(cast(type, hint), v)
    return None


@cache
def _decoders(record: type) -> dict[str, Callable[[Any], Any] | None]:
    hints = get_type_hints(record)
    return {f.name: _decoder(hints[f.name]) for f in fields(record)}


def from_row(record: type, row: Mapping[str, Any]) -> Any:
    """A record from a row as ``to_pylist`` gives it; columns that are not there keep their defaults."""
    known = _decoders(record)
    made = {}
    for name, value in row.items():
        if name in known:
            decode = known[name]
            made[name] = value if decode is None else decode(value)
    return record(**made)


def to_article(row: Mapping[str, Any]) -> Article:
    """The Article of a row of the table."""
    return cast(Article, from_row(Article, row))


def article_json(article: Article) -> dict[str, Any]:
    """An article in the form of ``schemas/article.schema.json``: all fields, a date an object or null."""
    return cast(dict[str, Any], msgspec.to_builtins(article))


def row_json(row: dict[str, Any]) -> dict[str, Any]:
    """A row as ``to_pylist`` gives it in the form of ``article_json``."""
    return row | {"extra": dict(row["extra"] or ())}


def digest(article: Article, *, commit: bool = False) -> str:
    """32 hexadecimal digits over an article's content: without ``ingested``, and without ``commit`` unless asked
    (engines compare with it)."""
    bare = replace(article, ingested=None, commit=article.commit if commit else 0)
    return blake2b(msgspec.json.encode(bare, order="deterministic"), digest_size=16).hexdigest()


def open_part(where: Any, filesystem: Any = None, schema: pa.Schema = SCHEMA) -> pq.ParquetWriter:
    """A writer for a part of the table. Give its ``write_table`` a ``row_group_size`` of ROW_GROUP_ROWS."""
    return pq.ParquetWriter(
        where, schema, filesystem=filesystem, compression="zstd", compression_level=3, use_dictionary=REPEATED
    )


def write_part(part: pq.ParquetWriter, tables: Iterable[pa.Table | pa.RecordBatch]) -> int:
    """Writes a part to its end; how many rows it has. OSError where the disk does not take it."""
    rows = 0
    with part as writer:
        for table in tables:
            rows += table.num_rows
            whole = pa.Table.from_batches([table]) if isinstance(table, pa.RecordBatch) else table
            writer.write_table(whole, row_group_size=ROW_GROUP_ROWS)
    return rows
