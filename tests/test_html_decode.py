"""Decoding: charsets declared rightly, wrongly and not at all; control characters; pages nested beyond the parser."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Document, RawDocument
from pipeline.steps import decode

NORSE = "Blåbær, rømme og brødskiver på Ærøya"


def read(payload: bytes, charset: str | None = None, media_type: str = "text/plain") -> Document:
    return decode.decode(
        RawDocument("a", 0, len(payload), payload, "x", media_type=media_type, charset=charset)
    )


@pytest.mark.parametrize(
    ("payload", "declared", "charset"),
    [
        (NORSE.encode(), None, "utf-8"),
        (NORSE.encode(), "iso-8859-1", "utf-8"),
        (codecs.BOM_UTF8 + NORSE.encode(), "iso-8859-1", "utf-8"),
        (codecs.BOM_UTF16_LE + NORSE.encode("utf-16-le"), "utf-8", "utf-16-le"),
        (codecs.BOM_UTF16_BE + NORSE.encode("utf-16-be"), None, "utf-16-be"),
        (NORSE.encode("utf-16-le"), None, "utf-16-le"),
        (NORSE.encode("latin-1"), "iso-8859-1", "cp1252"),
        (NORSE.encode("latin-1"), "utf-8", "cp1252"),
        (NORSE.encode("latin-1"), "no-such-charset", "cp1252"),
        (NORSE.encode("latin-1"), "base64", "cp1252"),
        (NORSE.encode("latin-1"), None, "cp1252"),
    ],
)
def test_charsets(payload: bytes, declared: str | None, charset: str) -> None:
    document = read(payload, declared)
    assert (document.text, document.charset) == (NORSE, charset)


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Привет, мир: как прошла эта неделя в нашем большом городе", "windows-1251"),
        ("日本語のニュース記事をここに書きます", "shift_jis"),
        ("日本語のニュース記事をここに書きます", "iso-2022-jp"),
        ("“百年柯达”或破产落幕 胶卷成最后的记忆", "gb2312"),
        ("Türkiye’de yaşayan çocukların güzel günü", "iso-8859-9"),
    ],
)
def test_a_declaration_inside_a_page(text: str, charset: str) -> None:
    page = f'<html><head><meta http-equiv=Content-Type content="text/html; charset={charset}"></head><p>{text}</p>'
    document = read(page.encode(decode_name(charset)), None, "text/html")
    assert document.tree.text_content().strip() == text


def decode_name(charset: str) -> str:
    """Pages labelled so are written in the superset that browsers read."""
    return {"gb2312": "gb18030", "iso-8859-9": "cp1254"}.get(charset, charset)


def test_a_few_broken_bytes_do_not_make_utf8_something_else() -> None:
    document = read((NORSE * 20).encode() + b"\xe5" + NORSE.encode())
    assert document.charset == "utf-8"
    assert NORSE * 20 in (document.text or "")


def test_control_characters_go_and_other_references_stay() -> None:
    document = read(b"<p>it&#39;s &#x27;a&#5;b&#x0;c&#38;&#12;d\x00e&#8217;</p>", None, "text/html")
    assert document.tree.text_content() == "it's 'abc&de’"


@pytest.mark.parametrize("payload", [b"", b"   \n", b"<!-- nothing -->", b"\x00\x00"])
def test_nothing_is_empty_text(payload: bytes) -> None:
    document = read(payload, None, "text/html")
    assert document.tree is None or not document.tree.text_content().strip()
    assert not (document.text or "").strip()


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<div>" * 100_000 + "deep inside" + "</div>" * 100_000 + "<p>at the end", ["deep inside", "at the end"]),
        ("<b>x" * 60_000 + "<p>at the end", ["at the end"]),
        ("<blockquote><ul><li>" * 20_000 + "innermost", ["innermost"]),
    ],
)  # fmt: skip
def test_pages_nested_beyond_the_parser_keep_their_text(markup: str, words: list[str]) -> None:
    document = read(markup.encode(), None, "text/html")
    text = document.tree.text_content()
    assert all(word in text for word in words)
    assert not document.candidates("truncated")


def test_loss_that_remains_is_said() -> None:
    # Headings stay when a page is flattened, and these never end.
    document = read(
        b"<h1><h2>" * 10 + b"<li><li>" * 10 + b"<figcaption>" * 5_000 + b"lost", None, "text/html"
    )
    assert "lost" in document.tree.text_content() or document.candidates("truncated")


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "hz", "idna", "x"]))
def test_no_bytes_are_too_strange(payload: bytes, declared: str | None) -> None:
    for media_type in ("text/plain", "text/html"):
        document = read(payload, declared, media_type)
        assert "\x00" not in (document.text or "")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=200))
def test_utf8_text_comes_back(text: str) -> None:
    document = read(text.encode())
    assert document.text in (text, text.lstrip("\ufeff"))


def test_two_bytes_a_character_by_their_switch() -> None:
    text = "日本語のニュース記事をここに書きます。" * 3
    document = read(text.encode("iso2022_jp"))
    assert (document.text, document.charset) == (text, "iso2022_jp")
    assert read(b"A line with \x1b[1mmarks\x1b[0m of a terminal.").charset == "utf-8"


@pytest.mark.parametrize("charset", ["cp1250", "iso8859-2"])
def test_letters_of_central_europe(charset: str) -> None:
    text = "Rada gminy zdecydowała we wtorek o zamknięciu starej pływalni, a wiele osób żałuje. Wyjaśniła."
    assert read(text.encode(charset)).text == text
    assert read("Det kostar 3,5 £/m² på «øya» – ½ av før".encode("cp1252")).charset == "cp1252"


@pytest.mark.parametrize("part", ["nav", "aside", "header"])
def test_what_is_open_within_a_part_of_the_page_ends_with_it(part: str) -> None:
    script = "<script>document.write('</section><div>')</script><!-- </nav></aside></header> -->"
    left_open = f"<{part}><div class=a>{script}<div>Home</div><ul><li>News</{part}>"
    page = f"<body>{left_open}<div id=story><p>Text</p></div><p>Behind</p></body>"
    tree = read(page.encode(), None, "text/html").tree
    assert tree.find(f".//{part}").text_content().endswith("News")
    assert [text.strip() for text in tree.xpath(f"//p[not(ancestor::{part})]/text()")] == ["Text", "Behind"]


def test_a_part_that_is_closed_within_another_element_stays_as_it_is() -> None:
    page = b"<div><section><div><p>One</p></section><p>Two</p></div></div><p>Three</p>"
    tree = read(page, None, "text/html").tree
    assert [p.getparent().tag for p in tree.iter("p")] == ["div", "div", "body"]
