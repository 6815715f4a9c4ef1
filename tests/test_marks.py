"""Signs of a text that is but the beginning, and what sort of page an article stands on."""

from __future__ import annotations

import json
from typing import Any

import pytest

import pipeline
from pipeline.model import Article, Rejected

LINES = (
    "The council decided on Tuesday that the old bridge over the river will be closed to lorries from next month.",
    "Engineers had found cracks in two of the pillars, and the repair is expected to take at least a year.",
    "Shopkeepers in the harbour fear for their customers and ask for a ferry that runs every half hour.",
    "The mayor said that the town would pay for the ferry if the county took over the costs of the bridge.",
)
TEXT = "".join(f"<p>{line}</p>" for line in LINES)
CUT = "<p>The mayor, who had been in office for no more than three weeks, said that ...</p>"


def times(number: int) -> str:
    """The text so often, each time with other words: what is said again is left out."""
    return "".join(TEXT.replace("</p>", f" So it was on day {day}.</p>") for day in range(number))


def page(content: str, *, head: str = "", behind: str = "", ld: dict[str, Any] | None = None) -> str:
    data = f"<script type='application/ld+json'>{json.dumps(ld)}</script>" if ld else ""
    return (
        f"<html lang=en><head><title>Bridge closed</title>{head}{data}</head><body><article><h1>Bridge closed</h1>"
        f"{content}</article>{behind}</body></html>"
    )


def article(html: str, url: str = "https://paper.example/town/bridge-closed") -> Article:
    made = pipeline.extract(html, url=url, media_type="text/html")
    assert isinstance(made, Article)
    return made


def rule(made: Article, field: str) -> str | None:
    return next((line.rule for line in made.provenance if line.field == field and line.won), None)


def news(**more: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "headline": "Bridge closed", "datePublished": "2024-03-05", **more}


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (page(TEXT + CUT, ld=news(isAccessibleForFree=False)), "breaks off, json-ld isAccessibleForFree"),
        (
            page(f"<p>{LINES[0]}</p>", ld=news(isAccessibleForFree="False")),
            "short, json-ld isAccessibleForFree",
        ),
        (
            page(f"<p>{LINES[0]}</p>", head="<meta property=article:content_tier content=locked>"),
            "short, meta article:content_tier",
        ),
        (
            page(TEXT + CUT, behind="<a href=/rest>Continue reading »</a>"),
            "breaks off before a link to the rest",
        ),
        (page(TEXT + CUT, ld=news(wordCount=900)), "breaks off, has more words"),
        (page(TEXT + CUT, behind="<div class=paywall></div>"), "breaks off, has a paywall"),
        (
            page(
                TEXT,
                behind="<div class=paywall><b>Subscribe to read on.</b> Already a subscriber? Log in</div>",
            ),
            "notice for subscribers",
        ),
    ],
)
def test_a_beginning_is_told_by_two_signs(html: str, why: str) -> None:
    made = article(html)
    assert (made.truncated, rule(made, "truncated")) == (True, why)


@pytest.mark.parametrize(
    "html",
    [
        page(TEXT),
        page(TEXT + CUT),  # people write dots at the end
        page(TEXT, ld=news(wordCount=900)),  # some count characters
        page(times(3), ld=news(isAccessibleForFree=False)),  # metered, and there as a whole
        page(times(3), ld=news(isAccessibleForFree=True)),
        page(TEXT, behind="<div class=paywall></div>"),
        page(TEXT, behind="<a href=/other>Read more</a>"),
        page(times(9), behind="<div class=paywall>Already a subscriber? Log in</div>"),
    ],
)
def test_one_sign_alone_says_nothing(html: str) -> None:
    made = article(html)
    assert (made.truncated, rule(made, "truncated")) == (False, None)


def test_blurred_filler_is_no_language_of_the_article() -> None:
    filler = (
        "<p>Dolor ipsam et est cumque. Laboriosam sed delectus rerum sint qui natus tenetur ea. Tenetur debitis "
        "aspernatur sapiente iure. Esse voluptatem eos sequi quia. Repellat odio libero et aliquam dicta.</p>"
        "<p>Quod repellat ipsa iure et laborum exercitationem. Eos quod nulla voluptatem ut id. Voluptatem "
        "consequuntur id illum dolores. Pariatur magnam rerum at cum. Sed omnis animi eos dicta.</p>"
    )
    made = article(page(f"<p>{LINES[0]} {LINES[1]}</p>{filler}"))
    assert made.language == "en"
    assert (made.truncated, rule(made, "truncated")) == (True, "filler text")


POSTS = "".join(f"<p>{9 + n}:{n * 7:02} am: {line}</p>" for n, line in enumerate((*LINES, *LINES[:2])))


@pytest.mark.parametrize(
    ("html", "path", "kind", "why"),
    [
        (page(TEXT), "town/bridge", "article", None),
        (
            page(TEXT, head="<meta property=og:type content=article>"),
            "town/bridge",
            "article",
            "meta og:type",
        ),
        (
            page(TEXT, ld=news() | {"@type": "LiveBlogPosting"}),
            "town/bridge",
            "live_blog",
            "json-ld LiveBlogPosting",
        ),
        (page(POSTS), "town/bridge-live-updates", "live_blog", "posts with a time"),
        (page(POSTS), "town/bridge", "article", None),
        (page("".join(f"<p>{h}:15 News</p>" for h in range(10, 22)) + TEXT), "tv/live", "article", None),
        (
            page(TEXT, ld={"@type": "VideoObject", "name": "Bridge closed"}),
            "town/b",
            "video",
            "json-ld VideoObject",
        ),
        (
            page(times(5), ld={"@type": "VideoObject", "name": "Bridge closed"}),
            "town/bridge",
            "article",
            None,
        ),
        (page(TEXT, ld=news(video={"@type": "VideoObject", "name": "x"})), "town/bridge", "article", None),
        (
            page(TEXT, head="<meta property=og:type content=video.other>"),
            "town/bridge",
            "video",
            "meta og:type",
        ),
        (page(TEXT, ld=news()), "videos/bridge", "video", "address"),
        (page(TEXT, ld=news()), "town/videos", "article", None),
        (
            page(TEXT + "".join(f"<figure><img src=/b{n}.jpg></figure>" for n in range(6))),
            "gallery/bridge",
            "gallery",
            "address",
        ),
        (page(TEXT), "gallery/bridge", "article", None),
        (
            page("<ul>" + "".join(f"<li>{line}</li>" for line in LINES) + "</ul>"),
            "town/bridge",
            "article",
            None,
        ),
        (
            page(TEXT, ld={"@type": "CollectionPage", "name": "Bridges"}),
            "town/bridges",
            "list",
            "json-ld CollectionPage",
        ),
    ],
)
def test_kind_of_page(html: str, path: str, kind: str, why: str | None) -> None:
    made = article(html, f"https://paper.example/{path}")
    assert (made.kind, rule(made, "kind")) == (kind, why)


def test_plain_text_is_an_article() -> None:
    made = pipeline.extract("\n\n".join(("Bridge closed", *LINES)), media_type="text/plain")
    assert isinstance(made, Article)
    assert (made.kind, made.truncated) == ("article", False)


def test_a_page_of_a_video_without_text_is_rejected() -> None:
    made = pipeline.extract(
        page("", head="<meta property=og:type content=video.other>"), media_type="text/html"
    )
    assert isinstance(made, Rejected)
