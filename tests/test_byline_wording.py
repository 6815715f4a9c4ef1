"""Wordings of bylines: dates and counts beside them, papers and posts behind names, verbs, editors, houses."""

from __future__ import annotations

import pytest

from pipeline.languages.dated_bylines import apart
from pipeline.languages.people import split_names
from pipeline.steps.bylines import find_byline
from tests.extract_kit import FILL, article, text
from tests.html_kit import page


@pytest.mark.parametrize(
    ("line", "byline", "dated"),
    [
        ("By Jane Doe on May 3, 2021 in News", "By Jane Doe", "on May 3, 2021"),
        ("By Jane Doe May 3, 2021", "By Jane Doe", "May 3, 2021"),
        ("Posted on May 3, 2021 by Jane Doe", "by Jane Doe", "Posted on May 3, 2021"),
        ("Posted: May 3, 2021 | By: Jane Doe", "By: Jane Doe", "Posted: May 3, 2021"),
        ("May 3, 2021 By Jane Doe 12 Comments", "By Jane Doe", "May 3, 2021"),
        ("3. Mai 2021 Von Max Muster", "Von Max Muster", "3. Mai 2021"),
        ("Publié le 3 mai 2021 par Jean Dupont", "par Jean Dupont", "Publié le 3 mai 2021"),
        ("Par Jean Dupont Publié le 3 mai 2021 à 10h00", "Par Jean Dupont", "Publié le 3 mai 2021 à 10h00"),
        ("By Jane Doe Updated 3 hours ago", "By Jane Doe", ""),
        ("By Jane Doe 2 min read", "By Jane Doe", ""),
        # Neither a byline nor a date.
        ("By 2021 the old pier was gone", "By 2021 the old pier was gone", ""),
        ("On May 3, 2021 by chance they met", "On May 3, 2021 by chance they met", ""),
        ("By Jane Doe", "By Jane Doe", ""),
    ],
)
def test_a_date_beside_a_byline(line: str, byline: str, dated: str) -> None:
    assert apart(line) == (byline, dated)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe, Harbour Times", ["Jane Doe"]),
        ("By Jane Doe/Harbour Times", ["Jane Doe"]),
        ("By Jane Doe, BBC Harbour", ["Jane Doe"]),
        ("By Jane Doe of the Harbour Times", ["Jane Doe"]),
        ("By Jane Doe Political correspondent", ["Jane Doe"]),
        ("By Jane Doe Senior Business Editor", ["Jane Doe"]),
        ("Analysis by Jane Doe", ["Jane Doe"]),
        ("Das Interview führte Max Muster", ["Max Muster"]),
        ("Reporting by Jane Doe in London; Editing by John Roe", ["Jane Doe"]),
        ("Jane Doe is a reporter", ["Jane Doe"]),
        ("Jane Doe reports", ["Jane Doe"]),
        ("Story by Jane Doe Photos by John Roe", ["Jane Doe"]),
        ("JUAN PÉREZ Madrid 3 MAY 2021", ["JUAN PÉREZ"]),
        ("Por João Silva em 3 de maio de 2021", ["João Silva"]),
        ("Kari Nordmann/NTB", ["Kari Nordmann", "NTB"]),
        ("J. D. Muster", ["J. D. Muster"]),
        ("MARÍA JOSÉ de la Cruz", ["MARÍA JOSÉ de la Cruz"]),
        # Who took the pictures, drew or translated.
        ("Photographs by Jane Doe", []),
        ("Illustration by Jane Doe", []),
        ("Translated by Jane Doe", []),
        ("Ola Nordmann Fotograf", []),
        ("Journalist; Kari Nordmann; Fotograf; Ola Nordmann", ["Kari Nordmann"]),
        ("Kari Nordmann; Journalist; Ola Nordmann; Fotograf", ["Kari Nordmann"]),
        ("Kari Nordmann; (tekst); Ola Nordmann; (foto)", ["Kari Nordmann"]),
    ],
)
def test_names_in_a_byline(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    ("line", "authors", "agency"),
    [
        ("BY JANE DOE AND JOHN ROE", ("JANE DOE", "JOHN ROE"), None),
        ("By Jane Doe in London", ("Jane Doe",), None),
        ("By Jane Doe @janedoe", ("Jane Doe",), None),
        ("By Jane Doe (jane.doe@harbour.example)", ("Jane Doe",), None),
        ("Escrito por Juan Pérez", ("Juan Pérez",), None),
        ("A cura di Mario Rossi", ("Mario Rossi",), None),
        ("Van onze redacteur Jan Jansen", ("Jan Jansen",), None),
        ("Par Jean Dupont avec AFP", ("Jean Dupont",), "AFP"),
        ("Jane Doe, Staff Writer", ("Jane Doe",), None),
        ("Kari Nordmann Journalist", ("Kari Nordmann",), None),
        ("Jane Doe, Ap Health Writer", ("Jane Doe",), None),
    ],
)
def test_lines_that_are_bylines(line: str, authors: tuple[str, ...], agency: str | None) -> None:
    found = find_byline(line)
    assert found is not None
    assert (found.authors, found.agency) == (authors, agency)


