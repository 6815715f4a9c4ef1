"""Who wrote it: people in the order of the byline, from the reading of the page that others bear out best."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from pipeline.decide.sites import fold, site_names
from pipeline.languages.agencies import find_agency
from pipeline.languages.people import is_collective, is_person
from pipeline.model import Candidate, Decision, Document

# What a second, independent source that gives the same names adds to the trust in a reading.
_AGREES: Final = 0.2
_FAR: Final = 0.4
_SINGLE: Final = 0.2
# Meta tags of this trust are filled by newsrooms for each article, not by templates.
_WRITTEN: Final = 0.69
_DECLARED: Final = ("json-ld", "meta")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one rule read at one distance: names by their folded form, as printed, and the best candidate."""

    rule: str
    names: dict[str, str]
    best: Candidate
    trust: float


def decide_authors(document: Document, candidates: list[Candidate]) -> Decision:
    """The persons of the reading that is trusted most, each once; no agencies, roles, URLs. Where no person is named,
    the newsroom or the site that signs as an author in two places; else nobody."""
    sites = site_names(document)
    people = [c for c in candidates if _is_author(str(c.value), sites)]
    best = _best(document, people)
    if best is None:
        best = _best(document, [c for c in candidates if _signs_as_one(str(c.value), sites)], alone=False)
    if best is None:
        return Decision(())
    return Decision(tuple(map(_cased, best.names.values())), best.best)


def decide_agency(document: Document, candidates: list[Candidate]) -> Decision:
    """The agency that stands in the byline, by its canonical name; the most trusted source that names one."""
    for candidate in sorted(candidates + document.candidates("authors"), key=lambda c: -c.confidence):
        agency = find_agency(str(candidate.value))
        if agency is not None:
            return Decision(agency.name, candidate)
    return Decision(None)


POLICIES: dict[str, Callable[[Document, list[Candidate]], Decision]] = {
    "authors": decide_authors,
    "byline_agency": decide_agency,
}


def _best(document: Document, candidates: list[Candidate], alone: bool = True) -> _Reading | None:
    """The reading with the most trust of its own and support by others; ``alone``: one source may be enough."""
    readings = _readings(candidates)
    judged = [replace(r, trust=r.trust + _AGREES * _support(r, readings)) for r in readings]
    for reading in sorted(judged, key=lambda r: -r.trust):
        if _stands(document, reading, readings, alone):
            return reading
    return None


def _readings(candidates: list[Candidate]) -> list[_Reading]:
    groups: dict[tuple[str, float], list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault((candidate.rule, round(candidate.confidence, 2)), []).append(candidate)
    readings = []
    for (rule, confidence), group in groups.items():
        names: dict[str, str] = {}
        for candidate in group:
            names.setdefault(fold(candidate.value), str(candidate.value))
        # A single word in marked-up places is more often a rubric than a name.
        whole = {key: name for key, name in names.items() if not (name.isascii() and " " not in name)}
        one = rule.startswith("class") and not whole
        names = whole if rule.startswith("class") and whole else names
        readings.append(_Reading(rule, names, group[0], confidence - (_SINGLE if one else 0.0)))
    return readings


def _support(reading: _Reading, readings: list[_Reading]) -> float:
    """How well the other sources agree: the likeness of the best in each family of sources, summed."""
    best: dict[str, float] = {}
    own = _family(reading.rule)
    for other in readings:
        family = _family(other.rule)
        if other.rule == reading.rule or (family == own and own != "page"):
            continue
        both = len(reading.names.keys() & other.names.keys())
        alike = both / (len(reading.names) + len(other.names) - both)
        if family == own:
            alike /= 2
        best[family] = max(best.get(family, 0.0), alike)
    return sum(best.values())


def _family(rule: str) -> str:
    """Sources of a family copy from each other: JSON-LD, meta tags, marks on the page, the text itself."""
    first = rule.split(" ")[0]
    return first if first in (*_DECLARED, "dump", "byline", "text") else "page"


def _stands(document: Document, reading: _Reading, readings: list[_Reading], alone: bool) -> bool:
    """Whether there is enough to name somebody at all: a name that JSON-LD or one meta tag alone
    gives, and that no reader of the page sees, is the template's."""
    borne_out = any(
        other.rule != reading.rule and reading.names.keys() & other.names.keys() for other in readings
    )
    if borne_out:
        return True
    if not alone or (reading.trust < _FAR and len(reading.names) > 1):
        return False
    if _family(reading.rule) not in _DECLARED or document.tree is None:
        return True
    if reading.rule.startswith("meta") and reading.trust >= _WRITTEN:
        return True
    shown = fold("".join(_visible()(document.tree)))
    return any(name in shown for name in reading.names)


@cache
def _visible() -> Any:
    from lxml import etree

    return etree.XPath("//body//text()[not(parent::script or parent::style)]", smart_strings=False)


def _is_author(name: str, sites: frozenset[str]) -> bool:
    # Equal only: many a personal page is called much like the person.
    folded = fold(name)
    return bool(folded) and folded not in sites and is_person(name) and find_agency(name) is None


def _signs_as_one(name: str, sites: frozenset[str]) -> bool:
    """A site's own name or a newsroom's, as it stands where authors do."""
    folded = fold(name)
    return bool(folded) and (folded in sites or is_collective(name)) and find_agency(name) is None


def _cased(name: str) -> str:
    """A name in capitals as it is written elsewhere: ``KARI NORDMANN`` -> ``Kari Nordmann``."""
    if name.isupper() and len(name) > 4:
        return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), name)
    return name
