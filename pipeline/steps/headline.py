"""The headline of a plain text: its first line, where the lines below or its own form say so."""

from __future__ import annotations

import re
from typing import Final

from pipeline.languages import loose, written
from pipeline.languages.folding import STOPS, plain_words
from pipeline.languages.label_words import is_furniture
from pipeline.languages.labels import split_credit
from pipeline.model import Candidate, Document
from pipeline.steps.bylines import find_byline
from pipeline.steps.dated import DATE, SENTENCE

LONGEST_TITLE: Final = 120
_FINAL: Final = (".", "!", "?", ":", ";", ",", "…", "！", "？", "،", *STOPS, '."', ".”", ".»")
_FEWEST_UNITS: Final = 5
_TIMES_LONGER: Final = 6
_LONGEST_HEAD_LINE: Final = 120
_MOST_HEAD_WORDS: Final = 16
_DOUBTED: Final = 0.5
"""A title that the dump gives with no more trust than this (the entry of an office program) is no other title."""

_LONGEST_DATED: Final = 60
_MOST_STRANGE: Final = 2
_WORDS: Final = re.compile(r"[^\W_]+")
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n")


def first_line(document: Document, text: str) -> str:
    """The text without its title, where the first line is one: at most 120 characters without a final stop, above a
    blank line, a line with the date, the paper or the writer, or far longer ones in a text without blank lines."""
    head, body = _dated_head(text)
    line, newline, following = body.partition("\n")
    title = " ".join(line.split())
    if not title or len(title) > LONGEST_TITLE or not newline or title.endswith(_FINAL):
        return text
    blank, _, more = following.partition("\n")
    if not more.strip():
        return text
    if blank.strip() and not _is_head_line(blank) and not _stands_out(title, body):
        return text
    if not _may_be_title(title):
        return text
    known = [str(c.value) for c in document.candidates("title") if c.confidence > _DOUBTED]
    number = head.count("\n") + 1
    if any(plain_words(k) != plain_words(title) for k in known):
        # The dump names another title: then this line is the article's own text, and stays.
        document.evidence.append(Candidate("title", title, "first line", f"line {number}", 0.4))
        return text
    document.evidence.append(Candidate("title", title, "first line", f"line {number}", 0.7))
    return f"{head}\n{following}" if head.strip() else "\n" * number + following


def _dated_head(text: str) -> tuple[str, str]:
    """What stands above the first line that may be a headline, and the rest: blank lines, and a line with the day."""
    body = text.lstrip("\n \t")
    line, newline, following = body.partition("\n")
    if newline and len(line) <= 2 * _LONGEST_DATED and DATE.search(line) and _is_date(" ".join(line.split())):
        body = following.lstrip("\n \t")
    return text[: len(text) - len(body)], body


def _is_date(line: str) -> bool:
    """Whether a line begins as a date and has hardly a word that belongs to none: ``Friday, 9 May 2003, 10:15 GMT``."""
    if len(line) > _LONGEST_DATED:
        return False
    words = _WORDS.findall(written.plain(line).text)
    return words[:1] != ["x"] and words.count("x") <= _MOST_STRANGE


def _stands_out(title: str, body: str) -> bool:
    """Whether the first line of a text without blank lines, one line a paragraph, is a headline by its length."""
    words = len(title.split()) + len(title) // 8  # scripts without spaces have few words
    return words >= _FEWEST_UNITS and len(body) >= _TIMES_LONGER * len(title) and not _BLANK_LINE.search(body)


def _is_head_line(line: str) -> bool:
    """Whether a line right below the headline is the date, the paper or the writer: a byline, or a date without a
    sentence."""
    line = " ".join(line.split())
    if len(line) > _LONGEST_HEAD_LINE:
        return False
    dated = (
        DATE.search(line) is not None and not SENTENCE.search(line) and len(line.split()) <= _MOST_HEAD_WORDS
    )
    return dated or find_byline(line) is not None


def _may_be_title(line: str) -> bool:
    """Whether a line is none of what also stands alone above a text: byline, credit, date, furniture."""
    letters = sum(map(str.isalpha, line))
    if letters < 2 or is_furniture(line) or find_byline(line) is not None or split_credit(line):
        return False
    digits = sum(map(str.isdigit, line))
    if digits >= letters:
        return False
    date = loose.read(line) if digits >= 5 and len(line.split()) <= 6 else None
    return date is None or date.day is None
