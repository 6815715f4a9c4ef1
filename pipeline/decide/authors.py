"""Who wrote it: people in the order of the byline, from the most trusted source that names any."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.decide.sites import fold, site_names
from pipeline.languages.agencies import find_agency
from pipeline.languages.people import is_person
from pipeline.model import Candidate, Decision, Document


def decide_authors(document: Document, candidates: list[Candidate]) -> Decision:
    """All persons that the winning rule names, each once; no agencies, newsrooms, roles, URLs or site names."""
    sites = site_names(document)
    people = [c for c in candidates if _is_author(str(c.value), sites)]
    if not people:
        return Decision(())
    best = max(people, key=_trust)
    names: dict[str, str] = {}
    for candidate in people:
        if candidate.rule == best.rule and _trust(candidate) >= _trust(best) - 0.01:
            names.setdefault(fold(candidate.value), _cased(candidate.value))
    return Decision(tuple(names.values()), best)


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


def _trust(candidate: Candidate) -> float:
    """A single word in marked-up places is more often a rubric than a name."""
    one = candidate.rule.startswith("class") and candidate.value.isascii() and " " not in candidate.value
    return candidate.confidence - (0.2 if one else 0.0)


def _is_author(name: str, sites: frozenset[str]) -> bool:
    # Equal only: many a personal page is called much like the person.
    folded = fold(name)
    return bool(folded) and folded not in sites and is_person(name) and find_agency(name) is None


def _cased(name: str) -> str:
    """A name in capitals as it is written elsewhere: ``KARI NORDMANN`` -> ``Kari Nordmann``."""
    if name.isupper() and len(name) > 4:
        return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), name)
    return name
