"""Searching a real index: what queries find, dates, filters, order, facets, snippets."""

import json
import pathlib
from typing import Any

import pytest

from pipeline.engines import SearchRequest
from pipeline.engines.embedded import Embedded
from pipeline.errors import UsageError
from pipeline.query import parse
from tests.embedded_kit import ARTICLES, batch, found, look_up


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    index = Embedded(tmp_path_factory.mktemp("index") / "index", "corpus-1")
    index.apply([batch(ARTICLES[:2], 1), batch(ARTICLES[2:], 2)], 2)
    return index


@pytest.fixture
def empty(tmp_path: pathlib.Path) -> Embedded:
    return Embedded(tmp_path / "index", "corpus-1")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("toppmotet", "summit"),
        ("Toppmøtet", "summit"),
        ("TOPPMØTET", "summit"),
        ("toppmøte", "summit"),  # by its stem
        ("hus", "houses"),
        ("ship", "ships"),
        ('"hus"', ""),  # phrases are as written
        ("return harbour", "ships"),
        ("kadobnov", "summit"),
        ("Kadobnov tog", "summit"),  # each word in another field
        ("tog", "summit undated"),
        ("tog NOT vladivostok", "undated"),
        ("tog -vladivostok", "undated"),
        ("NOT tog", "city houses ships"),
        ("tog OR ships", "ships summit undated"),
        ("(tog OR ships) -ferje", "ships summit"),
        ("toppm*", "summit"),
        ("TOPPMØ*", "summit"),
        ("jong-un", "summit"),
        ("Jong-u*", "summit"),
        ("un-Jong", ""),
        ('"kim jong un"', "summit"),
        ('"jong kim"', ""),
        ("title:toppmøtet", "summit"),
        ("title:tog", ""),
        ("title:toppmøte", ""),
        ("lead:øya", "summit"),
        ("captions:kaia", "summit"),
        ("authors:berg", "houses"),
        ("credits:kadobnov", "summit"),
        ('photographer:"Yuri Kadobnov"', "summit"),
        ("agency:AFP", "summit"),
        ("agency:AP", "ships"),
        ("publisher:harbour", "ships"),
        ("keywords:freight", "ships"),
        ("language:nn", "summit"),
        ("language:pt", ""),
        ("url:elveavisen.example/nyhende", "houses"),
        ("url:https://www.elveavisen.example/ny*", "houses"),
        ("id:ships", "ships"),
        ("id:shi*", "ships"),
        ("id:Ships", ""),
        ("source:dump.jsonl summit", "ships"),
        ("title:(ships OR husene)", "houses ships"),
        ("北京", "city"),
        ("京北", ""),
        ("", "city houses ships summit undated"),
        ("*", "city houses ships summit undated"),
    ],
)
def test_what_a_query_finds(filled: Embedded, query: str, ids: str) -> None:
    assert sorted(found(filled, query)) == ids.split()


@pytest.mark.parametrize(
    ("start", "end", "exact", "ids"),
    [
        ("2019-04-03", "2019-04-03", False, "summit"),
        ("2019-04-03", "2019-04-03", True, ""),
        ("2019-04", "2019-04", True, "houses summit"),
        ("2019-04-25", "2019-04-25", True, "houses"),
        ("2019-04-26", None, False, "summit"),
        ("2019-05", None, False, ""),
        (None, "2019-03", False, "ships"),
        (None, "2018-06-30", False, "ships"),
        (None, "2018-06-30", True, ""),
        ("2018", "2019", True, "houses ships summit"),
        (None, "2019-04-01", False, "ships summit"),
    ],
)
def test_dates(filled: Embedded, start: str | None, end: str | None, exact: bool, ids: str) -> None:
    assert sorted(found(filled, "", date_from=start, date_to=end, exact_dates=exact)) == ids.split()


def test_published_is_no_more_precise_than_known(filled: Embedded) -> None:
    hits = filled.search(SearchRequest(parse("vladivostok")), look_up).hits
    assert [(hit.published, hit.publisher, hit.language) for hit in hits] == [
        ("2019-04", "Fjordposten", "nn")
    ]


def test_filters_and_order(filled: Embedded) -> None:
    assert found(filled, "", language="nb", publisher="elveavisen") == ["houses", "undated"]
    assert found(filled, "", photographer="Kadobnov", agency="afp") == ["summit"]
    assert found(filled, "tog OR husene OR ships", sort="date") == ["houses", "summit", "ships", "undated"]
    assert found(filled, "")[:3] == ["houses", "summit", "ships"]
    assert found(filled, "toppmøtet OR summit")[0] == "summit"


def test_paging(filled: Embedded) -> None:
    pages = [found(filled, "", page=page, size=2) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({id for page in pages for id in page}) == 5
    assert found(filled, "tog", page=10**15, size=1000) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": 0},
        {"size": -1},
        {"size": 1001},
        {"date_from": "2019-13"},
        {"date_to": "yesterday"},
        {"date_from": "2020", "date_to": "2019"},
        {"agency": "–"},
        {"sort": "newest"},
    ],
)
def test_wrong_requests(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="expected"):
        SearchRequest(**wrong)


def test_facets(filled: Embedded) -> None:
    facets = filled.search(SearchRequest(facets=True), look_up).facets
    assert facets["language"] == (("nb", 2), ("en", 1), ("nn", 1), ("zh", 1))
    assert facets["month"] == (("2019-04", 2),)
    assert facets["agency"] == (("AFP", 1), ("AP", 1))
    assert facets["photographer"] == (("Yuri Kadobnov", 1),)
    assert facets["publisher"][0] == ("Elveavisen", 2)
    narrowed = filled.search(SearchRequest(parse("ships"), facets=True), look_up).facets
    assert narrowed["language"] == (("en", 1),)


