"""The loop over rounds: extract (a Beam job), commit (one transaction), index (a thread beside the next round).

Nothing is true before the commit, and everything after it can be made again: so a run that is killed at any moment
goes on where its last commit ended.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from pipeline import memory, plan, readers, report, submit, watching
from pipeline.beam import local
from pipeline.beam.files import find_remote
from pipeline.beam.planning import cut_by, job_of
from pipeline.corpus.store import Corpus, Run
from pipeline.errors import StoreError
from pipeline.follow import Follower, begin, followers, list_runs
from pipeline.interrupt import interruptible
from pipeline.logs import tell
from pipeline.model import RawDocument, SourceFile, UnitResult, WorkUnit
from pipeline.paths import opened, shown
from pipeline.process import restore
from pipeline.progress import Progress
from pipeline.ranges import Ranges
from pipeline.settings import Settings

REPLAY: Final = "newsmill failures --replay"
ROUND_UNITS: Final = 4000
"""Units offered to one round; a local one ends by its seconds long before these are read."""


def run(
    settings: Settings,
    inputs: list[str],
    *,
    fresh: bool = False,
    input_format: str | None = None,
    beam_options: Sequence[str] = (),
    progress: Progress,
) -> report.Account:
    """Reads the inputs into the store and lets its engines follow; the account, saved as the run's report.

    Raises UsageError before anything starts, StoreError where the run cannot go on (what is committed stays).
    """
    submit.check(beam_options)
    readers.configure(settings.fields.aliases)
    files = plan.find(inputs, find_remote, filter(None, (settings.store, settings.cache)))
    corpus = Corpus.open(settings.store, cache=settings.cache)
    with corpus.lock():
        try:
            with interruptible(progress):
                submit.meet_earlier_jobs(corpus, beam_options, progress)
                begun = corpus.begin(inputs, fresh=fresh)
                driver = Driver(settings, corpus, begun, input_format, beam_options, progress)
                driver.go(files)
        finally:
            local.stop_guard()
            local.LOCAL.progress = None
        return driver.account


@contextmanager
def _in_a_sentence(store: str) -> Iterator[None]:
    """Says in one sentence what a full disk or a store out of reach did, wherever in a round it was met."""
    local.LOCAL.error = None
    try:
        yield
    except (OSError, RuntimeError) as error:
        cause = local.LOCAL.error or error
        if isinstance(cause, StoreError):
            raise cause from error
        if isinstance(cause, OSError) and (cause.errno == errno.ENOSPC or "No space left" in str(cause)):
            raise StoreError(
                f"the disk that holds {store} is full; what was committed is intact: make room, then run again"
            ) from error
        raise


def _nothing(name: str) -> None:
    """No unit is done: all are read again."""


def replay(settings: Settings, *, progress: Progress) -> tuple[report.Account, int, int]:
    """Runs the open failures again: from what they kept; where nothing could be kept, their whole sources are read
    again. What succeeds leaves the list. The account, and how many failures were open before and after."""
    readers.configure(settings.fields.aliases)
    corpus = Corpus.open(settings.store, create=False, cache=settings.cache)
    with corpus.lock():
        driver = Driver(settings, corpus, corpus.begin([REPLAY]), None, (), progress)
        dead = list(corpus.failures(payload=True))
        try:
            with interruptible(progress):
                driver.replay(dead)
        finally:
            local.stop_guard()
            local.LOCAL.progress = None
        return driver.account, len(dead), sum(1 for _ in corpus.failures())


class Driver:
    """One run: its units, its rounds, its account."""

    def __init__(
        self, settings: Settings, corpus: Corpus, run: Run, input_format: str | None,
        beam_options: Sequence[str], progress: Progress,
    ) -> None:  # fmt: skip
        self.settings, self.corpus, self.run, self.progress = settings, corpus, run, progress
        self.beam_options = list(beam_options)
        self.job = job_of(settings, input_format)
        self.plan, self.workers = self.job.plan, self.job.workers
        self._cut = cut_by(self.plan)
        made_with = self.job.options.made_with()
        self.account = report.Account(
            run=run.id, inputs=list(run.inputs), started=run.started, made_with=made_with
        )
        self._held: list[WorkUnit] = []
        self.watcher = watching.Watcher(settings, corpus, run, self.account, progress)

    def _start(self) -> None:
        """Imports Beam; where the job runs in this process, starts the children from here, the main thread."""
        memory.bound()
        if not self.beam_options:
            local.start_guard(self.job, self.workers)  # they load their models meanwhile
        self.job_module = submit.beam()
        if self.beam_options and self.job_module.runner.local(self.beam_options):
            local.start_guard(self.job, self.workers)
        if local.LOCAL.guard is not None:
            local.LOCAL.guard.ready()

    def go(self, files: list[SourceFile]) -> None:
        """All rounds, then the engines' last steps, then the account."""
        if not files:
            tell(f"newsmill: there is no file in {', '.join(map(shown, self.run.inputs))}", "warning")
        self._start()
        local.LOCAL.progress = self.progress.add
        done = self.corpus.done(self.run)
        units = plan.units(files, self.plan, self._cut, done.get)
        self.ranges = Ranges(self.corpus.reached(self.run))
        total = sum((u.end or sum(f.size for f in u.files)) - u.start for u in units)
        self.progress.update(total_bytes=total)
        with followers(self.settings, self.corpus, self.beam_options) as engines:
            self.engines: list[Follower] = engines
            begin(engines)
            self.watcher.begin(engines, len(files), total)
            self._rounds(units)
            self._end()

    def _end(self) -> None:
        """Ends the run, unless it was interrupted; the engines catch up; the account is drawn up and saved."""
        self.account.stopped = local.LOCAL.stop.is_set()
        if not self.account.stopped:
            self.corpus.finish(self.run)
        for engine in self.engines:
            engine.catch_up()
        self._settle_account()

    def replay(self, dead: list[dict[str, Any]]) -> None:
        """These failures again. A source that is gone leaves its failures as they are, and is named."""
        kept: dict[str, RawDocument] = {}
        sources: set[str] = set()
        for one in dead:
            record = restore(one["payload"], one["context"])
            if record is not None:
                kept[one["key"]] = record
            else:
                sources.add(one["source"])
        there = [source for source in sorted(sources) if "://" in source or os.path.lexists(opened(source))]
        # A source that is read again gives all of its records; one that was kept would be counted twice.
        kept = {
            one["key"]: kept[one["key"]] for one in dead if one["key"] in kept and one["source"] not in there
        }
        for source in sorted(sources.difference(there)):
            tell(f"newsmill: {source} is gone: what failed there cannot be tried again", "warning")
        self._start()
        local.LOCAL.progress = self.progress.add
        self.ranges = Ranges(self.corpus.reached(self.run))
        with followers(self.settings, self.corpus, self.beam_options) as engines:
            self.engines = engines
            begin(engines)
            self.watcher.begin(engines, len(there), 0)
            if kept:
                self._replay_records(kept)
            self._rounds(
                plan.units(plan.find(map(opened, there), find_remote), self.plan, self._cut, _nothing)
            )
            self._end()

    def _replay_records(self, kept: dict[str, RawDocument]) -> None:
        from pipeline.beam import replay as replaying

        number = self.corpus.next_round()
        replaying.process(replace(self.job, round=number, round_seconds=None), list(kept.values()))
        own = [result for result in self.corpus.staged() if not result.unit.files]
        self._take_in(number, own, list(kept))

    def _rounds(self, units: list[WorkUnit]) -> None:
        waiting = self.corpus.staged()
        left = self._commit(units, waiting) if waiting else units
        idle = 0
        while left and not local.LOCAL.stop.is_set():
            number = self.corpus.next_round()
            with _in_a_sentence(self.settings.store):
                name = self.job_module.runner.job_name(self.corpus.corpus_id, "extract", number)
                self.job_module.extract(
                    left[:ROUND_UNITS], replace(self.job, round=number), self.beam_options, name
                )
            results = self.corpus.staged()
            left = self._commit(left, results)
            idle = 0 if results else idle + 1
            if idle > 3:
                raise StoreError(
                    "three rounds gave no result; see the runner's own log (what is committed stays)"
                )

    def _commit(self, units: list[WorkUnit], results: list[UnitResult]) -> list[WorkUnit]:
        """Commits what neighbouring ranges agree on; what is still to read afterwards."""
        agreed, again = self.ranges.agree(results)
        if agreed:
            self._take_in(max(result.round for result in agreed), agreed)
        for result in again.dropped:
            self.corpus.drop(result)
        covered = {result.unit.name: result.covers for result in agreed}
        held = {unit.name for unit in again.held}
        there = [*units, *self._held]  # what waited may be dropped now, or have a rest
        self._held = [unit for unit in there if unit.name in held]
        left = [
            rest
            for unit in there
            if unit.name not in held
            for rest in (
                plan.remainder(unit, covered[unit.name], self.plan) if unit.name in covered else [unit]
            )
        ]
        return [again.replaced.get(unit.name, unit) for unit in left]

    def _take_in(self, number: int, results: list[UnitResult], closed: Sequence[str] = ()) -> None:
        """One round's commit; the engines begin to follow it."""
        started = time.monotonic()
        with _in_a_sentence(self.settings.store):
            counts = self.corpus.commit(self.run, number, results, closed, self.watcher.lap())
        self.account.rounds += 1
        self.watcher.committed(number, results, counts, time.monotonic() - started)
        memory.release()
        for engine in self.engines:
            engine.follow()

    def _settle_account(self) -> None:
        account = self.account
        watching.draw_up(account, self.corpus.account(self.run))
        account.engines = self.watcher.engine_accounts()
        account.seconds = round(self.watcher.seconds, 2)
        account.articles = self.corpus.count()
        self.corpus.report(self.run.id, report.files(account))
        list_runs(self.engines, self.corpus)
        self.watcher.ended()
