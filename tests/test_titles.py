"""Titles among the candidates of a page: kickers and dates in headings, pages whose h1 is their name, ties."""

from __future__ import annotations

import pytest

from pipeline.decide.title import decide_title
from pipeline.model import Candidate, Document, RawDocument

from .html_kit import decided, page

LONG = (
    "Ferry runs again after the long storm of March, and the council of the harbour says what it is going to cost "
    "all who live there"
)
OG = "<meta property=og:title content='{}'>".format


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # A kicker or a date beside the headline, as an element of its own, or before a colon.
        (f"{OG('Ferry runs again')}<h1><span>After the storm</span> <b>Ferry runs again</b></h1>", "Ferry runs again"),
        (f"{OG('Harbour: Ferry runs again')}<h1><span>Harbour</span>Ferry runs again</h1>", "Ferry runs again"),
        (f"{OG('Ferry runs again')}<h1>After the storm: Ferry runs again</h1>", "Ferry runs again"),
        (f"{OG('Ferry runs again')}<h1>Ferry runs again <small>3.2.2021 - News</small></h1>", "Ferry runs again"),
        ("<h1>Ferry runs again <em>despite</em> the storm</h1>", "Ferry runs again despite the storm"),
        # Markup that metadata write out; a title that a list cuts short.
        (f"{OG('Ferry &lt;strike&gt;never&lt;/strike&gt; runs again')}", "Ferry never runs again"),
        (f"{OG('Why the &lt;b&gt; tag is old')}", "Why the <b> tag is old"),
        (f"{OG('Ferry runs again after the storm')}<title>Ferry runs again after the storm</title>"
         "<h2>Ferry runs again after the...</h2>", "Ferry runs again after the storm"),
        # A section as the first h1; a search engine's short form.
        (f"<title>News</title>{OG('Ferry runs again after storm')}<h1>News</h1><h1>Ferry runs again after storm</h1>",
         "Ferry runs again after storm"),
        (f"<title>Ferry runs</title>{OG('Ferry runs')}<h1>Ferry runs again after the storm of March</h1>"
         '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry runs again after the storm '
         'of March"}</script>', "Ferry runs again after the storm of March"),
        # The h1 is the paper's name, or there is none: a lesser heading that the title tag holds.
        ("<title>Harbour's Own Page | Ferry runs again</title><h2>Other</h2><h2>Ferry runs again</h2>",
         "Ferry runs again"),
        ("<title>Ferry runs again after the storm_Local_Harbour</title><h1>Harbour</h1>"
         "<h3>Ferry runs again after the storm</h3>", "Ferry runs again after the storm"),
        # The name of a blog, which the title tag ends with, or holds in part, above the headline, which it begins with.
        ("<title>Ferry runs again after the storm | Harbour views and news</title>"
         "<h1><a href=/blog/>Harbour views and news</a></h1><h2>Ferry runs again after the storm</h2>",
         "Ferry runs again after the storm"),
        ("<title>Ferry runs again after the storm - On Deck: the ferries that we take - Harbour</title>"
         "<a href=/deck/><h1>HARBOUR On Deck: the ferries that we take</h1></a>"
         "<h3>Ferry runs again after the storm</h3>",
         "Ferry runs again after the storm"),
        ("<title>Views of the old harbour - Ferry runs again</title><h1>Ferry runs again</h1>"
         "<h2><a href=#>Views of the old harbour</a></h2>", "Ferry runs again"),
        ("<title>Harbour Rowers won't bring their coach back - Harbour</title><h1>Coach of the rowers goes</h1>"
         "<h3><a href=/rowers/>Harbour Rowers</a></h3>", "Coach of the rowers goes"),
        # A section behind the headline; points that are the headline's own.
        (f"{OG('Ferry runs again')}<h1>Ferry runs again | Harbour life</h1>", "Ferry runs again"),
        ("<title>老桥关闭 大家都说……_港口新闻_港口</title><h1>老桥关闭 大家都说……</h1>", "老桥关闭 大家都说……"),
        # No heading at all: a line that the title tag begins with.
        ("<title>Ferry runs again after the storm - Harbour</title><div>Harbour</div>"
         "<div class=top>Ferry runs again after the storm</div>", "Ferry runs again after the storm"),
        # The headline where the site's name belongs.
        (f"{OG('Ferry runs again after storm')}<meta property=og:site_name content='Ferry runs again after storm'>"
         "<title>Ferry runs again after storm - Harbour</title><h1>Morning show</h1>"
         "<h1>Ferry runs again after storm</h1>",
         "Ferry runs again after storm"),
        # A heading of two lines that the page's data give as a whole.
        (f"<title>Harbour | A ferry's day</title>{OG('At sea for beginners A ferrys day')}"
         "<h1><span>At sea for beginners</span> <span>A ferrys day</span></h1>", "At sea for beginners A ferrys day"),
        # Metadata that end where a field was full.
        (f'<title>{LONG} - Harbour</title>{OG(LONG[:110])}<meta name=twitter:title content="{LONG[:110]}">'
         f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{LONG[:110]}"}}</script>'
         f"<h2>{LONG}</h2>", LONG),
        # A search engine's wording in all of the page's data.
        (f"<title>Ferry timetable news of 2026</title>{OG('Ferry timetable news of 2026')}"
         "<meta name=twitter:title content='Ferry timetable news of 2026'>"
         "<meta name=title content='Ferry timetable news of 2026'>"
         '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry timetable news of 2026"}'
         "</script><h1>Ten things about the ferry timetable news</h1>", "Ten things about the ferry timetable news"),
        (OG("Ferry &amp;#8211; again at sea") + "<p>Text</p>", "Ferry – again at sea"),
        ("<title>Ferry runs again -</title>", "Ferry runs again"),
    ],
)  # fmt: skip
def test_title(html: str, expected: str) -> None:
    assert (
        decided(page(f"<html><head></head><body>{html}</body></html>", "https://gull.example/a"), "title")
        == expected
    )


def test_the_losers_stay_as_evidence() -> None:
    document = Document(RawDocument("a", 0, 0, b"", "html"), text="")
    document.evidence += [
        Candidate("title", "Harbour: Ferry runs", "h1", "<h1>", 0.7),
        Candidate("title", "Ferry runs", "meta og:title", "", 0.7),
    ]
    decision = decide_title(document, document.candidates("title"))
    assert (decision.value, decision.winner) == ("Ferry runs", document.evidence[1])
    assert len(document.evidence) == 2
