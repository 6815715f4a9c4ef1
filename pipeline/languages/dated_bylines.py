"""Lines that hold a byline and a date: ``By Jane Doe on May 3, 2021``, ``3. Mai 2021 Von Max Muster``."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import Final

from pipeline.languages import load
from pipeline.languages import names as tables
from pipeline.languages.agencies import is_person as is_full_name
from pipeline.languages.byline_labels import label_of
from pipeline.languages.dates import is_date_line
from pipeline.languages.written import key, words

_DIGIT: Final = re.compile(r"\d")
BARS: Final = re.compile(r"\s*[|｜•·]\s*")
_SPACE: Final = re.compile(r"\s+")
_EDGE: Final = " ,;:|–—-"
_LONGEST: Final = 160
_MOST_BEFORE: Final = 8
_SHORTEST: Final = 4
# What is printed beside a byline and is neither a name nor a date: "5 min read", "12 Comments".
_COUNTED: Final = re.compile(r"\d+[\s-](?:[^\W\d_]{1,12}\.?\s?){1,3}\Z")


def apart(text: str) -> tuple[str, str]:
    """A line without the date before, behind or between bars beside the byline, and that date (empty: none).

    ``text`` with other digits than those of a date keeps them; a line without a byline or a date stays as it is.
    """
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return text, ""
    pieces = [piece for piece in BARS.split(text) if piece]
    dates = [piece for piece in pieces if is_date_line(piece)] if len(pieces) > 1 else []
    rest = [piece for piece in pieces if piece not in dates and not _COUNTED.fullmatch(piece)]
    if dates and rest:
        return " | ".join(rest), " ".join(dates)
    if found := _before(text):
        return (_behind(found[0]) or found)[0], found[1]
    return _behind(text) or (text, "")


def _before(text: str) -> tuple[str, str] | None:
    """``Published May 3, 2021 by Jane Doe``: the date stands first, a word for a writer follows."""
    for space in islice(_SPACE.finditer(text), _MOST_BEFORE):
        byline = text[space.end() :]
        label = label_of(byline)
        if label is None or not label.end() or not is_full_name(" ".join(byline[label.end() :].split()[:2])):
            continue
        if is_date_line(dated := text[: space.start()].strip(_EDGE)):
            return byline, dated
    return None


def _behind(text: str) -> tuple[str, str] | None:
    """``By Jane Doe on May 3, 2021 in News``, ``By Jane Doe Updated 3 hours ago``: the first word of the date ends the
    byline."""
    if (label := label_of(text)) is None:
        return None
    tokens = list(re.finditer(r"\S+", text[label.end() :]))
    for token in tokens[2:]:
        word = token[0].strip(_EDGE).casefold()
        if not (
            word[:1].isdecimal() or word in date_words() or key(word) in words().months or word in _small()
        ):
            continue
        at = label.end() + token.start()
        dated = text[at:].strip(_EDGE).partition(" in ")[0]
        told = is_date_line(dated)
        if told or word in date_words() or _COUNTED.fullmatch(dated):
            return text[:at].strip(_EDGE), dated if told else ""
    return None


@cache
def _small() -> frozenset[str]:
    """What stands between a name and a date (``on``, ``am``, ``le``)."""
    return frozenset(load("bylines")["after"])


@cache
def date_words() -> frozenset[str]:
    """Words such as ``Published`` that stand before dates: no name begins so."""
    found = {
        word
        for name in tables("dates.")
        for group in ("published", "updated")
        for word in load(name).get(group, ())
    }
    return frozenset(word for word in found if " " not in word and len(word) >= _SHORTEST)
