"""How long does a search take? ``python -m benchmarks.latency``: p50 and p95 over 100,000 articles.

Articles are put together from labelled texts in 72 languages (``language/`` under NEWSMILL_SHARED, or under ``shared``
beside the project), with dates, publishers and credits drawn at random; what docs/querying.md asks about stands in
some of them. Asked are its questions, word for word, and ``newsmill search``'s requests. The server keeps no answers.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import pathlib
import random
import re
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import Elasticsearch, helpers

from pipeline.engines import SearchRequest
from pipeline.engines.elasticsearch import document, mapping
from pipeline.engines.elasticsearch.search import ids, search
from pipeline.model import Article, Credit, DateValue
from pipeline.query import parse

ROOT = pathlib.Path(__file__).parents[1]
SHARED = pathlib.Path(os.environ.get("NEWSMILL_SHARED") or ROOT.parent / "shared")
AGENCIES = ("NTB", "AFP", "Reuters", "AP", "EFE", "dpa", "Ritzau Scanpix", "TT")
PHOTOGRAPHERS = ("Ramón Cifuentes", *(f"Photographer {number}" for number in range(2_000)))
SPRINKLED = (("fergen er innstilt", 100), ("Gannet Point", 500), ("Greyhaven", 50))
"""What stands in one article of so many."""

REQUESTS: dict[str, SearchRequest] = {
    "one word": SearchRequest(parse("Greyhaven")),
    "three words": SearchRequest(parse("the new government")),
    "a phrase": SearchRequest(parse('"Gannet Point"')),
    "a prefix": SearchRequest(parse("greyh*")),
    "a filtered word with facets": SearchRequest(parse("Greyhaven"), language="en", facets=True),
    "everything by date, with facets": SearchRequest(facets=True),
    "a word within dates, by date": SearchRequest(
        parse("new"), date_from="2019", date_to="2020", sort="date"
    ),
    "page 1,500 of a common word": SearchRequest(parse("de"), page=1_500),
}


def articles(number: int, texts_each: int = 5) -> Iterator[Article]:
    """Made-up articles of so many texts of one language each; five are about 300 words."""
    with lzma.open(SHARED / "language" / "language.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = defaultdict[str, list[str]](list)
        for line in map(json.loads, lines):
            texts[line["lang"]].append(line["text"])
    draw, languages = random.Random(1), sorted(texts) + ["en", "de", "nb", "nn", "es", "fr"] * 12
    today = datetime.now(UTC)
    for at in range(number):
        language = draw.choice(languages)
        paragraphs = draw.choices(texts[language], k=texts_each)
        paragraphs += [text for text, rare in SPRINKLED if draw.randrange(rare) == 0]
        body = "\n\n".join(paragraphs)
        day = datetime(2015, 1, 1) + timedelta(days=draw.randrange(3_650))
        after = day + timedelta(days=1)
        date = DateValue(f"{day:%Y-%m-%d}", "day", f"{day:%Y-%m-%d}", f"{after:%Y-%m-%d}", source="benchmark")
        pair = draw.choice(PHOTOGRAPHERS), draw.choice(AGENCIES)
        credit = Credit(" / ".join(pair), photographers=pair[:1], agencies=pair[1:])
        yield Article(
            f"{at:024x}",
            f"dump-{at % 100}.warc.gz",
            body,
            title=paragraphs[0][:70],
            language=language,
            publisher=f"Publisher {draw.randrange(200)}",
            published=None if draw.randrange(10) == 0 else date,
            credits=(credit,) if draw.randrange(3) == 0 else (),
            ingested=f"{today - timedelta(days=draw.randrange(10)):%Y-%m-%dT%H:%M:%SZ}",
            words=len(body.split()),
            commit=1,
        )


def fill(client: Elasticsearch, index: str, number: int) -> None:
    """Makes the index."""
    settings = mapping.settings()
    settings["index"] |= {"requests": {"cache": {"enable": False}}, "refresh_interval": -1}
    client.indices.create(index=index, mappings=mapping.mappings(), settings=settings)
    began = time.perf_counter()
    actions = ({"_index": index, "_id": one.id, "_source": _source(one)} for one in articles(number))
    helpers.bulk(client, actions, chunk_size=500)
    client.indices.refresh(index=index)
    stats = client.indices.stats(index=index)["_all"]["primaries"]
    print(
        f"{number:,} articles in {time.perf_counter() - began:,.0f} s, "
        f"{stats['store']['size_in_bytes'] / 1e6:,.0f} MB in {stats['segments']['count']} segments",
        flush=True,
    )


def _source(article: Article) -> dict[str, Any]:
    return document.to_document(asdict(article))


def questions(client: Elasticsearch, index: str) -> dict[str, Callable[[], object]]:
    """The Python of docs/querying.md; the whole result in pages of 1,000."""
    text = (ROOT / "docs" / "querying.md").read_text("utf-8")
    found: dict[str, Callable[[], object]] = {}
    for heading, code in re.findall(r"^### (.+?)\n.*?^```py\n(.*?)^```$", text, re.M | re.S):
        code = code.replace('index="news"', f'index="{index}"').replace("size=5,", "size=1000,")
        compiled = compile(code, heading, "exec")
        found[heading] = lambda compiled=compiled: exec(compiled, {"client": client})  # type: ignore[misc]
    return found


def percentile(values: list[float], part: float) -> float:
    """The value below which that part lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def measure(name: str, ask: Callable[[], object], turns: int) -> None:
    """Prints a line of the table."""
    taken: list[float] = []
    for turn in range(turns + turns // 10):
        began = time.perf_counter()
        ask()
        if turn >= turns // 10:  # the first ones only warm up
            taken.append((time.perf_counter() - began) * 1_000)
    print(f"| {name} | {percentile(taken, 0.5):.1f} | {percentile(taken, 0.95):.1f} |", flush=True)


def main() -> None:
    """Prints a table in Markdown, in milliseconds as the client sees them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--url", help="a running Elasticsearch; without it the tests' node is started")
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--turns", type=int, default=100)
    given = options.parse_args()
    with ExitStack() as stack:
        url = given.url
        if not url:
            from tests.elasticsearch.node import start

            url = stack.enter_context(start()).url
        client = stack.enter_context(Elasticsearch(url, request_timeout=120))
        index = f"latency-{secrets.token_hex(3)}"
        stack.callback(lambda: client.indices.delete(index=index, ignore_unavailable=True))
        fill(client, index, given.articles)
        print("| asked | p50 ms | p95 ms |\n|---|---|---|")
        for name, ask in questions(client, index).items():
            measure(f"docs: {name}", ask, given.turns // 5 if name == "The whole result" else given.turns)
        for name, request in REQUESTS.items():
            measure(
                f"newsmill search: {name}",
                lambda request=request: search(client, index, request, lambda _: {}),  # type: ignore[misc]
                given.turns,
            )
        measure(
            "newsmill export: ids of a word",
            lambda: list(ids(client, index, REQUESTS["one word"])),
            given.turns,
        )


if __name__ == "__main__":
    main()
