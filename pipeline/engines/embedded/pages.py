"""One page of what a query finds in the index, and what is counted over all of it."""

from __future__ import annotations

from typing import Any

import tantivy

from pipeline.engines import FACETS, SearchRequest
from pipeline.engines.embedded.schema import facet_field
from pipeline.engines.embedded.step import stored_id

_MUST, _NOT = tantivy.Occur.Must, tantivy.Occur.MustNot


def count(searcher: Any, query: Any) -> int:
    """How many articles a query finds."""
    return int(searcher.search(query, limit=1, count=True).count)


def page(searcher: Any, query: Any, request: SearchRequest, total: int) -> list[tuple[str, float]]:
    """The ids and scores of one page of the ``total`` articles found; among equals by id, since two threads write them
    in no order. tantivy puts what has no value last when the greatest come first, but first when they come last."""
    start = (request.page - 1) * request.size
    if request.sort != "oldest":
        order = {"order_by_field": "sort"} if request.by_date else {}
        hits = _hits(searcher, query, start, min(request.size, total - start), **order)
        ranked = sorted((-(rank or 0), stored_id(searcher, at)) for rank, at in hits)
        return [(id, 0.0 if request.by_date else -float(rank)) for rank, id in ranked]
    dated = tantivy.Query.boolean_query([(_MUST, query), (_MUST, tantivy.Query.exists_query("sort"))])
    undated = tantivy.Query.boolean_query([(_MUST, query), (_NOT, tantivy.Query.exists_query("sort"))])
    with_date = count(searcher, dated)
    oldest = {"order_by_field": "sort", "order": tantivy.Order.Asc}
    hits = _hits(searcher, dated, start, min(request.size, with_date - start), **oldest)
    ids = [id for _, id in sorted((rank, stored_id(searcher, at)) for rank, at in hits)]
    left, start = request.size - len(ids), max(0, start - with_date)
    rest = _hits(searcher, undated, start, min(left, total - with_date - start))
    return [(id, 0.0) for id in (*ids, *sorted(stored_id(searcher, at) for _, at in rest))]


def _hits(searcher: Any, query: Any, start: int, number: int, **order: Any) -> list[Any]:
    """So many (rank, address) pairs from a place on; none where there are none to give."""
    if number <= 0:
        return []
    return list(searcher.search(query, limit=number, count=False, offset=start, **order).hits)


def facets(searcher: Any, query: Any, size: int) -> dict[str, tuple[tuple[str, int], ...]]:
    """The most frequent values; segments send more than those, so that the counts are exact."""
    names = {name: "month" if name == "month" else facet_field(name) for name in FACETS}
    asked = {
        name: {"terms": {"field": field, "size": size, "segment_size": 10_000}}
        for name, field in names.items()
    }
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for name, answer in searcher.aggregate(query, asked).items():
        counts = [(_value(name, bucket["key"]), int(bucket["doc_count"])) for bucket in answer["buckets"]]
        found[name] = tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))
    return {name: found[name] for name in FACETS}


def _value(facet: str, key: Any) -> str:
    return f"{int(key) // 100:04}-{int(key) % 100:02}" if facet == "month" else str(key)
