"""NITF: fields, bodies, the dialects of archives and agencies."""

from __future__ import annotations

import pytest

from pipeline.model import Failure, Rejected
from tests.newsxml_kit import NITF, article, blocks, documents, made, one
from tests.readers_kit import hints

ARCHIVE = NITF.replace(
    "<abstract><p>The new bridge has opened.</p></abstract>",
    "<abstract><p>Report on bridge (M)</p></abstract>",
)


def test_every_field() -> None:
    found = hints(one(NITF))
    assert found == {
        "title": ["Bridge over the fjord opens"], "source_id": ["fjord.1"], "urgency": ["4"],
        "keywords": ["bridge", "toll"],
        "rights": ["2024 The Fjord Gazette"], "published": ["2024-01-02T10:30:00+01:00"], "genre": ["Current"],
        "subjects": ["Transport", "Roads"], "section": ["Home"], "page": ["7"], "authors": ["Jane Doe"],
        "dateline": ["Sandvik"],
        "publisher": ["The Fjord Gazette"], "lead": ["The new bridge has opened."], "language": ["en-GB"],
        "images": ["https://p.example/bridge.jpg"],
    }  # fmt: skip
    extra = dict(one(NITF).extra)
    assert extra["ed-msg"] == "Second version" and extra["title"] == "1 BRIDGE Open"


def test_the_body_in_blocks() -> None:
    assert blocks(one(NITF)) == [
        ("caption", "The bridge on Monday."),
        ("credit", "Ola Hansen / Fjord Foto"),
        ("paragraph", "The new bridge over the Sandvik fjord opened to traffic on Monday."),
        ("crosshead", "Cheaper than planned"),
        ("paragraph", "It cost two million."),
        ("list", "No toll"),
        ("list", "Two lanes"),
        ("table", "Year | Cars"),
        ("table", "2024 | 1,200"),
        ("quote", '"We are happy," the mayor said.'),
        ("paragraph", "John Roe helped with this report."),
    ]


def test_the_article() -> None:
    found = article(one(NITF))
    assert (found.title, found.authors, found.dateline) == (
        "Bridge over the fjord opens",
        ("Jane Doe",),
        "Sandvik",
    )
    assert found.published and found.published.value == "2024-01-02T10:30:00+01:00"
    assert found.captions == ("The bridge on Monday.",) and found.crossheads == ("Cheaper than planned",)
    assert [credit.verbatim for credit in found.credits] == ["Ola Hansen / Fjord Foto"]
    assert found.body.count("opened to traffic") == 1 and "Ola Hansen" not in found.body


def archive(blocks_: str, date: str = "") -> str:
    start = NITF.index("<body.content>")
    text = (
        ARCHIVE[:start]
        .replace('<date.issue norm="20240102T103000+0100"/>', "")
        .replace('norm="20240102T103000+0100"', "")
    )
    text = text.replace("2 January", "").replace("</docdata>", f"</docdata>{date}")
    return f"{text}<body.content>{blocks_}</body.content></body></nitf>"


def test_a_lead_repeated_in_the_full_text_is_read_once() -> None:
    text = archive(
        '<block class="lead_paragraph"><p>The new bridge has opened.</p></block>'
        '<block class="online_lead_paragraph"><p>It is open.'
        '</p></block><block class="full_text"><p>LEAD: The new bridge has opened.</p>'
        "<p>The new bridge has opened.</p><p>It cost two "
        'million.</p></block><block class="correction_text"><p>It is in Sandvik.</p></block>'
    )
    found = one(text)
    assert blocks(found) == [
        ("paragraph", "The new bridge has opened."),
        ("paragraph", "It cost two million."),
    ]
    assert dict(found.extra)["abstract"] == "Report on bridge (M)" and "lead" not in hints(found)
    assert dict(found.extra)["correction_text"] == "It is in Sandvik."


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (
            '<pubdata date.publication="20070107T000000" name="The Times" ex-ref="http://t.example/1"/>',
            "2007-01-07",
        ),
        (
            '<meta name="publication_year" content="1999"/><meta name="publication_month" content="2"/>',
            "1999-02",
        ),
        ('<pubdata date.publication="19990203"/>', "1999-02-03"),
        ("", None),
    ],
)
def test_dates_are_as_fine_as_they_are(given: str, value: str | None) -> None:
    found = article(one(archive("<p>The new bridge over the fjord has opened to traffic.</p>", given)))
    assert (found.published and found.published.value) == value


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By JANE DOE; John Roe contributed reporting from Bergen.", ["By JANE DOE"]),
        ("gr/bp", []),
        ("By<person>Staff Reporter</person><byttl>The Desk</byttl>", []),
        ("By Jane Doe<byttl>AP Writer</byttl>", ["By Jane Doe"]),
        ("<person>Jane Doe</person> and <person>John Roe</person>", ["Jane Doe", "John Roe"]),
    ],
)
def test_bylines(byline: str, authors: list[str]) -> None:
    begin, end = NITF.index("<byline>"), NITF.index("</byline>")
    assert hints(one(f"{NITF[:begin]}<byline>{byline}{NITF[end:]}")).get("authors", []) == authors


