"""Proof that a generation holds what the corpus holds: the same number, the same sums, and 1,000 documents anew."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from pipeline.engines.elasticsearch.document import digest, to_document
from pipeline.engines.elasticsearch.fill import rows
from pipeline.engines.elasticsearch.mapping import DIGESTS

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE: Final = 1000
NAMED: Final = 20
Digest = tuple[int, ...]


@dataclass(slots=True)
class Summary:
    """Documents, retired and withdrawn ones too: how many, the sums of their digests, and a sample by id."""

    count: int = 0
    sums: list[int] = field(default_factory=lambda: [0] * len(DIGESTS))
    sample: dict[str, Digest] = field(default_factory=dict)


def of_corpus(batches: Iterable[pa.RecordBatch]) -> Summary:
    """What a generation of these rows must hold. ValueError for a row that makes no document."""
    found, drawn = Summary(), list[str]()
    chance = random.Random()
    for row in rows(batches):
        document = to_document(row)
        one = tuple(int(document[name]) for name in DIGESTS)
        found.count += 1
        found.sums = [a + b for a, b in zip(found.sums, one, strict=True)]
        if len(drawn) < SAMPLE:
            drawn.append(row["id"])
        else:
            at = chance.randrange(found.count)
            if at >= SAMPLE:
                continue
            del found.sample[drawn[at]]
            drawn[at] = row["id"]
        found.sample[row["id"]] = one
    return found


def of_index(client: Elasticsearch, index: str) -> Summary:
    """What an index holds, by sums over the digests that were sent with its documents."""
    client.indices.refresh(index=index)
    answer: Any = client.search(
        index=index,
        size=0,
        track_total_hits=True,
        aggs={name: {"sum": {"field": name}} for name in DIGESTS},
    )
    sums = [int(answer["aggregations"][name]["value"]) for name in DIGESTS]
    return Summary(int(answer["hits"]["total"]["value"]), sums)


def hashed_anew(client: Elasticsearch, index: str, sample: Mapping[str, Digest]) -> list[str]:
    """The ids of a sample whose documents, as the index gives them back, are not what the corpus has."""
    wrong, ids = [], list(sample)
    for start in range(0, len(ids), 100):
        answer: Any = client.mget(index=index, ids=ids[start : start + 100])
        for one in answer["docs"]:
            if not one.get("found") or digest(one["_source"]) != sample[one["_id"]]:
                wrong.append(one["_id"])
    return wrong


def differences(
    client: Elasticsearch, index: str, batches: Iterable[pa.RecordBatch], all_rows: Iterable[pa.RecordBatch]
) -> list[str]:
    """What differs between a corpus and an index, in sentences; empty where they are equal.

    ``batches`` and ``all_rows``: the corpus's rows, twice: the second is read only to name what differs.
    """
    here, there = of_corpus(batches), of_index(client, index)
    found = []
    if here.count != there.count:
        found.append(f"the corpus has {here.count:,} rows, {index} {there.count:,} documents")
    if here.sums != there.sums:
        found.append(f"the sums of the digests differ: {here.sums} in the corpus, {there.sums} in {index}")
    if found:
        return found + list(_named(client, index, all_rows))
    return [
        f"{id}: its document in {index} is not the corpus's" for id in hashed_anew(client, index, here.sample)
    ]


def _named(client: Elasticsearch, index: str, all_rows: Iterable[pa.RecordBatch]) -> Iterator[str]:
    """The first documents that differ, by a walk over the whole index."""
    held: dict[str, Digest] = {}
    for hit in scan(client, index=index, _source=False, docvalue_fields=list(DIGESTS), size=5000):
        held[hit["_id"]] = tuple(
            int(hit["fields"][name][0]) if name in hit.get("fields", {}) else -1 for name in DIGESTS
        )
    number = 0
    for row in rows(all_rows):
        document = to_document(row)
        there = held.pop(row["id"], None)
        if there == tuple(document[name] for name in DIGESTS):
            continue
        number += 1
        if number <= NAMED:
            yield f"{row['id']}: {'not in ' + index if there is None else 'another document in ' + index}"
    for id in list(held)[: max(0, NAMED - number)]:
        yield f"{id}: not in the corpus"
    if number + len(held) > NAMED:
        yield f"... {number + len(held):,} in all"
