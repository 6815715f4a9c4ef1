"""ProQuest: a text of several articles between lines of ``____``, each with labels in the language of the export; and
the same as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.languages.folding import plain_words
from pipeline.model import RawDocument

from . import export_lines, exports, fields
from .base import HEAD, Item, Reader, Stream, rejected, unmarked
from .export_lines import paragraphs
from .export_pages import Layout, chosen, flat, layout, split, tree
from .exports import Fields, add, add_extra, labels, table
from .recoded import decoded

_FORMAT: Final = "proquest"
_LABEL: Final = re.compile(r"([^\W\d_][^\s:：][^:：]{1,38}?) ?[:：](?!//)(?:\s+(.*)|)", re.S)
_COUNTER: Final = re.compile(r"\D{2,12}\d+\D{1,6}\d+")
_ANCHOR: Final = rb"<a\s[^<>]{0,40}\bname=[\"']?DocID_"
_LAYOUTS: Final[tuple[Layout, ...]] = (
    layout("page", _ANCHOR, b"ProQuest", _ANCHOR, rb"<strong[^<>]{0,80}>[^<>:]{2,40}:"),
    layout("page", _ANCHOR, b"ProQuest", rb"<title>\s*ProQuest\s?(?:Export|Documents)\s*</title>"),
)
_PICTURES: Final = 8
"""Lines at the end of a text in which its pictures are described."""

_LEAST: Final = 3
_TELLING: Final = ("publisher", "published", "id", "body")


_Row = tuple[str, tuple[str, str, str] | None]
"""A line, and its known label with field and value."""


def _is_border(row: bytes) -> bool:
    bare = row.strip(b" \t\r\n\xef\xbb\xbf")
    return len(bare) >= table(_FORMAT)["border"] and not bare.strip(b"_")


def _label(row: str, small: bool = False) -> tuple[str, str, str] | None:
    """(field, label, value) of a line that begins with a known label, also one in small letters (``small``)."""
    found = _LABEL.fullmatch(row.strip())
    field = (
        labels(_FORMAT).get(plain_words(found[1]), "") if found and (small or found[1][0].isupper()) else ""
    )
    return (field, found[1], found[2] or "") if found and field else None


def _strange(row: str) -> tuple[str, str, str] | None:
    """The same of a label that nobody knows."""
    found = _LABEL.fullmatch(row.strip())
    return ("extra", found[1], found[2] or "") if found else None


def _sniff(head: bytes, name: str) -> float:
    text = export_lines.seen(head)
    if text.lstrip()[:1] == b"<":
        return 0.98 if chosen(_LAYOUTS, head) else 0.0
    if b"____" not in text:
        return 0.0
    rows = text.splitlines()
    if not any(map(_is_border, rows)):
        return 0.0
    found = {known[0] for row in rows if (known := _label(decoded(row)[0]))}
    told = sum(field in found for field in _TELLING)
    return 0.9 if told >= _LEAST and "body" in found else 0.0


def _why(head: bytes, name: str) -> str:
    where = "on a page" if chosen(_LAYOUTS, head) else "between lines of underscores"
    return f"labelled articles {where}, as ProQuest exports them"


def _split(stream: Stream) -> Iterator[Item]:
    if unmarked(stream.head).lstrip()[:1] == b"<":
        return split(stream, _FORMAT, _LAYOUTS)
    return export_lines.by_lines(stream, _FORMAT, _is_border)


def _parse(raw: RawDocument) -> Iterator[Item]:
    if raw.payload[:1] == b"<":
        shown = [
            row for row in flat(tree(raw)) if plain_words(row) not in exports.words(_FORMAT, "furniture")
        ]
        lines = [row for text in shown for row in ("", text)]
    else:
        lines = [row for row in export_lines.text_of(raw).split("\n") if not _is_border(row.encode())]
    found = _article(lines)
    if not found.get("text"):
        first = next((row.strip() for row in lines if row.strip()), "")
        listed = plain_words(first.partition(":")[0]) in exports.words(_FORMAT, "covers") or not found
        sentence = "the list of an export, or its cover" if listed else "the full text is not in the export"
        yield rejected(raw, "contents" if listed else "no-text", sentence)
        return
    mapping, extra = exports.record(found)
    yield fields.outcome(raw, fields.document(mapping), extra)


def on_page(raw: RawDocument, html: str) -> list[Item]:
    """The articles of a page that was sent by mail; none where it is no such page."""
    page = html.encode("utf-8", "replace")
    if chosen(_LAYOUTS, page[:HEAD]) is None:
        return []
    starts = [found.start() for found in _LAYOUTS[0].begin.finditer(page)]
    parts = (page[begin:end] for begin, end in pairwise((*starts, len(page))))
    return [item for part in parts for item in _parse(replace(raw, payload=part, charset="utf-8"))]


def _article(lines: list[str]) -> Fields:
    rows = [(row, _label(row)) for row in lines]
    body = next((n for n, (_, known) in enumerate(rows) if known and known[0] == "body"), len(rows))
    told = [(row, known or _label(row, small=True)) for row, known in rows]
    after = _after(told, body)
    rows[after:] = [
        (row, known if known or told[at - 1][0].strip() else _strange(row))
        for at, (row, known) in enumerate(told[after:], after)
    ]
    found: Fields = {}
    labelled = False
    at = 0
    while at < len(rows):
        row, known = rows[at]
        end = at + 1
        if at == body:
            end = after
            value = [known[2] if known else "", *lines[at + 1 : end]]
            text = [each for each in paragraphs(value, export_lines.width(value, 80)) if each]
            if text and not (len(text) == 1 and plain_words(text[0]) in exports.words(_FORMAT, "nothing")):
                found["text"] = _pictured(text, found)
        elif known:
            labelled = True
            while (
                end < len(rows)
                and rows[end][1] is None
                and (rows[end - 1][0].strip() or not _is_footer(rows[end][0]))
            ):
                end += 1
            _take(known[0], known[1], " ".join(" ".join((known[2], *lines[at + 1 : end])).split()), found)
        elif row.strip() and not (labelled or "heading" in found or _COUNTER.fullmatch(row.strip())):
            add(found, "heading", row.strip())
        at = end
    heading = found.pop("heading", [])
    if heading and "title" not in found and (found.get("text") or found.get("id")):
        add(found, "title", heading[0])
    return found


def _pictured(text: list[str], found: Fields) -> list[str]:
    """The text without what stands below the word ``Illustration``: that describes its pictures."""
    text = [row for row in text if plain_words(row) not in exports.words(_FORMAT, "furniture")]
    for at in range(max(1, len(text) - _PICTURES), len(text)):
        if labels(_FORMAT).get(plain_words(text[at])) == "picture":
            for row in text[at + 1 :]:
                known = _label(row)
                add(found, "captions", known[2] if known and known[0] == "picture" else row)
            return text[:at]
    return text


def _is_footer(row: str) -> bool:
    """Whether a line stands below the last article of an export."""
    return exports.is_rights(row) or plain_words(row).startswith(tuple(exports.words(_FORMAT, "covers")))


def _after(rows: list[_Row], body: int) -> int:
    """Where the labels behind the text begin: from there on each group of lines begins with one. A text may hold lines
    that look like labels; of labels that nobody knows those count that stand between known ones."""
    at = end = len(rows)
    while end > body + 1:
        start = end
        while start > body + 1 and rows[start - 1][0].strip():
            start -= 1
        row, known = rows[start] if start < end else ("", None)
        if known is not None:
            at = start
        elif row and not (_is_footer(row) if at == len(rows) else _LABEL.fullmatch(row.strip())):
            break
        end = start - 1
    if at == len(rows):  # no blank lines between them
        while at > body + 1 and (rows[at - 1][1] is not None or not rows[at - 1][0].strip()):
            at -= 1
    return at


def _take(field: str, label: str, value: str, found: Fields) -> None:
    """A label's value into its field."""
    if not value or plain_words(value) in exports.words(_FORMAT, "nothing"):
        return
    if field == "authors":
        for name in value.split(";"):
            add(found, "authors", name)
    elif field == "subjects":
        exports.add_subjects(found, value)
    elif field == "picture":
        add(found, "captions", value)
    elif field == "head":
        add(found, "lead", value)
    elif field == "dateline" and not re.search(r"[^\W\d_]{2}", value):
        add_extra(found, label, value)  # when it came in: "2022-03-10 @ 20:51"
    elif field == "language":
        add(found, "language", re.split(r"[;,]", value)[0])
    elif field == "published":
        # Blanks come into figures: "Jan 11, 2 009".
        date = exports.day(value) or exports.day(value.replace(" ", ""))
        add(found, "published", date) if date else add_extra(found, label, value)
    elif field == "publisher":
        add(found, "publisher", value.partition(";")[0])  # the place is behind it
    elif field == "extra":
        add_extra(found, label, value)
    else:
        add(found, field, value)


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
