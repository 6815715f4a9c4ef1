"""What is found in which field, and what odd values become, on the real server."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.engines.elasticsearch import mapping
from pipeline.model import Credit
from pipeline.query import FIELDS

from .kit import FULL, article, found, install, put


def test_every_field_of_the_query_language_is_searched(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    put(client, index, FULL)
    assert set(mapping.QUERY_FIELDS) == set(FIELDS)
    words = {
        "title": "title", "lead": "lead", "body": "toppmotet", "captions": "handtrykk", "crossheads": "moskva",
        "authors": "dahl", "credits": "kadobnov", "photographer": "yuri", "agency": "afp", "publisher": "text",
        "section": "section", "language": "nn", "keywords": "korea", "url": "urix", "id": "full", "source": "zip",
        "format": "html",
    }  # fmt: skip
    for name, places in mapping.QUERY_FIELDS.items():
        query = {"bool": {"should": [{"term": {place: words[name]}} for place in places]}}
        assert found(client, index, query) == {"full"}, name
    assert found(client, index, {"term": {mapping.QUERY_FIELDS["source"][1]: "b"}}) == {"full"}


def test_a_search_without_field_looks_in_the_text_only(client: Any, index_name: str) -> None:
    """As Kibana's search bar asks: without the setting it would look in every field."""
    index = install(client, index_name)
    put(client, index, FULL)
    for text, expected in (
        ("handtrykk", {"full"}),
        ("kadobnov", {"full"}),
        ("urix", set()),
        ("utanriks", set()),
    ):
        assert found(client, index, {"query_string": {"query": text}}) == expected, text
        assert found(client, index, {"simple_query_string": {"query": text}}) == expected, text


def test_a_stem_shows_in_the_language_field_only(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    put(client, index, article("nb", "Husene ved elva rives.", language="nb"))
    answer = client.search(
        index=index,
        query={"multi_match": {"query": "huset", "fields": ["body", "body_lang.*"], "type": "most_fields"}},
        highlight={"fields": {"body": {}, "body_lang.*": {}}, "max_analyzed_offset": 100_000},
    )
    [hit] = answer["hits"]["hits"]
    assert hit["highlight"] == {"body_lang.nb": ["<em>Husene</em> ved elva rives."]}


def test_a_text_of_over_a_million_letters_is_shown_when_the_search_says_how_far(
    client: Any, index_name: str
) -> None:
    from elasticsearch import BadRequestError

    index = install(client, index_name)
    put(client, index, article("big", "ord " * 325_000 + "slutt"))

    def search(**limit: int) -> Any:
        highlight = {"fields": {"body": {"type": "plain"}}, **limit}
        return client.search(index=index, query={"match": {"body": "ord"}}, highlight=highlight)

    with pytest.raises(BadRequestError, match="max_analyzed_offset"):
        search()
    assert search(max_analyzed_offset=100_000)["hits"]["hits"][0]["highlight"]


def test_scores_of_different_languages_do_not_compare(client: Any, index_name: str) -> None:
    """The same sentence about Putin: where fewer articles have the word, it counts more."""
    index = install(client, index_name)
    english = [article(f"en{n}", "Putin spoke again today.", language="en") for n in range(20)]
    nynorsk = [article(f"nn{n}", "Snakka vi om noko anna.", language="nn") for n in range(20)]
    put(client, index, *english, *nynorsk, article("nn", "Putin snakka igjen i dag.", language="nn"))
    scores = {
        code: client.search(index=index, query={"match": {f"body_lang.{code}": "Putin"}})["hits"]["max_score"]
        for code in ("en", "nn")
    }
    assert scores["nn"] > 2 * scores["en"]


def test_odd_extras_are_taken_too(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    extra = {
        "a.b": "1",
        "a": "2",
        " ": "3",
        "": "4",
        ".": "5",
        "a..b": "6",
        "x" * 9_000: "7",
        "z\0z": "8",
        "e": "",
        "ø" * 9_000: "ø" * 8_191,
    }
    put(client, index, article("odd", "tekst", extra=extra))
    assert found(client, index, {"term": {"extra": "1"}}) == {"odd"}
    assert found(client, index, {"term": {"extra.a.b": "1"}}) == {"odd"}
    for value in "2345678":
        assert found(client, index, {"term": {"extra": value}}) == {"odd"}, value


def test_dates_of_dumps_that_are_no_dates_cost_no_article(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    put(
        client,
        index,
        article("odd", "tekst", retrieved="yesterday", embargo_until="20190425T1200", urgency=2**40),
    )
    hits = client.search(index=index)["hits"]["hits"]
    assert set(hits[0]["_ignored"]) == {"retrieved", "embargo_until", "urgency"}


def test_a_credit_is_found_by_its_photographer_and_agency_together(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    credits = (
        Credit("Berg / AFP", "photo", ("Berg",), ("AFP",)),
        Credit("Dahl / NTB", "photo", ("Dahl",), ("NTB",)),
    )
    put(client, index, article("two", "tekst", credits=credits))

    def both(photographer: str, agency: str) -> set[str]:
        clauses = [{"term": {"credits.photographers": photographer}}, {"term": {"credits.agencies": agency}}]
        return found(client, index, {"nested": {"path": "credits", "query": {"bool": {"filter": clauses}}}})

    assert both("Berg", "AFP") == {"two"}
    assert both("Berg", "NTB") == set()
