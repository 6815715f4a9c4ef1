"""What ``explain`` shows: each value, what gave it in words, what says the same, and what lost."""

from dataclasses import replace

import pytest

from pipeline import explaining
from pipeline.decide import identity
from pipeline.model import Article, DateValue, Evidence, Failure, Rejected
from tests.cli_kit import ROOT
from tests.test_cli_screens import NASTY, article, clean, screen


def date(value: str, rule: str, trust: float, won: bool = False) -> Evidence:
    return Evidence("published", value, rule, "here", trust, won)


@pytest.mark.parametrize("width", [80, 100])
def test_losers_stand_below_their_winner_with_a_mark_of_their_own(width):
    text = screen(explaining.explained(article()), width)
    lines = text.splitlines()
    assert clean(text) and "\\u202e" in text
    assert all(word in lines[0] for word in ("field", "value", "found by", "trust"))
    assert text.index("won") < text.index("lost") and "1 candidate lost" in text
    assert sum(line.startswith("title ") for line in lines) == 1


def test_a_value_said_again_is_no_loser():
    said = (
        Evidence("title", "A title", "h1", "<h1>", 0.7, True),
        Evidence("title", "A  Title", "meta og:title", "<meta>", 0.6, False),
        Evidence("title", "Another", "title tag", "<title>", 0.4, False),
        Evidence("title", "Another", "title tag", "<title>", 0.4, False),
    )
    found = [line for line in explaining.lines(article(provenance=said)) if line.field == "title"]
    assert [(line.mark, line.value) for line in found] == [
        ("won", "A title"),
        ("same", ""),
        ("lost", "Another"),
    ]
    assert found[0].words == "the main heading" and found[2].words == "the title of the window, 2 times"


@pytest.mark.parametrize(
    ("winner", "loser", "why"),
    [
        ("2024-02-20T19:05:24+02:00", "2024-02-20T17:05:24Z", "the same moment"),
        ("2024-02-20T19:05", "2024-02-20", "the day of the more trusted one"),
        ("2024-02-20", "2024-03-01", "other evidence supports this day"),
    ],
)
def test_why_a_less_trusted_date_won(winner, loser, why):
    said = (date(winner, "time element", 0.5, won=True), date(loser, "json-ld datePublished", 0.9))
    [reason] = [line.words for line in explaining.lines(article(provenance=said)) if line.mark == "why"]
    assert reason.startswith(why)
    less = (said[0], replace(said[1], confidence=0.3))
    assert not [line for line in explaining.lines(article(provenance=less)) if line.mark == "why"]


def test_what_the_id_is_made_of_and_what_was_not_found():
    url = "https://x.no/a?utm_source=b"
    for one, words in (
        (article(url=url, id=identity.digest("url", "https://x.no/a")), "address https://x.no/a,"),
        (
            article(url=url, canonical_url="https://x.no/c", id=identity.digest("url", "https://x.no/c")),
            "its own",
        ),
        (article(source_id="7", publisher="P", id=identity.digest("id", "P\n7")), "own id 7 within P"),
        (article(), "the whole record"),
    ):
        assert words in next(explaining.lines(one)).words
    none = {line.field for line in explaining.lines(article(title=None, authors=())) if line.mark == "none"}
    assert none == {"title", "authors"}


def test_every_rule_of_the_samples_is_in_words(chain_articles):
    rules = {line.rule for one in chain_articles for line in one.provenance}
    assert len(rules) > 30 and not [rule for rule in rules if explaining.words_of(rule) == rule]


@pytest.fixture(scope="module")
def chain_articles() -> list[Article]:
    from pipeline.archive import _fates
    from pipeline.frame import State

    files = [
        path for path in (ROOT / "samples/dump").rglob("*") if path.is_file() and "bad" not in path.parts
    ]
    found = [fate for path in files for fate in _fates(State(), str(path))]
    return [one for one in found if isinstance(one, Article)]


def test_explain_says_why_something_is_no_article():
    gone = Rejected("parse", "redirect", f"to {NASTY}", "a.warc", member="m", offset=1234)
    text = screen(explaining.explained(gone))
    assert clean(text) and "rejected in parse: redirect  a.warc › m at 1,234" in text
    failed = explaining.explained_json(Failure("read", "bad-json", "d", "s", payload=b"x"))
    assert failed["fate"] == "failed" and "payload" not in failed


def test_scripts_get_the_rules_and_their_words():
    found = explaining.explained_json(
        article(published=DateValue("2019", "year", "2019-01-01", "2020-01-01"))
    )
    assert found["evidence"][0]["rule"] == "json-ld headline"
    assert found["evidence"][0]["words"] == "the page's data for search engines (JSON-LD)"
    assert "whole record" in found["given"]["id"]


def test_each_value_is_shown_with_its_place_and_its_trust():
    lines = [" ".join(line.split()) for line in screen(explaining.explained(article()), 200).splitlines()]
    assert "title won A title the page's data for search engines (JSON-LD) · $.headline 0.90" in lines
    assert "lost A title | Site the main heading · <h1> 0.50" in lines
    coloured = screen(explaining.explained(article()), 160, colour=True)
    assert "\x1b[32mwon" in coloured and "\x1b[2mlost" in coloured


def test_values_that_no_evidence_gave_are_told_from_those_that_some_did():
    url = "https://x.no/a"
    said = (Evidence("url", url, "meta og:url", "<meta>", 0.9, True),)
    for one, given in (
        (article(url=url, kind="article"), {"url", "kind", "format"}),
        (article(url=url, provenance=said), {"kind", "format"}),
        (article(), {"kind", "format"}),
    ):
        one = replace(one, format="html")
        lines = [line for line in explaining.lines(one) if line.mark == "given" and line.field != "id"]
        assert {line.field for line in lines} == given and len(lines) == len(given)
        assert next(line.value for line in lines if line.field == "format") == "html"
