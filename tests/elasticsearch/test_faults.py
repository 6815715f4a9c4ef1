"""Faults provoked for real on a node of its own with narrow limits; at the end it is killed in the middle of a bulk."""

from __future__ import annotations

import threading

import pytest

from pipeline.engines.elasticsearch.bulk import Limits, item

from .java import NoNode
from .node import start
from .sink_kit import fates, held, items, make, wanted, write

NARROW = {
    "thread_pool.write.size": 1,
    "thread_pool.write.queue_size": 1,
    "http.max_content_length": "100kb",
    "indexing_pressure.memory.limit": "60kb",
}


@pytest.fixture(scope="module")
def narrow():
    try:
        with start(NARROW) as node:
            yield node
    except NoNode as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def near(narrow):
    from elasticsearch import Elasticsearch

    with Elasticsearch(narrow.url, request_timeout=10, max_retries=0) as client:
        yield client


def test_documents_refused_one_by_one_are_sent_again_alone(near):
    make(near, "queue", shards=4)
    limits = Limits(docs=20, in_flight=8, patience=120)
    found, sink = write(near, "queue", items(range(3000)), limits)
    assert fates(found) == {"indexed": 3000}, sink.stopped
    assert sink.retries > 0, "nothing was refused: the test proves nothing"
    assert held(near, "queue") == wanted(range(3000))


def test_a_request_refused_as_a_whole_for_its_size_in_memory_gets_through_in_pieces(near):
    make(near, "pressure")
    found, sink = write(
        near,
        "pressure",
        items(range(200), size=80),
        Limits(docs=170, bytes=95_000, in_flight=1, patience=120),
    )
    assert fates(found) == {"indexed": 200}, sink.stopped
    assert sink.requests > 2
    assert held(near, "pressure") == wanted(range(200), size=80)


def test_a_request_that_is_too_large_is_split_down_to_the_document_that_is(near):
    make(near, "large")
    large = item("large", {"n": 1, "text": "x" * 120_000}, 1)
    given = [*items(range(30), size=400), large, *items(range(30, 60), size=400)]
    found, sink = write(near, "large", given, Limits(docs=1000, bytes=1 << 20, in_flight=1, patience=120))
    assert fates(found) == {"indexed": 60, "failed": 1}, sink.stopped
    assert [one.reason for one in found if one.fate == "failed"] == ["too_large"]
    assert held(near, "large") == wanted(range(60), size=400)


def test_a_document_beyond_the_servers_memory_for_writing_fails_alone_and_at_once(near):
    make(near, "heavy")
    heavy = item("heavy", {"n": 1, "text": "x" * 80_000}, 1)
    limits = Limits(docs=1000, bytes=1 << 20, in_flight=1, patience=120)
    found, sink = write(near, "heavy", [*items(range(30), size=400), heavy], limits)
    assert fates(found) == {"indexed": 30, "failed": 1}, sink.stopped
    [(reason, detail)] = [(one.reason, one.detail) for one in found if one.fate == "failed"]
    assert reason == "too_large" and "max_coordinating_bytes" in detail
    assert sink.retries == 0


@pytest.mark.parametrize("size", [14_000, 40_000])
def test_a_document_that_only_its_shard_finds_too_large_fails_alone_and_at_once(near, size):
    """As a request it passes; its shard counts four times as much, the smaller one together with the request."""
    make(near, f"counted-{size}")
    heavy = item("heavy", {"n": 1, "text": "x" * size}, 1)
    found, sink = write(near, f"counted-{size}", [heavy], Limits(patience=10))
    assert fates(found) == {"failed": 1}, sink.stopped
    assert found[0].reason == "too_large" and "max_primary_bytes" in found[0].detail
    assert sink.retries == 0


def test_what_stands_beside_a_document_that_its_shard_finds_too_large_gets_through(near):
    make(near, "beside")
    heavy = item("heavy", {"n": 1, "text": "x" * 40_000}, 1)
    found, sink = write(near, "beside", [*items(range(5)), heavy, *items(range(5, 10))], Limits(patience=10))
    assert fates(found) == {"indexed": 10, "failed": 1}, sink.stopped
    assert held(near, "beside") == wanted(range(10))


def test_a_node_killed_in_the_middle_of_a_bulk_that_comes_back_has_everything_once(narrow, near):
    make(near, "killed", shards=2)
    begun, found, sinks = threading.Event(), [], []

    def work():
        def some():
            for number, one in enumerate(items(range(4000))):
                if number == 1500:
                    begun.set()
                yield one

        outcomes, sink = write(near, "killed", some(), Limits(docs=20, in_flight=3, patience=200))
        found.extend(outcomes)
        sinks.append(sink)

    writer = threading.Thread(target=work)
    writer.start()
    assert begun.wait(60)
    narrow.kill()
    narrow.start()
    writer.join(200)
    assert not writer.is_alive() and fates(found) == {"indexed": 4000}, sinks[0].stopped
    assert sinks[0].retries > 0
    assert held(near, "killed") == wanted(range(4000))
