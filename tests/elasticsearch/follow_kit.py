"""A corpus and an engine that follows it, for tests of generations."""

from __future__ import annotations

from typing import Any

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
