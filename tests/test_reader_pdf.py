"""PDF: lines to paragraphs, hyphens, running heads, columns; scans, passwords, broken files."""

from __future__ import annotations

import gzip
import io

import pytest

from pipeline import readers
from pipeline.chain import Chain, Options
from pipeline.model import Article, Failure, RawDocument, Rejected
from tests.documents_kit import Show, pdf
from tests.readers_kit import fates, items, memory

TITLE = "Ny bru over elva er opna"
INFO = "/Title(Microsoft Word - bru.docx)/Author(Kari Skrivar)/CreationDate(D:20200304050607+01'00')"


def lines(
    *texts: str, top: float = 700, x: float = 60, size: float = 10, font: str = "R", step: float = 12
) -> list[Show]:
    return [(x, top - step * number, size, font, text) for number, text in enumerate(texts) if text]


PAGE = [
    (60, 800, 8, "R", "Fjordbladet 25. april 2019"),
    (60, 760, 20, "B", TITLE),
    *lines(
        "Brua over elva vart opna laurdag, og mange hadde m\xf8tt fram for \xe5 sj\xe5 korleis ord-",
        "f\xf8raren klipte snora. Korpset spelte, og det vart selt kaffi og vaflar til alle saman i",
        "teltet p\xe5 kaia.",
        "   ",
        "Ordf\xf8raren sa at bruene er viktige, og at nord-norske bygder treng dei. Det meiner og-",
        "s\xe5 mange andre som var der denne laurdagen i april, og dei heldt fram med festen til",
        "langt p\xe5 kveld.",
    ),
    (60, 590, 10, "B", "Fest p\xe5 kaia"),
    *lines(
        "Etterp\xe5 var det fest p\xe5 kaia for alle, med ordf\xf8raren og med nord-norske songar i",
        "lufta heile kvelden lang.",
        top=572,
    ),
    (300, 30, 8, "R", "1"),
]


def one(data: bytes) -> RawDocument:
    (found,) = fates(items(data))
    assert isinstance(found, RawDocument), found
    return found


def body(data: bytes) -> list[str]:
    return one(data).payload.decode().split("\n\n")


def second_page() -> list[Show]:
    return [
        (60, 800, 8, "R", "Fjordbladet 26. april 2019"),
        *lines("Her held saka fram p\xe5 ei ny side, med ei line til."),
        (300, 30, 8, "R", "2"),
    ]


def test_paragraphs_hyphens_heads_and_title() -> None:
    found = one(pdf([PAGE, second_page()], INFO))
    assert [each.value for each in found.hints if each.field == "title"] == [TITLE]
    texts = found.payload.decode().split("\n\n")
    assert texts[0].startswith("Brua over elva vart opna laurdag") and "korleis ordføraren klipte" in texts[0]
    assert texts[0].endswith("teltet på kaia.")
    assert "nord-norske bygder" in texts[1] and "også mange" in texts[1]
    assert texts[2] == "Fest på kaia" and texts[4].startswith("Her held saka fram")
    assert not any("Fjordbladet" in text or text in "12" for text in texts)
    assert [block.kind for block in found.blocks or ()] == [
        "paragraph",
        "paragraph",
        "crosshead",
        "paragraph",
        "paragraph",
    ]


def test_a_date_of_the_file_is_no_date_of_publication() -> None:
    article = Chain(Options()).extract(one(pdf([PAGE], INFO)))
    assert isinstance(article, Article) and article.title == TITLE and not article.authors
    assert article.modified is not None and article.modified.value == "2020-03-04T05:06:07+01:00"
    assert article.published is None or article.published.value == "2019-04-25"
    assert article.extra["document-author"] == "Kari Skrivar" and article.extra["pages"] == "1"


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (("Det er ein bru-", "kar her. Brukar?"), "Det er ein brukar her. Brukar?"),
        (("Det er nord-", "norsk. Ja, nord-norsk."), "Det er nord-norsk. Ja, nord-norsk."),
        (("Det er Nord-", "Noreg her i landet."), "Det er Nord-Noreg her i landet."),
        (("Eit skip i høg fart, ein skip-", "fart."), "Eit skip i høg fart, ein skip-fart."),
        (("Det er framleis ein seld-", "syn ting."), "Det er framleis ein seldsyn ting."),
        (("Prisen er framleis 12-", "14 kroner."), "Prisen er framleis 12- 14 kroner."),
    ],
)
def test_hyphens_at_line_ends(parts: tuple[str, ...], whole: str) -> None:
    assert body(pdf([lines(*parts)])) == [whole]


def test_columns_are_read_one_after_the_other() -> None:
    left = [f"Venstre spalte line nummer {n} med mange ord her" for n in range(8)]
    right = [f"hogre spalte line nummer {n} med mange ord her" for n in range(8)]
    (text,) = body(pdf([[*lines(*left, x=50), *lines(*right, x=320)]]))
    assert text.index("nummer 7") < text.index("hogre")


def test_a_paragraph_goes_on_on_the_next_page() -> None:
    first = lines(
        "Ei lang line som ikkje er slutt og som held fram p\xe5 neste side i avisa, der det st\xe5r", top=60
    )
    second = lines("resten av setninga. Og s\xe5 litt til her.", top=780)
    assert body(pdf([first, second])) == [" ".join(show[4] for show in (*first, *second))]


def test_a_scan_is_told_what_to_do() -> None:
    (found,) = fates(items(pdf([[], []])))
    assert isinstance(found, Rejected) and found.reason == "no-text" and "OCR" in found.detail


def test_a_locked_file() -> None:
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(pdf([PAGE])))
    writer.encrypt("ord", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    (found,) = fates(items(locked.getvalue()))
    assert isinstance(found, Failure) and found.reason == "encrypted" and "password" in found.detail
    writer = pypdf.PdfWriter(io.BytesIO(pdf([PAGE])))
    writer.encrypt("", owner_password="eigar", algorithm="RC4-128")
    open_ = io.BytesIO()
    writer.write(open_)
    assert "korleis ordføraren" in one(open_.getvalue()).payload.decode()


def test_broken_files() -> None:
    data = pdf([PAGE, second_page()])
    (found,) = fates(items(b"%PDF-1.4\nnothing here"))
    assert isinstance(found, Failure | Rejected) and found.reason in ("corrupt", "no-text")
    for cut in (60, 500, len(data) // 2):
        assert len(fates(items(data[:cut]))) == 1
    assert "korleis ordføraren" in one(data[:-200]).payload.decode()  # its table of objects is made anew


def test_packed_and_alone() -> None:
    data = pdf([PAGE])
    (raw,) = items(gzip.compress(data))
    assert isinstance(raw, RawDocument)
    alone = RawDocument("x", 0, raw.length, raw.payload, "pdf")
    assert [each.payload for each in readers.parse(alone)] == [one(data).payload]  # type: ignore[union-attr]


def test_detected_by_content() -> None:
    data = pdf([PAGE])
    for head in (data, b"\n\n" + data, b"junk before it\n" + data):
        assert readers.describe("a.bin", memory({"a.bin": head}))[0].format == "pdf"
    text = b"A text about %PDF-1.4 and how it begins.\n"
    assert readers.describe("a.pdf", memory({"a.pdf": text}))[0].format == "text"
