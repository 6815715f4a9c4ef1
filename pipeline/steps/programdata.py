"""What a page's program data say of its article: the record in them whose title is the page's. For pages that are put
together in the browser and name no writer, or no day, in their markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.folding import fold
from pipeline.languages.people import split_names
from pipeline.model import Candidate

_GIVEN: Final = re.compile(r"(?:^|[=(])\s*(?=[{\[]\s*[\"{\[])")
_APART: Final = re.compile(r"[-_ ]")
_TELLING: Final = ("author", "byline")
_LARGEST: Final = 2_000_000
_LEAST: Final = 100
_MOST: Final = 20_000
_VALUES: Final = 8
_SHORTEST: Final = 12
_CONFIDENCE: Final = {"authors": 0.5, "published": 0.45, "modified": 0.45}


def candidates(tree: Any, titles: list[str]) -> Iterator[Candidate]:
    """``authors``, ``published`` and ``modified`` (strings as found) of the record that has one of ``titles`` (folded);
    the first such record of the page."""
    wanted = {title for title in titles if len(title) >= _SHORTEST}
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" in (script.get("type") or "") or not _LEAST < len(text) <= _LARGEST:
            continue
        if not any(word in text for word in _TELLING):
            continue
        for value in _values(text):
            if (record := _record(value, wanted)) is not None:
                yield from _fields(record)
                return


def _values(text: str) -> Iterator[Any]:
    """The first few values of data in a script: all of it, or what it assigns."""
    decoder, end = json.JSONDecoder(strict=False), 0
    for number, found in enumerate(_GIVEN.finditer(text)):
        if number == _VALUES:
            return
        if found.end() >= end:  # not within the value before
            try:
                value, end = decoder.raw_decode(text, found.end())
            except (ValueError, RecursionError):
                continue
            yield value


def _record(value: Any, titles: set[str]) -> dict[str, Any] | None:
    """The first object with one of the titles and the name of a writer."""
    names, stack, seen = _names(), [value], 0
    while stack and seen < _MOST:
        one = stack.pop()
        seen += 1
        if isinstance(one, dict):
            fields = {names.get(_plain(key)) for key in one}
            if "title" in fields and fields & _CONFIDENCE.keys():
                told = [_strings(v) for key, v in one.items() if names.get(_plain(key)) == "title"]
                if any(fold(text) in titles for texts in told for text in texts):
                    return one
            stack.extend(reversed(one.values()))
        elif isinstance(one, list):
            stack.extend(reversed(one))
    return None


def _fields(record: dict[str, Any]) -> Iterator[Candidate]:
    """The writers and days of a record; of several names of a day the first that is known."""
    names = _names()
    told: dict[str, list[str]] = {}
    for key, value in record.items():
        field = names.get(_plain(key))
        if field in _CONFIDENCE and (texts := _strings(value)):
            told.setdefault(field, texts)
    for field, texts in told.items():
        for text in texts:
            for one in split_names(text) if field == "authors" else [text]:
                yield Candidate(field, one, f"script data {field}", "<script>", _CONFIDENCE[field])


def _strings(value: Any) -> list[str]:
    """The strings that a value says: itself, or those under the names that objects keep them by."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for one in value for text in _strings(one)]
    if isinstance(value, dict):
        plain = {_plain(key): inner for key, inner in value.items()}
        for name in _inner():
            if isinstance(inner := plain.get(name), str | list | dict) and (texts := _strings(inner)):
                return texts
    return []


def _plain(key: str) -> str:
    return _APART.sub("", key).lower()


@cache
def _names() -> dict[str, str]:
    """Field by the names that records give it."""
    fields = load("fields")["fields"]
    return {
        _plain(name): field for field in ("title", *_CONFIDENCE) for name in fields[field] if "." not in name
    }


@cache
def _inner() -> tuple[str, ...]:
    return (
        "name",
        *(_plain(key) for key in load("fields")["inner"]["keys"] if key not in ("url", "href", "src", "id")),
    )
