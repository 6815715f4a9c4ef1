"""Who wrote it: people in the order of the byline, from the most trusted source that names any."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.decide.sites import fold, is_site, site_names
from pipeline.languages.agencies import find_agency
from pipeline.languages.people import is_person
from pipeline.model import Candidate, Decision, Document


def decide_authors(document: Document, candidates: list[Candidate]) -> Decision:
    """All persons that the winning rule names, each once; no agencies, newsrooms, roles, URLs or site names."""
    sites = site_names(document)
    people = [c for c in candidates if _is_author(str(c.value), sites)]
    if not people:
        return Decision(())
    best = max(people, key=lambda c: c.confidence)
    names: dict[str, str] = {}
    for candidate in people:
        if candidate.rule == best.rule and candidate.confidence >= best.confidence - 0.01:
            names.setdefault(fold(candidate.value), _cased(candidate.value))
    return Decision(tuple(names.values()), best)


POLICIES: dict[str, Callable[[Document, list[Candidate]], Decision]] = {"authors": decide_authors}


def _is_author(name: str, sites: frozenset[str]) -> bool:
    return bool(fold(name)) and is_person(name) and not is_site(name, sites) and find_agency(name) is None


def _cased(name: str) -> str:
    """A name in capitals as it is written elsewhere: ``KARI NORDMANN`` -> ``Kari Nordmann``."""
    if name.isupper() and len(name) > 4:
        return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), name)
    return name
