"""RTF: codes, charsets that lie, tables, broken documents."""

from __future__ import annotations

import gzip

import pytest

from pipeline import readers
from pipeline.model import Failure, RawDocument, Rejected
from tests.documents_kit import coded, rtf
from tests.readers_kit import fates, items, memory

FIRST = "Brua over elva vart opna laurdag, og mange hadde møtt fram for å sjå på."


def one(data: bytes) -> RawDocument:
    (found,) = fates(items(data))
    assert isinstance(found, RawDocument), found
    return found


def text(data: bytes) -> str:
    return one(data).payload.decode()


def hint(document: RawDocument, field: str) -> list[str]:
    return [each.value for each in document.hints if each.field == field]


@pytest.mark.parametrize(
    "data",
    [
        rtf(coded(FIRST, "cp1252")),
        rtf(FIRST.encode("cp1252")),
        rtf(FIRST.encode("utf-8")),
        rtf(coded(FIRST, "utf-8")),
        rtf("".join(char if char.isascii() else f"\\u{ord(char)}?" for char in FIRST)),
        rtf("\\uc0 " + "".join(char if char.isascii() else f"\\u{ord(char)} " for char in FIRST)),
        rtf("".join(char if char.isascii() else f"\\u{ord(char)}\\'3f" for char in FIRST)),
        rtf("".join(char if char.isascii() else f"{{\\uc2\\u{ord(char)}??}}" for char in FIRST)),
        rtf(coded(FIRST, "mac_roman"), "\\mac"),
        b"\xef\xbb\xbf" + rtf(FIRST.encode("utf-8")),
    ],
)
def test_every_way_to_write_letters(data: bytes) -> None:
    assert text(data) == FIRST


def test_fonts_have_charsets_of_their_own() -> None:
    fonts = (
        "\\ansi{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial Cyr;}{\\f2\\fcharset238 Arial "
        "CE;}{\\f3\\fcharset128 MS;}}"
    )
    body = (
        f"\\f1 {coded('Мост открыт', 'cp1251')}\\par\\f2 {coded('Žluťoučký kůň', 'cp1250')}\\par\\f3 "
        f"{coded('橋が開通', 'cp932')}\\f0  ok"
    )
    assert text(rtf(body, fonts)).split("\n\n") == ["Мост открыт", "Žluťoučký kůň", "橋が開通 ok"]


def test_pairs_of_surrogates_and_negative_numbers() -> None:
    assert text(rtf("Eit smil \\u-10179?\\u-8704? her")) == "Eit smil \U0001f600 her"
    assert text(rtf("\\lquote Ja\\rquote  \\emdash  nei\\~1\\_2\\-3 \\{\\}\\\\")) == "‘Ja’ — nei\xa01-23 {}\\"


def test_what_is_no_text() -> None:
    body = (
        "{\\info{\\title Mal}{\\author Kari}{\\revtim\\yr2020\\mo3\\dy4\\hr5\\min6}}{\\header "
        "Topptekst}{\\footer Side 1}"
        "{\\*\\generator Word}{\\pict\\pngblip 89504e47}{\\object\\objdata 0102}Synleg {\\v gøymt}tekst"
        "{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt  med lenkje}}{\\footnote Ein note}{\\*\\ukjend noko}\\bin3 {}}."
    )
    found = one(rtf(body))
    assert found.payload == b"Synleg tekst med lenkje."
    assert [(each.field, each.value, each.trust) for each in found.hints] == [
        ("title", "Mal", 0.3),
        ("modified", "2020-03-04T05:06", 0.3),
    ]
    assert dict(found.extra) == {"document-author": "Kari"}


def test_structure() -> None:
    head = "\\ansi{\\stylesheet{\\s0 Normal;}{\\s1 heading 1;}{\\s2\\sbasedon0 caption;}}"
    body = (
        "\\pard\\b Ny bru er opna\\b0\\par\\pard "
        + coded(FIRST, "cp1252")
        + "\\par\\pard\\s1 Fest p\\'e5 kaia\\par"
        "\\pard\\s2 Ei bru. Foto: Kari Skrivar\\par\\pard{\\listtext\\bullet\\tab}Punkt\\par"
        "\\trowd\\pard\\intbl Lag\\cell M\\'e5l\\cell\\row\\trowd\\pard\\intbl I ramme\\par To\\cell\\row\\pard Slutt."
    )
    found = one(rtf(body, head))
    assert hint(found, "title") == ["Ny bru er opna"]
    assert [(block.kind, block.text) for block in found.blocks or ()] == [
        ("paragraph", FIRST),
        ("crosshead", "Fest på kaia"),
        ("caption", "Ei bru. Foto: Kari Skrivar"),
        ("list", "Punkt"),
        ("table", "Lag | Mål"),
        ("paragraph", "I ramme"),
        ("paragraph", "To"),
        ("paragraph", "Slutt."),
    ]


def test_broken_documents() -> None:
    found = one(rtf("{\\b Eit stykke tekst")[:-1])
    assert found.payload == b"Eit stykke tekst" and dict(found.extra)["truncated"]
    (deep,) = fates(items(rtf("{" * 3000 + "x")))
    assert isinstance(deep, Failure) and deep.reason == "too-deep"
    (empty,) = fates(items(rtf("\\par\\par ")))
    assert isinstance(empty, Rejected) and empty.reason == "empty"
    assert text(rtf(b"A \\'zz \\ \\12 \0 b\\u9999999999999 c")).startswith("A")


def test_detected_by_content() -> None:
    for data in (rtf("x"), b"\r\n" + rtf("x"), gzip.compress(rtf("x"))):
        assert readers.describe("a.doc", memory({"a.doc": data}))[0].format == "rtf"
    assert readers.describe("a.rtf", memory({"a.rtf": b"A text on {\\rtf1 codes}.\n"}))[0].format == "text"
