"""Ids that leave: those that their files give no longer, at a run's end, and those that a person withdraws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pyarrow.compute as pc

from pipeline.corpus.commit import Store, transact
from pipeline.corpus.journal import Journal, Round, write_table
from pipeline.corpus.rewrite import Rewrite
from pipeline.corpus.settle import Known, State
from pipeline.errors import UsageError


def whole_since(readings: Iterable[Mapping[str, Any]]) -> int | None:
    """The run since which a source has been read whole and without failures, in its latest form; None if it is not.

    ``readings``: of one source (rows of the ledger). A file cut into ranges is whole where these follow each other
    from 0 to its end; a range that was moved begins where the one before found the first record beyond its end.
    """
    latest = max(readings, key=lambda r: (r["run"], r["first_run"]))
    same = [
        r for r in readings if (r["size"], r["stamp"]) == (latest["size"], latest["stamp"]) and r["complete"]
    ]
    starts: dict[int, Mapping[str, Any]] = {}
    # Of ranges that were moved to one place all but the last have nothing in them.
    for range_ in sorted(same, key=lambda r: (r["run"], r["stop"] or 0)):
        starts[range_["start"]] = range_
    position = 0
    since: int = latest["first_run"]
    after: int | None = None
    while True:
        one: Mapping[str, Any] | None = starts.get(position) or starts.get(-1 if after is None else after)
        if one is None or one["failed"]:
            return None
        since = min(since, one["first_run"])
        if one["stop"] is None or one["stop"] >= one["size"]:
            return since
        if one["stop"] <= position:
            return None
        position, after = one["stop"], one["after"]


def no_longer_given(store: Store, since: int) -> tuple[list[tuple[str, str]], list[str]]:
    """After runs from ``since`` on: the (source, id) pairs that are gone, and the ids that no source gives now."""
    gone: list[tuple[str, str]] = []
    sources = store.ledger.source_readings(since)
    # Nothing is older than the first run: a dump of many files, read at once, is not asked for file by file.
    first = store.ledger.first_given() if sources else 0
    for source, readings in sources.items():
        whole = whole_since(readings)
        if whole is not None and whole > first:
            gone.extend((source, id) for id in store.ledger.not_given(source, whole))
    lost: dict[str, set[str]] = {}
    for source, id in gone:
        lost.setdefault(id, set()).add(source)
    givers = store.ledger.givers(lost) if lost else {}
    return gone, sorted(id for id, sources in lost.items() if not givers.get(id, set()) - sources)


def retire(store: Store, round: Round, gone: list[tuple[str, str]], ids: list[str]) -> int:
    """Retires ids as one round; how many. Where the text of one was also another's, this run's duplicate takes its
    place, and the sources of earlier ones are read again by the next run."""
    with store.layout.trouble():
        rewrite = Rewrite(store.layout, round.number)
        known = store.ledger.known(ids)
        changed: list[Known] = []
        texts = set()
        for one in known.values():
            if one.state not in (State.LIVE, State.DUPLICATE):
                continue
            if one.state is State.LIVE:
                _bury(rewrite, one, {"reason": "its file gives it no longer"}, retired=True)
                texts.add(one.record.fingerprint)
            part = rewrite.extra if one.state is State.LIVE else one.part
            changed.append(replace(one, state=State.RETIRED, part=part, aside=None))
        round.counts.retired = len(changed)
        round.gone = gone
        back = store.ledger.rivals(texts, set(known), round.start)
        for one in back:
            _return(rewrite, one, round, changed)
        round.again = store.ledger.sources_of(texts - {one.record.fingerprint for one in back}, set(known))
        rewrite.write()
        round.moves = rewrite.moves
        tallies = rewrite.tally
        round.counts.by_language, round.counts.by_precision = dict(tallies.language), dict(tallies.precision)
        transact(store, Journal(round, changed, []), rewrite)
    return round.counts.retired


def _return(rewrite: Rewrite, one: Known, round: Round, changed: list[Known]) -> None:
    """A duplicate of this run whose holder was retired becomes the article."""
    id = one.record.id
    if one.aside is None:
        return
    rewrite.bring_back(one.aside, id)
    if one.part:
        rewrite.drop(one.part, id)
    changed.append(replace(one, state=State.LIVE, part=rewrite.extra, aside=None))
    round.counts.written += 1
    round.counts.duplicate -= 1
    round.turned.append((one.record.source, one.record.member, one.record.offset))


def _bury(rewrite: Rewrite, one: Known, extra: dict[str, str], **flags: bool) -> None:
    if one.part:
        rewrite.drop(one.part, one.record.id)
    rewrite.bury(one.record, extra, **flags)


def withdraw(store: Store, round: Round, id: str, reason: str) -> int:
    """Takes an article's text out of the corpus for good, as one round, and off the disk; 1, or 0 where that was done
    before. UsageError for an id that the corpus has never seen."""
    with store.layout.trouble():
        one = store.ledger.known([id]).get(id)
        if one is None:
            raise UsageError(f"There is no article {id} in the corpus. Find ids with: newsmill search QUERY")
        if one.state is State.WITHDRAWN:
            return 0
        rewrite = Rewrite(store.layout, round.number)
        _bury(rewrite, one, {"reason": reason}, withdrawn=True)
        rewrite.write()
        round.moves = rewrite.moves
        changed = replace(one, state=State.WITHDRAWN, part=rewrite.extra, aside=None)
        transact(store, Journal(round, [changed], []), rewrite)
        if one.aside is not None and store.layout.exists(store.layout.part(one.aside)):
            _forget(store, one.aside, id)
        store.table.vacuum(0)  # no reader that opened the table before is worth a text that must go
    return 1


def _forget(store: Store, aside: str, id: str) -> None:
    """Takes the row of a duplicate out of the file where it waited."""
    name = store.layout.part(aside)
    rows = store.layout.rows(name)
    write_table(store.layout, name, rows.filter(pc.not_equal(rows["id"], id)))
