"""Kibana's saved objects: data views, saved searches, charts and dashboards, made from panels.toml.

Every object has a fixed id, with the index's name in it: importing again replaces what was there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec

from pipeline.engines.elasticsearch import lens

VERSIONS: Final = {"index-pattern": "8.0.0", "lens": "8.9.0", "search": "8.0.0", "dashboard": "8.9.0"}
"""The forms that the objects are written in; Kibana brings them up to its own."""

CORE_VERSION: Final = "8.8.0"
LINKS: Final = ("url", "canonical_url")
"""Fields that are shown as links."""

DATES: Final = ("published_local", "published_at", "modified_local", "ingested", "started", "newest")
WIDTH: Final = 48
SIZE: Final = (24, 12)
DRILLDOWN: Final = "Show these documents"


@cache
def panels() -> dict[str, Any]:
    """panels.toml."""
    return tomllib.loads(resources.files(__package__).joinpath("panels.toml").read_text(encoding="utf-8"))


def objects(dashboard: str, name: str = "news") -> list[dict[str, Any]]:
    """All that one dashboard needs, in an order in which each object comes after those it refers to."""
    spec = panels()["dashboards"][dashboard]
    used = [panels()["searches"][panel["search"]] for panel in spec["panels"] if "search" in panel]
    views = {one["view"] for one in (*spec["panels"], *used) if "view" in one}
    found = [_view(view, name) for view in panels()["views"] if view in views]
    found += [_search(panel["search"], name) for panel in spec["panels"] if "search" in panel]
    found += [_chart(dashboard, panel, name) for panel in spec["panels"] if "chart" in panel]
    return [*found, _dashboard(dashboard, spec, name)]


def files(name: str = "news") -> dict[str, str]:
    """Name of a file -> its lines, one JSON object each, as Kibana imports them."""
    return {f"{dashboard}.ndjson": lines(objects(dashboard, name)) for dashboard in panels()["dashboards"]}


def everything(name: str = "news") -> str:
    """All dashboards in one file, each object once."""
    found = {(one["type"], one["id"]): one for key in panels()["dashboards"] for one in objects(key, name)}
    return lines(found.values())


def lines(found: Iterable[Mapping[str, Any]]) -> str:
    """NDJSON, with sorted keys."""
    return "".join(f"{_json(one)}\n" for one in found)


# ---------------------------------------------------------------- objects


def _object(
    kind: str, id: str, attributes: Mapping[str, Any], references: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        "attributes": attributes,
        "coreMigrationVersion": CORE_VERSION,
        "id": id,
        "managed": False,
        "references": references,
        "type": kind,
        "typeMigrationVersion": VERSIONS[kind],
    }


def _id(name: str, *parts: str) -> str:
    return "-".join(("newsmill", name, *parts))


def _view_id(view: str, name: str) -> str:
    return _id(name, view)


def _view(view: str, name: str) -> dict[str, Any]:
    spec = panels()["views"][view]
    formats = {field: {"id": "url", "params": {"openLinkInCurrentTab": False}} for field in LINKS}
    attributes = {
        "fieldAttrs": "{}",
        "fieldFormatMap": _json(formats if view != "runs" else {}),
        "fields": "[]",
        "name": f"{name}: {spec['name']}",
        "runtimeFieldMap": "{}",
        "sourceFilters": "[]",
        "title": f"{name}{spec['index']}",
    }
    if "time" in spec:
        attributes["timeFieldName"] = spec["time"]
    return _object("index-pattern", _view_id(view, name), attributes, [])


def _search(key: str, name: str) -> dict[str, Any]:
    spec = panels()["searches"][key]
    reference = "kibanaSavedObjectMeta.searchSourceJSON.index"
    source = {
        "filter": [],
        "highlightAll": True,
        "indexRefName": reference,
        "query": {"language": "kuery", "query": spec.get("filter", "")},
        "version": True,
    }
    attributes = {
        "columns": spec["columns"],
        "description": spec["question"],
        "grid": {},
        "hideChart": True,
        "isTextBasedQuery": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _json(source)},
        "sort": [spec["sort"]],
        "timeRestore": False,
        "title": f"{name}: {spec['title']}",
    }
    return _object(
        "search",
        _id(name, "search", key),
        attributes,
        [_reference("index-pattern", _view_id(spec["view"], name), reference)],
    )


def _chart(dashboard: str, panel: Mapping[str, Any], name: str) -> dict[str, Any]:
    attributes = lens.attributes(panel, DATES)
    attributes["title"] = f"{name}: {panels()['dashboards'][dashboard]['title']}: {panel['title']}"
    reference = _reference(
        "index-pattern", _view_id(panel["view"], name), f"indexpattern-datasource-layer-{lens.LAYER}"
    )
    return _object("lens", _id(name, dashboard, panel["id"]), attributes, [reference])


def _dashboard(key: str, spec: Mapping[str, Any], name: str) -> dict[str, Any]:
    placed, references = [], []
    for panel, grid in _placed(spec["panels"]):
        kind, id = (
            ("search", _id(name, "search", panel["search"]))
            if "search" in panel
            else ("lens", _id(name, key, panel["id"]))
        )
        index = panel["id"]
        placed.append(
            {
                "embeddableConfig": {"description": panel["question"], "enhancements": _enhancements(panel)},
                "gridData": grid | {"i": index},
                "panelIndex": index,
                "panelRefName": f"panel_{index}",
                "title": panel["title"],
                "type": kind,
            }
        )
        references.append(_reference(kind, id, f"{index}:panel_{index}"))
    attributes = {
        "description": spec["question"],
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": _json({"filter": [], "query": {"language": "kuery", "query": ""}})
        },
        "optionsJSON": _json(
            {"hidePanelTitles": False, "syncColors": True, "syncCursor": True, "useMargins": True}
        ),
        "panelsJSON": _json(placed),
        "refreshInterval": {"pause": True, "value": 60000},
        "timeFrom": spec.get("from", "now-30y"),
        "timeRestore": True,
        "timeTo": "now",
        "title": f"{name}: {spec['title']}",
        "version": 1,
    }
    return _object("dashboard", _id(name, key), attributes, references)


def _placed(found: Iterable[Mapping[str, Any]]) -> Iterable[tuple[Mapping[str, Any], dict[str, int]]]:
    """Panels from left to right, a new row where the next one does not fit."""
    x = y = below = 0
    for panel in found:
        width, height = panel.get("size", SIZE)
        if x + width > WIDTH:
            x, y = 0, below
        yield panel, {"h": height, "w": width, "x": x, "y": y}
        x, below = x + width, max(below, y + height)


def _enhancements(panel: Mapping[str, Any]) -> dict[str, Any]:
    """Where a chart has parts to click on, they lead to the documents behind them."""
    if "chart" not in panel or not lens.buckets(panel):
        return {}
    action = {"config": {"openInNewTab": True}, "factoryId": "OPEN_IN_DISCOVER_DRILLDOWN", "name": DRILLDOWN}
    event = {"action": action, "eventId": f"{panel['id']}-documents", "triggers": ["FILTER_TRIGGER"]}
    return {"dynamicActions": {"events": [event]}}


def _reference(kind: str, id: str, name: str) -> dict[str, str]:
    return {"id": id, "name": name, "type": kind}


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
