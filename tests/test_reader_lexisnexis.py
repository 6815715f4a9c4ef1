"""LexisNexis: counters and labels in many languages, headers in any order, and what is no part of a text."""

from __future__ import annotations

import pytest

from pipeline.chain import Chain, Options
from pipeline.model import Article, RawDocument
from pipeline.readers import detect
from pipeline.readers.lexisnexis_article import article

from . import exports_kit as kit
from .readers_kit import fates, items

MIDDLE = " " * 30
"""What is written as ~ here."""


def _one(text: str) -> dict[str, list[str]]:
    return article(text.replace("~", MIDDLE).split("\n"))


def test_articles_with_all_that_their_labels_say() -> None:
    english, german, french = kit.articles(kit.LEXIS)
    assert english[0] == {
        "title": ["Ferry returns after nine years"],
        "lead": ["Crowds on the quay"],
        "authors": ["Jane Doe, Harbour correspondent"],
        "publisher": ["The Harbour Gazette (Norway)"],
        "published": ["May 2, 2019 Thursday"],
        "edition": ["Final Edition"],
        "section": ["NEWS"],
        "page": ["4"],
        "dateline": ["BERGEN"],
        "language": ["ENGLISH"],
        "subjects": ["FERRIES", "PORTS & HARBOURS"],
        "captions": ["The ferry leaves the quay. Photo: Ola Nordmann / NTB"],
        "rights": ["Copyright 2019 Harbour Gazette Limited All Rights Reserved"],
    }
    assert english[2] == {"length": "61 words", "load-date": "May 3, 2019", "publication-type": "Newspaper"}
    assert german[0]["title"] == ["Der Tunnel wird erst im Herbst fertig"]
    assert german[0]["publisher"] == ["Hafen-Zeitung"]
    assert (german[0]["page"], german[0]["edition"]) == (["5"], ["166"])
    assert french[0]["title"] == ["Le pont rouvre"] and french[0]["lead"] == ["Deux ans de travaux"]
    assert french[1].split("\n\n") == [
        "Le vieux pont a rouvert samedi.",
        "Les premiers cyclistes ont traversé la rivière peu après huit heures du matin.",
    ]
    assert kit.reasons(kit.LEXIS) == ["cover", "no-text"]


def test_a_text_keeps_what_looks_like_a_label() -> None:
    (_, text, _), *_ = kit.articles(kit.LEXIS)
    assert text.split("\n\n") == [
        "The ferry that was taken out of service nine years ago sailed again yesterday, and some four hundred people"
        " stood on the quay to see it, in spite of the heavy rain.",
        '"We had nearly given it up," said the master. COST: 43 million kroner.',
        "LENGTH: 81 metres.",
        "SPEED: the ferry makes nineteen knots, and it will sail eleven times a day from the middle of June on.",
    ]


def test_who_speaks_in_a_transcript_is_no_label() -> None:
    found = _one(
        "~CNN\n\n~May 2, 2019 Thursday\n\n"
        "~SHOW: THE HARBOUR 7:00 PM EST\n\nFerry returns; Tunnel is late\n\n"
        "GUESTS: Jane Doe\n\nLENGTH: 12 words\n\n\nHOST: Good evening.\n\nDOE: Good evening.\n\nHOST: Good night.\n\n"
        "LOAD-DATE: May 3, 2019\n\nTRANSCRIPT: 1\n"
    )
    assert found["text"] == ["HOST: Good evening.", "DOE: Good evening.", "HOST: Good night."]
    assert found["title"] == ["Ferry returns; Tunnel is late"]
    assert found["publisher"] == ["CNN"]


@pytest.mark.parametrize(
    "counter",
    [
        "1 of 20 DOCUMENTS", "1 of 1 DOCUMENT", "FOCUS - 7 of 1,979 DOCUMENTS", "Dokument 234 von 456",
        "Document 1 de 3",
        "1 de 3 DOCUMENTS", "Document 3 van 4", "1 van 4 DOCUMENTEN", "Documento 2 de 9", "2 de 9 DOCUMENTOS",
        "Documento 1 di 3", "12 von 30 DOKUMENTEN",
    ],
)  # fmt: skip
def test_counters_in_other_languages(counter: str) -> None:
    body = (
        "\n\n~Havet\n\n~2 mei 2019\n\nTitle\n\nLENGTH: 3 words\n\n"
        "\nA text of an article.\n\nLANGUAGE: ENGLISH\n"
    )
    text = f"~{counter}{body}\n{counter}\n{body}".replace("~", MIDDLE)
    assert detect(text.encode(), "").format == "lexisnexis"
    assert [found[1] for found in kit.articles(text)] == ["A text of an article."] * 2


def test_source_and_rights_without_a_blank_line_between() -> None:
    found = _one(
        "~Copyright 2019 The Harbour Company\n~All Rights Reserved\n"
        "~The Harbour Gazette\n\n~May 2, 2019 Thursday\n"
        "~FINAL EDITION\n\nSECTION: A; Pg. 1A\n\nHEADLINE: Ferry\n\nBODY:\n\nIt sailed.\n"
    )
    assert found["publisher"] == ["The Harbour Gazette"]
    assert found["edition"] == ["FINAL EDITION"]
    assert found["page"] == ["1A"] and found["text"] == ["It sailed."]


def test_a_time_in_a_line_of_its_own_belongs_to_the_date() -> None:
    found = _one(
        "~Deutsche Presse-Agentur\n\nFerry sails\n\n~April 20, 2003, Sunday\n"
        "~23:22 Central European Time\n\nDATELINE: Bergen\n\n\nThe ferry sails.\n\nLENGTH: 3 words\n"
    )
    assert found["published"] == ["April 20, 2003, Sunday 23:22 Central European Time"]
    assert found["title"] == ["Ferry sails"] and found["text"] == ["The ferry sails."]


