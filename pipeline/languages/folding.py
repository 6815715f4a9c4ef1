"""Texts reduced to what comparisons need. Bytes stand in for characters where these are ASCII: ten times as fast as a
pattern over the text, and each page folds all its lines."""

from __future__ import annotations

import re
import string
import unicodedata
from typing import Final

from .kept import for_lines

_NO_LETTERS: Final = re.compile(r"[\W_]+")
STRANGE: Final = re.compile(r"[^\w\x00-\x7f]+")
"""What is neither a letter or digit nor ASCII."""
SIGNS: Final = (
    "\u0900-\u0963\u0980-\u09e3\u0a01-\u0a5e\u0a70-\u0a75\u0a81-\u0ae3\u0b01-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c80-\u0ce3"
    "\u0d00-\u0d63\u0d81-\u0ddf\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
)
"""Letters of India and South East Asia (for a class of a pattern) with their signs for vowels and tones, which belong
to words though ``\\w`` does not think so; without digits and stops."""
STOPS: Final = "。．।॥۔؟։።။។"
"""What ends a sentence in other scripts than Latin (beside wide exclamation marks)."""
_SIGNS: Final = bytes(code for code in range(128) if not chr(code).isalnum())
_SMALL: Final = bytes.maketrans(string.ascii_uppercase.encode(), string.ascii_lowercase.encode())
_OPENING: Final = frozenset("([（【〔")
_SPACED: Final = bytes.maketrans(
    _SIGNS + string.ascii_uppercase.encode(), b" " * len(_SIGNS) + string.ascii_lowercase.encode()
)
_PASS: Final = "surrogatepass"


def fold(text: str) -> str:
    """Letters and digits only, lower case: equal for copies that differ in quotes, dashes and case."""
    if text.isascii():
        return text.encode().translate(_SMALL, _SIGNS).decode()
    # What is left for the pattern has no blanks: a few quotes instead of a match between any two words.
    left = text.encode("utf-8", _PASS).translate(_SMALL, _SIGNS).decode("utf-8", _PASS)
    return _NO_LETTERS.sub("", left).casefold()


def words_folded(text: str) -> str:
    """The words in lower case with single blanks between: ``"Don't," he said`` is ``don t he said``."""
    if text.isascii():
        return b" ".join(text.encode().translate(_SPACED).split()).decode()
    spaced = text.encode("utf-8", _PASS).translate(_SPACED).decode("utf-8", _PASS)
    return " ".join(STRANGE.sub(" ", spaced.casefold()).split())


def without_accents(text: str) -> str:
    """Letters without the marks on them, wide and ligated ones as plain ones."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@for_lines
def plain_words(text: str) -> str:
    """The words as ``words_folded`` has them, without accents: how names and labels are compared."""
    return words_folded(without_accents(text))


def unbracketed(text: str) -> str:
    """A credit without the pair of brackets around the whole of it: they belong to the print, not to the name."""
    text = text.strip()
    if text[:1] not in _OPENING:
        return text
    for opening, closing in ("()", "[]", "（）", "【】", "〔〕"):
        inner = text[1:-1]
        if (
            text.startswith(opening)
            and text.endswith(closing)
            and opening not in inner
            and closing not in inner
        ):
            return inner.strip()
    return text


def is_small(word: str) -> bool:
    """Whether a word is in small letters, in a script that has capitals (Georgian's letters only look small)."""
    return word.islower() and not "\u10d0" <= word[0] <= "\u10ff"
