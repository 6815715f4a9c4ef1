"""``Corpus``: the one door to a store. Reading needs no lock; whoever writes holds ``lock()``."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from pipeline.corpus import catchup, compact, fates, look, retire, runs
from pipeline.corpus import commit as committing
from pipeline.corpus.counts import Counts, total
from pipeline.corpus.delta import ArticleTable
from pipeline.corpus.journal import Head, Round, read_head
from pipeline.corpus.layout import RUNS, Layout, locate
from pipeline.corpus.ledger import Ledger
from pipeline.corpus.runs import Run
from pipeline.corpus.table import SCHEMA
from pipeline.errors import StoreError
from pipeline.model import Article, SourceFile, UnitResult

__all__ = ["Corpus", "Run"]


class Corpus:
    """A corpus of articles, in a folder or on an object store.

    At every commit each id is there once, for any reader of the table; kill -9 at any moment leaves the last commit.
    One writer at a time; other threads and processes may read meanwhile.
    """

    def __init__(self, layout: Layout, table: ArticleTable, ledger: Ledger) -> None:
        self.layout = layout
        self.path = layout.address
        self.corpus_id = table.id
        self._store = committing.Store(layout, table, ledger)
        ledger.fill = self._catch_up
        self._held = 0
        self._writing = threading.RLock()
        self._seen: set[str] = set()
        self._run: Run | None = None
        self._ended: Run | None = None

    @classmethod
    def open(cls, path: str, *, create: bool = True, cache: str | None = None) -> Corpus:
        """The corpus of a store. StoreError, with a way out, where there is none (and ``create`` is false), where the
        folder is something else, or where it was made by another version. ``cache``: see ``locate``."""
        layout = locate(path, cache)
        with layout.trouble():
            table = ArticleTable(layout, create)
            ledger = Ledger(layout.local(table.id) / "ledger.sqlite", table.id)
            corpus = cls(layout, table, ledger)
            corpus._catch_up()
        return corpus

    def _catch_up(self) -> None:
        """Brings the ledger to the table's round."""
        catchup.catch_up(self._store)

    def refresh(self) -> int:
        """Takes in what another process committed since; the last round."""
        self._store.table.refresh()
        self._catch_up()
        return self.round

    def close(self) -> None:
        """Closes the ledger; what is committed needs no closing."""
        self._store.ledger.close()

    @property
    def index_folder(self) -> str:
        """Where an engine on a local disk keeps its index."""
        return str(self.layout.local(self.corpus_id) / "index")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """The right to write. StoreError at once where another process has it; may be nested."""
        if self._held:
            self._held += 1
            try:
                yield
            finally:
                self._held -= 1
            return
        with self.layout.locked() as self._store.sure:
            self._held = 1
            try:
                with self.layout.trouble():
                    self.layout.make()
                self.refresh()
                yield
                self._forget_ended()
            finally:
                self._held, self._ended = 0, None

    def _forget_ended(self) -> None:
        """A run that was ended needs no going on: only from here on, so that a kill between ``finish`` and its
        report leaves a run that goes on and reports the whole."""
        if self._ended is not None:
            runs.finish(self._store, self._ended)
            self._ended = None

    @property
    def round(self) -> int:
        """The last committed round; 0 before the first."""
        return self._store.table.round

    def has(self, position: int) -> bool:
        """Whether an engine that stands at this round can have followed this corpus: the round is one of its own, or
        none. It is not where the store was put back to an earlier state."""
        if position > self.round and not self._held:  # a run that goes on meanwhile may have committed it
            self.refresh()
        own = position <= self.round and self.layout.exists(self.layout.round_file("units", position))
        return position == 0 or own

    def next_round(self) -> int:
        """A number for the next round: later than the last one, else the clock's milliseconds."""
        return max(self.round + 1, int(time.time() * 1000))

    # ------------------------------------------------------------ a run

    def begin(self, inputs: Sequence[str], *, fresh: bool = False) -> Run:
        """Begins a run, or goes on with one of the same inputs that was interrupted (same id, same start round).
        Sweeps away what unfinished attempts left. Needs the lock."""
        with self._writer():
            self._forget_ended()
            self._run = runs.begin(self._store, list(inputs), fresh, self.next_round())
            self._seen = set()
            return self._run

    def done(self, run: Run) -> dict[str, tuple[bool, int]]:
        """Name of a file or range -> (read to its end, records read): what a run need not read. For a fresh run only
        what it has read itself."""
        return self._store.ledger.readings(run.start_round if run.fresh else None)

    def reached(self, run: Run) -> dict[tuple[SourceFile, int], int | None]:
        """(file, end of a range) -> offset of the first record beyond it (None: not known), for ranges read to their
        end."""
        return self._store.ledger.reached(run.start_round if run.fresh else None)

    def staged(self) -> list[UnitResult]:
        """Complete results that wait for a commit, one attempt a unit; others are removed."""
        with self._writer():
            since = self._run.start_round if self._run and self._run.fresh else None
            return runs.staged(self._store, lambda name: self._store.ledger.reading(name, since), self._seen)

    def drop(self, result: UnitResult) -> None:
        """Removes a result that is not to be committed, and its part."""
        with self._writer():
            runs.drop(self.layout, result, set(self._store.table.parts()))

    def commit(
        self,
        run: Run,
        round: int,
        results: Sequence[UnitResult],
        closed: Sequence[str] = (),
        seconds: float = 0.0,
    ) -> Counts:
        """Commits results as one round, atomically: newest versions win, same texts are duplicates (see ``settle``).

        Gives this round's counts as differences. ``closed``: keys of failures that these results take up again.
        ``seconds``: of the run's time, since the round before; a run that goes on later adds them up.
        ``round`` must not be used yet; a later number is taken where it was passed meanwhile. StoreError where the
        disk does not take it: the store is then as before.
        """
        with self._writer():
            number = round if round > self.round else self.next_round()
            runs.forget_unfinished(self._store)
            made = Round(number, run.id, run.start_round, seconds, closed=list(closed))
            counts = committing.commit(self._store, made, results)
            with self.layout.trouble():
                runs.clear_staged(self.layout, results, set(self._store.table.parts()))
            self._compact(run)
            return counts

    def _compact(self, run: Run) -> None:
        """Joins small parts, where there are many. Its round is no later than need be: what workers staged stays in
        time."""
        parts = compact.due(self._store.table.sizes())
        if parts:
            compact.compact(self._store, Round(self.round + 1, run.id, run.start_round), parts)

    def finish(self, run: Run) -> int:
        """Ends a run: ids that files read again and whole give no longer are retired; how many of the run were.
        Until the lock is let go (or another run begins) a kill leaves a run that can go on."""
        with self._writer():
            since = runs.since(self.layout, run)
            gone, ids = retire.no_longer_given(self._store, since)
            if gone:
                runs.forget_unfinished(self._store)
                made = Round(self.next_round(), run.id, run.start_round)
                retire.retire(self._store, made, gone, ids)
                self._compact(run)
            self._ended = run
            return self.account(run).retired

    def withdraw(self, id: str, reason: str) -> int:
        """Takes an article out for good: its row keeps no text and no later run brings it back. 1, or 0 where it was
        withdrawn before. UsageError for an unknown id."""
        with self.lock(), self._writer():
            runs.forget_unfinished(self._store)
            number = self.next_round()
            return retire.withdraw(self._store, Round(number, f"withdraw-{number}", number), id, reason)

    def copies(self, id: str) -> list[str]:
        """The ids of known duplicates of an article."""
        return self._store.ledger.copies(id)

    def _writer(self) -> threading.RLock:
        if not self._held:
            raise StoreError(f"The store {self.path} is not locked by this process; nothing was written.")
        self._store.sure()
        return self._writing

    # ------------------------------------------------------------ what it knows

    def rounds(self, run: Run | str | None = None) -> Iterator[Head]:
        """What the committed rounds, or those of a run, counted, in order."""
        wanted = run.id if isinstance(run, Run) else run
        for number in self.layout.rounds("units", after=run.start_round - 1 if isinstance(run, Run) else 0):
            if number <= self.round:
                found = read_head(self.layout, number)
                if wanted in (None, found.run):
                    yield found

    def account(self, run: Run | str) -> Counts:
        """The counts of a run, over all its rounds."""
        return total(one.counts for one in self.rounds(run))

    def report(self, run: str, files: Mapping[str, bytes]) -> None:
        """Keeps a run's report: its files by name, each whole or not at all, in this order."""
        with self.layout.trouble():
            for name, content in files.items():
                self.layout.write(f"{RUNS}/{run}/{name}", content, lasting=False)

    def failures(self, *, payload: bool = False) -> Iterator[dict[str, Any]]:
        """Records that failed and were not read again since, as dictionaries with ``run``, ``round`` and ``key``;
        ``payload`` (as in Failure) only if asked."""
        return fates.failures(self._store, payload)

    def rejected(self) -> Iterator[dict[str, Any]]:
        """Records that are no article (duplicates and stale ones among them) and were not read again since."""
        return fates.rejected(self._store)

    # ------------------------------------------------------------ rows

    def rows_after(self, position: int, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Rows committed after a round, retired and withdrawn ones too, oldest part first. A row that changes while
        this is read comes again with a later commit."""
        return look.rows_after(self._store, position, columns)

    def parts_after(self, position: int) -> list[str]:
        """The parts, by their names in the store, that may hold rows committed after a round: workers read them."""
        return look.parts_after(self._store, position)

    def count_after(self, position: int) -> int:
        """How many rows were committed after a round, retired and withdrawn ones too."""
        return sum(batch.num_rows for batch in self.rows_after(position, ["commit"]))

    def get(self, ids: Sequence[str]) -> dict[str, Article]:
        """Articles by id; retired and withdrawn ones come without text, unknown ids are left out."""
        return look.get(self._store, ids)

    def commits(self, ids: Sequence[str]) -> dict[str, int]:
        """Ids to the rounds that wrote their rows; unknown ones are left out."""
        return look.commits(self._store, ids)

    def text(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Id -> what a hit shows and its snippets are cut from: title, lead, body, captions, crossheads, authors,
        credits, published, publisher, language."""
        return look.text(self._store, ids)

    def articles(self, ids: Sequence[str] | None = None, live_only: bool = True) -> Iterator[Article]:
        """Every article once, or those with these ids, in no promised order."""
        return look.articles(self._store, ids, live_only)

    def batches(
        self,
        ids: Sequence[str] | None = None,
        live_only: bool = True,
        columns: Sequence[str] = SCHEMA.names,
    ) -> Iterator[pa.RecordBatch]:
        """The same as Arrow batches of ``table.SCHEMA``, or of some of its columns."""
        return look.batches(self._store, ids, live_only, columns)

    def count(self) -> int:
        """How many live articles there are."""
        return self._store.ledger.live()

    def content_digest(self) -> str:
        """32 hexadecimal digits over all live articles, whatever their order; without commit and ingested."""
        return look.content_digest(self._store)
