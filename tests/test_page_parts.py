"""What stands around an article on the pages of site software: comments, other articles, the foot, its own boxes."""

from __future__ import annotations

import json

import pytest

from pipeline.model import Article
from tests.extract_kit import article

TITLE = "River rises in the valley"
SENTENCE = (
    "The river has risen by two metres since Sunday, and the people of the valley wait for the rain to end. "
    "Nobody was hurt, the mayor said at noon, but the old bridge will stay closed until engineers have seen it"
)
PARAGRAPHS = "".join(f"<p>{SENTENCE}, for the {number}. time.</p>" for number in range(4))


def page(around: str, head: str = "") -> Article:
    """A page of ``around``, in which ``%`` is the text of the article."""
    return article(
        f"<html lang=en><head><title>{TITLE}</title>{head}</head><body>{around.replace('%', PARAGRAPHS)}</body></html>"
    )


@pytest.mark.parametrize(
    ("byline", "comments", "names"),
    [
        (
            "<span class=page-author>Jane Doe</span>",
            "<div class=a-conversation><h3>2 replies</h3><div><span>Posted by Mike Roe</span><p>Yes.</p></div></div>",
            ("Jane Doe",),
        ),
        (
            "<span class=page-author>admin</span>",
            "<section id=comments><div><p>Mike Roe</p><p>Fri, 03/05/2021 - 10:00</p><p>Good.</p></div></section>",
            (),
        ),
    ],
)
def test_readers_who_comment_have_not_written_the_article(
    byline: str, comments: str, names: tuple[str, ...]
) -> None:
    short = f"<p>{SENTENCE}.</p><p>The mayor will speak again tonight, when the engineers have been on the bridge.</p>"
    made = page(f"<h1>{TITLE}</h1><span class=page-date>March 3, 2021</span> {byline}{short}{comments}")
    assert made.authors == names


def test_the_number_of_comments_beside_a_date_is_no_comment() -> None:
    made = page(
        f"<h1>{TITLE}</h1><div id=post-comments-date><span>March 3, 2021</span> <a href=#c>2</a></div>%"
    )
    assert made.published is not None
    assert made.published.value == "2021-03-03"


@pytest.mark.parametrize(
    ("writer", "names"),
    [
        # A part of the article: the portrait of its writer.
        ("<article><h4 class=author-name>Jane Doe</h4></article>%</article>", ("Jane Doe",)),
        # Another article beside it.
        ("%</article><article><h3>Bridge closed</h3><span class=byline>By Jane Doe</span></article>", ()),
    ],
)
def test_an_article_beside_the_page_s_has_its_own_writer(writer: str, names: tuple[str, ...]) -> None:
    assert page(f"<article><h1>{TITLE}</h1>{writer}").authors == names


def test_names_in_the_foot_of_the_page_are_its_makers() -> None:
    made = page(
        f"<section><h2>{TITLE}</h2>%<p class=info>Posted on Mar 3, 2021</p></section>"
        "<footer><p>&copy; 2013 - 2026 Jane Doe &amp; John Roe.</p></footer>"
    )
    assert made.authors == ()


def test_the_site_s_copyright_is_no_credit_of_a_picture() -> None:
    made = page(
        f"<div class=view><main><h1>{TITLE}</h1><img src=a.jpg><p>{SENTENCE}.</p><p>{SENTENCE} again.</p></main>"
        "<footer><div><p class=copyright><a href=/>Le Courrier du Val</a> &copy; 2026</p></div></footer></div>"
    )
    assert made.credits == ()


@pytest.mark.parametrize(
    ("name", "credits"), [("attribution story-byline", ()), ("attribution", ("Jane Doe",))]
)
def test_an_attribution_that_is_a_byline_is_no_credit(name: str, credits: tuple[str, ...]) -> None:
    made = page(f"<h1>{TITLE}</h1><div class=top><img src=a.jpg><div class='{name}'>Jane Doe</div></div>%")
    assert tuple(credit.verbatim for credit in made.credits) == credits


def test_buttons_to_share_are_no_caption() -> None:
    made = page(
        f"<h1>{TITLE}</h1>%<div class=box><img src=a.jpg>"
        "<p class=social-media-share__description>Share this page</p></div>"
    )
    assert made.captions == ()


@pytest.mark.parametrize(
    ("words", "captions"),
    [
        ("<em>The old bridge at noon.</em>", ("The old bridge at noon.",)),
        ("<em>Old</em> <em>bridge at noon.</em>", ()),
        ("Then came <em>the old bridge at noon.</em>", ()),
    ],
)
def test_a_picture_and_slanted_words_that_are_all_of_a_paragraph(
    words: str, captions: tuple[str, ...]
) -> None:
    made = page(f"<h1>{TITLE}</h1>%<p><img src=a.jpg><br>{words}</p>%")
    assert made.captions == captions
    assert all(caption not in made.body for caption in captions)


