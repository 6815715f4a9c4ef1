"""Documents a second: our sink against ``elasticsearch.helpers.parallel_bulk``, same documents, node and threads.

    .venv/bin/python benchmarks/bulk.py [--url URL] [--documents N] [--turns N]

Without --url it starts the tests' node. The two take turns, each into an empty index of the real mapping.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk

from pipeline.engines.elasticsearch import mapping
from pipeline.engines.elasticsearch.bulk import Limits, Sink, item
from pipeline.engines.elasticsearch.client import Connection

LIMITS = Limits()
WORDS = 20_000


def documents(number: int) -> list[dict[str, Any]]:
    """Articles of about 3 kB, with words as frequent as in a language (Zipf)."""
    chance = random.Random(7)
    words = [f"{chance.choice('bdfghklmnprst')}{chance.choice('aeiou')}{at:x}" for at in range(WORDS)]
    weights = [1 / (at + 1) for at in range(WORDS)]
    found = []
    for at in range(number):
        body = " ".join(chance.choices(words, weights, k=450))
        found.append(
            {
                "id": f"{at:024x}",
                "commit": 1,
                "source": "dump.jsonl",
                "title": body[:60],
                "body": body,
                "body_lang": {"en": body},
                "language": "en",
                "publisher": f"Paper {at % 30}",
                "words": 450,
                "retired": False,
                "withdrawn": False,
            }
        )
    return found


def ours(client: Elasticsearch, index: str, given: list[dict[str, Any]]) -> int:
    """Through the sink; the number indexed."""
    with Sink(client, index, LIMITS, require_alias=False) as sink:
        fates = [one.fate for document in given for one in sink.add(item(document["id"], document, 1))]
        fates += [one.fate for one in sink.flush()]
    return fates.count("indexed")


def theirs(client: Elasticsearch, index: str, given: list[dict[str, Any]]) -> int:
    """Through parallel_bulk with the same batches and as many threads; the number indexed."""

    def actions() -> Iterator[dict[str, Any]]:
        for document in given:
            yield {
                "_id": document["id"],
                "version": 1,
                "version_type": "external_gte",
                "_source": document,
            }

    return sum(
        done
        for done, _ in parallel_bulk(
            client,
            actions(),
            thread_count=LIMITS.in_flight,
            chunk_size=LIMITS.docs,
            max_chunk_bytes=LIMITS.bytes,
            index=index,
        )
    )


def measure(url: str, number: int, turns: int) -> dict[str, list[float]]:
    """Documents a second, turn by turn."""
    given, client = documents(number), Connection(url).open()
    found: dict[str, list[float]] = {"ours": [], "theirs": []}
    for turn in range(-1, turns):  # the first warms the node up and is not counted
        pair = [("ours", ours), ("theirs", theirs)]
        for name, write in pair if turn % 2 else reversed(pair):
            index = f"bench-{name}"
            client.options(ignore_status=404).indices.delete(index=index)
            client.indices.create(index=index, settings=mapping.settings(), mappings=mapping.mappings())
            began = time.perf_counter()
            written = write(client, index, given)
            seconds = time.perf_counter() - began
            if written != number:
                raise SystemExit(f"{name}: {written} of {number} written")
            if turn >= 0:
                found[name].append(number / seconds)
    client.indices.delete(index="bench-ours,bench-theirs")
    return found


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url")
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--turns", type=int, default=5)
    chosen = parser.parse_args()
    if chosen.url:
        found = measure(chosen.url, chosen.documents, chosen.turns)
    else:
        from tests.elasticsearch.node import start

        with start() as node:
            found = measure(node.url, chosen.documents, chosen.turns)
    for name, rates in found.items():
        print(f"{name}: {', '.join(f'{rate:.0f}' for rate in rates)} documents/s")
    ratios = [a / b for a, b in zip(found["ours"], found["theirs"], strict=True)]
    print(f"ours / theirs: median {statistics.median(ratios):.2f} of {', '.join(f'{r:.2f}' for r in ratios)}")


if __name__ == "__main__":
    main()
