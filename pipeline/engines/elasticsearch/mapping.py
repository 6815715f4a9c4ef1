"""What an index looks like: mapping, settings and templates, made from the model and the languages' data.

Every field of Article has its place; what searching and charting need besides is derived from them by ``document``.
docs/elasticsearch.md says what each field is for.
"""

from __future__ import annotations

from dataclasses import fields
from hashlib import blake2b
from typing import Any, Final, get_type_hints

import msgspec

from pipeline.engines.elasticsearch.analysis import LONGEST, WORDS, analysis, analyzer_of, languages
from pipeline.model import Article

DIGESTS: Final = ("digest_1", "digest_2", "digest_3", "digest_4")
"""Four numbers of 24 bits a document; their sums over an index and over the corpus must agree."""

QUERY_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    **{name: (name,) for name in ("title", "lead", "body", "captions", "crossheads", "id")},
    **{name: (f"{name}.words",) for name in ("authors", "photographer", "publisher", "section", "language")},
    **{name: (f"{name}.words",) for name in ("keywords", "url", "format")},
    "credits": ("credit_text",),
    "agency": ("photo_agency.words",),
    "source": ("source.words", "member.words"),
}
"""Each field of the query language -> the fields in which its words are looked for."""

FREE_TEXT: Final = (
    *("title", "lead", "body", "captions", "crossheads", "authors.words", "credit_text"),
    *("publisher.words", "keywords.words"),
)
"""Where Kibana's search bar looks when no field is named: never in all fields."""

_KEYWORD: Final = {"type": "keyword", "ignore_above": LONGEST}
_SHOWN: Final = {"type": "keyword", "index": False, "doc_values": False, "ignore_above": LONGEST}
_TEXT: Final = {"type": "text", "analyzer": WORDS}
_WORDS: Final = {**_KEYWORD, "fields": {"words": {"type": "text", "analyzer": WORDS, "norms": False}}}
_NUMBER: Final = {"type": "integer"}
_DATE: Final = {"type": "date", "format": "strict_date_optional_time"}
_LENIENT: Final = {**_DATE, "ignore_malformed": True}
_SUM: Final = {"type": "integer", "index": False}

_BY_TYPE: Final[dict[type, dict[str, Any]]] = {
    str: _KEYWORD,
    int: {"type": "long"},
    float: {"type": "float"},
    bool: {"type": "boolean"},
}

_BY_NAME: Final[dict[str, dict[str, Any]]] = {
    **{name: _TEXT for name in ("kicker", "title", "lead", "captions", "crossheads")},
    "body": {**_TEXT, "index_options": "offsets"},
    **{name: _WORDS for name in ("url", "source", "member", "publisher", "section", "authors")},
    **{name: _WORDS for name in ("language", "keywords", "format")},
    "offset": {"type": "long", "index": False, "doc_values": False},
    **{name: _KEYWORD for name in ("published", "modified")},
    "ingested": _DATE,
    **{name: _LENIENT for name in ("retrieved", "embargo_until")},
    "credits": {
        "type": "nested",
        "properties": {
            **{name: _KEYWORD for name in ("kind", "photographers", "agencies", "holder", "where")},
            "verbatim": _WORDS,
            "caption": {"type": "text", "analyzer": WORDS, "norms": False},
        },
    },
    "kind": _KEYWORD,
    "languages": {"properties": {"code": _KEYWORD, "share": {"type": "float"}}},
    "images": {"properties": {name: _SHOWN for name in ("url", "caption", "alt")}},
    "urgency": {**_NUMBER, "ignore_malformed": True},
    "words": _NUMBER,
    "schema_version": _NUMBER,
    "extra": {"type": "flattened", "ignore_above": LONGEST},
    "provenance": {"type": "flattened", "ignore_above": LONGEST},
}

_DERIVED: Final[dict[str, dict[str, Any]]] = {
    "published_range": {"type": "date_range", "format": "strict_date_optional_time"},
    "published_local": _DATE,
    "published_at": _DATE,
    "published_month": _KEYWORD,
    "published_precision": _KEYWORD,
    "published_confidence": {"type": "float"},
    "date_rule": _KEYWORD,
    "modified_local": _DATE,
    "modified_at": _DATE,
    "modified_precision": _KEYWORD,
    "doubts": _KEYWORD,
    "photographer": _WORDS,
    "photo_agency": _WORDS,
    "credit_text": {"type": "text", "analyzer": WORDS, "norms": False},
    "credit_count": _NUMBER,
    "image_count": _NUMBER,
    **{name: _SUM for name in DIGESTS},
}


def properties() -> dict[str, Any]:
    """The mapping of every field, sorted by name."""
    hints = get_type_hints(Article)
    found = {field.name: _BY_NAME.get(field.name) or _of_type(hints[field.name]) for field in fields(Article)}
    for name in ("body", "title"):
        found[f"{name}_lang"] = {
            "properties": {code: {"type": "text", "analyzer": analyzer_of(code)} for code in languages()}
        }
    return dict(sorted((found | _DERIVED).items()))


def _of_type(hint: Any) -> dict[str, Any]:
    """The mapping of a scalar, or of a list of them. KeyError: a new field of another type wants a line above."""
    inner = [kind for kind in getattr(hint, "__args__", (hint,)) if kind not in (type(None), ...)]
    return _BY_TYPE[inner[0]]


def mappings() -> dict[str, Any]:
    """The mapping of an index. Its ``_meta`` has a digest of all this: see ``version``."""
    return {"dynamic": "strict", "_meta": {"newsmill_mapping": version()}, "properties": properties()}


def settings() -> dict[str, Any]:
    """The settings of an index."""
    return {
        "index": {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "codec": "best_compression",
            "query": {"default_field": list(FREE_TEXT)},
            "analysis": analysis(),
        }
    }


def version() -> str:
    """16 hexadecimal digits over settings and fields: an index with others must be rebuilt."""
    content = msgspec.json.encode([settings(), properties()], order="sorted")
    return blake2b(content, digest_size=8).hexdigest()


def templates(name: str = "news") -> dict[str, dict[str, Any]]:
    """API path -> body of what must be PUT, in this order, before the first generation of ``name`` is made.

    Generations are ``NAME-000001`` and so on; the pattern catches no other index (``NAME-runs`` among them).
    """
    meta = {"newsmill_mapping": version()}
    index = settings()["index"]
    # The analyzers stand beside the fields that name them: each component is checked by itself.
    words = {"settings": {"index": {"analysis": index.pop("analysis")}}, "mappings": mappings()}
    parts = {"settings": {"settings": {"index": index}}, "mappings": words}
    found: dict[str, dict[str, Any]] = {
        f"_component_template/{name}-{part}": {"template": body, "_meta": meta}
        for part, body in parts.items()
    }
    found[f"_index_template/{name}"] = {
        "index_patterns": [f"{name}-0*"],
        "composed_of": [f"{name}-{part}" for part in parts],
        "priority": 500,
        "_meta": meta,
    }
    return found
