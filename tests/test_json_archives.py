"""Answers of the interfaces of libraries and of news services: whose the title is, which of its dates, what is cut."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_readers_fields import TEXT, article, articles

TROVE: dict[str, Any] = {
    "id": "18341291",
    "heading": "FERRY AGROUND.",
    "date": "1904-08-20",
    "page": 4,
    "url": "/newspaper/18341291",
    "troveUrl": "https://trove.example/article/18341291",
    "articleText": f"<p>{TEXT}</p>",
}


@pytest.mark.parametrize("version", [2, 3])
def test_trove(version: int) -> None:
    paper = {"id": "64", "value" if version == 2 else "title": "The Examiner"}
    answered = {"records": {"article": [TROVE | {"title": paper}]}}
    answer = (
        {"response": {"zone": [answered]}}
        if version == 2
        else {"category": [{"code": "newspaper", **answered}]}
    )
    [made] = articles(answer)
    assert (made.title, made.publisher) == ("FERRY AGROUND.", "The Examiner")
    assert made.url == "https://trove.example/article/18341291"
    assert made.published and made.published.value == "1904-08-20"


def test_a_title_that_is_an_object_is_the_articles_where_nothing_else_is() -> None:
    assert article(title={"rendered": "Hall closes"}, text=TEXT).title == "Hall closes"


def test_a_scanned_page_has_its_newspapers_name_for_no_title() -> None:
    page = {"title": "The Journal. [volume]", "publisher": "Print. Co.", "date": "19090530", "ocr_eng": TEXT}
    [made] = articles({"totalItems": 1, "items": [page]})
    assert (made.title, made.publisher) == (None, "The Journal. [volume]")
    assert made.published and made.published.value == "1909-05-30"


def test_the_address_of_a_scan_makes_no_page() -> None:
    assert article(title="Hall closes", text=TEXT, ocr_url="https://a.example/ocr.txt").title == "Hall closes"


def test_digitalnz() -> None:
    record = {
        "title": "FERRY AGROUND",
        "fulltext": TEXT,
        "date": ["1904-08-22T00:00:00.000Z"],
        "publisher": ["Post"],
    }
    [made] = articles({"search": {"result_count": 1, "results": [record]}})
    assert (made.title, made.publisher) == ("FERRY AGROUND", "Post")


def test_the_day_it_was_found_is_not_the_day_it_was_published() -> None:
    found = {"date": "2024-05-01", "time": "10:00:00", "dateTime": "2024-05-01T10:00:00Z"}
    made = article(title="Hall", body=TEXT, **found, dateTimePub="2024-05-01T09:00:00Z")
    assert made.published and made.published.value == "2024-05-01T09:00:00Z"
    made = article(title="Hall", body=TEXT, date="2024-05-01", time="10:00")
    assert made.published and made.published.value == "2024-05-01T10:00"


def test_how_much_is_cut_is_no_text() -> None:
    made = article(title="Hall", url="https://a.example/1", content=f"{TEXT} It will be… [+2345 chars]")
    assert made.truncated and made.body.endswith("It will be…")
    assert "[+2345 chars]" not in made.body
