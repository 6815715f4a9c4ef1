"""What the lists of a store say of each record: its place, also within a container, and the slowest inputs."""

from __future__ import annotations

from dataclasses import replace

from pipeline.corpus.store import Corpus
from pipeline.model import Failure
from tests.corpus_kit import article, empty_corpus, ingest, snapshot, stage  # noqa: F401  (the fixture)


def test_a_stale_record_is_listed_with_its_member(corpus: Corpus) -> None:
    old, new = (replace(article("a", n), member=f"{n}.html") for n in (1, 2))
    ingest(corpus, old, new, source="in/a.zip")
    (row,) = corpus.rejected()
    assert (row["reason"], row["source"], row["member"], row["offset"]) == ("stale", "in/a.zip", "1.html", 0)


def test_duplicates_of_one_container_are_told_apart(corpus: Corpus) -> None:
    """One of two comes back in a later round: the other stays listed."""
    run = corpus.begin(["in"])
    first = [replace(article(id, version, text), member=f"{id}.html") for id, version, text in
             (("a", 1, "t"), ("b", 2, "t"), ("c", 1, "u"), ("d", 2, "u"))]  # fmt: skip
    for rows, source in ((first, "in/a.zip"), ([article("a", 3, "v")], "in/b.txt")):
        stage(corpus, corpus.next_round(), rows, source=source)
        corpus.commit(run, corpus.next_round(), corpus.staged())
    listed = [(row["reason"], row["id"], row["member"]) for row in corpus.rejected()]
    assert listed == [("duplicate", "d", "d.html"), ("stale", "a", "a.html")]
    assert {one.id for one in corpus.articles()} == {"a", "b", "c"}


def test_the_slowest_inputs_are_kept(corpus: Corpus) -> None:
    counts = ingest(corpus, article("a"), source="in/a")
    assert counts.slowest == [("in/a", 0.1)]


def test_a_retired_id_that_comes_back_for_its_holder_is_there_once(corpus: Corpus) -> None:
    """It was retired, is given again as a duplicate, and its holder is retired when the run ends."""
    ingest(corpus, article("holder", 1, "t"), article("x"), source="in/1")
    ingest(corpus, article("b", 1, "u"), article("y"), source="in/2")
    assert ingest(corpus, article("y"), source="in/2", stamp="2").retired == 1
    run = corpus.begin(["in"])
    stage(corpus, corpus.next_round(), [article("x")], source="in/1", stamp="2")
    stage(corpus, corpus.next_round(), [article("b", 5, "t"), article("y", 1, "")], source="in/2", stamp="3")
    corpus.commit(run, corpus.next_round(), corpus.staged())
    assert corpus.finish(run) == 1
    rows = snapshot(corpus)
    assert rows["b"] == (5, False, False, "b 5 t") and rows["holder"][1]
    assert {one.id for one in corpus.articles()} == {"b", "x", "y"}


def test_what_an_interrupted_run_read_is_taken_care_of_by_the_next(corpus: Corpus) -> None:
    """A run whose file gave an article no longer was interrupted before its end; one of other inputs follows."""
    ingest(corpus, article("a"), article("b"), source="in/1")
    ingest(corpus, article("a"), source="in/1", stamp="2", finish=False)
    assert ingest(corpus, article("z"), source="in/2", inputs=["other"]).retired == 1
    assert {one.id for one in corpus.articles()} == {"a", "z"}


def test_a_failure_is_open_until_its_own_range_is_read_again(corpus: Corpus) -> None:
    """Also one at the first byte of its file or range."""
    failed = [Failure("parse", "bad-json", "why", "in/1", offset=offset) for offset in (0, 50, 89)]
    ingest(corpus, source="in/1", failures=failed, size=90)
    left = []
    for start, end in ((0, 50), (50, 90)):
        one = article("a", offset=start)
        ingest(corpus, one, source="in/1", stamp="2", start=start, end=end, after=end, size=90)
        left.append([row["offset"] for row in corpus.failures()])
    assert left == [[50, 89], []]
