"""Forms of credits and captions: customers, labels without a colon, Japanese credits, buttons and hidden labels."""

from __future__ import annotations

import pytest

from pipeline.languages.agencies import Names, parse_credit
from pipeline.languages.credit_forms import is_imprint
from pipeline.languages.labels import split_credit
from pipeline.steps.figure_texts import credits_in, parted
from tests.extract_kit import FILL, article


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        # Who a picture was taken for took it not.
        ("Jane Doe for Rolling Pebble", Names(("Jane Doe",), (), "Rolling Pebble")),
        ("Jane Doe for Harbour Place via Getty Images", Names(("Jane Doe",), ("Getty Images",), "Harbour Place")),
        ("Jane Doe/Harbour Globe/AP", Names(("Jane Doe",), ("AP",), "Harbour Globe")),
        ("AFP PHOTO/CENSUS OF ALL SEAS/Jane Doe", Names(("Jane Doe",), ("AFP",), "CENSUS OF ALL SEAS")),
        ("Valley Coast Guard photo", Names((), (), "Valley Coast Guard")),
        ("Warner Bros", Names((), (), "Warner Bros")),
        ("Getty Images Jane Doe / Contributor", Names(("Jane Doe",), ("Getty Images",), None)),
        ("Jane Doe, AP / January 30, 2013", Names(("Jane Doe",), ("AP",), None)),
        ("NASA / Apollo 17", Names((), ("NASA",), "Apollo 17")),
        ("flickr user Jane Doe", Names(("Jane Doe",), (), None)),
        ("SPL", Names((), ("Science Photo Library",), None)),
        ("山田太郎、佐藤次郎撮影", Names(("山田太郎", "佐藤次郎"), (), None)),
    ],
)  # fmt: skip
def test_who_and_for_whom(credit: str, names: Names) -> None:
    assert parse_credit(credit) == names


@pytest.mark.parametrize(
    ("caption", "rest", "credit"),
    [
        ("The old pier, en 2014. Photo Jane Doe.", "The old pier, en 2014.", "Jane Doe"),
        ("港を出る船＝３日、東京都港区、佐藤次郎撮影", "港を出る船＝３日、東京都港区", "佐藤次郎撮影"),
        ("港を出る船＝３日、港区、佐藤次郎撮影（港湾新聞社）", "港を出る船＝３日、港区", "佐藤次郎撮影（港湾新聞社）"),
    ],
)  # fmt: skip
def test_credits_behind_captions(caption: str, rest: str, credit: str) -> None:
    found = split_credit(caption)
    assert [(one.rest, one.credit) for one in found] == [(rest, credit)]


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("image captionThe old pier in the rain", "The old pier in the rain"),
        ("Media caption The old pier in the rain", "The old pier in the rain"),
        ("Facebook Twitter Pinterest The old pier in the rain", "The old pier in the rain"),
        ("Facebook opens a data centre at the old pier", "Facebook opens a data centre at the old pier"),
        ("Image captions are what this test is about", "Image captions are what this test is about"),
        ("The old pier in the rain... —", "The old pier in the rain..."),
        ("+8 Copy link to paste in your message", None),
        ("Supported by", None),
        ("Posted:", None),
        ("Most Recent 2 min read", None),
        ("44 Photos Notable bridges of the valley", None),
        (
            "44 photos of the valley were found in the attic",
            "44 photos of the valley were found in the attic",
        ),
        ("{{article.images.caption}}", None),
        ("View gallery 15 photos", None),
        ("The old pier in the rain. Photo:", "The old pier in the rain."),
        ("The old pier in the rain, at last:", "The old pier in the rain, at last:"),
    ],
)
def test_buttons_and_hidden_labels_are_no_captions(text: str, caption: str | None) -> None:
    assert parted(text) == (caption, [])


@pytest.mark.parametrize(
    ("text", "caption", "credits"),
    [
        ("The old pier in the rain, source: AP", "The old pier in the rain", ["AP"]),
        ("Die alte Brücke im Regen, Quelle: dpa", "Die alte Brücke im Regen", ["dpa"]),
        ("Forrás: MTI, Fotó: Kovács Anna/MTI", None, ["MTI", "Kovács Anna/MTI"]),
        ("Vezető kép: harbour.example", None, ["harbour.example"]),
        ("The old pier, source: it was there", "The old pier, source: it was there", []),
        ("Photo: http://photos.example/1.jpg", "Photo: http://photos.example/1.jpg", []),
    ],
)
def test_where_a_picture_is_from(text: str, caption: str | None, credits: list[str]) -> None:
    rest, found = parted(text)
    assert (rest, [credit.verbatim for credit in found]) == (caption, credits)


def test_neither_a_button_nor_a_year_is_a_credit() -> None:
    assert list(credits_in("WATCH", None)) == []
    assert list(credits_in("© MMX", None)) == []
    assert list(credits_in("jane.doe@harbour.example", None)) == []
    assert list(credits_in("30 May 2013", None)) == []
    assert is_imprint("MMXXIV")
    assert [credit.holder for credit in credits_in("Harbour Films", None)] == ["Harbour Films"]


def test_a_figure_with_another_article_s_headline_is_that_one_s() -> None:
    link = "<a href=/a/storm-hits>{}</a>".format
    image = "<img src=b.jpg alt='A wave'>"
    headline = link("<h2>Storm hits the coast</h2>")
    other = f"<figure>{link(image)}<figcaption>{headline} Photo: Jane Doe</figcaption></figure>"
    own = f"<figure>{link(image)}<figcaption>A wave at the pier. Photo: Ann Poe</figcaption></figure>"
    found = article(
        f"<html><body><h1>River rises</h1>{own}<p>{FILL}</p><p>{FILL} More.</p>{other}</body></html>"
    )
    assert found.captions == ("A wave at the pier.",)
    assert [credit.photographers for credit in found.credits] == [("Ann Poe",)]
