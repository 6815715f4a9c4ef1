"""Titles among the candidates of a page: kickers and dates in headings, pages whose h1 is their name, ties."""

from __future__ import annotations

import pytest

from pipeline.decide.title import decide_title
from pipeline.model import Candidate, Document, RawDocument

from .html_kit import decided, page

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
