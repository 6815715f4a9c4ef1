"""Press clippings as HTML: work lists of clipping services, clipping papers with a contents list, printed reports, and
pages of newspapers' own databases (``press_databases``).

Each lays its articles out in its own way; what is common is that a page holds many, behind a list of their headlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages.folding import plain_words
from pipeline.model import RawDocument

from . import exports, fields, press_databases
from .base import Item, Reader, Stream, rejected
from .export_pages import Layout, by_class, chosen, flat, layout, line, split, tree
from .exports import Fields, add, add_extra, iso, table

_FORMAT: Final = "press_html"
_SPAN: Final = rb"<span[^<>]{0,60}\bid=[\"']?articleTitle\b"
_CLIPPING: Final = rb"(?:<a\s[^<>]{0,300}\bname=[^<>]{1,300}>\s*</a>\s*)<h[12]\b"
_ENTRY: Final = rb"<div[^<>]{0,60}\bclass=[\"']?eintrag\b"
_DAY: Final = re.compile(r"(.+?)[ ,]+(\d{1,2}[-./ ]+(?:\d{1,2}|[^\W\d]{3,12})[-./ ]+\d{4})\s*", re.S)
_LONGEST_LINE: Final = 80
_SOURCE: Final = re.compile(r'\s*"([^"]{2,80})"(.*)', re.S)
_DOTTED: Final = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_NUMBER: Final = re.compile(r"\bN[ro]\.?\s?(\S+)")


def _contents() -> bytes:
    return b"(?:" + "|".join(table("press")["contents"]).encode() + b")"


@cache
def _layouts() -> tuple[Layout, ...]:
    """The layouts; the words for a list of contents are data."""
    title = rb"<h[1-3][^<>]{0,80}>\s*" + _contents() + rb"\s*</h"
    return (
        layout(
            "list", _SPAN, b"articleTitle", _SPAN, rb"\bid=[\"']?sourceTitle\b", rb"\bid=[\"']?articleDate\b"
        ),
        layout("clippings", _CLIPPING, b"<hr", rb"<li>\s*<a\s[^<>]{0,20}href=[\"']?#", title),
        layout("printed", _ENTRY, b"eintrag", _ENTRY + rb"[^<>]{0,20}>\s*<pre\b"),
        *press_databases.LAYOUTS,
    )


def _sniff(head: bytes, name: str) -> float:
    return 0.98 if chosen(_layouts(), head) else 0.0


def _why(head: bytes, name: str) -> str:
    return "a page of press clippings"


def _split(stream: Stream) -> Iterator[Item]:
    return split(stream, _FORMAT, _layouts())


def _parse(raw: RawDocument) -> Iterator[Item]:
    found: Fields = {}
    root = tree(raw)
    kind = next((each.name for each in _layouts() if each.begin.match(raw.payload)), "clippings")
    _PARSERS[kind](root, found)
    if not found.get("text"):
        yield rejected(raw, "no-text", f"an entry without a text: {(found.get('title') or [''])[0][:80]}")
        return
    mapping, extra = exports.record(found)
    yield fields.outcome(raw, fields.document(mapping), extra)


def _listed(root: Any, found: Fields) -> None:
    """An entry of a work list: each field in an element of its name."""
    for name, field in (
        ("articleTitle", "title"), ("sourceTitle", "publisher"), ("articleDate", "published"), ("articleIntro", "text"),
    ):  # fmt: skip
        element = next(by_class(root, name), None)
        if element is not None:
            for value in flat(element) if field == "text" else [line(element)]:
                add(found, field, value)
    if found.get("published"):
        found["published"] = [iso(found["published"][0])]
    element = next(by_class(root, "articlePage"), None)
    if element is not None:
        exports.add_section(found, line(element))


def _clipping(root: Any, found: Fields) -> None:
    """A headline, a line with the paper and the day, then the text."""
    body = next(root.iter("body"), root)
    text: list[str] = []
    for part in body.iter("h1", "h2", "h3", "i", "em", "p", "strong", "b", "li"):
        inner = any(above.tag in ("p", "li", "h1", "h2", "h3") for above in part.iterancestors())
        if inner and (part.tag not in ("i", "em") or "published" in found or text):
            continue
        value = line(part)
        if not value:
            continue
        if "title" not in found and part.tag in ("h1", "h2", "h3"):
            add(found, "title", value)
        elif "published" not in found and "publisher" not in found and not text and part.tag in ("i", "em"):
            day = _day(value)
            add(found, "publisher", day[1] if day else value)
            add(found, "published", iso(day[2]) if day else None)
        elif value != (found.get("publisher") or [""])[0]:
            text.append(value)
    found["text"] = [each for each in text if not _day(each)]


def _day(text: str) -> re.Match[str] | None:
    """The paper and the day of a line that has nothing else."""
    return _DAY.fullmatch(text) if len(text) < _LONGEST_LINE else None


def _printed(root: Any, found: Fields) -> None:
    """Paper, day, page and section in a block of fixed width, the headline, then the text."""
    entry = next(by_class(root, "eintrag"), root)
    above = next(entry.iter("pre"), None)
    for row in ("".join(above.itertext()) if above is not None else "").split("\n"):
        source = _SOURCE.fullmatch(row)
        key, colon, value = row.partition(":")
        if source:
            add(found, "publisher", source[1])
            day, issue = _DOTTED.search(source[2]), _NUMBER.search(source[2])
            add(found, "published", iso(day[0]) if day else None)
            add(found, "edition", issue[1] if issue else None)
            add(found, "page", exports.page_of(source[2][day.end() :] if day else ""))
        elif colon and plain_words(key) in exports.words("press", "sections"):
            add(found, "section", value)
        else:
            add_extra(found, "header", row)
    title = next(entry.iter("h1", "h2", "h3"), None)
    text: list[str] = []
    for part in entry:
        if part is above or not isinstance(part.tag, str):
            text += [" ".join((part.tail or "").split())]
            continue
        if part is title:
            add(found, "title", line(part))
            add(found, "kicker", " ".join(filter(None, text)))
            text = []
        elif part.tag != "br":
            text += flat(part)
        text += [" ".join((part.tail or "").split())]
    found["text"] = [each for each in text if each]


_PARSERS: Final = {
    "list": _listed,
    "clippings": _clipping,
    "printed": _printed,
    **press_databases.PARSERS,
}
READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
