"""The query tree to tantivy queries. Terms are cut and folded by our own rule, so nothing is parsed twice."""

from __future__ import annotations

from typing import Any

import tantivy

from pipeline.engines import SearchRequest
from pipeline.engines.embedded.schema import schema, stem_analyzers
from pipeline.query import (
    TEXT_FIELDS,
    All,
    And,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    prepare,
    spans,
    tokens,
)

_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot

_TITLE_WEIGHT = 2.0
"""A word in the title says more of what an article is about."""


def compile_request(request: SearchRequest) -> Any:
    """The whole request as one ``tantivy.Query``: the query ranks, filters and dates only narrow."""
    clauses = [(_MUST, compile_node(request.query))]
    clauses += [(_MUST, _unranked(compile_node(node))) for node in request.filters()]
    clauses += [(_MUST, _unranked(query)) for query in _dates(request)]
    return tantivy.Query.boolean_query([*clauses, (_NOT, gone())])


def gone() -> Any:
    """The ids that were retired or withdrawn: they stay, without text, so that no older row brings them back."""
    return tantivy.Query.term_query(schema(), "gone", 1)


def compile_node(node: Node) -> Any:
    """A node as a ``tantivy.Query``."""
    return _compile(node, TEXT_FIELDS, bare=True)


def _compile(node: Node, fields: tuple[str, ...], bare: bool) -> Any:
    match node:
        case All():
            return _everything() if bare else _any_of([_present(field) for field in fields])
        case Field(name, inner):
            return _compile(inner, (name,), bare=False)
        case Not():
            return _all_of((node,), fields, bare)
        case And(nodes):
            return _all_of(nodes, fields, bare)
        case Or(nodes):
            return _any_of([_compile(part, fields, bare) for part in nodes])
        case Prefix(text):
            return _any_of([_prefix(field, text) for field in fields])
        case Phrase(text):
            return _any_of([_words(field, text) for field in fields])
        case Word(text):
            found = [_words(field, text) for field in fields]
            return _any_of([*found, *_stems(text)] if bare else found)
    raise TypeError(f"no query node: {node!r}")


def _all_of(nodes: tuple[Node, ...], fields: tuple[str, ...], bare: bool) -> Any:
    wanted = [(_MUST, _compile(node, fields, bare)) for node in nodes if not isinstance(node, Not)]
    unwanted = [(_NOT, _compile(node.node, fields, bare)) for node in nodes if isinstance(node, Not)]
    return tantivy.Query.boolean_query([*(wanted or [(_MUST, _everything())]), *unwanted])


def _any_of(queries: list[Any]) -> Any:
    return (
        queries[0]
        if len(queries) == 1
        else tantivy.Query.boolean_query([(_SHOULD, query) for query in queries])
    )


def _everything() -> Any:
    return _unranked(tantivy.Query.all_query())


def _present(field: str) -> Any:
    """Articles that have any word in a field."""
    return _unranked(tantivy.Query.regex_query(schema(), field, ".+"))


def _unranked(query: Any) -> Any:
    return tantivy.Query.const_score_query(query, 0.0)


def _words(field: str, text: str) -> Any:
    """Words side by side in a field; one word is a term."""
    if field == "id":
        return tantivy.Query.term_query(schema(), field, text)
    found = tokens(text)
    if len(found) == 1:
        query = tantivy.Query.term_query(schema(), field, found[0])
    else:
        query = tantivy.Query.phrase_query(schema(), field, [*found])
    return tantivy.Query.boost_query(query, _TITLE_WEIGHT) if field == "title" else query


def _prefix(field: str, text: str) -> Any:
    """A word's beginning, by an automaton over all terms (phrase prefixes would stop at 50). What the parser lets
    through as a word consists of letters, marks and digits, but an id may hold anything."""
    if field == "id":
        return tantivy.Query.regex_query(schema(), field, f"{_escaped(text)}.*")
    *before, last = tokens(text)
    if before:
        return tantivy.Query.regex_phrase_query(schema(), field, [*before, f"{last}.*"])
    return tantivy.Query.regex_query(schema(), field, f"{last}.*")


def _escaped(text: str) -> str:
    return "".join(char if char.isalnum() else f"\\{char}" for char in text)


def _stems(text: str) -> list[Any]:
    """The stems of a single word, each in its language's field. Stemmed fields know no positions."""
    if len(list(spans(text))) != 1:
        return []
    return [
        tantivy.Query.term_query(schema(), field, stems[0])
        for field, analyzer in stem_analyzers().items()
        if len(stems := analyzer.analyze(prepare(text))) == 1
    ]


def _dates(request: SearchRequest) -> list[Any]:
    """Overlap with the range, or, with exact dates, containment. Undated articles have no day and match neither."""
    start, end = request.days()
    queries = []
    if start is not None:
        name = "start_day" if request.exact_dates else "end_day"
        queries.append(_range(name, start if request.exact_dates else start + 1, None))
    if end is not None:
        name = "end_day" if request.exact_dates else "start_day"
        queries.append(_range(name, None, end if request.exact_dates else end - 1))
    return queries


def _range(field: str, lower: int | None, upper: int | None) -> Any:
    """Bounds are inclusive."""
    return tantivy.Query.range_query(schema(), field, tantivy.FieldType.Integer, lower, upper)
