"""Who wrote it: which source is believed, what is no name, and when nobody is named."""

from __future__ import annotations

import pytest

from pipeline.languages.people import is_collective, is_label, split_names
from tests.html_kit import SENTENCE, decided, page


def authors(head: str = "", above: str = "", below: str = "", url: str | None = None) -> tuple[str, ...]:
    """The authors of a page with something in its head, under its heading, and under its text."""
    text = f"<h1>Council agrees on a harbour</h1>{above}<p>{SENTENCE * 3}</p><p>{SENTENCE * 3}</p>{below}"
    found = decided(page(f"<html><head>{head}</head><body>{text}</body></html>", url), "authors")
    return tuple(found)


def json_ld(*names: str) -> str:
    people = ",".join(f'{{"@type":"Person","name":"{name}"}}' for name in names)
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","author":[{people}]}}</script>'


def test_a_name_that_metadata_alone_gives_and_nobody_sees_is_the_templates() -> None:
    assert authors(json_ld("Jane Doe")) == ()
    assert authors("<meta name=author content='Jane Doe'>") == ()
    assert authors(json_ld("Jane Doe"), below="<p>Jane Doe covers the coast.</p>") == ("Jane Doe",)
    assert authors(json_ld("Jane Doe") + "<meta name=author content='Jane Doe'>") == ("Jane Doe",)
    assert authors("<meta name=author content='By Jane Doe'>") == ("Jane Doe",)


def test_sources_that_agree_win_over_one_that_is_trusted_more() -> None:
    head = json_ld("Site Admin Person") + "<meta name=author content='Jane Doe'>"
    assert authors(head, above="<p class=byline>By <a rel=author href=/a>Jane Doe</a></p>") == ("Jane Doe",)


def test_a_site_or_newsroom_signs_only_where_no_person_does_and_two_places_say_so() -> None:
    site = "<meta property=og:site_name content='Harbour Post'>"
    shown = "<p class=byline>Harbour Post Staff</p>"
    assert authors(site + "<meta name=author content='Harbour Post Staff'>", shown) == ("Harbour Post Staff",)
    assert authors(site, shown) == ()
    assert authors(site + json_ld("Jane Doe"), shown + "<a href=/author/jd>Jane Doe</a>") == ("Jane Doe",)


def test_a_login_signs_only_where_two_places_say_so() -> None:
    assert authors("<meta name=author content='seagull'>", "<p class=author>seagull</p>") == ("seagull",)
    assert authors("<meta name=author content='seagull'>", "<p>A seagull.</p>") == ()


def test_what_the_page_shows_wins_over_metadata_that_it_does_not_show() -> None:
    head = "<meta name=author content='John Roe'>"
    assert authors(head, "<p class=byline>Jane Doe</p>") == ("Jane Doe",)


def test_a_full_name_wins_over_its_first_part() -> None:
    assert authors(json_ld("Jane"), "<h4>Author</h4><p>Jane Doe</p>") == ("Jane Doe",)


def test_the_writer_of_a_comment_is_no_author() -> None:
    comment = "<li class=comment><div><span itemprop=author>Mary Major</span></div></li>"
    assert authors(below=f"<ul>{comment}</ul>") == ()


def test_a_personal_address_is_no_site_name() -> None:
    head = "<meta property=og:site_name content='Notes'><meta name=author content='Jane Doe'>"
    assert authors(head, "<p>Jane Doe</p>", url="https://janedoe.example/a") == ("Jane Doe",)


def test_a_personal_site_is_called_like_its_author() -> None:
    head = "<meta property=og:site_name content='Jane Doe'><meta name=author content='Jane Doe'>"
    assert authors(head, "<p class=author>Jane Doe</p>", url="https://janedoe.example/a") == ("Jane Doe",)


@pytest.mark.parametrize(
    "above",
    [
        "<h3>Author</h3><p>Jane Doe</p>",
        "<div><span>By</span> <b>Jane Doe</b></div>",
        "<p><span>Jane Doe</span> <span>3 May 2021</span></p>",
        "by Jane Doe, <time datetime=2021-05-03>May</time>",
        "<div class=page__author><span class=page__author-by>by</span> Jane Doe</div>",
        "<p>Published on 3 May 2021</p><p><a href=/author/jane-doe>Jane Doe</a></p>",
    ],
)
def test_bylines_that_little_marks(above: str) -> None:
    assert authors(above=above) == ("Jane Doe",)


def test_a_line_beside_a_date_is_no_name_where_it_is_part_of_the_title() -> None:
    assert authors(above="<p><span>Council Agrees</span> <span>3 May 2021</span></p>") == ()


def test_people_whom_the_text_links_to_are_no_authors() -> None:
    assert authors(above=f"<p>{SENTENCE * 3}<a href=/people/john-roe>John Roe</a> said so.</p>") == ()


def test_of_far_marks_several_names_are_other_articles() -> None:
    far = "<p>x</p>" * 120 + "<p class=author>John Roe</p><p class=author>Mary Major</p>"
    assert authors(below=far) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Jane Doe on", ["Jane Doe"]),
        ("Jane Doe, and John Roe", ["Jane Doe", "John Roe"]),
        ("홍길동 기자", ["홍길동"]),
        ("By Jane Doe, MD, PhD", ["Jane Doe"]),
        ("Ministerium für Häfen und Fischerei", ["Ministerium für Häfen und Fischerei"]),
        ("Ein Beitrag von Erika Muster", ["Erika Muster"]),
    ],
)
def test_what_stays_at_names_is_cut(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_a_body_in_the_metadata_is_no_person() -> None:
    assert (
        authors(
            "<meta name=author content='Ministry of Harbours and Fishing'>", "<p>Ministry of Harbours</p>"
        )
        == ()
    )
    assert authors("<meta name=author content='Jane Doe, John Roe'>") == ("Jane Doe", "John Roe")


def test_words_that_stand_before_much_else_begin_no_byline() -> None:
    assert authors(above="<p>From Theory to Practice</p>") == ()
    assert authors(above="<p>Text: Jane Doe</p>") == ("Jane Doe",)


def test_soft_hyphens_do_not_tell_names_apart() -> None:
    assert authors("<meta name=author content='Jane Doe'>", "<p>By Ja&shy;ne Doe</p>") == ("Jane Doe",)


def test_a_plain_line_far_below_names_the_writer_where_the_head_names_nobody() -> None:
    far = "<p>x</p>" * 80
    assert authors(below=far + "<p>Written by Jane Doe</p><p>Written by John Roe</p>") == ("Jane Doe",)
    assert authors(below=far + "<ul><li><b>Autorin/Autor</b> Jane Doe</li></ul>") == ("Jane Doe",)
    assert authors(above="<p>By Mary Major</p>", below=far + "<p>Written by Jane Doe</p>") == ("Mary Major",)


def test_labels_and_collectives() -> None:
    assert is_label("Autorin/Autor") and is_label("By:") and not is_label("By Jane")
    assert is_collective("Example Staff") and not is_collective("Jane Doe")
    assert not is_collective("From staff reports")
