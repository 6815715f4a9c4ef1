"""Engines follow the corpus, each from its own position, in a thread beside the next round."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline import engine_failures, faults, report
from pipeline.corpus.store import Corpus
from pipeline.engines import Engine, Refused, Unreachable
from pipeline.errors import EngineError
from pipeline.settings import Settings, load

if TYPE_CHECKING:
    from pipeline.engines.elasticsearch.engine import Elastic


class Follower:
    """Keeps one engine up with one corpus and counts what it was offered and what became of it."""

    def __init__(self, engine: Engine, corpus: Corpus) -> None:
        self.name, self.engine, self.corpus = engine.name, engine, corpus
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"follow-{engine.name}")
        self._step: Future[None] | None = None
        self._account = report.EngineAccount()
        self._early = False

    def begin(self) -> str | None:
        """Before anything is read: raises Refused; a sentence where the engine is not there yet, and will lag."""
        try:
            self._account.position = self.engine.position()
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

    def _apply(self, upto: int) -> None:
        try:
            position = self.engine.position()
            if position < upto:
                counted = _Counted(self.corpus.rows_after(position, self.engine.columns))
                applied = self.engine.apply(counted, upto)
                self._account.offered += counted.rows
                self._account.indexed += applied.indexed
                self._account.superseded += applied.superseded
                self._account.failed += len(applied.failed)
                engine_failures.add(self.corpus.path, self.name, applied.failed, anew=position == 0)
            self._account.position = self.engine.position()
        except EngineError as error:
            self._account.error = error.message

    def account(self) -> report.EngineAccount:
        """Offered = indexed + superseded + failed; ``lag``: rows committed beyond the engine's position."""
        if self._account.position < self.corpus.round:
            self._account.lag = self.corpus.count_after(self._account.position)
        return self._account

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


def elastic(corpus: Corpus, settings: Settings) -> Elastic:
    """Elasticsearch as the settings have it, for that corpus."""
    from pipeline.engines.elasticsearch.bulk import Limits
    from pipeline.engines.elasticsearch.client import Connection
    from pipeline.engines.elasticsearch.engine import Elastic

    chosen = settings.elasticsearch
    connection = Connection(
        chosen.url,
        cloud_id=chosen.cloud_id,
        api_key=chosen.api_key,
        user=chosen.user,
        password=chosen.password,
        ca_certs=chosen.ca_certs,
        timeout=min(60.0, chosen.patience_seconds),
    )
    limits = Limits(chosen.batch_docs, chosen.batch_bytes, chosen.in_flight, chosen.patience_seconds)
    return Elastic(connection, chosen.index, corpus.corpus_id, limits)


@contextmanager
def followers(settings: Settings, corpus: Corpus) -> Iterator[list[Follower]]:
    """The engines that the settings name, following the corpus."""
    found = [Follower(engine_of(name, corpus, settings), corpus) for name in settings.engines]
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
            print(f"newsmill: {sentence}", file=sys.stderr)
