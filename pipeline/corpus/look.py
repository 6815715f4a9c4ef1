"""Looking into the corpus: rows after a position, articles by id, counts and digests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corpus.commit import Store
from pipeline.corpus.delta import birth
from pipeline.corpus.layout import Layout
from pipeline.corpus.settle import State
from pipeline.corpus.table import SCHEMA, digest, to_article
from pipeline.errors import Lost
from pipeline.model import Article

BATCH_ROWS: Final = 1_000
GONE: Final = ("retired", "withdrawn")
"""The columns that tell which rows are no articles."""
LOOKED_UP: Final = 50_000
TEXT: Final = (
    "title", "lead", "body", "captions", "crossheads", "authors", "credits", "published", "publisher", "language",
)  # fmt: skip


def _batches(store: Store, part: str, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
    with store.layout.parquet(store.layout.part(part)) as file:
        yield from file.iter_batches(BATCH_ROWS, columns=list(columns) if columns else None)


def rows_after(store: Store, position: int, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
    """See ``Corpus.rows_after``."""
    for part in parts_after(store, position):
        yield from rows_of(store.layout, part, position, columns)


def parts_after(store: Store, position: int) -> list[str]:
    """See ``Corpus.parts_after``."""
    return [store.layout.part(part) for part in store.table.parts() if birth(part) > position]


def rows_of(
    layout: Layout, part: str, position: int, columns: Sequence[str] | None
) -> Iterator[pa.RecordBatch]:
    """The rows of one part, by its name in the store, that were committed after a round. Needs no corpus: workers read
    so."""
    wanted = list(columns) if columns else None
    asked = wanted and ([*wanted] if "commit" in wanted else [*wanted, "commit"])
    with layout.parquet(part) as file:
        for batch in file.iter_batches(BATCH_ROWS, columns=asked):
            rows = batch.filter(pc.greater(batch["commit"], position))
            if rows.num_rows:
                yield rows.select(wanted) if wanted else rows


def rows_in(layout: Layout, parts: Sequence[str], position: int) -> int:
    """How many rows of these parts were committed after a round."""
    return sum(batch.num_rows for part in parts for batch in rows_of(layout, part, position, ["commit"]))


def _live(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch.filter(pc.invert(pc.or_(batch["retired"], batch["withdrawn"])))


def _places(store: Store, ids: Iterable[str], live_only: bool) -> dict[str, list[str]]:
    """Part -> the ids whose rows are in it."""
    found: dict[str, list[str]] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), LOOKED_UP):
        for id, known in store.ledger.known(wanted[start : start + LOOKED_UP]).items():
            if known.part and (known.state is State.LIVE or not live_only):
                found.setdefault(known.part, []).append(id)
    return found


def _rows(
    store: Store, ids: Iterable[str], columns: Sequence[str] | None, live_only: bool
) -> Iterator[pa.Table]:
    """The rows of these ids, part by part; only the row groups that hold them are read."""
    for part, wanted in sorted(_places(store, ids, live_only).items()):
        some = pa.array(wanted, pa.string())
        with store.layout.parquet(store.layout.part(part)) as file:
            for group in range(file.num_row_groups):
                here = pc.is_in(file.read_row_group(group, columns=["id"])["id"], some)
                if pc.any(here).as_py():
                    yield file.read_row_group(group, columns=list(columns) if columns else None).filter(here)


def _rows_by_id(
    store: Store, ids: Sequence[str], columns: Sequence[str] | None, live_only: bool
) -> dict[str, dict[str, Any]]:
    """As ``_rows``, as dictionaries. A part that another process replaced meanwhile is looked up once more."""
    for last in (False, True):
        try:
            tables = _rows(store, ids, columns, live_only)
            return {row["id"]: row for table in tables for row in table.to_pylist()}
        except Lost:
            if last:
                raise
            store.table.refresh()
    return {}


def get(store: Store, ids: Sequence[str]) -> dict[str, Article]:
    """See ``Corpus.get``."""
    found = _rows_by_id(store, ids, None, live_only=False)
    return {id: to_article(found[id]) for id in dict.fromkeys(ids) if id in found}


def text(store: Store, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """See ``Corpus.text``."""
    found = _rows_by_id(store, ids, ("id", *TEXT), live_only=True)
    return {id: {name: found[id][name] for name in TEXT} for id in dict.fromkeys(ids) if id in found}


def commits(store: Store, ids: Sequence[str]) -> dict[str, int]:
    """See ``Corpus.commits``."""
    return {
        id: row["commit"] for id, row in _rows_by_id(store, ids, ("id", "commit"), live_only=False).items()
    }


def articles(store: Store, ids: Sequence[str] | None, live_only: bool) -> Iterator[Article]:
    """See ``Corpus.articles``."""
    for batch in batches(store, ids, live_only):
        yield from map(to_article, batch.to_pylist())


def batches(
    store: Store, ids: Iterable[str] | None, live_only: bool, columns: Sequence[str] = SCHEMA.names
) -> Iterator[pa.RecordBatch]:
    """See ``Corpus.batches``."""
    if ids is not None:
        for table in _rows(store, ids, columns, live_only):
            yield from table.to_batches()
        return
    for part in store.table.parts():
        for batch in _batches(store, part, [*columns, *(name for name in GONE if name not in columns)]):
            rows = (_live(batch) if live_only else batch).select(columns)
            if rows.num_rows:
                yield rows


def content_digest(store: Store) -> str:
    """See ``Corpus.content_digest``."""
    number, sum_ = 0, 0
    for article in articles(store, None, live_only=True):
        number += 1
        sum_ = (sum_ + int(digest(article), 16)) % (1 << 128)
    return f"{(sum_ + number) % (1 << 128):032x}"
