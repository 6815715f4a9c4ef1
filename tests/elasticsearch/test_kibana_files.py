"""Saved objects against the rules by which Kibana imports them, and against the mapping. No node is needed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.engines.elasticsearch import kibana, mapping, runs

from .lens_queries import fields, layer, query
from .panels_plain import MEANINGS
from .test_kibana import PANELS, panel_of, saved

FILES = kibana.files()
MODEL: dict[str, dict[str, type | tuple[type, ...]]] = {
    "dashboard": {
        "title": str, "description": str, "kibanaSavedObjectMeta": dict, "timeRestore": bool, "timeFrom": str,
        "timeTo": str, "refreshInterval": dict, "controlGroupInput": dict, "panelsJSON": str, "optionsJSON": str,
        "hits": (int, float), "version": (int, float),
    },
    "search": {
        "title": str, "description": str, "columns": list, "sort": list, "grid": dict, "rowHeight": (int, float),
        "rowsPerPage": (int, float), "hideChart": bool, "breakdownField": str, "kibanaSavedObjectMeta": dict,
        "isTextBasedQuery": bool, "usesAdHocDataView": bool, "timeRestore": bool, "timeRange": dict,
        "refreshInterval": dict, "viewMode": str, "hideAggregatedPreview": bool, "hits": (int, float),
        "version": (int, float),
    },
    "index-pattern": {
        "title": str, "name": str, "timeFieldName": str, "fields": str, "fieldAttrs": str, "fieldFormatMap": str,
        "runtimeFieldMap": str, "sourceFilters": str, "allowNoIndex": bool,
    },
    "lens": {"title": str, "description": str, "visualizationType": str, "state": dict},
}  # fmt: skip
"""The attributes that Kibana knows, of the versions that the files are stamped with: dashboards forbid others."""

NEEDED = {
    "dashboard": {"title"},
    "search": {"title", "kibanaSavedObjectMeta"},
    "index-pattern": {"title", "name"},
    "lens": {"title", "visualizationType", "state"},
}


def loaded(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in FILES[file].splitlines()]


@pytest.mark.parametrize("file", FILES)
def test_a_file_can_be_imported_alone(file: str) -> None:
    """Every reference leads to an object that came before it; no id comes twice."""
    seen: set[tuple[str, str]] = set()
    for one in loaded(file):
        for reference in one["references"]:
            assert (reference["type"], reference["id"]) in seen, reference
        names = [reference["name"] for reference in one["references"]]
        assert len(names) == len(set(names))
        assert (one["type"], one["id"]) not in seen
        seen.add((one["type"], one["id"]))
    assert loaded(file)[-1]["type"] == "dashboard"


def test_all_in_one_file_is_each_object_once() -> None:
    found = [json.loads(line) for line in kibana.everything().splitlines()]
    ids = [(one["type"], one["id"]) for one in found]
    assert len(ids) == len(set(ids))
    assert set(ids) == {(one["type"], one["id"]) for file in FILES for one in loaded(file)}
    assert [kind for kind, _ in ids].count("dashboard") == 4


@pytest.mark.parametrize("file", FILES)
def test_attributes_are_those_that_kibana_knows(file: str) -> None:
    for one in loaded(file):
        known = MODEL[one["type"]]
        assert NEEDED[one["type"]] <= set(one["attributes"]) <= set(known), one["id"]
        for name, value in one["attributes"].items():
            assert isinstance(value, known[name]), (one["id"], name)
        assert one["typeMigrationVersion"] == kibana.VERSIONS[one["type"]]
        assert one["coreMigrationVersion"] == "8.8.0"
        # None is newer than a Kibana of 8.9: no release refuses an object that is older than itself.
        assert tuple(map(int, one["typeMigrationVersion"].split("."))) <= (8, 9, 0)


@pytest.mark.parametrize("file", FILES)
def test_panels_lie_beside_each_other_and_refer_to_what_they_show(file: str) -> None:
    *_, dashboard = loaded(file)
    panels = json.loads(dashboard["attributes"]["panelsJSON"])
    references = {one["name"]: one for one in dashboard["references"]}
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        grid = panel["gridData"]
        assert grid["i"] == panel["panelIndex"] and grid["x"] + grid["w"] <= 48
        cells = {
            (x, y)
            for x in range(grid["x"], grid["x"] + grid["w"])
            for y in range(grid["y"], grid["y"] + grid["h"])
        }
        assert not cells & taken
        taken |= cells
        # By reference only: a panel with both a reference and attributes of its own is not to be imported.
        assert (
            "attributes" not in panel["embeddableConfig"] and "savedObjectId" not in panel["embeddableConfig"]
        )
        assert references[f"{panel['panelIndex']}:{panel['panelRefName']}"]["type"] == panel["type"]
    assert len(panels) == len(references)


@pytest.mark.parametrize("file", FILES)
def test_what_can_be_clicked_leads_to_the_documents(file: str) -> None:
    objects = loaded(file)
    charts = {one["id"]: one for one in objects if one["type"] == "lens"}
    shown = {one["name"].partition(":")[0]: one["id"] for one in objects[-1]["references"]}
    events = 0
    for panel in json.loads(objects[-1]["attributes"]["panelsJSON"]):
        chart = charts.get(shown[panel["panelIndex"]])
        actions = panel["embeddableConfig"]["enhancements"].get("dynamicActions", {}).get("events", [])
        bucketed = chart is not None and any(
            column["isBucketed"] for column in layer(chart["attributes"])["columns"].values()
        )
        assert [one["action"]["factoryId"] for one in actions] == ["OPEN_IN_DISCOVER_DRILLDOWN"] * bucketed
        assert all(one["triggers"] == ["FILTER_TRIGGER"] and one["action"]["name"] for one in actions)
        events += len(actions)
    assert events >= 4


def test_two_views_of_the_articles_one_with_time_and_one_without() -> None:
    found = [json.loads(line) for line in kibana.everything("press").splitlines()]
    views = {one["id"]: one["attributes"] for one in found if one["type"] == "index-pattern"}
    assert views["newsmill-press-articles"]["timeFieldName"] == "published_local"
    assert "timeFieldName" not in views["newsmill-press-all"]
    assert {one["title"] for one in views.values()} == {"press", "press-runs"}
    assert json.loads(views["newsmill-press-all"]["fieldFormatMap"])["url"]["id"] == "url"
    assert "newsmill-news" not in kibana.everything("press")


def test_charts_over_days_leave_vague_dates_out() -> None:
    """A month or a year is no day: a chart in months takes no year, one in days takes nothing but days."""
    for dashboard, id in PANELS:
        panel = panel_of(dashboard, id)
        x = panel.get("x", {})
        if x.get("op") == "date" and x["field"] == "published_local":
            assert x["interval"] in ("1M", "1y")
            assert (
                x["interval"] == "1y"
                or "published_precision : (month or day or minute or second)" in panel["filter"]
            )


def test_a_query_that_is_no_kql_is_refused() -> None:
    for text in ("field", "a : (b", "a : b c : d", "a ; b"):
        with pytest.raises((ValueError, IndexError)):
            query(text)


def test_every_chart_names_columns_that_it_has() -> None:
    for dashboard, id in PANELS:
        attributes = saved("lens", f"{dashboard}-{id}")["attributes"]
        columns = layer(attributes)["columns"]
        order = layer(attributes)["columnOrder"]
        assert sorted(columns) == sorted(order)
        assert [columns[name]["isBucketed"] for name in order] == sorted(
            (one["isBucketed"] for one in columns.values()), reverse=True
        )
        shown = attributes["state"]["visualization"]
        named = [shown["metricAccessor"]] if "metricAccessor" in shown else []
        named += [one["columnId"] for one in shown.get("columns", ())]
        for one in shown.get("layers", ()):
            named += [
                *one["accessors"],
                one["xAccessor"],
                *([one["splitAccessor"]] if "splitAccessor" in one else []),
            ]
        assert sorted(named) == sorted(columns), id
        for column in columns.values():
            if column["operationType"] == "terms":
                assert column["params"]["orderBy"]["columnId"] in columns


def test_fields_of_panels_exist_with_a_type_that_allows_the_operation() -> None:
    types = {
        "runs": {name: one["type"] for name, one in runs.PROPERTIES.items()},
        "articles": {name: one.get("type", "object") for name, one in mapping.properties().items()},
    }
    numbers = {"integer", "long", "float", "double"}
    allowed = {
        "terms": {"keyword", "boolean"}, "date_histogram": {"date"}, "range": numbers, "sum": numbers,
        "average": numbers, "median": numbers, "max": numbers | {"date"}, "min": numbers | {"date"},
        "unique_count": {"keyword"},
    }  # fmt: skip
    dates = {name for of in types.values() for name, kind in of.items() if kind == "date"}
    assert set(kibana.DATES) <= dates
    for dashboard, id in PANELS:
        panel = panel_of(dashboard, id)
        of = types["runs" if panel["view"] == "runs" else "articles"]
        for column in layer(saved("lens", f"{dashboard}-{id}")["attributes"])["columns"].values():
            if column["operationType"] in allowed and column.get("sourceField") != "___records___":
                assert of[column["sourceField"]] in allowed[column["operationType"]], (id, column)
    for key, spec in kibana.panels()["views"].items():
        if "time" in spec:
            assert types["runs" if key == "runs" else "articles"][spec["time"]] == "date"
    for spec in kibana.panels()["searches"].values():
        of = types["runs" if spec["view"] == "runs" else "articles"]
        assert {*spec["columns"], spec["sort"][0]} <= set(of)


def test_filters_name_fields_that_exist() -> None:
    for text in MEANINGS:
        known = set(runs.PROPERTIES) if "kind" in text else set(mapping.properties())
        assert fields(text) <= known, text
        assert text == "" or fields(text)
