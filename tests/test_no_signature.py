"""What looks like a byline and is none: links in running text, themes at a page's foot, labels, buttons; and who signs
all the same."""

from __future__ import annotations

import pytest

from pipeline.languages.people import split_names
from pipeline.languages.persons import is_person
from tests.extract_kit import FILL, article

TITLE = "River rises in the valley"
STORY = "".join(f"<p>{FILL} {number}.</p>" for number in range(4))


def authors(above: str = "", inside: str = "", below: str = "") -> tuple[str, ...]:
    page = f"<h1>{TITLE}</h1>{above}<div class=entry-content>{inside}{STORY}</div>{below}"
    return article(f"<html><head><title>{TITLE}</title></head><body>{page}</body></html>").authors


def test_a_link_in_running_text_is_no_byline() -> None:
    quoted = f"<p>“Nobody told us,” <a href=/x>írta Kovács Anna</a> in a paper of the valley. {FILL}</p>"
    assert authors(inside=quoted) == ()
    assert authors(above="<p><a href=/x>Írta Kovács Anna</a></p>") == ("Kovács Anna",)


def test_who_made_a_site_s_theme_signs_no_article() -> None:
    link = "<a rel=author href=https://themes.example/>Jane Doe</a>"
    theme = f"<footer id=colophon><div>Theme: Valley by {link}</div></footer>"
    assert authors(below=theme) == ()
    assert authors(above="<div>By <a rel=author href=/jane>Jane Doe</a></div>", below=theme) == ("Jane Doe",)


@pytest.mark.parametrize(
    "name", ["AddThis Sharing Buttons", "Berita Lainnya", "Other Apps", "Dok.Jane Doe", "Product Manager"]
)
def test_buttons_and_labels_are_no_people(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize("name", ["J.K. Doe", "J.Doe", "St.John Doe", "Prof.Dr. Jane Doe", "Dan Doe"])
def test_initials_are(name: str) -> None:
    assert is_person(name)


def test_names_are_joined_in_indonesian_as_well() -> None:
    assert split_names("Budi Santoso dan Sri Wahyuni") == ["Budi Santoso", "Sri Wahyuni"]
    assert split_names("Jane Dan Doe") == ["Jane Dan Doe"]


def test_a_writer_named_below_a_text_whose_marks_name_nobody() -> None:
    far = "<p>x</p>" * 80 + "<table><tr><td>Penulis</td><td>: Sri Wahyuni</td></tr></table>"
    assert authors(above="<div class=author>Twitter</div>", below=far) == ("Sri Wahyuni",)
    assert authors(above="<div class=author>Jane Doe</div>", below=far) == ("Jane Doe",)


def test_microdata_may_name_all_writers_in_one_author() -> None:
    name = "<a href=/a><span itemprop=name>{}</span></a>".format
    author = "<span itemprop=author itemscope>By {}</span>".format
    assert authors(above=author(f"{name('Jane Doe')}, {name('Ann Poe')} and {name('John Roe')}")) == (
        "Jane Doe", "Ann Poe", "John Roe",
    )  # fmt: skip
    works = "<span itemprop=worksFor itemscope><span itemprop=name>Harbour Weekly</span></span>"
    assert authors(above=author(f"{name('Jane Doe')} {works}")) == ("Jane Doe",)
