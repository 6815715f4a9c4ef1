"""The words before the names in a byline (``By``, ``Von``, ``Tekst og foto:``), in all languages."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.languages import names as tables
from pipeline.languages.kept import for_lines
from pipeline.languages.label_words import byline_words, credit_labels
from pipeline.languages.patterns import any_of
from pipeline.languages.persons import before_names

_AFTER_LABEL: Final = r"(?:[:：=＝／՝`៖፡፦]|[-–—](?=\s)|[・/](?=[\u3040-\u9fff\uac00-\ud7af]))"
_ENDS_LABEL: Final = tuple(":：=＝／/՝`៖፡፦・-–—")
_WORD: Final = re.compile(r"[^\W\d_]+")
_UNSPACED_FROM: Final = "\u2e7f"


@for_lines
def label_of(text: str) -> re.Match[str] | None:
    """What stands before names at the beginning of a text. The pattern, of hundreds of words, is asked only where the
    first word is that of one of them."""
    word = _WORD.match(text)
    known = text[:1] > _UNSPACED_FROM or (word is not None and word[0].casefold() in _beginnings())
    return _labels().match(text) if known else None


def unlabelled(text: str) -> str:
    """A byline without the word before its names."""
    found = label_of(text)
    return text[found.end() :] if found else text


@cache
def _beginnings() -> frozenset[str]:
    words = {*load("bylines")["before"], *_writers()}
    return frozenset(found[0].casefold() for found in map(_WORD.match, words) if found)


def begins_as_byline(text: str) -> bool:
    """Whether a short text begins with a word that stands before names (``By``, ``Von``): a cheap first look."""
    if not 1 < len(text) <= 200:
        return False
    found = label_of(text.strip())
    return found is not None and (
        found.group().rstrip().endswith(_ENDS_LABEL) or found.group().strip().casefold() not in _weak()
    )


def says_who_wrote(text: str) -> bool:
    """Whether a line begins with words that speak of nothing but its writer: ``Written by``, ``Autor``, ``Author:``."""
    found = label_of(text) if 1 < len(text) <= 200 else None
    return found is not None and found.group().strip(" :：=＝／/").casefold() in _plain()


@cache
def _plain() -> frozenset[str]:
    return frozenset(load("bylines")["plain"])


def is_label(text: str) -> bool:
    """Whether a text is nothing but what stands before names: ``By``, ``Von``, ``Author:``, ``Autorin/Autor``."""
    if text.count(" ") > 5:
        return False
    words = [word for word in re.split(r"[\s:：/]+", text.casefold()) if word]
    if len(words) == 1 and words[0] in _weak() and not text.endswith(_ENDS_LABEL):
        return False
    return 0 < len(words) <= 3 and (
        " ".join(words) in before_names() or all(word in before_names() for word in words)
    )


@cache
def _weak() -> frozenset[str]:
    return frozenset(load("bylines")["weak"])


@cache
def _writers() -> frozenset[str]:
    """The labels of bylines in all languages."""
    rows = [load(name)["byline"] for name in tables("labels.")]
    return frozenset(word for row in rows for key in ("by", "label") for word in row.get(key, ()))


@cache
def photo_words() -> frozenset[str]:
    """The labels of photographs and drawings in all languages."""
    return credit_labels("photo", "illustration")


def label_and_photo(joined: str = "?") -> str:
    """The labels of bylines in all languages with a colon, alone or with one of pictures: ``Tekst og foto:``.
    ``joined``: how often that may follow. For a pattern that ignores case."""
    lists = (_writers(), load("bylines")["joiners"], photo_words())
    one, joiners, other = (any_of(words, cased=False) for words in lists)
    return rf"{one}(?:\s*(?:[/&+・]|\b{joiners}\b)\s*{other}){joined}\s*[:：՝`៖፡፦]\s*"


@cache
def _labels() -> re.Pattern[str]:
    before = any_of(load("bylines")["before"], cased=False)
    # Some of these are first names too: a full name must follow.
    signs = any_of(byline_words().by, cased=False)
    return re.compile(
        rf"^(?:{label_and_photo()}|{before}(?:\s*{_AFTER_LABEL}\s*|\s+)|{before}$|{signs}\s+(?=\S+\s+[^\W\d_]))",
        re.I,
    )
