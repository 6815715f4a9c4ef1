"""How papers of many European languages sign, date and credit their pages, and what of a page is not the article's."""

from __future__ import annotations

import pytest

from pipeline.languages.people import split_names
from pipeline.model import Article
from tests.extract_kit import article

FILL = (
    "The ferry has not sailed since Sunday, and the people of the island wait for the wind to turn. "
    "Nobody was hurt, the captain said at noon, but the pier will stay closed until divers have seen it. "
)
TITLE = "Ferry stays in harbour for a third day"


def page(above: str = "", below: str = "", head: str = "", logo: str = "", language: str = "en") -> Article:
    text = "".join(f"<p>{FILL} {number}.</p>" for number in range(4))
    return article(
        f'<html lang="{language}"><head><title>{TITLE}</title>{head}</head><body>{logo}<article><h1>{TITLE}</h1>'
        f"<p>{FILL}</p>{above}{text}</article>{below}</body></html>",
        url="https://paper.example/a/ferry-stays",
    )


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Piše: Ana Horvat", ["Ana Horvat"]),
        ("Пише: Ана Петровић", ["Ана Петровић"]),
        ("Napsala Jana Nováková", ["Jana Nováková"]),
        ("Jana Nováková a Petr Dvořák", ["Jana Nováková", "Petr Dvořák"]),
        ("Γράφει ο Γιώργος Νικολάου", ["Γιώργος Νικολάου"]),
        ("Kirjoittaja Matti Virtanen", ["Matti Virtanen"]),
        ("Skrifað af Jón Jónsson", ["Jón Jónsson"]),
        ("Jón Jónsson skrifar", ["Jón Jónsson"]),
        ("Écrit par Marie Dupont", ["Marie Dupont"]),
        ("Eine Kolumne von Anna Schmidt", ["Anna Schmidt"]),
        ("Van onze verslaggever Jan de Vries", ["Jan de Vries"]),
        ("Parengė Ona Kazlauskienė", ["Ona Kazlauskienė"]),
        ("Ayşe Yılmaz ve Mehmet Demir", ["Ayşe Yılmaz", "Mehmet Demir"]),
        ("Redacción | María García", ["María García"]),
        ("Text: Anna Lind Foto: Nils Ek", ["Anna Lind"]),
        ("Mette Holm mh@paper.example", ["Mette Holm"]),
        ("By Jane Doe @janedoe", ["Jane Doe"]),
        ("Jane Doe in London and John Roe in Paris", ["Jane Doe", "John Roe"]),
        ("By Jane Doe For The Harbour News", ["Jane Doe"]),
        ("Kari Moe Journalist", ["Kari Moe"]),
        ("John E Smith", ["John E Smith"]),
        ("ANA SILVA E JOÃO COSTA", ["ANA SILVA", "JOÃO COSTA"]),
        ("Kim Jong Un", ["Kim Jong Un"]),
    ],
)
def test_names_in_bylines(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Mari Tamm, ajakirjanik", ("Mari Tamm",)),
        ("Marta Soler i Pau Ferrer", ("Marta Soler", "Pau Ferrer")),
        ("Jana Nováková, ČTK", ("Jana Nováková",)),
        ("Kovács Anna – MTI", ("Kovács Anna",)),
    ],
)
def test_a_byline_that_only_its_place_shows(line: str, authors: tuple[str, ...]) -> None:
    found = page(f"<div>{line}</div><div>12.03.2021 14:05</div>")
    assert found.authors == authors and found.credits == ()
    assert authors[0] not in found.body and "14:05" not in found.body


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ro", "Data actualizării: 12.03.2021 15:10 | Data publicării: 11.03.2021 14:05"),
        ("hr", "Zadnja izmjena 12.03.2021. 15:10 | Objavljeno 11.03.2021. 14:05"),
        ("el", "Δημοσιεύθηκε: 11.03.2021 14:05 Ανανεώθηκε: 12.03.2021 15:10"),
        ("bg", "Публикувана: 11 март 2021, 14:05 Последна актуализация: 12 март 2021, 15:10"),
        ("sl", "Objavljeno 11. 3. 2021 14.05 | Zadnja sprememba 12. 3. 2021 15.10"),
        ("sr", "Објављено: 11.03.2021. 14:05 Последња измена: 12.03.2021. 15:10"),
        ("nb", "Publisert torsdag 11. mars 2021 - 14:05 Sist redigert fredag 12. mars 2021 - 15:10"),
    ],
)
def test_first_and_last_dates(language: str, line: str) -> None:
    found = page(f"<div>{line}</div>", language=language)
    assert found.published is not None and found.published.value == "2021-03-11T14:05"
    assert found.modified is not None and found.modified.value == "2021-03-12T15:10"
    assert "2021" not in found.body


