"""SGML corpora: Reuters-21578, those of LDC, of TREC and CLEF."""

from __future__ import annotations

import pytest

from pipeline import readers
from pipeline.chain import Chain, Options
from pipeline.model import Article, Failure, RawDocument, Rejected
from pipeline.readers import pieces
from tests.readers_kit import fates, items
from tests.sgml_kit import AP, AQUAINT, EFE, FT, GIGAWORD, LA, REUTERS, WSJ


def articles(text: str | bytes, name: str = "mem:file") -> list[Article]:
    data = text if isinstance(text, bytes) else text.encode()
    made = [
        Chain(Options()).extract(fate) for fate in fates(items(data, name)) if isinstance(fate, RawDocument)
    ]
    return [each for each in made if isinstance(each, Article)]


def test_reuters() -> None:
    full, brief, raw = articles(REUTERS)
    assert (full.source_id, full.title) == ("7", "GM <GM> BUILDS NEW BRIDGE & ROAD")
    assert full.authors == ("Jane Doe",)
    assert (full.dateline, full.byline_agency, full.publisher) == ("OSLO, April 1 -", "Reuters", "Reuters")
    assert (
        full.body
        == "The bridge of General Motors Corp <GM> is open, the company said.\n\nIt cost 20 mln dlrs."
    )
    assert full.published and full.published.value == "1987-04-01T09:04:05"
    assert full.keywords == ("grain", "ship")
    assert (full.extra["places"], full.extra["lewissplit"], full.extra["oldid"]) == ("norway", "TRAIN", "5")
    assert (brief.title, brief.body) == ("ROAD CORP SAYS BRIDGE IS OPEN",) * 2
    assert brief.published and brief.published.precision == "day"  # midnight is what systems write for a day
    assert raw.title == "ROAD CORP <ROAD.O> 3RD QTR"
    assert raw.body == "HARTFORD, Conn., April 2\n\nShr 75 cts vs 55 cts"


def test_gigaword() -> None:
    story, multi = articles(GIGAWORD)
    assert (story.source_id, story.title, story.dateline) == (
        "NYT_ENG_19950102.0001",
        "BRIDGE OVER RIVER IS OPEN",
        "MIAMI",
    )
    assert story.published and (story.published.value, story.published.precision) == ("1995-01-02", "day")
    assert story.body == "``It is open,'' said the mayor of the town, who waited for years.\n\nIt is long."
    assert story.extra["slug"] == "BC-BRIDGE-NYT"
    assert (multi.title, multi.genre) == (None, "multi")
    assert multi.body == "First item of the day, in which a bridge is opened by the mayor.\n\nSecond item."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (AP, {"title": "Bridge Will Open", "authors": ("Jane Doe",), "published": "1988-02-12T16:37-05:00"}),
        (WSJ, {"title": "Labor Letter: Bridges Are Built", "published": "1987-01-02", "page": "A1"}),
        (FT, {"title": "Bridge that did what it was designed to do", "published": "1991-05-14", "page": "7"}),
        (LA, {"published": "1990-04-29", "edition": "Home Edition", "page": "3", "section": "Metro"}),
        (AQUAINT, {"published": "1998-06-01T00:02", "body": "NEW YORK _ The bridge is open _ at last."}),
        (EFE, {"title": "PUENTE NUEVO", "published": "1995-01-01T01:02", "section": "POLITICA"}),
    ],
    ids=["ap", "wsj", "ft", "la", "aquaint", "efe"],
)  # fmt: skip
def test_trec(text: str, expected: dict[str, object]) -> None:
    (made,) = articles(text)
    assert made.published is not None
    got = {key: made.published.value if key == "published" else getattr(made, key) for key in expected}
    assert got == expected


def test_a_lead_that_stands_apart_is_the_beginning_of_the_text() -> None:
    (made,) = articles(WSJ)
    assert made.body == "A bridge was built in the city last year, at great cost.\n\nIt is long."


def test_captions_and_lists() -> None:
    (made,) = articles(LA)
    assert made.body == "What a magnificent bridge it is, said everybody."
    assert made.captions and "The bridge as seen from the town" in made.captions[0]


def test_a_page_of_a_web_collection() -> None:
    text = "The ferry sails again after three weeks in the yard. " * 5
    page = (
        "<DOC>\n<DOCNO>GX000-00-0000000</DOCNO>\n<DOCHDR>\nhttp://avis.example/sak/1\nHTTP/1.1 200 OK\n"
        f"</DOCHDR>\n<html><body><h1>Ferry</h1><p>{text}</p></body></html>\n</DOC>\n"
    )
    (made,) = articles(page)
    assert (made.url, made.title, made.source_id) == (
        "http://avis.example/sak/1",
        "Ferry",
        "GX000-00-0000000",
    )


def test_wikiextractor() -> None:
    (made,) = articles(
        '<doc id="12" url="https://en.wiki.example/?curid=12" title="Ferry">\nFerry\n\nA ferry is a ship.\n\n</doc>\n'
    )
    assert (made.title, made.source_id, made.url) == ("Ferry", "12", "https://en.wiki.example/?curid=12")
    assert made.body.endswith("A ferry is a ship.")


def test_what_only_looks_like_a_tag_is_text() -> None:
    (made,) = articles(
        "<DOC><DOCNO>A1</DOCNO><TEXT>Perkin <PKN> wins & a < b, 3 > 2 &nosuch; &hyph; x</TEXT></DOC>"
    )
    assert made.body == "Perkin <PKN> wins & a < b, 3 > 2 &nosuch; - x"


