"""One store that grows: rate, memory and commit time by 100,000 text articles, then a second run over the same files.

python benchmarks/growth.py [--articles 1000000] [--files 10000] [--index] [--every 100000] [--seed 1] [--before 0]

The articles are made for it: words of a vocabulary of 20,000, as often as in real text, with the small words of English
between them, 2 to 4 kB, each of another title, date, publisher and byline. CPU seconds count the whole process tree.
``--before``: so many rows are in the store before, committed without reading anything (``commits.py``).
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

import commits
import numpy as np
import psutil
from measure import HERE, NEWSMILL, Watch, machine

SMALL = (
    "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which "
    "one you were her all she there would their we him been has when who will more no if out so said what up its about"
).split()
SYLLABLES = (
    "ba ber ca con da der el en fa for ga ger ha in ka ling ma mer na nor pa per ra ri sa ster ta ter va wor"
).split()
VOCABULARY = 20_000
NAMES = (
    "Anna Berg|Carl Dahl|Eva Falk|Gina Holt|Ivar Juhl|Kari Lund|Max Nord|Ola Pihl|Rita Sand|Tor Ulv".split(
        "|"
    )
)


def vocabulary(chance: np.random.Generator) -> np.ndarray:
    """Words of two to four syllables."""
    words: set[str] = set()
    while len(words) < VOCABULARY:
        words.update("".join(chance.choice(SYLLABLES, size)) for size in chance.integers(2, 5, 1000))
    return np.array(sorted(words)[:VOCABULARY])


def articles(number: int, seed: int) -> Iterator[str]:
    """So many records as JSON lines, the same for the same seed."""
    chance = np.random.default_rng(seed)
    words = np.concatenate([np.array(SMALL), chance.permutation(vocabulary(chance))])
    weights = 1 / (np.arange(len(words)) + 2.7)
    edges = np.cumsum(weights / weights.sum())
    for at in range(number):
        picked = words[np.searchsorted(edges, chance.random(int(chance.integers(340, 640))))]
        sentences = [
            " ".join(some).capitalize() + "." for some in np.array_split(picked, max(1, len(picked) // 14))
        ]
        paragraphs = [" ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4)]
        day = f"{2000 + at % 25}-{at % 12 + 1:02}-{at % 28 + 1:02}"
        record = {
            "id": f"{seed}-{at}", "title": " ".join(picked[:6]).capitalize(), "date": day,
            "author": NAMES[at % len(NAMES)], "publisher": f"Paper {at % 40}", "text": "\n\n".join(paragraphs),
        }  # fmt: skip
        yield json.dumps(record) + "\n"


def write(folder: pathlib.Path, number: int, files: int, seed: int) -> int:
    """A dump of so many files; its bytes."""
    folder.mkdir()
    made, size = articles(number, seed), 0
    for at in range(files):
        share = number * (at + 1) // files - number * at // files
        text = "".join(next(made) for _ in range(share))
        (folder / f"{at:06}.jsonl").write_text(text, encoding="utf-8")
        size += len(text)
    return size


@dataclass
class Step:
    """What was there when so many records were committed: the clock, CPU seconds, the peak of memory since the last."""

    records: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    commits: tuple[float, ...] = ()


def run(dump: pathlib.Path, store: pathlib.Path, every: int, index: bool) -> Iterator[Step]:
    """Runs newsmill; a step about each ``every`` records, and one at the end."""
    command = [*NEWSMILL, "run", str(dump), "--store", str(store), "--log-format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    environment |= {} if index else {"NEWSMILL_ENGINES": "[]"}
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    watch = Watch(psutil.Process(process.pid))
    watch.start()
    records, told, commits = 0, -1, []
    for line in process.stderr or ():
        event = json.loads(line) if line.startswith(b"{") else {}
        if event.get("event") == "committed":
            records += event["read"]
            commits.append(event["seconds"])
            if records - max(told, 0) >= every:
                yield _step(records, begun, watch, commits)
                told = records
    if process.wait():
        sys.exit(f"the run ended with {process.returncode}")
    watch.ended.set()
    watch.join()
    if told != records:
        yield _step(records, begun, watch, commits)


def _step(records: int, begun: float, watch: Watch, commits: list[float]) -> Step:
    step = Step(records, time.monotonic() - begun, sum(watch.cpu.values()), watch.peak, tuple(commits))
    watch.peak = 0
    commits.clear()
    return step


def show(steps: Iterable[Step]) -> None:
    """A line for each step: what it did since the one before."""
    print(
        f"{'records':>10} {'a second':>9} {'a CPU s':>8} {'peak MB':>8} {'commits':>8} {'mean s':>7} {'most s':>7}"
    )
    for before, now in pairwise(chain([Step()], steps)):
        more, commits = now.records - before.records, now.commits or (0.0,)
        print(
            f"{now.records:>10,} {more / max(now.wall - before.wall, 1e-9):>9,.0f} "
            f"{more / max(now.cpu - before.cpu, 1e-9):>8,.0f} {now.peak >> 20:>8,} {len(now.commits):>8} "
            f"{sum(commits) / len(commits):>7.2f} {max(commits):>7.2f}",
            flush=True,
        )


def main() -> None:
    """What the arguments ask for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--index", action="store_true", help="with the embedded index")
    parser.add_argument("--before", type=int, default=0)
    given = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="newsmill-growth-") as name:
        folder = pathlib.Path(name)
        size = write(folder / "dump", given.articles, given.files, given.seed)
        print(
            f"{given.articles:,} articles in {given.files:,} files, {size / given.articles:,.0f} bytes each",
            flush=True,
        )
        if given.before:
            *_, (there, _, _) = commits.grow(folder / "store", given.before)
            print(f"{there:,} rows in the store before", flush=True)
        show(run(folder / "dump", folder / "store", given.every, given.index))
        parts = list((folder / "store/articles").glob("*.parquet"))
        table = sum(path.stat().st_size for path in parts)
        print(
            f"{len(parts)} parts on the disk, {table / (given.articles + given.before):,.0f} bytes an article",
            flush=True,
        )
        *_, again = run(folder / "dump", folder / "store", given.every, given.index)
        print(
            f"a second run: {again.records:,} records read, {again.wall:.1f} s, {again.cpu:.1f} s of CPU",
            flush=True,
        )


if __name__ == "__main__":
    main()