@pytest.mark.parametrize(
    "line",
    [
        "Escrito por la noche en Madrid",
        "Written by the sea in a storm",
        "By Our Correspondent",
        "Kari Nordmann",
    ],
)
def test_lines_that_only_begin_so(line: str) -> None:
    assert find_byline(line) is None


@pytest.mark.parametrize(
    ("line", "author", "published"),
    [
        ("Posted on May 3, 2021 by Jane Doe", "Jane Doe", "2021-05-03"),
        ("By Jane Doe May 3, 2021", "Jane Doe", "2021-05-03"),
        ("3 maggio 2021 di Mario Rossi", "Mario Rossi", "2021-05-03"),
    ],
)
@pytest.mark.parametrize("markup", [True, False])
def test_in_a_page_and_in_a_text(line: str, author: str, published: str, markup: bool) -> None:
    plain = f"The old pier closes\n\n{line}\n\n{FILL}\n\n{FILL}\n"
    page = (
        f"<html><head><title>The old pier closes</title></head><body><article><h1>The old pier closes</h1>"
        f'<div class="byline">{line}</div><p>{FILL}</p><p>{FILL}</p></article></body></html>'
    )
    found = article(page) if markup else text(plain)
    assert (found.authors, found.published and found.published.value) == ((author,), published)
    assert line not in found.body


@pytest.mark.parametrize("place", ["New York", "San Francisco", "Buenos Aires", "Hong Kong"])
def test_a_place_beside_a_date_wrote_nothing(place: str) -> None:
    found = text(f"The old pier closes\n\n{place}, May 3, 2021\n\n{FILL}\n\n{FILL}\n")
    assert (found.authors, found.published and found.published.value) == ((), "2021-05-03")


