"""Both engines find what plain Python finds in the corpus: the same ids, order, numbers and pages.

They differ in one point only, the stems of bare words; what those add is listed here, engine by engine.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from typing import Any

import pytest

from pipeline.engines import FACETS, Engine, SearchRequest
from pipeline.engines.elasticsearch import search as searching
from pipeline.query import FIELDS, And, Field, Node, Not, Or, Phrase, Prefix, Word, parse, tokens

from . import plain
from .archive import ROOT, WITHDRAWN, Archive

QUERIES: list[tuple[str, dict[str, Any]]] = [
    ("Greyhaven", {}),
    ("greyhaven HARBOUR", {}),
    ('"swing bridge"', {}),
    ('"bridge swing"', {}),
    ("molleby", {}),
    ("Mølleby", {}),
    ("agidius", {}),
    ("Річковий порт", {}),
    ("forty-one OR half-past", {}),
    ("1,2", {}),
    ("cent'anni", {}),
    ("Sundhamn NOT ferge", {}),
    ("Sundhamn -NTB", {}),
    ("NOT Greyhaven", {}),
    ("(Elvdal OR Sundhamn) NOT (title:biblioteket OR fylket)", {}),
    ("Freib*", {}),
    ("kommun*", {}),
    ("Gannet-po*", {}),
    ("a*", {}),
    ("title:biblioteket", {}),
    ("title:(freibad OR biber)", {}),
    ("title:ferg*", {}),
    ("lead:elvdal", {}),
    ("captions:sundhamn", {}),
    ("crossheads:d* OR crossheads:a*", {}),
    ("authors:a*", {}),
    ("credits:ntb", {}),
    ("agency:NTB", {}),
    ('agency:"Getty Images"', {}),
    ("photographer:cifuentes", {}),
    ("publisher:blad", {}),
    ('publisher:"Sundhamn Blad" -agency:ntb', {}),
    ("language:nn", {}),
    ("format:warc", {}),
    ("url:example -language:en", {}),
    ("source:jsonl", {}),
    ("*", {}),
    ("credits:* NOT photographer:*", {}),
    ("captions:*", {}),
    ("NOT url:*", {}),
    ("agency:* title:(bru* OR *)", {}),
    ("section:* NOT keywords:*", {"sort": "oldest"}),
    ("", {"language": "nn"}),
    ("", {"publisher": "blad", "agency": "NTB"}),
    ("", {"photographer": "Per Erik Dahl"}),
    ("", {"date_from": "2024-05"}),
    ("", {"date_from": "2019-04-25", "date_to": "2019-04-25"}),
    ("", {"date_from": "2019-04", "date_to": "2019-04", "exact_dates": True}),
    ("", {"date_from": "2022-06", "date_to": "2022-06", "exact_dates": True}),
    ("", {"date_to": "2018", "exact_dates": True}),
    ("", {"date_to": "2020-02-29"}),
    ("Greyhaven", {"date_from": "2024", "sort": "date"}),
    ("Sundhamn", {"language": "nb", "date_from": "2023-05-04", "date_to": "9999"}),
]

SCHOOLS = {"Kommunestyret i Elvdal", "Straumen borte i"}

STEMMED: dict[str, tuple[set[str], set[str]]] = {
    "hus": ({"Kulturhuset får grønt"}, {"Kulturhuset får grønt"}),
    "bru": (set(), {"Den nye brua"}),  # Nynorsk has rules of its own in Elasticsearch
    "skule": (SCHOOLS, SCHOOLS),
    "skuler": (SCHOOLS | {"Den nye brua"}, SCHOOLS),  # in a caption: only the embedded engine stems those
    "biblioteket -natten": ({"Kulturhuset får grønt"}, {"Kulturhuset får grønt"}),
    "boats OR swims": ({"Council tax to", "Swimmers cross the"}, {"Council tax to", "Swimmers cross the"}),
    "churches": ({"Pupils run the"}, {"Pupils run the"}),
    "hunder": ({"Hunden hittade hem"}, {"Hunden hittade hem"}),
    "trees": (set(), {"Hundre songarar fylte", "Straumen borte i"}),  # a stem that Nynorsk's "tre" has too
}
"""Bare words that stand nowhere as they are, or not everywhere: what the stems of the embedded engine add, and those
of Elasticsearch."""


def request_of(query: str, options: dict[str, Any], **more: Any) -> SearchRequest:
    return SearchRequest(parse(query), **{"size": 200, **options, **more})


def engines(archive: Archive) -> list[Engine]:
    return [archive.embedded, archive.elastic]


@pytest.mark.parametrize(("query", "options"), QUERIES, ids=[f"{q} {o or ''}" for q, o in QUERIES])
def test_both_engines_find_what_plain_python_finds(
    archive: Archive, query: str, options: dict[str, Any]
) -> None:
    request = request_of(query, options)
    expected = {one.id for one in plain.found(request, archive.articles.values())}
    for engine in engines(archive):
        result = engine.search(request, archive.corpus.text)
        hits = [hit.id for hit in result.hits]
        assert {archive.short(id) for id in hits} == {archive.short(id) for id in expected}, engine.name
        assert sorted(hits) == sorted(expected), engine.name
        assert result.total == len(expected)
        assert sorted(engine.ids(request)) == sorted(expected), engine.name


def _any_query(draw: random.Random, words: list[str], depth: int) -> Node:
    """A query without bare words: what stems cannot change."""
    text = draw.choice(words)
    kind = draw.choice(
        ["phrase", "prefix", "field", "field"] if depth == 0 else ["and", "or", "not", "phrase"]
    )
    if kind == "phrase":
        at = draw.randrange(len(words) - 1)
        return Phrase(text if draw.random() < 0.5 else " ".join(words[at : at + 2]))
    if kind == "prefix":
        return Prefix(text[: draw.randint(1, len(text))])
    if kind == "field":
        name = draw.choice([name for name in FIELDS if name != "id"])
        return Field(name, draw.choice([Word, Phrase, Prefix])(text))
    if kind == "not":
        return Not(_any_query(draw, words, depth - 1))
    parts = tuple(_any_query(draw, words, depth - 1) for _ in range(draw.randint(2, 3)))
    return And(parts) if kind == "and" else Or(parts)


def test_any_query_finds_the_same(archive: Archive) -> None:
    draw = random.Random(6)
    texts = [
        value
        for article in archive.articles.values()
        for name in FIELDS
        if name != "id"
        for value in plain.values(article, name)
    ]
    some = 0
    for _ in range(150):
        words = [word for text in draw.sample(texts, 40) for word in tokens(text)][:500]
        request = SearchRequest(_any_query(draw, words, draw.randint(0, 3)))
        expected = {one.id for one in plain.found(request, archive.articles.values())}
        some += 0 < len(expected) < len(archive.articles)
        for engine in engines(archive):
            assert set(engine.ids(request)) == expected, f"{engine.name}: {request.query}"
    assert some > 75


def test_most_queries_find_something(archive: Archive) -> None:
    numbers = [len(plain.found(request_of(*one), archive.articles.values())) for one in QUERIES]
    assert len(QUERIES) >= 40
    assert sum(1 for number in numbers if 0 < number < len(archive.articles)) >= 35


@pytest.mark.parametrize("query", STEMMED)
def test_what_stems_add_is_listed(archive: Archive, query: str) -> None:
    request = request_of(query, {})
    exact = {one.id for one in plain.found(request, archive.articles.values())}
    for engine, added in zip(engines(archive), STEMMED[query], strict=True):
        hits = {hit.id for hit in engine.search(request, archive.corpus.text).hits}
        assert exact <= hits
        assert {archive.short(id) for id in hits - exact} == added, engine.name
        assert set(engine.ids(request)) == hits


@pytest.mark.parametrize("query", ["", "Greyhaven", "NOT language:en", "Sundhamn OR Elvdal"])
def test_the_newest_come_first_and_undated_ones_last(archive: Archive, query: str) -> None:
    request = request_of(query, {}, sort="date")
    expected = plain.by_date(plain.found(request, archive.articles.values()))
    for engine in engines(archive):
        hits = engine.search(request, archive.corpus.text).hits
        assert plain.sorted_by([archive.articles[hit.id] for hit in hits]) == expected, engine.name
        assert all(hit.score == 0.0 for hit in hits)


@pytest.mark.parametrize("query", ["", "Greyhaven", "NOT language:en"])
def test_the_oldest_come_first_and_undated_ones_last(archive: Archive, query: str) -> None:
    found = plain.found(request_of(query, {}), archive.articles.values())
    newest_first = plain.by_date(found)
    dated = [start for start in newest_first if start]
    expected = [*reversed(dated), *[""] * (len(found) - len(dated))]
    for engine in engines(archive):
        pages = [
            engine.search(request_of(query, {}, sort="oldest", size=7, page=page), archive.corpus.text).hits
            for page in range(1, 2 + len(found) // 7)
        ]
        hits = [archive.articles[hit.id] for page in pages for hit in page]
        assert plain.sorted_by(hits) == expected, engine.name


@pytest.mark.parametrize("query", ["", "Greyhaven", "agency:NTB", "language:de", "nowhere"])
def test_facets_are_exact(archive: Archive, query: str) -> None:
    request = request_of(query, {}, facets=True)
    expected = plain.facets(plain.found(request, archive.articles.values()))
    for engine in engines(archive):
        found = engine.search(request, archive.corpus.text).facets
        assert list(found) == list(FACETS)
        assert found == expected, engine.name


def test_hits_show_what_the_corpus_holds(archive: Archive) -> None:
    for hit in archive.elastic.search(request_of("", {}), archive.corpus.text).hits:
        article = archive.articles[hit.id]
        published = article.published.value if article.published else None
        assert (hit.title, hit.published) == (article.title, published)
        assert (hit.publisher, hit.language) == (article.publisher, article.language)
        [opening] = hit.snippets
        assert opening.field == "body" and opening.text().rstrip("…")[:40] in article.body


def test_withdrawn_articles_are_not_found(archive: Archive) -> None:
    words = WITHDRAWN.split()
    for engine in engines(archive):
        assert engine.search(request_of(f'"{WITHDRAWN}"', {}), archive.corpus.text).total == 0
        assert engine.search(request_of("", {}), archive.corpus.text).total == len(archive.articles)
    assert not any(one.body.startswith(" ".join(words)) for one in archive.articles.values())


def test_pages_hold_every_hit_once(archive: Archive) -> None:
    for sort in ("relevance", "date"):
        for query in ("Greyhaven", "*", "a* OR o*"):
            whole = [hit.id for hit in archive.elastic.search(request_of(query, {}, sort=sort), dict).hits]
            paged: list[str] = []
            for page in range(1, 40):
                request = request_of(query, {}, sort=sort, size=3, page=page)
                result = archive.elastic.search(request, dict)
                assert result.total == len(whole)
                paged += [hit.id for hit in result.hits]
            assert paged == whole


def test_pages_beyond_the_window_are_walked_to(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def page(number: int, query: str) -> Any:
        request = request_of(query, {}, size=4, page=number, facets=True)
        return archive.elastic.search(request, archive.corpus.text)

    for query in ("*", "Greyhaven OR Sundhamn"):
        near = [page(number, query) for number in (1, 2, 3, 4, 5, 18, 19, 20)]
        monkeypatch.setattr(searching, "WINDOW", 3)
        monkeypatch.setattr(searching, "STEP", 5)
        far = [page(number, query) for number in (1, 2, 3, 4, 5, 18, 19, 20)]
        monkeypatch.undo()
        for one, other in zip(near, far, strict=True):
            assert [hit.id for hit in one.hits] == [hit.id for hit in other.hits]
            assert (one.total, one.facets) == (other.total, other.facets)
            assert [[s.text() for s in hit.snippets] for hit in one.hits] == [
                [s.text() for s in hit.snippets] for hit in other.hits
            ]


def test_ids_come_in_steps(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "STEP", 7)
    assert sorted(archive.elastic.ids(request_of("", {}))) == sorted(archive.articles)
    points = archive.elastic.client.indices.stats(index=archive.elastic.generations.name, metric="search")[
        "_all"
    ]["total"]["search"]
    assert points["open_contexts"] == 0


def test_a_page_far_behind_the_last_hit_is_empty(archive: Archive) -> None:
    for engine in engines(archive):
        result = engine.search(request_of("Greyhaven", {}, size=1000, page=10**9), archive.corpus.text)
        assert (result.hits, result.total > 0) == ((), True), engine.name


def _cli(archive: Archive, command: str, *arguments: str) -> str:
    program = [sys.executable, "-m", "pipeline.cli", command, *arguments, "--store", archive.corpus.path]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_line_prints_the_same_from_both_engines(archive: Archive) -> None:
    there = ["--elasticsearch", archive.elastic.where, "--index", archive.elastic.generations.name]
    asked = ["agency:NTB OR Greyhaven", "--sort", "date", "--facets", "--json", "--size", "50"]
    here, other = (json.loads(_cli(archive, "search", *asked, *more)) for more in ([], there))
    assert list(here) == list(other) and len(here["hits"]) > 10
    assert [hit["id"] for hit in here["hits"][:5]] == [hit["id"] for hit in other["hits"][:5]]
    for result in (here, other):
        for hit in result["hits"]:
            assert all("<mark>" in snippet for snippet in hit.pop("snippets")[:1])
        result["hits"].sort(key=lambda hit: hit["id"])
        del result["took_ms"]
    assert here == other
    lines = _cli(archive, "export", "Greyhaven", *there).splitlines()
    request = request_of("Greyhaven", {})
    expected = {one.id for one in plain.found(request, archive.articles.values())}
    assert {json.loads(line)["id"] for line in lines} == expected
