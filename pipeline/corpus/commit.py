"""One round into the corpus: settle what came in, rewrite the parts that lose rows, one atomic transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pipeline import faults
from pipeline.corpus.counts import Counts, tally
from pipeline.corpus.delta import ArticleTable, Overtaken
from pipeline.corpus.journal import Journal, Reading, Round, given, write_round, write_units
from pipeline.corpus.layout import KINDS, Layout
from pipeline.corpus.ledger import Ledger
from pipeline.corpus.rewrite import Rewrite
from pipeline.corpus.settle import Known, Record, Settled, State, settle, texts
from pipeline.model import Failure, Rejected, UnitResult

SLOWEST: Final = 20
"""Inputs of a round whose seconds are kept: millions of small files do not all belong into a report."""
COLUMNS: Final = ["id", "version", "source", "offset", "member", "fingerprint", "url", "format"]


@dataclass(slots=True)
class Store:
    """What a commit works on. ``sure`` raises StoreError where the lock was lost."""

    layout: Layout
    table: ArticleTable
    ledger: Ledger
    sure: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Incoming:
    """The rows of new parts: a record each, where it is (part, row), and what a rejection of it says."""

    records: list[Record] = field(default_factory=list)
    places: list[tuple[str, int]] = field(default_factory=list)
    shown: list[tuple[str | None, str | None]] = field(default_factory=list)
    parts: list[tuple[str, int, bool]] = field(default_factory=list)


def transact(
    store: Store,
    journal: Journal,
    rewrite: Rewrite,
    rejected: Sequence[Rejected] = (),
    failures: Sequence[Failure] = (),
) -> None:
    """Makes a round true: its files, then the table's transaction, then the ledger."""
    round = journal.round
    round.before = store.table.round
    faults.at("commit.parts")
    store.sure()
    write_round(store.layout, journal, rejected, failures)
    write_units(store.layout, round)
    faults.at("commit.units")
    try:
        store.sure()
        store.table.commit(round.number, rewrite.removed, rewrite.added)
    except Overtaken:  # another's rounds may be later than this one, which then looks as if it were committed
        store.layout.remove(store.layout.round_file(kind, round.number) for kind in KINDS)
        raise
    faults.at("commit.delta")
    store.ledger.apply(journal)
    faults.at("commit.ledger")


def load(store: Store, results: Iterable[UnitResult], run: int, last: int) -> Incoming:
    """The rows that the results' parts hold, as records of ``run``. Rows of rounds up to ``last`` get this one's."""
    found = Incoming()
    for result in results:
        if result.part is None:
            continue
        columns = store.layout.rows(store.layout.part(result.part), COLUMNS).to_pydict()
        rows = zip(*(columns[name] for name in COLUMNS), strict=True)
        number = 0
        for number, (id, version, source, offset, member, text, url, form) in enumerate(rows, 1):
            if faults.dropped("commit"):
                continue
            found.records.append(Record(version, run, source, offset, member or "", id, text or ""))
            found.places.append((result.part, number - 1))
            found.shown.append((url, form))
        found.parts.append((result.part, number, result.round <= last))
    return found


def commit(store: Store, round: Round, results: Sequence[UnitResult]) -> Counts:
    """Commits results as one round (see ``Corpus.commit``); its counts, as differences."""
    with store.layout.trouble():
        incoming = load(store, results, round.start, store.table.round)
        known = store.ledger.known({record.id for record in incoming.records})
        contested = texts(incoming.records, known.values())
        rivals = store.ledger.rivals(contested, known, round.start)
        settled = settle(round.start, incoming.records, known, rivals)
        before = {k.record.id: k for k in rivals} | known
        rewrite = Rewrite(store.layout, round.number)
        plan(rewrite, settled, before, incoming, round.start)
        names = rewrite.write(incoming.parts)
        changed = [
            _located(rewrite, names, one, settled, before, incoming) for one in settled.changed.values()
        ]
        losers = list(_losers(settled, incoming))
        for result in results:
            _read(round, result)
        seconds: Counter[str] = Counter()
        for result in results:
            seconds.update(result.seconds)
        round.counts.seconds = dict(seconds.most_common(SLOWEST))
        _count(round.counts, settled, rewrite)
        round.turned = [
            (t.record.source, t.record.member, t.record.offset)
            for t in settled.turned
            if t.before is State.DUPLICATE
        ]
        round.moves = rewrite.moves
        round.again = store.ledger.sources_of(_left(settled, known, round.start), set(before))
        withdrawn = [(r.source, r.id) for r in losers if r.id]
        journal = Journal(round, changed, [*given(round, changed), *withdrawn])
        rejected = [one for result in results for one in result.rejected]
        failures = [one for result in results for one in result.failures]
        transact(store, journal, rewrite, rejected + losers, failures)
    return round.counts


