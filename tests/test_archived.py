"""Pages as web archives play them back, and what else saved pages have: ends in their middle, texts twice, galleries,
the next article below."""

from __future__ import annotations

import pytest

from pipeline.languages.charset import to_text
from pipeline.model import Article
from pipeline.steps.archived import original
from pipeline.steps.decode import parse
from tests.extract_kit import FILL, article

TITLE = "River rises in the valley"
TEXT = "".join(f"<p>{FILL} {number}.</p>" for number in range(8))
BANNER = (
    '<div id="wm-ipp-base"><div id="wm-ipp"><p>These crawls are part of an effort to archive pages as they are made, '
    "and archive those that they refer to, so that nothing of them is lost when they go.</p></div></div>"
)


def page(body: str, head: str = "", **given: str) -> Article:
    return article(
        f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{body}</body></html>", **given
    )


@pytest.mark.parametrize(
    ("address", "url", "time"),
    [
        (
            "https://web.archive.org/web/20131031173728/http://a.example/b?c=1",
            "http://a.example/b?c=1",
            "20131031173728",
        ),
        (
            "https://web.archive.org/web/20131031173728id_/http:/a.example/",
            "http://a.example/",
            "20131031173728",
        ),
        (
            "https://arquivo.example/wayback/20100601120000/https://a.example/",
            "https://a.example/",
            "20100601120000",
        ),
        ("https://a.example/wayback/en/archive/20100601120000mp_/http://b/", "http://b/", "20100601120000"),
        ("/web/20051219225804/http://a.example/s,1.html", "http://a.example/s,1.html", "20051219225804"),
        ("https://a.example/2010/06/01/http-is-dead", "https://a.example/2010/06/01/http-is-dead", None),
    ],
)
def test_the_address_of_what_was_captured(address: str, url: str, time: str | None) -> None:
    assert original(address) == (url, time)


def test_a_captured_page_has_its_own_address_and_the_time_of_its_capture() -> None:
    link = '<link rel="canonical" href="https://web.archive.org/web/20131031173728/http://a.example/2013/10/x.html">'
    found = page(
        BANNER + TEXT, link, url="https://web.archive.org/web/20131031173728/http://a.example/2013/10/x.html"
    )
    assert found.canonical_url == "http://a.example/2013/10/x.html"
    assert found.retrieved == "2013-10-31T17:37:28Z"
    assert found.published is not None
    assert found.published.value == "2013-10"
    assert "crawls" not in found.body


@pytest.mark.parametrize(
    "sign",
    [
        '<script>__wm.wombat("http://a.example/x?a=1&amp;b=2","20131031173728","https://web.archive.org/");</script>',
        '<a href="/web/20131031173728*/http://a.example/x?a=1&amp;b=2" title="See a list of every capture">9</a>wmtb',
        '<script>wbinfo.url = "http://a.example/x?a=1&amp;b=2";\nwbinfo.timestamp = "20131031173728";</script>',
    ],
)
def test_a_saved_page_tells_where_it_was_captured(sign: str) -> None:
    found = page(BANNER + TEXT + sign)
    assert found.canonical_url == "http://a.example/x?a=1&b=2"
    assert found.retrieved == "2013-10-31T17:37:28Z"


def test_what_was_fetched_when_stays_as_the_dump_says() -> None:
    assert page(TEXT).retrieved is None


def test_what_stands_behind_the_end_of_a_page_is_read() -> None:
    found = page("<div>Advertisement</div></body></html>" + TEXT)
    assert found.body.count("mayor said") == 8
    for markup in (
        "<html><body>a</body></html>b",
        "<html><head><title>a</title></head></html><p>b",
        "a</html><body>b</body>",
    ):
        assert "b" in "".join(parse(markup).find("body").itertext())


def test_a_text_that_stands_on_the_page_twice_is_read_once() -> None:
    assert page(f"<div class=wide>{TEXT}</div><div class=narrow>{TEXT}</div>").body.count("mayor said") == 8
    caption = "<p>An artist's view of the bridge as it will look when it is done in two years.</p>"
    assert page(TEXT.replace("</p>", f"</p>{caption}")).body.count("artist's view") == 1
    quoted = "<p>Nobody was hurt, the mayor said at noon, but the old bridge will stay closed for now.</p>"
    assert page(quoted + TEXT + quoted).body.count("closed for now") == 2


def test_a_gallery_in_a_text_is_captions_and_credits() -> None:
    items = "".join(
        f"<h2>{number}/3</h2><p>The bridge as it was seen from the hill on day {number} of the flood</p><p>Jane Doe</p>"
        for number in (1, 2, 3)
    )
    found = page(f"{TEXT}<div>{items}</div>{TEXT.replace('river', 'brook')}")
    assert "seen from the hill" not in found.body
    assert "1/3" not in found.body
    assert sum("seen from the hill" in caption for caption in found.captions) == 3
    scores = "<p>1/3</p><p>of the votes were counted when the evening began.</p>"
    assert "of the votes" in page(TEXT + scores + TEXT.replace("river", "brook")).body


def test_the_next_article_below_is_another() -> None:
    other = TEXT.replace("river", "moon").replace("mayor", "astronomer")
    second = f"<article><h1>Moon rises over the sea</h1>{other}</article>"
    found = article(
        f"<html><head><title>{TITLE} | Example</title></head><body><article><h1>{TITLE}</h1>{TEXT}</article>{second}"
    )
    assert "mayor" in found.body
    assert "astronomer" not in found.body


def test_a_line_that_begins_as_captions_do_is_one() -> None:
    line = (
        "FILE - In this May 3, 2016, file photo, the mayor stands on the old bridge. He said more. It rained."
    )
    found = page(TEXT.replace("</p>", f"</p><p>{line}</p>", 1))
    assert "FILE" not in found.body
    assert any("stands on the old bridge" in caption for caption in found.captions)


@pytest.mark.parametrize("text", ["The city’s busy “private” eyes – and more…", "“No,” she said.\xa0™"])
def test_dashes_and_quotes_alone_are_those_of_windows(text: str) -> None:
    assert (
        to_text((text + " and so on. ").encode("cp1252") * 3, None, markup=True)[0]
        == (text + " and so on. ") * 3
    )


def test_letters_of_dos_are_no_quotes() -> None:
    assert to_text(("Vi skal m\xf8tes p\xe5 \xf8ya. " * 9).encode("cp850"), None)[1] != "cp1252"
