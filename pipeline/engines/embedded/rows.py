"""Arrow batches of articles to what tantivy indexes: one dictionary a row, by column for speed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pipeline.engines.embedded.schema import facet_field, stem_field
from pipeline.query import prepare

if TYPE_CHECKING:
    import pyarrow as pa

_SINGLE = ("title", "lead", "body", "publisher", "section", "language", "url", "format")
_LISTS = ("captions", "crossheads", "authors", "keywords")

COLUMNS: Final = (
    *("id", "commit", "source", "member", "offset", "retired", "withdrawn", "published", "credits"),
    *_SINGLE,
    *_LISTS,
)
"""The Article columns that the index is made of; a batch may have more. Of these only id and commit must be there."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row ready for the index: its fields (None: the article is gone), or why it cannot be indexed."""

    id: str
    commit: int
    source: str
    member: str | None
    offset: int
    fields: dict[str, Any] | None
    fault: str | None = None


def rows(batch: pa.RecordBatch) -> Iterator[Row]:
    """The rows of a batch, in its order. A row that cannot be read right has a ``fault``; nothing is raised."""
    names = set(batch.schema.names)
    columns = {
        name: batch.column(name).to_pylist() if name in names else [None] * batch.num_rows for name in COLUMNS
    }
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(COLUMNS, values, strict=True))
        fields, fault = None, None
        if not (row["retired"] or row["withdrawn"]):
            try:
                fields = _fields(row)
            except (ValueError, TypeError, AttributeError, KeyError) as error:
                fault = f"{type(error).__name__}: {error}"
        place = row["source"] or "", row["member"], row["offset"] or 0
        yield Row(row["id"], row["commit"], *place, fields, fault)


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: prepare(row[name]) for name in _SINGLE if row[name]}
    for name in _LISTS:
        if row[name]:
            fields[name] = [prepare(value) for value in row[name] if value]
    if row["source"]:
        fields["source"] = [prepare(part) for part in (row["source"], row["member"]) if part]
    if row["credits"]:
        fields |= _credits(row["credits"])
    if row["published"]:
        fields |= dates(row["published"])
    for name in ("language", "publisher"):
        if row[name]:
            fields[facet_field(name)] = row[name]
    stemmed = stem_field(row["language"])
    if stemmed is not None:
        fields[stemmed] = _running_text(fields)
    return fields


def _running_text(fields: dict[str, Any]) -> list[str]:
    """What a bare word is looked for in by its stem; what stands in the body too is taken once."""
    body = fields.get("body", "")
    others = [fields.get("title", ""), fields.get("lead", ""), *fields.get("captions", ())]
    others += fields.get("crossheads", ())
    return [body, *(text for text in others if text and text not in body)]


def _credits(credits: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Credits as printed, with the names that are not in there word for word (an agency's canonical name)."""
    found: dict[str, list[str]] = {"credits": [], "photographer": [], "agency": []}
    for credit in credits:
        names = [*(credit.get("photographers") or ()), *(credit.get("agencies") or ()), credit.get("holder")]
        verbatim = credit.get("verbatim") or ""
        found["credits"] += [verbatim, *(name for name in names if name and name not in verbatim)]
        found["photographer"] += credit.get("photographers") or ()
        found["agency"] += credit.get("agencies") or ()
    fields = {}
    for name, values in found.items():
        distinct = [value for value in dict.fromkeys(values) if value]
        if distinct:
            fields[name] = [prepare(value) for value in distinct]
            if name != "credits":
                fields[facet_field(name)] = distinct
    return fields


def dates(published: dict[str, Any]) -> dict[str, int]:
    """The date fields of a DateValue: whole days in the printed local calendar, whatever its precision."""
    start, end = datetime.fromisoformat(published["start"]), datetime.fromisoformat(published["end"])
    day, after = start.toordinal(), end.toordinal() + (end.time() != end.min.time())
    found = {
        "start_day": day,
        "end_day": max(after, day + 1),
        "sort": day * 86_400 + start.hour * 3_600 + start.minute * 60 + start.second,
    }
    if published["precision"] != "year":
        found["month"] = start.year * 100 + start.month
    return found
