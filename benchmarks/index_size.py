"""What does each costly option of the index cost? ``python -m benchmarks.index_size [--url URL] [--pages N]``.

Annotated pages (``gold/`` under NEWSMILL_SHARED, or under ``shared`` beside the project) become whole articles by our
own chain, indexed once as the mapping is and once without each option. Sizes are of one merged segment, as multiples
of the articles' text (title and body in UTF-8).
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import os
import pathlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from elasticsearch import Elasticsearch, helpers

import pipeline
from pipeline.corpus.table import to_batch
from pipeline.engines.elasticsearch import mapping
from pipeline.engines.elasticsearch.document import to_document

SHARED = pathlib.Path(os.environ.get("NEWSMILL_SHARED") or pathlib.Path(__file__).parents[2] / "shared")

Change = Callable[[dict[str, Any], dict[str, Any]], None]


def _without_languages(settings: dict[str, Any], properties: dict[str, Any]) -> None:
    for name in ("body_lang", "title_lang"):
        properties[name] = {"enabled": False, "type": "object"}


def _without_copies(settings: dict[str, Any], properties: dict[str, Any]) -> None:
    properties["_source"] = {"excludes": ["body_lang", "title_lang"]}


def _default_codec(settings: dict[str, Any], properties: dict[str, Any]) -> None:
    settings["index"]["codec"] = "default"


def _without_offsets(settings: dict[str, Any], properties: dict[str, Any]) -> None:
    properties["body"] = {**properties["body"], "index_options": "positions"}


def _without_nested(settings: dict[str, Any], properties: dict[str, Any]) -> None:
    properties["credits"] = {"enabled": False, "type": "object"}


def _without_words(settings: dict[str, Any], properties: dict[str, Any]) -> None:
    for name, body in properties.items():
        properties[name] = {key: value for key, value in body.items() if key != "fields"}


WAYS: dict[str, Change] = {
    "as it is": lambda settings, properties: None,
    "without best_compression": _default_codec,
    "without offsets in body": _without_offsets,
    "without language fields": _without_languages,
    "without nested credits": _without_nested,
    "without the words of keywords": _without_words,
    "without the language fields' copy in _source": _without_copies,
}
"""What is compared: a change of settings and fields."""


def documents(pages: int) -> Iterator[dict[str, Any]]:
    """Whole articles of the annotated pages, as a run would index them."""

    def lines() -> Iterator[dict[str, Any]]:
        for path in sorted((SHARED / "gold").glob("*.jsonl.xz")):
            with lzma.open(path, "rt", encoding="utf-8") as file:
                yield from (line for line in map(json.loads, file) if "html" in line)

    for line in itertools.islice(lines(), pages):
        article = pipeline.extract(line["html"], url=line["url"])
        if isinstance(article, pipeline.Article):
            yield to_document(to_batch([article]).to_pylist()[0])


def measure(
    client: Elasticsearch, index: str, change: Change, found: list[dict[str, Any]]
) -> tuple[int, float]:
    """Bytes of the merged index, and the seconds that indexing took."""
    settings, mappings = mapping.settings(), mapping.mappings()
    change(settings, mappings["properties"])
    if "_source" in mappings["properties"]:
        mappings["_source"] = mappings["properties"].pop("_source")
    client.indices.create(index=index, settings=settings, mappings=mappings)
    began = time.perf_counter()
    actions = ({"_index": index, "_id": document["id"], "_source": document} for document in found)
    helpers.bulk(client, actions, chunk_size=200)
    seconds = time.perf_counter() - began
    client.indices.forcemerge(index=index, max_num_segments=1)
    client.indices.flush(index=index)
    stats = client.indices.stats(index=index, metric="store")
    client.indices.delete(index=index)
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"]), seconds


def main() -> None:
    """Prints a table in Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--url", help="a running Elasticsearch; without it the tests' node is started")
    options.add_argument("--pages", type=int, default=1_500)
    chosen = options.parse_args()
    found = list({document["id"]: document for document in documents(chosen.pages)}.values())
    text = sum(len(f"{one.get('title', '')}{one.get('body', '')}".encode()) for one in found)
    print(f"{len(found):,} articles, {text / 1e6:.1f} MB of text\n")
    print("| index | MB | per GB of text | loading |\n|---|---|---|---|")
    with ExitStack() as stack:
        url = chosen.url
        if not url:
            from tests.elasticsearch.node import start

            url = stack.enter_context(start()).url
        client = stack.enter_context(Elasticsearch(url, request_timeout=300))
        for way, change in WAYS.items():
            size, seconds = measure(client, f"size-{secrets.token_hex(3)}", change, found)
            print(f"| {way} | {size / 1e6:.1f} | {size / text:.2f} GB | {seconds:.1f} s |", flush=True)


if __name__ == "__main__":
    main()
