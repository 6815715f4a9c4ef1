"""Captions and credits of pictures in HTML: what belongs to a picture of the article and what does not."""

from __future__ import annotations

import pytest

from pipeline.decide.credits import POLICIES
from tests.html_kit import page

CAPTION = "Ferja legg til kai i Florø. "


def found(markup: str) -> tuple[list[str], list[str]]:
    """The captions and the credits, as printed, of a page with ``markup`` in its article."""
    document = page(f"<html><body><article><h1>Ferja er innstilt</h1>{markup}</article></body></html>")
    return (
        [c.value for c in document.candidates("captions") if c.rule.startswith("figure")],
        [c.value.verbatim for c in document.candidates("credits") if c.rule.startswith("figure")],
    )


@pytest.mark.parametrize(
    "markup",
    [
        # A style's name is no caption: a link, a list of links, a byline with its portrait, a date.
        "<div><a class='text-caption' href='/abo'>Et tilbud fra</a><img src=a.jpg></div>",
        "<div><nav><img src=a.jpg><ul class=text-caption><li>Sport</li><li>Kultur</li></ul></nav></div>",
        "<figure><img src=a.jpg><figcaption>Av Kari Nordmann</figcaption></figure>",
        "<figure><img src=a.jpg><figcaption>Kari Nordmann, journalist <time>3. mai</time></figcaption></figure>",
        # Another article's picture, and who is quoted.
        "<figure><a href='/sport/1'><img src=a.jpg><figcaption>Ferja går likevel</figcaption></a></figure>",
        "<div class='pull-quote'><p>Vi ventar.</p><figcaption>Kari Nordmann</figcaption></div>",
        "<figure class='TeaserImage'><img src=a.jpg alt='Ferja. Foto: Ola Nordmann / NTB'></figure>",
    ],
)
def test_words_beside_a_picture_that_are_no_caption(markup: str) -> None:
    assert found(markup) == ([], [])


def test_tags_nested_without_end_around_a_caption() -> None:
    markup = (
        f"<figure><img src=a.jpg><figcaption>{'<b>' * 1500}{CAPTION}{'</b>' * 1500}</figcaption></figure>"
    )
    assert found(markup)[0] == [CAPTION.strip()]


@pytest.mark.parametrize("address", ["/bilder/a.jpg?w=9", "/articles/image/12/3", "#", "/saker/foto/9"])
def test_a_link_to_a_larger_picture_keeps_its_caption(address: str) -> None:
    markup = (
        f"<figure><a href='{address}'><img src=a.jpg><figcaption>{CAPTION}Foto: NTB</figcaption></a></figure>"
    )
    assert found(markup) == ([CAPTION.strip()], ["NTB"])


def test_an_aside_in_the_article_may_hold_its_picture() -> None:
    markup = f"<aside class=image><img src=a.jpg><p class=caption>{CAPTION}<span class=credits>NTB</span></p></aside>"
    assert found(markup) == ([CAPTION.strip()], ["NTB"])


@pytest.mark.parametrize(
    "markup",
    [
        # The image's own description is said again below it, whatever the box is called.
        f"<div class=x1><div><img src=a.jpg alt='{CAPTION.strip()}'></div><p>{CAPTION}</p><small>NTB</small></div>",
        # A box that says by its class that it holds a picture; one with a counter; one in unclosed sources.
        f"<div class='image_widget'><img src=a.jpg><p><span>{CAPTION}</span></p></div>",
        f"<div class='CarouselSlide'><div><img src=a.jpg></div><div>2 av 9 | <p>{CAPTION}</p></div></div>",
        "<div class='photo-box'><picture><source srcset=1><source srcset=2><source srcset=3><source srcset=4>"
        f"<source srcset=5><img src=a.jpg></picture><p>{CAPTION}</p></div>",
    ],
)
def test_a_caption_that_nothing_marks(markup: str) -> None:
    assert found(f"<p>Tekst før.</p>{markup}<p>Tekst etter.</p>")[0] == [CAPTION.strip()]


