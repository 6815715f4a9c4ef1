"""Scanned pages as programs for text recognition write them: hOCR and ABBYY's XML."""

from __future__ import annotations

from pipeline.model import RawDocument, Rejected
from tests.newsxml_kit import article, blocks, documents, made, one, sample
from tests.readers_kit import CASES, fates, hints, items

ABBYY = sample("abbyy")
HOCR = (CASES / "hocr" / "tesseract.in").read_text("utf-8")


def pages(text: str) -> list[RawDocument]:
    return [each for each in fates(items(text.encode(), "mem:p.hocr")) if isinstance(each, RawDocument)]


def test_pages_of_abbyy() -> None:
    first, second = documents(ABBYY)
    assert blocks(first) == [
        ("paragraph", "Die Brücke"),
        ("paragraph", "ist seit Montag offen."),
        ("table", "Zoll 2 Mark"),
    ]
    assert hints(first) == {"ocr_confidence": ["0.7500"], "language": ["German"]}
    assert [text for _, text in blocks(second)] == ["Die zweite Seite."]
    assert article(first).id != article(second).id


def test_a_page_of_abbyy_alone() -> None:
    begin, end = ABBYY.index("<page width"), ABBYY.index("</page>") + len("</page>")
    assert len(blocks(one(ABBYY[begin:end]))) == 3
    picture = '<page width="1"><block blockType="Picture"><region/></block></page>'
    (found,) = made(picture)
    assert isinstance(found, Rejected) and found.reason == "no-text"


def test_pages_of_hocr() -> None:
    first, second = pages(HOCR)
    assert [text for _, text in blocks(first)] == [
        "THE BRIDGE",
        "The new bridge over the harbour was opened yesterday by the mayor.",
    ]
    assert hints(first) == {"language": ["eng"], "ocr_confidence": ["0.9200"], "page": ["1"]}
    assert hints(second)["page"] == ["2"] and article(second).body == "Second page text is here."


def test_hocr_without_paragraphs_and_without_lines() -> None:
    columns = HOCR.replace("ocr_par", "other")
    assert next(text for _, text in blocks(pages(columns)[0])) == "THE BRIDGE"
    bare = "<html><body><div class='ocr_page' title='ppageno 4'>Words of a page, as they stand.</div></body></html>"
    (found,) = pages(bare)
    assert blocks(found) == [("paragraph", "Words of a page, as they stand.")] and hints(found)["page"] == [
        "5"
    ]
    (empty,) = fates(items(b"<html><body><div class='ocr_page'></div></body></html>", "mem:p.hocr"))
    assert isinstance(empty, Rejected) and empty.reason == "no-text"


def test_what_stands_beside_the_text_of_hocr() -> None:
    photo = HOCR.replace("class='ocr_carea' id='block_1_1'", "class='ocr_carea ocr_footer' id='block_1_1'")
    assert next(text for _, text in blocks(pages(photo)[0])).startswith("The new bridge")


def test_lines_of_hocr_outside_any_paragraph_stay_in_their_place() -> None:
    line = "<span class='ocr_line'>{}</span>".format
    text = f"<html><body><div class='ocr_page'>{line('One')}<p class='ocr_par'>{line('Two')}</p>{line('Three')}</div>"
    assert [text for _, text in blocks(pages(text)[0])] == ["One", "Two", "Three"]
