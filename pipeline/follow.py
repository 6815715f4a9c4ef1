"""Engines follow the corpus, each from its own position, in a thread beside the next round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pyarrow as pa

from pipeline import faults, report
from pipeline.corpus.store import Corpus
from pipeline.engines import Engine
from pipeline.errors import EngineError
from pipeline.settings import Settings


class Follower:
    """Keeps one engine up with one corpus and counts what it was offered and what became of it."""

    def __init__(self, engine: Engine, corpus: Corpus) -> None:
        self.name, self.engine, self.corpus = engine.name, engine, corpus
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"follow-{engine.name}")
        self._step: Future[None] | None = None
        self._account = report.EngineAccount()

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
        if self._account.error is None:
            self._apply(self.corpus.round)

    def _apply(self, upto: int) -> None:
        try:
            position = self.engine.position()
            if position < upto:
                applied = self.engine.apply(
                    self._counted(self.corpus.rows_after(position, self.engine.columns)), upto
                )
                self._account.indexed += applied.indexed
                self._account.superseded += applied.superseded
                self._account.failed += len(applied.failed)
            self._account.position = self.engine.position()
        except EngineError as error:
            self._account.error = error.message

    def _counted(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            self._account.offered += len(batch)
            if faults.dropped("index") and len(batch):
                batch = batch.slice(1)
            yield batch

    def account(self) -> report.EngineAccount:
        """Offered = indexed + superseded + failed; ``lag``: rows committed beyond the engine's position."""
        if self._account.position < self.corpus.round:
            self._account.lag = self.corpus.count_after(self._account.position)
        return self._account

    def close(self) -> None:
        """Waits for the thread and closes the engine."""
        self._thread.shutdown(wait=True)
        self.engine.close()


def engine_of(name: str, corpus: Corpus) -> Engine:
    """The engine of that name for that corpus: one line for each engine. Raises EngineError."""
    if name == "embedded":
        from pipeline.engines.embedded import Embedded

        return Embedded(corpus.index_folder, corpus.corpus_id)
    raise EngineError(f"there is no engine {name!r} in this version (setting engines: embedded)")


@contextmanager
def followers(settings: Settings, corpus: Corpus) -> Iterator[list[Follower]]:
    """The engines that the settings name, following the corpus."""
    found = [Follower(engine_of(name, corpus), corpus) for name in settings.engines]
    try:
        yield found
    finally:
        for follower in found:
            follower.close()
