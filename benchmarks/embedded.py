"""How long does a search in the embedded index take? ``python benchmarks/embedded.py [--articles 1000000]``.

Articles as in ``latency.py``, of one text each, are indexed in rounds of 60,000, as runs do it; asked are the requests
of ``newsmill search``, each with ten snippets. The texts for these lie in memory, not in Parquet.
"""

from __future__ import annotations

import argparse
import pathlib
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from commits import ROUND
from latency import REQUESTS, articles, measure
from measure import machine

from pipeline.corpus.table import to_batch
from pipeline.engines.embedded import Embedded


def fill(engine: Embedded, number: int) -> dict[str, dict[str, Any]]:
    """Indexes made-up articles; the texts of each."""
    texts: dict[str, dict[str, Any]] = {}
    spent = 0.0
    made, round = articles(number, 1), 0
    while some := list(islice(made, ROUND)):
        round += 1
        for one in some:
            texts[one.id] = {"title": one.title, "body": one.body, "language": one.language}
        batches = [to_batch(some[at : at + 1_000]) for at in range(0, len(some), 1_000)]
        begun = time.process_time()
        engine.apply(batches, round)
        spent += time.process_time() - begun
    size = engine.status().size
    print(f"{number:,} articles, {number / spent:,.0f} a second of CPU, {size / 1e6:,.0f} MB", flush=True)
    return texts


def main() -> None:
    """Prints a table in Markdown, in milliseconds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=1_000_000)
    options.add_argument("--turns", type=int, default=100)
    given = options.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="newsmill-embedded-") as folder:
        engine = Embedded(pathlib.Path(folder) / "index", "benchmark")
        texts = fill(engine, given.articles)

        def look_up(ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
            return {id: texts[id] for id in ids}

        print("| asked | p50 ms | p95 ms |\n|---|---|---|")
        for name, request in REQUESTS.items():
            total = engine.search(request, look_up).total
            measure(
                f"{name} ({total:,} hits)",
                lambda request=request: engine.search(request, look_up),  # type: ignore[misc]
                given.turns,
            )
    print(machine(), flush=True)


if __name__ == "__main__":
    main()
