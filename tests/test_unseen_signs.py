"""What nobody can see is in no value: control characters, direction marks, half of a pair of surrogates."""

import json
from typing import Any

import pytest

import pipeline
from pipeline.chain import Chain, Options
from pipeline.corpus.table import ipc
from pipeline.model import Article, RawDocument

TEXT = "The ferry to Vik did not sail on Monday, for its engine had failed in the night. " * 6
UNSEEN = "\x07\ud83d\u202e\ufffe\x9b"


def page(data: dict[str, Any], title: str = "The ferry does not sail") -> str:
    script = json.dumps({"@type": "NewsArticle", **data})
    return (
        f'<html><head><title>{title}</title><script type="application/ld+json">{script}</script></head>'
        f"<body><article><h1>{title}</h1><p>{TEXT}</p></article></body></html>"
    )


def article_of(content: str, media_type: str = "text/html") -> Article:
    article = pipeline.extract(content, media_type=media_type)
    assert isinstance(article, Article)
    return article


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for each in value for text in texts(each)]
    names = getattr(type(value), "__dataclass_fields__", ())
    return [text for name in names for text in texts(getattr(value, name))]


def hidden(*values: object) -> list[str]:
    return [text for text in texts(values) if not text.replace("\n", "").isprintable()]


def news(unseen: str) -> Article:
    image = {"url": f"/vik\n{unseen}.jpg", "creditText": f"Photo: Bo Li{unseen} / AFP"}
    return article_of(
        page(
            {
                "headline": f"The ferry{unseen} does not sail",
                "author": {"name": f"Jane{unseen} Doe"},
                "publisher": {"name": f"Harbour{unseen} News"},
                "articleSection": f"Sea{unseen}",
                "keywords": ["ferry" + unseen, unseen],
                "image": image,
            }
        )
    )


def test_half_an_emoji_in_a_pages_data_costs_no_article() -> None:
    article, plain = news(UNSEEN), news("")
    assert not hidden(article)
    for name in ("title", "authors", "publisher", "section", "credits"):
        assert getattr(article, name) == getattr(plain, name), name
    assert article.publisher == "Harbour News" and article.keywords == ("ferry",)
    assert [image.url for image in article.images] == ["/vik.jpg"]
    assert [credit.photographers for credit in article.credits] == [("Bo Li",)]
    assert ipc([article], {"commit": 1, "ingested": "2026-01-01T00:00:00Z"})


@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_a_title_turns_no_direction(media_type: str) -> None:
    title = "The \u202eferry does\u200b not\x9b sail"
    content = page({}, title) if media_type == "text/html" else f"{title}\n\n{TEXT}\n\n{TEXT}"
    article = article_of(content, media_type)
    assert not hidden(article) and article.title == "The ferry does not sail"


def test_a_dumps_fields_are_cleaned_and_its_ids_are_its_own() -> None:
    record = {
        "id": "a\x1db",
        "title": f"The ferry{UNSEEN}",
        "author": "Jane\x19 Doe",
        "lead": "No ferry\x07 on Monday.\nNor on Tuesday.",
        f"image{UNSEEN}": "x",
        "image": {"url": "a.jpg", "caption": "The\x10 ferry.", "credit": "Photo: Bo\x1f Li / AFP"},
        "text": TEXT,
    }
    payload = json.dumps(record).replace("\\ud83d", "").encode()
    chain = Chain(Options())
    [parsed] = chain.parse(RawDocument("a.jsonl", 0, len(payload), payload, "jsonl"))
    assert isinstance(parsed, RawDocument)
    article = chain.extract(parsed)
    assert isinstance(article, Article) and article.source_id == "a\x1db"
    shown = [line for line in article.provenance if line.field != "source_id"]
    assert not hidden(article.title, article.images, article.credits, shown)
    assert article.title == "The ferry" and article.authors == ("Jane Doe",)
    assert article.lead == "No ferry on Monday.\nNor on Tuesday."
    assert article.images[0].caption == "The ferry."
