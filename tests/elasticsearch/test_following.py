"""Elasticsearch follows the corpus: again, late, withdrawn, another's; one position, one place for it."""

from __future__ import annotations

import threading

import pytest

from pipeline.corpus.store import Corpus
from pipeline.engines import Refused
from pipeline.engines.elasticsearch import mapping
from pipeline.engines.elasticsearch.generations import Generations
from pipeline.errors import EngineError, UsageError
from tests.corpus_kit import article, empty_corpus, ingest

from .follow_kit import catch_up, engine, held, ids, wanted
from .proxies import CuttingProxy

corpus = empty_corpus


def some(numbers, version=1, text="t"):
    return [article(f"a{number}", version, f"{text}{number}", offset=number) for number in numbers]


def test_a_catch_up_may_be_repeated_and_older_rows_never_win(corpus, elastic):
    ingest(corpus, *some(range(120)))
    first = corpus.round
    applied = catch_up(elastic, corpus)
    assert (applied.indexed, applied.superseded, applied.failed) == (120, 0, ())
    assert held(elastic) == wanted(corpus) and elastic.position() == first
    ingest(corpus, *some(range(10), version=2, text="new"), stamp="2", fresh=True)
    catch_up(elastic, corpus)
    assert held(elastic) == wanted(corpus)
    again = elastic.apply(corpus.rows_after(0, elastic.columns), first)
    assert again.indexed == len(wanted(corpus)) and held(elastic) == wanted(corpus)
    assert elastic.position() == corpus.round, "a position never goes back"


def test_rows_that_come_late_are_superseded(corpus, elastic):
    ingest(corpus, *some(range(5)))
    old = list(corpus.rows_after(0, elastic.columns))
    catch_up(elastic, corpus)
    ingest(corpus, *some(range(5), version=2, text="new"), stamp="2", fresh=True)
    catch_up(elastic, corpus)
    late = elastic.apply(old, corpus.round)
    assert (late.indexed, late.superseded) == (0, 5) and held(elastic) == wanted(corpus)


def test_a_withdrawn_article_is_gone_for_readers_and_an_old_dump_does_not_bring_it_back(corpus, elastic):
    ingest(corpus, *some(range(6)))
    old = list(corpus.rows_after(0, elastic.columns))
    catch_up(elastic, corpus)
    corpus.withdraw("a3", "a court said so")
    catch_up(elastic, corpus)
    assert ids(elastic) == {f"a{n}" for n in range(6)} - {"a3"}
    assert "body" not in elastic.client.get(index=elastic.generations.write, id="a3")["_source"]
    assert elastic.apply(old, corpus.round).superseded == 1
    ingest(corpus, *some(range(6)), fresh=True)
    catch_up(elastic, corpus)
    assert "a3" not in ids(elastic) and held(elastic) == wanted(corpus)
    assert elastic.status().articles == corpus.count() == 5


def test_a_step_that_is_cut_off_moves_no_position_and_the_next_one_takes_all(node, corpus, index_name):
    ingest(corpus, *some(range(200)))
    whole = engine(node.url, index_name, corpus)
    whole.generations.create(serve=True)
    asked = iter(range(1000))
    with CuttingProxy(node.url, lambda: (None, None) if next(asked) < 1 else (0, None)) as proxy:
        cut = engine(proxy.url, index_name, corpus, docs=10, in_flight=2, patience=1)
        rows = corpus.rows_after(0, cut.columns)

        def breaking():
            for number, batch in enumerate(rows):
                if number == 0:
                    yield batch.slice(0, 50)
                    proxy.drop()
                    yield batch.slice(50)

        with pytest.raises(EngineError, match="no document got through"):
            cut.apply(breaking(), corpus.round)
    assert whole.position() == 0
    catch_up(whole, corpus)
    assert held(whole) == wanted(corpus) and whole.position() == corpus.round