def test_end_tags_left_out() -> None:
    (made,) = articles(
        "<DOC>\n<DOCNO> A-1 </DOCNO>\n<TEXT>\n<P>One paragraph.\n<P>Two paragraphs.\n</TEXT>\n</DOC>\n"
    )
    assert made.body == "One paragraph.\n\nTwo paragraphs."


def test_a_record_without_an_end_costs_no_other() -> None:
    data = (AP.replace("</DOC>", "") + AP.replace("0004", "0005")).encode()
    made = articles(data)
    assert [each.source_id for each in made] == ["AP880212-0004", "AP880212-0005"]


def test_what_is_no_article() -> None:
    found = fates(
        items(b"<DOC><DOCNO>A-1</DOCNO><HEADLINE>Photo</HEADLINE><GRAPHIC>The bridge.</GRAPHIC></DOC>")
    )
    assert [isinstance(fate, Rejected) and fate.reason for fate in found] == ["no-text"]


def test_the_rest_of_a_record_before_the_first_is_a_failure() -> None:
    found = items(b"<DOCS>\nrest of a text</TEXT>\n</DOC>\n" + AP.encode(), format="sgml")
    assert isinstance(found[0], Failure) and (found[0].reason, found[0].offset) == ("bad-record", 0)
    assert isinstance(found[1], RawDocument)


def test_a_record_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "RECORD_LIMIT", 50_000)
    big = "<DOC><DOCNO>B</DOCNO><TEXT>" + "word " * 40_000 + "</TEXT></DOC>\n"
    data = (AP + big + AP).encode()
    monkeypatch.setattr(pieces, "BUFFER", 10_000)
    found = items(data)
    assert [item.reason if isinstance(item, Failure) else "ok" for item in found] == ["ok", "too-large", "ok"]
    assert (found[1].offset, found[1].length) == (len(AP), len(big))


@pytest.mark.parametrize("size", [1, 3, 64, 5000])
def test_offsets_and_borders_of_buffers(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    data = (REUTERS + GIGAWORD + AP).encode()
    whole = items(data)
    monkeypatch.setattr(pieces, "BUFFER", size)
    assert items(data) == whole
    assert [data[item.offset : item.offset + item.length] for item in whole] == [
        item.payload for item in whole
    ]  # type: ignore[union-attr]
    assert all(item.payload.lower().endswith((b"</doc>", b"</reuters>")) for item in whole)  # type: ignore[union-attr]


def test_ranges_give_each_record_once() -> None:
    data = (AP + WSJ + FT + LA).encode()
    whole = [item.offset for item in items(data)]
    for cut in range(1, len(data), 61):
        parts = items(data, end=cut) + items(data, start=cut, end=len(data))
        assert [item.offset for item in parts] == whole, cut


def test_utf16_and_latin_1() -> None:
    (wide,) = articles(EFE.encode("utf-16"))
    (narrow,) = articles(EFE.encode("latin-1"))
    assert (
        wide.body
        == narrow.body
        == "Moscú, 1 ene (EFE).-El puente nuevo de la ciudad está abierto, dijo la alcaldesa."
    )


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"<DOCS>\n\n<DOC id='A_ENG_19950101.0001'>\n<TEXT>", "sgml"),
        (b"<!-- a comment -->\n<doc>\n<docno> x </docno>", "sgml"),
        (b"<?xml version='1.0'?>\n<root><DOC><DOCNO>x</DOCNO>", "sgml"),
        (b"<!DOCTYPE lewis SYSTEM 'lewis.dtd'>\n<REUTERS NEWID='1'>", "sgml"),
        (b"<!DOCTYPE html><html><body><p>about &lt;DOC> <DOC id='1'></p>", "html"),
        (b"The tag <DOC> begins a record.\n<DOC><DOCNO>1</DOCNO>", "text"),
        (b"<document><title>x</title></document>", None),
        (b"<p>A page</p><doc id='1'>x</doc><p>y</p>", "html"),
    ],
)
def test_detected_by_content(data: bytes, format: str | None) -> None:
    assert readers.detect(data, "x").format == format


def test_hostile_markup_takes_no_time() -> None:
    for text in (
        "<DOC>" + "<P>" * 50_000,
        "<DOC><DOCNO>" + "<!--" * 50_000,
        "<DOC><TEXT>" + "&" * 200_000,
        "<DOC><HL>" + "-" * 300_000 + "</HL>",
    ):
        assert fates(items(text.encode(), format="sgml"))
    assert readers.detect(b" " * 60_000 + b"<x", "x").format != "sgml"


def test_a_picture_and_the_mark_of_a_translation_are_no_text() -> None:
    body = "<IMAGE>/a.jpg</IMAGE><![CDATA[  [Text] Oslo, Feb 28 (NTB)--The bridge is open to all.]]>"
    (made,) = articles(f"<DOC>\n<DOCNO>A-1</DOCNO>\n<TITLE>Bridge</TITLE>\n<TEXT>{body}</TEXT>\n</DOC>\n")
    assert made.body == "Oslo, Feb 28 (NTB)--The bridge is open to all." and made.dateline == "Oslo, Feb 28"
    assert [picture.url for picture in made.images] == ["/a.jpg"]
    (other,) = articles(
        "<DOC>\n<DOCNO>A-2</DOCNO>\n<TEXT>[Docket No] The bridge is open to all.</TEXT>\n</DOC>\n"
    )
    assert other.body.startswith("[Docket No]")
