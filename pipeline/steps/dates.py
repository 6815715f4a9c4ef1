"""Turns what other steps and the dump say of dates into DateValues, and looks for dates of its own.

Strings stay as evidence beside what was read from them. Own evidence: the address of the page, lines of the text
that hold nothing but a date, datelines. A date or a weekday in running text is no statement about the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pipeline.languages import dates, load, written
from pipeline.languages.calendar import host_of
from pipeline.languages.dates import DAYS
from pipeline.model import Block, Candidate, DateValue, Document
from pipeline.steps import addresses
from pipeline.steps.around import NEAR
from pipeline.steps.dated import SENTENCE, names_a_day

FIELDS: Final = ("published", "modified", "embargo_until")
VISIBLE: Final = ("class ", NEAR, "time ", "date line")
"""Rules that read what stands on the page for people; they begin so."""

LABELLED: Final = 0.6
"""How far a visible date is trusted that says itself that it is the one of publication."""


_DATELINE_END: Final = re.compile(r"\s[–—-]{1,2}\s|:\s|(?<=\d{4})(?:—|--)")
_YEAR: Final = re.compile(r"\d{4}")
_BARE: Final = re.compile(r"[\W_]*(?:\d{1,2}/)?\d{4}[\W_]*")
_WORDS: Final = re.compile(r"[^\W\d_]{3,}")
_MOST_WORDS: Final = 5
_FEW_WORDS: Final = 3
_LINE_LENGTH, _DATELINE_LENGTH = 110, 80
_HEAD_KINDS: Final = ("paragraph", "crosshead", "list")
_HEAD_LINES: Final = 15
_LONGEST_HEAD: Final = 80
_CLOCKED: Final = re.compile(r"\d{1,2}[:.h]\d\d")
_BEGINS_DATED: Final = re.compile(r"[\W_]*(?:[^\W\d_]+[.,:]?\s){0,3}(?:\d{1,2}[. /-]|\d{4}[-./年])")
_FIRST_LINES, _LAST_LINES = 6, 2
_FIRST_BLOCKS: Final = 30


def step(document: Document, asked: bool | None = None, paths: bool = False) -> None:
    """Adds a DateValue candidate for every date that can be read; never removes or changes one. ``asked``: how to
    read 04/05/2019 (True: 4 May), where the settings say it; ``paths``: whether the names of files and folders date
    what nothing else dates."""
    language = _language(document)
    day_first = _day_first(document, language) if asked is None else asked
    code = language.split("-")[0] if language else None
    texts = [c for c in document.evidence if c.field in FIELDS and isinstance(c.value, str)]
    texts = [c for c in texts if not _is_of_text(c, document.blocks)]
    updates: list[str] = []
    # A dump writes its dates alike: what others of its records show is worth more than what their language does.
    own = day_first if asked is not None or document.raw.day_first is None else document.raw.day_first
    orders = ((candidate, own if candidate.rule == "dump" else day_first) for candidate in texts)
    found = [new for candidate, order in orders for new in _from_text(candidate, order, code, updates)]
    found += addresses.of_page(document)
    lines, dated = _from_blocks(document.blocks, day_first, code)
    found += lines
    if document.tree is not None and dated and len(dated) < len(document.blocks):
        # Beside a page's heading such a line is no text of the article.
        document.blocks = [block for block in document.blocks if block not in dated]
    if document.tree is None and not any(c.field == "published" for c in found):
        found += _from_head(document.blocks, day_first, code)
    if paths and not any(c.field == "published" for c in found):
        found += addresses.of_file(document)
    document.evidence += [_clearer(candidate, texts, found, document.raw.retrieved) for candidate in found]


def _is_of_text(candidate: Candidate, blocks: list[Block]) -> bool:
    """Whether a month beside the heading stands in the article's own text: what happened then, in a chronicle."""
    text = str(candidate.value)
    return (
        candidate.rule == NEAR
        and not names_a_day(text)
        and any(text in block.text for block in blocks[:_FIRST_BLOCKS])
    )


def _from_text(
    candidate: Candidate, day_first: bool | None, language: str | None, updates: list[str]
) -> list[Candidate]:
    """The dates in a candidate's text; words such as ``updated`` before one say which field it belongs to.

    ``updates``: the printed texts so far that say so; the element inside that holds the date alone says no other.
    """
    text = str(candidate.value)
    visible = candidate.rule.startswith(VISIBLE)
    if visible and _BARE.fullmatch(text):
        return []  # a bare year on a page is no statement about the article; 3/2019 is an issue of a magazine
    machine = candidate.rule == "dump" or (text[:4].isdecimal() and " " not in text)
    parts = [(None, text)] if machine or len(text) > 300 else written.sections(text)
    if candidate.rule == NEAR and parts[-1][0] is None and len(_WORDS.findall(text)) > _MOST_WORDS:
        return []  # a caption, a sentence
    out = []
    for label, part in parts:
        confidence = candidate.confidence
        if label == "published" and visible:
            confidence = max(confidence, LABELLED)
        value = dates.parse(
            part,
            source=candidate.rule,
            confidence=confidence,
            day_first=day_first,
            language=language,
        )
        if value and not (
            candidate.rule == NEAR
            and value.precision not in DAYS
            and len(_WORDS.findall(text)) > _FEW_WORDS  # "They leave in June 2017."
        ):
            if visible and label == "modified":
                updates.append(part)
            elif visible and label is None and any(text in update for update in updates):
                label = "modified"
            field = label if label and candidate.field != "embargo_until" else candidate.field
            out.append(Candidate(field, value, candidate.rule, candidate.where, value.confidence))
    return out


