"""Nexis as plain text: what becomes of its lines in other programs."""

from __future__ import annotations

import re

import pytest

from pipeline.readers import detect

from . import exports_kit as kit


def test_cover_and_rest_are_told() -> None:
    (ferry, german) = kit.articles(kit.NEXIS)
    assert kit.reasons(kit.NEXIS) == ["cover", "no-text"]
    assert ferry[0]["title"] == ["Ferry returns after nine years"]
    assert ferry[0]["publisher"] == ["The Harbour Gazette (Northport)"]
    assert (ferry[0]["section"], ferry[0]["page"], ferry[0]["authors"]) == (["NEWS"], ["4"], ["Jane Doe"])
    assert ferry[2] == {"length": "61 words", "load-date": "May 3, 2019"}
    assert german[0]["title"] == [
        "Die Fähre fährt wieder und legt nun elfmal am Tag vom alten Kai der Stadt ab"
    ]
    assert [len(text.split("\n\n")) for _, text, _ in (ferry, german)] == [2, 2]
    assert "PDF" not in ferry[1] + german[1]


def test_a_cover_without_a_gap_below_it_costs_no_article() -> None:
    (ferry, _) = kit.articles(re.sub(r"\n{3,}", "\n\n", kit.NEXIS))
    assert ferry[0]["title"] == ["Ferry returns after nine years"]
    assert ferry[0]["publisher"] == ["The Harbour Gazette (Northport)"]
    assert ferry[1].startswith("The ferry that was taken out of service")


def test_lines_that_end_with_cr_alone_but_for_some() -> None:
    text = kit.NEXIS.replace("\n", "\r").replace("End of Document\r", "End of Document\r\n\r\n")
    assert kit.articles(text) == kit.articles(kit.NEXIS)


@pytest.mark.parametrize(
    ("end", "length"), [("Ende des Dokuments", "Länge: 40 Wörter"), ("Fin du document", "Longueur : 40 mots")]
)
def test_other_languages(end: str, length: str) -> None:
    text = (
        f"Ferry\nHafenbote\n2. Mai 2019\nCopyright 2019\n{length}\nRubrique: Port\nText\n\nIt sails.\n\n{end}\n"
        * 2
    )
    assert detect(text.encode(), "").format == "nexis"
    assert [(hints["title"], body) for hints, body, _ in kit.articles(text)] == [(["Ferry"], "It sails.")] * 2


def test_a_long_headline_is_parted_from_what_is_set_below_it() -> None:
    below = "; ".join(f"Earnings of the harbour in quarter {n} of the year" for n in range(8))
    above = f"Harbour reports; {below}\nWire\nMay 2, 2019\nLength: 9 words\nSection: NEWS\n"
    text = f"{above}Body\n\nIt sails.\n\nEnd of Document\n"
    ((hints, _, _),) = kit.articles(text)
    assert (hints["title"], hints["lead"]) == (["Harbour reports"], [below])


def test_a_text_that_names_the_end_stays_a_text() -> None:
    text = "A form\n\nWrite these words below it:\n\nEnd of Document\n\nSo that all know it.\n"
    assert detect(text.encode(), "form.txt").format == "text"
