"""Rows of the corpus into an index, and what became of each."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from pipeline.engines import Applied
from pipeline.engines.elasticsearch.bulk import Item, Outcome, Sink, item
from pipeline.engines.elasticsearch.document import to_document
from pipeline.errors import EngineError
from pipeline.model import Failure

if TYPE_CHECKING:
    import pyarrow as pa

STAGE: Final = "index:elasticsearch"
LARGEST_PAYLOAD: Final = 1 << 20
ALL_PAYLOADS: Final = 64 << 20
"""Documents that failed are kept in memory up to this; beyond it, only where they came from and why."""


class Tally:
    """Counts outcomes; keeps the failed ones as Failures with the document."""

    def __init__(self) -> None:
        self.indexed = self.superseded = self.waiting = 0
        self.failed: list[Failure] = []
        self._kept = 0

    def take(self, outcomes: Iterable[Outcome]) -> None:
        """Counts these."""
        for one in outcomes:
            if one.fate == "indexed":
                self.indexed += 1
            elif one.fate == "superseded":
                self.superseded += 1
            elif one.fate == "waiting":
                self.waiting += 1
            else:
                self._failed(one.item, one.reason, one.detail)

    def _failed(self, one: Item, reason: str, detail: str) -> None:
        kept = failure(one.element, reason, detail, one.lines)
        self._kept += len(kept.payload or b"")
        if self._kept > ALL_PAYLOADS:
            kept = failure(one.element, reason, detail, None)
        self.failed.append(kept)

    def applied(self) -> Applied:
        """What it has counted."""
        return Applied(self.indexed, self.superseded, tuple(self.failed))


def failure(row: dict[str, Any], reason: str, detail: str, lines: bytes | None) -> Failure:
    """The Failure of a row. Its payload is the document as it was sent, its context names the row."""
    document = lines.split(b"\n", 2)[1] if lines is not None else b""
    return Failure(
        STAGE,
        reason,
        f"{row['id']}: {detail}",
        row["source"],
        row.get("member"),
        row.get("offset") or 0,
        len(document),
        zlib.compress(document) if 0 < len(document) <= LARGEST_PAYLOAD else None,
        format=row.get("format"),
        context=msgspec.json.encode({"id": row["id"], "commit": row["commit"]}).decode(),
    )


def row_failure(row: dict[str, Any], reason: str, detail: str) -> Failure:
    """The Failure of a row that is at hand, with its document where one can be made."""
    try:
        return failure(row, reason, detail, item(row["id"], to_document(row)).lines)
    except ValueError:
        return failure(row, reason, detail, None)


def row_item(row: dict[str, Any]) -> Item | Failure:
    """The item of a row of the corpus, or why there is none."""
    try:
        return item(row["id"], to_document(row), row["commit"], _place(row))
    except ValueError as error:
        return failure(row, "document", str(error), None)


def _place(row: dict[str, Any]) -> dict[str, Any]:
    """What a failure must know of a row: the row itself is not held while it is on its way."""
    return {name: row.get(name) for name in ("id", "commit", "source", "member", "offset", "format")}


def rows(batches: Iterable[pa.RecordBatch]) -> Iterator[dict[str, Any]]:
    """The rows of batches, one after the other."""
    for batch in batches:
        for start in range(0, batch.num_rows, 100):  # few at once: an article can be large
            yield from batch.slice(start, 100).to_pylist()


def fill(sink: Sink, batches: Iterable[pa.RecordBatch]) -> Applied:
    """Writes all rows. EngineError, with the sink's reason, where it stopped: what was written may be written again."""
    tally = Tally()
    for row in rows(batches):
        made = row_item(row)
        if isinstance(made, Failure):
            tally.failed.append(made)
        else:
            tally.take(sink.add(made))
        if sink.stopped is not None:
            raise EngineError(sink.stopped)
    tally.take(sink.flush())
    if sink.stopped is not None:
        raise EngineError(sink.stopped)
    return tally.applied()
