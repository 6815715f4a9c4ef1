"""The records that did not become articles: what is open of them over all runs.

A failure or rejection is open until its file is read again at that place, or a replay takes it up.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pipeline.corpus.commit import Store
from pipeline.corpus.journal import Head, read_head, read_rows


def _rounds(store: Store) -> Iterator[Head]:
    last = store.table.round
    return (read_head(store.layout, number) for number in store.layout.rounds("units") if number <= last)


class _Later:
    """Knows whether a later run read the place of a record."""

    def __init__(self, store: Store) -> None:
        self._readings = lru_cache(10_000)(store.ledger.readings_of)

    def read(self, source: str, offset: int, run: int) -> bool:
        return any(
            later > run and start <= offset and (end is None or offset < end)
            for later, start, end in self._readings(source)
        )


def failures(store: Store, payload: bool) -> Iterator[dict[str, Any]]:
    """See ``Corpus.failures``."""
    later = _Later(store)
    closed = {key for round in _rounds(store) for key in round.closed}
    for round in _rounds(store):
        for index, row in enumerate(read_rows(store.layout, "failures", round.number)):
            key = f"{round.number}:{index}"
            if key in closed or later.read(row["source"], row["offset"], round.start):
                continue
            if not payload:
                del row["payload"]
            yield {"run": round.run, "round": round.number, "key": key, **row}


def rejected(store: Store) -> Iterator[dict[str, Any]]:
    """See ``Corpus.rejected``."""
    later = _Later(store)
    turned: dict[tuple[str, str, str, int], int] = {}
    for round in _rounds(store):
        turned.update(((round.run, *where), round.number) for where in round.turned)
    for round in _rounds(store):
        for row in read_rows(store.layout, "rejected", round.number):
            where = (round.run, row["source"], row["member"] or "", row["offset"])
            overruled = row["stage"] == "commit" and turned.get(where, 0) > round.number
            if not overruled and not later.read(row["source"], row["offset"], round.start):
                yield {"run": round.run, "round": round.number, **row}
