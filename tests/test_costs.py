"""Pages and records whose cost once grew with the square of their length: at these sizes each took tens of seconds."""

import json
import time
from collections.abc import Callable
from types import ModuleType

import lxml.html
import pytest

import pipeline
from pipeline.decide import authors
from pipeline.decide import credits as credit_policies
from pipeline.decide.article import assemble
from pipeline.languages import credit_forms, labels
from pipeline.languages.charset import to_text
from pipeline.model import Article, Candidate, Credit, Decision, Document, Hint, RawDocument
from pipeline.readers.registry import READERS
from pipeline.steps import dated, decode, figure_boxes, jsonld, lone_names, textpieces

TEXT = "The ferry to Vik did not sail on Monday, for its engine had failed in the night. "


def breaks() -> None:
    tree = lxml.html.fromstring("<body><p>" + "a line of a list<br>" * 30_000 + "</p></body>")
    assert len(textpieces.pieces(tree)) == 1


def figures() -> None:
    figure = '<figure><img src="a.jpg" alt="The ferry at Vik"></figure>'
    tree = lxml.html.fromstring(f"<body><article>{figure * 12_000}</article></body>")
    assert len(figure_boxes.containers(tree)) == 12_000


def tags() -> None:
    node = {"@type": "NewsArticle", "headline": "<b " * 80_000, "articleBody": "<b " * 80_000}
    assert list(jsonld.candidates(jsonld.find([node], "")))


def values() -> None:
    assert len(jsonld.parse('{"a": 1},; ' * 100_000 + "x")) == 100_000


def comments() -> None:
    assert READERS["html"].sniff(b"<!---->" * 9_000, "a.html") == 0.0
    assert READERS["html"].sniff(b"<!---->" * 9_000 + b"<html>", "a.html") > 0.9


def charsets() -> None:
    for piece in ("større <", "større <script ", "større <style></styl ", "større <a "):
        assert "st" in to_text((piece * 30_000).encode("cp1252"), None, markup=True)[0]


def brackets() -> None:
    body = json.dumps({"@type": "NewsArticle", "articleBody": TEXT * 9 + "[" * 60_000})
    head = f'<script type="application/ld+json">{body}</script>'
    page = f"<html><head><title>No ferry</title>{head}</head><body><p>{TEXT}</p></body></html>"
    assert isinstance(pipeline.extract(page, media_type="text/html"), Article)


def credits() -> None:
    told = [Candidate("credits", Credit("AP", caption=f"Ferry {at}"), "dump") for at in range(12_000)]
    article = Document(
        RawDocument("a.jsonl", 0, 1, b"", "jsonl", hints=(Hint("url", "http://a.b/c", "$.url"),))
    )
    article.evidence = told
    assert len(assemble(article, Decision(())).credits) == 12_000


def headings() -> None:
    tree = lxml.html.fromstring(f"<body>{'<h2>The ferry of 3 May 2019</h2>' * 30_000}</body>")
    assert not any(map(dated._around, tree.iter("h2")))


def lines() -> None:
    told = "".join(f"{TEXT}<br>" for _ in range(26_000))
    tree = decode.parse(f"<html><head></head><body><article><h1>A ferry</h1>{told}</article></body></html>")
    assert not list(dated.labelled(tree))


def names() -> None:
    tree = lxml.html.fromstring(f"<body><p>{TEXT}</p><p>{'<i>Jane Doe</i> ' * 5_000}</p></body>")
    assert not list(lone_names.signed(tree))


@pytest.mark.parametrize(
    "work", [breaks, figures, tags, values, comments, charsets, brackets, credits, headings, lines, names]
)
def test_the_cost_grows_with_the_length(work: Callable[[], None]) -> None:
    began = time.process_time()
    work()
    assert time.process_time() - began < 5


def counted(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[None]:
    """Grows by one with each call of a module's function."""
    real, calls = getattr(module, name), list[None]()
    monkeypatch.setattr(module, name, lambda *args: (calls.append(None), real(*args))[1])
    return calls


def test_of_a_rule_of_signs_few_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = counted(monkeypatch, labels, "find_label")
    labels.split_credit("© " * 1_000)
    assert 0 < len(looks) <= 150


def test_a_caption_is_compared_with_few_of_those_that_begin_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counted(monkeypatch, credit_policies, "_contains")
    told = [Candidate("captions", f"{TEXT}{at:06}", "figcaption") for at in range(2_000)]
    page = Document(RawDocument("a.html", 0, 1, b"", "html"))
    assert len(credit_policies.captions(page, told).value) == 2_000
    assert len(calls) <= 2_000 * 200


def test_what_signs_a_page_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counted(monkeypatch, authors, "_own")
    told = [Candidate("authors", "Jane Doe", "dump", f"$.authors[{at}]") for at in range(20)]
    page = Document(RawDocument("a.jsonl", 0, 1, b"", "jsonl"))
    assert authors.decide_authors(page, told).value == ("Jane Doe",) and len(calls) == 1


def test_what_has_many_parts_is_no_credit_without_a_label(monkeypatch: pytest.MonkeyPatch) -> None:
    assert credit_forms.credit_form("Jane Doe / AP")
    calls = counted(monkeypatch, credit_forms, "classify")
    assert not credit_forms.credit_form("AP" + "/a" * 60) and not calls


def test_a_gallerys_captions_in_a_line_keep_their_credits() -> None:
    line = " ".join(f"Picture {at}. (Photo: Jane Doe / AP)" for at in range(30))
    assert len(labels.split_credit(line)) == 30
