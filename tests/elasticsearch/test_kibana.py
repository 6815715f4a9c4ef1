"""Every panel against the real node and against plain Python; saved objects against the rules that Kibana imports by.

No Kibana runs here. What it would ask is taken from the saved objects (lens_queries), what it must be answered is
counted from the corpus's articles and, for runs, from the documents that test_runs holds against the reports.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from pipeline import report as reports
from pipeline.engines.elasticsearch import kibana, mapping, runs
from pipeline.model import Article, Image

from .archive import Archive
from .kit import article, day, install, put
from .lens_queries import aggregations, cells, query
from .panels_plain import MEANINGS, Row, expected, row_of

PANELS = [
    (key, panel["id"])
    for key, dashboard in kibana.panels()["dashboards"].items()
    for panel in dashboard["panels"]
    if "chart" in panel
]
SEARCHES = list(kibana.panels()["searches"])


def panel_of(dashboard: str, id: str) -> dict[str, Any]:
    [found] = [one for one in kibana.panels()["dashboards"][dashboard]["panels"] if one["id"] == id]
    return dict(found)


def saved(kind: str, id: str) -> dict[str, Any]:
    """A saved object of the default name."""
    found = [json.loads(line) for line in kibana.everything().splitlines()]
    [one] = [one for one in found if (one["type"], one["id"]) == (kind, f"newsmill-news-{id}")]
    return dict(one)


# ---------------------------------------------------------------- what is looked at


@dataclass
class Desk:
    """An index with the articles of the sample corpus, and two that show what they do not."""

    index: str
    articles: list[Article]


@pytest.fixture(scope="module")
def desk(client: Any, archive: Archive) -> Iterator[Desk]:
    picture = (Image("https://example.org/a.jpg"),)
    later = day("2031-01-01", "2031-01-01", "2031-01-02")
    seen = "2026-05-01T10:00:00Z"
    more = [
        article(
            "uncredited", "Nobody took it.", publisher="Elvdalsposten", images=picture, words=3, ingested=seen
        ),
        article("later", "Not yet.", published=later, retrieved=seen, truncated=True, words=2, ingested=seen),
    ]
    articles = [*archive.articles.values(), *more]
    name = f"desk-{secrets.token_hex(3)}"
    index = install(client, name)
    put(client, index, *articles)
    yield Desk(index, articles)
    client.indices.delete(index=index)
    for path in reversed(mapping.templates(name)):
        client.perform_request("DELETE", f"/{path}", headers={"accept": "application/json"})


@pytest.fixture
def run_rows(client: Any, index_name: str) -> list[Row]:
    """Three runs in NAME-runs, one of which lost a record."""
    found: dict[str, dict[str, Any]] = {}
    for which, lost in ((1, 0), (1, 1), (3, 0)):
        account = reports.Account(
            run=f"r{which}{lost}", started=f"2024-05-0{which}T10:00:00Z", seconds=4.0 + which
        )
        account.read, account.written, account.duplicate = 40 * which + lost, 30 * which, 2 * which
        account.rejected_by_reason, account.failed_by_reason = (
            {"redirect": 3 * which, "empty": which},
            {"crash": 4 * which},
        )
        account.rejected, account.failed = 4 * which, 4 * which
        account.by_format = {"jsonl": 30 * which, "html": 10 * which + lost}
        account.stages = {stage: account.read for stage in reports.STAGES}
        known = {("crash", "html"): 3 * which}
        found |= runs.documents(account.to_json(), "corpus", known, f"2024-04-{20 + which}T00:00:00")
    runs.write(client, "here", index_name, found)
    return list(found.values())


# ---------------------------------------------------------------- panels on the node


@pytest.mark.parametrize(("dashboard", "id"), PANELS, ids=["-".join(pair) for pair in PANELS])
def test_a_panel_shows_what_the_corpus_says(
    dashboard: str, id: str, client: Any, desk: Desk, request: pytest.FixtureRequest
) -> None:
    panel = panel_of(dashboard, id)
    attributes = saved("lens", f"{dashboard}-{id}")["attributes"]
    if panel["view"] == "runs":
        rows: list[Row] = request.getfixturevalue("run_rows")
        index = runs.index_of(request.getfixturevalue("index_name"))
    else:
        rows, index = [row_of(one) for one in desk.articles], desk.index
    answer = client.search(
        index=index,
        size=0,
        track_total_hits=True,
        query=query(attributes["state"]["query"]["query"]),
        aggregations=aggregations(attributes),
    )
    found, wanted = cells(attributes, answer.body), expected(panel, rows)
    assert set(found) == set(wanted)
    for key, values in wanted.items():
        for shown, value in zip(found[key], values, strict=True):
            assert shown == (None if value is None else pytest.approx(value, rel=0.02)), key
    assert any(value for values in found.values() for value in values), "it has nothing to show"


@pytest.mark.parametrize("key", SEARCHES)
def test_a_saved_search_finds_what_the_corpus_says(
    key: str, client: Any, desk: Desk, request: pytest.FixtureRequest
) -> None:
    spec = kibana.panels()["searches"][key]
    attributes = saved("search", f"search-{key}")["attributes"]
    source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    [(field, order)] = attributes["sort"]
    rows: list[Row] = [row_of(one) for one in desk.articles]
    index = desk.index
    if spec["view"] == "runs":
        rows, index = (
            request.getfixturevalue("run_rows"),
            runs.index_of(request.getfixturevalue("index_name")),
        )
        rows = [row | {"id": row["run"]} for row in rows]
    answer = client.search(
        index=index, size=500, query=query(source["query"]["query"]), sort=[{field: order}]
    )
    wanted = sorted(row["id"] for row in rows if MEANINGS[spec.get("filter", "")](row))
    hits = [hit["_source"] for hit in answer["hits"]["hits"]]
    assert sorted(hit.get("id") or hit["run"] for hit in hits) == wanted != []
    moments = [hit[field] for hit in hits]
    assert moments == sorted(moments, reverse=True)
    assert attributes["columns"] == spec["columns"]


def test_the_runs_that_do_not_balance_are_shown(client: Any, run_rows: list[Row], index_name: str) -> None:
    attributes = saved("lens", "ingest-health-unbalanced")["attributes"]
    answer = client.count(index=runs.index_of(index_name), query=query(attributes["state"]["query"]["query"]))
    assert answer["count"] == 1