def plan(rewrite: Rewrite, settled: Settled, before: dict[str, Known], incoming: Incoming, run: int) -> None:
    """What the settlement means for rows."""
    for id, now in settled.changed.items():
        old, index = before.get(id), settled.winners.get(id)
        was_live = old is not None and old.state is State.LIVE
        if old is not None and was_live and old.record.run == run:
            rewrite.own.add(id)
        if now.state is State.LIVE:
            if index is not None:
                rewrite.keep(*incoming.places[index])
            elif old is not None and old.aside:
                rewrite.bring_back(old.aside, id)
            if old is not None and old.part:
                rewrite.drop(old.part, id)
            continue
        if index is not None:
            rewrite.put_aside(*incoming.places[index])
        if old is not None and old.part and was_live:
            rewrite.drop(old.part, id, aside=index is None)
            rewrite.bury(now.record, {"duplicate_of": settled.holders[id]}, retired=True)


def _located(
    rewrite: Rewrite,
    names: dict[str, str],
    now: Known,
    settled: Settled,
    before: dict[str, Known],
    incoming: Incoming,
) -> Known:
    """The id as the ledger keeps it: with the places of its rows. A part that is moved goes by its old name."""
    id = now.record.id
    old, index = before.get(id), settled.winners.get(id)
    if now.state is State.LIVE:
        part = names[incoming.places[index][0]] if index is not None else rewrite.extra
        return replace(now, part=part, aside=None)
    buried = old is not None and old.state is State.LIVE
    tombstone = rewrite.extra if buried else old.part if old else None
    return replace(now, part=tombstone, aside=rewrite.aside)


def _left(settled: Settled, known: dict[str, Known], run: int) -> set[str]:
    """The texts that articles of earlier runs had until now: what was a duplicate of one is an article again."""
    return {
        old.record.fingerprint
        for id, now in settled.changed.items()
        if (old := known.get(id)) is not None
        and old.state is State.LIVE
        and old.record.run != run
        and old.record.fingerprint != now.record.fingerprint
    }


def _losers(settled: Settled, incoming: Incoming) -> Iterable[Rejected]:
    """The records that did not become the article, or are it no longer."""
    ends: list[tuple[Record, State, str | None, str | None]] = [
        (record, fate, *shown)
        for record, fate, shown in zip(incoming.records, settled.fates, incoming.shown, strict=True)
        if fate is not State.LIVE
    ]
    ends += [(turn.record, turn.after, None, None) for turn in settled.turned if turn.after is not State.LIVE]
    for record, fate, url, form in ends:
        holder = settled.holders.get(record.id) if fate is State.DUPLICATE else None
        detail = {
            State.STALE: "a newer version of this article is in the corpus",
            State.DUPLICATE: f"the same text from the same publisher is article {holder}",
            State.WITHDRAWN: "this article was withdrawn",
        }[fate]
        yield Rejected(
            "commit", fate.name.lower(), detail, record.source, record.member or None, record.offset, url=url,
            id=record.id, duplicate_of=holder, version=record.version, fingerprint=record.fingerprint or None,
            format=form,
        )  # fmt: skip


def _count(counts: Counts, settled: Settled, rewrite: Rewrite) -> None:
    counts.written = settled.count(State.LIVE)
    counts.stale = settled.count(State.STALE)
    counts.duplicate = settled.count(State.DUPLICATE)
    counts.withdrawn = settled.count(State.WITHDRAWN)
    if counts.withdrawn:
        tally(counts.rejected_by_reason, {"withdrawn": counts.withdrawn})
    counts.by_language, counts.by_precision = dict(rewrite.tally.language), dict(rewrite.tally.precision)


def _read(round: Round, result: UnitResult) -> None:
    """Counts a result and notes what it read."""
    counts = round.counts
    counts.units += 1
    counts.found += result.read
    counts.sent += result.sent
    counts.answered += result.answered
    counts.articles += result.articles
    counts.refused += len(result.rejected)
    counts.failed += len(result.failures)
    tally(counts.rejected_by_reason, Counter(one.reason for one in result.rejected))
    tally(counts.failed_by_reason, Counter(one.reason for one in result.failures))
    tally(counts.by_format, result.read_by_format)
    failed = Counter(one.source for one in result.failures)
    files: dict[str, Any] = {file.path: file for file in result.unit.files}
    single = len(result.unit.files) == 1
    for covered in result.covers:
        file = files[covered.source]
        round.readings.append(
            Reading(
                covered.name,
                covered.source,
                covered.complete,
                covered.records,
                file.size,
                file.stamp,
                result.unit.start if single else 0,
                result.unit.end if single else None,
                result.after if single else None,
                not (single and result.unit.skip),
                failed[covered.source],
            )
        )
