"""The ledger's short keys: equal ones are told apart, and no look-up of a commit reads all records."""

from __future__ import annotations

import pytest

from pipeline.corpus import ledger_tables
from pipeline.corpus.store import Corpus
from tests.corpus_kit import article, empty_corpus, ingest, snapshot, stage  # noqa: F401  (the fixture)


def test_ids_and_texts_of_one_key(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_tables, "key_of", lambda text: 7)
    ingest(corpus, article("a", 1, "t"), article("b", 1, "u"), article("c"), source="in/1")
    counts = ingest(corpus, article("b", 2, "v"), article("d", 1, "t"), article("e", 1, "u"), source="in/2")
    assert (counts.written, counts.duplicate) == (2, 1)
    assert {id: row[0] for id, row in snapshot(corpus).items()} == {"a": 1, "b": 2, "c": 1, "e": 1}
    known = corpus._store.ledger.known(["a", "d", "none"])
    assert {id: one.record.fingerprint for id, one in known.items()} == {"a": "t", "d": "t"}
    ingest(corpus, article("b", 2, "v"), source="in/1", stamp="2")
    assert corpus._store.ledger.sources_of(["t", "v"], set()) == ["in/2"]


def test_a_commit_reads_no_whole_table(corpus: Corpus) -> None:
    ingest(corpus, *(article(f"a{n}", 1, f"t{n % 3}") for n in range(9)))
    ledger, asked = corpus._store.ledger, []
    ledger._db.set_trace_callback(asked.append)
    run = corpus.begin(["more"])
    stage(
        corpus, number := corpus.next_round(), [article("a1", 2, "t1"), article("b", 1, "t2")], source="in/b"
    )
    corpus.commit(run, number, corpus.staged())
    ledger._db.set_trace_callback(None)
    plans = [
        step
        for query in asked
        if query.lstrip().lower().startswith(("select", "insert", "update", "delete"))
        for (*_, step) in ledger._db.execute(f"explain query plan {query}")
    ]
    assert any("record_text" in plan for plan in plans)
    assert any("record_key" in plan for plan in plans)
    assert [plan for plan in plans if plan.startswith("SCAN") and "json_each" not in plan] == []


def test_how_far_one_file_was_read(corpus: Corpus) -> None:
    ingest(corpus, article("a"), article("b"), source="in/1", complete=False)
    known = corpus._store.ledger.reading
    first = corpus.begin(["other"])
    assert known("in/1-1-0") == (False, 2)
    assert known("in/1-1-0", first.start_round) is None
    assert known("in/2-1-0") is None
