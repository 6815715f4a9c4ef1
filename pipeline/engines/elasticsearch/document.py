"""Rows of the article table to Elasticsearch documents, and the digest that proves that both hold the same."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

import msgspec

from pipeline.engines.elasticsearch.analysis import language_of
from pipeline.engines.elasticsearch.mapping import DIGESTS
from pipeline.model import Article

COLUMNS: Final = tuple(field.name for field in fields(Article))
"""The columns of the article table that documents are made of: all."""

LONGEST_KEY: Final = 500
"""Characters of a key in ``extra``: with its value it must stay below 32,766 bytes."""

_GONE: Final = ("id", "source", "commit", "version", "ingested", "retired", "withdrawn", "schema_version")
"""What a retired or withdrawn article keeps: a tombstone, so that no older row brings it back."""

_SPECIAL: Final = ("published", "modified", "credits", "images", "extra", "provenance")
_NORMAL: Final = ("title", "lead", "kicker", "captions", "crossheads", "authors", "keywords", "section")
_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_DAY: Final = timedelta(days=1)


def to_document(row: Mapping[str, Any]) -> dict[str, Any]:
    """The document of a row as ``to_pylist`` gives it, with its digest; null and empty values are left out.

    ValueError, with what is wrong, for a row that makes none.
    """
    try:
        document = _content(row)
    except (TypeError, AttributeError, KeyError, OverflowError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
    return document | _digest_fields(document)


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    if row.get("retired") or row.get("withdrawn"):
        return {name: row[name] for name in _GONE if row.get(name) is not None}
    document = {name: row[name] for name in COLUMNS if name not in _SPECIAL and _is_given(row.get(name))}
    for name in _NORMAL:
        if name in document:
            document[name] = _normal(document[name])
    code = language_of(row.get("language"))
    if code is not None:
        for name in ("title", "body"):
            if name in document:
                document[f"{name}_lang"] = {code: document[name]}
    if row.get("published"):
        document |= _published(row)
    if row.get("modified"):
        document |= _date("modified", row["modified"])
    document |= _pictures(row)
    if row.get("extra"):
        document["extra"] = {_key(key): value for key, value in _pairs(row["extra"]) if value}
    if row.get("provenance"):
        document["provenance"] = _provenance(row["provenance"])
    return document


def digest(document: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """Four numbers of 24 bits over a document (or the ``_source`` of one): id, commit and canonical JSON."""
    content = {name: value for name, value in document.items() if name not in DIGESTS}
    hashed = blake2b(f"{content['id']}\0{content['commit']}\0".encode(), digest_size=12)
    hashed.update(_ENCODER.encode(content))
    found = hashed.digest()
    first, second, third, fourth = (int.from_bytes(found[at : at + 3], "big") for at in (0, 3, 6, 9))
    return first, second, third, fourth


def _digest_fields(document: Mapping[str, Any]) -> dict[str, int]:
    return dict(zip(DIGESTS, digest(document), strict=True))


def _is_given(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is not None and value != "" and value != []


def _normal(value: Any) -> Any:
    """Composed characters, as the words of queries are; the body has them already."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return [unicodedata.normalize("NFC", text) for text in value if text]


def _pairs(mapping: Any) -> Iterable[tuple[str, str]]:
    """A map column comes as pairs, a dictionary as itself."""
    return mapping.items() if isinstance(mapping, Mapping) else mapping


def _key(text: str) -> str:
    """A key of ``extra`` as Elasticsearch takes it: without NUL, which it parts key and value by, and not too long."""
    return text.replace("\0", " ")[:LONGEST_KEY]


# ---------------------------------------------------------------- dates


def _date(name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """As printed, as the beginning of its range in the printed local calendar, and as an instant where known."""
    found = {
        name: value["value"],
        f"{name}_local": value["start"],
        f"{name}_precision": value["precision"],
        f"{name}_at": value.get("instant"),
    }
    return {key: item for key, item in found.items() if item}


def _published(row: Mapping[str, Any]) -> dict[str, Any]:
    value = row["published"]
    start, end = datetime.fromisoformat(value["start"]), datetime.fromisoformat(value["end"])
    # Elasticsearch refuses an empty range.
    until = value["end"] if end > start else (start + _DAY).isoformat()
    found = _date("published", value) | {"published_range": {"gte": value["start"], "lt": until}}
    if value["precision"] != "year":
        found["published_month"] = f"{start:%Y-%m}"
    if value.get("source"):
        found["date_rule"] = value["source"]
    if _is_given(value.get("confidence")):
        found["published_confidence"] = value["confidence"]
    if _is_after(start, row.get("retrieved") or row.get("ingested")):
        found["doubts"] = ["published in the future"]
    return found


def _is_after(start: datetime, seen: str | None) -> bool:
    """True for a day that nowhere on earth had begun when the article was seen."""
    try:
        return seen is not None and start.date() > date.fromisoformat(seen[:10]) + _DAY
    except (ValueError, OverflowError):
        return False


# ---------------------------------------------------------------- pictures and provenance


def _pictures(row: Mapping[str, Any]) -> dict[str, Any]:
    """Credits nested, and flat for charts and words; how many pictures and credits there are, 0 among them."""
    credits, images = row.get("credits") or [], row.get("images") or []
    found: dict[str, Any] = {"credit_count": len(credits), "image_count": len(images)}
    if credits:
        found["credits"] = [_bare(credit) for credit in credits]
        found["photographer"] = _distinct(name for one in credits for name in one.get("photographers") or ())
        found["photo_agency"] = _distinct(name for one in credits for name in one.get("agencies") or ())
        found["credit_text"] = _distinct(text for one in credits for text in _credit_text(one))
    if images:
        found["images"] = [_bare(image) for image in images]
    return {name: value for name, value in found.items() if value != []}


def _bare(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if _is_given(value)}


def _credit_text(credit: Mapping[str, Any]) -> list[str]:
    """A credit as printed, and the names that are not in there word for word (an agency's canonical name)."""
    names = [*(credit.get("photographers") or ()), *(credit.get("agencies") or ()), credit.get("holder")]
    verbatim = credit.get("verbatim") or ""
    return [verbatim, *(name for name in names if name and name not in verbatim)]


def _distinct(values: Iterable[str]) -> list[str]:
    return [_normal(value) for value in dict.fromkeys(values) if value]


def _provenance(evidence: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Field -> the rules that won it; what lost is in the corpus (``newsmill explain``)."""
    found: dict[str, dict[str, None]] = {}
    for line in evidence:
        if line["won"]:
            found.setdefault(line["field"], {})[line["rule"]] = None
    return {name: list(rules) for name, rules in found.items()}
