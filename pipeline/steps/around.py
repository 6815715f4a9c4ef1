"""What stands around an article's heading that nothing marks: short lines with a date in them, and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.languages.folding import fold
from pipeline.model import Candidate
from pipeline.steps import beside, dated, near
from pipeline.steps.dated import has_date
from pipeline.steps.texts import SPACE

BEHIND: Final = 400
"""How many elements behind the heading may still belong to the article's head."""
NEXT: Final = 25
"""Within so many elements a date is right beside the heading."""
NEAR: Final = "text near heading"
"""The rule of a date that nothing marks."""
_MOST_NEAR: Final = 3
_NEAR_BEHIND: Final = 60
_DAY: Final = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_WRITTEN: Final = re.compile(r"document\.write\(\s{0,9}(['\"])([^'\"<>\n]{1,100})\1\s{0,9}\)")
"""What a script puts on the page as it stands there."""

_SHORTEST_TITLE: Final = 12


def around(
    elements: list[Any], heading: int, before: int, titles: list[str], named: bool, above: int | None
) -> Iterator[Candidate]:
    """Dates and names that nothing marks around the ``heading`` (its place among a page's ``elements``), of what stands
    ``before`` so many; names far behind it too where nobody is ``named``. Where nothing is found there, behind the
    heading ``above`` it. ``titles``: of the page, folded."""
    found = list(_head(elements, heading, before, titles, named))
    if not found and above is not None and above < heading:
        found = list(_head(elements, above, 0, titles, named))
    yield from found


def _head(
    elements: list[Any], heading: int, before: int, titles: list[str], named: bool
) -> Iterator[Candidate]:
    end = heading + _NEAR_BEHIND
    head = beside.without_others(elements[max(0, heading - before) : end], elements[heading])
    yield from dates_around(head, elements[heading], titles)
    yield from names_around(head, titles, [] if named else elements[end : heading + BEHIND])


def names_around(head: list[Any], titles: list[str], behind: list[Any]) -> Iterator[Candidate]:
    """Names that nothing marks, in the lines of an article's ``head`` (elements); without any there, the first one
    ``behind`` it that says plainly who wrote. ``titles``: of the page, folded."""
    names = list(near.names_near(head, titles))
    yield from names
    if not names:
        yield from near.names_far(behind)


def dates_around(elements: list[Any], heading: Any, titles: list[str]) -> Iterator[Candidate]:
    """Short texts with a date in them among the elements of an article's head, for pages that mark nothing; years in
    titles are none."""
    found = 0
    first = elements.index(heading)
    for position, element in enumerate(elements):
        if element.tag in ("style", "title", "option", "time"):
            continue
        own = element.text
        if element.tag == "script":
            own = _written(own or "")
        elif own and (full := element.get("title")) and _DAY.match(full) and not has_date(own):
            own = full  # "3 hours ago"
        for text, before in ((own, None), (element.tail, own)):
            if (
                text
                and len(text) < 400
                and not text.isspace()  # cheaper than the search
                and has_date(text)
                and len(text := SPACE.sub(" ", text).strip()) <= 80
                and not (len(folded := fold(text)) >= _SHORTEST_TITLE and any(folded in t for t in titles))
                and not dated.is_of_something_else(before)
                and not beside.is_below(element)
                and not dated.is_archive(element, text)
            ):
                text = dated.in_full(element, text)
                confidence = 0.42 if abs(position - first) <= NEXT else 0.33
                yield Candidate("published", text, NEAR, f"<{element.tag}>", confidence)
                found += 1
                if found == _MOST_NEAR:
                    return


def _written(script: str) -> str | None:
    """What a script writes on the page where none of its conditions holds: the last text that it has ready."""
    found = _WRITTEN.findall(script) if "document.write" in script else None
    return str(found[-1][1]) if found else None
