"""HTML pages: evidence, body and policies on golden cases, and what the parts promise on their own.

``python -m tests.test_html`` writes the golden files anew.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from pipeline.decide import body as body_policy
from pipeline.model import Block, Document, RawDocument
from pipeline.steps import body, decode, figures, jsonld, structured
from pipeline.steps.trim import trim

from .html_kit import POLICIES, SENTENCE, decided, page

CASES = sorted((pathlib.Path(__file__).parent / "cases" / "html").glob("*.html"))


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
    said = {"onemorestorytoread"}
    blocks = [Block("paragraph", line) for line in ("Home", "News", *[SENTENCE.strip()] * 5)]
    after = [Block("crosshead", "Comments (12)"), Block("paragraph", "I do not agree with a word of this.")]
    links = [Block("paragraph", "One more story to read"), Block("crosshead", "More")]
    assert trim((*blocks, *after), said) == tuple(blocks[2:])
    assert trim((*blocks, *links), said) == tuple(blocks[2:])
    assert trim(tuple(blocks[2:]), said) == tuple(blocks[2:])
    assert trim((), said) == ()


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


if __name__ == "__main__":
    for case in CASES:
        text = json.dumps(
            described(page(case.read_bytes(), f"https://{case.stem}.example/2024/a")),
            ensure_ascii=False,
            indent=1,
        )
        case.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
