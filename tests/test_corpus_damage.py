"""Stores with damaged or missing files: an error names the file and the way out; the ledger is made again."""

from __future__ import annotations

import os
import pickle
import re
import sqlite3
from pathlib import Path

import pytest

from pipeline.corpus import catchup, compact
from pipeline.corpus.commit import Store
from pipeline.corpus.delta import ArticleTable
from pipeline.corpus.export import export
from pipeline.corpus.journal import Round
from pipeline.corpus.store import Corpus
from pipeline.errors import Damaged, Lost, StoreError
from pipeline.model import Failure
from tests.corpus_kit import article, empty_corpus, ingest, snapshot  # noqa: F401  (the fixture)

FAILED = Failure("parse", "bad-json", "why", "in/2", None, 5)


@pytest.fixture(name="three")
def three_runs(corpus: Corpus) -> Corpus:
    for n in (1, 2, 3):
        ingest(corpus, article(f"a{n}"), article(f"b{n}"), source=f"in/{n}", failures=[FAILED] * (n == 2))
    return corpus


def second(corpus: Corpus, folder: str) -> Path:
    """The file that the second of three runs left in a folder."""
    files = sorted(path for path in (Path(corpus.path) / folder).iterdir() if path.is_file())
    return files[1 if len(files) > 1 else 0]


def ledger_of(corpus: Corpus) -> Path:
    return corpus.layout.local(corpus.corpus_id) / "ledger.sqlite"


@pytest.mark.parametrize("folder", ["articles", "failures", "settled"])
@pytest.mark.parametrize("how", ["cut", "other bytes"])
def test_a_damaged_file_is_named(three: Corpus, folder: str, how: str) -> None:
    path = second(three, folder)
    content = path.read_bytes()
    half = len(content) // 2
    path.write_bytes(content[:half] if how == "cut" else content[:4] + b"\xff" * half + content[4 + half :])
    ledger_of(three).unlink()
    with pytest.raises(Damaged, match="copy of the store, or read the inputs") as caught:
        list(Corpus.open(three.path).failures())
        snapshot(three)
    assert str(path) in caught.value.message
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_missing_part_is_not_the_fault_of_an_export(three: Corpus, tmp_path: Path) -> None:
    path = second(three, "articles")
    path.unlink()
    output = str(tmp_path / "out.jsonl")
    for use in (lambda: export(three, "jsonl", output), lambda: three.get(["a2"])):
        with pytest.raises(Lost) as caught:
            use()
        assert str(path) in caught.value.message
        assert output not in caught.value.message
    assert not os.path.exists(output)


def test_a_damaged_log_of_the_table(three: Corpus) -> None:
    log = sorted((Path(three.path) / "articles" / "_delta_log").glob("*.json"))[-1]
    os.truncate(log, 100)
    with pytest.raises(StoreError, match="_delta_log is damaged, bring it back from a copy") as caught:
        Corpus.open(three.path)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("table", ["record", "meta", "given"])
def test_a_damaged_ledger_is_made_again(three: Corpus, table: str) -> None:
    three.close()
    path = ledger_of(three)
    with sqlite3.connect(path) as db:
        db.execute("pragma wal_checkpoint(truncate)")
        query = "select rootpage, (select * from pragma_page_size) from sqlite_master where name = ?"
        page, size = db.execute(query, (table,)).fetchone()
    db.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)
    again = Corpus.open(three.path)
    assert again.get(["b2"])["b2"].id == "b2"
    assert again._store.ledger.not_given("in/2", again.round + 1) == ["a2", "b2"]
    assert again._store.ledger.round == three.round
    again.close()
    with sqlite3.connect(path) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)


def without_ledger(corpus: Corpus) -> None:
    corpus.close()
    for path in Path(corpus.path).glob("ledger.sqlite*"):
        path.unlink()


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("how", ["plain", "joined", "rewritten"])
@pytest.mark.parametrize("folder", ["units", "settled"])
def test_a_lost_round_is_named(three: Corpus, folder: str, how: str, old: bool) -> None:
    """``old``: made by a version that did not write down which round a round came after."""
    lost = second(three, folder)
    if how == "joined":
        compact.compact(three._store, Round(three.next_round(), "r", three.round), three._store.table.parts())
    if how == "rewritten":
        ingest(three, article("a2", 2), source="in/2")
    without_ledger(three)
    lost.unlink()
    if old:
        for path in Path(three.path, "units").iterdir():
            path.write_text(re.sub(r'"before":\d+', '"before":null', path.read_text()))
    with pytest.raises(Lost, match="copy of the store, or read the inputs") as caught:
        Corpus.open(three.path)
    assert str(lost) in caught.value.message


def test_a_lost_round_without_articles_is_named(corpus: Corpus) -> None:
    ingest(corpus, article("a"), source="in/1")
    ingest(corpus, source="in/2", failures=[FAILED])
    ingest(corpus, article("c"), source="in/3")
    without_ledger(corpus)
    second(corpus, "units").unlink()
    with pytest.raises(Lost, match="units/"):
        Corpus.open(corpus.path)


def test_a_ledger_that_another_process_moved_on_is_not_emptied(three: Corpus) -> None:
    """A reader opens the table, a commit follows, the reader looks at the ledger that both share."""
    table = ArticleTable(three.layout, create=False)
    ingest(three, article("d"), source="in/4")
    store = Store(three.layout, table, three._store.ledger)
    asked: list[str] = []
    store.ledger._db.set_trace_callback(asked.append)
    catchup.catch_up(store)
    assert table.round == store.ledger.round == three.round
    assert [query for query in asked if query.startswith("delete")] == []
