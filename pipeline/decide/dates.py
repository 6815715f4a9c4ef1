"""Published and modified: the most trusted date, as precise as the evidence that agrees with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from pipeline.model import Candidate, DateValue, Decision, Document

TRUST: Final = (
    "dump",
    "json-ld",
    "meta",
    "itemprop",
    "time",
    "text header",
    "class",
    "date line",
    "url",
    "dateline",
)
"""Where confidences are equal, the rule that begins like an earlier entry wins."""

_FINER: Final = {"year": 0, "month": 1, "day": 2, "minute": 3, "second": 4}
_ENOUGH: Final = 0.35
"""Evidence below this does not make a more trusted, coarser date finer."""


def _trust(candidate: Candidate) -> int:
    for place, rule in enumerate(TRUST):
        if candidate.rule.startswith(rule):
            return place
    return len(TRUST)


def _within(fine: DateValue, coarse: DateValue) -> bool:
    return coarse.start <= fine.start < coarse.end  # ISO strings of the same calendar sort as their times do


def _choose(document: Document, candidates: list[Candidate], latest: str | None) -> Decision:
    dated = [
        c
        for c in candidates
        if isinstance(c.value, DateValue) and (latest is None or c.value.start[:10] <= latest)
    ]
    if not dated:
        return Decision(None)
    ranked = sorted(dated, key=lambda c: (-c.confidence, _trust(c)))
    winner = ranked[0]
    for candidate in ranked[1:]:
        finer = _FINER[candidate.value.precision] > _FINER[winner.value.precision]
        if finer and candidate.confidence >= _ENOUGH and _within(candidate.value, winner.value):
            winner = candidate
    return Decision(winner.value, winner)


def _day_after(retrieved: str | None) -> str | None:
    """The last calendar day, anywhere on earth, of the time at which a record was fetched."""
    if not retrieved:
        return None
    try:
        return (date.fromisoformat(retrieved[:10]) + timedelta(days=1)).isoformat()
    except ValueError:
        return None


def published(document: Document, candidates: list[Candidate]) -> Decision:
    """When it appeared: not after it was fetched."""
    return _choose(document, candidates, _day_after(document.raw.retrieved))


def modified(document: Document, candidates: list[Candidate]) -> Decision:
    """When it was last changed: not after it was fetched."""
    return _choose(document, candidates, _day_after(document.raw.retrieved))


def embargo_until(document: Document, candidates: list[Candidate]) -> Decision:
    """Until when it must not appear, as ISO 8601."""
    decision = _choose(document, candidates, None)
    return Decision(decision.value.value, decision.winner) if decision.value else decision


POLICIES = {"published": published, "modified": modified, "embargo_until": embargo_until}
