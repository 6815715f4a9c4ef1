"""Feeds: RSS, Atom, RDF, and WordPress' exports."""

from __future__ import annotations

import bz2
from typing import Any

import pytest

from pipeline import readers
from pipeline.chain import Chain, Options
from pipeline.model import Article, Failure, RawDocument, Rejected
from tests.readers_kit import fates, hints, items

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:m="http://search.yahoo.com/mrss/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Fjordavisa</title><link>https://fjord.example/</link><language>nn-NO</language>
<pubDate>Tue, 02 Jan 2024 00:00:00 GMT</pubDate><copyright>© Fjordavisa</copyright>
{items}
</channel></rss>"""
ITEM = """<item><title><![CDATA[Brua er open & fri]]></title><link>https://fjord.example/a/bru</link>
<guid isPermaLink="false">77</guid><pubDate>Mon, 01 Jan 2024 10:30:00 +0100</pubDate>
<dc:creator>Kari Nordmann</dc:creator><category>Samferdsle</category><category>Bru</category>
<description>&lt;p&gt;Den nye brua over elva er open.&lt;/p&gt;&lt;img src="https://t.example/1.gif"/&gt;
</description>
<content:encoded><![CDATA[<p>Den nye brua over elva er open for trafikk frå i dag, seier vegvesenet.</p>
<p>Ho kosta to millionar kroner og vart ferdig eit år før tida.</p>]]></content:encoded>
<m:content url="https://fjord.example/bru.jpg?w=1" medium="image"><m:description>Brua i går.</m:description>
<m:credit>Ola Hansen / NTB</m:credit></m:content><m:thumbnail url="https://fjord.example/bru.jpg?w=2"/></item>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Elbblatt</title><id>urn:x</id>
<entry><title type="html">Die &amp;lt;b&amp;gt;Brücke&amp;lt;/b&amp;gt; ist offen</title><id>tag:elb.example,2024:1</id>
<link rel="alternate" href="https://elb.example/1"/><link rel="enclosure" type="image/jpeg" href="https://elb.example/1.jpg"/>
<updated>2024-01-02T10:00:00+01:00</updated><published>2024-01-01T10:00:00+01:00</published>
<author><name>Max Muster</name><email>m@elb.example</email></author><category term="x" label="Verkehr"/>
<content type="xhtml">
<x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>Die neue Brücke über den Fluss ist offen.</x:p></x:div></content>
</entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Ford</title></channel>
<item rdf:about="https://ford.example/1"><title>Bridge open</title><link>https://ford.example/1</link>
<dc:date>2024-01-01</dc:date><description>The new bridge is open.</description></item></rdf:RDF>"""


def one(text: str, name: str = "feed.xml") -> RawDocument:
    (found,) = fates(items(text.encode(), name))
    assert isinstance(found, RawDocument), found
    return found


def article(raw: RawDocument) -> Article:
    made = Chain(Options()).extract(raw)
    assert isinstance(made, Article), made
    return made


def test_an_item_of_rss() -> None:
    raw = one(RSS.format(items=ITEM))
    told = hints(raw)
    assert told["title"] == ["Brua er open & fri"] and told["url"] == ["https://fjord.example/a/bru"]
    assert told["published"] == ["Mon, 01 Jan 2024 10:30:00 +0100"] and told["source_id"] == ["77"]
    assert (
        told["publisher"] == ["Fjordavisa"]
        and told["language"] == ["nn-NO"]
        and told["rights"] == ["© Fjordavisa"]
    )
    assert told["keywords"] == ["Samferdsle", "Bru"] and told["images"] == [
        "https://fjord.example/bru.jpg?w=1"
    ]
    made = article(raw)
    assert made.body.split("\n\n")[-1] == "Ho kosta to millionar kroner og vart ferdig eit år før tida."
    assert made.authors == ("Kari Nordmann",) and made.captions == ("Brua i går.",)
    (credit,) = made.credits
    assert (
        credit.photographers == ("Ola Hansen",)
        and credit.agencies == ("NTB",)
        and credit.caption == "Brua i går."
    )
    assert made.published and made.published.value == "2024-01-01T10:30:00+01:00" and made.modified is None


def test_an_entry_of_atom() -> None:
    made = article(one(ATOM))
    assert made.title == "Die Brücke ist offen" and made.url == "https://elb.example/1"
    assert made.authors == ("Max Muster",) and made.keywords == ("Verkehr",) and made.publisher == "Elbblatt"
    assert made.published and made.modified and made.published.value < made.modified.value
    assert made.body == "Die neue Brücke über den Fluss ist offen." and made.images[0].url.endswith("1.jpg")


def test_an_atom_entry_that_only_says_when_it_was_updated() -> None:
    made = article(one(ATOM.replace("<published>2024-01-01T10:00:00+01:00</published>", "")))
    assert made.published is None and made.modified is not None


def test_an_item_of_rdf() -> None:
    made = article(one(RDF))
    assert (made.title, made.body, made.publisher) == ("Bridge open", "The new bridge is open.", "The Ford")
    assert made.published and made.published.precision == "day"
    assert made.truncated and not article(one(ATOM)).truncated


@pytest.mark.parametrize(
    ("before", "after", "url"),
    [
        ("<link>https://fjord.example/a/bru</link>", "", None),
        ("<link>https://fjord.example/a/bru</link>", "<link>https://fjord.example/</link>", None),
        ('isPermaLink="false">77', ">https://fjord.example/77", "https://fjord.example/a/bru"),
        (
            '<link>https://fjord.example/a/bru</link>\n<guid isPermaLink="false">77',
            "<guid>https://fjord.example/77",
            "https://fjord.example/77",
        ),
    ],
)
def test_the_address_of_an_item(before: str, after: str, url: str | None) -> None:
    text = RSS.format(items=ITEM)
    assert before in text
    assert hints(one(text.replace(before, after))).get("url") == (url and [url])


def test_items_without_text_are_headlines_and_without_both_nothing() -> None:
    pixel = '<description>&lt;img src="https://t.example/1.gif"/&gt;</description>'
    found = fates(
        items(RSS.format(items=f"<item><title>Open</title>{pixel}</item><item>{pixel}</item>").encode(), "x")
    )
    assert isinstance(found[0], RawDocument) and found[0].payload == b"Open"
    assert isinstance(found[1], Rejected) and found[1].reason == "no-text"


def test_a_summary_that_is_cut_is_no_lead() -> None:
    cut = ITEM.replace("er open.&lt;/p&gt;", "er [&amp;hellip;]&lt;/p&gt;")
    assert "lead" not in hints(one(RSS.format(items=cut))) and "lead" in hints(one(RSS.format(items=ITEM)))


def test_a_prefix_that_nothing_declares_and_a_latin1_feed_without_a_declaration() -> None:
    text = (
        RSS.format(items=ITEM)
        .replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', "")
        .partition("?>\n")[2]
    )
    (found,) = fates(items(text.encode("latin-1"), "x"))
    assert isinstance(found, RawDocument)
    assert hints(found)["authors"] == ["Kari Nordmann"] and "frå i dag" in found.payload.decode()


def test_a_feed_cut_off_and_a_replay_from_the_payload_alone() -> None:
    data = RSS.format(items=ITEM * 3).encode()
    whole = items(data, "x.xml")
    assert len(whole) == 3
    (alone,) = readers.parse(whole[2])  # type: ignore[arg-type]
    assert isinstance(alone, RawDocument) and hints(alone)["publisher"] == ["Fjordavisa"]
    cut = items(data[: data.rfind(b"</item>")], "x.xml")
    assert (
        isinstance(cut[2], Failure)
        and cut[2].reason == "truncated"
        and cut[2].offset == data.rfind(b"<item>")
    )


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (RSS.format(items=ITEM), "feed"),
        (ATOM, "feed"),
        (RDF, "feed"),
        ("<html><body><p>An RSS feed is a file that begins with <rss>.</p></body></html>", "html"),
        ("An RSS feed is a file that begins with <rss version='2.0'>.", "text"),
        ("<feeding><day>1</day></feeding>", None),
    ],
)
def test_what_is_a_feed(text: str, format: str | None) -> None:
    assert readers.detect(text.encode(), "x").format == format


def test_a_packed_feed() -> None:
    (found,) = fates(items(bz2.compress(RSS.format(items=ITEM).encode()), "feed.xml.bz2"))
    assert isinstance(found, RawDocument) and found.format == "feed"


# ---------------------------------------------------------------- WordPress

WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Skrivestova</title>
<language>nb-NO</language><wp:author><wp:author_login>kn</wp:author_login>
<wp:author_display_name><![CDATA[Kari Nordmann]]></wp:author_display_name></wp:author>{items}</channel></rss>"""
POST = """<item><title>Brua</title><link>https://blogg.example/bru/</link>
<pubDate>Mon, 01 Jan 2024 09:00:00 +0000</pubDate>
<dc:creator><![CDATA[kn]]></dc:creator><guid isPermaLink="false">https://blogg.example/?p=3</guid>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>3</wp:post_id><wp:post_date>2024-01-01 10:00:00</wp:post_date>
<wp:post_date_gmt>2024-01-01 09:00:00</wp:post_date_gmt>
<wp:post_modified_gmt>2024-01-05 09:00:00</wp:post_modified_gmt><wp:status>{status}</wp:status>
<wp:post_type>{kind}</wp:post_type>
<category domain="category"><![CDATA[Nyheter]]></category><category domain="post_tag"><![CDATA[bru]]></category>
<wp:comment><wp:comment_author>Ola</wp:comment_author>
<wp:comment_content>Første!</wp:comment_content></wp:comment></item>"""
CLASSIC = """Den nye brua over elva er åpen for trafikk fra i dag.

[caption id="a" width="3"]<a href="/b.jpg"><img src="/b.jpg" /></a> Brua i går. Foto: Ola Hansen[/caption]

Den kostet to millioner kroner.[gallery ids="1,2"]"""


