"""A run over made-up files, as a process that can be killed: ``python -m tests.corpus_driver STORE SECONDS LIMIT``.

Each file is a list of articles; a round stages and commits two files, the last one in two halves.
"""

from __future__ import annotations

import random
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.corpus import compact
from pipeline.corpus.store import Corpus
from pipeline.model import Article, Failure
from tests.corpus_kit import article, stage

FILES = 9
INPUTS = ["in"]


def contents() -> dict[str, list[Article]]:
    """Files with versions and duplicates of each other's articles, in an order that makes rounds take back."""
    chance = random.Random(5)
    files: dict[str, list[Article]] = {}
    for number in range(FILES):
        files[f"in/{number}"] = [
            article(
                f"a{chance.randrange(60):02}",
                chance.randrange(5),
                chance.choice(["", *"tuvwxyz"]),
                offset=offset,
            )
            for offset in range(25)
        ]
    return files


def ingest(store: str, pause: float = 0.0, limit: int = 0) -> None:
    """One run, from wherever an earlier one was interrupted to its end. ``limit``: the largest file that the second
    commit can write."""
    compact.JOINED = 4  # type: ignore[misc]  # so that a run of few rounds joins parts too
    corpus = Corpus.open(store)
    with corpus.lock():
        run = corpus.begin(INPUTS)
        waiting = corpus.staged()
        if waiting:
            corpus.commit(run, max(result.round for result in waiting), waiting)
        while True:
            done = corpus.done(run)
            todo = [path for path in contents() if not done.get(path, (False, 0))[0]]
            if not todo:
                break
            round = corpus.next_round()
            for path in todo[:2]:
                rows, skip = contents()[path], done.get(path, (False, 0))[1]
                half = path == f"in/{FILES - 1}" and not skip
                part = rows[: len(rows) // 2] if half else rows[skip:]
                bad = [] if half else [Failure("process", "timeout", "slow", path, offset=99)]
                stage(corpus, round, part, source=path, unit=path, skip=skip, complete=not half, failures=bad)
                time.sleep(pause)
            with limited(limit if corpus.round else 0):
                corpus.commit(run, round, corpus.staged())
        corpus.finish(run)


@contextmanager
def limited(size: int) -> Iterator[None]:
    """Files cannot grow beyond ``size`` bytes (0: as they like)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    if size:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


if __name__ == "__main__":
    ingest(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
