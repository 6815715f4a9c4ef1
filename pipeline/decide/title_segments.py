"""A page's title tag where nothing else on the page tells the headline: which of its segments that is, by form."""

from __future__ import annotations

import re
from typing import Final

from pipeline.languages.credit_words import names_organisation

# Signs that stand between segments and never inside a headline; dashes stand in both, guillemets around quotations.
_RULES: Final = re.compile(
    r"\s*[|｜│¦]\s*|\s+(?:::|[·•/])\s+|\s*_+\s*(?=[^\x00-\u2fff])|(?<=[^\x00-\u2fff])\s*_+"
)
_GUILLEMETS: Final = re.compile(r"\s*[»«›]\s*")
_DASHES: Final = re.compile(
    r"\s+[-–—]{1,2}\s+|(?<=[^\x00-\u2fff])\s*[-–—]\s*(?=[^\x00-\u2fff])|：(?=[^：]+\Z)"
)
_DOMAIN: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,7}")
_MOST_WORDS: Final = 4


def main_segment(text: str) -> str:
    """The segment between rules with the most words; of its parts between dashes those that are no short name at
    either edge.

    ``HARBOUR NEWS | Local | Council closes the old bridge`` gives the last, ``Council closes the old bridge - Local -
    Harbour News`` the first; a title without such signs stays whole.
    """
    segments = _RULES.split(text)
    if text.count("«") != text.count("»") or "›" in text:
        segments = [piece for segment in segments for piece in _GUILLEMETS.split(segment)]
    text = max(segments, key=_size)
    parts, seams = _DASHES.split(text), _DASHES.findall(text)
    first, last = 0, len(parts)
    while last - first > 1 and _is_name_beside(parts[last - 1], parts[first : last - 1]):
        last -= 1
    while (
        last - first > 1
        and names_organisation(parts[first])
        and _is_name_beside(parts[first], parts[first + 1 : last])
    ):
        first += 1
    kept = zip(parts[first:last], [*seams[first : last - 1], ""], strict=True)
    return "".join(piece for pair in kept for piece in pair)


def _is_name_beside(part: str, others: list[str]) -> bool:
    """Whether a part is short, with a capital, and stands beside what is clearly longer."""
    size, rest = _size(part), max(map(_size, others))
    named = not part[:1].islower() or _DOMAIN.fullmatch(part) is not None
    return any(map(str.isalpha, part)) and size <= _MOST_WORDS <= rest and rest > size and named


def _size(part: str) -> int:
    """Words; where these are not spaced, as many as so many signs are worth."""
    signs = sum(character > "\u2fff" for character in part)
    return max(len(part.split()), (signs + 1) // 2)
