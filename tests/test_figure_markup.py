"""Markup of pictures: what is set apart in a caption, properties, attributes, boxes; and what none of it is."""

from __future__ import annotations

import pytest

from pipeline.model import Article
from tests.extract_kit import FILL, article

SHOWN = "The old pier in the rain on Tuesday"
SCOPE = 'itemscope itemtype="https://schema.org/ImageObject"'


def read(picture: str) -> Article:
    return article(
        "<html><head><title>The old pier closes</title></head><body><article><h1>The old pier closes</h1>"
        f"<p>{FILL}</p>{picture}<p>{FILL}</p><p>{FILL}</p></article></body></html>"
    )


@pytest.mark.parametrize(
    "picture",
    [
        f"<figure><img src=a.jpg><figcaption>{SHOWN}. <em>Jane Doe</em></figcaption></figure>",
        f"<figure><img src=a.jpg><figcaption><p>{SHOWN}.</p><p>Jane Doe</p></figcaption></figure>",
        f"<figure><img src=a.jpg><figcaption>{SHOWN}<br>Jane Doe / Harbour Times</figcaption></figure>",
        f"<figure><img src=a.jpg><figcaption>{SHOWN} <i>[Jane Doe/Al Jazeera]</i></figcaption></figure>",
        f"<figure><img src=a.jpg><small>Jane Doe/Harbour</small><figcaption>{SHOWN}</figcaption></figure>",
        f"<figure><img src=a.jpg><figcaption><span>{SHOWN}.</span><span><span>Credit</span>"
        "<span>Jane Doe for The Harbour Times</span></span></figcaption></figure>",
        f"<figure {SCOPE}><img src=a.jpg><figcaption>{SHOWN}</figcaption><span itemprop=author>Jane Doe</span>"
        "</figure>",
        f"<figure {SCOPE}><img src=a.jpg><meta itemprop=creditText content='Jane Doe/AP'>"
        f"<figcaption>{SHOWN}</figcaption></figure>",
        f"<figure><img src=a.jpg></figure><p class=caption>{SHOWN} | Jane Doe</p>",
        f"<figure><img src=a.jpg><figcaption class=credit>Jane Doe</figcaption></figure><p class=caption>{SHOWN}</p>",
        f"<figure><img src=a.jpg><figcaption><span>{SHOWN}</span><span>Jane Doe</span></figcaption></figure>",
        f"<figure><img src=a.jpg><figcaption>{SHOWN} – <i>Photo Jane Doe</i></figcaption></figure>",
        f"<div class=slide><img src=a.jpg><p class=slide-caption>{SHOWN}</p><p class=slide-author>Jane Doe</p></div>",
        f"<figure class=item><img src=a.jpg><figcaption class=credit><span class=caption>{SHOWN}</span>"
        "<span class=credit>Jane Doe</span></figcaption></figure>",
        f"<div class=wp-caption><img src=a.jpg><p class=wp-caption-text>{SHOWN} (Jane Doe/Harbour Times)</p></div>",
        f"<div class=foto-wrap><img src=a.jpg><p class=didascalia>{SHOWN} (foto Jane Doe)</p></div>",
        f"<div class=zdjecie><img src=a.jpg><p class=podpis>{SHOWN}</p><p>fot. Jane Doe</p></div>",
    ],
)
def test_caption_and_credit(picture: str) -> None:
    found = read(picture)
    assert [caption.rstrip(".") for caption in found.captions] == [SHOWN]
    assert [credit.photographers for credit in found.credits] == [("Jane Doe",)]
    assert "Jane Doe" not in found.body
    assert SHOWN not in found.body


def test_an_attribute_of_a_lone_image_names_who_made_it() -> None:
    assert read('<img src=a.jpg data-credit="Jane Doe">').credits[0].photographers == ("Jane Doe",)


def test_a_name_said_again_beside_a_credit_is_the_caption() -> None:
    found = read(
        '<div><img src=a.jpg alt="Jane Doe"><p>Jane Doe</p><p class=photo-author>Foto: John Roe</p></div>'
    )
    assert found.captions == ("Jane Doe",)
    assert [credit.photographers for credit in found.credits] == [("John Roe",)]
    assert found.authors == ()


@pytest.mark.parametrize(
    "picture",
    [
        '<div class="author-photo"><img src=a.jpg><p>Jane Doe</p></div>',
        f"<figure><img src=a.jpg><figcaption>{SHOWN} with <b>Jane Doe</b></figcaption></figure>",
        f"<figure><img src=a.jpg><figcaption><b>Jane Doe</b> {SHOWN}</figcaption></figure>",
        '<figure class="pullquote"><blockquote>It must go.</blockquote><cite>– Jane Doe</cite></figure>',
        "<figure><img src=a.jpg><span>Fried Old Chicken / Green Rice With Beans</span></figure>",
        '<figure><img src=a.jpg data-credit="Not Available"></figure>',
    ],
)
def test_who_is_shown_or_quoted_took_no_picture(picture: str) -> None:
    assert read(picture).credits == ()


@pytest.mark.parametrize(
    ("image", "photographers"),
    [
        ('"copyrightNotice": "© Jane Doe/AFP"', ("Jane Doe",)),
        ('"caption": "The old pier. Photo: Jane Doe"', ("Jane Doe",)),
        ('"description": "The old pier (AP Photo/Jane Doe)"', ("Jane Doe",)),
        ('"caption": "Production Process"', None),
    ],
)
def test_the_data_of_an_image_tell_who_made_it(image: str, photographers: tuple[str, ...] | None) -> None:
    node = f'{{"@type": "ImageObject", "url": "https://harbour.example/a.jpg", {image}}}'
    data = f'{{"@type": "NewsArticle", "headline": "The old pier closes", "image": {node}}}'
    found = read(f'<script type="application/ld+json">{data}</script>')
    assert [credit.photographers for credit in found.credits] == ([photographers] if photographers else [])
