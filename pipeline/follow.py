"""Engines follow the corpus, each from its own position, in a thread beside the next round."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

import pyarrow as pa

from pipeline import engine_failures, faults, memory, report, show
from pipeline.corpus.layout import reports
from pipeline.corpus.look import rows_in
from pipeline.corpus.store import Corpus
from pipeline.engines import Applied, Engine, Refused, Unreachable
from pipeline.errors import EngineError, StoreError
from pipeline.logs import LOG, tell
from pipeline.settings import Settings, load

if TYPE_CHECKING:
    from pipeline.engines.elasticsearch.client import Connection
    from pipeline.engines.elasticsearch.engine import Elastic


Job = Callable[[int, int], "tuple[int, Applied]"]
"""Takes an engine from one round to another as a job of its own: rows offered, and what became of them."""


class Follower:
    """Keeps one engine up with one corpus and counts what it was offered and what became of it."""

    def __init__(self, engine: Engine, corpus: Corpus, job: Job | None = None) -> None:
        self.name, self.engine, self.corpus, self.job = engine.name, engine, corpus, job
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"follow-{engine.name}")
        self._step: Future[None] | None = None
        self._account = report.EngineAccount()
        self._early = False

    def begin(self) -> str | None:
        """Before anything is read: raises Refused; a sentence where the engine is not there yet, and will lag."""
        try:
            getattr(self.engine, "check", self.engine.position)()  # one with a server has more to ask
            self._account.position = self._position()
        except Refused:
            raise
        except Unreachable as error:
            self._account.error, self._early = error.message, True
            return error.message
        except EngineError:
            return None  # said again, and counted, by the first step
        return None

    def follow(self) -> None:
        """Starts catching up in the background, unless that is still going on."""
        if self._step is not None and self._step.done():
            self._step.result()
            self._step = None
        if self._step is None and self._account.error is None:
            self._step = self._thread.submit(self._apply, self.corpus.round)

    def catch_up(self) -> None:
        """Waits until the engine holds all that is committed, or has said why it cannot."""
        if self._step is not None:
            self._step.result()
            self._step = None
        if self._early:  # it was not there when the run began: it may be by now
            self._account.error, self._early = None, False
        if self._account.error is None:
            self._apply(self.corpus.round)
        if self._account.error is None and self.engine.disposable:
            self._make_sure()

    def _make_sure(self) -> None:
        """An index that has followed every round and holds another number of articles than the corpus is made again."""
        try:
            status = self.engine.status()
            differs = status.position == self.corpus.round and engine_failures.missing(
                self.corpus, self.name, status.articles
            )
            if not differs:
                return
            tell(
                f"newsmill: {lacks(self.name, differs)}. It is made again now.",
                "warning",
            )
            self.engine.reset()
        except EngineError as error:
            self._stopped(error)
            return
        self._apply(self.corpus.round)

    def _stopped(self, error: EngineError) -> None:
        self._account.error = error.message
        LOG.event("engine_stopped", "error", stage="index", engine=self.name, message=error.message)

    def _apply(self, upto: int) -> None:
        try:
            position = self._position()
            if position < upto:
                started = time.monotonic()
                counted, applied = self._take(position, upto)
                self._account.offered += counted
                self._account.indexed += applied.indexed
                self._account.superseded += applied.superseded
                self._account.failed += len(applied.failed)
                engine_failures.add(self.corpus.layout, self.name, applied.failed, anew=position == 0)
                LOG.event(
                    "indexed", stage="index", engine=self.name, round=upto, offered=counted,
                    indexed=applied.indexed, superseded=applied.superseded, failed=len(applied.failed),
                    seconds=round(time.monotonic() - started, 3),
                )  # fmt: skip
            self._account.position = self.engine.position()
        except EngineError as error:
            self._stopped(error)
        memory.release()

    def _position(self) -> int:
        """Where the engine stands. One that followed rounds which the corpus does not have begins again, or is
        refused."""
        position = self.engine.position()
        if self.corpus.has(position):
            return position
        if not self.engine.disposable:
            raise Refused(unlike(self.name))
        tell(f"newsmill: {unlike(self.name)} It is made again now.", "warning")
        self.engine.reset()
        return 0

    def _take(self, position: int, upto: int) -> tuple[int, Applied]:
        """Offers all rows after a round; how many, and what became of them."""
        if self.job is not None:
            return self.job(position, upto)
        counted = _Counted(self.corpus.rows_after(position, self.engine.columns))
        applied = self.engine.apply(counted, upto)
        return counted.rows, applied

    def account(self) -> report.EngineAccount:
        """Offered = indexed + superseded + failed; ``lag``: rows committed beyond the engine's position."""
        behind = self._account.position < self.corpus.round
        lag = self.corpus.count_after(self._account.position) if behind else 0
        return replace(self._account, lag=lag)

    def close(self) -> None:
        """Waits for the thread and closes the engine."""
        self._thread.shutdown(wait=True)
        self.engine.close()


