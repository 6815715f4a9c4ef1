"""Mediargus: the list of beginnings, and the articles that it belongs to."""

from __future__ import annotations

from pipeline.model import RawDocument

from . import exports_kit as kit
from .readers_kit import items


def test_articles_with_their_entries() -> None:
    (first, text, extra), (second, other, _), (third, _, _) = kit.articles(kit.MEDIARGUS)
    assert first == {
        "title": ["De veerboot vaart weer"],
        "authors": ["Jan Jansen"],
        "publisher": ["De Havenkrant"],
        "published": ["donderdag 2 mei 2019"],
        "page": ["13"],
        "rights": ["© Havenmedia"],
    }
    assert text.split("\n\n") == [
        "Vierhonderd mensen op de kade",
        "De veerboot die negen jaar geleden uit de vaart werd genomen, is gisteren weer uitgevaren.",
    ]
    assert extra == {"length": "61w"}
    assert "title" not in second and second["section"] == ["Havenletteren"]
    assert other.startswith("De tunnel onder de burcht")
    assert third["publisher"] == ["De Ochtend"] and third["section"] == ["Antwerpen, Limburg"]
    assert kit.reasons(kit.MEDIARGUS) == ["contents"]


def test_an_article_that_is_missing_shifts_no_other() -> None:
    begin, end = kit.MEDIARGUS.index("02-05-2019, p.13"), kit.MEDIARGUS.index("03-05-2019, p.6")
    text = kit.MEDIARGUS[:begin] + kit.MEDIARGUS[end:].replace("3. De brug", "9. De brug")
    *_, last = kit.articles(text)
    assert last[0]["title"] == ["De brug is weer open"]
    assert last[0]["publisher"] == ["De Ochtend"]


def test_an_article_without_an_entry_has_its_own_day_and_page() -> None:
    text = kit.MEDIARGUS + "\n\n\n\n\n05-05-2019, p.7\n\nKort\n\nDe haven is dicht.\n"
    *_, (hints, body, _) = kit.articles(text)
    assert hints == {"published": ["2019-05-05"], "page": ["7"]}
    assert body == "Kort\n\nDe haven is dicht."


def test_initials_name_nobody() -> None:
    (first, _, extra), *_ = kit.articles(kit.MEDIARGUS.replace("Jan Jansen", "Jj"))
    assert "authors" not in first and extra["initials"] == "Jj"


def test_the_payload_is_a_whole_file() -> None:
    raw = next(item for item in items(kit.MEDIARGUS.encode()) if isinstance(item, RawDocument))
    assert kit.articles(raw.payload)[0] == kit.articles(kit.MEDIARGUS)[0]


def test_who_signs_behind_the_last_sentence_takes_no_paragraph_away() -> None:
    (first, text, extra), *_ = kit.articles(
        kit.MEDIARGUS.replace("weer uitgevaren.\n\n \u00a9", "weer uitgevaren. (ANP/MR)\n\n \u00a9")
    )
    assert text.endswith("is gisteren weer uitgevaren.")
    assert extra["signed"] == "ANP/MR" and first["byline_agency"] == ["ANP"]
