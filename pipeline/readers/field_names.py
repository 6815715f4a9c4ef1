"""The table of the names that fields of records go by: ``languages/fields.toml``, and what the settings add."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from pipeline.errors import UsageError
from pipeline.languages.folding import without_accents

BODY: Final = ("text", "html")
EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
"""Values that say nothing."""

Place = tuple[str, int]
"""A field, and the rank of the name among those of the field."""


@dataclass(frozen=True, slots=True)
class Names:
    """The table: ``fields`` key -> its places; ``inner`` and ``texts`` keys of objects; the kinds of fields; what is
    a picture, a crawl, a wrapper, a status, a time of day, a
    class of texts; what columns are called otherwise."""

    fields: Mapping[str, tuple[Place, ...]]
    inner: tuple[str, ...]
    texts: tuple[str, ...]
    not_text: frozenset[str]
    not_keywords: frozenset[str]
    removed: frozenset[str]
    dates: frozenset[str]
    lists: frozenset[str]
    parted: frozenset[str]
    words: frozenset[str]
    status: tuple[str, ...]
    unpublished: frozenset[str]
    classes: frozenset[str]
    pictures: Mapping[str, tuple[str, ...]]
    crawl: frozenset[str]
    crawl_marks: frozenset[str]
    columns: Mapping[str, str]
    single: tuple[str, ...]
    several: tuple[str, ...]
    clocks: frozenset[str]


@cache
def table() -> Names:
    """The table, read once."""
    data = tomllib.loads(resources.files("pipeline.languages").joinpath("fields.toml").read_text("utf-8"))
    ranked: dict[str, tuple[Place, ...]] = {}
    for field, names in data["fields"].items():
        for rank, name in enumerate(names):
            places = ranked.get(key(name), ())
            if field not in (known for known, _ in places):
                ranked[key(name)] = (*places, (field, rank))
    for name in tuple(ranked):
        # Columns are often called so without their accents.
        if not name.isascii() and (plain := without_accents(name)).isascii():
            ranked.setdefault(plain, ranked[name])
    inner, kinds, wrappers = data["inner"], data["kinds"], data["wrappers"]
    return Names(
        ranked,
        _keys(inner["keys"]),
        _keys(inner["texts"]),
        frozenset(inner["not_text"]),
        frozenset(inner["not_keywords"]),
        frozenset(inner["removed"]),
        frozenset(kinds["dates"]),
        frozenset(kinds["lists"]),
        frozenset(kinds["parted"]),
        frozenset(kinds["words"]),
        _keys(kinds["status"]),
        frozenset(kinds["unpublished"]),
        frozenset(_keys(data["training"]["classes"])),
        {name: _keys(values) for name, values in data["pictures"].items()},
        frozenset(_keys(data["crawl"]["alone"])),
        frozenset(_keys(data["crawl"]["marks"])),
        data["columns"],
        _keys(wrappers["single"]),
        _keys(wrappers["several"]),
        frozenset(_keys(data["clock"]["names"])),
    )


def _keys(names: list[str]) -> tuple[str, ...]:
    return tuple(map(key, names))


_extra_names: dict[str, tuple[Place, ...]] = {}


def configure(aliases: Mapping[str, str]) -> None:
    """Sets the names that the settings add, before those of the table. Raises UsageError for an unknown field."""
    known = {field: field for places in table().fields.values() for field, _ in places} | {"body": "text"}
    for name, field in aliases.items():
        if field not in known:
            raise UsageError(
                f"setting fields.aliases: {name!r} points to {field!r}, which is none of {', '.join(sorted(known))}."
            )
    _extra_names.clear()
    _extra_names.update((key(name), ((known[field], -1),)) for name, field in aliases.items())


@lru_cache(4096)
def key(name: str) -> str:
    """A name as it is looked up: ``Published_At`` is ``publishedat``; ``_source`` is another than ``source``."""
    return re.sub(r"(?<!^)[\s_-]+", "", name.strip()).lower()


def places(name: str) -> tuple[Place, ...]:
    """The fields that a key (``publishedat``, ``title.rendered``) stands for; none where it is unknown."""
    return _extra_names.get(name) or table().fields.get(name, ())


def names_articles(names: Iterable[str]) -> bool:
    """Whether columns of these names hold articles: a text, or a title with a summary, and something beside it; it may
    be the class that a text belongs to."""
    keys = frozenset(map(key, names))
    known = {place[0] for name in keys for place in places(name)}
    if len(known) < 2 and table().classes.isdisjoint(keys):
        return False
    return not known.isdisjoint(BODY) or known >= {"title", "lead"}


def column(name: str) -> str:
    """The name of a table's column as that of a field: a few words name something else there."""
    return table().columns.get(key(name), name)


def by_key(value: Mapping[str, Any]) -> dict[str, Any]:
    """An object by the keys of its names, without what says nothing."""
    return {key(name): each for name, each in value.items() if each not in EMPTY}
