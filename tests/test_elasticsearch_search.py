"""The query tree as Elasticsearch's JSON, and its highlighter's text as snippets: what needs no server."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipeline.engines import SearchRequest
from pipeline.engines.elasticsearch.dsl import compile_node, has_stems, query_of
from pipeline.engines.elasticsearch.mapping import QUERY_FIELDS
from pipeline.engines.elasticsearch.search import search_body
from pipeline.engines.elasticsearch.snippets import MOST, WIDTH, snippets
from pipeline.query import FIELDS, parse, ranks

TAG = "0f"


def compiled(query: str) -> Any:
    return compile_node(parse(query))


def shoulds(query: str) -> list[Any]:
    found = compiled(query)["bool"]
    assert found["minimum_should_match"] == 1
    return list(found["should"])


def test_every_field_of_the_language_has_its_place() -> None:
    assert set(QUERY_FIELDS) == set(FIELDS)


def test_a_bare_word_is_looked_for_in_all_texts_and_as_a_stem() -> None:
    *exact, stems = shoulds("Toppmøtet")
    assert {"term": {"body": {"value": "toppmotet"}}} in exact
    assert {"term": {"title": {"value": "toppmotet", "boost": 2.0}}} in exact
    assert len(exact) == 7
    assert stems["multi_match"]["query"] == "Toppmøtet"  # as written: stemmers know ø
    assert stems["multi_match"]["type"] == "most_fields"


@pytest.mark.parametrize("query", ["Jong-un", '"hus"', "hus*", "北京"])
def test_what_is_no_single_bare_word_has_no_stems(query: str) -> None:
    assert "multi_match" not in str(compiled(query))


def test_stems_of_one_language_or_of_none() -> None:
    [stems] = [part for part in compile_node(parse("hus"), "nn")["bool"]["should"] if "multi_match" in part]
    assert stems["multi_match"]["fields"] == ["body_lang.nn", "title_lang.nn^2"]
    assert "multi_match" not in str(compile_node(parse("hus"), None))


@pytest.mark.parametrize(
    ("query", "expected"),
    [("hus", True), ("NOT hus", True), ("a* OR hus", True), ('"hus" title:hus Jong-un', False), ("", False)],
)
def test_which_queries_have_stems(query: str, expected: bool) -> None:
    assert has_stems(parse(query)) is expected
    assert ("multi_match" in str(compiled(query))) is expected


def test_words_in_a_field_are_as_written() -> None:
    assert compiled("body:Huset") == {"term": {"body": {"value": "huset"}}}
    phrase = {"query": "kim jong un", "analyzer": "whitespace"}
    assert compiled('body:"Kim Jong-un"') == {"match_phrase": {"body": phrase}}
    assert compiled("id:AbC") == {"term": {"id": {"value": "AbC"}}}


def test_prefixes_stand_for_every_word_that_begins_so() -> None:
    assert compiled("body:Toppmø*") == {"prefix": {"body": {"value": "toppmo"}}}
    near = compiled("body:Jong-u*")["constant_score"]["filter"]["span_near"]
    assert near["clauses"] == [
        {"span_term": {"body": {"value": "jong"}}},
        {"span_multi": {"match": {"prefix": {"body": {"value": "u"}}}}},
    ]
    assert (near["slop"], near["in_order"]) == (0, True)


def test_and_not_or() -> None:
    both = compiled("body:a -body:b (body:c OR body:d)")["bool"]
    assert both["must"][0] == {"term": {"body": {"value": "a"}}}
    assert both["must"][1]["bool"]["minimum_should_match"] == 1
    assert both["must_not"] == [{"term": {"body": {"value": "b"}}}]
    assert compiled("NOT body:b")["bool"]["must"] == [{"match_all": {"boost": 0.0}}]


def test_filters_and_dates_only_narrow() -> None:
    request = SearchRequest(parse("tog"), language="nn", date_from="2019-04", date_to="2019-04-30")
    whole = query_of(request)["bool"]
    assert whole["must"] == [compile_node(parse("tog"), "nn")]
    assert {"term": {"language.words": {"value": "nn"}}} in whole["filter"]
    [dates] = [part["range"]["published_range"] for part in whole["filter"] if "range" in part]
    assert (dates["gte"], dates["lt"], dates["relation"]) == ("2019-04-01", "2019-05-01", "intersects")


def test_exact_dates_lie_within() -> None:
    request = SearchRequest(date_to="2019", exact_dates=True)
    [dates] = [part["range"]["published_range"] for part in query_of(request)["bool"]["filter"]]
    assert (dates["lt"], dates["relation"]) == ("2020-01-01", "within")
    assert "gte" not in dates


def test_the_end_of_all_dates_is_no_bound() -> None:
    request = SearchRequest(date_to="9999")
    assert query_of(request)["bool"]["filter"] == [{"exists": {"field": "published_range"}}]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("tog", True), ("", False), ("NOT tog", False), ("* OR tog", True), ("id:a", True), ("* -tog", False)],
)
def test_what_ranks(query: str, expected: bool) -> None:
    assert ranks(parse(query)) is expected
    body = search_body(SearchRequest(parse(query)))
    assert ("_score" in body["sort"][0]) is expected


def marked(text: str) -> str:
    return text.replace("[", f"<{TAG}>").replace("]", f"</{TAG}>")


def made(**found: list[str]) -> list[str]:
    fields = {name.replace("__", "."): [marked(text) for text in texts] for name, texts in found.items()}
    return [snippet.html() for snippet in snippets(fields, TAG)]


def test_the_languages_piece_and_the_neutral_one_become_one() -> None:
    assert made(
        body=["[Kommunen] skal rive. Så bygger de."], body_lang__nb=["Kommunen skal [rive]. Så [bygger] de."]
    ) == ["<mark>Kommunen</mark> skal <mark>rive</mark>. Så <mark>bygger</mark> de."]


def test_a_piece_within_a_longer_one_keeps_its_marks() -> None:
    assert made(body=["skal [rive]."], body_lang__nb=["[Kommunen] skal rive. Så."]) == [
        "<mark>Kommunen</mark> skal <mark>rive</mark>. Så."
    ]


def test_pieces_keep_to_a_paragraph() -> None:
    assert made(body=["Først dette.\n\nSå [tog] og [ferje].\n\nEn [bil]."]) == [
        "Så <mark>tog</mark> og <mark>ferje</mark>.",
        "En <mark>bil</mark>.",
    ]


def test_a_hit_over_a_border_is_closed_on_both_sides() -> None:
    assert made(body=["kom [Kim\n\nJong-un] i dag."]) == [
        "…kom <mark>Kim</mark>",
        "<mark>Jong-un</mark> i dag.",
    ]


def test_text_is_escaped_and_cut() -> None:
    long = "Ord og " * 100 + "[ferja] & <b> " + "mer enn " * 100
    [piece] = made(body=[long])
    assert "<mark>ferja</mark> &amp; &lt;b&gt;" in piece
    assert piece.startswith("…") and piece.endswith("…")
    [snippet] = snippets({"body": [marked(long)]}, TAG)
    assert len(snippet.text()) <= WIDTH + 2


def test_at_most_three_and_those_that_add_words_first() -> None:
    found = made(body=["[Ferja] gjekk.", "[Ferja] stod.", "[Bussen] og [toget] venta.", "[Ferja] att."])
    assert len(found) == MOST
    assert found[:2] == ["<mark>Bussen</mark> og <mark>toget</mark> venta.", "<mark>Ferja</mark> gjekk."]


def test_the_title_only_where_nothing_else_has_a_hit() -> None:
    assert made(title=["[Ferja]"], body=["Om [ferja]."]) == ["Om <mark>ferja</mark>."]
    assert made(title=["[Ferja] kom"], body=["Byrjinga av teksten."]) == ["<mark>Ferja</mark> kom"]


def test_nothing_marked_gives_the_beginning() -> None:
    assert made(body=["Byrjinga av teksten."]) == ["Byrjinga av teksten."]
    assert made(body=["Byrjinga av"]) == ["Byrjinga av…"]
    assert made() == []


def test_credits_show_whole() -> None:
    assert made(**{QUERY_FIELDS["credits"][0]: ["Foto: Yuri [Kadobnov] / AFP"]}) == [
        "Foto: Yuri <mark>Kadobnov</mark> / AFP"
    ]


WORD = some.tuples(
    some.sampled_from(["a", "Ferja", "[tog]", "[Jong-un]", "[" + "lang" * 60 + "]", "kom."]),
    some.sampled_from([" ", " ", " ", "\n\n", "  \n"]),
)
TEXT = some.lists(WORD, max_size=80).map(lambda words: "".join(word + space for word, space in words))


@given(some.lists(TEXT, max_size=3), some.lists(TEXT, max_size=3))
def test_any_marked_text_gives_pieces_of_itself(body: list[str], stemmed: list[str]) -> None:
    fields = {"body": body, "body_lang.nn": stemmed}
    texts = [" ".join(text.replace("[", "").replace("]", "").split()) for text in (*body, *stemmed)]
    made = snippets({name: [marked(text) for text in part] for name, part in fields.items()}, TAG)
    assert len(made) <= MOST
    if any("[" in text for text in (*body, *stemmed)):
        assert all(any(hit for _, hit in snippet.parts) for snippet in made) and made
    for snippet in made:
        text = "".join(part for part, _ in snippet.parts if part != "…")
        assert TAG not in text and any(text in one for one in texts)
        assert len(text) <= WIDTH or "lang" in text
        assert all(part for part, _ in snippet.parts)
