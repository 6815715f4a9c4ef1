"""Do language fields find better? ``python -m benchmarks.relevance [--url URL]``: mean reciprocal ranks.

Queries are the titles of annotated pages (``gold/`` under NEWSMILL_SHARED, or under ``shared`` beside the project),
looked for in bodies alone: those of the pages, as our own chain reads them, among labelled texts in 72 languages. Each
way to ask is compared with the neutral field, query by query; intervals are bootstrapped (95 %).
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import pathlib
import random
import secrets
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from elasticsearch import Elasticsearch, helpers

import pipeline
from pipeline.engines.elasticsearch import document, mapping
from pipeline.engines.elasticsearch.dsl import compile_node
from pipeline.query import Or, Word, spans, tokens

SHARED = pathlib.Path(os.environ.get("NEWSMILL_SHARED") or pathlib.Path(__file__).parents[2] / "shared")
DEEP = 100
LANGUAGE_FIELDS = ["body", "body_lang.*"]

WAYS: dict[str, Callable[[str], dict[str, Any]]] = {
    "standard analyzer": lambda title: {"match": {"body.standard": title}},
    "neutral field": lambda title: {"match": {"body": title}},
    "language fields": lambda title: {
        "multi_match": {"query": title, "type": "most_fields", "fields": ["body_lang.*"]}
    },
    "best_fields over both": lambda title: {
        "multi_match": {"query": title, "type": "best_fields", "fields": LANGUAGE_FIELDS}
    },
    "most_fields over both": lambda title: {
        "multi_match": {"query": title, "type": "most_fields", "fields": LANGUAGE_FIELDS}
    },
    "newsmill search (words by OR)": lambda title: compile_node(
        Or(tuple(Word(word) for _, _, word in spans(title)))
    ),
}
"""What is compared: a title to a query."""


def pages() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Id, gold title (or nothing) and document, without its title, of every annotated page that is an article."""
    for path in sorted((SHARED / "gold").glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                if "html" not in line:
                    continue
                article = pipeline.extract(line["html"], url=line["url"])
                if isinstance(article, pipeline.Article):
                    yield (
                        line["id"],
                        line["gold"].get("title") or "",
                        _document(line["id"], article.body, article.language),
                    )


def texts() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The labelled texts, which no query looks for."""
    with lzma.open(SHARED / "language" / "language.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if line["len_class"] in ("1500", "300"):
                yield line["id"], "", _document(line["id"], line["text"], line["lang"])


def _document(id: str, body: str, language: str) -> dict[str, Any]:
    row = {"id": id, "source": "benchmark", "body": body, "language": language, "commit": 1}
    return document.to_document(row)


def fill(client: Elasticsearch, index: str) -> dict[str, set[str]]:
    """Makes the index; title -> the ids that it is the title of."""
    mappings = mapping.mappings()
    mappings["properties"]["body"] |= {"fields": {"standard": {"type": "text", "analyzer": "standard"}}}
    client.indices.create(index=index, mappings=mappings, settings=mapping.settings())
    titles: dict[str, set[str]] = defaultdict(set)

    def actions() -> Iterator[dict[str, Any]]:
        for source in (pages, texts):
            for id, title, one in source():
                if len(tokens(title)) > 1:
                    titles[unicodedata.normalize("NFC", " ".join(title.split()))].add(id)
                yield {"_index": index, "_id": id, "_source": one}

    written, _ = helpers.bulk(client, actions(), chunk_size=500)
    client.indices.refresh(index=index)
    print(f"{written:,} documents, {len(titles):,} titles")
    return titles


def ranks(client: Elasticsearch, index: str, titles: dict[str, set[str]], way: str) -> list[float]:
    """Reciprocal ranks, title by title."""
    found, asked = [], list(titles.items())
    for start in range(0, len(asked), 50):
        some = asked[start : start + 50]
        searches: list[dict[str, Any]] = []
        for title, _ in some:
            searches += [{"index": index}, {"query": WAYS[way](title), "size": DEEP, "_source": False}]
        for (_, right), answer in zip(some, client.msearch(searches=searches)["responses"], strict=True):
            ids = [hit["_id"] for hit in answer["hits"]["hits"]]
            found.append(next((1 / rank for rank, id in enumerate(ids, 1) if id in right), 0.0))
    return found


def interval(values: list[float], turns: int = 2_000) -> tuple[float, float]:
    """The 95 % interval of the mean, by drawing with replacement."""
    draw = random.Random(1)
    means = sorted(sum(draw.choices(values, k=len(values))) / len(values) for _ in range(turns))
    return means[turns // 40], means[-turns // 40]


def main() -> None:
    """Prints a table in Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--url", help="a running Elasticsearch; without it the tests' node is started")
    url = options.parse_args().url
    with ExitStack() as stack:
        if not url:
            from tests.elasticsearch.node import start

            url = stack.enter_context(start()).url
        client = stack.enter_context(Elasticsearch(url, request_timeout=120))
        index = f"relevance-{secrets.token_hex(3)}"
        stack.callback(lambda: client.indices.delete(index=index, ignore_unavailable=True))
        titles = fill(client, index)
        found = {way: ranks(client, index, titles, way) for way in WAYS}
        neutral = found["neutral field"]
        print("| asked how | MRR | 95 % | against the neutral field | 95 % |\n|---|---|---|---|---|")
        for way, values in found.items():
            low, high = interval(values)
            gains = [one - other for one, other in zip(values, neutral, strict=True)]
            less, more = interval(gains)
            mean, gain = sum(values) / len(values), sum(gains) / len(gains)
            print(
                f"| {way} | {mean:.3f} | {low:.3f} to {high:.3f} | {gain:+.3f} | {less:+.3f} to {more:+.3f} |"
            )


if __name__ == "__main__":
    main()
