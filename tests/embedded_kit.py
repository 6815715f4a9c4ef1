"""What the tests of the embedded engine share: a few articles, as Arrow rows and as a corpus gives their texts."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from pipeline.engines import SearchRequest
from pipeline.engines.embedded import Embedded
from pipeline.query import parse

_TEXTS = pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "source", "member", "title", "lead", "body", "publisher")),
        *((name, pa.string()) for name in ("section", "language", "url", "format")),
        *((name, _TEXTS) for name in ("captions", "crossheads", "authors", "keywords")),
        ("offset", pa.int64()),
        ("commit", pa.int64()),
        ("retired", pa.bool_()),
        ("withdrawn", pa.bool_()),
        ("published", pa.struct([(name, pa.string()) for name in ("value", "precision", "start", "end")])),
        (
            "credits",
            pa.list_(
                pa.struct(
                    [
                        ("verbatim", pa.string()),
                        ("photographers", _TEXTS),
                        ("agencies", _TEXTS),
                        ("holder", pa.string()),
                    ]
                )
            ),
        ),
    ]
)


def date(value: str, start: str, end: str, precision: str = "day") -> dict[str, str]:
    return {"value": value, "precision": precision, "start": start, "end": end}


APRIL = date("2019-04", "2019-04-01", "2019-05-01", "month")
ARTICLES: list[dict[str, Any]] = [
    {
        "id": "summit",
        "title": "Toppmøtet i Vladivostok",
        "lead": "Toppmøtet vert halde på øya.",
        "body": "Toppmøtet vert halde på øya.\n\nKim Jong-un kom med tog.\n\nRegjeringa følgjer med.",
        "language": "nn",
        "publisher": "Fjordposten",
        "published": APRIL,
        "captions": ["Handtrykk på kaia."],
        "credits": [
            {"verbatim": "Yuri Kadobnov / AFP", "photographers": ["Yuri Kadobnov"], "agencies": ["AFP"]}
        ],
    },
    {
        "id": "houses",
        "title": "Husene ved elva",
        "body": "Husene ved elva skal rives. Kommunen <vil> bygge nytt & større.",
        "language": "nb",
        "publisher": "Elveavisen",
        "authors": ["Anne Berg"],
        "published": date("2019-04-25T12:30", "2019-04-25T12:30:00", "2019-04-25T12:31:00", "minute"),
        "url": "https://www.elveavisen.example/nyhende/hus-1",
    },
    {
        "id": "ships",
        "title": "Ships return",
        "body": "The ships are returning to the harbour after the summit. Trains wait.",
        "language": "en",
        "publisher": "Harbour Times",
        "published": date("2018", "2018-01-01", "2019-01-01", "year"),
        "keywords": ["sea freight"],
        "credits": [{"verbatim": "Foto: AP", "photographers": [], "agencies": ["AP"]}],
    },
    {"id": "city", "title": "城市", "body": "我住在北京市。", "language": "zh"},
    {
        "id": "undated",
        "title": "Uten dato",
        "body": "Tog og ferje.",
        "language": "nb",
        "publisher": "Elveavisen",
    },
]


def batch(articles: Sequence[dict[str, Any]], commit: int = 1) -> pa.RecordBatch:
    rows = [{"source": "dump.jsonl", "offset": 7, "commit": commit, **article} for article in articles]
    return pa.RecordBatch.from_pylist(rows, schema=SCHEMA)


def look_up(ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {article["id"]: article for article in ARTICLES if article["id"] in ids}


def found(index: Embedded, query: str, **options: Any) -> list[str]:
    result = index.search(SearchRequest(parse(query), **options), look_up)
    hits = [hit.id for hit in result.hits]
    if "page" not in options and "size" not in options:
        assert result.total == len(hits)
        assert sorted(index.ids(SearchRequest(parse(query), **options))) == sorted(hits)
    return hits
