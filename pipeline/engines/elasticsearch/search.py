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
from pipeline.engines.elasticsearch.analysis import language_of
from pipeline.engines.elasticsearch.dsl import Json, has_stems, query_of
from pipeline.engines.elasticsearch.snippets import highlight, snippets
from pipeline.errors import EngineError, UsageError
from pipeline.query import Node

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

WINDOW: Final = 10_000
"""Hits that a search reaches by counting (``index.max_result_window``); what lies beyond is walked to."""

WHOLE: Final[Json] = {"allow_partial_search_results": False}
"""A shard that is away is an error, not fewer hits. Points in time are so by themselves."""

STEP: Final = 5_000
KEEP_ALIVE: Final = "2m"

FACET_FIELDS: Final = {"agency": "photo_agency", "month": "published_month"}
"""Facets that are counted by a field of another name."""

SHOWN: Final = ("title", "published", "publisher", "language")
"""What of an article a hit shows."""

LEAST: Final[Json] = {"_source": False, "stored_fields": "_none_", "docvalue_fields": ["id", "language"]}
"""Of hits that are only passed by: no stored fields, not even ``_id``. They lie compressed with the texts, and cost
sixty times as much."""

BY_DATE: Final[list[Json]] = [{"published_local": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
OLDEST: Final[list[Json]] = [{"published_local": {"order": "asc", "missing": "_last"}}, {"id": "asc"}]
BY_SCORE: Final[list[Json]] = [{"_score": "desc"}, {"id": "asc"}]


def search(client: Elasticsearch, alias: str, request: SearchRequest, look_up: LookUp) -> SearchResult:
    """One page of hits. Without words that rank, and by date, the newest (or oldest) come first, undated ones last."""
    began = time.perf_counter()
    body = search_body(request)
    with _told():
        if body["from"] + body["size"] <= WINDOW:
            answer = dict(client.search(index=alias, **WHOLE, **_named(body)))
        else:
            answer = _beyond(client, alias, body)
        found = answer["hits"]["hits"]
        shown = _shown(client, alias, request.query, found)
    hits = tuple(_hit(hit, shown.get(_id(hit)), request.by_date) for hit in found)
    facets = _facets(answer["aggregations"]) if request.facets else {}
    took = round((time.perf_counter() - began) * 1_000, 1)
    return SearchResult(int(answer["hits"]["total"]["value"]), hits, facets, took)


def search_body(request: SearchRequest) -> Json:
    """The request as the JSON of ``POST /ALIAS/_search``; of the hits only ids and languages."""
    by_date = OLDEST if request.sort == "oldest" else BY_DATE
    body: Json = {
        "query": query_of(request),
        "from": (request.page - 1) * request.size,
        "size": request.size,
        "sort": by_date if request.by_date else BY_SCORE,
        "track_total_hits": True,
        **LEAST,
    }
    return body | ({"aggs": aggregations(request.facet_size)} if request.facets else {})


def aggregations(size: int = 10) -> Json:
    """The most frequent values of each facet; shards send more than those, so that the counts are exact."""
    return {
        name: {"terms": {"field": FACET_FIELDS.get(name, name), "size": size, "shard_size": 10_000}}
        for name in FACETS
    }


def ids(client: Elasticsearch, alias: str, request: SearchRequest) -> Iterator[str]:
    """Every id that the request finds, once, as the index was when the first was asked for."""
    body = {"query": query_of(request), "size": STEP, "sort": ["_shard_doc"], **LEAST}
    with _told(), _point(client, alias) as point:
        for page in _pages(client, point, body):
            yield from map(_id, page)


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
    """The answer to a search whose page lies beyond WINDOW: its hits are walked to."""
    first = dict(client.search(index=alias, **WHOLE, **_named(body | {"from": 0, "size": 0})))
    wanted = range(body["from"], min(body["from"] + body["size"], first["hits"]["total"]["value"]))
    found: list[Json] = []
    if wanted:
        walk = {key: body[key] for key in ("query", "sort", *LEAST)} | {"size": STEP}
        with _point(client, alias) as point:
            for number, hits in enumerate(_pages(client, point, walk)):
                at = number * STEP
                found += hits[max(0, wanted.start - at) : max(0, wanted.stop - at)]
                if at + len(hits) >= wanted.stop:
                    break
    return first | {"hits": first["hits"] | {"hits": found}}


# ---------------------------------------------------------------- what hits show


def _shown(client: Elasticsearch, alias: str, query: Node, hits: list[Json]) -> dict[str, tuple[Json, Any]]:
    """Id -> source and snippets of the hits of a page. One search a language: a highlighter that is given the fields
    of all languages takes twice as long, since it looks for every language's stems in every field."""
    tag, stems = secrets.token_hex(8), has_stems(query)
    groups: dict[str | None, list[str]] = {}
    for hit in hits:
        [language] = hit.get("fields", {}).get("language") or [None]
        groups.setdefault(language_of(language) if stems else None, []).append(_id(hit))
    searches: list[Json] = []
    for code, wanted in groups.items():
        body = {"query": {"ids": {"values": wanted}}, "size": len(wanted), "_source": [*SHOWN]}
        searches += [{"index": alias}, body | {"highlight": highlight(query, tag, code)}]
    found = {}
    for answer in client.msearch(searches=searches)["responses"] if searches else ():
        if "error" in answer:
            raise EngineError(
                f"the snippets cannot be made: {answer['error'].get('reason', answer['error'])}"
            )
        for hit in answer["hits"]["hits"]:
            found[hit["_id"]] = hit["_source"], snippets(hit.get("highlight") or {}, tag)
    return found


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
                "the query stands for more words than the server takes at once: expected fewer words, or more letters "
                "before each *; a search in one language (--language) takes more of them"
            ) from error
        raise


# ---------------------------------------------------------------- what comes back


def _id(hit: Mapping[str, Any]) -> str:
    return str(hit["fields"]["id"][0])


def _hit(found: Mapping[str, Any], shown: tuple[Json, Any] | None, by_date: bool) -> Hit:
    source, pieces = shown or ({}, ())  # none where the article went away just now
    return Hit(
        id=_id(found),
        score=0.0 if by_date else round(float(found["_score"] or 0.0), 4),
        title=source.get("title"),
        published=source.get("published"),
        publisher=source.get("publisher"),
        language=source.get("language"),
        snippets=pieces,
    )


def _facets(answer: Mapping[str, Any]) -> dict[str, tuple[tuple[str, int], ...]]:
    return {
        name: tuple((str(bucket["key"]), int(bucket["doc_count"])) for bucket in answer[name]["buckets"])
        for name in FACETS
    }