def test_a_caption_that_nothing_marks_gives_its_credit() -> None:
    markup = f"<div class=slide><img src=a.jpg><p>{CAPTION}(AP Photo/Jane Doe)</p></div>"
    assert found(markup) == ([CAPTION.strip()], ["AP Photo/Jane Doe"])


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=row><img src=a.jpg><p>Her står det noe helt annet enn på bildet.</p></div>",
        "<div class='author-image'><img src=a.jpg><p>Skriver om ferjer og om fisk i Florø.</p></div>",
        "<div class=photo><img src=a.jpg><img src=b.jpg><p>To bilder og mange ord om dem begge.</p></div>",
        "<div class=photo><a href='/sak/1'><img src=a.jpg></a><h3>Ferja går likevel i morgen tidlig</h3></div>",
    ],
)
def test_words_in_a_box_of_an_image_that_are_no_caption(markup: str) -> None:
    assert found(markup)[0] == []


def test_a_caption_that_is_only_a_credit_leaves_no_caption() -> None:
    markup = (
        "<figure><img src=a.jpg><figcaption><span class=caption>Foto: Kari Nordmann</span> "
        "<span class=credit>(Foto: NTB)</span></figcaption></figure>"
    )
    assert found(markup) == ([], ["NTB", "Kari Nordmann"])


@pytest.mark.parametrize(
    "markup",
    [
        # Words that together say caption; a class that says both needs no image near.
        f"<div><img src=a.jpg><div class=mediaInfo><span class=mediaSubtitleText>{CAPTION}</span></div></div>",
        f"<div><figure><img src=a.jpg></figure><p class='img-description'>{CAPTION}</p></div>",
        f"<brick-image src=a.jpg></brick-image><div class='article-img-caption-wrap'>{CAPTION}</div>",
        # The description said again outside the image's own boxes.
        f"<div><picture><img src=a.jpg alt='{CAPTION.strip()}'></picture></div><div><span>{CAPTION}</span></div>",
        f"<figure><img src=a.jpg><figcaption>1/5 {CAPTION}</figcaption></figure>",
    ],
)
def test_a_caption_by_its_class_or_its_image(markup: str) -> None:
    assert found(f"{markup}<p>Tekst etter.</p>")[0] == [CAPTION.strip()]


@pytest.mark.parametrize(
    "markup",
    [
        # A teaser's heading is its image's description, and so is a link.
        "<div><div><img src=a.jpg alt='Ferja går likevel i morgen'></div><h3>Ferja går likevel i morgen</h3></div>",
        "<div><img src=a.jpg alt='Ferja går likevel'><p><a href=/1>Ferja går likevel</a></p></div>",
        # The title of a film.
        "<div class=featured-video><div><img src=a.jpg><div class=caption>Se ferja legge til</div></div></div>",
        "<p class='description'>Dette handler om ferja i Florø.</p>",
    ],
)
def test_words_near_an_image_that_are_no_caption(markup: str) -> None:
    assert found(markup)[0] == []


@pytest.mark.parametrize(
    ("markup", "captions", "credits"),
    [
        ("<figcaption>(The Harbour News)</figcaption>", [], ["The Harbour News"]),
        ("<figcaption>港の様子<span class=credit>写真・図版</span></figcaption>", ["港の様子"], []),
        (
            "<figcaption>港の様子<span class=credit>山田太郎撮影</span></figcaption>",
            ["港の様子"],
            ["山田太郎"],
        ),
        (
            "<figcaption>Der Hafen am 12. Juli. Kari Nordmann / Pool via Reuters</figcaption>",
            ["Der Hafen am 12. Juli."],
            ["Kari Nordmann / Pool via Reuters"],
        ),
    ],
)
def test_the_credit_in_a_caption(markup: str, captions: list[str], credits: list[str]) -> None:
    assert found(f"<figure><img src=a.jpg>{markup}</figure>") == (captions, credits)


JSON_LD = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferja er innstilt", "image": [{"@type":'
    ' "ImageObject", "url": "a.jpg", "creditText": "Foto: Kari Nordmann / NTB"}, {"@type": "ImageObject", "url":'
    ' "b.jpg", "creator": {"@type": "Person", "name": "Ola Nordmann"}}, "c.jpg"]}</script>'
)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Tekst.</p>", ["Kari Nordmann / NTB", "Ola Nordmann"]),
        # Metadata speaks only where no picture of the page does.
        (f"<figure><img src=d.jpg><figcaption>{CAPTION}Foto: AFP</figcaption></figure>", ["AFP"]),
    ],
)
def test_credits_of_the_pictures_in_json_ld(markup: str, expected: list[str]) -> None:
    document = page(
        f"<html><body><article><h1>Ferja er innstilt</h1>{JSON_LD}{markup}</article></body></html>"
    )
    decision = POLICIES["credits"](document, document.candidates("credits"))
    assert [credit.verbatim for credit in decision.value] == expected
