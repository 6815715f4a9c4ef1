"""DOCX, ODT and EPUB: what is text, what is structure, what the program noted; hostile and broken files."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from pipeline import readers
from pipeline.chain import Chain, Options
from pipeline.model import Article, Failure, RawDocument, Rejected
from pipeline.readers import zipped as zipped_documents
from tests.documents_kit import W, docx, epub, odt, p
from tests.readers_kit import fates, items, memory, tarred, zipped

FIRST = "Brua over elva vart opna laurdag, og mange hadde møtt fram for å sjå på."
SECOND = "Ordføraren klipte snora klokka tolv, og korpset spelte."


def one(data: bytes) -> RawDocument:
    (found,) = fates(items(data))
    assert isinstance(found, RawDocument), found
    return found


def told(document: RawDocument) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks or ()]


def hint(document: RawDocument, field: str) -> list[str]:
    return [each.value for each in document.hints if each.field == field]


def test_styles_make_blocks_in_any_language() -> None:
    table = (
        "<w:tbl><w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in ("Lag", "Mål")) + "</w:tr></w:tbl>"
    )
    found = one(
        docx(
            p("Ny bru er opna", "Titel"),
            p("Over elva på ti minutt", "Untertitel"),
            p(FIRST),
            p("Fest på kaia", "Eigen"),
            p(SECOND),
            p("Ei vakker bru. Foto: Kari Skrivar", "Beschriftung"),
            p("Punkt éin", more="<w:numPr/>"),
            p("Sitatet.", "Zitat"),
            table,
            p("Krins", "Kreis"),
        )
    )
    assert told(found) == [
        ("paragraph", "Over elva på ti minutt"),
        ("paragraph", FIRST),
        ("crosshead", "Fest på kaia"),
        ("paragraph", SECOND),
        ("caption", "Ei vakker bru. Foto: Kari Skrivar"),
        ("list", "Punkt éin"),
        ("quote", "Sitatet."),
        ("table", "Lag | Mål"),
        ("paragraph", "Krins"),
    ]
    assert hint(found, "title") == ["Dokument1", "Ny bru er opna"] and hint(found, "lead") == [
        "Over elva på ti minutt"
    ]


def test_bare_paragraphs_are_a_text() -> None:
    found = one(docx(p("Av Kari Skrivar"), p(FIRST), p(""), p(SECOND + "|Ny linje.")))
    assert found.blocks is None and found.media_type == "text/plain"
    assert found.payload.decode() == f"Av Kari Skrivar\n\n{FIRST}\n\n{SECOND}\nNy linje."


def test_what_the_program_noted_is_trusted_little() -> None:
    article = Chain(Options()).extract(one(docx(p("Ny bru er opna"), p(""), p(FIRST), p(SECOND))))
    assert isinstance(article, Article)
    assert article.title == "Ny bru er opna" and not article.authors and article.published is None
    assert article.modified is not None and article.modified.value == "2020-03-04T05:06:07Z"
    assert article.extra["document-creator"] == "Kari Skrivar"
    assert article.body == f"{FIRST}\n\n{SECOND}"


def test_a_bold_line_at_the_top_is_the_title() -> None:
    found = one(docx(p("Ny bru er opna", bold=True), p(FIRST), p(SECOND)))
    assert hint(found, "title")[-1] == "Ny bru er opna" and found.payload.decode() == f"{FIRST}\n\n{SECOND}"
    assert hint(one(docx(p(FIRST, bold=True), p(SECOND, bold=True))), "title") == ["Dokument1"]


def test_what_is_no_text_of_the_document() -> None:
    body = (
        p("Synleg tekst her.")
        + "<w:p><w:del><w:r><w:delText>Sletta</w:delText></w:r></w:del><w:ins><w:r><w:t>Sett inn</w:t></w:r>"
        "</w:ins></w:p>"
        + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Gøymt</w:t></w:r><w:r><w:t>Vist</w:t></w:r></w:p>"
        + "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink><w:r><w:t>Lenkje</w:t></w:r>"
        "</w:hyperlink></w:p>"
        + "<w:p><w:moveFrom><w:r><w:t>Flytta</w:t></w:r></w:moveFrom><w:r><w:t>Med</w:t><w:noBreakHyphen/><w:t>"
        "lem</w:t></w:r></w:p>"
        + "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
        + p("I boks")
        + "</w:txbxContent></mc:Choice>"
        + "<mc:Fallback><w:txbxContent>"
        + p("I boks")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        + "<w:sdt><w:sdtContent>"
        + p("I felt")
        + "</w:sdtContent></w:sdt>"
    )
    text = one(docx(body)).payload.decode()
    assert text.split("\n\n") == [
        "Synleg tekst her.",
        "Sett inn",
        "Vist",
        "Lenkje",
        "Med-lem",
        "I boks",
        "I felt",
    ]


@pytest.mark.parametrize(
    "pack", [gzip.compress, lambda data: tarred({"a.docx": data}), lambda data: zipped({"a.docx": data})]
)
def test_within_containers(pack) -> None:  # type: ignore[no-untyped-def]
    data = docx(p(FIRST), p(SECOND))
    found = one(pack(data))
    assert found.payload.decode() == f"{FIRST}\n\n{SECOND}"
    assert readers.describe("x", memory({"x": data}))[0].format == "docx"


def test_a_payload_alone_is_the_document() -> None:
    for data in (docx(p(FIRST)), odt(f"<text:p>{FIRST}</text:p>"), epub({"a.xhtml": f"<p>{FIRST}</p>"})):
        (raw,) = items(data)
        assert isinstance(raw, RawDocument) and (raw.offset, raw.length) == (0, len(data))
        alone = RawDocument("x", 0, raw.length, raw.payload, raw.format)
        assert [each.payload for each in readers.parse(alone)] == [FIRST.encode()]  # type: ignore[union-attr]


def test_entities_are_not_expanded() -> None:
    bomb = (
        f'<!DOCTYPE d [<!ENTITY a "{"x" * 1000}"><!ENTITY b "{"&a;" * 1000}"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>Ord &b; &f; meir</w:t></w:r></w:p></w:body></w:document>'
    )
    found = one(docx(**{"word__document.xml": bomb.encode()}))
    assert len(found.payload) < 200 and b"root" not in found.payload


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped_documents, "RECORD_LIMIT", 2000)
    (found,) = fates(items(docx(p("x" * 5000))))
    assert isinstance(found, Failure) and found.reason == "too-large" and not found.retryable
    deep = "<w:sdt><w:sdtContent>" * 500 + p("Djupt") + "</w:sdtContent></w:sdt>" * 500
    (found,) = fates(items(docx(deep)))
    assert isinstance(found, Rejected | Failure)


def test_broken_documents_say_why() -> None:
    (found,) = fates(items(zipped({"[Content_Types].xml": b"", "word/other.xml": b"<a/>"})))
    assert isinstance(found, Failure) and found.reason == "corrupt" and "document.xml" in found.detail
    (found,) = fates(items(docx()))
    assert isinstance(found, Rejected) and found.reason == "empty"
    data = bytearray(docx(p("Tekst " * 500)))
    at = data.index(b"word/document.xml") + 60
    data[at : at + 20] = b"\xff" * 20
    (found,) = fates(items(bytes(data)))
    assert isinstance(found, Failure) and found.reason == "corrupt"
    (found,) = items(docx(p("Tekst"))[:-40])
    assert isinstance(found, Failure) and found.reason == "corrupt"


def test_other_office_documents_are_told_what_they_are() -> None:
    (found,) = items(zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b"<a/>"}))
    assert (
        isinstance(found, Failure) and found.reason == "unknown-format" and "office program" in found.detail
    )
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    (found,) = items(sheet.getvalue())
    assert isinstance(found, Failure) and found.reason == "unknown-format"
    assert readers.describe("a.docx", memory({"a.docx": b"A plain text of words.\n"}))[0].format == "text"


# ---------------------------------------------------------------- ODT


def test_odt() -> None:
    styles = (
        '<style:style style:name="P1" style:parent-style-name="Title"/>'
        '<style:style style:name="P2" style:parent-style-name="Illustration"/>'
        '<style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    body = (
        '<text:tracked-changes><text:p>Sletta</text:p></text:tracked-changes><text:p text:style-name="P1">Ny '
        "bru er opna</text:p>"
        f"<text:p>{FIRST}<text:note><text:note-body><text:p>Ein note</text:p></text:note-body></text:note></text:p>"
        f'<text:h text:outline-level="2">Fest <text:span text:style-name="T1">på</text:span><text:s text:c="2"/>'
        f"kaia</text:h>"
        f"<text:p>{SECOND}<text:line-break/>Ny linje.</text:p><text:list><text:list-item><text:p>Punkt</text:p>"
        f"</text:list-item></text:list>"
        '<text:p><draw:frame><draw:text-box><text:p text:style-name="P2">Bru. Foto: Kari Skrivar</text:p>'
        "</draw:text-box></draw:frame></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Lag</text:p></table:table-cell>"
        "<table:table-cell><text:p>Mål</text:p></table:table-cell></table:table-row></table:table>"
    )
    found = one(odt(body, styles, "<dc:title>Mal</dc:title><dc:date>2020-01-02T03:04:05</dc:date>"))
    assert found.format == "odt" and hint(found, "title") == ["Mal", "Ny bru er opna"]
    assert told(found) == [
        ("paragraph", FIRST),
        ("crosshead", "Fest på kaia"),
        ("paragraph", f"{SECOND} Ny linje."),
        ("list", "Punkt"),
        ("caption", "Bru. Foto: Kari Skrivar"),
        ("table", "Lag | Mål"),
    ]
    assert hint(found, "modified") == ["2020-01-02T03:04:05"]


def test_a_locked_odt() -> None:
    data = odt("<text:p>x</text:p>").replace(b"<manifest/>", b"<manifest/>")
    locked = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(locked, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<encryption-data/>" if "manifest" in name else old.read(name))
    (found,) = fates(items(locked.getvalue()))
    assert isinstance(found, Failure) and found.reason == "encrypted"


# ---------------------------------------------------------------- EPUB


def test_a_book_is_one_record() -> None:
    pages = {
        "a.xhtml": f"<h1>Fyrste kapittel</h1><p>{FIRST}<br/>Ny linje.</p><script>x</script><div>Laus <i>"
        "tekst</i></div>",
        "b.xhtml": f"<h1>Andre</h1><blockquote><p>{SECOND}</p></blockquote><ul><li>Punkt</li></ul>"
        "<figure><img src='a.png'/><figcaption>Bru. Foto: Kari Skrivar</figcaption></figure>"
        "<table><tr><td>Lag</td><td>Mål</td></tr></table>",
    }
    meta = (
        "<dc:title>Ei bok</dc:title><dc:creator>Kari Skrivar</dc:creator><dc:language>nn</dc:language>"
        "<dc:date>2011</dc:date>"
    )
    found = one(epub(pages, meta))
    assert (
        hint(found, "title")[0] == "Ei bok"
        and hint(found, "authors") == ["Kari Skrivar"]
        and not hint(found, "published")
    )
    assert told(found)[-6:] == [
        ("crosshead", "Andre"),
        ("quote", SECOND),
        ("list", "Punkt"),
        ("caption", "Bru. Foto: Kari Skrivar"),
        ("table", "Lag | Mål"),
    ][-6:] or told(found)
    texts = [text for _, text in told(found)]
    assert (
        f"{FIRST} Ny linje." in texts
        and "Laus tekst" in texts
        and "Innhald" not in texts
        and "x" not in texts
    )


def test_an_e_paper_gives_its_articles() -> None:
    pages = {
        "feed_0/index.html": "<h1>Nyhende</h1><ul><li>Ny bru er opna</li></ul>",
        "feed_0/article_0/index.html": f"<h1>Ny bru er opna</h1><p>{FIRST}</p>",
        "feed_0/article_1/index.html": f"<h1>Korps spelte</h1><p>{SECOND}</p>",
        "feed_0/article_2/index.html": "",
    }
    found = fates(
        items(
            epub(
                pages, "<dc:title>Avisa</dc:title><dc:date>2019-04-25</dc:date><dc:language>nn</dc:language>"
            )
        )
    )
    articles = [each for each in found if isinstance(each, RawDocument)]
    assert [hint(each, "title") for each in articles] == [["Ny bru er opna"], ["Korps spelte"]]
    assert [each.payload.decode() for each in articles] == [FIRST, SECOND]
    assert hint(articles[0], "publisher") == ["Avisa"] and hint(articles[0], "published") == ["2019-04-25"]
    assert [each.reason for each in found if isinstance(each, Rejected)] == ["empty"]
