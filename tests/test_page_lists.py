"""Lists on a page: those in the article's text, and those of other articles, months and comments around it."""

from __future__ import annotations

import lxml.html
import pytest

from pipeline.model import Article
from pipeline.steps.scored import with_lists
from pipeline.steps.textpieces import pieces
from tests.extract_kit import article

TITLE = "River rises in the valley"
SENTENCE = (
    "The river has risen by two metres since Sunday, and the people of the valley wait for the rain to end. "
    "Nobody was hurt, the mayor said at noon, but the old bridge will stay closed until engineers have seen it"
)
PARAGRAPHS = "".join(f"<p>{SENTENCE}, for the {number}. time.</p>" for number in range(4))
ITEMS = "<ul><li>The school is shut.</li><li>No buses run.</li><li>Water is short.</li></ul>"


def page(around: str, head: str = "") -> Article:
    """A page of ``around``, in which ``%`` is the text of the article."""
    return article(
        f"<html lang=en><head><title>{TITLE}</title>{head}</head><body>{around.replace('%', PARAGRAPHS)}</body></html>"
    )


@pytest.mark.parametrize(
    ("page", "chosen", "kept"),
    [
        (f"<p>One.</p>{ITEMS}<p>Two.</p>", [0, 4], [0, 1, 2, 3, 4]),
        (f"<p>One.</p>{ITEMS}<p>Two.</p>", [0, 2, 4], [0, 1, 2, 3, 4]),
        (f"<p>One.</p>{ITEMS}<p>Two.</p>", [0], [0]),  # it ends the text
        (f"<p>One.</p><div>{ITEMS}</div><p>Two.</p>", [0, 4], [0, 4]),  # in a box of its own
        ("<p>One.</p><ul><li><a href=/a>Bridge closed</a></li></ul><p>Two.</p>", [0, 2], [0, 2]),
    ],
)
def test_a_list_of_short_items_between_paragraphs(page: str, chosen: list[int], kept: list[int]) -> None:
    found = pieces(lxml.html.document_fromstring(f"<body>{page}</body>"))
    assert with_lists(chosen, found) == kept


def test_items_with_headings_are_other_articles() -> None:
    items = "".join(
        f"<li><div><h3><a href=/{name}>Bridge closed for {name}</a></h3><ul><li>By {name} Poe</li></ul></div></li>"
        for name in ("Jane", "Max")
    )
    assert page(f"<h1>{TITLE}</h1><p>{SENTENCE}.</p><p>{SENTENCE} again.</p><ul>{items}</ul>").authors == ()


@pytest.mark.parametrize("name", ["widget PopularPosts", "story-related", "trendingNow"])
def test_a_box_whose_class_says_in_part_that_it_lists_others(name: str) -> None:
    others = "".join(
        f"<div><b>Bridge {day}</b> <time class=published datetime=2021-01-0{day}>January {day}</time></div>"
        for day in (1, 2, 3)
    )
    made = page(
        f"<h1>{TITLE}</h1><time class=published datetime=2021-03-03>March 3, 2021</time>"
        f"<p>{SENTENCE}.</p><p>{SENTENCE} again.</p><div class='{name}'>{others}</div>"
    )
    assert made.published is not None
    assert made.published.value == "2021-03-03"


def test_a_comment_is_no_credit_and_no_text() -> None:
    by = "<div class=attribution>Mike Roe (not verified)</div>"
    comment = f"{by}<p>The water rose behind my house all night.</p>"
    made = page(
        f"<div><h1>{TITLE}</h1><img src=a.jpg><p>{SENTENCE}.</p><p>{SENTENCE} again.</p>"
        f"<div class='comment by-anonymous'>{comment}</div></div>"
    )
    assert made.credits == ()
    typed = f"<article itemscope itemtype=https://schema.org/Comment>{comment}</article>"
    made = page(f"<article><h1>{TITLE}</h1><p>{SENTENCE}.</p><p>{SENTENCE} again.</p>{typed}</article>")
    assert "behind my house" not in made.body


def test_a_term_says_what_day_its_value_is() -> None:
    made = page(
        f"<h1>{TITLE}</h1><dl><dt>From:</dt><dd>Office of Rivers</dd><dt>Published</dt><dd>3 March 2021</dd>"
        "<dt>Last updated</dt><dd>5 March 2021 <a href=#a>See all updates</a></dd></dl>%"
    )
    assert made.published is not None
    assert made.modified is not None
    assert (made.published.value, made.modified.value) == ("2021-03-03", "2021-03-05")


def test_a_title_has_the_time_that_the_page_does_not_print() -> None:
    made = page(
        f"<h1>{TITLE}</h1><div><span title='2021-03-03 10:07:00 +0100 CET'>March 3, 2021</span></div>%"
    )
    assert made.published is not None
    assert made.published.value.startswith("2021-03-03T10:07:00")


def test_months_of_an_archive_are_no_date_of_the_article() -> None:
    archive = "<ul><li><a href=/2020/3>March 2020</a></li></ul>"
    assert page(f"<h1>{TITLE}</h1><p>{SENTENCE}.</p><p>{SENTENCE} again.</p>{archive}").published is None


def test_for_immediate_release_is_no_name() -> None:
    made = page(f"<h1>{TITLE}</h1><p><strong>For Immediate Release</strong> | March 3, 2021</p>%")
    assert made.authors == ()


def teaser(number: int) -> str:
    return (
        f"<div class=item><h2><a href=/a/{number}>Storm number {number} hits the coast</a></h2>"
        f"<p>The {number}. storm of the winter came at night, and the ferry stayed in the harbour until noon.</p></div>"
    )


def test_teasers_of_other_articles_make_a_list() -> None:
    shown = "".join(map(teaser, range(8)))
    assert page(f"<h1>All about the weather</h1><main>{shown}</main>").kind == "list"
    assert page(f"<h1>{TITLE}</h1><article>%</article><div>{shown}</div>").kind == "article"
    told = '<meta property="og:type" content="article">'
    assert page(f"<h1>{TITLE}</h1><main>{shown}</main>", told).kind == "article"
    few = "".join(map(teaser, range(3)))
    assert page(f"<h1>All about the weather</h1><main>{few}</main>").kind == "article"
