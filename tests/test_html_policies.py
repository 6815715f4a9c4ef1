"""What the policies for HTML pages choose: title, authors, images, and what is no article."""

from __future__ import annotations

import pytest

from pipeline.decide import article
from pipeline.decide import body as body_policy
from pipeline.languages.people import split_names
from pipeline.languages.persons import is_person
from pipeline.model import Block, Candidate, Document, RawDocument

from .html_kit import SENTENCE, decided, page

GULL = "<meta property=og:site_name content='The Daily Gull'>"
OG = "<meta property=og:title content='{}'>".format


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<title>Storm hits coast - The Daily Gull</title>{GULL}", "Storm hits coast"),
        (f"<title>Daily Gull | Storm hits coast</title>{GULL}", "Storm hits coast"),
        ("<title>Storm: what we know - so far</title>", "Storm: what we know - so far"),
        (
            f"<title>Gull.example</title><h1>Menu</h1>{OG('Storm hits the west coast')}",
            "Storm hits the west coast",
        ),
        (
            f"<title>Storm mot kysten</title>{OG('SEO: storm, vær')}<h1>Storm mot kysten</h1>",
            "Storm mot kysten",
        ),
        ("<title>  </title><p>No title at all here.</p>", None),
    ],
)
def test_title(html: str, expected: str | None) -> None:
    document = page(f"<html><head>{html}</head><body></body></html>", "https://gull.example/a")
    assert decided(document, "title") == expected


def test_a_dump_title_wins_over_the_page() -> None:
    document = page("<title>Other</title><h1>Other</h1>")
    document.evidence.append(Candidate("title", "As the dump says", "dump", "title", 0.9))
    assert decided(document, "title") == "As the dump says"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("Von Max Muster, Redakteur", ["Max Muster"]),
        ("Av Kari Nordmann og Ola Hansen", ["Kari Nordmann", "Ola Hansen"]),
        ("Jane Doe (jane@example.com)", ["Jane Doe"]),
        ("Jane Doe | The Example Journal", ["Jane Doe"]),
        ("Jane Doe December 24, 2019", ["Jane Doe"]),
        ("https://example.com/author/jane", []),
        ("", []),
    ],
)
def test_split_names(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize("name", ["Jane Doe", "Anne-Marie O’Neill", "Ludwig van der Berg", "山田太郎"])
def test_persons(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "name", ["View all posts", "Staff", "www.example.com", "admin", "News Desk", "redaksjonen"]
)
def test_no_persons(name: str) -> None:
    assert not is_person(name)


def test_agencies_and_sites_are_no_authors() -> None:
    head = """<meta property=og:site_name content="Fjordavisa"><meta name=author content="Fjordavisa">
    <script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"NTB"}]}</script>"""
    document = page(f"<html><head>{head}</head><body><p>Text.</p></body></html>")
    assert decided(document, "authors") == ()
    assert decided(document, "byline_agency") == "NTB"


ARTICLE = f"<h1>Council agrees on harbour</h1><p>{SENTENCE * 2}</p><p>{SENTENCE * 2}</p>"
LINKS = "<ul>" + "".join(f"<li><a href='/{n}'>Headline number {n}</a></li>" for n in range(40)) + "</ul>"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (f"<html><body>{ARTICLE}</body></html>", None),
        ("<html><body><p>Kort notis, men med eit heilt punktum.</p></body></html>", None),
        (
            "<title>404 - Page not found</title><h1>404</h1><p>Sorry, there is nothing here. Try it.</p>",
            "error-page",
        ),
        (
            "<title>Sorry, page unavailable - Example</title><p>The paper is part of a group.</p>",
            "error-page",
        ),
        (f"<html><body><h1>All our stories</h1>{LINKS}</body></html>", "navigation"),
        (
            f"<html><head><meta property=og:type content=video.other></head><body>{LINKS}</body></html>",
            "video",
        ),
        ("<html><body><script>var a = 1</script></body></html>", "empty"),
        ("", "empty"),
    ],
)
def test_reject(html: str, reason: str | None) -> None:
    document = page(html)
    document.blocks = list(body_policy.choose(document).value)
    found = body_policy.reject(document, document.blocks)
    assert (found[0] if found else None) == reason


def test_a_record_of_a_dump_is_never_rejected_for_its_form() -> None:
    raw = RawDocument("a", 0, 0, b"", "jsonl", media_type="text/html", record=True)
    assert body_policy.reject(Document(raw), [Block("paragraph", "Tiny")]) is None


def test_images_are_absolute_and_each_once() -> None:
    document = page(
        "<head><meta property=og:image content='/share.jpg'></head><article>"
        "<figure><img src='data:image/gif;base64,R0' data-src='/a.jpg?w=1'><figcaption>A</figcaption></figure>"
        "<figure><img src='/a.jpg?w=2'></figure></article>",
        "https://gull.example/x/y",
    )
    assert [(i.url, i.caption) for i in decided(document, "images")] == [
        ("https://gull.example/a.jpg?w=1", "A")
    ]


def test_each_field_has_one_policy() -> None:
    named = [name for module in article.MODULES for name in module.POLICIES]
    assert sorted(named) == sorted(article.policies())
