"""The records that did not become articles: what is open of them over all runs.

A failure or rejection is open until its file is read again at that place, or a replay takes it up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.corpus.commit import Store
from pipeline.corpus.journal import Reading, Round, read_rows, read_units

Spans = dict[str, list[tuple[int, Reading]]]


def _rounds(store: Store) -> list[Round]:
    last = store.table.round
    return [read_units(store.layout, number) for number in store.layout.rounds("units") if number <= last]


def _readings(rounds: list[Round]) -> Spans:
    """Source -> (start round of the run, reading) for all that was read to its end."""
    spans: Spans = {}
    for round in rounds:
        for reading in round.readings:
            if reading.complete:
                spans.setdefault(reading.source, []).append((round.start, reading))
    return spans


def _read_again(spans: Spans, source: str, offset: int, run: int) -> bool:
    """Whether a later run read the place of a record."""
    for start, reading in spans.get(source, ()):
        if start > run and reading.start <= offset and (reading.end is None or offset < reading.end):
            return True
    return False


def failures(store: Store, payload: bool) -> Iterator[dict[str, Any]]:
    """See ``Corpus.failures``."""
    rounds = _rounds(store)
    spans = _readings(rounds)
    closed = {key for round in rounds for key in round.closed}
    for round in rounds:
        for index, row in enumerate(read_rows(store.layout.round_file("failures", round.number))):
            key = f"{round.number}:{index}"
            if key in closed or _read_again(spans, row["source"], row["offset"], round.start):
                continue
            if not payload:
                del row["payload"]
            yield {"run": round.run, "round": round.number, "key": key, **row}


def rejected(store: Store) -> Iterator[dict[str, Any]]:
    """See ``Corpus.rejected``."""
    rounds = _rounds(store)
    spans = _readings(rounds)
    turned: dict[tuple[str, str, str, int], int] = {}
    for round in rounds:
        turned.update(((round.run, *where), round.number) for where in round.turned)
    for round in rounds:
        for row in read_rows(store.layout.round_file("rejected", round.number)):
            where = (round.run, row["source"], row["member"] or "", row["offset"])
            overruled = row["stage"] == "commit" and turned.get(where, 0) > round.number
            if not overruled and not _read_again(spans, row["source"], row["offset"], round.start):
                yield {"run": round.run, "round": round.number, **row}
