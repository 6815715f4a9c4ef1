"""NewsML 1.x and NewsML-G2: fields, the one text of several, pictures beside it, what is no article."""

from __future__ import annotations

import pytest

from pipeline.model import Failure, Rejected
from pipeline.readers import newsml_g2
from tests.newsxml_kit import (
    G2_META,
    G2_PICTURE,
    G2_TEXT,
    NEWSML,
    PACKAGE,
    article,
    blocks,
    documents,
    g2,
    g2_message,
    made,
    one,
)
from tests.readers_kit import hints, items


def test_every_field_of_newsml_1() -> None:
    assert hints(one(NEWSML)) == {
        "source_id": ["agence.example:20240102:TX-1"], "published": ["2024-01-02T10:30:00+01:00"],
        "modified": ["2024-01-02T11:30:00+01:00"], "urgency": ["4"], "language": ["fr"],
        "title": ["Le pont est ouvert"],
        "authors": ["Par Marie Martin"], "dateline": ["Sandvik, 2 jan 2024"], "rights": ["© 2024 Agence"],
        "publisher": ["Agence Exemple"], "genre": ["Article"], "subjects": ["04000000"], "keywords": ["pont"],
        "credits": ["Paul Petit"], "images": ["p.jpg"],
    }  # fmt: skip


def test_captions_are_no_text() -> None:
    found = article(one(NEWSML))
    assert found.body.split("\n\n") == [
        "Le nouveau pont est ouvert depuis lundi.", "Moins cher", "Il a coûté deux millions d'euros.",
    ]  # fmt: skip
    assert found.captions == ("Le pont lundi.",) and found.authors == ("Marie Martin",)
    assert [credit.verbatim for credit in found.credits] == ["Paul Petit"]


@pytest.mark.parametrize(
    "data",
    [
        "<![CDATA[<P>Le pont est ouvert.</P><P>Il est cher.</P>]]>",
        "<html><head><title>x</title></head><body><p>Le pont est ouvert.</p><p>Il est cher.</p></body></html>",
        "<p>Le pont est ouvert.</p><p>Il est cher.</p>",
        "Le pont est ouvert.\n\nIl est cher.",
    ],
)
def test_content_however_it_is_written(data: str) -> None:
    begin, end = NEWSML.index("<nitf>"), NEWSML.index("</DataContent>")
    found = blocks(one(NEWSML[:begin] + data + NEWSML[end:]))
    assert [text for kind, text in found if kind == "paragraph"] == ["Le pont est ouvert.", "Il est cher."]


def test_one_text_in_several_formats_is_read_once() -> None:
    kind = '<MediaType FormalName="Text"/><Format FormalName="Text"/>'
    plain = f"<ContentItem>{kind}<DataContent>Le pont.</DataContent></ContentItem>"
    text = NEWSML.replace(
        '<NewsComponent><Role FormalName="Photo"/>', f'{plain}<NewsComponent><Role FormalName="Photo"/>'
    )
    text = text.replace(
        "</DataContent></ContentItem></NewsComponent>\n<NewsComponent",
        f"</DataContent></ContentItem>{plain}</NewsComponent>\n<NewsComponent",
    )
    assert [text for kind, text in blocks(one(text)) if kind == "paragraph"][-1] != "Le pont."


@pytest.mark.parametrize("status", ["Canceled", "Withheld"])
def test_a_withdrawn_item_of_newsml_1(status: str) -> None:
    (gone,) = made(NEWSML.replace('<Status FormalName="Usable"/>', f'<Status FormalName="{status}"/>'))
    assert isinstance(gone, Rejected) and gone.reason == "withdrawn"


def test_a_photograph_alone_is_no_article() -> None:
    begin, end = (
        NEWSML.index('<NewsComponent><Role FormalName="Main"/>'),
        NEWSML.index('<NewsComponent><Role FormalName="Photo"/>'),
    )
    (gone,) = made(NEWSML[:begin] + NEWSML[end:])
    assert isinstance(gone, Rejected)


# ---------------------------------------------------------------- G2


