"""What the classes and ids of boxes say of the text in them, as bits."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from pipeline.languages import load
from pipeline.steps.classes import word_list

HIDDEN: Final = 1 << 30
"""Its own style keeps it from being shown."""
FOREIGN: Final = 1 << 29
"""Another company put it on the page."""
COMMENTS: Final = 1 << 28
"""Readers' comments stand in it."""
# "comment-81", "article-comments"; "has-comments" tells of what stands elsewhere.
_SOME_COMMENTS: Final = re.compile(
    r"(?:\w+-)?comment-\d+|(?!.*\b(?:has|have|with|no|without|show|hide|view|open|allow|enable|js|is)[-_])\w[\w-]*[-_]comments"
)


@cache
def _kinds() -> dict[str, int]:
    bits: dict[str, int] = {}
    for number, words in enumerate(load("blocks")["kinds"].values()):
        for word in words:
            bits[word] = bits.get(word, 0) | 1 << number
    return bits


@lru_cache(16_384)
def kinds_of(name: str) -> int:
    """Bits of the kinds that the words of a class or id belong to, and of what is not the page's own."""
    bits, kinds = 0, _kinds()
    for word in word_list(name):
        if word in kinds:
            bits |= kinds[word]
    foreign, small = _foreign(), name.lower()
    parts = small.split()
    for part in parts:
        if part in foreign.names or (part[:2] in foreign.pairs and part.startswith(foreign.beginnings)):
            return bits | FOREIGN
    if not foreign.comments.isdisjoint(parts) or (
        "comment" in small and any(map(_SOME_COMMENTS.fullmatch, parts))
    ):
        bits |= COMMENTS
    return bits


class _Foreign(NamedTuple):
    """Names of readers' comments, names and beginnings of names (and of these the first two letters) of what other
    companies put on a page."""

    comments: frozenset[str]
    names: frozenset[str]
    beginnings: tuple[str, ...]
    pairs: frozenset[str]


@cache
def _foreign() -> _Foreign:
    data = load("markup")["foreign"]
    beginnings = tuple(data["beginnings"])
    pairs = frozenset(one[:2] for one in beginnings)
    return _Foreign(frozenset(data["comments"]), frozenset(data["names"]), beginnings, pairs)
