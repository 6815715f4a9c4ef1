"""The words beside pictures: what pages print around captions, captions that are all credit, boxes of other things."""

from __future__ import annotations

import pytest

from pipeline.steps.figure_texts import parted
from tests.test_figures import CAPTION, found

BARE = CAPTION.strip()


@pytest.mark.parametrize(
    ("text", "caption", "credits"),
    [
        # Buttons and hidden labels of the page.
        (f"{BARE} (AP Photo/Jane Doe) hide caption toggle caption", BARE, ["AP Photo/Jane Doe"]),
        (f"Image caption {BARE}", BARE, []),
        (f"Image 1 of 13 {BARE}", BARE, []),
        ("Bild vergrößern", None, []),
        # Numbers of pictures, labels and furniture.
        ("6 ZDJĘĆ", None, []),
        ("Slideshow ( 3 images )", None, []),
        ("Advertisement", None, []),
        # All of it says who gave the picture.
        ("Source: Wikimedia Commons", None, ["Wikimedia Commons"]),
        ("Quelle: hafen-blatt.example", None, ["hafen-blatt.example"]),
        ("harbour-news.example", None, ["harbour-news.example"]),
        ("jdoe / pictures.example", None, ["jdoe / pictures.example"]),
        ("HAFENBLATT/Max Muster", None, ["HAFENBLATT/Max Muster"]),
        # Credits at the end that have a house no list knows, or a label without a colon.
        ("Snow falls on the quay. Jane Doe/HARBOUR", "Snow falls on the quay.", ["Jane Doe/HARBOUR"]),
        ("Snow falls on the quay. (Jane Doe/HANDOUT)", "Snow falls on the quay.", ["Jane Doe/HANDOUT"]),
        ("Schnee fällt am Hafen. Bild Max Muster", "Schnee fällt am Hafen.", ["Max Muster"]),
        (
            "Nieva en el puerto. (Foto El Puerto: Juana Pérez)",
            "Nieva en el puerto.",
            ["El Puerto: Juana Pérez"],
        ),
        ("The final of 2017. — AFP pic", "The final of 2017.", ["AFP pic"]),
        # What only looks like them.
        ("Three boats in a row: 6 photos a day", "Three boats in a row: 6 photos a day", []),
        (
            "Source: how the river begins. Nobody knew it before.",
            "Source: how the river begins. Nobody knew it before.",
            [],
        ),
        ("Jane Doe and John Roe on the quay / pier", "Jane Doe and John Roe on the quay / pier", []),
    ],
)
def test_the_words_beside_a_picture(text: str, caption: str | None, credits: list[str]) -> None:
    rest, given = parted(text)
    assert (rest, [credit.verbatim for credit in given]) == (caption, credits)


@pytest.mark.parametrize(
    "markup",
    [
        # A quotation, a list of links, a form.
        "<figure><blockquote>Vi ventar.</blockquote><figcaption>Kari Nordmann, skipper</figcaption></figure>",
        "<figure class=Quote-Figure><img src=a.jpg><figcaption>Kari Nordmann, skipper</figcaption></figure>",
        "<figure><img src=a.jpg><figcaption>Slå på skript: <ul><li>utan annonsar</ul></figcaption></figure>",
        # A byline with its portrait, the foot of the page, the site's own year.
        "<div class=author-byline><img src=a.jpg><span class=source>Florø Avis</span></div>",
        "<footer class=site-footer><img src=a.png><p class=copyright>Vilkår og personvern</p></footer>",
        "<section class=colophon><img src=a.png><p class=copyright>2026 Florø Avis</p></section>",
        "<section><img src=a.png><p class=copyright>© 2026 Florø Avis</p></section>",
    ],
)
def test_what_holds_no_picture_of_the_article(markup: str) -> None:
    assert found(markup) == ([], [])


@pytest.mark.parametrize(
    ("markup", "captions", "credits"),
    [
        # A class of one word; a credit with its class alone, the image being drawn by a script.
        (f"<div><img src=a.jpg><div class=photocaption>{CAPTION}</div></div>", [BARE], []),
        (
            "<p>Ord.</p><x-html class=image-copyright><div>Florø Avis | Kari Nordmann</div></x-html>",
            [],
            ["Florø Avis | Kari Nordmann"],
        ),
        # What is called a credit is a caption with one.
        (
            f"<div><img src=a.jpg><div class=photo-credit>{CAPTION}Ho kom frå Bergen i går kveld. (NTB)</div></div>",
            [f"{CAPTION}Ho kom frå Bergen i går kveld."],
            ["NTB"],
        ),
        # Nothing marks the box, but a line of it is a credit with a label.
        (
            f"<div class=x><span>Foto: Kari Nordmann</span><img src=a.jpg><div>{CAPTION}</div></div>",
            [BARE],
            ["Kari Nordmann"],
        ),
        # Figures in a figure.
        (
            f"<figure><figure><img src=a.jpg><figcaption>{CAPTION}</figcaption></figure><figure><img src=b.jpg>"
            "<figcaption>Ferja legg frå kai.</figcaption></figure></figure>",
            [BARE, "Ferja legg frå kai."],
            [],
        ),
    ],
)
def test_captions_and_credits_by_form(markup: str, captions: list[str], credits: list[str]) -> None:
    assert found(f"{markup}<p>Tekst etter.</p>") == (captions, credits)