def test_every_field_of_g2() -> None:
    found = one(g2_message(g2()))
    assert hints(found) == {
        "source_id": ["urn:newsml:fjord.example:2024:1"], "published": ["2024-01-02T10:30:00+01:00"],
        "modified": ["2024-01-02T11:30:00+01:00"], "publisher": ["Fjord Nachrichten"], "urgency": ["3"],
        "title": ["Die Brücke ist offen"], "lead": ["Nach zwei Jahren"], "authors": ["Von Erika Muster"],
        "dateline": ["Sandvik"],
        "byline_agency": ["dpa"], "genre": ["Bericht"], "subjects": ["Verkehr"], "keywords": ["Brücke"],
        "rights": ["Fjord, Rechte vorbehalten"], "language": ["de"],
    }  # fmt: skip
    assert blocks(found) == [
        ("paragraph", "Die neue Brücke über den Fjord ist seit Montag offen."), ("crosshead", "Billiger als geplant"),
        ("paragraph", "Sie kostete zwei Millionen."),
    ]  # fmt: skip
    assert "Max Muster" not in str(found.extra)


@pytest.mark.parametrize(
    "content",
    [
        '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><title>Headline</title>'
        "</head><body><body.head><hedline><hl1>Another</hl1></hedline></body.head><body.content>"
        "<p>Die Brücke.</p></body.content></body>"
        "</nitf></inlineXML>",
        '<inlineData contenttype="text/plain">Die Brücke.</inlineData>',
        "<inlineXML><html><body><h1>Die Brücke ist offen</h1><h2>Nach zwei Jahren</h2>"
        "<p>Die Brücke.</p></body></html></inlineXML>",
        '<inlineXML><idf><group type="body"><element type="headline">Die Brücke ist offen</element>'
        '<element type="body">Die Brücke.'
        "</element></group></idf></inlineXML>",
        '<inlineData contenttype="text/html"><![CDATA[<p>Die Brücke.</p>]]></inlineData>',
        '<inlineData contenttype="text/plain">Anders.</inlineData><inlineXML><body>Die Brücke.</body></inlineXML>',
    ],
)
def test_content_of_g2_is_read_once(content: str) -> None:
    found = one(g2_message(g2(content)))
    assert blocks(found) == [("paragraph", "Die Brücke.")] and hints(found)["title"] == [
        "Die Brücke ist offen"
    ]


def test_dates_of_archives_and_of_those_who_do_not_write_iso() -> None:
    empty = g2().replace(">2024-01-02T11:30:00+01:00<", "><").replace(">2024-01-02T10:30:00+01:00<", "><")
    text = empty.replace("<contentMeta>", "<contentMeta><contentCreated>2013-02-16T17:36:20</contentCreated>")
    assert hints(one(g2_message(text)))["published"] == ["2013-02-16T17:36:20"]
    text = (
        g2()
        .replace(">2024-01-02T10:30:00+01:00<", "><")
        .replace("2024-01-02T11:30:00+01:00", "2024-01-02 11:30:00")
    )
    found = article(one(g2_message(text)))
    assert found.published and (found.published.value, found.modified) == ("2024-01-02T11:30:00", None)


def test_a_login_and_a_desk_are_no_authors() -> None:
    assert "authors" not in hints(
        one(g2_message(g2(meta="<headline>H</headline><creator><name>muster.erika</name></creator>")))
    )
    named = "<headline>H</headline><creator><name>Erika Muster</name></creator>"
    assert hints(one(g2_message(g2(meta=named))))["authors"] == ["Erika Muster"]


def test_pictures_beside_a_text_give_it_captions_and_credits() -> None:
    picture = g2(
        '<remoteContent contenttype="image/jpeg" href="https://p.example/1.jpg"/>',
        G2_PICTURE,
        "picture",
        guid="3",
    )
    found = made(g2_message(PACKAGE, g2(), picture))
    assert [getattr(each, "reason", "") for each in found] == ["package", "", "not-text"]
    (text,) = documents(g2_message(PACKAGE, g2(), picture))
    one_ = article(text)
    assert one_.captions == ("Die Brücke am Montag.",) and one_.images[0].url == "https://p.example/1.jpg"
    assert one_.credits[0].verbatim == "Ola Hansen / NTB" and one_.credits[0].photographers == ("Ola Hansen",)


def test_of_several_texts_the_one_that_a_package_names_with_it_has_the_picture() -> None:
    picture = g2("", G2_PICTURE, "picture", guid="3")
    texts = documents(g2_message(PACKAGE, g2(guid="2"), g2(guid="1"), picture))
    assert [[kind for kind, _ in blocks(each)].count("caption") for each in texts] == [0, 1]


