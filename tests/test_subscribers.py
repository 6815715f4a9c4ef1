"""Notices that the rest is for subscribers: they tell that a text is cut short, and are none of its words."""

from __future__ import annotations

import pytest

from pipeline.model import Article
from tests.extract_kit import FILL, article, text

NOTICES = [
    "Subscribe to continue reading", "This story is exclusive to subscribers", "Start your free trial to read on",
    "Dieser Inhalt ist Abonnenten vorbehalten", "Les hele saken med abonnement", "Läs hela artikeln som prenumerant",
    "Lue koko artikkeli tilaajana", "Il vous reste 80% de cet article à lire.", "Continua a leggere: abbonati",
    "Lees verder met een abonnement", "Dalszy ciąg dla prenumeratorów", "Pozostało 80% artykułu",
    "Продолжение доступно подписчикам", "残り：500文字／全文：1000文字",
    "本文仅限订阅用户阅读", "Haberin devamı için abone olun",
]  # fmt: skip


def read(notice: str, markup: bool) -> Article:
    plain = f"The old pier closes\n\n{FILL}\n\n{FILL} Last.\n\n{notice}\n"
    story = f"<h1>The old pier closes</h1><p>{FILL}</p><p>{FILL} Last.</p><p>{notice}</p>"
    page = f"<html><body><article>{story}</article></body></html>"
    return article(page) if markup else text(plain)


@pytest.mark.parametrize("markup", [True, False])
@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_tells_that_the_rest_is_missing(notice: str, markup: bool) -> None:
    found = read(notice, markup)
    assert found.truncated
    assert found.body.endswith("Last.")


@pytest.mark.parametrize("markup", [True, False])
@pytest.mark.parametrize(
    "line",
    ["The council will vote again in June.", "Il vous reste trois jours pour voter.",
     "De selger telefoner med abonnement.",
     "To continue reading would have cost the readers of the old pier's own library more than the council could ever "
     "have hoped to raise from them, said the mayor, who had read it all before."],
)  # fmt: skip
def test_a_sentence_of_the_text_stays(line: str, markup: bool) -> None:
    assert line in read(line, markup).body