def test_who_helped_to_report_is_named_where_nobody_else_is() -> None:
    end = "<p>(Additional reporting by Ann Poe and John Roe in Paris; editing by Max Moe)</p>"
    story = f"<p>{FILL}</p><p>{FILL}</p><p>{FILL}</p>{end}"
    for byline, authors in (("<p>By Jane Doe</p>", ("Jane Doe",)), ("", ("Ann Poe", "John Roe"))):
        found = article(f"<html><body><h1>The old pier closes</h1>{byline}{story}</body></html>")
        assert found.authors == authors
        assert "editing by" not in found.body


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (
            "<span>Dec 26, 2025</span><span>•</span><span>Jane Doe in</span><span>Harbour Notes</span>",
            ("Jane Doe",),
        ),
        ("<p>25.10.2022 - Max Muster</p>", ("Max Muster",)),
        # A link to a page that is called as the person is, or to an account; not to what is written of somebody.
        ("<a href=/people/7/jane-doe>Jane Doe</a><span>March 4, 2021</span>", ("Jane Doe",)),
        ("<a href=https://posts.example/@jdoe>Jane Doe</a><span>March 4, 2021</span>", ("Jane Doe",)),
        (
            "<a href=/author/jane>Jane Doe</a><i>Harbour</i><i>@jdoe</i><i>7 shares</i><b>4 March 2021</b>",
            ("Jane Doe",),
        ),
        ("<a href=/topics/jane-doe>Jane Doe</a><span>March 4, 2021</span>", ()),
        ("<a href=https://janedoe.example/>Jane Doe</a><span>March 4, 2021</span>", ()),
        ("<a href=/piers/old>Jane Doe</a><span>March 4, 2021</span>", ()),
        ("<p>March 4, 2021</p><p>Reuters, Jane Doe</p>", ("Jane Doe",)),
        ("<ul><li><strong>Other Factors: </strong>we looked at the price on March 4, 2021</li></ul>", ()),
        ("<p class='grid [grid-area:author]'><a href=/b>Ann Poe</a></p>", ()),
        ("<p>By clicking you agree to our <a href=/t>terms</a> and <a href=/p>Privacy Policy</a>.</p>", ()),
        ("<span class=byline>December</span>", ()),
        (
            "<span itemprop=author><a>Jane Doe<span class=title>City Columnist</span></a></span>",
            ("Jane Doe",),
        ),
    ],
)
def test_names_in_the_head_of_a_page(head: str, authors: tuple[str, ...]) -> None:
    page = f"<html><body><h1>The old pier closes</h1>{head}<p>{FILL}</p><p>{FILL}</p></body></html>"
    assert article(page).authors == authors


def test_who_helped_is_named_below_a_signed_text_for_nothing() -> None:
    end = "<p><em>Additional reporting by Ann Poe.</em></p>"
    page = f"<h1>The old pier closes</h1><div>By <a href=/author/jane-doe>Jane Doe</a></div><p>{FILL}</p><p>{FILL}</p>"
    assert article(f"<html><body>{page}{end}</body></html>").authors == ("Jane Doe",)


def test_the_head_above_a_heading_that_the_title_tag_repeats() -> None:
    head = "<h1>Which piers may close before spring</h1><div>By <a href=/author/1/>Jane Doe</a></div>"
    rest = f"<p>{FILL}</p>" * 9 + f"<h2>The best old piers of 2025</h2><p>{FILL}</p><p>{FILL}</p>"
    html = f"<html><head><title>The best old piers of 2025 | Harbour</title></head><body>{head}{rest}</body></html>"
    document = page(html, "https://gull.example/a")
    assert "line near heading" in [c.rule for c in document.candidates("authors") if c.value == "Jane Doe"]


def test_a_credit_with_a_post_is_no_byline() -> None:
    picture = '<div><img src=a.jpg>(<span class="photographer">John Roe, Associated Press</span>)</div>'
    story = f"<p>By Jane Doe</p>{picture}<p>{FILL}</p><p>{FILL}</p>"
    found = article(f"<html><body><h1>The old pier closes</h1>{story}</body></html>")
    assert found.authors == ("Jane Doe",)


def test_a_catalogue_has_the_last_name_first() -> None:
    page = (
        '<html><head><meta name="citation_author" content="Doe, Jane"></head>'
        f"<body><h1>The old pier closes</h1><p>{FILL}</p><p>{FILL}</p></body></html>"
    )
    assert article(page).authors == ("Jane Doe",)


def test_a_page_tells_the_agency_of_a_plain_byline() -> None:
    page = f"<html><body><h1>The old pier closes</h1><p>By AFP</p><p>{FILL}</p><p>{FILL}</p></body></html>"
    found = article(page)
    assert (found.authors, found.byline_agency) == ((), "AFP")
