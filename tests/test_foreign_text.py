"""What others put on a page: boxes of companies, players, readers' comments, the next articles, days and numbers of
pages; none of it is the article's text."""

from __future__ import annotations

import pytest

import pipeline
from pipeline.model import Block, Rejected
from pipeline.steps.trim import trim
from tests.extract_kit import FILL, article

TITLE = "River rises in the valley"
STORY = "".join(f"<p>{FILL} {number}.</p>" for number in range(4))
STRANGE = "Doctors are stunned by what this simple fruit does to your belly before you go to bed."


def body(html: str) -> str:
    return article(f"<html><head><title>{TITLE}</title></head><body>{html}</body></html>").body


def told(inside: str) -> str:
    """The body of a page whose article has an element behind its second paragraph."""
    begun = f"<h1>{TITLE}</h1><p>{FILL} First.</p><p>{FILL} Second.</p>"
    return body(f"<article>{begun}{inside}<p>{FILL} Third.</p><p>{FILL} Fourth.</p></article>")


@pytest.mark.parametrize(
    "names",
    ["id=rc-widget-81ab", "class='sc-x rc-widget-box'", "id=onetrust-consent-sdk", "class='ob-widget x'",
     "class=trc_related_container", "class='video-js vjs-default'", "id=CybotCookiebotDialog"],
)  # fmt: skip
def test_what_other_companies_put_on_a_page_is_no_text(names: str) -> None:
    inside = f"<div {names}><div><p>{STRANGE}</p><p>{STRANGE} Really.</p></div></div>"
    found = told(inside)
    assert "Doctors" not in found
    assert "Second." in found
    assert "Third." in found
    assert "Doctors" in told(f"<div class=story-part><p>{STRANGE} {FILL}</p></div>")


@pytest.mark.parametrize(
    "names",
    [
        "id=comments",
        "class=comment-list",
        "class='post-comments wide'",
        "id=div-comment-812",
        "class=reader_comments",
    ],
)
def test_readers_comments_behind_the_text_are_left_out(names: str) -> None:
    said = "<p>I live there, and nobody told us anything about the water until it was in our kitchen.</p>"
    page = f"<h1>{TITLE}</h1><div>{STORY}</div><div {names}><div class=text>{said * 3}</div></div>"
    assert "kitchen" not in body(page)


@pytest.mark.parametrize(
    "names", ["class=has-comments", "class='entry with-comments'", "class=comments-open"]
)
def test_a_class_that_tells_of_comments_elsewhere_hides_nothing(names: str) -> None:
    assert "3." in body(f"<h1>{TITLE}</h1><div {names}>{STORY}</div>")


def test_a_section_of_opinion_may_be_called_comments() -> None:
    menu = "<div>" + "".join(
        f"<p>All that the paper's writers think of the {n}th week of the year.</p>" for n in range(12)
    )
    assert "3." in body(f"{menu}</div><div id=comments><h1>{TITLE}</h1>{STORY}</div>")


def test_of_articles_one_below_the_other_the_page_s_own_is_read() -> None:
    """Pages that load the next article while one reads: each has a heading of the same rank."""
    others = "".join(
        f"<article><h1>Story {n} of another day</h1>{STORY.replace('river', 'tower')}</article>"
        for n in range(7)
    )
    found = body(f"<main><article><h1>{TITLE}</h1>{STORY}</article>{others}</main>")
    assert "river" in found
    assert "tower" not in found


def test_articles_within_an_article_are_its_parts() -> None:
    """A live blog's posts have headings of a lower rank."""
    posts = "".join(
        f"<article><h2>{n}.30pm: more</h2>{STORY.replace('river', 'tower')}</article>" for n in range(7)
    )
    found = body(f"<main><article><h1>{TITLE}</h1>{STORY}</article>{posts}</main>")
    assert "tower" in found


def test_a_month_s_days_are_no_table_of_the_text() -> None:
    told, below = Block("paragraph", f"{FILL} First."), Block("paragraph", f"{FILL} Second.")
    weeks = [" | ".join(str(day) for day in range(first, min(first + 7, 31))) for first in range(1, 31, 7)]
    calendar = [Block("table", row) for row in ("Mon | Tue | Wed | Thu | Fri | Sat | Sun", *weeks)]
    assert trim((told, *calendar, below), ()) == (told, below)
    days = Block("table", "S | M | T | W | T | F | S")
    assert trim((told, days, below), ()) == (told, below)
    scores = (Block("table", "1 | 2 | 3"), Block("table", "Bergen | 4 | 5"), Block("table", "4 | 7 | 9"))
    assert trim((told, *scores, below), ()) == (told, *scores, below)


