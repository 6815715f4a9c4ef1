"""What a panel of panels.toml means, in plain Python over rows: no index, no query, no aggregation."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from pipeline.model import Article

Row = Mapping[str, Any]


def row_of(article: Article) -> Row:
    """An article's values under the fields' names, straight from the model."""
    published = article.published
    seen = (article.retrieved or article.ingested or "9999")[:10]
    tomorrow = (date.fromisoformat(seen) + timedelta(days=1)).isoformat()
    return {
        "authors": list(article.authors),
        "credit_count": len(article.credits),
        "date_rule": published.source or None if published else None,
        "doubts": bool(published and published.start[:10] > tomorrow),
        "format": article.format,
        "id": article.id,
        "image_count": len(article.images),
        "language": article.language,
        "language_confidence": article.language_confidence,
        "photo_agency": sorted({name for credit in article.credits for name in credit.agencies}),
        "photographer": sorted({name for credit in article.credits for name in credit.photographers}),
        "published_local": published.start if published else None,
        "published_precision": published.precision if published else None,
        "publisher": article.publisher,
        "section": article.section,
        "title": article.title,
        "truncated": article.truncated,
        "words": article.words,
    }


CLOSE = ("month", "day", "minute", "second")
MEANINGS: dict[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    "credit_count > 0": lambda row: row["credit_count"] > 0,
    "doubts : *": lambda row: row["doubts"],
    "image_count > 0 and credit_count = 0": lambda row: row["image_count"] > 0 and row["credit_count"] == 0,
    "kind : format": lambda row: row["kind"] == "format",
    "kind : reason and fate : failed": lambda row: (row["kind"], row.get("fate")) == ("reason", "failed"),
    "kind : reason and fate : rejected": lambda row: (row["kind"], row.get("fate")) == ("reason", "rejected"),
    "kind : run": lambda row: row["kind"] == "run",
    "kind : run and balanced : false": lambda row: row["kind"] == "run" and not row["balanced"],
    "language : und": lambda row: row["language"] == "und",
    "not authors : *": lambda row: not row["authors"],
    "not published_precision : *": lambda row: row["published_precision"] is None,
    "not publisher : *": lambda row: not row["publisher"],
    "not title : *": lambda row: not row["title"],
    "photo_agency : *": lambda row: bool(row["photo_agency"]),
    "photo_agency : * and published_precision : (month or day or minute or second)": lambda row: (
        bool(row["photo_agency"]) and row["published_precision"] in CLOSE
    ),
    "photographer : *": lambda row: bool(row["photographer"]),
    "photographer : * and published_precision : (month or day or minute or second)": lambda row: (
        bool(row["photographer"]) and row["published_precision"] in CLOSE
    ),
    "published_precision : *": lambda row: row["published_precision"] is not None,
    "published_precision : (minute or second)": lambda row: row["published_precision"] in CLOSE[2:],
    "published_precision : (month or day or minute or second)": lambda row: (
        row["published_precision"] in CLOSE
    ),
    "published_precision : (year or month)": lambda row: row["published_precision"] in ("year", "month"),
    "published_precision : day": lambda row: row["published_precision"] == "day",
    "published_precision : month": lambda row: row["published_precision"] == "month",
    "published_precision : year": lambda row: row["published_precision"] == "year",
    "truncated : true": lambda row: row["truncated"],
}
"""What each filter of panels.toml means."""


def keys(bucket: Row, row: Row) -> list[str]:
    """The buckets that a row falls into."""
    if bucket["op"] == "filters":
        return [label for label, text in bucket["filters"].items() if MEANINGS[text](row)]
    value = row.get(bucket["field"])
    if bucket["op"] == "terms":
        values = value if isinstance(value, list) else [value] if value else []
        return values or (["(missing value)"] if bucket.get("missing") else [])
    if value is None:
        return []
    if bucket["op"] == "date":
        return [{"1y": value[:4] + "-01-01", "1M": value[:7] + "-01", "1d": value[:10]}[bucket["interval"]]]
    pairs = zip(bucket["bounds"], bucket["bounds"][1:], strict=False)
    return [f"{float(low)}" for low, high in pairs if low <= value < high]


def number(metric: Row, rows: list[Row]) -> float | None:
    """A metric over rows."""
    rows = [row for row in rows if MEANINGS[metric.get("filter", "")](row)]
    if metric["op"] == "count":
        return float(len(rows))
    values = [row[metric["field"]] for row in rows if row.get(metric["field"]) not in (None, [], "")]
    if metric["op"] == "unique_count":
        return float(
            len({one for value in values for one in (value if isinstance(value, list) else [value])})
        )
    if metric["op"] == "sum":
        return float(sum(values))
    if not values:
        return None
    if isinstance(values[0], str):  # a date, as milliseconds
        values = [(date.fromisoformat(value[:10]) - date(1970, 1, 1)).days * 86_400_000 for value in values]
    kinds: dict[str, Callable[[Iterable[float]], float]] = {
        "average": statistics.fmean, "median": statistics.median, "max": max, "min": min,
    }  # fmt: skip
    return float(kinds[metric["op"]](values))


def expected(panel: Row, rows: Iterable[Row]) -> dict[tuple[str, ...], list[float | None]]:
    """What a panel shows: a table of rows, else split and x."""
    buckets = [*panel.get("rows", ()), *(panel[name] for name in ("split", "x") if name in panel)]
    metrics = panel.get("metrics") or [{"op": "count"}]
    rows = [row for row in rows if MEANINGS[panel.get("filter", "")](row)]

    def walk(left: list[Row], rows: list[Row], path: tuple[str, ...]) -> Iterable[Any]:
        if not left:
            yield path, [number(metric, rows) for metric in metrics]
            return
        groups: dict[str, list[Row]] = {}
        for row in rows:
            for key in keys(left[0], row):
                groups.setdefault(key, []).append(row)
        names = list(groups)
        if left[0]["op"] == "terms":
            names.sort(key=lambda name: (-(number(metrics[0], groups[name]) or 0), name))
            names = names[: left[0]["size"]]
        for name in names:
            yield from walk(left[1:], groups[name], (*path, name))

    return dict(walk(buckets, rows, ()))
