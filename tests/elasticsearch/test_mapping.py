"""The mapping against the real server: what it takes, what it refuses, what is found."""

from __future__ import annotations

import random
from typing import Any, get_type_hints

import pytest

from pipeline.engines.elasticsearch import mapping
from pipeline.engines.elasticsearch.analysis import languages
from pipeline.engines.elasticsearch.document import COLUMNS, digest, to_document
from pipeline.languages import load
from pipeline.model import Article

from .kit import FULL, JSON, article, found, install, put, put_documents, rows


def properties(client: Any, index: str) -> dict[str, Any]:
    return dict(client.indices.get_mapping(index=index)[index]["mappings"]["properties"])


def test_every_field_of_an_article_has_its_place_and_is_sent(client: Any, index_name: str) -> None:
    """An article with all fields set loses none of them on its way."""
    assert set(COLUMNS) == set(get_type_hints(Article))
    assert set(COLUMNS) <= set(mapping.properties())
    empty = [name for name in COLUMNS if not getattr(FULL, name)]
    assert empty == ["truncated", "withdrawn", "retired"]
    [row] = rows(FULL)
    document = to_document(row)
    assert set(COLUMNS) <= set(document)
    assert set(document) == set(mapping.properties()) - {"doubts"}
    index = install(client, index_name)
    put(client, index, FULL)
    answer = client.get(index=index, id="full")
    assert answer["_source"] == document
    assert "_ignored" not in client.search(index=index)["hits"]["hits"][0]


def test_the_server_has_what_we_asked_for(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    got = client.indices.get_mapping(index=index)[index]["mappings"]
    assert got["dynamic"] == "strict"
    assert got["_meta"] == {"newsmill_mapping": mapping.version()}
    assert set(got["properties"]) == set(mapping.properties())
    settings = client.indices.get_settings(index=index)[index]["settings"]["index"]
    assert settings["codec"] == "best_compression"
    assert settings["query"]["default_field"] == list(mapping.FREE_TEXT)
    for field, inner in (("body_lang", "words_{}"), ("title_lang", "words_{}")):
        made = got["properties"][field]["properties"]
        assert {code: body["analyzer"] for code, body in made.items()} == {
            code: inner.format(code) for code in languages()
        }


def test_no_text_of_a_keyword_is_too_long_for_it() -> None:
    def keywords(properties: dict[str, Any]) -> list[dict[str, Any]]:
        found = []
        for body in properties.values():
            found += [body] if body.get("type") in ("keyword", "flattened") else []
            found += keywords(body.get("properties", {})) + keywords(body.get("fields", {}))
        return found

    all_of_them = keywords(mapping.properties())
    assert len(all_of_them) > 25
    assert {body["ignore_above"] for body in all_of_them} == {8191}


def test_a_value_too_long_for_a_keyword_is_left_out_and_counted(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    put(
        client,
        index,
        article("long", "tekst", section="x" * 40_000, extra={"k": "y" * 40_000}),
        article("short"),
    )
    hits = client.search(index=index, query={"exists": {"field": "_ignored"}})["hits"]["hits"]
    assert [(hit["_id"], "section" in hit["_ignored"]) for hit in hits] == [("long", True)]
    assert client.get(index=index, id="long")["_source"]["section"] == "x" * 40_000


def test_without_the_limit_such_a_value_is_refused(client: Any, index_name: str) -> None:
    from elasticsearch import BadRequestError

    client.indices.create(index=index_name, mappings={"properties": {"k": {"type": "keyword"}}})
    with pytest.raises(BadRequestError, match="immense"):
        client.index(index=index_name, document={"k": "x" * 40_000})


def test_a_field_nobody_knows_is_refused(client: Any, index_name: str) -> None:
    from elasticsearch import BadRequestError

    index = install(client, index_name)
    for document in ({"colour": "red"}, {"body_lang": {"xx": "tekst"}}):
        with pytest.raises(BadRequestError, match="strict_dynamic_mapping_exception"):
            client.index(index=index, document=document)


def detectable() -> list[str]:
    """Every code that any of the detectors can answer, in our form."""
    import langdetect
    import py3langid.langid
    import pycld2

    from pipeline.steps.language import bcp47

    langid = py3langid.langid.LanguageIdentifier.from_model_file(py3langid.langid.MODEL_FILE)
    codes = {code for _, code in pycld2.LANGUAGES} | set(map(str, langid.nb_classes))
    codes |= set(langdetect.detector_factory.init_factory() or langdetect.detector_factory._factory.langlist)
    lids = load("lids")
    codes |= {*lids["codes"].values(), *lids["declared"].values(), *lids["arabic"].values()}
    texts = ("latin", "кириллица", "عربي", "简体字", "繁體字")
    return sorted({bcp47(code, text) for code in codes for text in texts} | {"zh-Hant", "zh-Hans", "und"})


def test_every_language_that_can_be_detected_is_taken(client: Any, index_name: str) -> None:
    codes = detectable()
    assert len(codes) > 150
    index = install(client, index_name)
    put(client, index, *(article(code, "en setning", title="tittel", language=code) for code in codes))
    assert client.count(index=index)["count"] == len(codes)
    with_field = found(client, index, {"exists": {"field": "body_lang.nb"}})
    assert with_field == {"nb"}


def test_a_template_catches_its_generations_and_nothing_else(client: Any, index_name: str) -> None:
    install(client, index_name)
    install(client, f"{index_name}-2")
    for other in (f"{index_name}-runs", f"{index_name}-2-runs", f"{index_name}s-000001"):
        client.indices.create(index=other)
        assert client.indices.get_mapping(index=other)[other]["mappings"] == {}
    assert "body" in properties(client, f"{index_name}-2-000001")


def test_the_schema_of_another_version_is_told_apart() -> None:
    assert len(mapping.version()) == 16
    assert mapping.version() == mapping.mappings()["_meta"]["newsmill_mapping"]


def test_sums_of_digests_prove_that_nothing_differs(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    articles = [article(f"{n}", f"tekst {n}", language="nn", words=n) for n in range(200)]
    documents = [to_document(row) for row in rows(*articles, article("gone", withdrawn=True))]
    put_documents(client, index, documents)
    expected = {name: sum(document[name] for document in documents) for name in mapping.DIGESTS}

    def sums() -> dict[str, int]:
        asked = {name: {"sum": {"field": name}} for name in mapping.DIGESTS}
        client.indices.refresh(index=index)
        answer = client.search(index=index, size=0, aggs=asked)["aggregations"]
        return {name: int(answer[name]["value"]) for name in mapping.DIGESTS}

    assert sums() == expected
    for id in random.sample([document["id"] for document in documents], 50):
        source = client.get(index=index, id=id)["_source"]
        assert digest(source) == tuple(source[name] for name in mapping.DIGESTS)
    put(client, index, article("7", "tekst 7!", language="nn", words=7))
    assert sums() != expected


def test_digests_stay_exact_over_the_largest_archives() -> None:
    """A sum is a double: exact below 2^53, which 24 bits a document reach with half a milliard of them."""
    assert all(0 <= number < 2**24 for number in digest({"id": "a", "commit": 1}))
    assert float(2**24 * 500_000_000) + 1 != float(2**24 * 500_000_000)


def test_the_component_templates_name_only_what_the_server_knows(client: Any, index_name: str) -> None:
    """Each is checked by itself when it is put; in another order too."""
    for path, body in sorted(mapping.templates(index_name).items()):
        client.perform_request("PUT", f"/{path}", headers=JSON, body=body)