def post(**more: str) -> Any:
    values = {"content": CLASSIC, "status": "publish", "kind": "post", **more}
    (found,) = fates(items(WXR.format(items=POST.format(**values)).encode(), "blogg.xml"))
    return found


def test_a_post_of_wordpress() -> None:
    raw = post()
    assert raw.format == "wxr"
    told = hints(raw)
    assert (
        told["section"] == ["Nyheter"]
        and told["keywords"] == ["bru"]
        and told["authors"] == ["Kari Nordmann"]
    )
    made = article(raw)
    assert made.body.split("\n\n") == [
        "Den nye brua over elva er åpen for trafikk fra i dag.", "Den kostet to millioner kroner."
    ]  # fmt: skip
    assert made.captions == ("Brua i går.",) and made.credits[0].photographers == ("Ola Hansen",)
    assert made.published and made.published.value == "2024-01-01T10:00:00+01:00"
    assert made.modified and made.modified.value.startswith("2024-01-05")
    assert "Første" not in made.body


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"kind": "attachment"}, "not-text"),
        ({"kind": "wp_template"}, "not-text"),
        ({"status": "draft"}, "not-published"),
        ({"content": " "}, "no-text"),
    ],
)
def test_what_of_a_site_is_no_article(more: dict[str, str], reason: str) -> None:
    found = post(**more)
    assert isinstance(found, Rejected) and found.reason == reason


def test_a_post_without_a_date_in_the_feed() -> None:
    text = WXR.format(items=POST.format(content=CLASSIC, status="publish", kind="page"))
    text = text.replace("Mon, 01 Jan 2024 09:00:00 +0000", "Mon, 30 Nov -0001 00:00:00 +0000")
    assert hints(one(text))["published"] == ["2024-01-01T10:00:00+01:00"]
    never = text.replace("2024-01-01 09:00:00", "0000-00-00 00:00:00").replace(
        "2024-01-01 10:00:00", "0000-00-00 00:00:00"
    )
    assert "published" not in hints(one(never))
