"""Who wrote it: which source is believed, what is no name, and when nobody is named."""

from __future__ import annotations

import pytest

from pipeline.languages.byline_labels import begins_as_byline, is_label
from pipeline.languages.people import split_names
from pipeline.languages.persons import is_collective, is_person
from pipeline.model import Block
from pipeline.steps import signed
from pipeline.steps.bylines import find_signature
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


def test_a_byline_that_the_page_hides_is_not_printed() -> None:
    shown = "<div class=author-name><a href=/author/gull>gull</a></div>"
    hidden = shown.replace("class", 'style="display: none" class')
    data = "<span itemprop=author itemscope><meta itemprop=name content={}></span>"
    assert authors(below=shown + data.format("gull")) == ("gull",)
    assert authors(below=hidden + data.format("gull")) == ()
    assert authors(below=data.format("'Jane Doe'")) == ()
    assert authors(below=data.format("'Jane Doe'") + "<p>Jane Doe covers the coast.</p>") == ("Jane Doe",)


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


def test_a_heading_beside_a_date_is_no_name() -> None:
    assert authors(above="<h3>Further Reading</h3><span>3 May 2021</span>") == ()


def test_a_link_to_an_author_that_nothing_bears_out_signs_nothing() -> None:
    link = "<p><a href=/author/jane-doe>Jane Doe</a></p>"
    assert authors(above=link) == ()
    assert authors("<meta name=author content='Jane Doe'>", link) == ("Jane Doe",)


@pytest.mark.parametrize(
    "line",
    [
        "文=山田太郎",
        "文＝山田太郎",
        "取材・文／山田太郎",
        "著者：山田太郎",
        "文/山田太郎",
        "本报记者 山田太郎",
    ],
)
def test_bylines_without_spaces(line: str) -> None:
    assert authors(above=f"<p>{line}</p>") == ("山田太郎",)
    assert authors(above=f"<p><a href=/x>著者：{line[-4:]}</a></p>") == ("山田太郎",)


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
        ("Authored by Jane Doe", ["Jane Doe"]),
        ("Jane Doe as told to John Roe", ["Jane Doe", "John Roe"]),
        ("Researched by Jane Doe + John Roe", ["Jane Doe", "John Roe"]),
        ("Erika Muster im Gespräch mit Max Muster", ["Erika Muster", "Max Muster"]),
        ("Interview: Jane Doe", ["Jane Doe"]),
        ("Jane Doe; and", ["Jane Doe"]),
        ("著者：山田太郎", ["山田太郎"]),
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
    assert is_collective("gull.example Redaktion") and not is_collective("die Redaktion")
    assert not is_collective("From staff reports")


@pytest.mark.parametrize(
    "name",
    [
        "Wednesday",
        "Źródło: ABC",
        "Zaloguj się",
        "点击登录",
        "Projektleiterin der Werft",
        "ABC National Writer",
        "Senior Harbour",
        "Privacy Policy",
        "National Recruiting Analyst",
        "网络整理",
        "股市行情",
    ],
)
def test_what_stands_in_the_place_of_a_name_and_is_none(name: str) -> None:
    assert not is_person(name)


def test_a_label_may_end_in_a_wide_colon() -> None:
    assert begins_as_byline("文：山田太郎") and not begins_as_byline("文 山田太郎")


def test_who_took_a_picture_and_who_wrote_a_teaser_did_not_write_the_article() -> None:
    picture = (
        "<figure><img src=a.jpg><figcaption>A quay <span class=author>Mary Major</span></figcaption></figure>"
    )
    teaser = f"<a class=post href=/b><b>{SENTENCE * 2}</b><span class=author>John Roe</span></a>"
    review = "<p class=review__author>John Roe</p>"
    for other in (picture, teaser, review):
        assert authors(above=other) == ()
        assert authors(above=f"<p class=author>Jane Doe</p>{other}") == ("Jane Doe",)


def organisation(name: str, kind: str = "NewsArticle") -> str:
    return (
        f'<script type="application/ld+json">{{"@type":"{kind}","author":{{"@type":"Organization","name":"{name}"'
        "}}</script>"
    )


