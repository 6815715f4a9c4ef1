"""Dates that pages state without marking them, and dates on pages that are no statement about the article."""

from __future__ import annotations

import pytest

from pipeline.decide.dates import POLICIES
from pipeline.steps import dates

from .html_kit import SENTENCE, page


def published(html: str, url: str = "https://gull.example/a", field: str = "published") -> str | None:
    document = page(f"<html><head><title>A</title></head><body>{html}</body></html>", url)
    dates.step(document)
    value = POLICIES[field](document, document.candidates(field)).value
    return value.value if value else None


ITEMS = "".join(
    f"<li><span class=date>{day}.3.2021</span> Other news of the harbour</li>" for day in range(4, 9)
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<meta name=published-date content=2021-03-04><p>Text</p>", "2021-03-04"),
        ("<h1>A</h1><time class='date updated published' datetime=2021-03-04>4 March</time>", "2021-03-04"),
        (
            "<h1>A</h1><relative-time datetime=2021-03-04T10:20:30Z>2 years ago</relative-time>",
            "2021-03-04T10:20:30Z",
        ),
        # A line far from the heading, or on a page without one, that names itself.
        (f"<p>{SENTENCE * 9}</p><p>Letzte Änderung: 5.3.2021<br>Erschienen am: 4.3.2021<br>", "2021-03-04"),
        ("<div><b>Published:</b> <span>4 March 2021</span></div>", "2021-03-04"),
        ("<p>The book was published by a press in Berlin.</p>", None),
        # A list of other articles, and one among them that is marked better.
        (f"<h1>A</h1><ul>{ITEMS}</ul>", None),
        (f"<h1>A</h1><time datetime=2021-03-01>1 March</time><ul>{ITEMS}</ul>", "2021-03-01"),
    ],
)
def test_dates_on_pages(html: str, expected: str | None) -> None:
    assert published(html) == expected


def test_the_date_of_a_page_that_is_no_article_needs_support() -> None:
    site = '<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2021-03-04"}</script>'
    assert published(site) is None
    assert published(site + "<h1>A</h1><p>4 March 2021</p>") == "2021-03-04"


def test_a_printed_time_within_a_day_of_the_address_is_finer() -> None:
    url = "https://gull.example/2021/03/04/storm"
    assert published("<h1>A</h1><time datetime=2021-03-03T23:30:00-05:00>late</time>", url) == (
        "2021-03-03T23:30:00-05:00"
    )
    assert published("<h1>A</h1><p>The storm of 1 February 2019</p>", url) == "2021-03-04"
