"""Published and modified: the most trusted date, as precise as the evidence that agrees with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from pipeline.languages import dates
from pipeline.languages.calendar import Parts, day_begun, host_of
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
    "text near heading",
    "url",
    "dateline",
    "path",
)
"""Where confidences are equal, the rule that begins like an earlier entry wins."""

_FINER: Final = {"year": 0, "month": 1, "day": 2, "minute": 3, "second": 4}
_ENOUGH: Final = 0.35
_ENOUGH_IN_ADDRESS: Final = 0.25
"""Evidence below this does not make a more trusted, coarser date finer; less is asked where that is an address's."""


CROWDED: Final = 0.75
"""What is left of the trust in a rule that found three different days or more."""

_NEAR: Final = "text near heading"
_SEEN: Final = ("class", "time element", _NEAR, "labelled date", "date line")
_ALIKE: Final = 2
"""More days than these from one rule, all trusted alike, are a list of other articles."""

_PRINTED, _PRINTED_DAY, _PRINTED_ROUND = 0.25, 0.3, 0.4
"""Evidence below this does not say in which zone a page prints its times; more is asked for a round time, which
another article may share by chance."""

_VAGUE: Final = 0.6
"""Meta tags trusted no more than this do not say which of a page's dates they hold (``date``, ``dc.date``)."""

_OF_PAGE: Final = ("json-ld page", "meta page")
"""What site software says of any page, article or not."""

AGREES: Final = 0.1
"""What each other kind of evidence that says the same day adds, up to two."""

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)


def _trust(candidate: Candidate) -> int:
    for place, rule in enumerate(TRUST):
        if candidate.rule.startswith(rule):
            return place
    return len(TRUST)


def _within(fine: DateValue, coarse: DateValue) -> bool:
    return coarse.start <= fine.start < coarse.end  # ISO strings of the same calendar sort as their times do


def _weights(dated: list[Candidate]) -> dict[tuple[str, float], float]:
    """By rule and confidence: a rule that found many different days has found other articles' dates too; many that
    it trusts alike are a list, in which nothing says which one is this article's."""
    days: dict[tuple[str, float], set[str]] = {}
    for candidate in dated:
        days.setdefault((candidate.rule, candidate.confidence), set()).add(candidate.value.start[:10])
    weights = {}
    for rule, confidence in days:
        as_sure = [(sure, its) for (other, sure), its in days.items() if other == rule and sure >= confidence]
        listed = rule.startswith(_SEEN) and any(len(its) > _ALIKE for _, its in as_sure)
        crowded = len(set().union(*(its for _, its in as_sure))) > _ALIKE
        weights[rule, confidence] = 0.0 if listed else CROWDED if crowded else 1.0
    return weights


def _unlisted(dated: list[Candidate], weights: dict[tuple[str, float], float]) -> list[Candidate]:
    """The candidates without those that are read off a list of other articles, and its lines near the heading."""
    kept = [c for c in dated if weights[c.rule, c.confidence]]
    listed = {c.value.start[:10] for c in dated if not weights[c.rule, c.confidence]}
    best = max((c.confidence for c in kept if c.rule == _NEAR), default=0.0)
    near = {c.value.start[:10] for c in kept if c.rule == _NEAR and c.confidence == best}
    return [c for c in kept if c.rule != _NEAR] if len(near) > 1 and near <= listed else kept


def _sources(dated: list[Candidate]) -> dict[str | None, set[str]]:
    """Which kinds of evidence (``meta``, ``time``, ``class``) say each day."""
    sources: dict[str | None, set[str]] = {}
    for candidate in dated:
        sources.setdefault(_day(candidate), set()).add(_kind(candidate))
    return sources


def _kind(candidate: Candidate) -> str:
    return candidate.rule.partition(" ")[0]


def _strength(candidate: Candidate, weight: float, sources: dict[str | None, set[str]]) -> float:
    """Trust in a candidate, more where other kinds of evidence say the same day."""
    day = _day(candidate)
    others = len(sources[day]) - 1 if day else 0
    return candidate.confidence * weight + AGREES * min(others, 2)


def _of_page_alone(candidate: Candidate, dated: list[Candidate]) -> bool:
    """Site software dates every page; that of a page which is no article is evidence only if something agrees."""
    if not candidate.rule.startswith(_OF_PAGE):
        return False
    day = _day(candidate)
    return not any(not c.rule.startswith(_OF_PAGE) and _day(c) == day for c in dated)


def _day(candidate: Candidate) -> str | None:
    value: DateValue = candidate.value
    return value.start[:10] if _FINER[value.precision] >= _FINER["day"] else None


def _close_to_address(ranked: list[Candidate]) -> Candidate | None:
    """A page's address is made in another zone, or days before: what the page says within a day of it is finer, and
    what it prints to the minute within a week behind it."""
    if ranked[0].rule != "url" or (day := _day(ranked[0])) is None:
        return None
    at = date.fromisoformat(day)
    for candidate in ranked[1:]:
        found = _day(candidate)
        if not found or candidate.confidence < _ENOUGH:
            continue
        behind = date.fromisoformat(found) - at
        to_the_minute = (
            candidate.rule.startswith(_SEEN) and _FINER[candidate.value.precision] >= _FINER["minute"]
        )
        if abs(behind) <= DAY or (to_the_minute and DAY < behind < WEEK):
            return candidate
    return None


