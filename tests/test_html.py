"""HTML pages: evidence, body and policies on golden cases, and what the parts promise on their own.

``python -m tests.test_html`` writes the golden files anew.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from pipeline.decide import authors, plain, title
from pipeline.decide import body as body_policy
from pipeline.languages.people import is_person, split_names
from pipeline.model import Block, Candidate, Document, Hint, RawDocument
from pipeline.steps import body, decode, figures, jsonld, structured
from pipeline.steps.trim import trim

CASES = sorted((pathlib.Path(__file__).parent / "cases" / "html").glob("*.html"))
POLICIES = {**title.POLICIES, **authors.POLICIES, **plain.POLICIES}


def page(html: str | bytes, url: str | None = None, charset: str | None = None) -> Document:
    """A page after the markup steps."""
    payload = html.encode() if isinstance(html, str) else html
    hints = (Hint("url", url, "test"),) if url else ()
    raw = RawDocument("a.html", 0, len(payload), payload, "html", None, "text/html", charset, hints)
    document = decode.decode(raw)
    for step in (structured.step, figures.step, body.step):
        step(document)
    return document


def decided(document: Document, field: str) -> Any:
    return POLICIES[field](document, document.candidates(field)).value


def described(document: Document) -> dict[str, Any]:
    chosen = body_policy.choose(document)
    out: dict[str, Any] = {"body": chosen.winner.rule if chosen.winner else None}
    out["blocks"] = [[block.kind, block.text] for block in chosen.value]
    for field in sorted(POLICIES):
        value = decided(document, field)
        out[field] = [getattr(item, "url", item) for item in value] if isinstance(value, tuple) else value
    for field in ("published", "modified", "captions"):
        out[field] = [[c.value, c.rule] for c in document.candidates(field)]
    out["credits"] = [
        [c.value.verbatim, list(c.value.agencies), c.value.caption] for c in document.candidates("credits")
    ]
    return out


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: pathlib.Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = json.loads(json.dumps(described(page(path.read_bytes(), f"https://{path.stem}.example/2024/a"))))
    assert found == expected


def test_steps_leave_the_tree_alone() -> None:
    from lxml import etree

    payload = CASES[0].read_bytes()
    document = decode.decode(RawDocument("a", 0, len(payload), payload, "html", media_type="text/html"))
    before = etree.tostring(document.tree)
    for step in (structured.step, figures.step, body.step):
        step(document)
    assert etree.tostring(document.tree) == before


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


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "A",}',
        '<!-- {"@type": "NewsArticle", "headline": "A"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "A"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "A", "b": "c\nd\te"};',
        '{"@type": "NewsArticle", "headline": "A", "b": "\\d"}',
        '{"@type": "NewsArticle", "headline": "A"}{"broken": ',
    ],
)
def test_broken_json_ld_is_read(text: str) -> None:
    assert [value["headline"] for value in jsonld.parse(text)] == ["A"]


@pytest.mark.parametrize("text", ["", "{", "not json", "[" * 50_000])
def test_hopeless_json_ld_gives_nothing(text: str) -> None:
    assert jsonld.parse(text) == []


def test_the_article_about_this_page_is_chosen() -> None:
    nodes = [
        {"@type": "NewsArticle", "headline": "Another story"},
        {"@type": "NewsArticle", "headline": "This – story"},
    ]
    assert jsonld.find(nodes, "thisstorythesite").articles[0]["headline"] == "This – story"


SENTENCE = "The council met on Tuesday evening and agreed after a long debate on a plan for the harbour. "


def test_article_body_bounds_what_the_extractor_found() -> None:
    own = tuple(Block("paragraph", f"{SENTENCE}Part {number} ends.") for number in range(8))
    other = tuple(
        Block("paragraph", f"Another story, number {number}, that hangs below the first one.")
        for number in range(4)
    )
    assert body.within(own + other, own) == own
    assert body.within(own[:2], own) == own
    assert body.within(own, own[:1]) == (), "a teaser bounds nothing"
    assert body.within(other, own) == ()


def test_trim() -> None:
    from lxml import html

    tree = html.fromstring("<div><a>One more story to read</a></div>")
    blocks = [Block("paragraph", line) for line in ("Home", "News", *[SENTENCE.strip()] * 5)]
    after = [Block("crosshead", "Comments (12)"), Block("paragraph", "I do not agree with a word of this.")]
    links = [Block("paragraph", "One more story to read"), Block("crosshead", "More")]
    assert trim((*blocks, *after), tree) == tuple(blocks[2:])
    assert trim((*blocks, *links), tree) == tuple(blocks[2:])
    assert trim(tuple(blocks[2:]), tree) == tuple(blocks[2:])
    assert trim((), tree) == ()


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
        (f"<html><body><h1>All our stories</h1>{LINKS}</body></html>", "navigation"),
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


def test_a_fragment_in_a_record_is_kept_whole() -> None:
    html = (
        "<h2>Over</h2><p>Ein tekst\n\nmed <b>feit</b>.<br><br>Ny del<br>her.</p><ul><li>A</li><li><p>B</p></li></ul>"
        "<blockquote><p>Sitat</p>etter</blockquote><table><tr><td>1</td><td>2</td></tr></table>hale<script>x</script>"
    )
    raw = RawDocument("a", 0, len(html), html.encode(), "jsonl", media_type="text/html", record=True)
    document = decode.decode(raw)
    body.step(document)
    assert [(block.kind, block.text) for block in body_policy.choose(document).value] == [
        ("crosshead", "Over"),
        ("paragraph", "Ein tekst med feit."),
        ("paragraph", "Ny del her."),
        ("list", "A"),
        ("list", "B"),
        ("quote", "Sitat"),
        ("quote", "etter"),
        ("table", "1 | 2"),
        ("paragraph", "hale"),
    ]


def test_a_short_article_keeps_its_paragraphs() -> None:
    document = page(
        "<title>Storm i natt</title><nav><a href=/>Heim</a></nav><article><h1>Storm i natt</h1>"
        "<p class=byline>Av Kari Nordmann</p><p>Det er venta storm i natt.</p>"
        "<figure><img src=a.jpg><figcaption>Tre i hagen. Foto: NTB</figcaption></figure>"
        "<p>Folk må halde seg inne.</p></article>"
    )
    blocks = [
        (block.kind, block.text) for block in body_policy.choose(document).value if block.kind != "caption"
    ]
    assert blocks == [
        ("title", "Storm i natt"),
        ("paragraph", "Det er venta storm i natt."),
        ("paragraph", "Folk må halde seg inne."),
    ]


@pytest.mark.parametrize("html", ["<p>Ja.</p>", "<html><body><p>Ja.</p></body></html>", "Ja."])
def test_a_short_record_has_its_text(html: str) -> None:
    raw = RawDocument("a", 0, len(html), html.encode(), "jsonl", media_type="text/html", record=True)
    document = decode.decode(raw)
    for step in (structured.step, figures.step, body.step):
        step(document)
    assert [block.text for block in body_policy.choose(document).value] == ["Ja."]


@pytest.mark.parametrize("depth", [300, 1_900, 50_000])
@pytest.mark.parametrize("tag", ["div", "figure", "blockquote", "span class=credit"])
def test_deep_pages_pass_all_steps(tag: str, depth: int) -> None:
    document = page(f"<h1>Deep</h1><img src=a.jpg>{f'<{tag}>' * depth}<p>{SENTENCE * 3}</p>")
    text = " ".join(block.text for block in body_policy.choose(document).value)
    assert SENTENCE.strip() in text


def test_pictures_of_teasers_and_navigation_are_left_out() -> None:
    figure = "<figure><img src='{0}.jpg'><figcaption>{1} (Photo: Jane Doe/Reuters)</figcaption></figure>"
    document = page(
        f"<body><nav>{figure.format('a', 'In the menu')}</nav><article>{figure.format('b', 'In the story')}</article>"
        f"<a href='/other-story'>{figure.format('c', 'In a teaser')}</a>"
        f"<aside>{figure.format('d', 'In the margin')}</aside></body>"
    )
    assert [c.value for c in document.candidates("captions")] == ["In the story"]
    (credit,) = (c.value for c in document.candidates("credits"))
    assert (credit.photographers, credit.agencies, credit.caption) == (
        ("Jane Doe",),
        ("Reuters",),
        "In the story",
    )


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


if __name__ == "__main__":
    for case in CASES:
        text = json.dumps(
            described(page(case.read_bytes(), f"https://{case.stem}.example/2024/a")),
            ensure_ascii=False,
            indent=1,
        )
        case.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
