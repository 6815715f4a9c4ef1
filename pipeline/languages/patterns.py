"""Lists of words as parts of patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(words: Iterable[str], *, cased: bool = True) -> str:
    """A group that matches one of ``words``, a longer one before a shorter. ``cased``: not for a pattern that ignores
    case.

    Words stand together by their first letter: a search then tries a few dozen letters at each place of a text, not
    hundreds of words, at half the cost.
    """
    groups: dict[str, list[str]] = {}
    for word in sorted({word if cased else _lower(word) for word in words}, key=lambda one: (-len(one), one)):
        groups.setdefault(word[:1], []).append(re.escape(word))
    return _group(_group(group) for group in groups.values())


def first_of(words: Iterable[str]) -> str:
    """A class of the first letters of ``words``, for a look ahead of a group of them."""
    return f"[{re.escape(''.join(sorted({word[0] for word in words})))}]"


def _group(parts: Iterable[str]) -> str:
    return f"(?:{'|'.join(parts)})"


def _lower(word: str) -> str:
    """In small letters, where that is as long."""
    return word.lower() if len(word.lower()) == len(word) else word
