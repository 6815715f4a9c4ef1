"""Lines around a text that say who wrote it, and where and when: they become evidence and leave the text."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from pipeline.frozen import record
from pipeline.languages import chinese, load
from pipeline.languages.agencies import is_person, is_uncased
from pipeline.languages.dated_bylines import BARS, apart
from pipeline.languages.dates import is_date_line
from pipeline.languages.folding import STOPS, fold
from pipeline.languages.people import split_names, wrote_too
from pipeline.languages.persons import is_person as is_no_furniture
from pipeline.languages.persons import is_place
from pipeline.languages.words import dense
from pipeline.model import Block, Candidate, Document
from pipeline.steps.bylines import Byline, find_byline, find_signature, find_signed
from pipeline.steps.dated import SENTENCE
from pipeline.steps.datelines import find_dateline, find_sign_off, find_source

FIRST_BLOCKS: Final = 6
LAST_BLOCKS: Final = 4
_LONG: Final = 200
_LONGEST_MARKED: Final = 80
_DEEPEST: Final = 40
_BYLINE_KINDS: Final = ("paragraph", "crosshead", "list")
_BESIDE: Final = "name beside date"
_LESS_SURE: Final = {_BESIDE: 0.5, "byline name and post": 0.65}
_DATE_LINE: Final = 0.45
_LONGEST: Final = 120
_RUNNING: Final = 100
"""Letters of a paragraph that is text, and no line of the head."""
_DIGITS: Final = re.compile(r"\d\d")
_SEAMS: Final = re.compile(r"\s*[|｜•·]\s*|,\s+|\s+[–—/-]\s+")
_PLACE: Final = re.compile(r"\s*/\s*|,\s+|\s+[–—-]\s+")
_ENDS: Final = (".", "!", "?", "…", "”", "»", '"', *STOPS)
_MOST_WORDS: Final = 3


@record(frozen=True, slots=True)
class HeadLine:
    """What a line above the text says: ``signed`` is its byline as printed (may be empty), ``dated`` its date."""

    signed: str
    dated: str


def head_lines(blocks: list[Block]) -> dict[int, HeadLine]:
    """The lines above the text that are a date, or a byline and a date, by the number of their block; none where
    more dates stand between paragraphs, which they head (a chronicle)."""
    found: dict[int, HeadLine] = {}
    for number, block in enumerate(blocks):
        if block.kind not in ("paragraph", "crosshead", "list", "title"):
            continue
        size = len(block.text) + 2 * dense(block.text)
        if size > _LONGEST or (size >= _RUNNING and block.text.endswith(_ENDS)):
            return {} if found and _is_chronicle(blocks[number:]) else found
        if line := read(block.text):
            found[number] = line
    return {}


def _is_chronicle(blocks: list[Block]) -> bool:
    return any(
        block.kind in ("paragraph", "crosshead") and is_date_line(block.text) and len(below.text) >= _RUNNING
        for block, below in pairwise(blocks)
    )


def read(text: str) -> HeadLine | None:
    """The byline and the date in a line that holds nothing else but a few words between bars; None for other lines."""
    if len(text) > _LONGEST or not _DIGITS.search(text) or SENTENCE.search(text):
        return None
    if is_date_line(text):
        return HeadLine("", text)
    parts = [part for part in BARS.split(text) if part]
    if len(parts) > 1:
        days = [part for part in parts if is_date_line(part)]
        others = [part for part in parts if part not in days]
        if days and all(len(part.split()) <= _MOST_WORDS or _signs(part) for part in others):
            signed = next((part for part in others if _signs(part)), "")
            return HeadLine(signed, " ".join(days)) if signed or len(others) < len(days) else None
    for seam in _SEAMS.finditer(text):
        before, after = text[: seam.start()], text[seam.end() :]
        if _signs(before) and is_date_line(after):
            return HeadLine(before, after)
        if _signs(after) and is_date_line(before):
            return HeadLine(after, before)
        if is_place(before) and is_date_line(after):
            return HeadLine("", after)
    signed, dated = apart(text)
    return HeadLine(signed, dated) if dated and _signs(signed) else None


def _signs(text: str) -> bool:
    """Whether a text is a byline, or a full name where capitals tell one."""
    return find_byline(text) is not None or name_and_place(text) is not None


def name_and_place(text: str) -> str | None:
    """The full name, in a script with capitals, that a line is, or is beside a place: ``MEHMET KAYA / ISTANBUL``."""
    name, *places = _PLACE.split(text, maxsplit=2)
    if not is_person(name) or not is_no_furniture(name) or is_uncased(name):
        return None
    fit = all(len(place.split()) <= _MOST_WORDS and place[:1].isupper() for place in places)
    return name if fit else None


def step(document: Document) -> None:
    """Adds candidates for ``authors``, ``byline_agency`` and ``dateline``; whole byline lines leave the blocks.

    Bylines stand above the text; at its end only where none stood above, since other articles' teasers follow there.
    """
    blocks, n = document.blocks, len(document.blocks)
    head = _head(blocks)
    kept: list[Block] = []
    dated = found = False
    lines = head_lines(blocks)
    for i, block in enumerate(blocks):
        if line := lines.get(i):
            found |= _add_line(document, line, block)
            continue
        last = i >= n - LAST_BLOCKS
        helped = last and (block.text[:1] == "(" or block.text.casefold().startswith(_helped()))
        if helped and (found or _is_signed(document)) and find_byline(block.text):
            continue  # "(Reporting by Jane Doe; Editing by John Roe)" below a text that names them above
        near = i < head or (last and not found)
        byline = find_byline(block.text) if near and block.kind in _BYLINE_KINDS else None
        if byline is None and i < head and (i - 1 in lines or i + 1 in lines):
            byline = _beside_date(block.text)
        if byline is None and document.tree is not None and i < FIRST_BLOCKS and block.kind == "paragraph":
            byline = find_signed(block.text) or _marked(block.text, document)
        if byline is not None:
            found = True
            _add(document, byline, block)
            continue
        if block.kind == "credit" and (authors := wrote_too(block.text)):
            _add(document, Byline(tuple(authors), None, "byline text and photo"), block)
        kept.append(block)
        if i < head and not dated and block.kind == "paragraph":
            dated = _dateline(document, block)
    if kept and kept[-1].kind in ("paragraph", "quote"):
        for name in find_signature(kept[-1].text):
            document.evidence.append(Candidate("authors", name, "sign-off name", kept[-1].where, 0.5))
        agency = find_sign_off(kept[-1].text)
        if agency:
            document.evidence.append(Candidate("byline_agency", agency, "sign-off", kept[-1].where, 0.6))
    # An article of bylines alone does not exist: then they were no bylines.
    document.blocks = kept if any(b.kind != "title" for b in kept) else blocks


@cache
def _helped() -> tuple[str, ...]:
    """What lines begin with that name who helped to report."""
    return tuple(load("bylines")["helpers"])


def _is_signed(document: Document) -> bool:
    """Whether a page's markup or its head has named a person who wrote."""
    if document.tree is None:
        return False
    names = (str(candidate.value) for candidate in document.candidates("authors"))
    return any(is_person(name) and is_no_furniture(name) for name in names)


