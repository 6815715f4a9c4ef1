"""Factiva: pages and texts, with codes and without."""

from __future__ import annotations

import pytest

from pipeline.readers import detect
from pipeline.readers.base import HEAD

from . import exports_kit as kit


def test_a_page_without_codes() -> None:
    (first, text, extra), (second, other, _) = kit.articles(kit.FACTIVA_PAGE)
    assert first == {
        "section": ["Lokales"],
        "title": ["Die Fähre fährt wieder"],
        "authors": ["Von Erika Mustermann und Ole Hansen"],
        "published": ["2 May 2019 15:32"],
        "publisher": ["Hafen-Zeitung"],
        "page": ["14, 15"],
        "language": ["German"],
        "rights": ["© 2019 Hafenverlag"],
        "source_id": ["HAFZ000020190502ef520001r"],
    }
    assert text == (
        "Die Fähre, die vor neun Jahren eingestellt wurde, ist gestern wieder gefahren."
        "\n\nVierhundert Leute standen am Kai."
    )
    assert extra["wc"] == "61 words" and extra["publisher"] == "Hafenverlag GmbH"
    assert second["title"] == ["Der Tunnel wird später fertig"] and "authors" not in second
    assert other == "Der Tunnel unter dem Schlossberg wird später fertig."


def test_a_page_with_codes() -> None:
    (first, text, extra), (second, other, _) = kit.articles(kit.FACTIVA_CODES_PAGE)
    assert first == {
        "section": ["Port"],
        "title": ["La barque repart"],
        "authors": ["Jeanne Dupont"],
        "published": ["2 mai 2019 15:32"],
        "publisher": ["Le Phare du Port"],
        "page": ["4"],
        "language": ["Français"],
        "rights": ["(c) Phare."],
        "subjects": ["Transport", "Political/General News"],
        "source_id": ["PHARE0020190502ef520001r"],
    }
    assert text == "La barque est repartie hier.\n\nQuatre cents personnes étaient au quai."
    assert extra == {"wc": "61 mots", "re": "fra : France"}
    assert second["title"] == ["Le pont rouvre"] and other == "Le vieux pont a rouvert."


def test_a_text_with_codes() -> None:
    (first, text, extra), (second, _, _) = kit.articles(kit.FACTIVA_CODES)
    assert first["published"] == ["2 May 2019 15:32"]
    assert first["source_id"] == ["HARBG00020190502ef520001r"]
    assert first["subjects"] == ["Transport", "Political/General News"]
    assert text.split("\n\n") == [
        "The ferry that was taken out of service nine years ago sailed again yesterday.",
        "Some four hundred people stood on the quay to see it, in spite of the rain.",
        "TD Bank paid for the flags.",
    ]
    assert extra == {"wc": "61 words", "sc": "HARBG", "pub": "Harbour Holding"}
    assert second["title"] == ["Tunnel is late"]
    assert kit.reasons(kit.FACTIVA_CODES) == ["no-text"]  # the summary of the search


@pytest.mark.parametrize("between", [" ", "\t", "\n", "     "])
def test_codes_and_values_stand_apart_in_several_ways(between: str) -> None:
    values = {
        "HD": "Ferry sails", "BY": "Jane Doe", "WC": "61 words", "PD": "2 May 2019", "SN": "The Gazette",
        "LA": "English", "LP": "It sails.", "TD": "It came back.", "AN": "Document GAZET00020190502ef520001r",
    }  # fmt: skip
    text = "\n".join(f"{code}{between}{value}" for code, value in values.items()) + "\n"
    assert detect(text.encode(), "").format == "factiva"
    ((hints, body, _),) = kit.articles(text)
    assert hints["title"] == ["Ferry sails"] and hints["published"] == ["2 May 2019"]
    assert hints["source_id"] == ["GAZET00020190502ef520001r"]
    assert body == "It sails.\n\nIt came back."


def test_a_text_without_codes() -> None:
    (first, text, extra), (second, other, _) = kit.articles(kit.FACTIVA_PLAIN)
    assert first == {
        "section": ["Lokales"],
        "title": ["Die Fähre fährt wieder"],
        "authors": ["Von Erika Mustermann"],
        "published": ["2 Mai 2019 15:32"],
        "publisher": ["Hafen-Zeitung"],
        "page": ["14"],
        "language": ["Deutsch"],
        "rights": ["(c) 2019 Hafenverlag. Alle Rechte vorbehalten"],
        "source_id": ["HAFZ000020190502ef520001r"],
    }
    assert text.endswith("Vierhundert Leute standen am Kai.")
    assert extra["publisher"] == "Hafenverlag GmbH"
    assert second["title"] == ["Der Tunnel wird später fertig"] and "section" not in second
    assert other == "Der Tunnel unter dem Schlossberg wird später fertig."


@pytest.mark.parametrize(
    ("length", "date", "word"),
    [
        ("61 mots", "2 mai 2019", "Document"),
        ("1.061 palabras", "2 mayo 2019", "Documento"),
        ("61 woorden", "2 mei 2019", "Document"),
        ("1,061 words", "2 May 2019", "Document"),
        ("61 parole", "2 maggio 2019", "Documento"),
        ("61 слов", "2 мая 2019", "Документ"),
    ],
)
def test_languages(length: str, date: str, word: str) -> None:
    text = f"A headline\n{length}\n{date}\nA paper\nAPAP\n(c) 2019\n\nA text.\n\n{word} APAPER0020190502ef520001r\n"
    assert detect(text.encode(), "").format == "factiva"
    ((hints, body, _),) = kit.articles(text)
    assert (
        hints["title"] == ["A headline"]
        and hints["published"] == [date]
        and hints["publisher"] == ["A paper"]
    )
    assert body == "A text."


def test_a_page_whose_styles_are_longer_than_what_detection_sees() -> None:
    styles = ".frame{margin:0}" * 5000
    page = kit.FACTIVA_PAGE.replace(".articleParagraph{margin:0}", styles)
    assert detect(page.encode()[:HEAD], "").format == "factiva"
    assert kit.articles(page) == kit.articles(kit.FACTIVA_PAGE)
    about = page.replace("<title>Factiva", "<title>Factiva and its rivals")
    assert detect(about.encode()[:HEAD], "").format == "html"
