"""Bylines in scripts without capitals and spaces: a name of two to four signs beside the word for a reporter, or behind
the word for a text."""

from __future__ import annotations

import functools
import re
from typing import Final

from . import chinese
from .folding import unbracketed
from .label_words import byline_words
from .patterns import any_of

_HAN: Final = "[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,3}[ \u3000][\u4e00-\u9fff]{1,3}"
_NAME: Final = f"(?:[가-힣]{{2,4}}|{_HAN})"
_NAMES: Final = rf"{_NAME}(?:[、,，]\s?{_NAME}){{0,3}}"
_SIGN: Final = re.compile("[\u4e00-\u9fff가-힣]")
_LONGEST: Final = 60


def signed(text: str) -> tuple[str, ...]:
    """The names in a line that is such a byline (``記者陳美玲／台北報導``, ``[계곡일보 김민지 기자]``); else none."""
    if text.isascii() or len(text) > _LONGEST or not _SIGN.search(text):
        return ()
    bare = unbracketed(text)
    if names := chinese.reporters(bare, bracketed=bare != text.strip()):
        return names
    match = _forms().fullmatch(text.strip())
    found = (match and next(filter(None, match.groups()))) or ""
    names = tuple(name for one in re.split(r"[、,，]\s?", found) for name in chinese.apart(one))
    return tuple(name for name in names if name and not chinese.is_word(name))


@functools.cache
def _forms() -> re.Pattern[str]:
    words = byline_words()
    reporters, labels = any_of(words.reporter), any_of(words.signs)
    where = r"(?:\s?[／/]\s?[\u4e00-\u9fff]{2,12})?"
    address = r"(?:\s외\s?\d+명)?(?:\s*\(?\S+@\S+\)?)?"
    return re.compile(
        rf"[(（【〔\[]?\s*(?:(?:{reporters})\s*[:：]?\s*({_NAMES}){where}"
        rf"|(?:[가-힣A-Za-z]{{2,12}}\s)??({_NAME})\s?(?:{reporters}){address}"
        rf"|(?:{labels})\s?[・·／/:：=＝]\s?({_NAMES})(?:\s?(?:{reporters}))?{where})\s*[)）】〕\]]?"
    )
