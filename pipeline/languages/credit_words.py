"""The words that tell the parts of credits apart, in all languages: look-ups over ``[words]`` of ``agencies.toml``."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from . import load
from .folding import plain_words
from .patterns import any_of


@dataclass(frozen=True, slots=True)
class CreditWords:
    """Folded words where they are compared as sets, patterns where they stand among others; see ``agencies.toml``."""

    noise: frozenset[str]
    organisation: frozenset[str]
    particles: frozenset[str]
    joiner: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    rights: frozenset[str]
    small: frozenset[str]
    separator: re.Pattern[str]
    before_house: re.Pattern[str]
    reporters_house: re.Pattern[str]
    sentence: re.Pattern[str]
    owner: re.Pattern[str]
    host: re.Pattern[str]
    licences: tuple[str, ...]
    articles: frozenset[str]
    no_first_names: frozenset[str]


def alternatives(key: str, *, cased: bool = True) -> str:
    """The words of a list in ``agencies.toml`` (``joiners``: ``and``, ``og`` ...) as a group of a pattern."""
    return any_of(load("agencies")["words"][key], cased=cased)


@functools.cache
def credit_words() -> CreditWords:
    """The words that tell the parts of credits apart, in all languages."""
    words = load("agencies")["words"]
    return CreditWords(
        noise=frozenset(map(plain_words, words["noise"])),
        organisation=frozenset(map(plain_words, words["organisation"])),
        particles=frozenset(words["particles"]),
        joiner=re.compile(rf"\s+{alternatives('joiners')}\s+"),
        before=re.compile(
            rf"{alternatives('before', cased=False)}(?:[\s:/・]+|(?<=[^\x00-\u2fff]))", re.IGNORECASE
        ),
        after=re.compile(rf"\s*{alternatives('after')}\Z"),
        rights=frozenset(map(plain_words, words["rights"])),
        small=frozenset(words["small"]),
        separator=re.compile(
            r"\s*(?:[/|;•·()\[\]{}<>*、＝=:：]|\s[-–—]+(?=\s|$)|^[-–—]+\s"
            rf"|(?<!\w){alternatives('between')}(?!\w)|{alternatives('between_signs')})\s*"
        ),
        before_house=re.compile(rf"\A{alternatives('between', cased=False)}\s+(?=\w)", re.IGNORECASE),
        reporters_house=re.compile(rf"\s*(\S+?)\s*{alternatives('between_signs')}\s*\S"),
        sentence=re.compile(
            rf"(?<=[^\W\d_]{{3}}){''.join(f'(?<!{title})' for title in words['titles'])}[.!?] +(?=[^\W\d_])"
        ),
        owner=re.compile(rf"{alternatives('owners', cased=False)}(?:\.\s*|\s+)(?=\w)", re.IGNORECASE),
        host=re.compile(rf"\s+{alternatives('hosts')}\s+(?=\S+\Z)"),
        licences=tuple(map(plain_words, words["licences"])),
        articles=frozenset(words["articles"]),
        no_first_names=frozenset(words["no_first_names"]),
    )


def is_small_word(word: str) -> bool:
    """Whether a word stays small inside names of organisations and places (``of``, ``de``, ``am``)."""
    return word in credit_words().small


def names_organisation(text: str) -> bool:
    """Whether one of a text's words is one that houses are called by and no person is: ``News``, ``Times``."""
    return not credit_words().organisation.isdisjoint(plain_words(text).split())


def is_rights_line(text: str) -> bool:
    """Whether a copyright line speaks of rights to the text (``All rights reserved``), not of a picture."""
    signed = any(sign in text for sign in load("agencies")["words"]["rights_signs"])
    return signed or not credit_words().rights.isdisjoint(plain_words(text).split())
