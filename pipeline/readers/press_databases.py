"""Pages of newspapers' own databases, as a browser or the database saves them: their layouts, and what stands where.

- ``archive``: a table with the columns' names (day, edition, section, page) above each headline and text;
- ``contents``: a row of cells without names (number, day, headline, edition, section, page), then the text;
- ``report``: a list of contents, then each article below lines of a code and a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from .export_pages import Layout, by_class, flat, layout, line
from .exports import Fields, add, add_extra, add_section, iso, table
from .field_names import key, places

_LIST: Final = rb"<table[^<>]{0,40}\bclass=[\"']?topic-list\b"
_CELLS: Final = rb"<table[^<>]{0,40}\bclass=[\"']?contentsTable\b"
_ANCHOR: Final = rb"<a\s+name=[\"']?\d{1,6}[\"']?>\s*</a>\s*<table\b"
_CODE: Final = re.compile(r"\^([^\W\d_]{2}):\s*(.*)", re.S)
_INDENTED: Final = re.compile(r"\n(?=[ \t]{2,}\S)|\n\s*\n")
_CELL_FIELDS: Final = ("number", "published", "title", "edition", "section", "page")

LAYOUTS: Final[tuple[Layout, ...]] = (
    layout("archive", _LIST, b"topic-list", _LIST, rb"\bclass=[\"']?topic-detail\b"),
    layout("contents", _CELLS, b"contentsTable", _CELLS, rb"\bid=[\"']?\w{0,20}Detail\w{0,20}\b"),
    layout("report", _ANCHOR, b"page-break-before", _ANCHOR, rb"\^[\x80-\xff\w]{2,4}:"),
)


def _archive(root: Any, found: Fields) -> None:
    named = next(by_class(root, "topic-list"), root)
    names = [line(each) for each in named.iter("th")]
    _cells(found, zip(names, (line(each) for each in named.iter("td")), strict=False))
    title = next(by_class(root, "font002"), None)
    add(found, "title", line(title) if title is not None else None)
    found["text"] = [text for part in by_class(root, "detail001") for text in flat(part)]


def _contents(root: Any, found: Fields) -> None:
    row = next(by_class(root, "contentsTable"), root)
    values = [line(each) for each in row.iter("th", "td")]
    _cells(found, zip(_CELL_FIELDS, values, strict=False))
    for value in values[len(_CELL_FIELDS) :]:
        add_extra(found, "header", value)
    found["text"] = [text for part in by_class(root, "mb10") for text in flat(part)]


def _cells(found: Fields, cells: Iterable[tuple[str, str]]) -> None:
    """What the cells above an article say, by the names of their columns."""
    for name, value in cells:
        field = next((place[0] for place in places(key(name))), name)
        if field == "published":
            add(found, field, iso(value.replace(" ", "")))
        elif field == "page":
            add(found, field, re.sub(r"\D+", "", value).lstrip("0") or None)
        elif field in ("title", "section", "edition"):
            add(found, field, value)
        elif value:
            add_extra(found, name, value)


def _report(root: Any, found: Fields) -> None:
    fields = table("press")["codes"]
    head = next(root.iter("td"), root)
    for row in flat(head):
        told = _CODE.fullmatch(row)
        field = fields.get(told[1]) if told else None
        if told is None or field is None:
            add_extra(found, told[1] if told else "header", told[2] if told else row)
        elif field == "published":
            add(found, field, iso(told[2]))
        elif field == "section":
            add_section(found, told[2])
        else:
            add(found, field, told[2].strip(" ,;"))
    for part in root.iter("pre"):
        for text in _INDENTED.split("".join(part.itertext())):
            add(found, "text", " ".join(text.split()))


PARSERS: Final[dict[str, Callable[[Any, Fields], None]]] = {
    "archive": _archive,
    "contents": _contents,
    "report": _report,
}
