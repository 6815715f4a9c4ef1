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
        # A time that only the title of an element has in full; one that shows nothing.
        ("<h1>A</h1><abbr title=2021-03-04T10:20:30Z>1 hr 4 mins ago</abbr>", "2021-03-04T10:20:30Z"),
        ("<h1>A</h1><span><span title=2021-03-04T10:20></span></span>", None),
        # A template's time that is not the printed one; a date beside a portrait; a list of others further down.
        ("<h1>A</h1><time datetime=2019-09-03>3/4/2021</time><p class=date>March 4, 2021</p>", "2021-03-04"),
        (
            "<h1>A</h1><figure><img src=a.jpg><figcaption><address>By Jane Doe</address><time>4 March 2021</time>"
            "</figcaption></figure>",
            "2021-03-04",
        ),
        (
            "<h1>A</h1><p>4 March 2021</p>"
            + "".join(f"<p>{SENTENCE}</p>" * 30 + f"<p class=date>{day} April 2020</p>" for day in (7, 8, 9)),
            "2021-03-04",
        ),
        # A line far from the heading, or on a page without one, that names itself.
        (f"<p>{SENTENCE * 9}</p><p>Letzte Änderung: 5.3.2021<br>Erschienen am: 4.3.2021<br>", "2021-03-04"),
        ("<div><b>Published:</b> <span>4 March 2021</span></div>", "2021-03-04"),
        ("<p>The book was published by a press in Berlin.</p>", None),
        # What a table of facts dates, and the number of an issue, are not the article's day.
        ("<h1>A</h1><p><b>Release:</b> 4.3.2021</p>", None),
        ("<h1>A</h1><p><b>Datum:</b> 4.3.2021</p>", "2021-03-04"),
        ("<h1>A</h1><p>From <b>Gull Quarterly</b> 3/2021</p>", None),
        # A list of other articles, and one among them that is marked better.
        (f"<h1>A</h1><ul>{ITEMS}</ul>", None),
        (f"<h1>A</h1><time datetime=2021-03-01>1 March</time><ul>{ITEMS}</ul>", "2021-03-01"),
    ],
)
def test_dates_on_pages(html: str, expected: str | None) -> None:
    assert published(html) == expected


def test_of_two_headings_alike_the_one_that_is_shown_has_the_date_beside_it() -> None:
    heading = "<h1>Ferry runs again after the storm</h1>"
    html = f"<div style='display:none'>{heading}</div>{'<p>News</p>' * 99}{heading}<p>4 March 2021</p>"
    document = page(
        f"<html><head><title>Ferry runs again after the storm</title></head><body>{html}</body></html>", ""
    )
    assert "4 March 2021" in [str(candidate.value) for candidate in document.candidates("published")]


@pytest.mark.parametrize(
    ("above", "heading"),
    [
        # The site's name as a link home, longer than the headline; boxes of others, where the title tag goes on in
        # other words than the headline does.
        (
            "<h1><a href=/>Old harbour views and news of the valley</a></h1>",
            "Ferry runs again after the storm",
        ),
        ("<h1>Visit the old harbour</h1>", "Ferry runs again after the storms of March"),
    ],
)
def test_the_date_stands_beside_the_heading_that_is_the_article_s(above: str, heading: str) -> None:
    title = "Ferry runs again after the storm - Old harbour views and news of the valley"
    html = f"{above}{'<p>News</p>' * 99}<h1>{heading}</h1><p>4 March 2021</p>"
    document = page(f"<html><head><title>{title}</title></head><body>{html}</body></html>", "")
    assert "4 March 2021" in [str(candidate.value) for candidate in document.candidates("published")]


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


HEAD = "<html><head><title>The storm at the harbour of Gull Bay</title>"
TITLE = "<h1>The storm at the harbour of Gull Bay</h1>"


def decided(
    head: str, body: str, url: str = "https://gull.example/a", field: str = "published"
) -> str | None:
    document = page(f"{HEAD}{head}</head><body>{body}</body></html>", url)
    dates.step(document)
    value = POLICIES[field](document, document.candidates(field)).value
    return value.value if value else None


def test_an_update_printed_alone_is_no_date_of_publication() -> None:
    printed = TITLE + "<p class=date>Updated on <span>4 March 2021</span></p>"
    assert decided("", printed) is None
    assert decided("", printed, field="modified") == "2021-03-04"
    assert decided("", TITLE + "<p class=date>Published on <span>4 March 2021</span></p>") == "2021-03-04"


def test_a_meta_tag_that_may_mean_any_date_loses_to_the_printed_one() -> None:
    printed = TITLE + "<p>4 March 2021</p>"
    assert decided("<meta name=date content=2021-03-09>", printed) == "2021-03-04"
    assert decided("<meta name=date content=2021-03-09>", TITLE) == "2021-03-09"
    told = "<meta property=article:published_time content=2021-03-09>"
    assert decided(told, printed) == "2021-03-09"
    # Where the page prints both, the tag says which.
    both = TITLE + "<time datetime=2021-03-04></time><p>9 March 2021</p>"
    assert decided("<meta name=date content=2021-03-09>", both) == "2021-03-09"


