"""What the tests of the mapping share: templates put in place, a first generation, rows as the corpus gives them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.corpus.table import to_batch
from pipeline.engines.elasticsearch.document import to_document
from pipeline.engines.elasticsearch.mapping import templates
from pipeline.model import Article, Credit, DateValue, Evidence, Image, LanguageShare

JSON = {"content-type": "application/json", "accept": "application/json"}


def install(client: Any, name: str) -> str:
    """Puts the templates of ``name`` and makes its first generation; the index's name."""
    for path, body in templates(name).items():
        client.perform_request("PUT", f"/{path}", headers=JSON, body=body)
    client.indices.create(index=f"{name}-000001")
    return f"{name}-000001"


def rows(*articles: Article) -> list[dict[str, Any]]:
    """Articles as the table gives its rows."""
    return list(to_batch(articles).to_pylist())


def article(id: str, body: str = "", **fields: Any) -> Article:
    """An article of commit 1."""
    return Article(**{"id": id, "source": "dump.jsonl", "body": body, "commit": 1, **fields})


def put(client: Any, index: str, *articles: Article) -> list[dict[str, Any]]:
    """Indexes articles; the answers, which must all be good."""
    return put_documents(client, index, [to_document(row) for row in rows(*articles)])


def put_documents(client: Any, index: str, documents: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Indexes documents under their id; the answers, which must all be good."""
    lines: list[dict[str, Any]] = []
    for document in documents:
        lines += [{"index": {"_id": document["id"]}}, document]
    answer = client.bulk(index=index, operations=lines, refresh=True)
    assert not answer["errors"], [item for item in answer["items"] if item["index"]["status"] >= 300][:3]
    return [item["index"] for item in answer["items"]]


def found(client: Any, index: str, query: dict[str, Any], **options: Any) -> set[str]:
    """The ids that a query finds."""
    answer = client.search(index=index, query=query, size=100, **options)
    return {hit["_id"] for hit in answer["hits"]["hits"]}


def tokens(client: Any, index: str, analyzer: str, text: str) -> list[str]:
    """The words that an analyzer makes of a text."""
    answer = client.indices.analyze(index=index, analyzer=analyzer, text=text)
    return [token["token"] for token in answer["tokens"]]


def day(value: str, start: str, end: str, precision: str = "day", instant: str | None = None) -> DateValue:
    """A date as the chain gives it."""
    return DateValue(value, precision, start, end, instant=instant, source="text header")  # type: ignore[arg-type]


FULL = Article(
    id="full",
    source="dumps/2019.zip",
    body="Toppmøtet vert halde på øya.\n\nKim Jong-un kom med tog.",
    **{name: f"{name} text" for name in ("source_id", "canonical_url", "publisher", "section", "kicker", "title")},
    **{name: f"{name} text" for name in ("lead", "byline_agency", "dateline", "genre", "edition", "page", "rights")},
    url="https://www.nrk.example/urix/toppmote-1.123",
    member="a/b.html",
    offset=7,
    authors=("Anne Berg", "Ola Dahl"),
    published=day("2019-04-25T12+02:00", "2019-04-25T12:00", "2019-04-25T12:01", "minute", "2019-04-25T10:00Z"),
    modified=day("2019-04-26T09:00Z", "2019-04-26T09:00:00", "2019-04-26T09:01:00", "minute", "2019-04-26T09:00:00Z"),
    retrieved="2019-05-01T00:00:00Z",
    ingested="2024-01-01T00:00:00Z",
    embargo_until="2019-04-25",
    language="nn",
    language_confidence=0.98,
    language_share=0.9,
    languages=(LanguageShare("nn", 0.9), LanguageShare("en", 0.1)),
    kind="live_blog",
    captions=("Handtrykk på kaia.",),
    crossheads=("Frå Moskva",),
    credits=(Credit("Yuri Kadobnov / AFP", "photo", ("Yuri Kadobnov",), ("AFP",), None, "caption", "Handtrykk."),),
    images=(Image("https://www.nrk.example/1.jpg", "Handtrykk på kaia.", "To menn"),),
    keywords=("Nord-Korea",),
    subjects=("04000000",),
    urgency=4,
    ocr_confidence=0.5,
    commit=12,
    version=1556188200000,
    words=11,
    fingerprint="abc",
    format="html",
    provenance=(
        Evidence("title", "title text", "h1", "<h1>", 0.9, True),
        Evidence("title", "another", "og:title", "<meta>", 0.5, False),
    ),
    extra={"desk": "Utanriks"},
)  # fmt: skip
"""An article with all that one can have."""