def _clearer(
    candidate: Candidate, texts: list[Candidate], found: list[Candidate], retrieved: str | None
) -> Candidate:
    """A date whose day and month could be either way round (04/05/2019), read as another candidate says, or as it
    must be because the other day was to come when the page was fetched."""
    value = candidate.value
    if value.precision != "year":
        return candidate
    days = {other.value.start[:10] for other in found if other.value.precision in DAYS}
    months = {other.value.start[:7] for other in found if other.value.precision == "month"}
    latest = retrieved[:10] if retrieved else ""
    for text in texts:
        if (text.rule, text.where) != (candidate.rule, candidate.where):
            continue
        readings = []
        for day_first in (True, False):
            reading = dates.parse(
                str(text.value), source=text.rule, confidence=text.confidence, day_first=day_first
            )
            if reading and reading.precision != "year":
                if reading.start[:10] in days or reading.start[:7] in months:
                    return replace(candidate, value=reading, confidence=reading.confidence)
                readings.append(reading)
        possible = [reading for reading in readings if reading.start[:10] <= latest]
        if len(possible) == 1 < len(readings):
            return replace(candidate, value=possible[0], confidence=possible[0].confidence)
    return candidate


# ---------------------------------------------------------------- what is known of the place


def _language(document: Document) -> str | None:
    """The language tag that the page or the dump declares, lower case."""
    declared = sorted((c for c in document.candidates("language")), key=lambda c: -c.confidence)
    tags = [str(c.value).strip().lower().replace("_", "-") for c in declared]
    longer = [tag for tag in tags if "-" in tag]
    return next(iter(longer or tags), None)


def _day_first(document: Document, language: str | None) -> bool | None:
    """Whether 04/05/2019 is the 4th of May, by the declared language, then by the host's country."""
    data = load("day_order")
    if language in data["month_first"]:
        return False
    if language and language not in data["unclear"]:
        return True
    last = host_of(document.url).rpartition(".")[2]
    if last in data["month_first_hosts"]:
        return False
    return True if last in data["day_first_hosts"] else None


# ---------------------------------------------------------------- evidence of our own


def _from_head(blocks: list[Block], day_first: bool | None, language: str | None) -> list[Candidate]:
    """A date among other words in a short line above the text: ``16.05.2024, 11:26 Uhr • Lesezeit: 5 Minuten``."""
    for block in [b for b in blocks if b.kind in _HEAD_KINDS][:_HEAD_LINES]:
        if not _may_head(block.text):
            continue
        for field, value in _days_in(block.text, day_first, language):
            return [Candidate(field, value, "date line", block.where, value.confidence)]
    return []


def _days_in(text: str, day_first: bool | None, language: str | None) -> Iterator[tuple[str, DateValue]]:
    """The days that a line states, each with its field: ``modified`` where a word says so, else ``published``."""
    for label, part in written.sections(text):
        value = dates.parse(part, source="date line", confidence=0.45, day_first=day_first, language=language)
        if value is not None and value.precision in DAYS:
            yield label or "published", value


def _may_head(text: str) -> bool:
    """Whether a line is short, no sentence, and has a clock in it or a day at its beginning."""
    if len(text) > _LONGEST_HEAD or SENTENCE.search(text):
        return False
    return _CLOCKED.search(text) is not None or _BEGINS_DATED.match(text) is not None


def _from_blocks(
    blocks: list[Block], day_first: bool | None, language: str | None
) -> tuple[list[Candidate], list[Block]]:
    """Lines at the beginning or end that hold nothing but a date, with their paragraphs; and the dateline of the first
    paragraph."""
    out: list[Candidate] = []
    dated: list[Block] = []
    lines = [block for block in blocks if block.kind in _HEAD_KINDS]
    edge = lines if len(lines) <= _FIRST_LINES + _LAST_LINES else lines[:_FIRST_LINES] + lines[-_LAST_LINES:]
    for block in edge:
        if len(block.text) > _LINE_LENGTH or not re.search(r"\d{2}", block.text):
            continue
        for field, value in _days_in(block.text, day_first, language):
            if block.kind == "paragraph" and "x" not in written.plain(block.text, language).text:
                dated.append(block)
            # Full confidence: the line holds no word that does not belong to a date.
            if value.confidence >= 0.4:
                out.append(Candidate(field, value, "date line", block.where, value.confidence))
    for block in lines[:2]:
        first = block.text[:_DATELINE_LENGTH]
        end = _DATELINE_END.search(first) if _YEAR.search(first) else None
        if end is not None and _YEAR.search(first, 0, end.start()):
            printed = dates.parse(first[: end.start()], source="dateline", confidence=0.3, language=language)
            if printed and printed.precision == "day":
                out.append(Candidate("published", printed, "dateline", block.where, printed.confidence))
    return out, dated
