"""Olive ActivePaper: articles as words on lines."""

from __future__ import annotations

import pytest

from pipeline.model import RawDocument, Rejected
from tests.newsxml_kit import article, blocks, made, one, sample
from tests.readers_kit import hints

OLIVE = sample("olive")


def test_an_article() -> None:
    found = one(OLIVE)
    assert blocks(found) == [
        ("paragraph", "Le nouveau pont, qu'on attendait de puislong est ouvert."),
        ("paragraph", "Il est beau."),
        ("caption", "Le pont hier."),
    ]
    assert hints(found) == {
        "title": ["LE PONT"], "lead": ["Deux ans de travaux"], "authors": ["Jean Petit"], "publisher": ["FJB"],
        "page": ["1"],
        "published": ["1900-01-02"], "language": ["French"], "source_id": ["FJB_02/01/1900:Ar00101"],
    }  # fmt: skip
    assert article(found).published is not None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('ENTITY_TYPE="Article"', 'ENTITY_TYPE="Ad"', "advertisement"),
        ('ENTITY_TYPE="Article"', 'ENTITY_TYPE="Picture"', "not-text"),
        ("XMD-entity", "XMD-PAGE", "index"),
        ("XMD-entity", "Xmd_toc", "index"),
    ],
)
def test_what_is_no_article(old: str, new: str, reason: str) -> None:
    (found,) = made(OLIVE.replace(old, new))
    assert isinstance(found, Rejected) and found.reason == reason


def test_a_headline_alone_and_the_date_as_it_is_written() -> None:
    begin, end = OLIVE.index("<HedLine_hl1>"), OLIVE.index("</XMD-entity>")
    text = OLIVE[:begin] + OLIVE[end:]
    (found,) = made(text)
    assert isinstance(found, Rejected) and found.reason == "no-text"
    (found,) = made(text.replace("Title1", "Le pont").replace('"FJB/1900/01/02"', '"FJB"'))
    assert isinstance(found, RawDocument) and article(found).truncated
    assert hints(found)["published"] == ["02/01/1900"]
