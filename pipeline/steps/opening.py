"""What stands above an article's text and nothing marks: its headline on pages without headings, the day and the
writer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from pipeline.languages import dates
from pipeline.languages.folding import fold
from pipeline.languages.persons import is_person
from pipeline.model import Block, Candidate, Document
from pipeline.steps import beside
from pipeline.steps.around import BEHIND, dates_around, names_around
from pipeline.steps.classes import walked
from pipeline.steps.headings import BEGINS_TITLE, IN_TITLE, LINE_IN_TITLE
from pipeline.steps.names_beside import BESIDE_DATE
from pipeline.steps.printed import headline
from pipeline.steps.texts import fold_space

_SEEN: Final = ("h1", IN_TITLE, BEGINS_TITLE, LINE_IN_TITLE)
_ABOVE: Final = 80
_BESIDE: Final = 25
_BELOW: Final = 15
_MOST_BELOW: Final = 200
_OPENING: Final = 80
_FIRST: Final = 3
_TELLING: Final = 20
_LONG: Final = 60
_LOOKED_AT: Final = 400
_UNSEEN: Final = ("script", "style", "option", "title", "noscript")
_LONGEST_KICKER: Final = 40
_FEWEST_WORDS: Final = 3
_TRUSTED: Final = 0.3


def step(document: Document) -> None:
    """Adds title, date and author candidates from the lines above the text: a title where no heading was found (the
    headline that begins a body is marked as such), dates and authors there too, and where there are none yet."""
    if document.tree is None:
        return
    headed = any(c.rule in _SEEN for c in document.candidates("title"))
    names = {str(c.value) for c in document.candidates("authors") if c.confidence >= _TRUSTED}
    known = {"published": bool(document.candidates("published")), "authors": any(map(is_person, names))}
    wanted = [field for field, is_known in known.items() if not (headed and is_known)]
    if not wanted:
        return
    elements = walked(document.tree).elements
    places = _places_of_text(document, elements)
    if not places:
        return
    first, last = places[0], places[-1]
    titles = [str(c.value) for c in document.candidates("title")]
    place = first
    if not headed:
        above = elements[max(0, first - _ABOVE) : first]
        below = elements[first : min(last, first + _MOST_BELOW)]
        line = headline(above, below, titles, set(map(fold, names)))
        if line is not None:
            place = elements.index(line.holder)
            rule, sure = (LINE_IN_TITLE, 0.6) if line.in_title else ("line above text", 0.5)
            document.evidence.append(Candidate("title", line.text, rule, f"<{line.holder.tag}>", sure))
            _mark(document, line.text)
    folded, begin = list(map(fold, titles)), max(0, min(place, first) - _BESIDE)
    head = beside.without_others(elements[begin : max(place, last) + _BELOW], elements[place])
    if "published" in wanted:
        upper = set(elements[begin : max(place, first) + _BELOW])
        days = dates_around([one for one in head if one in upper], elements[place], folded)
        document.evidence.extend(c for c in days if not _is_year(c.value))
    if "authors" in wanted:
        behind = [] if headed or known["authors"] else elements[last + _BELOW : last + BEHIND]
        # Beside a date in running text stand names of whom it tells.
        document.evidence.extend(c for c in names_around(head, folded, behind) if c.rule != BESIDE_DATE)


def _is_year(text: str) -> bool:
    """Whether a line says no more than a year, as notices of rights do."""
    value = dates.parse(text, day_first=True)
    return value is not None and value.precision == "year"


def _places_of_text(document: Document, elements: list[Any]) -> list[int]:
    """Where the first paragraphs of the best body begin: the byline stands above the text, or below its lead."""
    bodies = [c for c in document.candidates("body") if c.value]
    if not bodies:
        return []
    blocks = max(bodies, key=lambda c: c.confidence).value
    openings = [b.text for b in blocks if len(b.text) >= _OPENING][:_FIRST] or [blocks[0].text]
    return _places(openings, elements, _LONG) or _places(openings, elements, _TELLING)


def _places(openings: list[str], elements: list[Any], shortest: int) -> list[int]:
    places: list[int] = []
    for number, element in enumerate(elements[:-1]):
        if element.tag in _UNSEEN:
            continue
        for behind, text in enumerate((element.text, element.tail)):
            if text and len(text) >= shortest and _begins(text, openings):
                places.append(number + behind)
                if len(places) == len(openings):
                    return places
    return places


def _begins(text: str, openings: list[str]) -> bool:
    """Whether a text is a part of one of ``openings``, by its beginning: most texts of a page are not."""
    own = fold_space(text[:_LOOKED_AT])[:_TELLING]
    return len(own) == _TELLING and any(own in opening for opening in openings)


def _mark(document: Document, line: str) -> None:
    """The headline among the first blocks of a body becomes its title; a paragraph that begins with it is cut."""
    for number, candidate in enumerate(document.evidence):
        if candidate.field == "body":
            blocks = tuple(
                part
                for i, block in enumerate(candidate.value)
                for part in (_parted(block, line) if i < _FIRST else (block,))
            )
            document.evidence[number] = replace(candidate, value=blocks)


def _parted(block: Block, line: str) -> tuple[Block, ...]:
    """A block without the headline, and what is little more, before its text."""
    if fold(block.text) == fold(line):
        return (replace(block, kind="title"),)
    begin = block.text.find(line)
    rest = block.text[begin + len(line) :].strip() if 0 <= begin <= _LONGEST_KICKER else ""
    # A first sentence may have the headline's words.
    if (
        len(rest) < len(line)
        or rest[0].islower()
        or not rest[0].isalnum()
        or len(line.split()) < _FEWEST_WORDS
    ):
        return (block,)
    return replace(block, text=line, kind="title"), replace(block, text=rest)