def test_the_normalised_byline_is_not_read_beside_the_printed_one() -> None:
    text = NITF.replace(
        "<byline>", '<byline class="normalized_byline">Doe, Jane</byline><byline class="print_byline">'
    )
    assert hints(one(text))["authors"] == ["Jane Doe"]


def test_withdrawn_and_updated() -> None:
    (gone,) = made(NITF.replace('"usable"', '"canceled"'))
    assert isinstance(gone, Rejected) and gone.reason == "withdrawn"
    update = NITF.replace('"usable"', '"canceled" management-doc-idref="fjord.0"')
    assert dict(one(update).extra)["management-status"] == "canceled"


def test_embargo() -> None:
    text = NITF.replace("<date.expire", '<date.release norm="20240103T000100+0100"/><date.expire')
    assert hints(one(text))["embargo_until"] == ["2024-01-03T00:01:00+01:00"]


def test_lines_and_columns_in_preformatted_text() -> None:
    text = archive(
        "<pre>Cup final\nSandvik v Vik\n\nSandvik   12  5\nVik        3  9\nNes        1 10\n</pre>"
    )
    assert blocks(one(text)) == [
        ("paragraph", "Cup final Sandvik v Vik"), ("table", "Sandvik 12 5"), ("table", "Vik 3 9"),
        ("table", "Nes 1 10"),
    ]  # fmt: skip


def test_a_headline_again_above_the_text_and_the_series_below_it() -> None:
    text = archive(
        "<hl2>Bridge over the fjord opens</hl2><p>It has opened.</p><p>BRIDGES</p>",
        '<docdata><series series.name="Bridges"/></docdata>',
    )
    assert blocks(one(text)) == [("paragraph", "It has opened.")]


def test_many_in_one_file_and_one_that_is_broken() -> None:
    body = NITF[NITF.index("<nitf") :]
    data = f"<all>{body}{body.replace('fjord.1', 'fjord.2')[:900]}{body.replace('fjord.1', 'fjord.3')}</all>"
    found = made(data)
    assert [hints(each)["source_id"] for each in documents(data)] == [["fjord.1"], ["fjord.3"]]
    assert len(found) == 3 and isinstance(found[1], Rejected | Failure)


def test_no_text_and_no_headline() -> None:
    (empty,) = made(archive("<p> </p>"))
    assert isinstance(empty, Rejected) and empty.reason == "no-text"
    begin, end = NITF.index("<hedline>"), NITF.index("</hedline>")
    text = NITF[:begin] + NITF[end + 10 :]
    assert hints(one(text.replace("1 BRIDGE Open", "")))["lead"] and "title" not in hints(
        one(text.replace("1 BRIDGE Open", ""))
    )


def test_content_without_a_body_in_another_wrapper() -> None:
    text = (
        '<Publication xmlns="http://a.example/"><TextContentItem><DataContent><nitf>'
        "<body.content><block><hl2>Bridge opens</hl2>"
        "<p>The new bridge has opened.</p></block></body.content></nitf></DataContent></TextContentItem></Publication>"
    )
    assert blocks(one(text)) == [("crosshead", "Bridge opens"), ("paragraph", "The new bridge has opened.")]


def test_no_entity_is_expanded_and_no_file_is_read() -> None:
    dtd = '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "yyyyyyyyyy">]>'
    text = NITF.replace('<!DOCTYPE nitf SYSTEM "http://dtd.example/nitf-3-3.dtd">', dtd).replace(
        "It cost", "&x;&y;It cost"
    )
    assert "root:" not in one(text).payload.decode() and "yyyyyyyyyy" not in one(text).payload.decode()