@pytest.mark.parametrize(("status", "reason"), [("canceled", "withdrawn"), ("withheld", "withheld")])
def test_a_withdrawn_item(status: str, reason: str) -> None:
    (gone,) = made(g2_message(g2(status=status)))
    assert (
        isinstance(gone, Rejected)
        and gone.reason == reason
        and "urn:newsml:fjord.example:2024:1" in gone.detail
    )


def test_items_without_a_message_and_without_text() -> None:
    alone = g2().replace("<newsItem", '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"')
    assert hints(one(alone))["title"] == ["Die Brücke ist offen"]
    (empty,) = made(g2_message(g2('<inlineXML contenttype="application/nitf+xml"><!-- none --></inlineXML>')))
    assert isinstance(empty, Rejected) and empty.reason == "no-text"
    (concept,) = made('<conceptItem xmlns="http://iptc.org/std/nar/2006-10-01/"><concept/></conceptItem>')
    assert isinstance(concept, Rejected)


def test_codes_that_end_a_message_for_machines_are_no_text() -> None:
    content = (
        "<inlineXML><html><body><p>Die Brücke.</p>51 77 03 CRO01 1113 APE4800 GEST</body></html></inlineXML>"
    )
    assert blocks(one(g2_message(g2(content)))) == [("paragraph", "Die Brücke.")]


def test_data_in_a_markup_of_its_own_is_no_text() -> None:
    sports = "<sports><team><name>Sandvik</name></team></sports>"
    content = f'<inlineXML contenttype="application/sportsml-g2+xml">{sports}</inlineXML>'
    (found,) = made(g2_message(g2(content)))
    assert isinstance(found, Rejected) and found.reason == "no-text"


def test_a_body_that_was_escaped_twice() -> None:
    escaped = "&lt;p&gt;Le pont.&lt;/p&gt;&lt;p&gt;Il est cher.&lt;/p&gt;"
    data = f"<nitf><body><body.content><![CDATA[{escaped}]]></body.content></body></nitf>"
    begin, end = NEWSML.index("<nitf>"), NEWSML.index("</DataContent>")
    found = blocks(one(NEWSML[:begin] + data + NEWSML[end:]))
    assert [text for kind, text in found if kind == "paragraph"] == ["Le pont.", "Il est cher."]


def test_the_site_that_made_it_is_no_author() -> None:
    creator = '<Creator><Party FormalName="{}"/></Creator></AdministrativeMetadata>'
    text = NEWSML.replace("<ByLine>Par Marie Martin</ByLine>", "")
    site = text.replace("</AdministrativeMetadata>", creator.format("Agence Exemple"))
    assert "authors" not in hints(one(site))
    person = text.replace(
        "</AdministrativeMetadata>", creator.format("Marie Martin with Paul Petit in Bergen")
    )
    assert article(one(person)).authors == ("Marie Martin", "Paul Petit")


def test_a_large_message_is_taken_apart_by_its_items(monkeypatch: pytest.MonkeyPatch) -> None:
    data = g2_message(*(g2(guid=str(number)) for number in range(20))).encode()
    assert len(items(data, "mem:m.xml")) == 1
    monkeypatch.setattr(newsml_g2, "_TOGETHER", 2000)
    found = items(data, "mem:m.xml")
    assert len(found) == 20 and not any(isinstance(each, Failure) for each in found)
    assert [data[each.offset : each.offset + 9] for each in found] == [b"<newsItem"] * 20
    assert len(documents(data)) == 20


def test_a_message_in_utf_16_and_one_in_latin_1() -> None:
    text = g2_message(g2()).replace('encoding="utf-8"', 'encoding="iso-8859-1"')
    for data in (text.encode("utf-16"), text.encode("latin-1"), text.encode("utf-8")):
        assert hints(one(data))["title"] == ["Die Brücke ist offen"]


def test_the_markup_of_the_head_is_not_read() -> None:
    assert G2_META in g2() and G2_TEXT in g2()
    text = article(one(g2_message(g2()))).body
    assert "Veröffentlichung" not in text and text.count("Die neue Brücke") == 1 and "Verkehr" not in text
