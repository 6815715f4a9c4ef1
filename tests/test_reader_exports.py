"""What all readers of press databases' exports promise: offsets, buffers, charsets, limits, and what they leave."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from pipeline import readers
from pipeline.model import Failure, RawDocument, Rejected
from pipeline.readers import export_lines, mediargus, pieces

from . import exports_kit as kit
from .readers_kit import fates, items

TEXTS = {
    "lexisnexis": kit.LEXIS,
    "factiva": kit.FACTIVA_CODES,
    "factiva plain": kit.FACTIVA_PLAIN,
    "proquest": kit.PROQUEST,
    "mediargus": kit.MEDIARGUS,
    "retriever": kit.RETRIEVER,
    "nexis": kit.NEXIS,
}
PAGES = {
    "factiva": kit.FACTIVA_PAGE,
    "factiva plain": kit.FACTIVA_CODES_PAGE,
    "europresse": kit.EUROPRESSE,
    "europresse old": kit.EUROPRESSE_OLD,
    "press_html": kit.WORK_LIST,
    "press_html clippings": kit.CLIPPINGS,
    "press_html printed": kit.PRINTED,
    "lexisnexis": kit.LEXIS_PAGE,
    "proquest": kit.PROQUEST_PAGE,
}
ALL = {**TEXTS, **{f"{name} page": page for name, page in PAGES.items()}}

QUOTES = """\
How a database shows its articles

An export of the press database begins each article with a line such as

                               1 of 3 DOCUMENTS

LENGTH: 61 words

and ends it with LOAD-DATE: May 3, 2019. Whoever reads these has to believe neither the counter nor the date.

____________________________________________________________

End of Document

Full text: what another database writes before the article. Document HARBG00020190502ef520001r is a number of it.
"""


@pytest.mark.parametrize("name", ALL)
def test_the_content_tells_the_format(name: str) -> None:
    found = readers.detect(ALL[name].encode(), "export.txt")
    assert found.format == name.split(" ")[0]
    assert found.why


def test_a_text_that_quotes_such_lines_stays_a_text() -> None:
    assert readers.detect(QUOTES.encode(), "a.txt").format == "text"
    assert len(kit.articles(QUOTES)) == 1


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Factiva explained</title></head><body><article><h1>What Factiva is</h1><p>A base.</p>"
        "</article></body></html>",
        "<html><body><article class='article'><p>The class DocHeader is one of Europresse.</p></article></body></html>",
        "<html><body><h2>Contents</h2><ul><li><a href='#a'>One</a></li></ul><h2>One</h2><p>A page.</p></body></html>",
        "<html><body><div class='article enArticle'><p>A page of a paper in English.</p></div></body></html>",
    ],
)
def test_a_page_that_only_looks_alike_stays_a_page(page: str) -> None:
    assert readers.detect(page.encode(), "a.html").format == "html"


@pytest.mark.parametrize("name", ALL)
def test_records_say_where_they_stand(name: str) -> None:
    data = ALL[name].encode()
    found = items(data)
    assert len(found) > 1
    places = [(item.offset, item.length) for item in found if not isinstance(item, Failure)]
    for (offset, length), (following, _) in pairwise(places):
        assert offset + length == following
    assert places[-1][0] + places[-1][1] == len(data)
    for item in found:
        if isinstance(item, RawDocument):
            assert item.payload.endswith(data[item.offset : item.offset + item.length])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("size", [1, 7, 64])
def test_borders_of_buffers_change_nothing(name: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = ALL[name].encode()
    whole = items(data)
    monkeypatch.setattr(pieces, "BUFFER", size)
    monkeypatch.setattr(export_lines, "BUFFER", max(size, 200))
    monkeypatch.setattr(mediargus, "BUFFER", max(size, 200))
    assert items(data) == whole


@pytest.mark.parametrize("name", ALL)
def test_the_payload_alone_is_read_again(name: str) -> None:
    for item in items(ALL[name].encode()):
        if isinstance(item, RawDocument):
            alone = RawDocument(
                item.source, item.offset, item.length, item.payload, item.format, charset=item.charset
            )
            assert list(readers.parse(alone)) == list(readers.parse(item))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_other_charsets_give_the_same(name: str, charset: str) -> None:
    text = ALL[name]
    assert kit.articles(text.encode(charset)) == kit.articles(text)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_give_the_same(name: str, end: str) -> None:
    assert kit.articles(ALL[name].replace("\n", end)) == kit.articles(ALL[name])


@pytest.mark.parametrize(
    ("name", "limit"),
    [("lexisnexis", 420), ("proquest", 420), ("factiva", 420), ("mediargus", 140), ("europresse page", 420)],
)
def test_a_record_over_the_limit_costs_itself(name: str, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = ALL[name].encode()
    for module in (export_lines, mediargus, pieces):
        monkeypatch.setattr(module, "RECORD_LIMIT", limit)
    found = items(data)
    large = [item for item in found if isinstance(item, Failure)]
    assert large and all(item.reason == "too-large" for item in large)
    assert any(isinstance(item, RawDocument) for item in found)
    for item in large:
        assert item.length > limit and item.offset + item.length <= len(data)


@pytest.mark.parametrize("name", ALL)
def test_a_file_cut_anywhere_still_gives_what_it_has(name: str) -> None:
    data = ALL[name].encode()
    for end in range(len(data) * 2 // 3, len(data), 37):
        format = readers.detect(data, "").format
        found = fates(items(data[:end], format=format))
        assert found and all(isinstance(item, RawDocument | Rejected | Failure) for item in found)


def test_a_page_without_articles_says_so() -> None:
    page = b"<html><head><title>Factiva</title><style>.articleParagraph{}</style></head><body>Nothing.</body></html>"
    (item,) = items(page)
    assert isinstance(item, Failure)
    assert item.reason == "no-articles" and "--input-format html" in item.detail


def test_a_deep_page_is_read() -> None:
    (raw, *_) = (item for item in items(kit.EUROPRESSE.encode()) if isinstance(item, RawDocument))
    deep = replace(raw, payload=raw.payload.replace(b"<p>", b"<div>" * 5000 + b"<p>"))
    assert all(isinstance(item, RawDocument | Rejected) for item in readers.parse(deep))
