"""Dates on pages that mark none: a text anywhere that says itself that it is the date of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, Final

from pipeline.languages import dates, written
from pipeline.languages.folding import STOPS
from pipeline.model import Candidate
from pipeline.steps.texts import fold_space

DATE: Final = re.compile(
    r"(?<!\d)(?:19|20|1[34]|25)\d\d(?!\d)|[\u0660-\u0669\u06f0-\u06f9]{4}|(?:令和|平成|昭和|民國|民国)\d"
    r"|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)"
)
"""A year of any calendar, or a day in figures: what a short text must hold to be looked at as a date."""
_DIGIT: Final = re.compile(r"\d")
SENTENCE: Final = re.compile(rf"[^\W\d_]{{4}}[.!?]\Z|[{STOPS}]\Z")
"""The end of a sentence: a line that ends so holds no mere date."""
_LAST_PART: Final = re.compile(r"(?:\s[|–—-]|\|)\s*([^|–—]{6,30})$")
_CLOCK: Final = re.compile(r"\d[:.h]\d\d(?!\d)")
_LONGEST: Final = 120
_DIGITS: Final = re.compile(r"\d\d")
_MOST: Final = 3
_CONFIDENCE: Final = 0.4
_LONGEST_DATE: Final = 70
_OF_YEAR, _OF_DAY = 4, 8
_LONGEST_TERM: Final = 30


def labelled(tree: Any) -> Iterator[Candidate]:
    """``Erschienen am: 1.11.2023`` anywhere on the page, the first few; the label may stand in an element before.

    Reads every text of the page: for pages on which nothing else was found.
    """
    found = 0
    for text in _texts()(tree):
        if not _DIGITS.search(text):
            continue
        element = text.getparent()
        own = " ".join(text.split())
        line = own if _says(own) else _around(element)
        if _says(line):
            yield Candidate("published", line, "labelled date", f"<{element.tag}>", _CONFIDENCE)
            found += 1
            if found == _MOST:
                return


def ending(title: str) -> Iterator[Candidate]:
    """The last part of a page's title where that is a day: ``Ziele, Chancen, Risiken | DW | 28.04.2023``."""
    part = _LAST_PART.search(title)
    if part and DATE.search(part[1]):
        value = dates.parse(part[1])
        if value is not None and value.precision == "day":
            yield Candidate("published", part[1].strip(), "title date", "<title>", _CONFIDENCE)


def has_date(text: str) -> bool:
    """Whether ``DATE`` stands in a text. Most have no digit, which is soon seen."""
    return _DIGIT.search(text) is not None and DATE.search(text) is not None


def names_a_day(text: str) -> bool:
    """Whether ``text`` has the digits of a year and of a day in it."""
    return sum(character.isdigit() for character in text) > 4


def is_of_something_else(label: str | None) -> bool:
    """Whether ``label``, right before a date, ends with a colon and says none of what a page says of its own date:
    ``Release:`` in a table of facts."""
    label = (label or "").strip()
    return label.endswith(":") and "x" in written.plain(label).text


def is_archive(element: Any, text: str) -> bool:
    """Whether a month is a link in a list: to all articles of that month."""
    parent = element.getparent()
    return (
        element.tag == "a"
        and sum(map(str.isdigit, text)) <= _OF_YEAR
        and parent is not None
        and parent.tag == "li"
    )


def in_full(element: Any, text: str) -> str:
    """A date as its element's title has it in full, or behind the term that it is the value of: ``Last updated``."""
    full = element.get("title") or ""
    if not _CLOCK.search(text) and sum(map(str.isdigit, full)) >= _OF_DAY and len(full) <= _LONGEST_DATE:
        return str(full)
    term = element.getprevious() if element.tag == "dd" else None
    label = fold_space(term.text or "") if term is not None and term.tag == "dt" else ""
    return f"{label} {text}" if 0 < len(label) <= _LONGEST_TERM else text


def _around(element: Any) -> str:
    """The text of an element's parent, if it is a line and no paragraph."""
    parent = element.getparent()
    # lxml counts all children where it is asked for their number.
    if parent is None or next(islice(parent, 12, None), None) is not None:
        return ""
    text = " ".join(" ".join(parent.itertext()).split())
    return text if len(text) <= _LONGEST else ""


def _says(text: str) -> bool:
    return any(label == "published" and _DIGITS.search(part) for label, part in written.sections(text))


@cache
def _texts() -> Any:
    from lxml import etree

    # Not ``//text()``: with a condition that takes the square of the number of elements beside each other.
    return etree.XPath(
        f"//body/descendant::text()[string-length() <= {_LONGEST} and normalize-space()"
        " and not(parent::script or parent::style)]"
    )