def test_facets_are_exact_over_many_values_and_segments(empty: Embedded) -> None:
    for commit in (1, 2, 3):
        rows = [{"id": f"{commit}-{i}", "body": "x", "publisher": f"P{i % 400}"} for i in range(800)]
        rows += [{"id": f"{commit}-z{i}", "body": "x", "publisher": "Z"} for i in range(3)]
        empty.apply([batch(rows, commit)], commit)
    counts = empty.search(SearchRequest(facets=True), look_up).facets["publisher"]
    assert counts[0] == ("Z", 9)
    assert {count for _, count in counts[1:]} == {6}


def snippets(index: Embedded, query: str) -> list[str]:
    [hit] = index.search(SearchRequest(parse(query)), look_up).hits
    return [snippet.html() for snippet in hit.snippets]


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("toppmotet", ["<mark>Toppmøtet</mark> vert halde"]),
        ("regjering", ["<mark>Regjeringa</mark> følgjer med."]),
        ("vladi* toppmo*", ["<mark>Toppmøtet</mark>"]),
        ('"kim jong-un"', ["<mark>Kim Jong-un</mark> kom"]),
        ("jong-u*", ["<mark>Jong-un</mark>"]),
        ("kadobnov", ["Yuri <mark>Kadobnov</mark> / AFP"]),
        ("photographer:kadobnov", ["<mark>Kadobnov</mark>"]),
        ("kaia", ["Handtrykk på <mark>kaia</mark>."]),
        (
            "kommune rives",
            ["<mark>rives</mark>", "<mark>Kommunen</mark> &lt;vil&gt; bygge nytt &amp; større"],
        ),
        ("ships return", ["<mark>ships</mark> are <mark>returning</mark>"]),
        ("京", ["我住在北<mark>京</mark>市"]),
        ("title:vladivostok", ["i <mark>Vladivostok</mark>"]),
    ],
)
def test_snippets(filled: Embedded, query: str, marked: list[str]) -> None:
    made = snippets(filled, query)
    assert 1 <= len(made) <= 3
    for piece in marked:
        assert piece in " | ".join(made)


def test_snippets_mark_nothing_that_was_not_asked(filled: Embedded) -> None:
    assert snippets(filled, "id:ships") == [
        "The ships are returning to the harbour after the summit. Trains wait."
    ]
    assert "<mark>" not in "".join(snippets(filled, "title:husene NOT ships"))[len("<mark>Husene</mark>") :]
    assert "<mark>harbour" not in "".join(snippets(filled, "ships publisher:harbour"))


def test_long_texts_give_short_pieces(empty: Embedded) -> None:
    body = (
        "\n\n".join(f"Avsnitt {i} om ingenting. " * 30 for i in range(30))
        + "\n\nHer er ferja. "
        + "Så " * 300
    )
    empty.apply([batch([{"id": "a", "body": body, "language": "nn"}])], 1)
    [hit] = empty.search(SearchRequest(parse("ferja")), lambda ids: {"a": {"body": body}}).hits
    [snippet] = hit.snippets
    assert "ferja" in snippet.text() and len(snippet.text()) <= 202
    assert snippet.text().startswith("Her er") and snippet.text().endswith("…")


def test_snippets_keep_to_a_paragraph_and_show_every_word_first(empty: Embedded) -> None:
    body = "Ferja gjekk. Ferja stod.\n\nFerja og ferja att.\n\nToget kom.\n\nBussen og toget venta."
    empty.apply([batch([{"id": "a", "body": body, "language": "nn"}])], 1)
    [hit] = empty.search(SearchRequest(parse("ferja toget bussen")), lambda ids: {"a": {"body": body}}).hits
    assert [snippet.text() for snippet in hit.snippets] == [
        "Bussen og toget venta.",
        "Ferja gjekk. Ferja stod.",
        "Ferja og ferja att.",
    ]


def test_text_without_spaces_is_cut_too(empty: Embedded) -> None:
    body = "城" * 500 + "北京" + "市" * 500
    empty.apply([batch([{"id": "a", "body": body, "language": "zh"}])], 1)
    [hit] = empty.search(SearchRequest(parse("北京")), lambda ids: {"a": {"body": body}}).hits
    [snippet] = hit.snippets
    assert ("北京", True) in snippet.parts and len(snippet.text()) <= 202


def test_json_form(filled: Embedded) -> None:
    result = filled.search(SearchRequest(parse("vladivostok"), facets=True), look_up).to_json()
    assert json.loads(json.dumps(result)) == result
    assert list(result) == ["total", "hits", "facets", "took_ms"]
    assert list(result["hits"][0]) == [
        "id",
        "score",
        "title",
        "published",
        "publisher",
        "language",
        "snippets",
    ]


def test_an_article_that_the_corpus_lacks_is_still_a_hit(filled: Embedded) -> None:
    [hit] = filled.search(SearchRequest(parse("vladivostok")), lambda ids: {}).hits
    assert (hit.id, hit.title, hit.snippets) == ("summit", None, ())


def test_a_prefix_of_too_many_words_is_said(empty: Embedded) -> None:
    empty.apply([batch([{"id": "a", "body": " ".join(f"kim un{i}" for i in range(20_000))}])], 1)
    assert found(empty, "un*") == ["a"]
    assert found(empty, "kim-un19999*") == ["a"]
    with pytest.raises(UsageError, match="more letters"):
        found(empty, "kim-un*")
