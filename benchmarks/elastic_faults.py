"""Nothing lost, nothing twice, no gap: random faults while writing, and a querying client while generations change.

    .venv/bin/python benchmarks/elastic_faults.py [--faults N] [--kills N] [--turns N]

It starts a node of the tests with narrow limits and cuts, overfills and kills it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from elasticsearch import Elasticsearch

from pipeline.corpus.store import Corpus
from pipeline.engines.elasticsearch import rebuild
from pipeline.engines.elasticsearch.bulk import Limits
from pipeline.engines.elasticsearch.client import Connection
from tests.corpus_kit import article, ingest
from tests.elasticsearch.follow_kit import Reader, catch_up, engine, held, wanted
from tests.elasticsearch.node import start
from tests.elasticsearch.proxies import CuttingProxy
from tests.elasticsearch.sink_kit import held as held_in
from tests.elasticsearch.sink_kit import items, make, write
from tests.elasticsearch.sink_kit import wanted as wanted_in

NARROW = {"thread_pool.write.size": 1, "thread_pool.write.queue_size": 1, "http.max_content_length": "100kb"}
DOCUMENTS = 600


def faults(node: Any, number: int, kills: int) -> Counter[str]:
    """Writes with wires cut at random bytes, a short queue and, some times, a kill of the node; sums up."""
    found: Counter[str] = Counter()
    client = Elasticsearch(node.url, max_retries=0, request_timeout=30)
    for seed in range(number):
        chance = random.Random(seed)
        index = make(client, f"fault-{seed}", shards=chance.choice([1, 3]))

        def plan(chance: random.Random = chance) -> tuple[int | None, int | None]:
            cut = chance.choice(["no", "request", "reply", "between"])
            if cut == "request":
                return chance.randrange(40_000), None
            return None, {"no": None, "reply": chance.randrange(4_000), "between": 0}.get(cut)

        killer = threading.Timer(chance.uniform(0.1, 1.0), _kill, [node]) if seed < kills else None
        with CuttingProxy(node.url, plan) as proxy:
            if killer:
                killer.start()
            near = Connection(proxy.url, timeout=10).open()
            limits = Limits(docs=chance.choice([10, 25, 200]), in_flight=chance.choice([1, 4]), patience=120)
            outcomes, sink = write(near, index, items(range(DOCUMENTS)), limits)
            if killer:
                killer.join()
            found["connections cut"] += proxy.cuts
        found["requests sent again"] += sink.retries
        found["documents said to be indexed"] += sum(one.fate == "indexed" for one in outcomes)
        there, expected = held_in(client, index), wanted_in(range(DOCUMENTS))
        found["lost"] += len(expected.keys() - there.keys())
        found["twice or not as sent"] += sum(there[id] != expected.get(id) for id in there)
        client.indices.delete(index=index)
    found["nodes killed"] = min(kills, number)
    return found


def _kill(node: Any) -> None:
    node.kill()
    node.start()


def generations(node: Any, turns: int) -> Counter[str]:
    """Rebuild, swap and roll back beside runs, while a client asks all the time; sums up."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Corpus.open(f"{folder}/store")
        client = Elasticsearch(node.url, request_timeout=30)
        with corpus.lock():
            one, beside = (engine(node.url, "gap", corpus) for _ in range(2))
            ingest(corpus, *(article(f"a{n}", text=f"t{n}", offset=n) for n in range(300)))
            catch_up(one, corpus)
            least = [300]
            reader = Reader(client, "gap", least)
            reader.start()
            for turn in range(1, turns + 1):
                filling = threading.Thread(target=rebuild.rebuild, args=(beside, corpus, lambda line: None))
                filling.start()
                for step in range(3):
                    numbers = range(turn * 1000 + step * 20, turn * 1000 + step * 20 + 20)
                    more = [article(f"a{n}", text=f"t{n}", offset=n) for n in numbers]
                    ingest(corpus, *more, source=f"in/{turn}-{step}.txt")
                    catch_up(one, corpus)
                    least[0] += 20
                filling.join()
                for action in (rebuild.swap, rebuild.rollback, rebuild.swap):
                    action(beside, corpus, lambda line: None)
                    found["changes of the alias"] += 1
            reader.end()
            equal = held(beside) == wanted(corpus)
    found["queries"], found["errors"], found["wrong answers"] = (
        reader.asked,
        len(reader.errors),
        len(reader.wrong),
    )
    found["indices that differ at the end"] = 0 if equal else 1
    return found


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--faults", type=int, default=30)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--turns", type=int, default=5)
    chosen = parser.parse_args()
    with start(NARROW) as node:
        for name, found in (
            ("faults", faults(node, chosen.faults, chosen.kills)),
            ("generations", generations(node, chosen.turns)),
        ):
            print(f"{name}: " + ", ".join(f"{number:,} {what}" for what, number in found.items()))


if __name__ == "__main__":
    main()