def test_a_season_is_known_as_its_year_and_a_load_date_is_none() -> None:
    season = _one("~Quay Review\n\n~Summer, 2008\n\nOn quays\n\nTEXT:\n\nQuays.\n")
    assert season["published"] == ["2008"]
    none = _one("~Quay Review\n\nOn quays\n\nLENGTH: 1 words\n\n\nQuays.\n\nLOAD-DATE: May 3, 2019\n")
    assert "published" not in none


def test_a_page_of_the_web_stands_at_the_margin() -> None:
    found = _one(
        "\n\nDe Haven / Kade\n\nhttp://www.haven.example/haven/nl/5597/detail/4274851/2019/05/02/Veerboot\n-vaart.html\n\n"
        "2 mei 2019 donderdag\n\n'Veerboot vaart weer'\n\n18 words\n\n\n   De veerboot vaart weer...\n"
    )
    assert found["url"] == [
        "http://www.haven.example/haven/nl/5597/detail/4274851/2019/05/02/Veerboot-vaart.html"
    ]
    assert found["publisher"] == ["De Haven / Kade"]
    assert found["published"] == ["2 mei 2019 donderdag"]
    assert found["title"] == ["'Veerboot vaart weer'"]
    assert found["text"] == ["De veerboot vaart weer..."]


def test_a_headline_and_a_byline_without_labels() -> None:
    found = _one(
        "~De Kade\n\n~May 2, 2019\n\nVeerboot vaart\n\n"
        "VAN ONZE CORRESPONDENT\n\nLENGTH: 3 words\n\n\nDe veerboot vaart.\n"
    )
    assert found["title"] == ["Veerboot vaart"]
    assert found["authors"] == ["VAN ONZE CORRESPONDENT"]


def test_nothing_but_a_picture_keeps_what_describes_it() -> None:
    text = (
        "~1 of 1 DOCUMENT\n\n~The Gazette\n\n"
        "~May 2, 2019\n\nOn the quay\n\nSECTION: NEWS; Pg. 2\n\nGRAPHIC: Credit: Ola Nordmann; The\n"
        "ferry leaves the quay with four hundred people on board.\n\nLANGUAGE: ENGLISH\n"
    )
    (raw,) = (
        item for item in fates(items(text.replace("~", MIDDLE).encode())) if isinstance(item, RawDocument)
    )
    made = Chain(Options()).extract(raw)
    assert isinstance(made, Article)
    assert made.body == "Credit: Ola Nordmann; The ferry leaves the quay with four hundred people on board."
    assert [credit.verbatim for credit in made.credits] == ["Ola Nordmann"]


def test_pictures_below_a_text_are_described_in_several_groups() -> None:
    found = _one(
        "~The Gazette\n\n~May 2, 2019\n\nFerry\n\nLENGTH: 9 words\n\n\n"
        "The ferry sails.\n\nGRAPHIC: PHOTO: The ferry.\n\nMap: Where it sails.\n\nLOAD-DATE: May 3, 2019\n"
    )
    assert found["text"] == ["The ferry sails."]
    assert found["captions"] == ["PHOTO: The ferry.", "Map: Where it sails."]


def test_what_ends_a_text_and_is_none() -> None:
    found = _one(
        "~The Gazette\n\n~May 2, 2019\n\nFerry\n\nLENGTH: 9 words\n\n\n"
        "The ferry sails.\n\n© 2019 Gazette Ltd. All rights reserved.\n\n-939871\n\nLOAD-DATE: May 3, 2019\n"
    )
    assert found["text"] == ["The ferry sails."]


def test_a_page_of_articles() -> None:
    (first, text, _), (second, other, _) = kit.articles(kit.LEXIS_PAGE)
    assert first == {
        "title": ["La barque repart"],
        "lead": ["Neuf ans d'attente"],
        "authors": ["Jeanne Dupont"],
        "publisher": ["Le Phare du Port"],
        "published": ["2 mai 2019 jeudi"],
        "language": ["FRENCH"],
        "rights": ["Copyright 2019 Phare Tous Droits Réservés"],
    }
    assert text == "La barque est repartie hier.\n\nQuatre cents personnes étaient au quai."
    assert "title" not in second and other == "Le vieux pont a rouvert samedi."


def test_the_whole_way_to_an_article() -> None:
    raw = next(item for item in fates(items(kit.LEXIS.encode())) if isinstance(item, RawDocument))
    made = Chain(Options()).extract(raw)
    assert isinstance(made, Article)
    assert made.authors == ("Jane Doe",)
    assert made.published is not None and made.published.value == "2019-05-02"
    assert made.captions == ("The ferry leaves the quay.",)
    assert made.credits[0].photographers == ("Ola Nordmann",) and made.credits[0].agencies == ("NTB",)
    assert made.body.startswith("Crowds on the quay\n\nThe ferry that")
    assert "Copyright" not in made.body


def test_a_text_that_begins_with_a_counter_needs_no_labels() -> None:
    text = "\n   1 of 12 DOCUMENTS\n\n~Avisa\n\n~2 May 2019\n\n\nThe ferry sails.\n".replace("~", MIDDLE)
    assert detect(text.encode(), "x.txt").format == "lexisnexis"
    ((hints, body, _),) = kit.articles(text)
    assert hints == {"publisher": ["Avisa"], "published": ["2 May 2019"]} and body == "The ferry sails."
