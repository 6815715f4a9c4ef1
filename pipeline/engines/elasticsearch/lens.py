"""One chart of Kibana (a Lens object) from a few words of data: what panels.toml says of a panel.

The shapes are those that Kibana itself wrote up to 8.9 and still migrates from; docs/kibana.md says how that was
checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

Spec = Mapping[str, Any]

LAYER: Final = "layer"
METRICS: Final = {
    "sum": "Sum of {}",
    "average": "Average of {}",
    "median": "Median of {}",
    "max": "Maximum of {}",
    "min": "Minimum of {}",
    "unique_count": "Different values of {}",
}
SERIES: Final = {
    "bar": "bar",
    "bar_stacked": "bar_stacked",
    "bar_horizontal": "bar_horizontal",
    "bar_horizontal_percentage": "bar_horizontal_percentage_stacked",
    "line": "line",
}
RECORDS: Final = "___records___"


def attributes(panel: Spec, dates: Sequence[str]) -> dict[str, Any]:
    """The attributes of a Lens object. ``dates``: the fields that are dates. KeyError for a word that is none."""
    columns = _columns(panel, dates)
    chart = panel["chart"]
    visualization = {"metric": _metric, "table": _table}.get(chart, _xy)(panel, columns)
    return {
        "title": panel["title"],
        "description": panel["question"],
        "visualizationType": {"metric": "lnsMetric", "table": "lnsDatatable"}.get(chart, "lnsXY"),
        "state": {
            "adHocDataViews": {},
            "datasourceStates": {
                "formBased": {
                    "layers": {
                        LAYER: {
                            "columnOrder": list(columns),
                            "columns": columns,
                            "incompleteColumns": {},
                            "sampling": 1,
                        }
                    }
                }
            },
            "filters": [],
            "internalReferences": [],
            "query": {"language": "kuery", "query": panel.get("filter", "")},
            "visualization": {"layerId": LAYER, "layerType": "data"} | visualization,
        },
    }


def buckets(panel: Spec) -> dict[str, Spec]:
    """Name of a column -> the bucket it shows, outermost first: Kibana nests them in this order."""
    found: dict[str, Spec] = {f"row{number}": row for number, row in enumerate(panel.get("rows", ()), 1)}
    return found | {name: panel[name] for name in ("split", "x") if name in panel}


def _columns(panel: Spec, dates: Sequence[str]) -> dict[str, dict[str, Any]]:
    columns: dict[str, dict[str, Any]] = {name: {} for name in buckets(panel)}
    metrics = panel.get("metrics") or [{"op": "count"}]
    for number, metric in enumerate(metrics, 1):
        columns[f"metric{number}"] = _metric_column(metric, dates)
    for name, bucket in buckets(panel).items():
        columns[name] = _bucket_column(bucket)
    return columns


def _metric_column(metric: Spec, dates: Sequence[str]) -> dict[str, Any]:
    kind, field = metric["op"], metric.get("field", RECORDS)
    label = metric.get("label") or ("Number" if kind == "count" else METRICS[kind].format(field))
    column = {
        "customLabel": True,
        "dataType": "date" if field in dates and kind in ("max", "min") else "number",
        "isBucketed": False,
        "label": label,
        "operationType": kind,
        "params": {"emptyAsNull": False} if kind in ("count", "sum", "unique_count") else {},
        "scale": "ratio",
        "sourceField": field,
    }
    if "filter" in metric:
        column["filter"] = {"language": "kuery", "query": metric["filter"]}
    return column


def _bucket_column(bucket: Spec) -> dict[str, Any]:
    return {"date": _date, "terms": _terms, "ranges": _ranges, "filters": _filters}[bucket["op"]](bucket)


def _date(bucket: Spec) -> dict[str, Any]:
    return {
        "dataType": "date",
        "isBucketed": True,
        "label": bucket["field"],
        "operationType": "date_histogram",
        # Empty months would reach over the whole time range of the dashboard.
        "params": {"dropPartials": False, "includeEmptyRows": False, "interval": bucket["interval"]},
        "scale": "interval",
        "sourceField": bucket["field"],
    }


def _terms(bucket: Spec) -> dict[str, Any]:
    return {
        "dataType": "string",
        "isBucketed": True,
        "label": bucket["field"],
        "operationType": "terms",
        "params": {
            "missingBucket": bucket.get("missing", False),
            "orderBy": {"columnId": "metric1", "type": "column"},
            "orderDirection": "desc",
            "otherBucket": True,
            "parentFormat": {"id": "terms"},
            "size": bucket["size"],
        },
        "scale": "ordinal",
        "sourceField": bucket["field"],
    }


def _ranges(bucket: Spec) -> dict[str, Any]:
    bounds = bucket["bounds"]
    return {
        "dataType": "string",
        "isBucketed": True,
        "label": bucket["field"],
        "operationType": "range",
        "params": {
            "maxBars": "auto",
            "parentFormat": {"id": "range", "params": {"replaceInfinity": True, "template": "arrow_right"}},
            "ranges": [{"from": low, "label": "", "to": high} for low, high in pairwise(bounds)],
            "type": "range",
        },
        "scale": "ordinal",
        "sourceField": bucket["field"],
    }


def _filters(bucket: Spec) -> dict[str, Any]:
    return {
        "dataType": "string",
        "isBucketed": True,
        "label": "Filters",
        "operationType": "filters",
        "params": {
            "filters": [
                {"input": {"language": "kuery", "query": query}, "label": label}
                for label, query in bucket["filters"].items()
            ]
        },
        "scale": "ordinal",
    }


# ---------------------------------------------------------------- how it looks


def _accessors(columns: Mapping[str, Any]) -> list[str]:
    return [name for name in columns if name.startswith("metric")]


def _metric(panel: Spec, columns: Mapping[str, Any]) -> dict[str, Any]:
    return {"metricAccessor": _accessors(columns)[0]}


def _table(panel: Spec, columns: Mapping[str, Any]) -> dict[str, Any]:
    return {"columns": [{"columnId": name, "isTransposed": False} for name in columns]}


def _xy(panel: Spec, columns: Mapping[str, Any]) -> dict[str, Any]:
    series = SERIES[panel["chart"]]
    accessors = _accessors(columns)
    layer = {
        "accessors": accessors,
        "layerId": LAYER,
        "layerType": "data",
        "position": "top",
        "seriesType": series,
        "showGridlines": False,
        "xAccessor": "x",
    }
    if "split" in columns:
        layer["splitAccessor"] = "split"
    return {
        "layers": [layer],
        "legend": {"isVisible": "split" in columns or len(accessors) > 1, "position": "right"},
        "preferredSeriesType": series,
        "valueLabels": "show" if series == "bar_horizontal" else "hide",
    }