class _Counted:
    """Batches on their way to an engine: the rows offered. A step that does not end has offered none: they lag."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches, self.rows = batches, 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for batch in self._batches:
            self.rows += len(batch)
            if faults.dropped("index") and len(batch):
                batch = batch.slice(1)
            yield batch


def unlike(name: str) -> str:
    """For an engine that followed rounds which the corpus does not have, with the way out."""
    return (
        f"the index of engine {name} does not match the corpus: it followed rounds that the corpus does not have, as "
        "after an older copy of the store was put back; newsmill index rebuild makes it again."
    )


def lacks(name: str, missing: int) -> str:
    """Of an engine that holds so many articles less than the corpus, or, below 0, more."""
    number = show.counted(abs(missing), "article")
    what = f"lacks {number} of the corpus" if missing > 0 else f"has {number} more than the corpus"
    return f"the index of engine {name} {what}, though it has followed it: somebody else wrote to it or deleted from it"


def engine_of(name: str, corpus: Corpus, settings: Settings | None = None) -> Engine:
    """The engine of that name for that corpus: one branch for each engine. Raises EngineError, or UsageError."""
    if name == "embedded":
        from pipeline.engines.embedded import Embedded

        return Embedded(corpus.index_folder, corpus.corpus_id)
    if name == "elasticsearch":
        return elastic(corpus, settings or load())
    raise EngineError(
        f"there is no engine {name!r} in this version (setting engines: embedded, elasticsearch)"
    )


def connection(settings: Settings) -> Connection:
    """The server that the settings name, and how to be let in."""
    from pipeline.engines.elasticsearch.client import Connection

    chosen = settings.elasticsearch
    return Connection(
        chosen.url,
        cloud_id=chosen.cloud_id,
        api_key=chosen.api_key,
        user=chosen.user,
        password=chosen.password,
        ca_certs=chosen.ca_certs,
        timeout=min(60.0, chosen.patience_seconds),
    )


def elastic(corpus: Corpus, settings: Settings) -> Elastic:
    """Elasticsearch as the settings have it, for that corpus."""
    from pipeline.engines.elasticsearch.bulk import Limits
    from pipeline.engines.elasticsearch.engine import Elastic

    chosen = settings.elasticsearch
    limits = Limits(chosen.batch_docs, chosen.batch_bytes, chosen.in_flight, chosen.patience_seconds)
    return Elastic(connection(settings), chosen.index, corpus.corpus_id, limits)


def _index_job(engine: Elastic, corpus: Corpus, options: Sequence[str]) -> Job:
    """Elasticsearch is written to by a Beam job, on the runner of the run."""

    def job(position: int, upto: int) -> tuple[int, Applied]:
        from pipeline.beam import runner
        from pipeline.beam.index import Step, index

        parts = tuple(corpus.parts_after(position))  # once: another round may be committed meanwhile
        offered = rows_in(corpus.layout, parts, position)
        with engine.following(upto) as target:
            step = Step(corpus.path, parts, position, engine.connection, target, engine.limits)
            return offered, index(step, options, runner.job_name(corpus.corpus_id, "index", upto))

    return job


@contextmanager
def followers(
    settings: Settings, corpus: Corpus, beam_options: Sequence[str] | None = None
) -> Iterator[list[Follower]]:
    """The engines that the settings name, following the corpus. ``beam_options``: those of a run, whose index job
    goes through Beam; None writes from this process."""
    found = []
    for name in settings.engines:
        engine = engine_of(name, corpus, settings)
        as_job = name == "elasticsearch" and beam_options is not None
        job = _index_job(cast("Elastic", engine), corpus, beam_options or ()) if as_job else None
        found.append(Follower(engine, corpus, job))
    try:
        yield found
    finally:
        for follower in found:
            follower.close()


def begin(engines: Iterable[Follower]) -> None:
    """Asks every engine whether it is there and ours. Raises Refused; what is only not there yet is said."""
    for engine in engines:
        sentence = engine.begin()
        if sentence is not None:
            tell(f"newsmill: {sentence}", "warning")


LISTED: Final = 50
"""So many runs are looked back at: one that could not be listed, because the server was away, is listed later."""


def list_runs(engines: Iterable[Follower], corpus: Corpus) -> None:
    """Lists the last run beside the articles, where Elasticsearch follows; what goes wrong is said and changes
    nothing: the report in the store is what counts, and the next run lists what is missing."""
    for follower in engines:
        if follower.name != "elasticsearch" or follower.account().error:
            continue
        try:
            _list_runs(cast("Elastic", follower.engine), corpus)
        except EngineError as error:
            tell(f"newsmill: the run is not listed: {error.message}", "warning")


def _list_runs(engine: Elastic, corpus: Corpus) -> None:
    from pipeline.engines.elasticsearch import runs

    client, where, index = engine.client, engine.where, engine.generations.name
    files = reports(corpus.layout)
    last = sorted(files)[-LISTED:]
    there = runs.listed(client, where, index, last[:-1])
    missing = {run: files[run] for run in last if run not in there}
    failed: dict[str, Counter[tuple[str, str]]] = {run: Counter() for run in missing}
    for one in corpus.failures():
        if one["run"] in failed:
            failed[one["run"]][one["reason"], one["format"] or ""] += 1
    for run, name in missing.items():
        try:
            account = report.from_json(corpus.layout.read(name)).to_json()
        except StoreError:  # of another version, or damaged: `newsmill report --run` says so
            continue
        newest = runs.newest(client, where, index) if run == last[-1] else None
        runs.write(client, where, index, runs.documents(account, corpus.corpus_id, failed[run], newest))
