"""Press exports in DOCX and RTF, taken apart: Nexis in five languages, press reviews."""

from __future__ import annotations

import pytest

from pipeline.chain import Chain, Options
from pipeline.model import Article, RawDocument, Rejected
from tests.documents_kit import coded, docx, p, rtf
from tests.readers_kit import fates, items

FIRST = "Brua over elva vart opna laurdag, og mange hadde møtt fram for å sjå på."
SECOND = "Ordføraren klipte snora klokka tolv, og korpset spelte."


def one(data: bytes) -> RawDocument:
    (found,) = fates(items(data))
    assert isinstance(found, RawDocument), found
    return found


def hint(document: RawDocument, field: str) -> list[str]:
    return [each.value for each in document.hints if each.field == field]


WORDS = {
    "en": (
        "July 1, 2019 Monday 9:20 AM GMT",
        "Section:\xa0SPORT; Version:2; Pg. 12",
        "Byline:\xa0Jane Doe",
        "Length:\xa0355 words",
        "Body",
        "Classification",
        "Language:\xa0ENGLISH",
        "Subject:\xa0BRIDGES (89%); RIVERS (50%)",
        "Load-Date:\xa0July 4, 2019",
        "End of Document",
    ),
    "de": (
        "1. Juli 2019 Montag 9:20 AM GMT",
        "Rubrik:\xa0SPORT; Version:2; S. 12",
        "Autor:\xa0Jane Doe",
        "Länge:\xa0355 Wörter",
        "Text",
        "Klassifizierung",
        "Sprache:\xa0GERMAN",
        "Thema:\xa0BRIDGES (89%); RIVERS (50%)",
        "Update:\xa04. Juli 2019",
        "Ende des Dokuments",
    ),
    "fr": (
        "1 juillet 2019 lundi 9:20 AM GMT",
        "Rubrique :\xa0SPORT; Version:2; p. 12",
        "Auteur :\xa0Jane Doe",
        "Longueur :\xa0355 mots",
        "Corps",
        "Classification",
        "Langue :\xa0FRENCH",
        "Sujet :\xa0BRIDGES (89%); RIVERS (50%)",
        "Date de chargement :\xa04 juillet 2019",
        "Fin du document",
    ),
    "nl": (
        "1 juli 2019 maandag 9:20 AM GMT",
        "Rubriek:\xa0SPORT; Version:2; Blz. 12",
        "Auteur:\xa0Jane Doe",
        "Lengte:\xa0355 woorden",
        "Hoofdtekst",
        "Classificatie",
        "Taal:\xa0DUTCH",
        "Onderwerp:\xa0BRIDGES (89%); RIVERS (50%)",
        "Laaddatum:\xa04 juli 2019",
        "Einde van document",
    ),
    "es": (
        "1 de julio de 2019 lunes 9:20 AM GMT",
        "Sección:\xa0SPORT; Version:2; Pág. 12",
        "Autor:\xa0Jane Doe",
        "Longitud:\xa0355 palabras",
        "Cuerpo",
        "Clasificación",
        "Idioma:\xa0SPANISH",
        "Asunto:\xa0BRIDGES (89%); RIVERS (50%)",
        "Fecha de carga:\xa04 de julio de 2019",
        "Fin del documento",
    ),
}
SECTION = "<w:sectPr/>"
COVER = (
    p("Date and Time: Friday, 5. July 2019 09:31:00 CEST"),
    p("Job Number: 1"),
    p("Documents (2)"),
    p("1. The bridge is open"),
    p("Client/Matter: -None-"),
    p("Search Terms: bridge"),
    p("2. The river"),
    p("Narrowed by: News"),
)


def nexis(code: str, breaks: bool = True) -> bytes:
    date, section, byline, length, body, classification, language, subject, load, end = WORDS[code]
    article = (
        p("The bridge is open", more=""),
        p("The Herald (London)"),
        p(date),
        p(""),
        p("|Copyright 2019 The Herald All Rights Reserved"),
        p(section),
        p(length),
        p(byline),
        p(body),
        p(""),
        p(FIRST),
        p(""),
        p(SECOND),
        p(""),
        p("Graphic"),
        p(""),
        p("The bridge. Photo: Kari Skrivar"),
        p(classification),
        p(""),
        p(language),
        p("|" + subject),
        p("|" + load),
        p(""),
        p("|" + end),
    )
    second = (
        p("The river"),
        p("The Herald (London)"),
        p(date),
        p("Copyright 2019 The Herald"),
        p(length),
        p(body),
        p("Water runs in the river."),
        p(end),
    )
    gap = (p("", more=SECTION), p("")) if breaks else ()
    return docx(*COVER, *gap, *article, *gap, *second, title="The river")


