"""Which version of an article wins, and what is a duplicate: pure, and independent of how a run is cut into rounds.

Two rules, over everything that is known and all that comes in:

1. Of the records of one id the greatest (version, run, source, offset, member) wins; the others are stale.
2. Of the ids whose winner has the same fingerprint, the one that holds the text since the earliest run stays, then
   the least (version, id); the others are duplicates. Duplicates of earlier runs have no text left and do not compete.

Both look at winners only, never at the order of arrival, so a record's fate can still change in a later round of its
run: ``turned`` says how, and ``counts`` are differences. A duplicate of the running run can come back: its row is
kept aside until the run ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import NamedTuple


class State(IntEnum):
    """What an id is after a commit; the first two are also fates of its winning record."""

    LIVE = 0
    DUPLICATE = 1
    RETIRED = 2
    WITHDRAWN = 3
    STALE = 4
    """Only of a record, never of an id."""


class Record(NamedTuple):
    """What settling needs of a record; of one id the greatest wins. ``run``: the start round of the run that read
    it. Missing member and fingerprint are empty strings."""

    version: int
    run: int
    source: str
    offset: int
    member: str
    id: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Known:
    """An id: its winning record and state. ``held``, ``held_since``: the fingerprint whose text it held when the
    winner's run began, and since which run. ``part``: where its row is in the table; ``aside``: where a duplicate's
    row waits for the end of the run."""

    record: Record
    state: State
    held: str = ""
    held_since: int = 0
    part: str | None = None
    aside: str | None = None

    @property
    def since(self) -> int:
        """The run since which the id holds its text."""
        record = self.record
        return self.held_since if self.held and self.held == record.fingerprint else record.run

    def claim(self) -> tuple[int, int, str]:
        """What competes for a fingerprint; the least holds it."""
        return self.since, self.record.version, self.record.id


class Turn(NamedTuple):
    """A record of this run that was counted in an earlier round and has another fate now."""

    record: Record
    before: State
    after: State


@dataclass(slots=True)
class Settled:
    """What came of a round. ``fates``: of each incoming record; ``holders``: duplicate id -> who holds its text.
    ``changed``: every id that is not as it was; ``winners``: id -> index of its winner among the incoming (absent:
    it was known before)."""

    fates: list[State]
    holders: dict[str, str] = field(default_factory=dict)
    changed: dict[str, Known] = field(default_factory=dict)
    winners: dict[str, int] = field(default_factory=dict)
    turned: list[Turn] = field(default_factory=list)

    def count(self, state: State) -> int:
        """How many records of the run got this fate in this round, less those that lost it."""
        more = sum(fate is state for fate in self.fates) + sum(turn.after is state for turn in self.turned)
        return more - sum(turn.before is state for turn in self.turned)


def _base(known: Known | None, run: int) -> tuple[str, int]:
    """The fingerprint that an id held when the run began, and since when."""
    if known is None:
        return "", 0
    if known.record.run == run and known.state in (State.LIVE, State.DUPLICATE):
        return known.held, known.held_since
    return (known.record.fingerprint, known.since) if known.state is State.LIVE else ("", 0)


def _versions(
    run: int, incoming: Sequence[Record], known: Mapping[str, Known], settled: Settled
) -> dict[str, Known]:
    """Rule 1: the new winners of ids, not yet compared with each other."""
    new: dict[str, Known] = {}
    fates, winners = settled.fates, settled.winners
    for index, record in enumerate(incoming):
        before = known.get(record.id)
        if before is not None and before.state is State.WITHDRAWN:
            fates[index] = State.WITHDRAWN
            continue
        prior = None if before is None or before.state is State.RETIRED else before
        best = new.get(record.id, prior)
        if best is not None and record <= best.record:
            continue
        if best is not None and best is not prior:
            fates[winners[record.id]] = State.STALE
        elif prior is not None and prior.record.run == run:
            settled.turned.append(Turn(prior.record, prior.state, State.STALE))
        held, since = _base(before, run)
        new[record.id] = Known(record, State.LIVE, held, since)
        winners[record.id] = index
        fates[index] = State.LIVE
    return new


def texts(incoming: Iterable[Record], known: Iterable[Known]) -> set[str]:
    """The fingerprints of which ``settle`` needs the rivals: those that come in, and those that known ids have. A
    live id may leave its text; a duplicate that is not beaten by a newer version must meet its holder again."""
    found = {record.fingerprint for record in incoming} | {one.record.fingerprint for one in known}
    return found - {""}


def settle(
    run: int, incoming: Sequence[Record], known: Mapping[str, Known], rivals: Iterable[Known] = ()
) -> Settled:
    """Settles the records of one round.

    ``known``: of each incoming id, what is known of it. ``rivals``: of each of the ``texts`` of both, the id that
    holds it, or, where that one is incoming, the least claim of this run's duplicates that are not.
    """
    settled = Settled([State.STALE] * len(incoming))
    new = _versions(run, incoming, known, settled)
    contested: dict[str, list[Known]] = {}
    for one in (*rivals, *{**known, **new}.values()):
        competes = one.record.run == run or one.state is State.LIVE
        if one.record.fingerprint and one.state in (State.LIVE, State.DUPLICATE) and competes:
            contested.setdefault(one.record.fingerprint, []).append(one)
    for group in contested.values():
        holder = min(group, key=Known.claim).record.id
        for one in group:
            _place(one, holder, new, settled)
    for id, one in new.items():
        settled.changed.setdefault(id, one)
    return settled


def _place(one: Known, holder: str, new: Mapping[str, Known], settled: Settled) -> None:
    """Rule 2 for one id of a group with the same text."""
    id = one.record.id
    state = State.LIVE if id == holder else State.DUPLICATE
    if state is State.DUPLICATE:
        settled.holders[id] = holder
    if id in new:
        settled.fates[settled.winners[id]] = state
        settled.changed[id] = replace(one, state=state)
    elif state is not one.state:
        settled.turned.append(Turn(one.record, one.state, state))
        settled.changed[id] = replace(one, state=state)
