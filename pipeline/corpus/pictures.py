"""The pictures of articles: a row for each credit, and for each caption that has none, with where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyarrow as pa

from pipeline.corpus.table import SCHEMA

ARTICLE: Final = ("id", "publisher", "section", "title", "language", "url", "source", "member", "offset")
CREDIT: Final = ("kind", "photographers", "agencies", "holder", "verbatim", "where", "caption")
NEEDED: Final = (*ARTICLE, "published", "captions", "credits")
"""The columns of articles that pictures are made of."""

_CREDIT_TYPE: Final = SCHEMA.field("credits").type.value_type
_NAMED: Final = {name: SCHEMA.field(name) for name in ARTICLE}
ROWS: Final = pa.schema(
    [
        *(_NAMED[name] for name in ARTICLE),
        pa.field("published", pa.string()),
        pa.field("number", pa.int64()),
        *(_CREDIT_TYPE.field(name) for name in CREDIT),
    ]
)
"""The columns of a picture: those of its article, ``published`` as precise as known, its ``number`` within the article
from 1, and those of a Credit; of a caption without a credit these are empty but for ``caption``."""


def batches(articles: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The pictures of batches of articles with the columns NEEDED, in their order."""
    for batch in articles:
        rows = [row for one in batch.to_pylist() for row in _pictures(one)]
        yield pa.RecordBatch.from_pylist(rows, schema=ROWS)


def _pictures(article: dict[str, Any]) -> Iterator[dict[str, Any]]:
    shared = {name: article[name] for name in ARTICLE}
    shared["published"] = (article["published"] or {}).get("value")
    credits = article["credits"] or []
    tied = {credit["caption"] for credit in credits}
    lone = [{"caption": caption} for caption in article["captions"] or [] if caption not in tied]
    for number, one in enumerate([*credits, *lone], 1):
        yield {**shared, "number": number, **{name: one.get(name) for name in CREDIT}}
