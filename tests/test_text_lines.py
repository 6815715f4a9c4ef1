"""Bylines, datelines and cleaning of text, with properties that hold for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Block, Document
from pipeline.steps import bylines, clean, datelines, textblocks
from tests.test_text import RAW, read, values

# ---------------------------------------------------------------- bylines


@pytest.mark.parametrize(
    ("line", "authors", "agency"),
    [
        ("Av Kari Nordmann", ["Kari Nordmann"], None),
        ("AV KARI NORDMANN", ["KARI NORDMANN"], None),
        ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"], None),
        ("By Jane Doe, Staff Writer", ["Jane Doe"], None),
        ("Von Max Muster, dpa", ["Max Muster"], "dpa"),
        ("By The Associated Press", [], "AP"),
        ("Tekst: Kari Nordmann", ["Kari Nordmann"], None),
        ("Tekst: av Kari Nordmann", ["Kari Nordmann"], None),
        ("Tekst og foto: Kari Nordmann", ["Kari Nordmann"], None),
        ("Av Kari Nordmann (tekst) og Ola Nordmann (foto)", ["Kari Nordmann"], None),
        ("Par Jean Dupont avec AFP", ["Jean Dupont"], "AFP"),
        ("(Reporting by Jane Doe; Editing by John Roe)", ["Jane Doe"], None),
        ("Di Mario Rossi", ["Mario Rossi"], None),
        ("Автор: Иван Иванов", ["Иван Иванов"], None),
        ("홍길동 기자", ["홍길동"], None),
        ("Av og til regner det", None, None),
        ("Von Angela Muster bis Olaf Beispiel", None, None),
        ("By the river", None, None),
        ("Foto: Kari Nordmann", None, None),
        ("Tekst: Dette er en forklaring på noe", None, None),
        ("Kari Nordmann", None, None),
    ],
)
def test_bylines(line: str, authors: list[str] | None, agency: str | None) -> None:
    found = bylines.find_byline(line)
    if authors is None:
        assert found is None
    else:
        assert found is not None
        assert (list(found.authors), found.agency) == (authors, agency)


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("OSLO (NTB) – Kongen kom i dag.", ("OSLO", "NTB")),
        ("OSLO (NTB): Kongen kom i dag.", ("OSLO", "NTB")),
        ("WASHINGTON, April 3 (Reuters) - The bank said on Monday.", ("WASHINGTON, April 3", "Reuters")),
        ("Berlin/München (dpa/lby) - Die Stadt hat gewählt.", ("Berlin/München", "dpa")),
        ("BEIJING, April 3 (Xinhua) -- The city opened a bridge.", ("BEIJING, April 3", "Xinhua")),
        ("WASHINGTON — The bank said on Monday.", ("WASHINGTON", None)),
        ("STOCKHOLM (TT) Kungen kom i dag.", ("STOCKHOLM", "TT")),
        ("MADRID, 3 (EUROPA PRESS) La ciudad abre un puente.", ("MADRID, 3", "Europa Press")),
        ("МОСКВА, 3 мая - РИА Новости. Мост открыт.", ("МОСКВА, 3 мая", "RIA Novosti")),
        ("ROMA (ITALPRESS) - Il ponte riapre.", ("ROMA", "Italpress")),
        ("KONGEN (NTB) kom i dag.", None),
        ("PARIS (Hilton) The hotel opened.", None),
        ("Kongen (82) – en mann av folket.", None),
        ("Kongen kom i dag (NTB) – til slutt.", None),
        ("Oslo – en by i nord.", None),
    ],
)
def test_datelines(text: str, dateline: tuple[str, str | None] | None) -> None:
    assert datelines.find_dateline(text) == dateline


def test_a_byline_is_evidence_and_no_paragraph() -> None:
    document = read(
        "Brua åpner\n\nAv Kari Nordmann\n\nOSLO (NTB) – Brua åpner i dag, og mange har møtt fram.\n\nEnd."
    )
    assert values(document, "authors") == ["Kari Nordmann"]
    assert values(document, "dateline") == ["OSLO"]
    assert [b.text for b in document.blocks] == [
        "OSLO (NTB) – Brua åpner i dag, og mange har møtt fram.",
        "End.",
    ]


# ---------------------------------------------------------------- cleaning


def test_cleaning() -> None:
    assert clean.clean("  To\xadpp\u200bmo\u0308te\ufeff \n på\t\u00a0øya\x00 \ud800") == "Toppmöte på øya"
    joiner = "می\u200cخواهم"
    assert clean.clean(joiner) == joiner


def test_furniture_is_dropped_but_never_a_part_of_a_line() -> None:
    lines = [
        "Les også",
        "Les også: En annen sak",
        "Annonse",
        "READ MORE »",
        "Vi bør lese mer, også om annonse.",
    ]
    document = Document(
        RAW, blocks=[Block("paragraph", line) for line in lines] + [Block("caption", "Annonse")]
    )
    clean.step(document)
    assert [b.text for b in document.blocks] == ["Vi bør lese mer, også om annonse.", "Annonse"]


INVISIBLE = set("\xad\u200b\u200e\u200f\u2060\ufeff") | {
    chr(c) for c in (*range(0x202A, 0x202F), *range(0x2060, 0x206A))
}


def kept(text: str) -> str:
    """The characters that cleaning must not touch: what is seen, without white space, in form NFC. What Unicode says
    will never be a character is none."""
    never = {"\ufffe", "\uffff", *map(chr, range(0xFDD0, 0xFDF0))}
    seen = [c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Cf") or c in "\u200c\u200d"]
    seen = [c for c in seen if c not in never]
    return "".join(unicodedata.normalize("NFC", "".join(seen)).split())


@given(st.text(st.characters(exclude_categories=["Cf"]) | st.sampled_from(sorted(INVISIBLE)), max_size=80))
def test_cleaning_loses_and_invents_nothing(text: str) -> None:
    once = clean.clean(text)
    assert clean.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == " ".join(once.split())
    assert kept(once) == kept(text)
    once.encode("utf-8")


WORDS = st.sampled_from(
    "Brua åpner i dag. Foto: Kari Nordmann / NTB – Av AP Lede, (dpa) 2019 «ja» © \n \n\n Les".split(" ")
)


@given(st.lists(WORDS, max_size=40))
def test_no_word_of_a_text_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    blocks = textblocks.to_blocks(text)
    left = "".join(b.text for b in blocks)
    for word in ("Brua", "Kari", "NTB", "2019", "dpa", "«ja»", "Lede"):
        assert left.count(word) == text.count(word), (word, blocks)


@given(st.text(max_size=200))
def test_the_text_steps_never_fail(text: str) -> None:
    document = read(text)
    assert all(block.text for block in document.blocks)
