"""The corpus on a real disk: rounds, versions, duplicates, retired and withdrawn ids, and what survives."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.store import Corpus
from pipeline.errors import StoreError, UsageError
from pipeline.model import Failure, Rejected
from tests.corpus_kit import article, empty_corpus, ingest, snapshot, stage  # noqa: F401  (the fixture)


def test_a_round_is_there_whole(corpus: Corpus) -> None:
    bad = [Rejected("process", "empty", "nothing in it", "in/a.txt", offset=2)]
    worse = [Failure("process", "timeout", "took too long", "in/a.txt", offset=3)]
    counts = ingest(corpus, article("a"), article("b", offset=1), rejected=bad, failures=worse)
    assert (counts.read, counts.written, counts.rejected, counts.failed) == (4, 2, 1, 1)
    assert set(counts.stages.values()) == {4}
    assert (counts.by_language, counts.by_precision) == ({"nn": 2}, {"month": 2})
    assert corpus.count() == 2
    found = corpus.get(["b", "nobody", "a"])
    assert list(found) == ["b", "a"]
    assert (
        found["a"].title == "a" and found["a"].published.value == "2019-04" and found["a"].extra == {"k": "v"}
    )
    assert corpus.text(["a"])["a"]["body"] == "a 1 "
    assert [row["reason"] for row in corpus.failures()] == ["timeout"]
    assert [row["reason"] for row in corpus.rejected()] == ["empty"]
    assert corpus.layout.names("staged") == []


def test_newer_replaces_older_in_both_orders(tmp_path: Path) -> None:
    digests = set()
    for order in ([1, 2], [2, 1]):
        made = Corpus.open(str(tmp_path / str(order[0])))
        with made.lock():
            for version in order:
                counts = ingest(made, article("x", version, "t"), article("y"), source=f"in/{version}")
        assert snapshot(made)["x"][0] == 2
        assert counts.stale == (order == [2, 1])
        digests.add(tuple(sorted((i, v) for i, (v, *_) in snapshot(made).items())))
    assert len(digests) == 1


def test_a_later_round_of_the_run_corrects_its_counts(corpus: Corpus) -> None:
    run = corpus.begin(["in"])
    for number, (one, source) in enumerate([(article("b", 2, "t"), "in/1"), (article("a", 1, "t"), "in/2"),
                                            (article("a", 3, "u"), "in/3")]):  # fmt: skip
        round = corpus.next_round()
        stage(corpus, round, [one], source=source)
        counts = corpus.commit(run, round, corpus.staged())
        expected = [(1, 0, 0), (0, 1, 0), (1, -1, 1)][number]
        assert (counts.written, counts.duplicate, counts.stale) == expected
    assert snapshot(corpus) == {"a": (3, False, False, "a 3 u"), "b": (2, False, False, "b 2 t")}
    counts = corpus.account(run)
    assert (counts.written, counts.stale, counts.duplicate) == (2, 1, 0)
    assert counts.by_language == {"nn": 2}
    assert [(row["id"], row["reason"]) for row in corpus.rejected()] == [("a", "stale")]


def test_followers_see_a_demoted_article_go(corpus: Corpus) -> None:
    run = corpus.begin(["in"])
    first = corpus.next_round()
    stage(corpus, first, [article("b", 2, "t"), article("c")], source="in/1")
    corpus.commit(run, first, corpus.staged())
    position = corpus.round
    second = corpus.next_round()
    stage(corpus, second, [article("a", 1, "t")], source="in/2")
    corpus.commit(run, second, corpus.staged())
    rows = {row["id"]: row for batch in corpus.rows_after(position) for row in batch.to_pylist()}
    assert set(rows) == {"a", "b"}
    assert rows["b"]["retired"] and rows["b"]["body"] == "" and not rows["a"]["retired"]
    assert corpus.count() == 2 and {a.id for a in corpus.articles()} == {"a", "c"}
    (row,) = corpus.rejected()
    assert (row["id"], row["reason"], row["duplicate_of"]) == ("b", "duplicate", "a")


def test_columns_and_moved_rows(corpus: Corpus) -> None:
    ingest(corpus, article("a"), article("b"), source="in/1")
    position = corpus.round
    ingest(corpus, article("a", 2), source="in/2")
    (batch,) = corpus.rows_after(position, ["id", "title"])
    assert batch.to_pylist() == [{"id": "a", "title": "a"}]
    assert corpus.get(["b"])["b"].commit == position


def test_withdrawn_for_good(corpus: Corpus) -> None:
    ingest(corpus, article("a", 1, "t"), source="in/1")
    position = corpus.round
    assert corpus.withdraw("a", "asked by the author") == 1
    assert corpus.withdraw("a", "again") == 0
    (batch,) = corpus.rows_after(position)
    (row,) = batch.to_pylist()
    assert row["withdrawn"] and row["body"] == "" and row["title"] is None and dict(row["extra"])["reason"]
    counts = ingest(corpus, article("a", 9, "t"), source="in/2")
    assert (counts.withdrawn, counts.rejected, counts.written) == (1, 1, 0)
    assert counts.rejected_by_reason == {"withdrawn": 1}
    assert snapshot(corpus)["a"][2] and corpus.count() == 0
    with pytest.raises(UsageError, match="no article"):
        corpus.withdraw("nobody", "x")


def test_ids_no_longer_given_are_retired_and_come_back(corpus: Corpus) -> None:
    ingest(corpus, article("a"), article("b"), article("c"), source="in/1")
    ingest(corpus, article("c"), source="in/2")
    counts = ingest(corpus, article("a"), source="in/1", stamp="2")
    assert counts.retired == 1
    found = snapshot(corpus)
    assert found["b"][1] and found["b"][3] == ""
    assert not found["c"][1], "another file gives it"
    ingest(corpus, article("a"), article("b"), source="in/1", stamp="3")
    assert not snapshot(corpus)["b"][1] and corpus.count() == 3


def test_a_file_with_failures_retires_nothing(corpus: Corpus) -> None:
    ingest(corpus, article("a"), article("b"), source="in/1")
    worse = [Failure("process", "timeout", "took too long", "in/1", offset=3)]
    assert ingest(corpus, article("a"), source="in/1", stamp="2", failures=worse).retired == 0
    assert corpus.count() == 2


def test_a_file_read_in_part_retires_nothing(corpus: Corpus) -> None:
    ingest(corpus, article("a"), article("b"), article("c"), source="in/1")
    part = dict(source="in/1", stamp="2")
    assert ingest(corpus, article("a"), finish=False, complete=False, **part).retired == 0
    assert ingest(corpus, article("z"), source="in/2", inputs=["other"]).retired == 0
    counts = ingest(corpus, article("b", offset=1), skip=1, **part)
    assert counts.retired == 1 and snapshot(corpus)["c"][1]


def test_ranges_retire_when_they_fill_the_file(corpus: Corpus) -> None:
    ingest(corpus, article("a"), article("b"), article("c"), source="in/1", size=90)
    ranges = dict(source="in/1", stamp="2", size=90)
    assert ingest(corpus, article("a"), start=0, end=50, after=55, finish=False, **ranges).retired == 0
    counts = ingest(corpus, article("b"), start=55, end=90, **ranges)
    assert counts.retired == 1 and snapshot(corpus)["c"][1]


def test_where_the_holder_is_retired_its_duplicate_lives(corpus: Corpus) -> None:
    ingest(corpus, article("a", 1, "t"), source="in/1")
    run = corpus.begin(["in"])
    round = corpus.next_round()
    stage(corpus, round, [article("x")], source="in/1", stamp="2")
    stage(corpus, round, [article("b", 5, "t")], source="in/2")
    corpus.commit(run, round, corpus.staged())
    assert corpus.account(run).duplicate == 1
    assert corpus.finish(run) == 1
    assert {a.id: a.body for a in corpus.articles()} == {"x": "x 1 ", "b": "b 5 t"}
    counts = corpus.account(run)
    assert (counts.written, counts.duplicate) == (2, 0)
    assert list(corpus.rejected()) == []


def test_the_source_of_an_orphaned_duplicate_is_read_again(corpus: Corpus) -> None:
    ingest(corpus, article("a", 1, "t"), source="in/1")
    ingest(corpus, article("b", 5, "t"), source="in/2")
    ingest(corpus, article("x"), source="in/1", stamp="2")
    run = corpus.begin(["in"])
    assert "in/2-1-0" not in corpus.done(run) and "in/1-2-0" in corpus.done(run)
    round = corpus.next_round()
    stage(corpus, round, [article("b", 5, "t")], source="in/2")
    corpus.commit(run, round, corpus.staged())
    assert {a.id for a in corpus.articles()} == {"x", "b"}


def test_fresh_reads_again_and_replaces_equal_versions(corpus: Corpus) -> None:
    ingest(corpus, article("a", 1, "t"), article("b", 2, "t"), source="in/1")
    run = corpus.begin(["in"], fresh=True)
    assert corpus.done(run) == {}
    round = corpus.next_round()
    stage(corpus, round, [article("b", 2, "t"), article("a", 1, "u")], source="in/1")
    counts = corpus.commit(run, round, corpus.staged())
    assert (counts.written, counts.stale, counts.duplicate) == (2, 0, 0)
    assert {i: row[3] for i, row in snapshot(corpus).items()} == {"a": "a 1 u", "b": "b 2 t"}
    assert corpus.done(run) == {"in/1-1-0": (True, 2)}


def test_an_interrupted_run_goes_on_under_its_id(corpus: Corpus) -> None:
    run = corpus.begin(["in"])
    again = corpus.begin(["in"])
    assert (again.id, again.start_round, again.resumed) == (run.id, run.start_round, True)
    assert corpus.begin(["in"], fresh=True).id != run.id
    other = corpus.begin(["other"])
    assert other.id != run.id and not other.resumed
    corpus.finish(other)
    assert not corpus.begin(["other"]).resumed


def test_a_run_killed_before_its_report_goes_on(tmp_path: Path) -> None:
    made = Corpus.open(str(tmp_path / "store"))
    with pytest.raises(KeyboardInterrupt), made.lock():
        run = made.begin(["in"])
        made.finish(run)
        raise KeyboardInterrupt
    with made.lock():
        assert made.begin(["in"]).resumed
        made.finish(run)
    with made.lock():
        assert not made.begin(["in"]).resumed


def test_one_attempt_per_unit_and_none_twice(corpus: Corpus) -> None:
    run = corpus.begin(["in"])
    round = corpus.next_round()
    stage(corpus, round, [article("a")], complete=False)
    stage(corpus, round, [article("a"), article("b", offset=1)])
    (result,) = corpus.staged()
    assert result.articles == 2
    corpus.commit(run, round, [result])
    stage(corpus, corpus.next_round(), [article("a")], skip=1)
    assert corpus.staged() == []
    late = stage(corpus, round - 1, [article("z")], source="in/z")
    assert corpus.staged() == [] and not corpus.layout.exists(corpus.layout.part(late.part))


def test_a_result_that_waited_gets_the_later_round(corpus: Corpus) -> None:
    run = corpus.begin(["in"])
    first = corpus.next_round()
    stage(corpus, first, [article("a")], source="in/a")
    stage(corpus, first, [article("b")], source="in/b")
    results = {r.unit.files[0].path: r for r in corpus.staged()}
    corpus.commit(run, first, [results["in/a"]])
    position = corpus.round
    (waited,) = corpus.staged()
    corpus.commit(run, waited.round, [waited])
    assert corpus.round > position
    assert [row["id"] for batch in corpus.rows_after(position) for row in batch.to_pylist()] == ["b"]


def test_failures_close_by_replay_or_by_reading_again(corpus: Corpus) -> None:
    worse = [Failure("process", "timeout", "x", f"in/{n}", offset=3) for n in (1, 2)]
    ingest(corpus, source="in/1", failures=worse[:1])
    ingest(corpus, source="in/2", failures=worse[1:])
    assert [row["source"] for row in corpus.failures()] == ["in/1", "in/2"]
    ingest(corpus, article("a"), source="in/2", stamp="2")
    (row,) = corpus.failures()
    corpus.commit(corpus.begin(["replay"]), corpus.next_round(), [], [row["key"]])
    assert list(corpus.failures()) == []


def test_the_ledger_is_made_again(corpus: Corpus) -> None:
    ingest(corpus, article("a", 1, "t"), article("b", 2, "t"), article("c"), source="in/1")
    ingest(corpus, article("a", 2, "u"), source="in/2", complete=False)
    corpus.withdraw("c", "x")
    ingest(corpus, article("b", 2, "t"), source="in/1", stamp="2")

    def all_of_it(one: Corpus) -> tuple:
        ledger = one._store.ledger
        return (
            ledger.known("abc"),
            ledger.givers("abc"),
            ledger.source_readings(0),
            one.done(run),
            snapshot(one),
        )

    run = corpus.begin(["more"])
    before = all_of_it(corpus)
    assert before[1] == {"a": {"in/2"}, "b": {"in/1"}}
    corpus.close()
    (corpus.layout.local(corpus.corpus_id) / "ledger.sqlite").write_bytes(b"no database")
    again = Corpus.open(corpus.path)
    assert all_of_it(again) == before


def test_two_writers(corpus: Corpus) -> None:
    other = Corpus.open(corpus.path)
    with pytest.raises(StoreError, match="process"), other.lock():
        pass
    with pytest.raises(StoreError, match="not locked"):
        other.begin(["in"])


def test_a_reader_beside_a_writer(corpus: Corpus) -> None:
    reader = Corpus.open(corpus.path, create=False)
    ingest(corpus, article("a"), article("b"))
    reader.refresh()
    ingest(corpus, article("a", 2), source="in/2")
    assert reader.get(["a"])["a"].version == 2


def test_an_old_version_of_a_duplicate_changes_nothing(corpus: Corpus) -> None:
    run = corpus.begin(["in"])
    for index, one in enumerate([article("a", 1, "t"), article("b", 5, "t"), article("b", 1, "u")]):
        stage(corpus, corpus.next_round(), [one], source=f"in/{index}")
        corpus.commit(run, corpus.next_round(), corpus.staged())
    assert {a.id for a in corpus.articles()} == {"a"}
    counts = corpus.account(run)
    assert (counts.written, counts.stale, counts.duplicate) == (1, 1, 1)


def test_a_store_that_another_made_meanwhile_is_opened(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(corpus, article("a"))
    for look in ("there", "foreign"):
        monkeypatch.setattr(type(corpus.layout), look, lambda _: False)
    assert Corpus.open(corpus.layout.address).count() == 1
