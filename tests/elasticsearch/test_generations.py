"""Rebuild, swap and rollback: readers never see an empty or half-filled index, and only what is equal serves."""

from __future__ import annotations

import pathlib
import threading
import time

import pytest

from pipeline.corpus.store import Corpus
from pipeline.engines import Refused
from pipeline.engines.elasticsearch import mapping, rebuild
from pipeline.engines.elasticsearch.document import to_document
from pipeline.errors import EngineError, StoreError
from pipeline.follow import Follower
from tests.corpus_kit import empty_corpus, ingest

from .follow_kit import Reader, catch_up, engine, held, ids, wanted
from .test_following import some

corpus = empty_corpus


@pytest.fixture
def said():
    return []


def names(elastic):
    return [(one.index.rpartition("-")[2], one.serves) for one in elastic.generations.found()]


def test_rebuild_swap_and_rollback(corpus, elastic, said):
    ingest(corpus, *some(range(80)))
    catch_up(elastic, corpus)
    rebuild.rebuild(elastic, corpus, said.append)
    assert names(elastic) == [("000001", True), ("000002", False)]
    ingest(corpus, *some(range(80, 90)), source="in/b.txt")
    catch_up(elastic, corpus)
    rebuild.swap(elastic, corpus, said.append)
    assert names(elastic) == [("000001", False), ("000002", True)]
    assert held(elastic) == wanted(corpus) and elastic.position() == corpus.round
    ingest(corpus, *some(range(90, 95)), source="in/c.txt")
    catch_up(elastic, corpus)
    rebuild.rollback(elastic, corpus, said.append)
    assert names(elastic) == [("000001", True), ("000002", False)]
    assert held(elastic) == wanted(corpus), "the old one was brought up to date first"
    with pytest.raises(EngineError, match=r"no generation of .+ served before"):
        rebuild.rollback(elastic, corpus, said.append)


def test_the_generation_before_is_kept_and_older_ones_are_not(corpus, elastic, said):
    ingest(corpus, *some(range(5)))
    catch_up(elastic, corpus)
    for _ in range(3):
        rebuild.rebuild(elastic, corpus, said.append)
        rebuild.swap(elastic, corpus, said.append)
    assert names(elastic) == [("000003", False), ("000004", True)]
    with pytest.raises(EngineError, match="serves already"):
        rebuild.swap(elastic, corpus, said.append)


def test_a_rebuild_that_was_killed_is_gone_on_with(corpus, elastic, said):
    ingest(corpus, *some(range(50)))
    catch_up(elastic, corpus)
    half = elastic.generations.create()
    first = next(corpus.rows_after(0, elastic.columns)).slice(0, 20)
    elastic._fill(half.index, [first], require_alias=False)
    done = rebuild.rebuild(elastic, corpus, said.append)
    assert done.index == half.index and held(elastic, half.index) == wanted(corpus)


def test_a_generation_of_another_mapping_is_not_gone_on_with(corpus, elastic, said, monkeypatch):
    ingest(corpus, *some(range(5)))
    catch_up(elastic, corpus)
    monkeypatch.setattr(mapping, "version", lambda: "of-yesterday")
    rebuild.rebuild(elastic, corpus, said.append)
    monkeypatch.undo()
    assert rebuild.rebuild(elastic, corpus, said.append).number == 3


