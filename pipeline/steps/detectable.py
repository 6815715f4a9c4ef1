"""What of a text language detectors are given, and whether it suffices."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter

from pipeline.languages import load

WHOLE, PIECE = 6_000, 2_000
"""A longer text is judged by three pieces: its beginning, its middle and its end."""

_URL = re.compile(r"(?:https?://|www\.)\S+")
_CAPITALS, _SMALL = string.ascii_uppercase.encode(), string.ascii_lowercase.encode()
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\ufffd\ud800-\udfff]+")


def prepare(text: str) -> str:
    """What detectors are given: pieces of a long text, without what misleads or breaks them.

    That is addresses, control characters, surrogates, and capitals where most letters are capitals.
    """
    if len(text) > WHOLE:
        middle = (len(text) - PIECE) // 2
        text = f"{text[:PIECE]} {text[middle : middle + PIECE]} {text[-PIECE:]}"
    if "://" in text or "www." in text:
        text = _URL.sub(" ", text)
    if "@" in text:
        text = _EMAIL.sub(" ", text)
    text = text.replace("\n", " ")
    if not text.isprintable() or "\ufffd" in text:
        text = _CONTROL.sub(" ", text)
    return text.lower() if _capitals(text[:500]) else text


def _capitals(text: str) -> bool:
    """Whether more of its letters are capitals than small ones."""
    ascii = text.encode("ascii", "ignore")
    small, capitals = (len(ascii) - len(ascii.translate(None, kind)) for kind in (_SMALL, _CAPITALS))
    if capitals + len(text) - len(ascii) <= small:  # most texts: one quick look tells
        return False
    return sum(map(str.isupper, text)) > sum(map(str.islower, text))


def supply(text: str) -> float:
    """How far the text's letters suffice for an answer (1: they do); how many it takes depends on the script."""
    fewest = load("lids")["letters"]
    most = max(fewest.values())
    if sum(map(str.isalpha, text[:100])) >= most:
        return 1.0
    letters = [char for char in text if char.isalpha()]
    if not letters or len(letters) >= most:
        return 1.0 if letters else 0.0
    script = Counter(unicodedata.name(char, "?").split()[0] for char in letters).most_common(1)[0][0]
    return min(1.0, len(letters) / float(fewest.get(script, fewest["other"])))
