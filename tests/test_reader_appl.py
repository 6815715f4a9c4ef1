"""APPL: what is said around the text, and publications that hold none."""

from __future__ import annotations

from pipeline.model import Rejected
from tests.newsxml_kit import article, blocks, made, one, sample

APPL = sample("appl")


def test_the_text_with_what_stands_around_it() -> None:
    found = article(one(APPL))
    assert (
        found.title == "Bridge opens in Sandvik"
        and found.authors == ("Jane Doe",)
        and found.byline_agency == "AP"
    )
    assert found.published and found.published.value == "2019-04-02T17:13:00"
    assert found.dateline == "SANDVIK, S.D." and found.captions == ("The bridge on Monday.",)
    assert blocks(one(APPL)) == [
        ("paragraph", "SANDVIK, S.D. (AP) — The new bridge has opened."), ("crosshead", "CHEAPER"),
        ("paragraph", "It cost two million."), ("caption", "The bridge on Monday."),
    ]  # fmt: skip


def test_a_photograph_alone_and_a_withdrawn_one_are_no_articles() -> None:
    photo = APPL.replace('Role="Main"', 'Role="Preview"').replace(">Text</MediaType>", ">Photo</MediaType>")
    (alone,) = made(photo)
    (gone,) = made(APPL.replace("<Status>Usable", "<Status>Withheld"))
    assert isinstance(alone, Rejected) and alone.reason == "not-text"
    assert isinstance(gone, Rejected) and gone.reason == "withdrawn"


def test_a_film_gives_its_script() -> None:
    film = APPL.replace('Role="Main"', 'Role="Script"').replace(">Text</MediaType>", ">Video</MediaType>")
    assert ("paragraph", "It cost two million.") in blocks(one(film))
