"""Answers of news interfaces and exports of sites as JSON: what stands beside the articles, and in them twice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.chain import Chain, Options
from pipeline.model import Article, Failure, RawDocument, Rejected
from pipeline.readers.field_names import names_articles
from tests.readers_kit import fates, hints, items

TEXT = "The last ferry across the sound left at noon, with nobody but the mate on board."


def read(value: Any) -> list[Any]:
    return fates(items(json.dumps(value).encode(), "dump.json"))


def one(**record: Any) -> Article:
    (found,) = read(record)
    assert isinstance(found, RawDocument), found
    made = Chain(Options()).extract(found)
    assert isinstance(made, Article), made
    return made


def test_an_export_of_a_site_gives_its_posts() -> None:
    posts = [
        {"title": "Gone", "html": f"<p>{TEXT}</p>", "status": status} for status in ("published", "draft")
    ]
    published, draft = read(
        {"db": [{"meta": {"version": "5"}, "data": {"posts": posts, "tags": [{"name": "x"}]}}]}
    )
    assert isinstance(published, RawDocument) and TEXT in published.payload.decode()
    assert isinstance(draft, Rejected) and draft.reason == "not-published"


def test_what_a_feed_says_of_all_its_items() -> None:
    feed = {"title": "The Sound", "home_page_url": "https://sound.example/", "language": "en-IE"}
    own, others = read(
        {**feed, "items": [{"content_text": TEXT}, {"content_text": TEXT, "source": "The Ford"}]}
    )
    assert hints(own)["publisher"] == ["The Sound"] and hints(own)["language"] == ["en-IE"]
    assert hints(others)["publisher"] == ["The Ford"]
    (found,) = read({"title": "Results for ferry", "articles": [{"title": "Gone", "text": TEXT}]})
    assert "publisher" not in hints(found)


def test_a_local_time_beside_the_universal_has_its_zone() -> None:
    told = {"date": "2024-02-01T23:30:00", "date_gmt": "2024-02-02T04:30:00"}
    assert (made := one(text=TEXT, **told).published) and made.value == "2024-02-01T23:30:00-05:00"
    far = one(text=TEXT, date="2024-02-01T23:30:00", date_gmt="2024-03-02T04:30:00").published
    assert far and far.value == "2024-02-01T23:30:00"


def test_what_is_embedded_in_a_post() -> None:
    picture = {
        "type": "attachment",
        "author": 84,
        "source_url": "https://s.example/f.jpg",
        "caption": {"rendered": "A ferry"},
    }
    terms = [[{"name": "Harbour", "taxonomy": "category"}], [], [{"name": "Per Dahl", "taxonomy": "author"}]]
    embedded = {"author": [{"name": "Anna Lund"}], "wp:featuredmedia": [picture], "wp:term": terms}
    made = one(content={"rendered": f"<p>{TEXT}</p>"}, author=3, _embedded=embedded)
    assert made.authors == ("Anna Lund",) and made.keywords == ("Harbour",)
    assert made.captions == ("A ferry",) and not made.credits


def test_the_main_picture_that_is_kept_apart_is_the_articles() -> None:
    caption = "<figcaption>The ferry at noon. Photograph: Per Dahl</figcaption>"
    main = f'<figure><img src="https://s.example/f.jpg"/>{caption}</figure>'
    made = one(webTitle="Gone", fields={"main": main, "body": f"<p>{TEXT}</p><p>It will not come back.</p>"})
    assert made.captions == ("The ferry at noon.",) and made.credits[0].photographers == ("Per Dahl",)
    assert made.body.startswith(TEXT)


def test_what_else_is_known_of_the_beginning_stands_behind_the_summary() -> None:
    made = one(title="Gone", abstract="The ferry is gone.", snippet="The ferry is…", lead_paragraph=TEXT)
    assert made.truncated and made.body == f"The ferry is gone.\n\n{TEXT}"


@pytest.mark.parametrize("text", ["[Removed]", "[deleted]"])
def test_what_was_taken_away_is_no_article(text: str) -> None:
    (found,) = read({"title": text, "description": text, "content": text, "url": "https://s.example/1"})
    assert isinstance(found, Rejected) and found.reason == "no-text"


def test_columns_are_known_without_their_accents_and_beside_a_class() -> None:
    assert names_articles(["otsikko", "tiivistelma"]) and names_articles(["text", "label"])
    assert not names_articles(["text", "colour"])
    (found,) = fates(items(f"text,label\n{TEXT!r},fake\n".replace("'", '"').encode(), "train.csv"))
    assert not isinstance(found, Failure)


def test_a_time_of_day_in_a_field_of_its_own() -> None:
    made = one(titular="El puente", contenido="El puente está abierto.", fecha="21/09/2015", hora="18:16:04")
    assert made.published and made.published.value == "2015-09-21T18:16:04"
    other = one(title="A bridge", text="The bridge is open.", date="2015-09", time="18:16")
    assert other.published and other.published.value == "2015-09"
