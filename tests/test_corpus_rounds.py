"""The store on disk settles as the rules say, however its runs are cut into rounds and whenever its ledger is lost."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.corpus.settle import Known, State
from pipeline.corpus.store import Corpus
from pipeline.model import Article
from tests.corpus_kit import article, snapshot, stage
from tests.test_settle import Memory, record

articles = st.builds(
    article,
    id=st.sampled_from("abcde"),
    version=st.integers(0, 3),
    text=st.sampled_from(["", "t", "u", "v"]),
)
files = st.lists(articles, min_size=1, max_size=4).map(
    lambda rows: [article(r.id, r.version, r.fingerprint or "", offset=n) for n, r in enumerate(rows)]
)
runs = st.lists(st.lists(files, min_size=1, max_size=4), min_size=1, max_size=3)


def expected(memory: Memory) -> dict[str, tuple[int, str]]:
    def row(known: Known) -> tuple[int, str]:
        r = known.record
        return r.version, f"{r.id} {r.version} {r.fingerprint}"

    return {id: row(known) for id, known in memory.known.items() if known.state is State.LIVE}


def ingest(corpus: Corpus, number: int, contents: list[list[Article]], cuts: Any, lose: bool) -> Corpus:
    """One run, each file in a round of its own or together with the one before."""
    with corpus.lock():
        run = corpus.begin([str(number)])
        waiting = False
        for index, rows in enumerate(contents):
            stage(corpus, corpus.next_round(), rows, source=f"in/{number}-{index}")
            waiting = index + 1 < len(contents) and bool(cuts[index])
            if not waiting:
                corpus.commit(run, corpus.next_round(), corpus.staged())
                snapshot(corpus)
        if lose:
            corpus.close()
            (corpus.layout.local(corpus.corpus_id) / "ledger.sqlite").unlink()
            corpus._store.ledger = Corpus.open(corpus.path)._store.ledger
        corpus.finish(run)
        counts = corpus.account(run)
    assert set(counts.stages.values()) == {sum(map(len, contents))}
    live = {a.id: (a.version, a.body) for a in corpus.articles()}
    assert len(live) == corpus.count()
    listed = [row for row in corpus.rejected() if row["run"] == run.id]
    assert len(listed) == counts.stale + counts.duplicate
    return corpus


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runs, st.lists(st.booleans(), min_size=8, max_size=8), st.sets(st.integers(0, 2)))
def test_the_store_is_what_the_rules_say(
    parts: list[list[list[Article]]], cuts: list[bool], lose: set[int]
) -> None:
    memory = Memory()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Corpus.open(str(Path(folder) / "store"))
        for number, contents in enumerate(parts, 1):
            ingest(corpus, number, contents, cuts, number in lose)
            incoming = [
                record(a.id, a.version, a.fingerprint or "", number, f"in/{number}-{index}", a.offset)
                for index, rows in enumerate(contents)
                for a in rows
            ]
            memory.round(number, incoming)
            assert {a.id: (a.version, a.body) for a in corpus.articles()} == expected(memory)
        corpus.close()


def test_a_follower_that_comes_and_goes_sees_the_corpus(tmp_path: Path) -> None:
    """What an engine does: take rows by commit, never an older one over a newer; in the end it holds what is live."""
    corpus = Corpus.open(str(tmp_path / "store"))
    chosen = [
        ("b", 2, "t"),
        ("a", 1, "t"),
        ("a", 3, "u"),
        ("c", 1, "u"),
        ("d", 1, "w"),
        ("c", 2, "t"),
        ("d", 2, "w"),
    ]
    held: dict[str, tuple[int, bool]] = {}
    position = 0
    with corpus.lock():
        run = corpus.begin(["in"])
        for index, (id, version, text) in enumerate(chosen):
            stage(corpus, corpus.next_round(), [article(id, version, text)], source=f"in/{index}")
            corpus.commit(run, corpus.next_round(), corpus.staged())
            if index % 3 == 2 or index == len(chosen) - 1:
                upto = corpus.round
                for batch in corpus.rows_after(position, ["id", "commit", "retired"]):
                    for row in batch.to_pylist():
                        assert row["commit"] >= held.get(row["id"], (0, False))[0]
                        held[row["id"]] = (row["commit"], row["retired"])
                position = upto
    live = {a.id: a.commit for a in corpus.articles()}
    assert {id: commit for id, (commit, retired) in held.items() if not retired} == live


def test_readers_in_threads_beside_the_commits(tmp_path: Path) -> None:
    """Whatever a thread looks at while rounds are committed is one commit's state, each id once."""
    corpus = Corpus.open(str(tmp_path / "store"))
    over, wrong = threading.Event(), []

    def read() -> None:
        while not over.is_set():
            rows = [row["id"] for batch in corpus.rows_after(0, ["id"]) for row in batch.to_pylist()]
            known = corpus.get(list("abcdef"))
            if len(rows) != len(set(rows)) or {id for id, one in known.items() if one.id != id}:
                wrong.append(rows)

    threads = [threading.Thread(target=read) for _ in range(2)]
    with corpus.lock():
        run = corpus.begin(["in"])
        for thread in threads:
            thread.start()
        for version in range(25):
            rows = [
                article(id, version, "t" if version % 2 else id, offset=n) for n, id in enumerate("abcdef")
            ]
            stage(corpus, corpus.next_round(), rows, source=f"in/{version}")
            corpus.commit(run, corpus.next_round(), corpus.staged())
        over.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert sorted(a.version for a in corpus.articles()) == [24] * 6
