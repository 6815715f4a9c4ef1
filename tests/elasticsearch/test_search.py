"""Searching the real node: snippets, long texts, long queries, and what a server refuses."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from pipeline.engines import SearchRequest, SearchResult
from pipeline.engines.elasticsearch import mapping
from pipeline.engines.elasticsearch.document import to_document
from pipeline.engines.elasticsearch.search import ids, search
from pipeline.errors import UsageError
from pipeline.query import parse
from tests.embedded_kit import ARTICLES, look_up

LONG = "\n\n".join(f"Avsnitt {number} om ingenting. " * 40 for number in range(1_300))
MANY = " ".join(f"kim un{number}" for number in range(4_000))
MORE: list[dict[str, Any]] = [
    {"id": "long", "language": "nn", "body": f"{LONG}\n\nHer er ferja. " + "Så " * 300},
    {"id": "early", "language": "nn", "body": f"Ferjene kom tidleg.\n\n{LONG}"},
    {"id": "steps", "language": "nn", "body": "Ferja gjekk.\n\nToget kom.\n\nBussen og toget venta."},
    {"id": "gone", "retired": True, "title": "Toppmøtet"},
    {"id": "taken", "withdrawn": True, "body": "Toppmøtet"},
]


class Index:
    """An index of a few articles."""

    def __init__(self, client: Any, name: str) -> None:
        self.client, self.name = client, name
        client.indices.create(index=name, mappings=mapping.mappings(), settings=mapping.settings())

    def add(self, articles: Sequence[dict[str, Any]]) -> None:
        for article in articles:
            row = {"source": "dump.jsonl", "offset": 7, "commit": 1, "body": "", **article}
            self.client.index(index=self.name, id=row["id"], document=to_document(row))
        self.client.indices.refresh(index=self.name)

    def search(self, query: str, **options: Any) -> SearchResult:
        return search(self.client, self.name, SearchRequest(parse(query), **options), look_up)

    def found(self, query: str, **options: Any) -> list[str]:
        hits = sorted(hit.id for hit in self.search(query, **options).hits)
        assert sorted(ids(self.client, self.name, SearchRequest(parse(query), **options))) == hits
        return hits

    def snippets(self, query: str) -> list[str]:
        [hit] = self.search(query).hits
        return [snippet.html() for snippet in hit.snippets]


@pytest.fixture(scope="module")
def few(client: Any) -> Iterator[Index]:
    made = Index(client, f"search-{secrets.token_hex(3)}")
    made.add([*ARTICLES, *MORE])
    yield made
    client.indices.delete(index=made.name)


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("toppmotet", ["<mark>Toppmøtet</mark> vert halde"]),
        ("regjering", ["<mark>Regjeringa</mark> følgjer med."]),
        ("vladi* toppmo*", ["<mark>Toppmøtet</mark>"]),
        ('"kim jong-un"', ["<mark>Kim Jong-un</mark> kom"]),
        ("jong-u*", ["<mark>Jong</mark>-<mark>un</mark>"]),
        ("kadobnov", ["Yuri <mark>Kadobnov</mark> / AFP"]),
        ("photographer:kadobnov", ["Yuri <mark>Kadobnov</mark> / AFP"]),
        ("kaia", ["Handtrykk på <mark>kaia</mark>."]),
        ("lead:vert", ["Toppmøtet <mark>vert</mark> halde på øya."]),
        (
            "kommune rives",
            ["<mark>rives</mark>", "<mark>Kommunen</mark> &lt;vil&gt; bygge nytt &amp; større"],
        ),
        ("ships return", ["<mark>ships</mark> are <mark>returning</mark>"]),
        ("京", ["我住在北<mark>京</mark>市"]),
        ("title:vladivostok", ["i <mark>Vladivostok</mark>"]),
    ],
)
def test_snippets(few: Index, query: str, marked: list[str]) -> None:
    made = few.snippets(query)
    assert 1 <= len(made) <= 3
    for piece in marked:
        assert piece in " | ".join(made)


def test_snippets_mark_nothing_that_was_not_asked(few: Index) -> None:
    opening = "The ships are returning to the harbour after the summit. Trains wait."
    assert few.snippets("id:ships") == [opening]
    assert few.snippets("title:husene NOT ships") == ["<mark>Husene</mark> ved elva"]
    assert "<mark>harbour" not in "".join(few.snippets("ships publisher:harbour"))
    [hit] = few.search("summit", publisher="harbour", language="en").hits
    assert "<mark>harbour" not in "".join(snippet.html() for snippet in hit.snippets)


def test_snippets_show_every_word_of_the_query_first(few: Index) -> None:
    assert few.snippets("gjekk toget bussen")[0] == "<mark>Bussen</mark> og <mark>toget</mark> venta."
    assert "Ferja <mark>gjekk</mark>." in few.snippets("gjekk toget bussen")


def test_a_text_of_over_a_million_characters_fails_nothing(few: Index) -> None:
    assert len(LONG) > 1_300_000
    hits = {hit.id: hit for hit in few.search("ferje").hits}
    assert set(hits) == {"long", "early", "steps", "undated"}
    assert [snippet.html() for snippet in hits["early"].snippets] == ["<mark>Ferjene</mark> kom tidleg."]
    assert all(len(snippet.text()) <= 202 for hit in hits.values() for snippet in hit.snippets)


def test_what_is_gone_is_not_found_by_the_name_of_the_index_either(few: Index) -> None:
    assert few.found("toppmøtet") == ["summit"]
    assert few.found("id:gone OR id:taken") == []
    assert few.found("") == sorted(one["id"] for one in [*ARTICLES, *MORE[:3]])


def test_small_words_are_found_as_they_stand(few: Index) -> None:
    assert few.found("the summit") == ["ships"]


def test_a_date_of_a_minute_lies_in_its_day(few: Index) -> None:
    day = {"date_from": "2019-04-25", "date_to": "2019-04-25"}
    assert few.found("", **day) == ["houses", "summit"]
    assert few.found("", exact_dates=True, **day) == ["houses"]


def test_a_query_of_two_hundred_words(few: Index) -> None:
    words = " OR ".join(f"ord{number}" for number in range(198))
    assert few.found(f"({words} OR bussen) toget") == ["steps"]
    assert few.found(" ".join(["bussen"] * 200)) == ["steps"]


def test_a_prefix_of_too_many_words_is_said(client: Any, index_name: str) -> None:
    made = Index(client, index_name)
    made.add([{"id": f"a{part}", "body": MANY.replace("un", f"un{part}")} for part in range(30)])
    assert made.search("un*").total == 30
    assert made.found("kim-un1999*") == ["a1", "a19"]
    with pytest.raises(UsageError, match="more letters"):
        made.search("kim-un*")


def test_more_words_than_the_server_takes_are_said_to_be_too_many_without_any_star(few: Index) -> None:
    with pytest.raises(UsageError, match="expected fewer words"):
        few.search('"' + "og " * 3_000 + '"')


def test_pages_hold_together_while_articles_come(client: Any, index_name: str) -> None:
    made = Index(client, index_name)
    made.add([{"id": f"{number:03}", "body": "tog"} for number in range(60)])
    walk = ids(client, index_name, SearchRequest(parse("tog")))
    first = next(walk)
    made.add([{"id": f"new{number}", "body": "tog"} for number in range(40)])
    assert len({first, *walk}) == 60


def test_an_abandoned_walk_closes_its_point_in_time(client: Any, few: Index) -> None:
    walk = ids(client, few.name, SearchRequest(parse("")))
    next(walk)
    walk.close()
    stats = client.indices.stats(index=few.name, metric="search")
    assert stats["_all"]["total"]["search"]["open_contexts"] == 0
