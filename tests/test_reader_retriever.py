"""Retriever: headline, paper and day, and where it was printed, between lines of equals signs."""

from __future__ import annotations

import pytest

from pipeline.readers import detect

from . import exports_kit as kit

BORDER = "=" * 78


def test_the_articles_of_an_export() -> None:
    last, ferry, storm, swedish = kit.articles(kit.RETRIEVER)
    assert kit.reasons(kit.RETRIEVER) == ["contents"]
    assert last[0] == {
        "title": ["Havna 6.5.1946 side 8"],
        "publisher": ["Havna"],
        "published": ["1946-05-06"],
        "page": ["8"],
        "rights": ["© Havna"],
    }
    assert last[2] == {"medium": "Publisert på trykk", "link": "http://link.example/JrnQMsUG"}
    assert last[1].endswith("mellom Nordvik og Ytterøya, og mange sto på kaia og så på at den la fra.")
    assert ferry[0]["authors"] == ["KARI NORDMANN"]
    assert ferry[1].endswith("(Foto: NTB)")
    assert storm[0]["title"] == ["Storm stengte havna i to døgn, og ingen visste når den kunne åpnes igjen"]
    assert (storm[0]["published"], storm[0]["section"]) == (["2014-02-12 08:15"], ["Nyheter"])
    assert storm[0]["truncated"] and storm[0]["rights"][0].startswith("Alle artikler er beskyttet")
    assert (swedish[0]["published"], swedish[0]["page"]) == (["2019-05-02"], ["10-11"])
    assert "authors" not in swedish[0] and swedish[2]["header"] == "OLA NORDMANN"
    assert swedish[1].split("\n\n")[-1] == "Färjan ska gå elva gånger om dagen, säger kaptenen."


@pytest.mark.parametrize(
    ("medium", "date"),
    [
        ("Publicerat på webb.", "2019-05-02 09:31"),
        ("Publiceret i print.", "02.05.2019"),
        ("Publisert på nett.", "2.5.2019"),
    ],
)
def test_one_article_without_a_list(medium: str, date: str) -> None:
    text = f"The ferry sails again\nThe Gazette, {date}\n{medium}\n\nIt will sail eleven times a day.\n{BORDER}\n"
    ((hints, body, _),) = kit.articles(text)
    assert detect(text.encode(), "").format == "retriever"
    assert hints["title"] == ["The ferry sails again"] and hints["published"][0].startswith("2019-05-02")
    assert body == "It will sail eleven times a day."


def test_a_list_longer_than_what_detection_sees() -> None:
    entries = "".join(f"> Ferry number {n} sails again, The Gazette, 2019-05-02\n\n" for n in range(2000))
    article = f"Ferry\nThe Gazette, 2019-05-02\nSida 3\nPublicerat i print.\n\nIt sails.\n{BORDER}\n"
    text = f"Library\nDatum 2021-09-29\n\nNyheter:\n\n{entries}\n{article}"
    ((hints, body, _),) = kit.articles(text)
    assert (hints["title"], body) == (["Ferry"], "It sails.")


@pytest.mark.parametrize(
    "text",
    [
        f"Notes\n{BORDER}\nThe Gazette, 2019-05-02\nwas read by all.\n",
        "> The ferry sails, he said.\n\n> Publicerat i print.\n\nSo it goes.\n",
    ],
)
def test_other_texts_with_such_lines(text: str) -> None:
    assert detect(text.encode(), "notes.txt").format == "text"
