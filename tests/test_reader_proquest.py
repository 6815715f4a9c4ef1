"""ProQuest: labelled articles between lines of underscores."""

from __future__ import annotations

import pytest

from pipeline.readers import detect

from . import exports_kit as kit

BORDER = "_" * 60


def test_an_article_with_all_its_labels() -> None:
    ((hints, text, extra),) = kit.articles(kit.PROQUEST)
    assert hints == {
        "title": ["Ferry returns after nine years"],
        "authors": ["Doe, Jane", "Roe, John"],
        "publisher": ["The Harbour Gazette"],
        "published": ["May 2, 2019"],
        "page": ["A4"],
        "subjects": ["Ferries", "Ports"],
        "genre": ["News"],
        "language": ["English"],
        "source_id": ["2218000001"],
        "rights": ["Copyright 2019 Harbour Gazette Limited"],
    }
    assert text.split("\n\n") == [
        "The ferry that was taken out of service nine years ago sailed again yesterday.",
        "Location: the quay, where some four hundred people stood in spite of the rain.",
        "It will sail eleven times a day.",
    ]
    assert extra["last updated"] == "2019-05-03" and extra["abstract"] == "A ferry sails again."
    assert kit.reasons(kit.PROQUEST) == ["contents", "no-text", "contents"]


@pytest.mark.parametrize(
    ("title", "text", "paper", "date", "number"),
    [
        (
            "Titre",
            "Texte intégral",
            "Titre de la publication",
            "Date de publication: 2 mai 2019",
            "ID du document ProQuest",
        ),
        (
            "Titel",
            "Volltext",
            "Titel der Publikation",
            "Publikationsdatum: 2. Mai 2019",
            "ProQuest-Dokument-ID",
        ),
        (
            "Título",
            "Texto completo",
            "Título de publicación",
            "Fecha de publicación: 2 mayo 2019",
            "ID del documento de ProQuest",
        ),
        ("Title", "Full text", "Publication title", "Publication date: May 2, 2 019", "ProQuest document ID"),
    ],
)
def test_labels_in_other_languages(title: str, text: str, paper: str, date: str, number: str) -> None:
    colon = " :" if title == "Titre" else ":"
    export = (
        f"{BORDER}\n\n{title}{colon} A headline\n\n{text}{colon} A text.\n\nMore of it.\n\n{paper}{colon} A paper\n\n"
        f"{date}\n\n{number}{colon} 77\n\n{BORDER}\n"
    )
    assert detect(export.encode(), "").format == "proquest"
    ((hints, body, _),) = kit.articles(export)
    assert (
        hints["title"] == ["A headline"]
        and hints["publisher"] == ["A paper"]
        and hints["source_id"] == ["77"]
    )
    assert len(hints["published"]) == 1
    assert body == "A text.\n\nMore of it."


def test_labels_without_blank_lines_between() -> None:
    export = (
        f"{BORDER}\nTitle: A headline\nAuthor: Doe, Jane\nFull text: A text.\nMore of it.\nSubject: Ferries\n"
        f"Publication title: A paper\nPublication date: May 2, 2019\nProQuest document ID: 77\n{BORDER}\n"
    )
    ((hints, body, _),) = kit.articles(export)
    assert hints["authors"] == ["Doe, Jane"] and hints["subjects"] == ["Ferries"]
    assert body == "A text.\n\nMore of it."


def test_a_page() -> None:
    ferry, tunnel = kit.articles(kit.PROQUEST_PAGE)
    assert ferry[0] == {
        "title": ["Ferry returns after nine years"],
        "authors": ["Doe, Jane", "Roe, John"],
        "publisher": ["The Harbour Gazette"],
        "published": ["May 2, 2019"],
        "page": ["A4"],
        "subjects": ["Ferries", "Ports"],
        "captions": ["The ferry at the quay."],
        "source_id": ["2218000001"],
    }
    assert ferry[1].split("\n\n") == [
        "The ferry that was taken out of service nine years ago sailed again yesterday.",
        "Location: the quay, where some four hundred people stood in spite of the rain.",
        "It will sail eleven times a day.",
    ]
    assert (ferry[2]["column"], ferry[2]["dateline"]) == ("AT SEA", "2019-05-02 @ 20:51")
    assert tunnel[0]["dateline"] == ["NORTHPORT"] and tunnel[0]["source_id"] == ["2218000002"]
    assert tunnel[1] == "The tunnel under the castle hill will be finished two years later than planned."


def test_a_page_that_was_sent_by_mail() -> None:
    head = "From: Database <no-reply@db.example>\nSubject: Your research\nMIME-Version: 1.0\n"
    mail = f"{head}Content-Type: text/html; charset=utf-8\n\n{kit.PROQUEST_PAGE}"
    assert detect(mail.encode(), "").format == "mail"
    assert kit.articles(mail) == kit.articles(kit.PROQUEST_PAGE)


def test_a_page_about_the_database_stays_a_page() -> None:
    text = "<p>It has <strong>Hours:</strong> nine to five.</p>"
    page = f"<html><head><title>ProQuest opens a reading room</title></head><body>{text}</body></html>"
    assert detect(page.encode(), "").format == "html"
