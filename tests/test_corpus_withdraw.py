"""What a withdrawal takes away."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from pipeline.corpus.store import Corpus
from tests.corpus_kit import article, empty_corpus, ingest  # noqa: F401  (the fixture)


def test_withdrawn_texts_are_not_on_the_disk(corpus: Corpus) -> None:
    ingest(corpus, article("a", 2, "t"), article("c", 1, "other"), source="in/1")
    ingest(corpus, article("b", 1, "t"), source="in/2")  # of the two, one waits aside with its text

    def texts() -> set[str]:
        files = [
            *Path(corpus.path, "articles").glob("*.parquet"),
            *Path(corpus.path, "aside").glob("*.parquet"),
        ]
        return {body for file in files for body in pq.read_table(file)["body"].to_pylist() if body}

    assert texts() == {"a 2 t", "b 1 t", "c 1 other"}
    assert corpus.withdraw("a", "x") == corpus.withdraw("b", "x") == 1
    assert texts() == {"c 1 other"}
    assert {one.id for one in corpus.articles()} == {"c"}


def test_withdrawn_outlives_its_file(corpus: Corpus) -> None:
    """A file that gives the article no longer retires nothing, and one that gives it again brings nothing back."""
    ingest(corpus, article("a"), article("b"), source="in/1")
    corpus.withdraw("a", "x")
    assert ingest(corpus, article("b"), source="in/1", stamp="2").retired == 0
    counts = ingest(corpus, article("a", 9), article("b"), source="in/1", stamp="3")
    assert (counts.withdrawn, counts.written) == (1, 1)
    assert {one.id for one in corpus.articles()} == {"b"}


def test_a_retired_article_can_be_withdrawn(corpus: Corpus) -> None:
    ingest(corpus, article("a"), article("b"), source="in/1")
    assert ingest(corpus, article("b"), source="in/1", stamp="2").retired == 1
    assert corpus.withdraw("a", "x") == 1
    assert ingest(corpus, article("a", 9), article("b"), source="in/1", stamp="3").withdrawn == 1
    assert {one.id for one in corpus.articles()} == {"b"}


def test_a_duplicate_of_an_ended_run_can_be_withdrawn(tmp_path: Path) -> None:
    """Its row does not wait aside any more."""
    made = Corpus.open(str(tmp_path / "s"))
    with made.lock():
        ingest(made, article("a", 1, "t"), article("b", 2, "t"), source="in/1")
    assert made.withdraw("b", "x") == 1
    with made.lock():
        assert ingest(made, article("b", 9, "u"), source="in/2").withdrawn == 1
    assert {one.id for one in made.articles()} == {"a"}
