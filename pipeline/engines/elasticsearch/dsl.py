"""The query tree and a SearchRequest as Elasticsearch's own JSON. Nothing is parsed twice: words reach the server
cut and folded by our rule, so that both engines find the same ids; only stems are the server's to make."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from pipeline.engines import SearchRequest
from pipeline.engines.elasticsearch.analysis import language_of
from pipeline.engines.elasticsearch.mapping import QUERY_FIELDS
from pipeline.query import TEXT_FIELDS, All, And, Field, Node, Not, Or, Phrase, Prefix, Word, spans, tokens

Json = dict[str, Any]

TITLE_WEIGHT: Final = 2.0
"""A word in the title says more of what an article is about."""

EVERY: Final = "*"
"""Every language, where one language's code may stand."""

_LAST_DAY: Final = date.max.toordinal()


def query_of(request: SearchRequest) -> Json:
    """The whole request as one query: its tree ranks, filters and dates only narrow. Retired and withdrawn ids are
    left out here too: whoever searches an index by its own name gets what its alias gives. Within one language only
    its stems are looked for, which takes a fraction of the time."""
    language = language_of(request.language) if request.language else None
    return {
        "bool": {
            "must": [compile_node(request.query, language or EVERY)],
            "filter": [*(compile_node(node) for node in request.filters()), *_dates(request)],
            "must_not": [{"term": {"retired": True}}, {"term": {"withdrawn": True}}],
        }
    }


def has_stems(node: Node) -> bool:
    """True if the node has bare words, of which other forms are found too."""
    match node:
        case And(nodes) | Or(nodes):
            return any(has_stems(part) for part in nodes)
        case Not(inner):
            return has_stems(inner)
        case Word(text):
            return _is_single(text)
    return False


def compile_node(node: Node, language: str | None = EVERY) -> Json:
    """A node as a query: bare words anywhere in an article's text, or as one of its language's stems. ``language``:
    the code of the only one that stems count in; None: in none."""
    return _compile(node, TEXT_FIELDS, language)


def _compile(node: Node, names: tuple[str, ...], stemmed: str | None) -> Json:
    match node:
        case All():
            return _everything() if names == TEXT_FIELDS else _any_of([_present(p) for p in _places(names)])
        case Field(name, inner):
            return _compile(inner, (name,), None)
        case Not():
            return _all_of((node,), names, stemmed)
        case And(nodes):
            return _all_of(nodes, names, stemmed)
        case Or(nodes):
            return _any_of([_compile(part, names, stemmed) for part in nodes])
        case Prefix(text):
            return _any_of([_prefix(place, text) for place in _places(names)])
        case Phrase(text):
            return _any_of([_words(place, text) for place in _places(names)])
        case Word(text):
            found = [_words(place, text) for place in _places(names)]
            return _any_of([*found, _stems(text, stemmed)] if stemmed and _is_single(text) else found)
    raise TypeError(f"no query node: {node!r}")


def _places(names: tuple[str, ...]) -> list[str]:
    return [place for name in names for place in QUERY_FIELDS[name]]


def _all_of(nodes: tuple[Node, ...], names: tuple[str, ...], stemmed: str | None) -> Json:
    wanted = [_compile(node, names, stemmed) for node in nodes if not isinstance(node, Not)]
    unwanted = [_compile(node.node, names, stemmed) for node in nodes if isinstance(node, Not)]
    if len(wanted) == 1 and not unwanted:
        return wanted[0]
    found: Json = {"must": wanted or [_everything()]}
    return {"bool": found | ({"must_not": unwanted} if unwanted else {})}


def _any_of(queries: list[Json]) -> Json:
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries, "minimum_should_match": 1}}


def _everything() -> Json:
    return {"match_all": {"boost": 0.0}}


def _present(place: str) -> Json:
    """Articles that have something in a field."""
    return {"constant_score": {"filter": {"exists": {"field": place}}, "boost": 0.0}}


def _words(place: str, text: str) -> Json:
    """Words side by side in a field; one word is a term."""
    if place == "id":
        return {"term": {"id": {"value": text}}}
    found, weight = tokens(text), {"boost": TITLE_WEIGHT} if place == "title" else {}
    if len(found) == 1:
        return {"term": {place: {"value": found[0], **weight}}}
    # The words are folded already: the analyzer only has to part them.
    return {"match_phrase": {place: {"query": " ".join(found), "analyzer": "whitespace", **weight}}}


def _prefix(place: str, text: str) -> Json:
    """A word's beginning, by all the words that begin so: match_phrase_prefix would silently stop at 50."""
    if place == "id":
        return {"prefix": {"id": {"value": text}}}
    *before, last = tokens(text)
    begins: Json = {"prefix": {place: {"value": last}}}
    if not before:
        return begins
    clauses = [
        *({"span_term": {place: {"value": word}}} for word in before),
        {"span_multi": {"match": begins}},
    ]
    near = {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}
    # All the words that begin so would count, each as the rare word that it is.
    return {"constant_score": {"filter": near, "boost": float(len(clauses))}}


def _is_single(text: str) -> bool:
    return len(list(spans(text))) == 1


def _stems(text: str, language: str) -> Json:
    """A single word in a language's fields (or those of every language), which stem it by their own rule."""
    fields = [f"body_lang.{language}", f"title_lang.{language}^{TITLE_WEIGHT:g}"]
    return {"multi_match": {"query": text, "type": "most_fields", "operator": "and", "fields": fields}}


def _dates(request: SearchRequest) -> list[Json]:
    """Overlap with the range, or, with exact dates, containment. Undated articles match neither."""
    start, end = request.days()
    bounds = {}
    if start is not None:
        bounds["gte"] = date.fromordinal(start).isoformat()
    if end is not None and end <= _LAST_DAY:
        bounds["lt"] = date.fromordinal(end).isoformat()
    if start is None and end is None:
        return []
    relation = "within" if request.exact_dates else "intersects"
    if not bounds:
        return [{"exists": {"field": "published_range"}}]
    return [{"range": {"published_range": {**bounds, "relation": relation, "format": "strict_date"}}}]
