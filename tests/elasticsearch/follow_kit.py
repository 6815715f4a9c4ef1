"""A corpus and an engine that follows it, for tests of generations."""

from __future__ import annotations

import threading
from typing import Any

from elastic_transport import ApiError, TransportError
from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from pipeline.corpus.store import Corpus
from pipeline.engines.elasticsearch.bulk import Limits
from pipeline.engines.elasticsearch.client import Connection
from pipeline.engines.elasticsearch.document import digest, to_document
from pipeline.engines.elasticsearch.engine import Elastic


def engine(url: str, name: str, corpus: Corpus, **limits: Any) -> Elastic:
    return Elastic(
        Connection(url, timeout=20), name, corpus.corpus_id, Limits(**{"docs": 50, "patience": 60} | limits)
    )


def catch_up(one: Elastic, corpus: Corpus) -> Any:
    return one.apply(corpus.rows_after(one.position(), one.columns), corpus.round)


def wanted(corpus: Corpus) -> dict[str, tuple[int, ...]]:
    """Id -> digest of every row, tombstones too."""
    rows = [row for batch in corpus.rows_after(0) for row in batch.to_pylist()]
    return {row["id"]: digest(to_document(row)) for row in rows}


def held(one: Elastic, index: str | None = None) -> dict[str, tuple[int, ...]]:
    """Id -> digest, hashed anew, of every document behind the write alias or in an index."""
    where = index or one.generations.write
    one.client.indices.refresh(index=where)
    return {hit["_id"]: digest(hit["_source"]) for hit in scan(one.client, index=where)}


def ids(one: Elastic) -> set[str]:
    """The ids that readers of the alias see."""
    return {hit["_id"] for hit in scan(one.client, index=one.generations.name, _source=False)}


class Reader(threading.Thread):
    """Asks the read alias all the time: it must find the one article about ``t1``, and never less than ``least[0]``
    articles, which only grows."""

    def __init__(self, client: Elasticsearch, alias: str, least: list[int]) -> None:
        super().__init__(daemon=True)
        self.client, self.alias, self.least = client, alias, least
        self.asked, self.errors, self.wrong = 0, list[str](), list[tuple[int, int, int]]()
        self.ended = threading.Event()

    def run(self) -> None:
        """Asks until it is ended."""
        while not self.ended.is_set():
            at_least = self.least[0]
            try:
                answer = self.client.search(
                    index=self.alias, size=1, track_total_hits=True, query={"match": {"body": "t1"}}
                )
                whole = self.client.count(index=self.alias)["count"]
            except (ApiError, TransportError) as error:
                self.errors.append(repr(error))
                continue
            self.asked += 2
            found = answer["hits"]["total"]["value"]
            if whole < at_least or found != 1:
                self.wrong.append((whole, at_least, found))

    def end(self) -> None:
        """Waits for the last answer."""
        self.ended.set()
        self.join(30)