def _marked(text: str, document: Document) -> Byline | None:
    """A byline that says nothing new: a short line of a page that holds nothing but names which its markup or its place
    has shown to be authors; None for other lines."""
    if len(text) > _LONGEST_MARKED or text[-1] in ".!?:":
        return None
    known = {fold(str(candidate.value)) for candidate in document.candidates("authors")}
    names = [name for name in split_names(text) if not name[:1].islower()] if known else []
    return Byline((), None, "marked names") if names and all(fold(name) in known for name in names) else None


def _head(blocks: list[Block]) -> int:
    """How many blocks stand above the text, its first long paragraph with them: at least FIRST_BLOCKS."""
    first = next((i for i, b in enumerate(blocks) if b.kind == "paragraph" and len(b.text) >= _LONG), 0)
    return max(FIRST_BLOCKS, min(first + 2, _DEEPEST))


def _add_line(document: Document, line: HeadLine, block: Block) -> bool:
    """Adds what a line of the head says; whether it named a writer."""
    document.evidence.append(Candidate("published", line.dated, "date line", block.where, _DATE_LINE))
    byline = find_byline(line.signed) or _beside_date(line.signed) if line.signed else None
    if byline is not None:
        _add(document, byline, block)
    return byline is not None


def _beside_date(text: str) -> Byline | None:
    name = name_and_place(text)
    return Byline((name,), None, _BESIDE) if name else None


def _add(document: Document, byline: Byline, block: Block) -> None:
    for author in byline.authors:
        sure = _LESS_SURE.get(byline.rule, 0.85)
        document.evidence.append(Candidate("authors", author, byline.rule, block.where, sure))
    if byline.agency:
        document.evidence.append(Candidate("byline_agency", byline.agency, byline.rule, block.where, 0.7))


def _dateline(document: Document, block: Block) -> bool:
    found = find_dateline(block.text)
    if found is None:
        return _source(document, block)
    place, agency = found
    document.evidence.append(
        Candidate("dateline", place, "text dateline", block.where, 0.7 if agency else 0.5)
    )
    if agency:
        document.evidence.append(Candidate("byline_agency", agency, "text dateline", block.where, 0.7))
    return True


def _source(document: Document, block: Block) -> bool:
    agency, names = find_source(block.text) or (None, chinese.opening(block.text))
    if agency:
        document.evidence.append(Candidate("byline_agency", agency, "text dateline", block.where, 0.7))
    for name in names:
        document.evidence.append(Candidate("authors", name, "text dateline", block.where, 0.6))
    return bool(agency or names)
