"""Pictures as blog software prints them: galleries, captions in paragraphs, credits of scripts without capitals."""

from __future__ import annotations

import pytest

from pipeline.languages.agencies import parse_credit
from pipeline.languages.labels import split_credit
from tests.extract_kit import article

TEXT = (
    "The ferry to the islands will run again from April, the council decided after a long debate on Monday.",
    "Eleven years ago the line was closed because too few people used it in winter, and the boats were sold.",
    "Tickets will cost as much as those of the buses, and bicycles travel free of charge before noon.",
)


def page(picture: str, text: tuple[str, ...] = TEXT, title: str = "Ferry returns to the islands") -> str:
    """A post with a picture behind its first paragraph."""
    first, *others = (f"<p>{paragraph}</p>" for paragraph in text)
    return (
        f"<html><head><title>{title}</title></head><body><main><article><h1>{title}</h1>"
        f'<div class="entry-content">{first}{picture}{"".join(others)}</div></article></main></body></html>'
    )


def test_the_pictures_of_a_gallery_speak_for_themselves() -> None:
    inner = "".join(
        f'<figure class="wp-block-image"><img src="/{n}.jpg"><figcaption>{caption} Photo: {name} / Reuters'
        "</figcaption></figure>"
        for n, (caption, name) in enumerate(
            [
                ("The old pier below the market.", "Grace Whitlock"),
                ("The new boat at sea.", "Oliver Pemberton"),
            ]
        )
    )
    found = article(page(f'<figure class="wp-block-gallery">{inner}</figure>'))
    assert found.captions == ("The old pier below the market.", "The new boat at sea.")
    assert [credit.verbatim for credit in found.credits] == [
        "Grace Whitlock / Reuters",
        "Oliver Pemberton / Reuters",
    ]


def test_a_picture_and_its_words_in_one_paragraph() -> None:
    shown = '<figure><img src="/a-1024.jpg"><figcaption>The old pier stands empty.</figcaption></figure>'
    picture = '<p><img src="/a.jpg"><br>The old pier stands empty. Photo: Grace Whitlock / Reuters</p>'
    found = article(page(shown + picture))
    assert found.captions == ("The old pier stands empty.",)
    assert [credit.photographers for credit in found.credits] == [("Grace Whitlock",)]
    assert "pier" not in found.body


def test_a_short_article_around_a_picture_is_not_its_box() -> None:
    text = (
        "十五年前に閉校した山あいの小学校の木造校舎が図書館に生まれ変わることになった。",
        "改修費はおよそ二億円で、半分を県が補助し、残りを寄付でまかなうという。",
        "教室には閲覧席や学習室が設けられ、小さな喫茶店が入る予定だ。",
        "工事は秋に始まり、完成は再来年の春を見込んでいる。",
    )
    picture = (
        '<div class="thumb"><img src="/a.jpg"></div><div class="thumbnail-caption">閉校した木造校舎。</div>'
        '<div class="wp-caption"><img src="/b.jpg"><p class="wp-caption-text">'
        "会長の森田さん。写真：小林直樹 / 共同通信</p></div>"
    )
    found = article(page(picture, text, "木造校舎が図書館に生まれ変わる"))
    assert found.captions == ("閉校した木造校舎。", "会長の森田さん。")
    assert [(c.photographers, c.agencies) for c in found.credits] == [(("小林直樹",), ("Kyodo",))]


@pytest.mark.parametrize("text", ["会長の森田さん。 写真：小林直樹 / 共同通信", "写真：小林直樹 / 共同通信"])
def test_a_slash_between_blanks_goes_on_with_the_credit(text: str) -> None:
    assert [split.credit for split in split_credit(text)] == ["小林直樹 / 共同通信"]


def test_a_latin_label_before_a_name_without_capitals() -> None:
    (split,) = split_credit("Credit: 伊藤大輔 / 共同通信")
    assert (split.label, split.credit) == ("Credit", "伊藤大輔 / 共同通信")


def test_an_arabic_comma_parts_a_credit() -> None:
    found = parse_credit("رنا العلي، رويترز")
    assert (found.photographers, found.agencies, found.holder) == (("رنا العلي",), ("Reuters",), None)


def test_a_source_beside_a_picture_is_its_credit_without_the_label() -> None:
    picture = (
        '<figure><span class="isc-source"><img src="/a.jpg"><span class="isc-source-text">Source: Grace Whitlock'
        "</span></span><figcaption>The old pier stands empty.</figcaption></figure>"
    )
    (credit,) = article(page(picture)).credits
    assert (credit.verbatim, credit.photographers, credit.holder) == (
        "Grace Whitlock",
        ("Grace Whitlock",),
        None,
    )


def test_a_line_behind_a_picture_that_ends_with_a_credit_is_its_caption() -> None:
    picture = (
        '<div class="page-header-image"><img src="/a.jpg"><div class="ccfic"><span>The old pier stands empty. '
        "Photo: Grace Whitlock</span></div></div>"
    )
    html = page("").replace("<h1>", f"{picture}<h1>")
    found = article(html)
    assert found.captions == ("The old pier stands empty.",)
    assert [credit.verbatim for credit in found.credits] == ["Grace Whitlock"]


def test_the_name_beside_a_writer_s_portrait_is_no_caption() -> None:
    portrait = (
        '<div><amp-img src="/j.jpg" alt="Jane Doe"></amp-img><span class="amp-author">Jane Doe</span></div>'
    )
    assert article(page("").replace("</h1>", f"</h1>{portrait}")).captions == ()
