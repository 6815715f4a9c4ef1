"""What libraries and archives have: TEI, ALTO, METS, Factiva's XML, XML that somebody made."""

from __future__ import annotations

import pytest

from pipeline.model import Failure, RawDocument, Rejected
from tests.newsxml_kit import ALTO, FACTIVA, METS, RECORDS, TEI, article, blocks, documents, made, one
from tests.readers_kit import hints, items


def test_the_articles_of_an_issue_with_their_continuations() -> None:
    first, second = documents(TEI)
    assert blocks(first) == [
        ("paragraph", "Le nouveau pont est ouvert depuis lundi."), ("paragraph", "Il a coûté deux millions de francs."),
    ]  # fmt: skip
    assert hints(first) == {
        "title": ["Le pont"], "page": ["1"], "publisher": ["Le Courrier"], "published": ["1875-04-04"],
        "language": ["fr"],
    }  # fmt: skip
    assert blocks(second) == [
        ("paragraph", "Une grange a brûlé."), ("crosshead", "Les pompiers"), ("paragraph", "Ils sont venus vite."),
        ("caption", "La grange."),
    ]  # fmt: skip
    told = hints(second)
    assert (told["title"], told["kicker"], told["lead"], told["page"]) == (
        ["Un incendie"],
        ["Faits divers"],
        ["Hier soir"],
        ["2"],
    )
    assert told["authors"] == ["Jean Petit"]


def test_the_articles_of_an_issue_have_ids_of_their_own() -> None:
    first, second = map(article, documents(TEI))
    assert first.id != second.id and first.published and first.published.value == "1875-04-04"


def test_articles_that_are_linked() -> None:
    text = TEI.replace('<div type="article" n="1"><head>', '<div type="article" xml:id="a" next="#b"><head>')
    text = text.replace(
        '<div type="article" n="1"><p>millions', '<div type="article" xml:id="b" prev="#a"><p>millions'
    )
    assert len(documents(text)) == 2 and blocks(documents(text)[0])[-1][1].endswith("millions de francs.")


def test_one_article_a_file() -> None:
    text = TEI.replace('type="article"', 'type="section"').replace("Digital edition", "Le pont et le feu")
    found = one(text)
    assert hints(found)["title"] == ["Le pont et le feu"] and ("crosshead", "Un incendie") in blocks(found)


def test_a_page() -> None:
    found = one(ALTO)
    assert blocks(found) == [
        ("crosshead", "Die Brücke"),
        ("paragraph", "Der Ventilationsschacht ist gebaut."),
    ]
    assert hints(found) == {"page": ["17"], "ocr_confidence": ["0.8000"], "language": ["de"]}
    made_ = article(found)
    assert made_.ocr_confidence == 0.8 and made_.published is None and made_.page == "17"


def test_the_order_of_reading() -> None:
    group = '<OrderedGroup><ElementRef ID="r1" REF="c"/><ElementRef ID="r2" REF="b1"/></OrderedGroup>'
    order = f"<ReadingOrder>{group}</ReadingOrder>"
    assert [text for _, text in blocks(one(ALTO.replace("<Layout>", f"{order}<Layout>")))][-1] == "Die Brücke"


@pytest.mark.parametrize("lines", [("Brük-", "ke"), ("Brük\u00ad", "ke"), ("Brük¬", "ke")])
def test_words_that_a_line_breaks_without_saying_so(lines: tuple[str, str]) -> None:
    broken = "</TextLine><TextLine>".join(f'<String CONTENT="{line}"/>' for line in lines)
    text = ALTO.replace('<String CONTENT="Brücke" WC="0.7"/>', broken)
    assert blocks(one(text))[0] == ("crosshead", "Die Brükke")


def test_an_empty_page_and_a_version_without_name_space() -> None:
    begin, end = ALTO.index('<TextBlock ID="b1"'), ALTO.index("</PrintSpace>")
    (empty,) = made(ALTO[:begin] + ALTO[end:])
    assert isinstance(empty, Rejected) and empty.reason == "no-text"
    assert blocks(one(ALTO.replace(' xmlns="http://www.loc.gov/standards/alto/ns-v3#"', "")))


def test_mets_alone_gives_headlines_and_says_what_is_missing() -> None:
    coal, second, third, failure = made(METS)
    assert isinstance(coal, RawDocument) and hints(coal)["title"] == ["COAL FOR THE FERRY."]
    assert article(coal).truncated and article(coal).page == "1"
    assert isinstance(second, Rejected) and second.detail.endswith("its text is missing: p1.xml")
    assert isinstance(third, Rejected) and third.detail.endswith("without a text on the pages")
    assert isinstance(failure, Failure) and failure.reason == "missing-file" and "p1.xml" in failure.detail


def test_mets_whose_name_space_is_not_declared() -> None:
    found = made(METS.replace(' xmlns:mets="http://www.loc.gov/METS/"', ""))
    assert [hints(each)["title"] for each in found if isinstance(each, RawDocument)] == [
        ["COAL FOR THE FERRY."]
    ]
    assert isinstance(made(METS.replace("mets:div", "part"))[0], Rejected)


