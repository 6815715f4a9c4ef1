"""docs/elasticsearch.md: every field is there, and every query in it finds what it says."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.engines.elasticsearch import mapping
from pipeline.engines.elasticsearch.analysis import languages
from tests.conftest import ROOT

from .kit import FULL, article, day, install, put

TEXT = (ROOT / "docs" / "elasticsearch.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (.*?) \| `(\{.*\})` \|$", TEXT, re.M)
BLOCKS = re.findall(r"^```json\n(.*?)^```$", TEXT, re.M | re.S)

ARTICLE = dataclasses.replace(
    FULL,
    title="Toppmøtet i Vladivostok",
    kicker="Utanriks",
    body="Toppmøtet vert halde på øya ved bruene. Atomvåpen er tema.",
    lead="Toppmøtet vert halde på øya ved bruene.",
    dateline="VLADIVOSTOK",
    subjects=("11000000",),
    source_id="nrk-1.123",
    canonical_url="https://www.nrk.example/urix/1.123",
    section="Utanriks",
    genre="reportasje",
    edition="morgon",
    page="12",
)
ODD = article(
    "odd", published=day("3013-04-25", "3013-04-25", "3013-04-26"), retrieved="2019-05-01T00:00:00Z"
)


@pytest.fixture(scope="module")
def index(client: Any) -> Iterator[str]:
    name = "mapping-docs"
    made = install(client, name)
    put(client, made, ARTICLE, ODD)
    yield made
    client.indices.delete(index=made)
    client.indices.delete_index_template(name=name)
    client.cluster.delete_component_template(name=[f"{name}-settings", f"{name}-mappings"])


def test_every_field_is_in_the_document_once() -> None:
    assert sorted(name for name, _, _ in ROWS) == sorted(mapping.properties())


def uses(name: str, body: str) -> bool:
    return re.search(rf'"{name}[".]', body) is not None


@pytest.mark.parametrize(
    ("name", "query"), [(name, query) for name, _, query in ROWS], ids=lambda value: value[:30]
)
def test_every_query_uses_its_field_and_finds_something(
    client: Any, index: str, name: str, query: str
) -> None:
    assert uses(name, query)
    body = json.loads(query)
    answer = client.search(
        index=index, **{key.replace("_source", "source"): value for key, value in body.items()}
    )
    hits = answer["hits"]["hits"]
    assert hits
    if "query" in body:
        assert {hit["_id"] for hit in hits} & {"full", "odd"}
    if "sort" in body:
        assert hits[0]["sort"][0] is not None
    if "_source" in body:
        assert any(name in hit["_source"] for hit in hits)
    for found in answer.get("aggregations", {}).values():
        assert found.get("buckets") or found.get("value")


def test_queries_that_narrow_do_not_find_everything(client: Any, index: str) -> None:
    """Of the two articles, most queries find one."""
    narrow = 0
    for _, _, query in ROWS:
        body = json.loads(query)
        if "query" in body:
            narrow += client.count(index=index, query=body["query"])["count"] == 1
    assert narrow > 35


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_longer_example_runs(client: Any, index: str, block: str) -> None:
    answer = client.search(index=index, **json.loads(block))
    if "highlight" in block:
        assert answer["hits"]["hits"][0]["highlight"] == {
            "body_lang.nn": ["Toppmøtet vert halde på øya ved <em>bruene</em>. Atomvåpen er tema."]
        }
    elif "date_histogram" in block:
        days = {
            one["key_as_string"][:10]: one["doc_count"] for one in answer["aggregations"]["days"]["buckets"]
        }
        assert days == {"2019-04-25": 1, "3013-04-25": 1}
    elif "_ignored" not in block:
        assert [hit["_id"] for hit in answer["hits"]["hits"]] == ["full"]


def test_the_languages_are_all_named() -> None:
    """Two of them in one word: Norwegian."""
    [names] = re.findall(r"has an analyzer for: (.*?)\. Articles", TEXT, re.S)
    assert len(re.split(r",\s+", names.replace("(`nb` and `nn` apart)", ""))) == len(languages()) - 1


def test_the_search_bars_fields_are_all_named() -> None:
    [names] = re.findall(r"from Kibana's search bar, looks in (.*?)\.\n", TEXT, re.S)
    assert re.findall(r"`([\w.]+)`", names) == list(mapping.FREE_TEXT)
