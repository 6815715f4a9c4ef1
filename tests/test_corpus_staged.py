"""What waits for a commit: one result a unit, kept over a restart, and nothing of it left behind."""

from __future__ import annotations

from pipeline.corpus.store import Corpus
from pipeline.model import Rejected
from tests.corpus_kit import article, empty_corpus, snapshot, stage  # noqa: F401  (the fixture)


def test_of_two_attempts_one_is_left_also_without_articles(corpus: Corpus) -> None:
    corpus.begin(["in"])
    empty = [Rejected("read", "empty", "nothing in it", "in/a.txt")]
    for rows in ([], [article("a", offset=1)]):
        for _ in range(2):
            stage(corpus, corpus.next_round(), rows, rejected=empty)
    (left,) = corpus.staged()
    assert (left.read, left.articles) == (2, 1)
    assert len(corpus.layout.names("staged")) == len(corpus.layout.names("articles", ".parquet")) == 1


def test_a_result_outlives_a_restart(corpus: Corpus) -> None:
    """The run is killed before its commit, and goes on."""
    corpus.begin(["in"])
    stage(corpus, corpus.next_round(), [article("a"), article("b", offset=1)])
    torn = stage(corpus, corpus.next_round(), [article("c")], source="in/c")
    corpus.layout.remove([f"staged/{torn.unit.name}.{torn.attempt}.json"])
    run = corpus.begin(["in"])
    assert run.resumed
    (result,) = corpus.staged()
    assert not corpus.layout.exists(corpus.layout.part(torn.part or ""))
    corpus.commit(run, result.round, [result])
    assert set(snapshot(corpus)) == {"a", "b"}


def test_parts_written_anew_and_dropped_leave_the_disk(corpus: Corpus) -> None:
    run = corpus.begin(["in"])
    stage(corpus, corpus.next_round(), [article("a", 1), article("a", 2, offset=1)])
    stage(corpus, corpus.next_round(), [article("z")], source="in/z")
    kept, dropped = sorted(corpus.staged(), key=lambda one: one.unit.files[0].path)
    corpus.drop(dropped)
    corpus.commit(run, corpus.next_round(), [kept])
    (part,) = corpus.layout.names("articles", ".parquet")
    assert part in corpus.parts_after(0) and not corpus.layout.names("staged")
    assert snapshot(corpus)["a"][0] == 2