def test_a_day_in_a_sentence_stays_in_the_text() -> None:
    line = "The pier of 12 March 1921 was made of wood, and the storm of that year took it."
    assert line in page(f"<p>{line}</p>").body


RELATED = (
    '<section class="related"><div><h3><a href="/n/9">The lighthouse gets a new lamp</a></h3>'
    '<span class="author">Zoë Other</span> <time datetime="2023-05-01T10:00:00Z">1 May 2023</time></div></section>'
)


def test_other_articles_writers_and_dates_are_not_the_articles() -> None:
    found = page(below=RELATED)
    assert found.authors == () and found.published is None


def test_an_articles_own_date_in_a_column_counts() -> None:
    found = page(below='<aside><time datetime="2021-03-12T14:05:00+01:00">12 March</time></aside>')
    assert found.published is not None and found.published.start[:10] == "2021-03-12"


def test_dates_at_the_foot_of_the_page_are_the_sites() -> None:
    assert page(below='<div class="footer"><p>Last build: 01.02.2025</p></div>').published is None


def test_an_article_in_json_ld_that_a_quotation_mark_breaks() -> None:
    data = (
        '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "' + TITLE + '",\n'
        ' "description": "He said "no" to it", "datePublished": "2021-03-12T14:05:00+01:00",\n'
        ' "author": {"@type": "Person", "name": "Jane Doe"}}'
    )
    found = page(
        "<p>Jane Doe is on the pier.</p>", head=f'<script type="application/ld+json">{data}</script>'
    )
    assert found.published is not None and found.published.value == "2021-03-12T14:05:00+01:00"
    assert found.authors == ("Jane Doe",)


def titled(title: str, body: str) -> str | None:
    text = "".join(f"<p>{FILL} {number}.</p>" for number in range(4))
    return article(
        f"<html><head><title>{title}</title></head><body>{body}{text}</body></html>",
        "https://x1.example/a/ferry",
    ).title


def test_a_heading_that_leads_home_is_the_sites_name() -> None:
    assert titled(f"{TITLE} - Острвске новости", '<h1><a href="/">Острвске новости</a></h1>') == TITLE


def test_a_line_that_ends_the_title_is_the_headline() -> None:
    assert titled(f"Travel | {TITLE}", f"<p><strong>{TITLE}</strong></p>") == TITLE


@pytest.mark.parametrize(
    ("caption", "photographers", "agencies"),
    [
        ("The pier. Foto: Marko Zorko/STA", ("Marko Zorko",), ("STA",)),
        ("The pier. Фото: Танјуг / Марко Лукић", ("Марко Лукић",), ("Tanjug",)),
        ("The pier. (Φωτ. Νίκος Λάμπρου)", ("Νίκος Λάμπρου",), ()),
        ("The pier. (Photo d'archives Jean Morel)", ("Jean Morel",), ()),
    ],
)
def test_credits(caption: str, photographers: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    found = page(f'<figure><img src="a.jpg"><figcaption>{caption}</figcaption></figure>')
    assert found.captions == ("The pier.",)
    assert [(one.photographers, one.agencies) for one in found.credits] == [(photographers, agencies)]
