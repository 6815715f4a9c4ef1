"""Plain text: headers, titles, blocks, bylines and cleaning, with golden cases and properties."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from pipeline.decide.credits import POLICIES
from pipeline.model import Candidate, Document, RawDocument
from pipeline.steps import clean, credits, header, signed, textblocks

CASES = sorted((pathlib.Path(__file__).parent / "cases" / "text").glob("*.txt"))
RAW = RawDocument("a.txt", 0, 0, b"", "text", media_type="text/plain")


def read(text: str, *evidence: Candidate) -> Document:
    """A document after all text steps."""
    document = Document(RAW, text=text, evidence=list(evidence))
    header.step(document)
    textblocks.step(document)
    bodies = document.candidates("body")
    document.blocks = list(bodies[0].value) if bodies else []
    for step in (clean.step, credits.step, signed.step):
        step(document)
    return document


def described(document: Document) -> dict[str, Any]:
    """What the steps found, as the golden files hold it."""
    out: dict[str, Any] = {"blocks": [[b.kind, b.where, b.text] for b in document.blocks]}
    decided = POLICIES["credits"](document, document.candidates("credits")).value
    out["credits"] = [
        [c.kind, list(c.photographers), list(c.agencies), c.holder, c.verbatim, c.caption] for c in decided
    ]
    for candidate in document.evidence:
        if candidate.field not in ("body", "credits"):
            out.setdefault(candidate.field, []).append([candidate.value, candidate.rule, candidate.where])
    return out


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden_cases(path: pathlib.Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert described(read(path.read_text(encoding="utf-8"))) == expected


def values(document: Document, field: str) -> list[Any]:
    return [c.value for c in document.candidates(field)]


# ---------------------------------------------------------------- header


def test_the_date_glued_to_the_first_sentence() -> None:
    document = Document(RAW, text=" date 2021-06 Brua vert opna i dag.\n\nFolk gler seg.")
    header.step(document)
    [date] = document.evidence
    assert (date.field, date.value, date.rule, date.where) == (
        "published",
        "2021-06",
        "text header",
        "line 1",
    )
    assert document.text == "Brua vert opna i dag.\n\nFolk gler seg."


def test_more_than_one_glued_key() -> None:
    document = Document(RAW, text="date 2021-06-03T10:00Z url https://example.org/a lang nn Brua vert opna.")
    header.step(document)
    found = [(c.field, c.value) for c in document.evidence]
    assert found == [("published", "2021-06-03T10:00Z"), ("url", "https://example.org/a"), ("language", "nn")]
    assert document.text == "Brua vert opna."


@pytest.mark.parametrize(
    "text",
    [
        "Note: the figures are from last year.\n\nMore text.",
        "Source: the police say that nothing happened on Monday.",
        "Date palms grow here.",
        "Date 2019 was a good year for everyone.",
        "date 2019-13 is no date.",
        "By: the way, this is prose.\n\nMore.",
        "Title fights are rare.",
        "Oslo: Kongen kom i dag.\n\nMange møtte fram.",
        "Tema: Vi skriver om klima.\n\nDet er varmt.",
        "--- en strek\nog tekst.",
        "",
        "\n\n",
    ],
)
def test_prose_is_no_header(text: str) -> None:
    document = Document(RAW, text=text)
    header.step(document)
    assert document.text == text
    assert not [c for c in document.evidence if c.rule == "text header"]


def test_key_value_lines() -> None:
    text = (
        "Title: Brua åpner\nAuthor: Kari Nordmann; Ola Nordmann\nDate: April 3, 2019\nX-Desk: 12\nURL: https://example.org/a"
        "\nKeywords: bru, veg\nSpråk: nb\nSeksjon: Nyheter\n\nBrua åpner i dag.\n\nFolk gleder seg."
    )
    document = Document(RAW, text=text)
    header.step(document)
    found = [(c.field, c.value, c.where) for c in document.evidence]
    assert found == [
        ("title", "Brua åpner", "line 1"),
        ("authors", "Kari Nordmann", "line 2"),
        ("authors", "Ola Nordmann", "line 2"),
        ("published", "April 3, 2019", "line 3"),
        ("extra", ("X-Desk", "12"), "line 4"),
        ("url", "https://example.org/a", "line 5"),
        ("keywords", "bru", "line 6"),
        ("keywords", "veg", "line 6"),
        ("language", "nb", "line 7"),
        ("section", "Nyheter", "line 8"),
    ]
    assert document.text is not None and document.text.split() == "Brua åpner i dag. Folk gleder seg.".split()
    assert [b.where for b in textblocks.to_blocks(document.text)] == ["line 10", "line 12"]


@pytest.mark.parametrize(
    "line", ["Tittel: Brua", "Überschrift: Brua", "Titre : Brua", "Заголовок: Brua", "标题：Brua"]
)
def test_headers_speak_many_languages(line: str) -> None:
    document = Document(RAW, text=f"{line}\nurl: https://example.org/b\n\nEn tekst som går over linjen.")
    header.step(document)
    assert values(document, "title") == ["Brua"]


def test_a_body_key_begins_the_text() -> None:
    document = Document(RAW, text="id: 7\ndate: 2019-04-25\ntext: Brua åpner i dag.\n\nFolk gleder seg.")
    header.step(document)
    assert [(c.field, c.value) for c in document.evidence] == [
        ("source_id", "7"),
        ("published", "2019-04-25"),
    ]
    assert [(b.text, b.where) for b in textblocks.to_blocks(document.text or "")] == [
        ("Brua åpner i dag.", "line 3"),
        ("Folk gleder seg.", "line 5"),
    ]


def test_front_matter_keeps_dates_as_written() -> None:
    text = (
        "---\ntitle: \"Brua: endelig åpen\"\ndate: 2019-04\ntags:\n  - bru\n  - veg\nauthor: Kari Nordmann\n"
        "layout: post\n---\n\nBrua åpner i dag.\n"
    )  # fmt: skip
    document = Document(RAW, text=text)
    header.step(document)
    assert [(c.field, c.value, c.where) for c in document.evidence] == [
        ("title", "Brua: endelig åpen", "line 2"),
        ("published", "2019-04", "line 3"),
        ("keywords", "bru", "line 5"),
        ("keywords", "veg", "line 6"),
        ("authors", "Kari Nordmann", "line 7"),
        ("extra", ("layout", "post"), "line 8"),
    ]
    assert [(b.text, b.where) for b in textblocks.to_blocks(document.text or "")] == [
        ("Brua åpner i dag.", "line 11")
    ]


def test_an_unknown_key_may_end_the_header() -> None:
    document = Document(RAW, text="title: Brua\ndate: 2019-04-25\nx-desk: 12\n\nBrua åpner i dag.")
    header.step(document)
    assert values(document, "extra") == [("x-desk", "12")]
    assert (document.text or "").strip() == "Brua åpner i dag."


def test_a_credit_in_the_header_is_a_credit() -> None:
    document = Document(RAW, text="title: Brua\nphoto: Kari Nordmann / NTB\n\nBrua åpner i dag.")
    header.step(document)
    [credit] = values(document, "credits")
    assert (credit.photographers, credit.agencies, credit.where) == (("Kari Nordmann",), ("NTB",), "metadata")


def test_broken_front_matter_still_gives_its_lines() -> None:
    document = Document(RAW, text="---\ntitle: 'Brua\ndate: 2019-04-25\n---\nBrua åpner i dag.")
    header.step(document)
    assert values(document, "published") == ["2019-04-25"]
    assert (document.text or "").strip() == "Brua åpner i dag."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Brua åpner i dag\n\nMange gleder seg over brua.", "Brua åpner i dag"),
        ("\n\nBrua åpner i dag\n \nMange gleder seg.", "Brua åpner i dag"),
        ("Brua åpner i dag.\n\nMange gleder seg.", None),
        ("Brua åpner i dag\nMange gleder seg.", None),
        ("Brua åpner i dag", None),
        ("Av Kari Nordmann\n\nMange gleder seg.", None),
        ("Foto: Kari Nordmann / NTB\n\nMange gleder seg.", None),
        ("Annonse\n\nMange gleder seg.", None),
        ("2019-04-25\n\nMange gleder seg.", None),
        ("25. april 2019\n\nMange gleder seg.", None),
        ("Thursday 12 September 2019\n\nMange gleder seg.", None),
        ("Valget i 2019\n\nMange gleder seg.", "Valget i 2019"),
        ("Brua åpner i dag\n\n\n", None),
        ("x" * 121 + "\n\nMange gleder seg.", None),
    ],
)
def test_a_first_line_that_stands_alone_is_the_title(text: str, title: str | None) -> None:
    document = Document(RAW, text=text)
    header.step(document)
    assert values(document, "title") == ([title] if title else [])
    assert (title is None) == (document.text == text)


def test_a_first_line_stays_where_the_dump_names_another_title() -> None:
    text = "Brua åpner i dag\n\nMange gleder seg over at den nye brua endelig åpner."
    document = Document(
        RAW, text=text, evidence=[Candidate("title", "Nå kan du kjøre", "dump", "$.title", 0.9)]
    )
    header.step(document)
    assert document.text == text
    same = Document(RAW, text=text, evidence=[Candidate("title", "Brua åpner i dag", "dump", "$.title", 0.9)])
    header.step(same)
    assert (same.text or "").strip() == "Mange gleder seg over at den nye brua endelig åpner."


# ---------------------------------------------------------------- blocks


def test_wrapped_lines_become_paragraphs() -> None:
    text = (
        "The council met on Monday to talk about the new bridge, which has\n"
        "been planned for ten years and will cost more than the old one.\n"
        "Nobody spoke against it, and the vote was over within a minute.\n"
        "\n"
        "The mayor said that the work begins in spring, when the ice has\n"
        "gone from the river.\n"
    )
    assert [b.text for b in textblocks.to_blocks(text)] == [
        "The council met on Monday to talk about the new bridge, which has been planned for ten years and will cost "
        "more than the old one. Nobody spoke against it, and the vote was over within a minute.",
        "The mayor said that the work begins in spring, when the ice has gone from the river.",
    ]


def test_indented_paragraphs_without_blank_lines() -> None:
    text = (
        "   The council met on Monday to talk about the new bridge, and all\n"
        "of its members were there to see how the vote would go that day.\n"
        "   The mayor said that the work begins in spring, when the ice has\n"
        "gone from the river and the road is dry enough for the machines.\n"
    )
    assert len(textblocks.to_blocks(text)) == 2


def test_one_line_per_paragraph_stays_so() -> None:
    lines = [
        "Det var en lang dag i retten, og mange vitner ble hørt.",
        "Dommen faller om to uker.",
        "Aktor er fornøyd.",
    ]
    assert [b.text for b in textblocks.to_blocks("\n".join(lines))] == lines


def test_a_label_alone_belongs_to_the_next_line() -> None:
    blocks = textblocks.to_blocks(
        "Brua ble åpnet i går av ordføreren.\nFoto:\nKari Nordmann / NTB\nMange møtte fram."
    )
    assert ("credit", "Foto: Kari Nordmann / NTB") in [(b.kind, b.text) for b in blocks]


def test_short_lines_in_a_run_are_no_crossheads() -> None:
    text = "Et avsnitt som er langt nok for det.\n\nHjem\n\nNyheter\n\nSport\n\nEnda et avsnitt som er langt nok."
    assert "crosshead" not in [b.kind for b in textblocks.to_blocks(text)]


def test_quotes_and_lists() -> None:
    text = "– Vi er glade, sier hun.\n\n• melk\n\n- brød\n- smør\n\n- Nå er det nok, sier han."
    assert [b.kind for b in textblocks.to_blocks(text)] == ["quote", "list", "list", "list", "quote"]


def test_a_news_agency_alone_is_the_byline() -> None:
    document = read("Brua åpner\n\nNTB\n\nBrua åpner i dag, og mange hundre mennesker har møtt fram.")
    assert values(document, "byline_agency") == ["NTB"]
    assert values(document, "credits") == []
    assert [b.text for b in document.blocks] == ["Brua åpner i dag, og mange hundre mennesker har møtt fram."]


def test_a_sign_off_is_no_credit() -> None:
    document = read("Brua åpner i dag, og mange hundre mennesker har møtt fram for å se på. (NTB)")
    assert values(document, "byline_agency") == ["NTB"]
    assert values(document, "credits") == []