def test_a_server_that_is_away_between_two_steps_and_comes_back_costs_nothing(node, corpus, index_name):
    ingest(corpus, *some(range(60)))
    away = threading.Event()
    with CuttingProxy(node.url, lambda: (0 if away.is_set() else None, None)) as proxy:
        near = engine(proxy.url, index_name, corpus, patience=60)
        near.check()

        def leaving(batches):
            yield from batches
            away.set()
            proxy.drop()
            threading.Timer(2.5, away.clear).start()

        applied = near.apply(leaving(corpus.rows_after(0, near.columns)), corpus.round)
        assert applied.indexed == 60 and proxy.cuts > 1
        assert held(near) == wanted(corpus) and near.position() == corpus.round


def test_another_corpus_is_refused_with_the_way_out(node, corpus, elastic, index_name, tmp_path):
    ingest(corpus, *some(range(3)))
    catch_up(elastic, corpus)
    other = Corpus.open(str(tmp_path / "other"))
    stranger = engine(node.url, index_name, other)
    with pytest.raises(Refused, match="belongs to another corpus: give another --index"):
        stranger.position()
    with pytest.raises(Refused, match="belongs to another corpus"):
        stranger.apply([], 1)
    assert ids(elastic) == {"a0", "a1", "a2"}


def test_another_mapping_is_refused_with_the_way_out(corpus, elastic, node, index_name, monkeypatch):
    ingest(corpus, *some(range(3)))
    catch_up(elastic, corpus)
    monkeypatch.setattr(mapping, "version", lambda: "of-tomorrow")
    with pytest.raises(Refused, match="mapping of another version of newsmill: `newsmill index rebuild`"):
        engine(node.url, index_name, corpus).check()
    reading = engine(node.url, index_name, corpus)
    assert reading.position() == corpus.round and reading.status().articles == 3, "reading goes on"


@pytest.mark.parametrize("name", ["News", "news-write", "_news", "ne ws", "news*", "", "-news", "news,old"])
def test_what_cannot_name_an_index_is_wrong_usage(client, name):
    with pytest.raises(UsageError, match="cannot name an index"):
        Generations(client, "there", name, "corpus")


def test_an_index_of_that_very_name_is_left_alone(client, corpus, node, index_name):
    client.indices.create(index=index_name)
    with pytest.raises(Refused, match="is an index of its own, not an alias"):
        engine(node.url, index_name, corpus).position()


def test_aliases_at_odds_are_refused_and_set_right_by_a_swap(client, corpus, elastic, node, index_name):
    from pipeline.engines.elasticsearch import rebuild

    ingest(corpus, *some(range(3)))
    catch_up(elastic, corpus)
    client.indices.create(index=f"{index_name}-000009")
    client.indices.put_alias(index=f"{index_name}-000009", name=f"{index_name}-write")
    client.indices.delete_alias(index=f"{index_name}-000001", name=f"{index_name}-write")
    with pytest.raises(Refused, match="are at odds") as caught:
        engine(node.url, index_name, corpus).position()
    assert f"{index_name} points to {index_name}-000001" in caught.value.message
    client.indices.delete(index=f"{index_name}-000009")
    rebuild.rebuild(elastic, corpus, print)
    rebuild.swap(elastic, corpus, print)
    assert engine(node.url, index_name, corpus).position() == corpus.round


def test_templates_are_put_in_place_again_when_they_are_not_current(
    client, corpus, elastic, node, index_name
):
    ingest(corpus, *some(range(3)))
    catch_up(elastic, corpus)
    path = next(path for path in mapping.templates(index_name) if path.startswith("_index_template"))
    client.indices.delete_index_template(name=path.rpartition("/")[2])
    engine(node.url, index_name, corpus).check()
    assert client.indices.exists_index_template(name=path.rpartition("/")[2])


def test_an_engine_may_be_emptied_and_filled_again(corpus, elastic):
    ingest(corpus, *some(range(30)))
    catch_up(elastic, corpus)
    elastic.reset()
    assert elastic.position() == 0 and ids(elastic) == set()
    catch_up(elastic, corpus)
    assert held(elastic) == wanted(corpus) and len(elastic.generations.found()) == 1
