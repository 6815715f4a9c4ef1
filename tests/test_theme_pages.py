"""Pages as blog software prints them: who signs, beside accounts, co-authors, related posts and picture credits."""

from __future__ import annotations

import json

import pytest

from pipeline.languages.people import labelled_names, split_names
from tests.extract_kit import article

TITLE = "Ferry returns to the islands"
TEXT = (
    "The ferry to the islands will run again from April, the council decided after a long debate on Monday.",
    "Eleven years ago the line was closed because too few people used it in winter, and the boats were sold.",
    "Tickets will cost as much as those of the buses, and bicycles travel free of charge before noon.",
)
DATE = '<time class="entry-date published" datetime="2021-03-04T10:00:00+00:00">March 4, 2021</time>'


def page(
    meta: str, *, first: str = "", after: str = "", head: str = "", site: str = "Harbour Courier"
) -> str:
    """A post: ``meta`` below its title, ``first`` before and ``after`` behind its text."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    return (
        f"<html lang=en><head><title>{TITLE} – {site}</title>{head}</head><body><main><article><header>"
        f'<h1 class="entry-title">{TITLE}</h1><div class="entry-meta">{meta}{DATE}</div></header>'
        f'<div class="entry-content">{first}{text}</div></article>{after}</main></body></html>'
    )


def writer(name: str) -> str:
    """A link to an author's posts."""
    return f'<a href="/author/{name.lower().replace(" ", "-")}/">{name}</a>'


def json_ld(*names: str) -> str:
    """Structured data that names one author."""
    data = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "author": [{"@type": "Person", "name": n} for n in names],
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    "name", ["cm-related-posts", "td_block_related_posts", "wp-block-query", "posts-popular"]
)
def test_writers_in_lists_of_other_articles_are_not_the_articles(name: str) -> None:
    other = f'<div class="{name}"><h4>Bakery prize</h4><span class="author vcard">{writer("Zora Quill")}</span></div>'
    assert article(page("", after=other)).authors == ()


def test_a_hook_of_a_script_makes_no_list_of_other_articles() -> None:
    box = f'<div class="js-truncate-related-to-size"><p class="author-name">{writer("Zora Quill")}</p></div>'
    assert article(page("", after=box)).authors == ("Zora Quill",)


def test_the_heading_of_a_box_about_the_author_is_no_name() -> None:
    box = '<div><h3 class="about-author">著者について</h3><p>admin</p></div>'
    assert article(page("", after=box)).authors == ()


def test_the_link_in_a_picture_s_credit_leads_to_the_photographer() -> None:
    picture = (
        '<div class="media-credit-container"><img src="/a.jpg"><span class="media-credit">'
        f"{writer('Grace Whitlock')}</span></div>"
    )
    assert article(page("", first=picture)).authors == ()


def test_a_name_that_ends_a_caption_before_the_date_signs_nothing() -> None:
    picture = (
        '<img src="/a.jpg"><p class="wp-caption-text">The old pier. <span class="image-credit"><span>Credit:</span> '
        "Grace Whitlock</span></p>"
    )
    assert article(page(picture)).authors == ()


def test_a_date_of_reading_is_no_name() -> None:
    time = "<span><span>Reading Time: </span> <span>2</span> <span>minutes</span></span>"
    assert article(page("", first=time)).authors == ()


@pytest.mark.parametrize("between", [" and ", "", ", "])
def test_more_people_sign_than_the_metadata_know(between: str) -> None:
    names = ("Martha Kingsley", "Daniel Okafor", "Ruth Abernathy")
    links = between.join(f'<span class="author vcard">{writer(name)}</span>' for name in names)
    found = article(page(f'<div class="byline"><span>By</span> {links}</div>', head=json_ld(names[0])))
    assert found.authors == names


def test_who_reviewed_a_text_did_not_write_it() -> None:
    links = f"By {writer('Martha Kingsley')}. Reviewed by {writer('Daniel Okafor')}"
    found = article(page(f'<div class="author_content">{links}</div>', head=json_ld("Martha Kingsley")))
    assert found.authors == ("Martha Kingsley",)


@pytest.mark.parametrize("line", ["By Martha Kingsley", "Di Martha Kingsley"])
@pytest.mark.parametrize("data", [json_ld("Harbour Courier"), ""])
def test_the_byline_in_the_text_wins_over_the_account_that_is_called_as_the_site(
    line: str, data: str
) -> None:
    account = f'<span class="byline">By <span class="author vcard">{writer("Harbour Courier")}</span></span>'
    found = article(page(account, first=f"<p><strong>{line}</strong></p>", head=data))
    assert found.authors == ("Martha Kingsley",)


def test_a_site_that_alone_signs_still_signs() -> None:
    account = f'<span class="byline">By <span class="author vcard">{writer("Jane Doe")}</span></span>'
    assert article(page(account, site="Jane Doe")).authors == ("Jane Doe",)


def test_words_in_a_link_to_another_article_are_no_name() -> None:
    other = '<nav><a href="/x/"><span class="post-title">پل تازه نهر</span></a></nav>'
    assert article(page(other)).authors == ()


@pytest.mark.parametrize(
    "line",
    ["بواسطة: ليلى المنصوري", "توسط: نرگس کریمی", "Bởi Trần Minh Quân", "Geplaatst door Marloes Dekker"],
)
def test_what_themes_print_before_a_writer(line: str) -> None:
    names = labelled_names(line)
    assert len(names) == 1 and line.endswith(names[0]) and ":" not in names[0]


def test_arabic_commas_part_names() -> None:
    assert split_names("ليلى المنصوري، كريم الشامي") == ["ليلى المنصوري", "كريم الشامي"]


def test_who_changed_a_text_last_did_not_write_it() -> None:
    line = (
        '<p class="post-modified-info">Last Updated on May 4, 2021 by '
        '<a href="/author/nora-belling/" class="last-modified-author">Nora Belling</a></p>'
    )
    assert article(page("", first=line)).authors == ()


@pytest.mark.parametrize("text", ["#harbour", "On", "In", "Bởi"])
def test_tags_and_small_words_are_no_names(text: str) -> None:
    assert split_names(text) == []


def test_a_heading_whose_link_leads_nowhere_is_a_headline() -> None:
    html = page("").replace(TITLE + "</h1>", f'<a title="Permalink">{TITLE}</a></h1>')
    assert article(html).title == TITLE