@pytest.mark.parametrize(
    ("rest", "kept"),
    [(" will stay closed until Friday, the mayor said.", True), (" (AP)", False), ("", False)],
)
def test_a_sentence_that_begins_as_a_caption_does(rest: str, kept: bool) -> None:
    figure = "<figure><img src=a.jpg><figcaption>The old bridge in the valley.</figcaption></figure>"
    made = page(f"<article><h1>{TITLE}</h1>{figure}<p>The old bridge in the valley{rest}</p>%</article>")
    assert ("The old bridge in the valley" in made.body) is kept


def test_a_day_of_making_is_not_trusted_as_one_of_publication() -> None:
    made = page(
        f"<h1>{TITLE}</h1><span class=documentPublished>published <span>Mar 04, 2021</span></span>%"
        "<aside><a href=/x>Bridge closed <time>Mar 03, 2021 09:00</time></a></aside>",
        head='<meta name="DC.date.created" content="2021-03-03T10:00:00+01:00">',
    )
    assert made.published is not None
    assert made.published.value == "2021-03-04"


RECORD = {
    "title": TITLE,
    "publishedAt": "2021-03-03T10:07:00+01:00",
    "updatedAt": "2021-03-04T11:00:00+01:00",
    "authors": [{"name": "Jane Doe", "slug": "jane"}, {"name": "John Roe"}],
    "text": [
        {"text": f"{SENTENCE}."},
        {"text": "The mayor will speak tonight at the town hall."},
        {"text": f"{SENTENCE} again."},
    ],
}
OTHER = {"title": "Bridge closed", "authors": [{"name": "Max Poe"}], "updatedAt": "2021-01-01"}


@pytest.mark.parametrize(
    "script", ["<script type=application/json>{}</script>", "<script>self.__data = {};</script>"]
)
def test_the_record_of_the_article_in_program_data(script: str) -> None:
    data = json.dumps({"more": [OTHER], "props": {"post": RECORD}})
    made = page(script.format(data))
    assert made.authors == ("Jane Doe", "John Roe")
    assert made.published is not None
    assert made.published.value == "2021-03-03T10:07:00+01:00"
    assert made.modified is not None
    assert made.modified.value == "2021-03-04T11:00:00+01:00"
    assert "The mayor will speak tonight at the town hall." in made.body  # short, beside longer ones


def test_a_record_of_another_article_says_nothing() -> None:
    assert page(f"<h1>{TITLE}</h1>%<script>self.data = {json.dumps([OTHER])}</script>").authors == ()


def linked(**more: object) -> str:
    node = {"@type": "Article", "headline": TITLE, "author": {"@type": "Person", "name": "Jane Doe"}, **more}
    return f"<script type=application/ld+json>{json.dumps(node)}</script>"


ITEM = "<span itemprop=author itemscope><span itemprop=name>{}</span></span>"
LINK = "<a href=/author/x/>{}</a>"


@pytest.mark.parametrize(
    ("byline", "helpers", "names"),
    [
        (ITEM, [], ("Jane Doe", "John Roe")),
        (LINK, [{"name": "John Roe"}], ("Jane Doe", "John Roe")),
        (LINK, [], ("Jane Doe",)),  # who edited or translated it, perhaps
    ],
)
def test_authors_beside_the_one_that_json_ld_names(
    byline: str, helpers: list[object], names: tuple[str, ...]
) -> None:
    shown = ", ".join(map(byline.format, ("Jane Doe", "John Roe")))
    made = page(f"<article><h1>{TITLE}</h1><div>{shown}</div>%</article>", head=linked(contributor=helpers))
    assert made.authors == names


@pytest.mark.parametrize(
    ("box", "names"),
    [
        ("<div><img src=a.jpg width=60 alt=''> Jane Doe </div>", ("Jane Doe",)),
        ("<div><img src=a.jpg alt='Jane Doe'><span>Jane Doe</span></div>", ("Jane Doe",)),
        ("<div><img src=a.jpg width=640 alt=''> Jane Doe </div>", ()),
    ],
)
def test_a_name_beside_a_portrait(box: str, names: tuple[str, ...]) -> None:
    assert page(f"<h1>{TITLE}</h1>{box}%").authors == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<p>Posté par Jane Doe le 3 mai 2021</p>", ("Jane Doe",)),
        ("<p>Αναρτήθηκε από Jane Doe</p>", ("Jane Doe",)),
        ("<span class=author>Super User</span>", ()),
        ("<dl><dt>Datum der Veröffentlichung</dt><dd>3. Mai 2021</dd></dl>", ()),
        ("<dl><dt>Author</dt><dd>Directorate-General for Regional and Urban Policy</dd></dl>", ()),
    ],
)
def test_words_of_site_software_around_names(byline: str, names: tuple[str, ...]) -> None:
    assert page(f"<h1>{TITLE}</h1>{byline}%").authors == names
