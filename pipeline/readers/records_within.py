"""The articles that an object of JSON, or a cell of a table, is or wraps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .field_names import BODY, by_key, places, table
from .fields import Made, document, is_article

_FEED: Final = ("homepageurl", "feedurl", "link", "links")
"""What an object has that wraps articles and is a feed: its title is that of the publication."""

_SHARED: Final = ("publisher", "language")


def articles(record: Mapping[str, Any]) -> list[Made]:
    """The article that a record is, or those in an object that wraps them: the answer of a news API with a list of
    them, a search hit with its source, a table by its columns. One without text where there is nothing of the kind."""
    made = document(record)
    return [made] if made.text else _within(record) or [made]


def _within(record: Mapping[str, Any]) -> list[Made]:
    names = by_key(record)
    for name in table().single:
        inner = names.get(name)
        if isinstance(inner, dict):
            outer = {each: value for each, value in record.items() if value is not inner}
            made = document({**outer, **inner})
            if made.text or name == "_source":
                return [made]
    for name in (*table().several, *table().single):
        inner = names.get(name)
        if isinstance(inner, dict) and (found := _within(inner)):
            return found
        if isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner):
            shared = _shared(names)
            return [made for each in inner for made in articles(_with(each, shared))]
    rows = _by_id(record) or _by_column(record)
    return [document(row) for row in rows]


def _shared(names: Mapping[str, Any]) -> dict[str, Any]:
    """What an object that wraps articles says of all of them: in which language and publication they are."""
    found = {
        place[0]: value
        for name, value in names.items()
        for place in places(name)[:1]
        if place[0] in _SHARED and isinstance(value, str)
    }
    title = names.get("title")
    if isinstance(title, str) and not names.keys().isdisjoint(_FEED):
        found.setdefault("publisher", title)
    return found


def _with(record: Mapping[str, Any], shared: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record with what it does not say itself of what is shared."""
    if not shared:
        return record
    told = {place[0] for name in by_key(record) for place in places(name)}
    return {**record, **{field: value for field, value in shared.items() if field not in told}}


def _by_id(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The articles of an object that has each under its id."""
    if not record or not all(isinstance(each, dict) for each in record.values()):
        return []
    if sum(map(is_article, record.values())) * 2 < len(record):
        return []
    return [{"id": name, **each} for name, each in record.items()]


def _by_column(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table that is written by columns, each an object of its values by row."""
    if not any(place[0] in BODY for name in by_key(record) for place in places(name)):
        return []
    columns = [each for each in record.values() if isinstance(each, dict)]
    if (
        len(columns) < 2
        or len(columns) < len(record)
        or any(each.keys() != columns[0].keys() for each in columns)
    ):
        return []
    rows = [{name: column[row] for name, column in record.items()} for row in columns[0]]
    return rows