@pytest.mark.parametrize("line", ["7", "Hi!", "0", "[paper] 2010.10.17. 17:42", "By"])
def test_short_lines_above_the_text_are_left_out(line: str) -> None:
    found = body(f"<div class=entry-content><h1>{TITLE}</h1><p>{line}</p>{STORY}</div>")
    assert found.startswith("The river")


@pytest.mark.parametrize("line", ["1 2 3 4 .. 12", "“"])
def test_numbers_of_pages_below_the_text_are_left_out(line: str) -> None:
    found = body(f"<div class=entry-content><h1>{TITLE}</h1>{STORY}<p>{line}</p></div>")
    assert found.endswith("3.")


def test_steps_of_a_recipe_keep_their_first_number() -> None:
    steps = "".join(f"<p>{n}.</p><p>{FILL}</p>" for n in range(1, 4))
    assert body(f"<div class=entry-content><h1>{TITLE}</h1>{steps}</div>").startswith("1.")


def test_figures_alone_are_no_text() -> None:
    stars = "".join(f"<li><a href=/s{n}>{n % 7}</a></li>" for n in range(80))
    found = pipeline.extract(
        f"<html><body><h1>{TITLE}</h1><ul>{stars}</ul></body></html>", media_type="text/html"
    )
    assert isinstance(found, Rejected)


def test_a_credit_glued_to_its_caption_is_no_text() -> None:
    picture = (
        "<div class=wide><img src=a.jpg><span class=credit>Kari Nordmann/Reuters</span>"
        "<span class=caption>The old bridge, right, and the people who wait there.</span></div>"
    )
    shown = f"<h1>{TITLE}</h1><div class=entry-content>{picture}{STORY}</div>"
    found = article(f"<html><head><title>{TITLE}</title></head><body>{shown}</body></html>")
    assert found.body.startswith("The river")
    assert "old bridge, right" in found.captions[0]


def test_headings_that_tell_something_end_a_text() -> None:
    told, heading = (
        Block("paragraph", f"{FILL} First."),
        Block("crosshead", "The bridge was closed on Sunday at noon, too."),
    )
    assert trim((told, heading), ()) == (told, heading)
    assert trim((told, Block("crosshead", "More about the bridge and the river")), ()) == (told,)


@pytest.mark.parametrize(
    "box",
    ["<h3>Les også</h3><p><a href=/a>The ferry that sank</a></p>", "<p><strong>Newsletter</strong></p>",
     "<div><h4>Sign up for our newsletter</h4><p>The best of it each morning.</p></div>"],
)  # fmt: skip
def test_a_box_between_paragraphs_ends_no_article(box: str) -> None:
    story = "".join(f"<p>{FILL} Number {number}.</p>" for number in range(8))
    rest = "".join(f"<p>{FILL} Late {number}.</p>" for number in range(3))
    found = body(f"<article><h1>{TITLE}</h1>{story}{box}{rest}</article>")
    assert "Late 2." in found
    assert "Les også" not in found
    assert "Newsletter" not in found


def test_readers_sentences_behind_their_heading_are_no_text() -> None:
    told_of = tuple(Block("paragraph", f"{FILL} Number {number}.") for number in range(6))
    talk = (Block("crosshead", "Comments"), *(Block("paragraph", f"{FILL} I say {n}.") for n in range(3)))
    writer = (Block("crosshead", "About the author"), Block("paragraph", f"{FILL} She writes."))
    box = (
        Block("crosshead", "Related stories"),
        *(Block("paragraph", f"{FILL} Later {n}.") for n in range(2)),
    )
    assert trim(told_of + talk, ()) == told_of
    assert trim(told_of + writer, ()) == told_of
    assert trim(told_of + box, ()) == told_of + box[1:]


@pytest.mark.parametrize(
    "line",
    ["Download our app for more", "Tags: bridge, council", "Folgen Sie uns auf Facebook", "Теги: мост",
     "关键词：桥梁", "Síguenos en Twitter"],
)  # fmt: skip
def test_lines_about_the_site_are_no_text(line: str) -> None:
    assert line not in told(f"<p>{line}</p>")
