"""What Kibana asks Elasticsearch for a saved object: its KQL and its chart as a query and aggregations.

Written from the saved object alone, so that the numbers of a panel can be had without Kibana.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

TOKEN = re.compile(r'\s*(?:([():])|(<=|>=|[<>=])|"([^"]*)"|([^\s():<>="]+))')
RANGES = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


def query(text: str) -> dict[str, Any]:
    """KQL as an Elasticsearch query: fields, ranges, * for existence, and/or/not, brackets. ValueError for others."""
    if not text.strip():
        return {"match_all": {}}
    tokens = []
    at = 0
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"not KQL at {at}: {text}")
        tokens.append(match.group().strip())
        at = match.end()
    parser = Kql(tokens)
    found = parser.either()
    if parser.tokens:
        raise ValueError(f"left over: {parser.tokens}")
    return found


class Kql:
    """A parser that goes through the tokens once."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def take(self, wanted: str) -> bool:
        if self.tokens and self.tokens[0].lower() == wanted:
            self.tokens.pop(0)
            return True
        return False

    def either(self) -> dict[str, Any]:
        parts = [self.both()]
        while self.take("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else {"bool": {"should": parts, "minimum_should_match": 1}}

    def both(self) -> dict[str, Any]:
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else {"bool": {"filter": parts}}

    def one(self) -> dict[str, Any]:
        if self.take("not"):
            return {"bool": {"must_not": [self.one()]}}
        if self.take("("):
            found = self.either()
            self.need(")")
            return found
        field, sign = self.tokens.pop(0), self.tokens.pop(0)
        if sign in RANGES:
            return {"range": {field: {RANGES[sign]: self.tokens.pop(0)}}}
        if sign not in (":", "="):
            raise ValueError(f"{field} {sign}")
        if not self.take("("):
            return value(field, self.tokens.pop(0))
        values = [value(field, self.tokens.pop(0))]
        while self.take("or"):
            values.append(value(field, self.tokens.pop(0)))
        self.need(")")
        return {"bool": {"should": values, "minimum_should_match": 1}}

    def need(self, token: str) -> None:
        if not self.take(token):
            raise ValueError(f"expected {token} before {self.tokens}")


def value(field: str, text: str) -> dict[str, Any]:
    return {"exists": {"field": field}} if text == "*" else {"match": {field: text.strip('"')}}


def fields(text: str) -> set[str]:
    """The fields that a KQL text names."""
    return set(re.findall(r"([\w.]+)\s*(?::|[<>=]+)", text))


# ---------------------------------------------------------------- charts


def layer(attributes: Mapping[str, Any]) -> dict[str, Any]:
    [found] = attributes["state"]["datasourceStates"]["formBased"]["layers"].values()
    return dict(found)


def aggregations(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Buckets within buckets in the order of the columns, the metrics innermost."""
    columns = layer(attributes)["columns"]
    order = layer(attributes)["columnOrder"]
    inner = {name: metric(columns[name]) for name in order if not columns[name]["isBucketed"]}
    found = {name: one for name, one in inner.items() if one}
    for name in reversed([name for name in order if columns[name]["isBucketed"]]):
        bucket = bucket_of(columns[name])
        if "terms" in bucket and inner["metric1"]:
            bucket["terms"]["order"] = {order_of(columns["metric1"]): "desc"}
            found |= {"metric1": inner["metric1"]}  # what buckets are sorted by stands beside what they hold
        found = {name: bucket | ({"aggs": found} if found else {})}
    return found


def order_of(column: Mapping[str, Any]) -> str:
    return "metric1.50" if column["operationType"] == "median" else "metric1"


def metric(column: Mapping[str, Any]) -> dict[str, Any] | None:
    """None: the count of documents, which every bucket has by itself."""
    kind, field = column["operationType"], column["sourceField"]
    found: dict[str, Any] | None = {
        "count": None,
        "sum": {"sum": {"field": field}},
        "average": {"avg": {"field": field}},
        "median": {"percentiles": {"field": field, "percents": [50]}},
        "max": {"max": {"field": field}},
        "min": {"min": {"field": field}},
        "unique_count": {"cardinality": {"field": field}},
    }[kind]
    if "filter" in column:
        inside = {"aggs": {"inside": found}} if found else {}
        return {"filter": query(column["filter"]["query"]), **inside}
    return found


def bucket_of(column: Mapping[str, Any]) -> dict[str, Any]:
    kind, params = column["operationType"], column["params"]
    if kind == "filters":
        return {
            "filters": {"filters": {one["label"]: query(one["input"]["query"]) for one in params["filters"]}}
        }
    field = column["sourceField"]
    if kind == "date_histogram":
        return {
            "date_histogram": {
                "field": field, "calendar_interval": params["interval"], "min_doc_count": 1, "format": "yyyy-MM-dd",
            }
        }  # fmt: skip
    if kind == "terms":
        missing = {"missing": "(missing value)"} if params["missingBucket"] else {}
        return {"terms": {"field": field, "size": params["size"], **missing}}
    if kind == "range":
        ranges = [{"from": one["from"], "to": one["to"]} for one in params["ranges"]]
        return {"range": {"field": field, "ranges": ranges}}
    raise ValueError(kind)


def cells(
    attributes: Mapping[str, Any], answer: Mapping[str, Any]
) -> dict[tuple[str, ...], list[float | None]]:
    """The names of nested buckets -> the values of the metrics; of an answer of Elasticsearch."""
    columns = layer(attributes)["columns"]
    order = layer(attributes)["columnOrder"]
    names = [name for name in order if columns[name]["isBucketed"]]
    whole = dict(answer.get("aggregations", {})) | {"doc_count": answer["hits"]["total"]["value"]}

    def values(bucket: Mapping[str, Any]) -> list[float | None]:
        return [value_of(columns[name], bucket, name) for name in order if not columns[name]["isBucketed"]]

    def walk(bucket: Mapping[str, Any], depth: int, path: tuple[str, ...]) -> Iterator[Any]:
        if depth == len(names):
            yield path, values(bucket)
            return
        inner = bucket[names[depth]]["buckets"]
        pairs = inner.items() if isinstance(inner, dict) else ((key_of(one), one) for one in inner)
        for key, one in pairs:
            if one["doc_count"]:
                yield from walk(one, depth + 1, (*path, key))

    return dict(walk(whole, 0, ()))


def key_of(bucket: Mapping[str, Any]) -> str:
    if "from" in bucket or "to" in bucket:
        return f"{bucket.get('from', '')}"
    return str(bucket.get("key_as_string", bucket["key"]))


def value_of(column: Mapping[str, Any], bucket: Mapping[str, Any], name: str) -> float | None:
    if column["operationType"] == "count":
        return float(bucket[name]["doc_count"] if "filter" in column else bucket["doc_count"])
    found = bucket[name]
    if column["operationType"] == "median":
        found = {"value": found["values"]["50.0"]}
    return None if found["value"] is None else float(found["value"])
