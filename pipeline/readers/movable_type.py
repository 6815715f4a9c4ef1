"""Movable Type's exports, which TypePad and other blogs write too: posts between lines of eight dashes, each with its
labels and, between lines of five dashes, its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.deadletter import failure
from pipeline.model import RawDocument

from . import export_lines, fields
from .base import Item, Reader, Stream, rejected, unmarked
from .field_values import marked_up
from .wxr import rendered

_FORMAT: Final = "movable_type"
_END, _PART = "--------", "-----"
_START: Final = re.compile(rb"\s*(?:AUTHOR|TITLE|BASENAME|UNIQUE URL): ?[^\n]*\n")
_LABEL: Final = re.compile(r"([A-Z][A-Z ]{2,30}):(?: (.*))?", re.S)
_DATE: Final = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))?(?: ([AP])M)?)?", re.I)
_PUBLISHED: Final = "publish"
_TEXTS: Final = ("BODY", "EXTENDED BODY")
_COMMENTS: Final = ("COMMENT", "PING")
_FIELDS: Final = {
    "AUTHOR": "authors",
    "TITLE": "title",
    "UNIQUE URL": "url",
    "BASENAME": "id",
    "IMAGE": "images",
    "STATUS": "status",
}
_TAG: Final = re.compile(r'"([^"]*)"|([^,"]+)')


def _sniff(head: bytes, name: str) -> float:
    text = unmarked(head).replace(b"\r", b"")
    return 0.95 if _START.match(text) and b"\n-----\n" in text and b"\nBODY:\n" in text else 0.0


def _why(head: bytes, name: str) -> str:
    return "posts with labels and texts between lines of dashes, as Movable Type exports them"


def _is_end(row: bytes) -> bool:
    return row.strip() == _END.encode()


def _split(stream: Stream) -> Iterator[Item]:
    return export_lines.by_lines(stream, _FORMAT, _is_end, last=True)


def _parse(raw: RawDocument) -> Iterator[Item]:
    parts: list[list[str]] = [[]]
    for row in export_lines.text_of(raw).split("\n"):
        if row.strip() == _PART:
            parts.append([])
        elif row.strip() != _END:
            parts[-1].append(row)
    labels = [found for row in parts[0] if (found := _LABEL.fullmatch(row.strip()))]
    if not labels:
        yield failure(
            "parse",
            "bad-record",
            "no label stands above the texts: does a text hold a line of eight dashes?",
            raw,
        )
        return
    record: dict[str, Any] = {}
    for found in labels:
        _add(record, found[1], (found[2] or "").strip())
    if (status := record.pop("status", _PUBLISHED)) != _PUBLISHED:
        yield rejected(raw, "not-published", f"a post that was not published: {status}", record.get("url"))
        return
    extra = [(name.lower(), value) for name, value in record.pop("rest", ())]
    plain = record.pop("breaks", "") not in ("0", "richtext")
    texts: list[str] = []
    for name, text in filter(None, map(_text, parts[1:])):
        if name in _TEXTS:
            texts.append(text)
        elif name not in _COMMENTS:
            extra.append((name.lower(), text))
    body = "\n\n".join(texts)
    if body:
        record["html"] = rendered(body) if plain or not marked_up(body) else body
    yield fields.outcome(raw, fields.document(record), extra)


def _text(rows: list[str]) -> tuple[str, str] | None:
    """The name and the text of a part; None where it has none."""
    rows = rows[next((n for n, row in enumerate(rows) if row.strip()), len(rows)) :]
    found = _LABEL.fullmatch(rows[0].strip()) if rows else None
    text = "\n".join(rows[1:]).strip() if found else ""
    return (found[1], text) if found and text else None


def _add(record: dict[str, Any], label: str, value: str) -> None:
    if not value:
        return
    if label in _FIELDS:
        record.setdefault(_FIELDS[label], value.lower() if label == "STATUS" else value)
    elif label == "DATE":
        record.setdefault("published", _date(value))
    elif label == "CONVERT BREAKS":
        record["breaks"] = value.lower()
    elif label in ("PRIMARY CATEGORY", "CATEGORY") and record.setdefault("section", value) == value:
        return
    elif label in ("CATEGORY", "TAGS"):
        told = [value] if label == "CATEGORY" else [(a or b).strip() for a, b in _TAG.findall(value)]
        record.setdefault("keywords", []).extend(filter(None, told))
    else:
        record.setdefault("rest", []).append((label, value))


def _date(text: str) -> str:
    """``04/22/2017 08:41:58 PM``, with the month first whatever the language, as ISO 8601; another as it is."""
    found = _DATE.fullmatch(text)
    if not found:
        return text
    month, day, year = (int(found[n]) for n in (1, 2, 3))
    date = f"{year:04}-{month:02}-{day:02}"
    if found[4] is None:
        return date
    hour = int(found[4]) % 12 + 12 * (found[7].upper() == "P") if found[7] else int(found[4])
    return f"{date}T{hour:02}:{found[5]}:{found[6] or '00'}"


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
