"""Ways in which papers write headlines, dates, bylines and credits, from a whole page or text to its article."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.model import Article
from tests.extract_kit import article, text

FILL = (
    "The river has risen by two metres since Sunday, and the people of the valley wait for the rain to end. "
    "Nobody was hurt, the mayor said at noon, but the old bridge will stay closed until engineers have seen it. "
)
FYLL = (
    "Elva har stige to meter sidan sundag, og folk i dalen ventar på at regnet skal ta slutt. Ingen vart skadde, "
    "sa ordføraren ved middagstid, men den gamle brua er stengd til ingeniørar har sett på henne. "
)


def page(
    head: str = "", body: str = "", h1: str = "River rises in the valley", title: str | None = None
) -> Article:
    paragraphs = "".join(f"<p>{FILL} {number}.</p>" for number in range(4))
    return article(
        f"<html><head><title>{title or h1}</title></head><body><article><h1>{h1}</h1>{head}{paragraphs}{body}"
        "</article></body></html>"
    )


@pytest.mark.parametrize(
    ("above", "title"),
    [
        (f"Elva stig\n{FYLL}\n{FYLL}\n{FYLL}\n", None),  # too short to be sure
        (f"Elva stig og stig i heile dalen\n{FYLL}\n{FYLL}\n{FYLL}\n", "Elva stig og stig i heile dalen"),
        (f"Elva stig i dalen\nDalposten, 15. november 2021\n\n{FYLL}\n\n{FYLL}\n", "Elva stig i dalen"),
        (f"Elva stig i dalen\nAv Kari Moe\n\n{FYLL}\n\n{FYLL}\n", "Elva stig i dalen"),
        (f"Elva stig i dalen.\n{FYLL}\n{FYLL}\n{FYLL}\n", None),
        (f"Elva stig i dalen og det vart\nsett at ho steig.\n\n{FYLL}\n\n{FYLL}\n", None),
    ],
)
def test_the_headline_of_a_text(above: str, title: str | None) -> None:
    assert text(above).title == title


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("16.05.2024, 11:26 Uhr • Lesezeit: 5 Minuten", "2024-05-16"),
        ("Stefan Trunk, 26.04.2024 10:00 Uhr", "2024-04-26"),
        ("Am 26.04.2024 kam der Regen, sagte er, und blieb.", None),
    ],
)
def test_a_date_among_other_words_above_a_text(line: str, day: str | None) -> None:
    german = (
        "Der Fluss ist seit Sonntag um zwei Meter gestiegen, und die Menschen im Tal warten auf das Ende. "
        * 3
    )
    found = text(f"Der Fluss steigt weiter\n\n{line}\n\n{german}\n\n{german}\n").published
    assert (found and found.value[:10]) == day


@pytest.mark.parametrize(
    ("h1", "title"),
    [
        ("– Vi kan ikke vente", "– Vi kan ikke vente"),
        ("Ordføreren: «Vi kan ikke vente»", "Ordføreren: «Vi kan ikke vente»"),
        ("River rises in the valley –", "River rises in the valley"),
        ("» River rises in the valley", "River rises in the valley"),
    ],
)
def test_signs_that_are_a_titles_own(h1: str, title: str) -> None:
    assert page(h1=h1).title == title


@pytest.mark.parametrize(
    "caption",
    [
        '<figcaption itemprop="caption">The bridge.</figcaption>'
        '<figcaption itemprop="author" data-byline-prefix="Foto: ">Silje Holm</figcaption>',
        "<figcaption>The bridge. <cite>Silje Holm</cite></figcaption>",
        '<figcaption>The bridge. <span class="photoAuthor">Silje Holm</span></figcaption>',
    ],
)
def test_the_maker_in_a_caption_without_a_label(caption: str) -> None:
    found = page(f'<figure><img src="a.jpg">{caption}</figure>')
    assert found.captions == ("The bridge.",) and found.authors == ()
    assert [one.photographers for one in found.credits] == [("Silje Holm",)]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="a.jpg"><p class="bildetekst">The bridge on Monday.</p>',
        '<div class="img"><img src="a.jpg"></div><div class="caption">The bridge on Monday.</div>',
        '<figure><img src="a.jpg"><div class="box" data-c-caption="The bridge on Monday." '
        'data-c-credit="Paul Moore, Getty Images"></div></figure>',
    ],
)
def test_captions_behind_an_image_and_in_attributes(markup: str) -> None:
    found = page(body=markup)
    assert found.captions == ("The bridge on Monday.",) and "on Monday" not in found.body
    if "credit" in markup:
        assert [(one.photographers, one.agencies) for one in found.credits] == [
            (("Paul Moore",), ("Getty Images",))
        ]


@pytest.mark.parametrize(
    ("caption", "kept", "credit"),
    [
        (
            "The bridge. (Foto: Lise Sabro © Ritzau Scanpix)",
            "The bridge.",
            (("Lise Sabro",), ("Ritzau Scanpix",)),
        ),
        ("The cinema. (Express Photo by Amit Mehra)", "The cinema.", (("Amit Mehra",), ())),
        ("The harbour at dawn. Staff photo by Jane Doe", "The harbour at dawn.", (("Jane Doe",), ())),
    ],
)
def test_credits_behind_a_caption(caption: str, kept: str, credit: tuple[object, object]) -> None:
    found = page(f'<figure><img src="a.jpg"><figcaption>{caption}</figcaption></figure>')
    assert found.captions == (kept,)
    assert [(one.photographers, one.agencies) for one in found.credits] == [credit]


@pytest.mark.parametrize(
    "notice", ["© dpa-infocom, dpa:211012-99-574321/3", "저작권자 © 청하일보 무단전재 및 재배포 금지"]
)
def test_notices_of_rights_are_no_credits(notice: str) -> None:
    assert page(body=f"<p>{notice}</p>").credits == ()


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ('<p><a rel="author" href="/w/1">Kari Moe</a></p><p><a rel="author" href="/w/2">Jarle Aas</a> (foto)</p>',
         ("Kari Moe",)),
        ('<p class="byline">Kirjoittaja: Matti Virtanen</p>', ("Matti Virtanen",)),
        ('<p class="byline">（记者 李明）</p>', ("李明",)),
        ('<p class="byline">By Gail Schontzler Chronicle Staff Writer</p>', ("Gail Schontzler",)),
        ('<p class="byline">Tekst og foto: Kari Moe</p>', ("Kari Moe",)),
        ('<p class="byline">Av Kari Moe (tekst) og Per Aas (foto)</p>', ("Kari Moe",)),
        ('<p class="byline">Por João Silva, TV Globo — São Paulo</p>', ("João Silva",)),
        ('<p class="byline">Publicerad igår 05:58</p>', ()),
    ],
)  # fmt: skip
def test_bylines(byline: str, authors: tuple[str, ...]) -> None:
    assert page(byline).authors == authors


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("8 aprile 2021 (modifica il 9 aprile 2021 | 09:15)", "2021-04-08", "2021-04-09T09:15"),
        ("<time><em>08 aprile 2021</em><strong>18:42</strong></time>", "2021-04-08T18:42", None),
    ],
)
def test_updates_and_times_in_pieces(line: str, published: str, modified: str | None) -> None:
    italian = "".join(
        f"<p>Il fiume è salito di due metri da domenica e la gente della valle aspetta {n}.</p>"
        for n in range(9)
    )
    found = page(f'<div class="date">{line}</div>{italian}' if "<time" not in line else f"{line}{italian}")
    assert found.published is not None and found.published.value == published
    assert (found.modified and found.modified.value) == modified


def test_slashed_days_of_a_text_by_its_own_language() -> None:
    french = (
        "La rivière est montée de deux mètres depuis dimanche et les gens de la vallée attendent la fin. " * 3
    )
    found = text(f"La rivière monte\n\nPublié le 12/03/2021\n\n{french}\n\n{french}\n").published
    assert found is not None and date.fromisoformat(found.value) == date(2021, 3, 12)


@pytest.mark.parametrize("line", ["۲۲ اسفند ۱۳۹۹", "12 มีนาคม 2564", "令和3年3月12日"])
def test_other_calendars_beside_the_heading(line: str) -> None:
    found = page(f"<div>{line}</div>").published
    assert found is not None and found.start[:10] == "2021-03-12"


def test_a_crosshead_below_a_caption_with_its_credit() -> None:
    found = text(f"Elva stig\n\nBrua er frå 1954. Foto: Kari Nordmann\n\nEi ny bru\n\n{FYLL}\n\n{FYLL}\n")
    assert "Ei ny bru" in found.crossheads


def test_who_wrote_and_took_the_pictures_did_both() -> None:
    found = text(f"Elva stig i dalen\n\nTekst og foto: Kari Moe\n\n{FYLL}\n\n{FYLL}\n")
    assert found.authors == ("Kari Moe",) and [one.photographers for one in found.credits] == [("Kari Moe",)]


@pytest.mark.parametrize("label", ["Bildetekst", "Bildunterschrift", "Caption", "Légende"])
def test_a_line_that_says_to_be_a_caption(label: str) -> None:
    line = f"{label}: The bridge on Monday. Photo: Jane Doe / AP"
    for found in (text(f"River rises\n\n{FILL}\n\n{FILL}\n\n{line}\n"), page(body=f"<p>{line}</p>")):
        assert found.captions == ("The bridge on Monday.",) and label not in found.body
        assert [(one.photographers, one.agencies) for one in found.credits] == [(("Jane Doe",), ("AP",))]


def test_a_company_with_its_year_is_no_photographer() -> None:
    assert text(f"River rises\n\n{FILL}\n\n{FILL}\n\n(c) Reuters Limited 2023\n").credits == ()