DAMAGE = {
    "missing": lambda client, index, row: client.delete(index=index, id=row["id"]),
    "another": lambda client, index, row: client.index(
        index=index, id=row["id"], document=to_document(row | {"body": "another text"})
    ),
    "too many": lambda client, index, row: client.index(
        index=index, id="stranger", document=to_document(row | {"id": "stranger"})
    ),
    # The digest fields say that it is what it was: only hashing the document anew shows it.
    "forged": lambda client, index, row: client.index(
        index=index, id=row["id"], document=to_document(row) | {"body": "another text"}
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_does_not_equal_the_corpus_does_not_serve(corpus, elastic, said, damage):
    ingest(corpus, *some(range(40)))
    catch_up(elastic, corpus)
    new = rebuild.rebuild(elastic, corpus, said.append)
    row = next(corpus.rows_after(0)).slice(3, 1).to_pylist()[0]
    DAMAGE[damage](elastic.client, new.index, row)
    with pytest.raises(EngineError, match="does not equal the corpus") as caught:
        rebuild.swap(elastic, corpus, said.append)
    assert ("stranger" if damage == "too many" else row["id"]) in caught.value.message
    assert names(elastic)[0] == ("000001", True) and len(ids(elastic)) == 40


def test_a_document_that_an_index_refuses_is_named_and_stops_the_swap(corpus, elastic, said, client):
    from dataclasses import replace

    good = some(range(5))
    # No date of this form comes out of newsmill: it stands for whatever a mapping may refuse one day.
    bad = replace(good[2], modified=replace(good[2].published, start="no date"))
    ingest(corpus, *good[:2], bad, *good[3:])
    applied = catch_up(elastic, corpus)
    assert applied.indexed == 4 and len(applied.failed) == 1
    [failed] = applied.failed
    assert failed.stage == "index:elasticsearch" and failed.reason == "document_parsing_exception"
    assert "a2: " in failed.detail and "modified_local" in failed.detail and failed.payload
    rebuild.rebuild(elastic, corpus, said.append)
    assert any("a2: " in line and "modified_local" in line for line in said)
    with pytest.raises(EngineError, match="a2: not in"):
        rebuild.swap(elastic, corpus, said.append)


def test_swapping_while_another_writes_to_the_store_is_refused(corpus, elastic, said, tmp_path):
    from pipeline.corpus.store import Corpus

    ingest(corpus, *some(range(3)))
    other = Corpus.open(corpus.path)
    with pytest.raises(StoreError, match="Another newsmill"), other.lock():
        rebuild.swap(elastic, other, said.append)


def test_readers_see_no_gap_during_rebuild_run_swap_and_rollback(corpus, elastic, node, said, client):
    ingest(corpus, *some(range(300)))
    catch_up(elastic, corpus)
    least = [300]
    reader = Reader(client, elastic.generations.name, least)
    reader.start()
    beside = engine(node.url, elastic.generations.name, corpus)
    rebuilding = threading.Thread(target=rebuild.rebuild, args=(beside, corpus, said.append))
    rebuilding.start()
    for turn in range(1, 6):  # a run beside the rebuild: rounds are committed and followed
        ingest(corpus, *some(range(turn * 300, turn * 300 + 60)), source=f"in/{turn}.txt")
        catch_up(elastic, corpus)
        least[0] += 60
    rebuilding.join(60)
    for action in (rebuild.swap, rebuild.rollback, rebuild.swap):
        action(beside, corpus, said.append)
        time.sleep(0.3)
    reader.end()
    assert reader.errors == [] and reader.wrong == [] and reader.asked > 50
    assert held(beside) == wanted(corpus) and len(ids(beside)) == 600


def test_a_generation_that_followed_what_the_corpus_has_no_longer(corpus, elastic, said):
    """As after an older copy of the table was put back: nothing goes on with it, a rebuild makes another."""
    ingest(corpus, *some(range(5)))
    ingest(corpus, *some(range(5, 9)), source="in/b.txt")
    catch_up(elastic, corpus)
    rebuild.rebuild(elastic, corpus, said.append)
    sorted((pathlib.Path(corpus.path) / "articles" / "_delta_log").glob("*.json"))[-1].unlink()
    restored = Corpus.open(corpus.path)
    follower = Follower(elastic, restored)
    with pytest.raises(Refused, match="newsmill index rebuild"):
        follower.begin()
    follower.catch_up()
    assert "does not match" in follower.account().error
    with pytest.raises(EngineError, match="index rebuild"):
        rebuild.swap(elastic, restored, said.append)
    rebuild.rebuild(elastic, restored, said.append)
    rebuild.swap(elastic, restored, said.append)
    assert held(elastic) == wanted(restored) and elastic.position() == restored.round
    with pytest.raises(EngineError, match="index rebuild"):
        rebuild.rollback(elastic, restored, said.append)