def test_a_news_articles_data_may_name_the_newspaper_as_its_author() -> None:
    assert authors(organisation("Harbour Post")) == ("Harbour Post",)
    assert authors(organisation("Harbour Post", "Recipe")) == ()
    assert authors(organisation("Harbour Post"), "<p class=byline>Jane Doe</p>") == ("Jane Doe",)
    assert authors(organisation("Harbour Post"), "<h4>Author</h4><p>Associated Press</p>") == ()


def test_an_agency_far_from_the_heading_signs_another_article() -> None:
    far = "<p>x</p>" * 120 + "<p class=author>Associated Press</p>"
    text = f"<h1>Council agrees</h1><p class=byline>{{}}</p><p>{SENTENCE * 5}</p>{far}"
    assert decided(page(text.format("Jane Doe")), "byline_agency") is None
    assert decided(page(text.format("Associated Press")), "byline_agency") == "AP"


def test_beside_people_a_papers_name_is_where_they_work() -> None:
    assert authors(json_ld("Jane Doe", "The Harbour Post")) == authors(json_ld("Jane Doe", "gull.example"))
    assert authors(above="<p class=byline>Jane Doe, The Harbour Post</p>") == ("Jane Doe",)


def test_a_name_in_brackets_behind_the_last_sentence_signs() -> None:
    assert find_signature("It opens in spring. (Jane Doe)") == ("Jane Doe",)
    assert find_signature("It opens in spring. (Jane Doe/John Roe) +++") == ("Jane Doe", "John Roe")
    assert find_signature("The captain (Jane Doe)") == ()
    assert find_signature("It opens in spring. (see page two)") == ()


def test_a_byline_in_the_text_is_believed_more_than_who_put_it_on_line() -> None:
    who = "<p><a rel=author href=/author/jr>John Roe</a></p>"
    who = "<meta name=parsely-author content='John Roe'>" + who
    document = page(f"<h1>Council agrees on a harbour</h1>{who}<p>By Jane Doe</p><p>{SENTENCE * 5}</p>")
    document.blocks = [Block("paragraph", text, "p") for text in ("By Jane Doe", SENTENCE * 5)]
    signed.step(document)
    assert decided(document, "authors") == ("Jane Doe",)


def test_a_slanted_name_that_is_a_paragraph_behind_the_text_signs() -> None:
    assert authors(below="<p><b><i>Jane Doe</i></b></p>") == ("Jane Doe",)
    assert authors(below="<p align=right><em>(Jane Doe)</em></p>") == ("Jane Doe",)
    assert authors("", "<p class=byline>Ann Poe</p>", "<p><em>Jane Doe</em></p>") == ("Ann Poe",)
    assert authors(below="<p><b>Jane Doe</b></p>") == ()  # heads a portrait
    assert authors(below="<p><em>Jane Doe</em> is away.</p>") == ()
    assert authors(below="<p><em>The old harbour</em></p>") == ()
    assert authors(above="<p><em>Jane Doe</em></p>") == ()


def test_the_name_beside_the_date_of_a_quoted_post_is_its_own_writers() -> None:
    post = "<{0}><p>It opens in spring!</p>Jane Doe <a href=/s>3 May 2021</a></{0}>"
    assert authors(above=post.format("blockquote")) == ()
    assert authors(above=post.format("div")) == ("Jane Doe",)


def test_the_author_beside_a_publisher_is_that_of_a_book() -> None:
    far = "<p>x</p>" * 80 + "<p><u>Author:</u> Jane Doe</p>"
    assert authors(below=far) == ("Jane Doe",)
    assert authors(below=far + "<p><u>Publisher:</u> Harbour Press</p>") == ()


def test_a_link_to_all_that_somebody_wrote_names_the_writer() -> None:
    assert split_names("View all posts by Jane Doe →") == ["Jane Doe"]
    assert split_names("Zeige alle Beiträge von Max Muster") == ["Max Muster"]
    far = "<p>x</p>" * 400 + "<a rel=author href=/a>View all posts by Jane Doe</a>"
    assert authors(below=far) == ("Jane Doe",)
