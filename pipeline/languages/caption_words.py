"""Lines under pictures that have no credit, known by their own words: ``(Archivbild)``, ``FILE -``, a day."""

from __future__ import annotations

import functools
import re
from typing import Any

from . import load, names
from .credit_words import credit_words
from .folding import STOPS
from .label_words import credit_kind
from .patterns import any_of
from .words import dense

_SHORTEST, _LONGEST = 20, 260
_SIGNS = 2
_LONGEST_LABEL = 30
_SENTENCE = re.compile(rf"(?<=[^\W\d_]{{3}})[.!?]\s+[^\W\d_]|[！？{STOPS}].")
# A lone sentence that ends with a whole date tells when a picture was taken.
_DATED = re.compile(
    r"(?:\b\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,12}\.?\s(?:de\s)?|[^\W\d_]{3,12}\.?\s\d{1,2},\s)(?:19|20)\d\d[.,]?"
    r"(?:\sin\s[^.:]{3,40}\.)?\Z"
)
_FEWEST_WORDS = 9
_FEWEST_TOLD = 4


@functools.cache
def _brackets() -> re.Pattern[str]:
    words = {word for row in _rows() for word in row["brackets"]}
    short = any_of((word for word in words if len(word) <= _SIGNS), cased=False)
    long = any_of((word for word in words if len(word) > _SIGNS), cased=False)
    return re.compile(
        rf"[(（\[]\s*(?:{long}(?![^\W\d_])[^()（）]{{0,25}}|{short}\.?)\s*[)）\]]", re.IGNORECASE
    )


@functools.cache
def _starts() -> tuple[str, ...]:
    return tuple(sorted({start for row in _rows() for start in row.get("starts", ())}))


def _rows() -> list[dict[str, Any]]:
    return [row for name in names("labels.") if (row := load(name).get("caption"))]


@functools.cache
def _labels() -> re.Pattern[str]:
    words = [word for row in _rows() for word in row.get("labels", ())]
    return re.compile(rf"{any_of(words, cased=False)}\s*[:：]\s*(?=\S)", re.IGNORECASE)


def announced(line: str) -> str | None:
    """The caption that a line says to be one: ``Bildetekst: The bridge.``; None where it says no such thing."""
    head = line[:_LONGEST_LABEL]
    found = _labels().match(line) if ":" in head or "：" in head else None  # cheaper than the search
    return line[found.end() :] if found else None


def in_brackets(line: str) -> str | None:
    """The caption in a line that a text sets in brackets behind a word for a picture: ``[Photo: The old pier in the
    rain. Jane Doe/AP]``; None for other lines, and for credits."""
    if line[:1] not in "[(" or line[-1:] not in "])" or ":" not in line[:_LONGEST_LABEL]:
        return None
    label, _, caption = line[1:-1].partition(":")
    words = caption.split()
    small = sum(word.islower() for word in words)
    told = len(words) >= _FEWEST_TOLD and 2 * small >= len(words) and credit_kind(label) is not None
    return caption.strip() if told and not credit_words().before.match(caption.strip()) else None


def begins_so(line: str) -> bool:
    """Whether a line begins as captions alone do: ``FILE - In this May 3, 2016, file photo, ...``."""
    return line.startswith(_starts())


def shows_picture(line: str) -> bool:
    """Whether a line of its own in a text describes a picture: by what stands in brackets, how it begins, or a date
    that ends its one sentence."""
    if len(line) > _LONGEST:
        return False
    if not _SHORTEST <= len(line) + dense(line) <= _LONGEST:
        return False
    if begins_so(line):
        return True
    bracketed = _brackets().findall(line) if any(bracket in line for bracket in "(（[") else ()
    # Who stands where is told in a sentence for each.
    if bracketed and len(_SENTENCE.findall(line)) <= len(bracketed):
        return True
    if ":" in line or _SENTENCE.search(line) or len(line.split()) < _FEWEST_WORDS:
        return False
    return _DATED.search(line) is not None
