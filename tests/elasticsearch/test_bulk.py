"""The bulk machine on the real node: every document has one fate, and the index holds what the fates say."""

from __future__ import annotations

import random
import threading
import time

import pytest

from pipeline.engines.elasticsearch import bulk
from pipeline.engines.elasticsearch.bulk import Limits, item

from .proxies import CuttingProxy
from .sink_kit import fates, held, items, make, wanted, write


def connect(url, timeout=10.0):
    from pipeline.engines.elasticsearch.client import Connection

    return Connection(url, timeout=timeout).open()


def test_all_are_indexed_whatever_the_batches(client, index_name):
    make(client, index_name)
    for limits in (Limits(docs=7), Limits(bytes=1024, in_flight=4), Limits(docs=1000, in_flight=1)):
        found, sink = write(client, index_name, items(range(300)), limits)
        assert fates(found) == {"indexed": 300}
        assert sink.requests >= (300 // 7 if limits.docs == 7 else 1)
    assert held(client, index_name) == wanted(range(300))


def test_an_older_version_is_superseded_and_the_same_again_is_indexed(client, index_name):
    make(client, index_name)
    write(client, index_name, items(range(5), version=7))
    again, _ = write(client, index_name, items(range(5), version=7))
    older, _ = write(client, index_name, items(range(5), version=6, size=3))
    assert fates(again) == {"indexed": 5} and fates(older) == {"superseded": 5}
    assert held(client, index_name) == wanted(range(5))


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_two_versions_in_one_bulk_the_newer_stays(client, index_name, order):
    make(client, index_name)
    both = [items([1], version=version, size=version)[0] for version in order]
    found, _ = write(client, index_name, both)
    assert fates(found) == ({"indexed": 2} if order == (1, 2) else {"indexed": 1, "superseded": 1})
    assert held(client, index_name) == wanted([1], size=2)


def test_what_does_not_fit_the_mapping_fails_alone_with_the_servers_own_reason(client, index_name):
    make(client, index_name)
    odd = [
        item("kind", {"n": "many"}, 1),
        item("unknown", {"n": 1, "colour": "red"}, 1),
        item("long", {"name": "x" * 40_000}, 1),
        item("", {"n": 1}, 1),
        item("i" * 513, {"n": 1}, 1),
        item("broken", b'{"n": 1', 1),
    ]
    found, _ = write(client, index_name, [*items(range(10)), *odd, *items(range(10, 20))])
    failed = {one.item.id[:8]: one for one in found if one.fate == "failed"}
    assert fates(found) == {"indexed": 20, "failed": len(odd)}
    assert failed["kind"].reason == "document_parsing_exception" and "[n]" in failed["kind"].detail
    assert failed["unknown"].reason == "strict_dynamic_mapping_exception"
    assert "colour" in failed["unknown"].detail and "immense term" in failed["long"].detail
    assert held(client, index_name) == wanted(range(20))


def test_a_missing_alias_stops_with_the_way_out_and_makes_no_index(client, index_name):
    found, sink = write(client, f"{index_name}-write", items(range(5)), require_alias=True)
    assert fates(found) == {"waiting": 5}
    assert f"no alias {index_name}-write" in sink.stopped and "newsmill index create" in sink.stopped
    assert not client.indices.exists(index=f"{index_name}-write")
    assert fates(sink.add(items([1])[0])) == {"waiting": 1}


@pytest.mark.parametrize(
    ("block", "part"),
    [("read_only_allow_delete", "for 1 seconds no document"), ("write", "takes no documents")],
)
def test_a_read_only_index_stops_the_sink_in_time_and_takes_all_once_it_is_lifted(
    client, index_name, block, part
):
    make(client, index_name)
    client.indices.put_settings(index=index_name, settings={f"index.blocks.{block}": True})
    began = time.monotonic()
    found, sink = write(client, index_name, items(range(50)), Limits(docs=10, patience=1))
    assert time.monotonic() - began < 30
    assert fates(found) == {"waiting": 50} and part in sink.stopped and "block" in sink.stopped
    client.indices.put_settings(index=index_name, settings={f"index.blocks.{block}": None})
    found, _ = write(client, index_name, items(range(50)))
    assert fates(found) == {"indexed": 50} and held(client, index_name) == wanted(range(50))


def test_a_block_that_is_lifted_in_time_costs_nothing(client, index_name):
    make(client, index_name)
    client.indices.put_settings(index=index_name, settings={"index.blocks.read_only_allow_delete": True})
    lift = threading.Timer(
        1.5,
        client.indices.put_settings,
        kwargs={"index": index_name, "settings": {"index.blocks.read_only_allow_delete": None}},
    )
    lift.start()
    found, sink = write(client, index_name, items(range(100)), Limits(docs=10, patience=60))
    lift.join()
    assert fates(found) == {"indexed": 100} and sink.retries > 0
    assert held(client, index_name) == wanted(range(100))


# ---------------------------------------------------------------- the wire


def test_a_wire_cut_between_request_and_reply_loses_and_doubles_nothing(client, node, index_name):
    make(client, index_name)
    cut = iter([True] * 3)
    with CuttingProxy(node.url, lambda: (None, 0 if next(cut, False) else None)) as proxy:
        found, sink = write(
            connect(proxy.url), index_name, items(range(60), version=3), Limits(docs=20, in_flight=1)
        )
        assert proxy.cuts == 3 and sink.retries >= 3
    assert fates(found) == {"indexed": 60}
    assert held(client, index_name) == wanted(range(60))


@pytest.mark.parametrize("seed", range(4))
def test_a_wire_cut_at_random_bytes_loses_and_doubles_nothing(client, node, index_name, seed):
    make(client, index_name)
    chance = random.Random(seed)

    def plan():
        return chance.choice(
            [(None, None), (chance.randrange(20_000), None), (None, chance.randrange(4_000)), (None, 0)]
        )

    with CuttingProxy(node.url, plan) as proxy:
        limits = Limits(docs=25, in_flight=3, patience=60)
        found, sink = write(connect(proxy.url), index_name, items(range(1500)), limits)
        assert proxy.cuts > 3, "nothing was cut: the test proves nothing"
    assert fates(found) == {"indexed": 1500}, sink.stopped
    assert held(client, index_name) == wanted(range(1500))


def test_a_reply_cut_anywhere_in_its_headers_or_body_is_no_answer(client, node, index_name, monkeypatch):
    make(client, index_name)
    monkeypatch.setattr(bulk, "LONGEST_PAUSE", 0.05)
    places = iter(range(0, 420, 6))
    with CuttingProxy(node.url, lambda: (None, next(places, None))) as proxy:
        found, sink = write(
            connect(proxy.url), index_name, items(range(10)), Limits(docs=10, in_flight=1, patience=120)
        )
        assert proxy.cuts > 30 and sink.retries > 30
    assert fates(found) == {"indexed": 10}, sink.stopped
    assert held(client, index_name) == wanted(range(10))


def test_nobody_there_stops_in_time(index_name):
    began = time.monotonic()
    found, sink = write(connect("http://127.0.0.1:9"), index_name, items(range(5)), Limits(patience=1))
    assert fates(found) == {"waiting": 5} and time.monotonic() - began < 20
    assert "no Elasticsearch answers at" in sink.stopped or "refused" in sink.stopped