def test_years_in_the_title_leave_room_for_the_date() -> None:
    title = "The best boats of 2021"
    head = f"<title>{title}</title>"
    body = f"<ul><li>{title}<li>{title}<li>{title}</ul><h1>{title}</h1><p>4 March 2021</p>"
    document = page(f"<html><head>{head}</head><body>{body}</body></html>", "https://gull.example/a")
    dates.step(document)
    value = POLICIES["published"](document, document.candidates("published")).value
    assert value.value == "2021-03-04"


def test_one_date_at_the_heading_stands_beside_a_list_further_down() -> None:
    filler = "<p><b>Words</b> of the article.</p>" * 14
    lines = "<p>5.3.2021</p><p>6.3.2021</p>"
    assert decided("", f"{TITLE}<p>4.3.2021</p>{filler}{lines}") == "2021-03-04"


def test_lines_at_the_heading_that_a_list_holds_too_are_the_list() -> None:
    rows = "".join(f"<li><span class=date>{day}.3.2021</span> News</li>" for day in range(4, 9))
    assert decided("", f"{TITLE}<ul>{rows}</ul>") is None
    filler = "<p><b>x</b></p>" * 15
    assert decided("", f"{TITLE}<p>4.3.2021</p>{filler}<ul>{rows}</ul>") == "2021-03-04"


def test_a_link_that_names_another_document_dates_that_one() -> None:
    link = "<a class=publication>Press release no. 34 of the harbour board of 8 March 2021</a>"
    assert decided("", f"{TITLE}<p>Words</p>{'<p>x</p>' * 70}{link}") is None
    assert decided("", f"{TITLE}<a class=date>8 March 2021</a>") == "2021-03-08"


def test_the_month_of_the_address_is_made_finer_by_what_stands_in_it() -> None:
    url = "https://gull.example/2021/03/storm.html"
    far = "<p>x</p>" * 90 + "<p class=posted>By K: 4 March 2021</p>"
    assert decided("", TITLE + far, url) == "2021-03-04"
    assert decided("", TITLE + far.replace("4 March", "4 May"), url) == "2021-03"


def test_the_heading_is_the_longest_that_the_title_holds() -> None:
    body = f"<h1>Gull Bay</h1>{'<p>Menu</p>' * 90}{TITLE}<p><span>Date:</span> <span>4.3.2021</span></p>"
    assert decided("", body) == "2021-03-04"


def test_a_sentence_at_the_heading_is_no_date_of_the_article() -> None:
    caption = "<p>The old harbour wall before the great storm, 24 April 2021</p>"
    assert decided("", TITLE + caption) is None
    assert decided("", TITLE + "<p>Oslo, 24 April 2021</p>") == "2021-04-24"


def test_times_of_comments_are_no_dates_of_the_article() -> None:
    comment = "<div class='comment'><div><time datetime=2021-03-05T10:20:00Z>5 March</time></div></div>"
    assert decided("", TITLE + comment) is None


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<meta property=og:type content=website>", "https://gull.example/loans"),
        ("", "https://gull.example/"),
        ('<script type="application/ld+json">{"@type": "Recipe", "datePublished": "2021-03-04"}</script>', "https://gull.example/cake"),
    ],
)  # fmt: skip
def test_what_is_no_article_by_its_own_account_needs_support(head: str, url: str) -> None:
    head += "<meta property=article:published_time content=2021-03-04T10:00:00Z>"
    assert decided(head, TITLE, url) is None
    assert decided(head, TITLE + "<p>4 March 2021</p>", url) == "2021-03-04T10:00:00Z"
    article = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The storm"}</script>'
    assert decided(article + head, TITLE, "https://gull.example/a") == "2021-03-04T10:00:00Z"


def test_midnight_in_utc_is_the_day_that_is_printed_further_off() -> None:
    told = "<meta property=article:published_time content=2021-03-03T23:00:00Z>"
    far = "<p><b>x</b></p>" * 30 + "<p class=date>4 March 2021</p>"
    assert decided(told, TITLE + far) == "2021-03-04"


def test_the_date_next_to_the_heading_wins_over_a_teaser_below() -> None:
    near = "<span class=published>4 March 2021</span>"
    teaser = "<div><time class='published updated' datetime=2019-05-06>6 May 2019</time></div>"
    assert decided("", f"{TITLE}{near}{'<p><b>x</b></p>' * 15}{teaser}") == "2021-03-04"


def test_when_an_account_was_made_is_no_date_of_the_article() -> None:
    assert decided("", "<p>Text</p><div><span>Created 4 March 2021</span></div>") is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The ferry is late | Gull | 04.03.2021", "2021-03-04"),
        ("The ferry is late – Gull – 4 March 2021", "2021-03-04"),
        ("The ferry is late | 2021", None),
        ("The ferry in numbers | 2019-2021", None),
        ("Gull v. Tern - 12:30 2021", None),
    ],
)
def test_a_day_as_the_last_part_of_the_title(title: str, expected: str | None) -> None:
    document = page(
        f"<html><head><title>{title}</title></head><body><h1>The ferry is late</h1></body></html>"
    )
    dates.step(document)
    value = POLICIES["published"](document, document.candidates("published")).value
    assert (value.value if value else None) == expected
