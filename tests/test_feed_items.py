"""Feeds and blogs' exports: which entries are articles, where they are, and what of them is the article itself."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import Article, RawDocument, Rejected
from tests.readers_kit import fates, hints, items
from tests.test_reader_feed import RSS, WXR, article, one, post

BLOG = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://purl.org/atom/app#"
 xmlns:blogger="http://schemas.google.com/blogger/2018"><title>The ferry blog</title>
<link rel="alternate" href="https://ferry.example/blog/"/>
<entry>{more}<title>The last ferry</title><id>tag:ferry.example,2024:1</id>
<published>2024-02-01T09:00:00+01:00</published>
<category scheme="http://www.blogger.com/atom/ns#" term="Harbour"/>
<link rel="alternate" href="2024/02/last-ferry.html"/>
<content type="html">&lt;p&gt;The last ferry left at noon.&lt;/p&gt;
</content></entry></feed>"""
KIND = (
    '<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/2008/kind#{}"/>'
)


def blog(more: str) -> Any:
    (found,) = fates(items(BLOG.format(more=more).encode(), "blog.xml"))
    return found


def test_a_post_of_a_blog_that_is_exported() -> None:
    found = blog(KIND.format("post"))
    told = hints(found)
    assert told["keywords"] == ["Harbour"] and told["url"] == [
        "https://ferry.example/blog/2024/02/last-ferry.html"
    ]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (KIND.format("comment"), "not-text"),
        (KIND.format("settings"), "not-text"),
        ("<blogger:type>COMMENT</blogger:type>", "not-text"),
        ("<blogger:type>POST</blogger:type><blogger:status>DRAFT</blogger:status>", "not-published"),
        ("<app:control><app:draft>yes</app:draft></app:control>", "not-published"),
    ],
)
def test_what_of_a_blog_is_no_article(more: str, reason: str) -> None:
    found = blog(more)
    assert isinstance(found, Rejected) and found.reason == reason


ITEM = """<item><title>The last ferry</title>{more}<pubDate>Thu, 01 Feb 2024 09:00:00 +0100</pubDate>
<description>{summary}</description></item>"""
WHOLE = "The last ferry across the sound left at noon, with nobody but the mate on board. " * 3


def item(
    summary: str = "The ferry is gone.", more: str = "<link>https://fjord.example/1</link>", top: str = ""
) -> Article:
    return article(
        one(RSS.replace("<rss ", f"<rss {top} ").format(items=ITEM.format(summary=summary, more=more)))
    )


def test_the_full_text_beside_a_description_is_the_article() -> None:
    more = f"<link>https://fjord.example/1</link><y:full-text>{WHOLE}</y:full-text><y:genre>message</y:genre>"
    made = item(more=more, top='xmlns:y="http://news.yandex.ru"')
    assert not made.truncated and WHOLE.strip() in made.body and made.body.startswith("The ferry is gone.")


def test_a_description_of_many_words_is_the_article_unless_it_breaks_off() -> None:
    long = "".join(f"&lt;p&gt;{number}. {WHOLE}&lt;/p&gt;" for number in range(12))
    assert not item(long).truncated and item(f"{long} …").truncated and item().truncated


def test_an_address_within_the_site_is_completed() -> None:
    assert item(more="<link>/news/1</link>").url == "https://fjord.example/news/1"
    based = RSS.replace("<channel>", '<channel xml:base="https://other.example/x/">')
    found = one(based.format(items=ITEM.format(more="<link>y</link>", summary="a")))
    assert hints(found)["url"] == ["https://other.example/x/y"]


def test_the_permanent_address_counts_where_the_link_is_counted() -> None:
    more = "<link>https://clicks.example/go?i=1</link><guid>https://www.fjord.example/1</guid>"
    assert item(more=more).url == "https://www.fjord.example/1"
    elsewhere = more.replace("https://www.fjord", "https://third")
    assert item(more=elsewhere).url == "https://clicks.example/go?i=1"


def test_a_summary_that_is_the_beginning_of_the_text_is_not_said_twice() -> None:
    body = f"<c:encoded><![CDATA[<p>{WHOLE}</p><p>It will not come back.</p>]]></c:encoded>"
    more = f"<link>https://fjord.example/1</link>{body}"
    made = item(f"{WHOLE[:90]} … Read on →", more, 'xmlns:c="http://purl.org/rss/1.0/modules/content/"')
    assert made.body.count("The last ferry across the sound left at noon") == 3


LINKS = [
    "&lt;a href='/c'&gt;Comments&lt;/a&gt;",
    "&lt;a href='/1'&gt;Read&lt;/a&gt; | &lt;a href='/c'&gt;All&lt;/a&gt;",
]


@pytest.mark.parametrize("links", LINKS)
def test_links_alone_are_no_text_of_an_item(links: str) -> None:
    assert item(links).body == "The last ferry"


def test_a_face_and_a_files_name_are_no_pictures_caption() -> None:
    top = 'xmlns:m="http://search.yahoo.com/mrss/"'
    faces = (
        '<m:content url="https://0.gravatar.com/avatar/9" medium="image"><m:title>anna</m:title></m:content>'
    )
    pictures = (
        '<m:content url="https://f.example/1.jpg" medium="image"><m:title>ferry-2</m:title></m:content>'
        '<m:content url="https://f.example/2.jpg" medium="image"><m:title>The ferry at noon</m:title></m:content>'
    )
    made = item(more=f"<link>https://fjord.example/1</link>{faces}{pictures}", top=top)
    assert [image.caption for image in made.images] == [None, "The ferry at noon"]


def text_of(content: str) -> list[str]:
    found = post(content=content)
    assert isinstance(found, RawDocument)
    return article(found).body.split("\n\n")


def test_a_line_end_within_a_tag_is_none_of_the_text() -> None:
    content = (
        'The ferry left at noon today.\n\n<img\nclass="wide"\nsrc="/f.jpg"\nalt="x" />\n\nNobody was on it.'
    )
    assert text_of(content) == ["The ferry left at noon today.", "Nobody was on it."]


def test_marks_of_extensions_and_embedded_films_are_no_text() -> None:
    content = (
        '[row][col size="1/2"]The ferry left at noon today.[/col][/row]\n\nhttps://films.example/watch?v=1\n\n'
        "The mate [sic] was alone on board of it [note 1]."
    )
    assert text_of(content) == [
        "The ferry left at noon today.",
        "The mate [sic] was alone on board of it [note 1].",
    ]


def test_authors_of_a_post_are_all_who_are_named() -> None:
    both = "".join(
        f'<category domain="author" nicename="x">{name}</category>' for name in ("Anna Lund", "Per Dahl")
    )
    text = WXR.format(
        items=f"<item><title>x</title><description>The ferry is gone.</description>{both}</item>"
    )
    assert hints(one(text, "blogg.xml"))["authors"] == ["Anna Lund", "Per Dahl"]
