"""What the tests of the sink share: small documents, writing them, and what an index holds of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from pipeline.engines.elasticsearch.bulk import Item, Limits, Outcome, Sink, item

MAPPING = {
    "dynamic": "strict",
    "properties": {"n": {"type": "integer"}, "text": {"type": "text"}, "name": {"type": "keyword"}},
}


def make(client: Elasticsearch, index: str, shards: int = 1) -> str:
    """An index for small documents; its name."""
    client.indices.create(index=index, mappings=MAPPING, settings={"number_of_shards": shards})
    return index


def document(number: int, size: int = 20) -> dict[str, Any]:
    return {"n": number, "text": "word " * size}


def items(numbers: Iterable[int], version: int = 1, size: int = 20) -> list[Item]:
    return [item(f"id-{number}", document(number, size), version, number) for number in numbers]


def write(
    client: Elasticsearch, index: str, many: Iterable[Item], limits: Limits | None = None, **options: Any
) -> tuple[list[Outcome], Sink]:
    """The outcomes of all items: each must have exactly one."""
    given: list[Item] = []
    with Sink(client, index, limits, **({"require_alias": False} | options)) as sink:
        found = []
        for one in many:
            given.append(one)
            found += sink.add(one)
        found += sink.flush()
    assert Counter(id(one.item) for one in found) == Counter(map(id, given))
    return found, sink


def fates(outcomes: Iterable[Outcome]) -> dict[str, int]:
    return dict(Counter(one.fate for one in outcomes))


def held(client: Elasticsearch, index: str) -> dict[str, dict[str, Any]]:
    """Id -> document; fails where an id is there twice."""
    client.indices.refresh(index=index)
    found = [(hit["_id"], hit["_source"]) for hit in scan(client, index=index, size=5000)]
    assert len(dict(found)) == len(found) == client.count(index=index)["count"]
    return dict(found)


def wanted(numbers: Iterable[int], size: int = 20) -> dict[str, dict[str, Any]]:
    return {f"id-{number}": document(number, size) for number in numbers}