@pytest.mark.parametrize("code", sorted(WORDS))
def test_a_nexis_export_in_every_language(code: str) -> None:
    found = fates(items(nexis(code)))
    assert [hint(each, "title") for each in found] == [["The bridge is open"], ["The river"]]  # type: ignore[arg-type]
    first, second = (Chain(Options()).extract(each) for each in found if isinstance(each, RawDocument))
    assert isinstance(first, Article) and isinstance(second, Article)
    assert first.publisher == "The Herald (London)" and first.section == "SPORT" and first.page == "12"
    assert first.authors == ("Jane Doe",) and first.subjects == ("BRIDGES", "RIVERS")
    assert first.published is not None and first.published.value.startswith("2019-07-01T09:20"), (
        first.published
    )
    assert first.body == f"{FIRST}\n\n{SECOND}" and first.captions == ("The bridge.",)
    assert [credit.verbatim for credit in first.credits] == ["Kari Skrivar"]
    assert first.rights == "Copyright 2019 The Herald All Rights Reserved"
    assert first.extra["load-date"] and first.extra["length"] and first.modified is None
    assert second.body == "Water runs in the river." and second.rights == "Copyright 2019 The Herald"


def test_a_nexis_export_without_breaks_and_in_rtf() -> None:
    found = fates(items(nexis("en", breaks=False)))
    assert [hint(each, "title") for each in found] == [["The bridge is open"], ["The river"]]  # type: ignore[arg-type]
    date, section, byline, *_ = WORDS["en"]
    head = (
        "The bridge is open",
        "The Herald",
        date,
        "Copyright 2019",
        section,
        byline,
        "Body",
        SECOND,
        "End of Document",
    )
    (alone,) = fates(items(rtf("\\par ".join(line.replace("\xa0", "\\~") for line in head))))
    assert isinstance(alone, RawDocument) and alone.payload.decode() == SECOND
    assert hint(alone, "authors") == ["Jane Doe"] and hint(alone, "publisher") == ["The Herald"]


def test_an_article_without_text_or_end() -> None:
    picture = (
        p("A picture"),
        p("The Herald"),
        p("July 1, 2019"),
        p("Length:\xa05 words"),
        p("Body"),
        p("Graphic"),
        p("A bridge."),
        p("End of Document"),
    )
    cut = (
        p("The river"),
        p("The Herald"),
        p("July 1, 2019"),
        p("Length:\xa05 words"),
        p("Body"),
        p("Water runs."),
    )
    found = fates(items(docx(*picture, *cut)))
    assert isinstance(found[0], Rejected) and found[0].reason == "no-text" and "A picture" in found[0].detail
    assert isinstance(found[1], RawDocument) and found[1].payload == b"Water runs."


def test_words_that_are_marks_elsewhere() -> None:
    plain = docx(p("Text"), p(FIRST), p("Body"), p("End of Document"))
    assert len(fates(items(plain))) == 1  # no label, no head: but the marks of an export
    assert one(docx(p(FIRST), p("It was the end of document handling."))).payload.startswith(b"Brua")
    inner = (
        p("The river"),
        p("The Herald"),
        p("July 1, 2019"),
        p("Length:\xa05 words"),
        p("Body"),
        p("Water runs."),
        p("Notes"),
        *[p(f"Line {n} of it.") for n in range(9)],
        p("End of Document"),
    )
    (found,) = fates(items(docx(*inner)))
    assert isinstance(found, RawDocument) and found.payload.decode().count("Line") == 9


CLIPPINGS = (
    '\\i\\b "Fjordbladet" vom 23.10.2017 Seite: 2\\par Ressort: Politik\\par\\i0\\b0\\par\\b Ny bru\\b0\\par\\par '
    + coded(FIRST, "cp1252")
    + '\\par\\sect\\i\\b "Elvetidend" Nr. 246 vom 23.10.2017 Seite L2\\par Ressort: Kultur\\par ks\\par '
    "Morgen\\i0\\b0\\par Kommentar\\par"
    "\\b Ny veg\\b0\\par\\par " + coded(SECOND, "cp1252") + "\\par Mellom\\par"
)


def test_a_press_review() -> None:
    found = fates(items(rtf(CLIPPINGS)))
    first, second = (each for each in found if isinstance(each, RawDocument))
    assert [(each.field, each.value) for each in first.hints] == [
        ("publisher", "Fjordbladet"),
        ("published", "23.10.2017"),
        ("page", "2"),
        ("section", "Politik"),
        ("title", "Ny bru"),
    ]
    assert [(each.field, each.value) for each in second.hints] == [
        ("publisher", "Elvetidend"),
        ("edition", "Nr. 246"),
        ("published", "23.10.2017"),
        ("page", "L2"),
        ("section", "Kultur"),
        ("edition", "Morgen"),
        ("kicker", "Kommentar"),
        ("title", "Ny veg"),
    ]
    assert first.payload.decode() == FIRST and second.payload.decode() == f"{SECOND}\n\nMellom"
    article = Chain(Options()).extract(first)
    assert (
        isinstance(article, Article)
        and article.published is not None
        and article.published.value == "2017-10-23"
    )


def test_a_text_that_quotes_such_a_line_is_one_article() -> None:
    assert (
        len(
            fates(
                items(
                    rtf(coded(FIRST * 3, "cp1252") + '\\par"Fjordbladet" vom 23.10.2017 Seite: 2\\par Slutt.')
                )
            )
        )
        == 1
    )
