"""What a run tells machines while it works: events of the log (logs.py) and the metrics file (metrics.py)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from pipeline import metrics
from pipeline.corpus.counts import Counts
from pipeline.corpus.layout import reports
from pipeline.errors import StoreError, UsageError
from pipeline.logs import LOG
from pipeline.model import UnitResult
from pipeline.report import FATES, Account, EngineAccount, from_json

if TYPE_CHECKING:
    from pipeline.corpus.store import Corpus, Run
    from pipeline.follow import Follower
    from pipeline.progress import Progress
    from pipeline.settings import Settings


def draw_up(account: Account, counts: Counts) -> None:
    """Fills the account with a run's counts."""
    for name in FATES:
        setattr(account, name, getattr(counts, name))
    account.read, account.retired = counts.read, counts.retired
    account.stages = dict(counts.stages)
    account.rejected_by_reason = dict(counts.rejected_by_reason)
    account.failed_by_reason = dict(counts.failed_by_reason)
    account.by_format, account.slowest = dict(counts.by_format), list(counts.slowest)
    account.by_language, account.by_precision = dict(counts.by_language), dict(counts.by_precision)


class Watcher:
    """Follows one run. Without ``metrics.file`` and with a log for people it costs nothing."""

    def __init__(
        self, settings: Settings, corpus: Corpus, run: Run, account: Account, progress: Progress
    ) -> None:
        self.settings, self.corpus, self.account, self.progress = settings, corpus, account, progress
        self.state = metrics.State()
        self.engines: Sequence[Follower] = ()
        self._begun = self._marked = time.monotonic()
        self._before = 0.0
        self._engines_before: dict[str, EngineAccount] = {}
        if run.resumed:
            self._go_on(run)
        self._counts = corpus.account(run) if self._wanted else Counts()
        LOG.bind(run=run.id)

    @property
    def _wanted(self) -> bool:
        return self.settings.metrics.file is not None

    def _go_on(self, run: Run) -> None:
        """What the run's earlier processes did: their rounds and seconds as far as they committed, and what their
        engines took as far as they could report it."""
        heads = list(self.corpus.rounds(run))
        self._before = sum(head.seconds for head in heads)
        self.account.rounds = sum(head.counts.units > 0 for head in heads)
        name = reports(self.corpus.layout).get(run.id)
        if name is not None:
            with suppress(StoreError):  # of another version, or damaged: they count from here
                self._engines_before = from_json(self.corpus.layout.read(name)).engines

    @property
    def seconds(self) -> float:
        """How long the run has taken so far, that of earlier processes included."""
        return self._before + time.monotonic() - self._begun

    def lap(self) -> float:
        """Seconds since the last call, or since this process began."""
        last, self._marked = self._marked, time.monotonic()
        return self._marked - last

    def engine_accounts(self) -> dict[str, EngineAccount]:
        """What each engine took in the whole run."""
        found = {engine.name: engine.account() for engine in self.engines}
        for name in found.keys() & self._engines_before.keys():
            for count in ("offered", "indexed", "superseded", "failed"):
                more = getattr(self._engines_before[name], count)
                setattr(found[name], count, getattr(found[name], count) + more)
        return found

    def begin(self, engines: Sequence[Follower], files: int, size: int) -> None:
        """The run begins to read ``files`` inputs of ``size`` bytes."""
        self.engines, self.state.bytes_total = engines, size
        LOG.event(
            "run_started", inputs=list(self.account.inputs), files=files, bytes=size,
            engines=[engine.name for engine in engines],
        )  # fmt: skip
        self._publish()  # a path that cannot be written to is told before anything is read

    def committed(self, round: int, results: Iterable[UnitResult], counts: Counts, seconds: float) -> None:
        """A round is in the corpus."""
        self.state.commit_seconds, self.state.committed_at = seconds, time.time()
        if LOG.structured:
            for result in results:
                _tell_unit(result)
            LOG.event(
                "committed", stage="commit", round=round, units=counts.units, read=counts.read,
                seconds=round_off(seconds), **{fate: getattr(counts, fate) for fate in FATES},
            )  # fmt: skip
        if self._wanted:
            self._counts.add(counts)
            draw_up(self.account, self._counts)
            self.account.seconds = round_off(self.seconds)
            self.account.engines = self.engine_accounts()
            with suppress(UsageError):  # if it lasts, the end says so
                self._publish()

    def ended(self) -> None:
        """The account is drawn up and saved. UsageError where the metrics cannot be."""
        account = self.account
        self.state.ended_at = time.time()
        LOG.event(
            "run_ended", "info" if account.balanced and not account.lagging() else "error",
            seconds=account.seconds, rounds=account.rounds, read=account.read, balanced=account.balanced,
            stopped=account.stopped, lagging=account.lagging() or None,
            **{fate: getattr(account, fate) for fate in FATES},
        )  # fmt: skip
        self._publish()

    def _publish(self) -> None:
        if self.settings.metrics.file is not None:
            self.state.bytes_read = self.progress.done_bytes
            metrics.write(self.settings.metrics.file, self.account, self.state)


def round_off(seconds: float) -> float:
    """Seconds as reports give them."""
    return round(seconds, 3)


def _tell_unit(result: UnitResult) -> None:
    """One event a unit, and one for each record of it that failed: where it lies and why, never what it says."""
    files = result.unit.files
    LOG.event(
        "unit_done", stage="extract", unit=result.unit.name, round=result.round,
        source=files[0].path if files else None,
        files=len(files), read=result.read, articles=result.articles, rejected=len(result.rejected),
        failed=len(result.failures), seconds=round_off(sum(result.seconds.values())),
    )  # fmt: skip
    for failure in result.failures:
        LOG.event(
            "failed", "warning", stage=failure.stage, unit=result.unit.name, source=failure.source,
            member=failure.member, offset=failure.offset, reason=failure.reason,
        )  # fmt: skip