def test_factiva() -> None:
    first, second = documents(FACTIVA)
    assert hints(first) == {
        "title": ["Bridge opens"], "authors": ["By Jane Doe"], "source_id": ["FJORD00020240102-1"],
        "published": ["2024-01-02T10:30:00"], "publisher": ["The Fjord Gazette"], "language": ["EN"],
        "rights": ["(c) 2024 Fjord"],
        "subjects": ["Transport"], "keywords": ["Norway"],
    }  # fmt: skip
    assert [text for _, text in blocks(first)] == [
        "The new bridge has opened.",
        "It cost two million.",
        "Cars may pass.",
    ]
    assert [text for _, text in blocks(second)] == [
        "The toll on the old bridge ends today.",
        "It began ten years ago.",
    ]


def test_xml_that_somebody_made() -> None:
    first, second = documents(RECORDS)
    assert hints(first) == {
        "title": ["Brua er open"], "authors": ["Av Kari Nordmann"], "keywords": ["bru", "veg"], "source_id": ["s1"],
        "published": ["2024-01-02T10:30:00"],
    }  # fmt: skip
    assert blocks(first) == [("paragraph", "Den nye brua er open."), ("paragraph", "Ho kosta to millionar.")]
    assert blocks(second) == [("paragraph", "Bompengane er slutt."), ("paragraph", "Det gjeld frå i dag.")]
    assert hints(second) == {"source_id": ["s2"]}
    assert [RECORDS.encode()[each.offset :][:6] for each in items(RECORDS.encode(), "mem:x.xml")] == [
        b"<Story"
    ] * 2


@pytest.mark.parametrize(
    "record",
    [
        '<row><field name="id">7</field><field name="title">Bru</field>'
        '<field name="body">&lt;p&gt;Brua er open.&lt;/p&gt;</field></row>',
        '<table name="posts"><column name="id">7</column><column name="title">Bru</column>'
        '<column name="body">Brua er open.</column></table>',
        '<doc><str name="id">7</str><str name="title">Bru</str><str name="body">Brua er open.</str></doc>',
        '<post id="7" title="Bru" body="Brua er open."/>',
        "<post><id>7</id><title>Bru</title><body><par>Brua er open.</par></body></post>",
    ],
)
def test_exports_of_databases(record: str) -> None:
    found = documents(
        f'<?xml version="1.0"?><dump><made>2024</made>{record}{record.replace("7", "8")}</dump>'
    )
    assert [hints(each)["source_id"] for each in found] == [["7"], ["8"]]
    assert all(
        blocks(each) == [("paragraph", "Brua er open.")] and hints(each)["title"] == ["Bru"] for each in found
    )


def test_texts_in_a_group() -> None:
    begin, end = TEI.index("<text>"), TEI.index("</TEI>")
    texts = "".join(
        f"<text><body><head>{name}</head><p>{name} est ouvert.</p></body></text>"
        for name in ("Le pont", "Le port")
    )
    found = documents(f"{TEI[:begin]}<text><group>{texts}</group></text>{TEI[end:]}")
    assert [hints(each)["title"] for each in found] == [["Le pont"], ["Le port"]]


def test_a_declaration_that_stands_there_twice() -> None:
    assert len(blocks(one('<?xml version="1.0" encoding="UTF-8"?>\n\n' + ALTO))) == 2


def test_one_record_that_is_the_root() -> None:
    text = '<?xml version="1.0"?><newsitem itemid="7" date="1996-08-20" xml:lang="en"><title>Bridge</title>'
    found = one(
        f"{text}<headline>Bridge opens.</headline><text><p>The new bridge has opened.</p></text></newsitem>"
    )
    assert hints(found)["title"] == ["Bridge", "Bridge opens."] or hints(found)["title"] == ["Bridge"]
    assert hints(found)["published"] == ["1996-08-20"] and blocks(found) == [
        ("paragraph", "The new bridge has opened.")
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><catalog><book><price>3</price></book></catalog>',
        '<?xml version="1.0"?><gpx><wpt><name>A</name></wpt></gpx>',
        '<?xml version="1.0"?><settings><text>A</text></settings>',
    ],
)
def test_other_xml_stays_unknown_and_is_named(text: str) -> None:
    (found,) = items(text.encode(), "mem:x.xml")
    assert isinstance(found, Failure) and found.reason == "unknown-format"
    name = text.removeprefix('<?xml version="1.0"?>').partition(">")[0][1:]
    assert f"its root element is {name})" in found.detail


def test_a_file_of_paragraphs_below_a_title() -> None:
    found = one(
        '<?xml version="1.0"?>\n<text><title>Italien.</title><p>Die Brücke</p><p>ist offen.</p></text>'
    )
    assert blocks(found) == [("paragraph", "Die Brücke"), ("paragraph", "ist offen.")]
    assert hints(found)["title"] == ["Italien."]


def test_articles_of_two_issues_that_number_theirs_alike_are_two() -> None:
    ids = []
    for day in ("1875-04-04", "1875-04-05"):
        text = TEI.replace('<div type="article" n="2">', '<div type="article" n="2" xml:id="a2">')
        ids.append(hints(documents(text.replace("1875-04-04", day))[-1])["source_id"])
    assert ids == [["1875-04-04:a2"], ["1875-04-05:a2"]]
    named = TEI.replace('<div type="article" n="2">', '<div type="article" n="2" xml:id="a2">').replace(
        "<TEI ", '<TEI xml:id="issue-7" '
    )
    assert hints(documents(named)[-1])["source_id"] == ["issue-7:a2"]
