"""Searching Elasticsearch: one page of hits with snippets and facets, or every id that a request finds.

Hits come from the index alone (``look_up`` is for engines that hold no texts). Errors of the client pass through, but
for a query that the server finds too large, which is the user's to change.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from pipeline.engines import FACETS, Hit, LookUp, SearchRequest, SearchResult
from pipeline.engines.elasticsearch.dsl import Json, query_of, ranks
from pipeline.engines.elasticsearch.snippets import highlight, snippets
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

WINDOW: Final = 10_000
"""Hits that a search reaches by counting (``index.max_result_window``); what lies beyond is walked to."""

STEP: Final = 5_000
KEEP_ALIVE: Final = "2m"

FACET_FIELDS: Final = {"agency": "photo_agency", "month": "published_month"}
"""Facets that are counted by a field of another name."""

SHOWN: Final = ("title", "published", "publisher", "language")
"""What of an article a hit shows."""

BY_DATE: Final[list[Json]] = [{"published_local": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
BY_SCORE: Final[list[Json]] = [{"_score": "desc"}, {"id": "asc"}]


def search(client: Elasticsearch, alias: str, request: SearchRequest, look_up: LookUp) -> SearchResult:
    """One page of hits. Without words that rank, and by date, the newest come first and undated ones last."""
    began = time.perf_counter()
    by_date = request.sort == "date" or not ranks(request.query)
    tag = secrets.token_hex(8)
    body = search_body(request, tag)
    offset = body["from"]
    with _told():
        if offset + body["size"] <= WINDOW:
            answer = dict(client.search(index=alias, **_named(body)))
        else:
            answer = _beyond(client, alias, body)
    hits = tuple(_hit(hit, tag, by_date) for hit in answer["hits"]["hits"])
    facets = _facets(answer["aggregations"]) if request.facets else {}
    took = round((time.perf_counter() - began) * 1_000, 1)
    return SearchResult(int(answer["hits"]["total"]["value"]), hits, facets, took)


def search_body(request: SearchRequest, tag: str) -> Json:
    """The request as the JSON of ``POST /ALIAS/_search``; ``tag`` marks hits in snippets."""
    by_date = request.sort == "date" or not ranks(request.query)
    body: Json = {
        "query": query_of(request),
        "from": (request.page - 1) * request.size,
        "size": request.size,
        "sort": BY_DATE if by_date else BY_SCORE,
        "track_total_hits": True,
        "_source": [*SHOWN],
        "highlight": highlight(request.query, tag),
    }
    return body | ({"aggs": aggregations()} if request.facets else {})


def aggregations() -> Json:
    """The ten most frequent values of each facet; shards send more than that, so that the counts are exact."""
    return {
        name: {"terms": {"field": FACET_FIELDS.get(name, name), "size": 10, "shard_size": 10_000}}
        for name in FACETS
    }


def ids(client: Elasticsearch, alias: str, request: SearchRequest) -> Iterator[str]:
    """Every id that the request finds, once, as the index was when the first was asked for."""
    body = {"query": query_of(request), "_source": False, "size": STEP, "sort": ["_shard_doc"]}
    with _told(), _point(client, alias) as point:
        for page in _pages(client, point, body):
            yield from (str(hit["_id"]) for hit in page)


# ---------------------------------------------------------------- walking


@contextmanager
def _point(client: Elasticsearch, alias: str) -> Iterator[Json]:
    """A point in time: what is found stays the same while it is walked through."""
    point: Json = {"id": client.open_point_in_time(index=alias, keep_alive=KEEP_ALIVE)["id"]}
    try:
        yield point
    finally:
        client.close_point_in_time(id=point["id"])


def _pages(client: Elasticsearch, point: Json, body: Json) -> Iterator[list[Json]]:
    """All hits, page by page."""
    after: Json = {}
    while True:
        pit = point | {"keep_alive": KEEP_ALIVE}
        answer = client.search(pit=pit, track_total_hits=False, **_named(body), **after)
        point["id"] = answer["pit_id"]
        found = answer["hits"]["hits"]
        if found:
            yield found
        if len(found) < body["size"]:
            return
        after = {"search_after": found[-1]["sort"]}


def _beyond(client: Elasticsearch, alias: str, body: Json) -> Json:
    """The answer to a search whose page lies beyond WINDOW: the ids are walked to, then looked at as ever."""
    first = dict(client.search(index=alias, **_named(body | {"from": 0, "size": 0})))
    wanted = range(body["from"], min(body["from"] + body["size"], first["hits"]["total"]["value"]))
    found: list[Json] = []
    if wanted:
        walk = {"query": body["query"], "_source": False, "size": STEP, "sort": body["sort"]}
        with _point(client, alias) as point:
            for number, hits in enumerate(_pages(client, point, walk)):
                at = number * STEP
                found += hits[max(0, wanted.start - at) : max(0, wanted.stop - at)]
                if at + len(hits) >= wanted.stop:
                    break
    chosen = {
        "bool": {"must": [body["query"]], "filter": [{"ids": {"values": [hit["_id"] for hit in found]}}]}
    }
    page = {key: value for key, value in body.items() if key != "aggs"} | {"query": chosen, "from": 0}
    shown = client.search(index=alias, **_named(page))["hits"]["hits"] if found else []
    return first | {"hits": first["hits"] | {"hits": shown}}


def _named(body: Json) -> dict[str, Any]:
    """The body as the client's arguments: what is a word of Python's has another name there."""
    names = {"from": "from_", "_source": "source"}
    return {names.get(key, key): value for key, value in body.items()}


@contextmanager
def _told() -> Iterator[None]:
    """Says what a user can do about a query that is too large for the server."""
    from elasticsearch import ApiError

    try:
        yield
    except ApiError as error:
        text = str(error.body)
        if "too_many_clauses" in text or "too_many_nested_clauses" in text or "maxClauseCount" in text:
            raise UsageError(
                "too many words begin like the one with *: expected more letters before it, or fewer words"
            ) from error
        raise


# ---------------------------------------------------------------- what comes back


def _hit(found: Mapping[str, Any], tag: str, by_date: bool) -> Hit:
    source = found.get("_source") or {}
    return Hit(
        id=str(found["_id"]),
        score=0.0 if by_date else round(float(found["_score"] or 0.0), 4),
        title=source.get("title"),
        published=source.get("published"),
        publisher=source.get("publisher"),
        language=source.get("language"),
        snippets=snippets(found.get("highlight") or {}, tag),
    )


def _facets(answer: Mapping[str, Any]) -> dict[str, tuple[tuple[str, int], ...]]:
    return {
        name: tuple((str(bucket["key"]), int(bucket["doc_count"])) for bucket in answer[name]["buckets"])
        for name in FACETS
    }
