"""One step of following: which row wins, what is written, what was counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import tantivy

from pipeline.engines.embedded.rows import Row, rows
from pipeline.engines.embedded.schema import schema
from pipeline.model import Failure

if TYPE_CHECKING:
    import pyarrow as pa

COMMIT_EVERY: Final = 200_000
"""Rows after which a step commits on its way, so that what it must remember of them stays small."""


class Step:
    """One ``apply``: which row wins, and what was counted."""

    def __init__(self, index: Any, writer: Any, stage: str) -> None:
        self.index, self.writer, self.stage = index, writer, stage
        self.indexed = self.superseded = 0
        self.failed: list[Failure] = []
        self._searcher = index.searcher()
        self._taken: dict[str, int] = {}

    def take(self, batch: pa.RecordBatch) -> None:
        """Takes a batch in. An id is deleted only where it is known to be there: that keeps filling fast."""
        if len(self._taken) > COMMIT_EVERY:
            self.writer.commit()
            self.index.reload()
            self._searcher, self._taken = self.index.searcher(), {}
        held = _held(self._searcher, batch.column("id").to_pylist())
        for row in rows(batch):
            self._row(row, held.get(row.id))

    def _row(self, row: Row, held: int | None) -> None:
        taken = self._taken.get(row.id)
        newest = max((commit for commit in (held, taken) if commit is not None), default=None)
        if newest is not None and newest > row.commit:
            self.superseded += 1
            return
        document, fault = self._document(row)
        if document is None:
            place = row.source, row.member, row.offset
            self.failed.append(Failure(self.stage, "document", f"{row.id}: {fault}", *place))
            return
        if newest is not None:
            self._delete(row.id)
        self.writer.add_document(document)
        self._taken[row.id] = row.commit
        if taken is None:
            self.indexed += 1
        else:
            self.superseded += 1

    def _delete(self, id: str) -> None:
        """Deletes an id's documents. tantivy gives a writer's first operation the number of the last commit, and a
        merge that a kill put off, and that runs now, can lose a deletion of that number: one that means nothing is
        lost in its place."""
        if not self._taken:
            self.writer.delete_documents_by_term("id", "")
        self.writer.delete_documents_by_term("id", id)

    @staticmethod
    def _document(row: Row) -> tuple[Any, str | None]:
        """The document, or None and why there is none."""
        if row.fault is not None:
            return None, row.fault
        fields = {"gone": 1} if row.fields is None else row.fields
        try:
            return tantivy.Document.from_dict({"id": row.id, "commit": row.commit, **fields}, schema()), None
        except ValueError as error:
            return None, str(error)


def _held(searcher: Any, ids: list[str]) -> dict[str, int]:
    """The commits of those ids that are in the index."""
    if not ids or not searcher.num_docs:
        return {}
    found = searcher.search(
        tantivy.Query.term_set_query(schema(), "id", ids), limit=len(ids), count=False
    ).hits
    addresses = [address for _, address in found]
    commits = searcher.fast_field_values("commit", addresses)
    return {stored_id(searcher, at): int(commit) for at, commit in zip(addresses, commits, strict=True)}


def stored_id(searcher: Any, address: Any) -> str:
    """The id of a document found."""
    return str(searcher.doc(address)["id"][0])