def _printed_instead(ranked: list[Candidate], sources: dict[str | None, set[str]]) -> Candidate | None:
    """The one day that stands near the heading, where only a meta tag that may mean any date says another."""
    first = ranked[0]
    if not first.rule.startswith("meta ") or first.confidence > _VAGUE or len(sources[_day(first)]) > 1:
        return None
    printed = [c for c in ranked if c.rule.startswith(_SEEN) and c.confidence >= _ENOUGH and _day(c)]
    return printed[0] if len({_day(c) for c in printed}) == 1 else None


def _as_printed(winner: Candidate, ranked: list[Candidate], host: str) -> Decision:
    """The winner in the local calendar of the page, where it is given in UTC and the page prints it beside that.

    The same minute, whole quarters of an hour apart, is the same moment in the page's own zone; midnight there,
    stored in UTC, is the day that the page prints, or that began then where its ``host`` is.
    """
    value: DateValue = winner.value
    if value.instant is None or not value.value.endswith("Z"):
        return Decision(value, winner)
    enough = _PRINTED if datetime.fromisoformat(value.start).minute % 15 else _PRINTED_ROUND
    for other in ranked:
        least = _PRINTED_DAY if other.value.precision == "day" else enough
        if other.confidence >= least and (local := _local(value, other.value)) is not None:
            return Decision(local, other)
    begun = day_begun(datetime.fromisoformat(value.start), host)
    day = dates.make(Parts(begun.year, begun.month, begun.day), source=value.source) if begun else None
    return Decision(replace(day, confidence=value.confidence) if day else value, winner)


def _local(utc: DateValue, other: DateValue) -> DateValue | None:
    """``utc`` as ``other`` prints it, or None where the two are not one moment."""
    at = datetime.fromisoformat(utc.start)
    there = datetime.fromisoformat(other.start)
    if other.precision == "day":
        midnight = at.minute in (0, 30) and at.second == 0 and at.hour >= 10
        return (
            replace(other, confidence=utc.confidence)
            if midnight and there.date() == at.date() + DAY
            else None
        )
    if other.precision not in ("minute", "second"):
        return None
    if other.instant is not None:
        same = utc.instant is not None and other.instant[:16] == utc.instant[:16]
        return other if same and not other.value.endswith("Z") else None
    minutes = round((there.replace(second=0) - at.replace(second=0)).total_seconds() / 60)
    if not minutes or minutes % 15 or not -12 * 60 <= minutes <= 14 * 60:
        return None
    second = there.second if other.precision == "second" else None
    parts = Parts(there.year, there.month, there.day, there.hour, there.minute, second, other.zone, minutes)
    return dates.make(parts, source=other.source, confidence=utc.confidence)


def _choose(document: Document, candidates: list[Candidate], latest: str | None) -> Decision:
    dated = [
        c
        for c in candidates
        if isinstance(c.value, DateValue) and (latest is None or c.value.start[:10] <= latest)
    ]
    dated = [c for c in dated if not _of_page_alone(c, dated)]
    if not dated:
        return Decision(None)
    weights = _weights(dated)
    dated = _unlisted(dated, weights)
    if not dated:
        return Decision(None)
    sources = _sources(dated)
    ranked = sorted(dated, key=lambda c: (-_strength(c, weights[c.rule, c.confidence], sources), _trust(c)))
    winner = _close_to_address(ranked) or _printed_instead(ranked, sources) or ranked[0]
    for candidate in ranked[1:]:
        finer = _FINER[candidate.value.precision] > _FINER[winner.value.precision]
        enough = _ENOUGH_IN_ADDRESS if winner.rule == "url" else _ENOUGH
        if finer and candidate.confidence >= enough and _within(candidate.value, winner.value):
            winner = candidate
    return _as_printed(winner, ranked, host_of(document.url))


def _day_after(retrieved: str | None) -> str | None:
    """The last calendar day, anywhere on earth, of the time at which a record was fetched."""
    if not retrieved:
        return None
    try:
        return (date.fromisoformat(retrieved[:10]) + DAY).isoformat()
    except (ValueError, OverflowError):
        return None


def past(document: Document, candidates: list[Candidate]) -> Decision:
    """When it appeared or was last changed: not after it was fetched."""
    return _choose(document, candidates, _day_after(document.raw.retrieved))


def embargo_until(document: Document, candidates: list[Candidate]) -> Decision:
    """Until when it must not appear, as ISO 8601."""
    decision = _choose(document, candidates, None)
    return Decision(decision.value.value, decision.winner) if decision.value else decision


POLICIES = {"published": past, "modified": past, "embargo_until": embargo_until}
