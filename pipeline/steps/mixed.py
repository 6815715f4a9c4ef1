"""Articles in more than one language: which, and how much of the text. Judged by whole paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from pipeline.languages import related
from pipeline.model import LanguageShare
from pipeline.steps.texts import DENSE

HINT: Final = 3
"""Percent of another language in the answer on the whole text from which the paragraphs are looked at."""

_LEAST_LETTERS: Final = 50
"""A shorter paragraph (a name, a title, a quotation) counts as the main language."""

_LEAST_TEXT, _LEAST_SHARE = 120, 0.02
_SURE: Final = 0.9
UND: Final = "und"
"""What BCP-47 calls a language that is not known."""


Ask = Callable[[str], tuple[str, float]]
"""The language of a text and how sure that is."""


def shares(
    paragraphs: Iterable[str], main: str, percents: Mapping[str, int], quick: Callable[[str], str], ask: Ask
) -> tuple[LanguageShare, ...]:
    """The languages of ``paragraphs`` with their shares, ``main`` first.

    ``percents``: pycld2's answer on the whole text, by language. ``quick`` sorts the paragraphs (``und``: not
    sure, so ``main``); what it found in all of a language's paragraphs ``ask`` must confirm.
    """
    others_percent = max((percent for code, percent in percents.items() if code != main), default=0)
    if others_percent < HINT or main not in percents:
        return (LanguageShare(main, 1.0),)
    texts = list(paragraphs)
    others: dict[str, list[str]] = {}
    for text in texts:
        if sum(map(str.isalpha, text)) >= _LEAST_LETTERS and (code := quick(text)) not in (main, UND):
            others.setdefault(code, []).append(text)
    whole = sum(map(_size, texts))
    found = []
    for code, of in others.items():
        size = sum(map(_size, of))
        if size < _LEAST_TEXT or size < _LEAST_SHARE * whole:
            continue
        told, sure = ask("\n".join(of))
        if told != main and sure >= _SURE and (told == code or told in related.group_of(code)):
            found.append(LanguageShare(told, round(size / whole, 3)))
    found.sort(key=lambda one: -one.share)
    rest = 1.0 - sum(one.share for one in found)
    return (LanguageShare(main, round(rest, 3)), *found) if rest > 0 else tuple(found)


def _size(text: str) -> int:
    """Characters; one of Chinese, Japanese or Korean says as much as three."""
    return len(text) if text.isascii() else len(text) + 2 * len(DENSE.findall(text))
