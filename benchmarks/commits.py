"""Commits alone, as a store grows: rounds of made-up rows that no reader has read, and where each commit's time goes.

python benchmarks/commits.py [--articles 1000000] [--round 60000] [--every 100000] [--text 1500]

Parts and results are written as workers write them (four units a round, files of 100 records each, ids and
fingerprints as random as real ones) and are committed. Columns are seconds of a commit, mean of the rounds since the
line before: of wall time and of the driver's CPU, then of wall time in each step.
"""

from __future__ import annotations

import argparse
import pathlib
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from pipeline import memory
from pipeline.corpus import commit, compact, runs, table
from pipeline.corpus.delta import ArticleTable
from pipeline.corpus.layout import Layout
from pipeline.corpus.ledger import Ledger
from pipeline.corpus.rewrite import Rewrite
from pipeline.corpus.store import Corpus
from pipeline.model import Article, Covered, DateValue, SourceFile, UnitResult, WorkUnit

UNITS: Final = 4
ROUND: Final = 60_000
TEXT: Final = 1_500
IN_FILE: Final = 100
STEPS: Final[tuple[tuple[str, Any, str], ...]] = (
    ("staged", Corpus, "staged"),
    ("load", commit, "load"),
    ("known", Ledger, "known"),
    ("rivals", Ledger, "rivals"),
    ("settle", commit, "settle"),
    ("rewrite", Rewrite, "write"),
    ("journal", commit, "write_round"),
    ("units", commit, "write_units"),
    ("table", ArticleTable, "commit"),
    ("ledger", Ledger, "apply"),
    ("clear", runs, "clear_staged"),
    ("compact", compact, "compact"),
)
"""A column's name, and the function whose time it is; what a step does within another counts for the outer one."""

SPENT: Final[defaultdict[str, float]] = defaultdict(float)
_inside: list[str] = []


@contextmanager
def _timed(name: str) -> Iterator[None]:
    if _inside:
        yield
        return
    _inside.append(name)
    begun = time.perf_counter()
    try:
        yield
    finally:
        SPENT[name] += time.perf_counter() - begun
        _inside.pop()


def _watch(name: str, owner: Any, attribute: str) -> None:
    inner: Callable[..., Any] = getattr(owner, attribute)

    def timed(*given: Any, **named: Any) -> Any:
        with _timed(name):
            return inner(*given, **named)

    setattr(owner, attribute, timed)


class Rows:
    """Rows of new articles: each has an id, a fingerprint and a text of its own, all else is the same."""

    def __init__(self, most: int, text: int, seed: int) -> None:
        self.chance, self.text = np.random.default_rng(seed), text
        date = DateValue("2019-04-03", "day", "2019-04-03", "2019-04-04")
        one = Article(
            "", "", "", version=1, title="A title of six or seven words", language="en", published=date,
            publisher="Paper", format="jsonl", words=300,
        )  # fmt: skip
        self.same = table.to_batch([one] * most)

    def _hex(self, number: int, size: int) -> pa.Array:
        digits = self.chance.bytes(number * size // 2).hex()
        return pa.array(digits[at : at + size] for at in range(0, len(digits), size))

    def make(self, sources: list[str], round: int) -> pa.Table:
        """Rows of a part, IN_FILE of each source."""
        number = len(sources) * IN_FILE
        own = {
            "id": self._hex(number, 24),
            "fingerprint": self._hex(number, 24),
            "body": self._hex(number, 2 * self.text),
            "source": pa.array(np.repeat(sources, IN_FILE).tolist()),
            "offset": pa.array(list(range(IN_FILE)) * len(sources), pa.int64()),
            "commit": pa.array([round] * number, pa.int64()),
        }
        columns = [own.get(name, self.same.column(name).slice(0, number)) for name in table.SCHEMA.names]
        return pa.table(columns, schema=table.SCHEMA)


def stage(layout: Layout, rows: Rows, round: int, sources: list[str], unit: str) -> None:
    """A part and its result, as an attempt at a unit leaves them."""
    part = f"part-{round:014}-{unit}.0.parquet"
    number = len(sources) * IN_FILE
    table.write_part(layout.writer(layout.part(part)), [rows.make(sources, round)])
    result = UnitResult(
        WorkUnit(unit, tuple(SourceFile(source, 390_000, "1764382926123456789") for source in sources)), "0",
        round, part, number, number, sent=number, answered=number, read_by_format={"jsonl": number},
        covers=tuple(Covered(f"{source:>016}", source, True, IN_FILE) for source in sources),
        seconds=dict.fromkeys(sources, 0.1),
    )  # fmt: skip
    layout.write(f"staged/{unit}.0.json", msgspec.json.encode(result), lasting=False)


def grow(
    store: pathlib.Path, articles: int, size: int = ROUND, text: int = TEXT
) -> Iterator[tuple[int, float, float]]:
    """Commits rounds; the articles so far, and a round's seconds of wall time and CPU."""
    corpus, rows = Corpus.open(str(store)), Rows(size // UNITS, text, 1)
    with corpus.lock():
        run = corpus.begin(["made up"])
        written = file = 0
        while written < articles:
            number = corpus.next_round()
            for at in range(UNITS):
                files = size // UNITS // IN_FILE
                sources = [f"/data/dump/{name:06}.jsonl" for name in range(file, file + files)]
                stage(corpus.layout, rows, number, sources, f"{number + at:016x}")
                file += files
            wall, cpu = time.perf_counter(), time.process_time()
            with _timed("staged"):
                results = corpus.staged()
            results = [replace(result, round=number) for result in results]
            written += corpus.commit(run, number, results).written
            memory.release()
            yield written, time.perf_counter() - wall, time.process_time() - cpu
        begun = time.perf_counter()
        corpus.finish(run)
        print(f"end of the run: {time.perf_counter() - begun:.2f} s")
    corpus.close()
    begun = time.perf_counter()
    corpus = Corpus.open(str(store))
    reading = corpus.done(run)
    print(f"opening it, {len(reading):,} files known: {time.perf_counter() - begun:.2f} s")


def main() -> None:
    """What the arguments ask for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--round", type=int, default=ROUND)
    parser.add_argument("--every", type=int, default=100_000)
    parser.add_argument("--text", type=int, default=TEXT, help="bytes of a text after compression")
    given = parser.parse_args()
    for step in STEPS:
        _watch(*step)
    memory.bound()
    names = [name for name, *_ in STEPS]
    print(f"{'articles':>9} {'wall':>6} {'CPU':>6} | " + " ".join(f"{name:>7}" for name in names), flush=True)
    told, rounds, wall, cpu = 0, 0, 0.0, 0.0
    with tempfile.TemporaryDirectory(prefix="newsmill-commits-") as folder:
        store = pathlib.Path(folder) / "store"
        for written, took, used in grow(store, given.articles, given.round, given.text):
            wall, cpu, rounds = wall + took, cpu + used, rounds + 1
            if written // given.every > told // given.every or written >= given.articles:
                steps = " ".join(f"{SPENT[name] / rounds:7.3f}" for name in names)
                print(f"{written:9,} {wall / rounds:6.2f} {cpu / rounds:6.2f} | {steps}", flush=True)
                told, rounds, wall, cpu = written, 0, 0.0, 0.0
                SPENT.clear()
        size = (store / "ledger.sqlite").stat().st_size
        print(f"ledger: {size / 1e6:,.0f} MB, {size / written:.0f} bytes an article")


if __name__ == "__main__":
    main()
