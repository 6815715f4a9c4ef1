"""What people see: every data text made visible, nothing cut that matters, the same facts as the JSON."""

import io
import re
from dataclasses import replace

from rich.console import Console

from pipeline import terminal
from pipeline.engines import Hit, SearchRequest, SearchResult, Snippet
from pipeline.model import Article, Credit, DateValue, Evidence

NASTY = "a\x1b[2Jb\u202ec\udcff"
SEEN = "a\\x1b[2Jb\\u202ec\\xff"
PAGE = SearchRequest(page=2)


def screen(renderable, width=100, colour=False):
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    console.print(renderable)
    return out.getvalue()


def article(**changes):
    one = Article(
        id="id1",
        source="dump/a.jsonl",
        body=f"First paragraph {NASTY}.\n\nA crosshead\n\nThe rest.",
        title="A title",
        authors=("Kari Nordmann",),
        published=DateValue("2019-04", "month", "2019-04-01", "2019-05-01"),
        crossheads=("A crosshead",),
        captions=("Two men.", "A lone caption."),
        credits=(Credit("Foto: X / AP", photographers=("X",), agencies=("AP",), caption="Two men."),),
        language="nb",
        words=12,
        provenance=(
            Evidence("title", "A title", "json-ld headline", "$.headline", 0.9, True),
            Evidence("title", "A title | Site", "h1", "<h1>", 0.5, False),
            Evidence("published", f"2019-04 {NASTY}", "text header", "line 1", 0.8, True),
        ),
    )
    return replace(one, **changes)


def clean(text):
    return not re.search(r"[\x00-\x09\x0b-\x1f\u202e\ud800-\udfff]", text)


def test_hits_show_number_title_date_publisher_language_and_snippets():
    marked = Snippet("body", (("… met ", False), ("Putin", True), (f" in {NASTY} …", False)))
    hits = (
        Hit("id1", 3.2, f"Title {NASTY}", "2019-04", "Avisa", "nn", (marked,)),
        Hit("id2", 1.0, None, None, None, "en"),
    )
    facets = {"language": (("nn", 1200), ("en", 3)), "month": ()}
    result = SearchResult(1203, hits, facets, 4.2)
    text = screen(terminal.hits(result, {"id2": {"body": "Words of an untitled article " * 9}}, PAGE))
    assert clean(text) and SEEN in text
    for part in (
        "1,203 articles",
        "11. Title",
        "2019-04 · Avisa · nn · id1",
        "12. Words of an",
        "undated · en · id2",
    ):
        assert part in text
    assert "language: nn 1,200, en 3" in text and "month" not in text
    assert "\x1b[1;33mPutin\x1b[0m" in screen(terminal.hits(result, {}, PAGE), colour=True)


def test_no_hits_say_so():
    assert "nothing found" in screen(terminal.hits(SearchResult(0, ()), {}, PAGE))


def test_an_article_is_shown_whole():
    text = screen(terminal.article(article(url="https://x.no/a", withdrawn=True)))
    assert clean(text) and SEEN in text
    for part in (
        "A title",
        "2019-04 · Kari Nordmann",
        "12 words",
        "https://x.no/a",
        "dump/a.jsonl at 0",
        "A crosshead",
    ):
        assert part in text
    for part in ("X / AP", "Two men.", "A lone caption.", "withdrawn", "The rest."):
        assert part in text
    assert text.count("Two men.") == 1
    assert "(no title)" in screen(terminal.article(article(title=None, published=None)))
