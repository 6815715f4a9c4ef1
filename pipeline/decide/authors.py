"""Who wrote it: people in the order of the byline, from the reading of the page that others bear out best."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, Final

from pipeline.decide.sites import fold, site_names
from pipeline.frozen import record
from pipeline.languages.agencies import find_agency
from pipeline.languages.agencies import is_person as is_full_name
from pipeline.languages.persons import is_collective, is_handle, is_person
from pipeline.model import Candidate, Decision, Document

# What a second, independent source that gives the same names adds to the trust in a reading.
_AGREES: Final = 0.2
# Below this stands what is far from the heading, or what only looks like a byline.
_NEAR: Final = 0.35
# Newsrooms and sites sign where no person does.
_BODY: Final = 0.3
_SINGLE: Final = 0.2
# Names that metadata alone gives while the page shows others; a first name where the full one is there.
_UNSEEN: Final = 0.25
_SHORT: Final = 0.4
# A reading that is the beginning of a longer list of people which two other rules read near the heading.
_BEGUN: Final = 0.5
# Meta tags of this trust are filled by newsrooms for each article, not by templates.
_WRITTEN: Final = 0.69
_TAIL: Final = re.compile(r"\s*(?:[(\[|,:].*|\s[-–—]\s.*)$", re.S)
_PAPER: Final = re.compile(r"^The\s|\w\.[a-z]{2,4}\b")
_END: Final = re.compile(r"\s[|–—»·-]\s*([^|–—»·]{3,60})\Z")
# Rules that read a line which says itself that it is a byline.
_PRINTED: Final = ("line near heading", "label near heading", "byline by", "byline label")
_DECLARED: Final = ("json-ld", "meta")
_LINK: Final = "author link"
_CONTRIBUTOR: Final = "json-ld contributor"
# A marked byline close to the heading is trusted at least so; of more names some are other articles'.
_MARKED: Final = 0.45
_MOST: Final = 4
_ORGANISATION: Final = "json-ld organisation"


@record(frozen=True, slots=True)
class _Reading:
    """What one rule read at one distance: names by their folded form, as printed, and the best candidate."""

    rule: str
    names: dict[str, str]
    best: Candidate
    trust: float
    body: bool = False


def decide_authors(document: Document, candidates: list[Candidate]) -> Decision:
    """The persons of the reading that is trusted most, each once; no agencies, roles, URLs. Where no person is named,
    the newsroom or the site that signs as an author in two places; else nobody."""
    sites, publishers = _sites(document)
    helpers = frozenset(fold(str(c.value)) for c in candidates if c.rule == _CONTRIBUTOR)
    candidates = [c for c in candidates if c.rule != _CONTRIBUTOR]
    named = [c for c in candidates if c.rule != _ORGANISATION and _is_author(str(c.value), sites, publishers)]
    others = _others(named, sites | _ends(document))
    people = _readings(others or named)
    signers = sites | _own(candidates)
    signing = [c for c in candidates if _signs_as_one(str(c.value), signers)]
    bodies = _readings(signing if not _is_printed(others or named) else [])
    readings = people + [replace(r, trust=r.trust - _BODY, body=True) for r in bodies]
    judged = [
        replace(r, trust=r.trust + _AGREES * _support(r, readings) - _doubt(r, readings)) for r in readings
    ]
    for reading in sorted(judged, key=lambda r: -r.trust):
        if _stands(document, reading, readings):
            reading = _with_others(reading, readings, helpers)
            return Decision(tuple(map(_cased, reading.names.values())), reading.best)
    return Decision(())


def _with_others(reading: _Reading, readings: list[_Reading], helpers: frozenset[str]) -> _Reading:
    """Where JSON-LD names the first author alone: also those whom the page marks as its authors beside that one, or
    whom JSON-LD calls contributors and the page shows. Site software has one author to an article, and keeps others
    so."""
    if _family(reading.rule) != "json-ld" or len(reading.names) != 1:
        return reading
    first = next(iter(reading.names))
    for other in readings:
        marked = other.rule == "itemprop author" and len(other.names) <= _MOST
        shown = {key: name for key, name in other.names.items() if marked or key == first or key in helpers}
        if (
            other.best.confidence >= _MARKED
            and _family(other.rule) not in _DECLARED
            and len(shown) > 1
            and next(iter(shown)) == first
            and all(map(is_full_name, shown.values()))
        ):
            return replace(other, names=shown)
    return reading


def decide_agency(document: Document, candidates: list[Candidate]) -> Decision:
    """The agency that stands in the byline, by its canonical name; the most trusted source that names one."""
    # What stands far from the heading signs other articles.
    signed = [c for c in document.candidates("authors") if c.confidence >= _NEAR]
    for candidate in sorted(candidates + signed, key=lambda c: -c.confidence):
        agency = find_agency(str(candidate.value))
        if agency is not None:
            return Decision(agency.name, candidate)
    return Decision(None)


POLICIES: dict[str, Callable[[Document, list[Candidate]], Decision]] = {
    "authors": decide_authors,
    "byline_agency": decide_agency,
}


def _readings(candidates: list[Candidate]) -> list[_Reading]:
    groups: dict[tuple[str, float], list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault((candidate.rule, round(candidate.confidence, 2)), []).append(candidate)
    readings = []
    for (rule, confidence), group in groups.items():
        names: dict[str, str] = {}
        for candidate in group:
            names.setdefault(fold(candidate.value), str(candidate.value))
        # Beside people a paper's name is where they work.
        people = {key: name for key, name in names.items() if not _PAPER.search(name)}
        names = people or names
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
        if other.rule == reading.rule:
            continue
        family = _family(other.rule)
        both = len(reading.names.keys() & other.names.keys())
        alike = both / (len(reading.names) + len(other.names) - both)
        # Sources of a family copy from each other; what stands far from the heading counts less.
        alike *= (0.5 if family == own else 1.0) * min(1.0, 2 * other.best.confidence)
        best[family] = max(best.get(family, 0.0), alike)
    return sum(best.values())


def _doubt(reading: _Reading, readings: list[_Reading]) -> float:
    """What speaks against a reading: the page shows other names near its heading, gives a first name in full, or names
    more people than the software that fills in metadata knows of."""
    doubt = 0.0
    shown = [
        r for r in readings if _family(r.rule) not in _DECLARED and r.best.confidence >= _NEAR and not r.body
    ]
    if _family(reading.rule) in _DECLARED and shown:
        doubt += 0.0 if any(reading.names.keys() & other.names.keys() for other in shown) else _UNSEEN
    if len(reading.names) == 1 and " " not in (name := next(iter(reading.names.values()))):
        full = (other for r in readings for other in r.names.values())
        doubt += _SHORT if any(other.startswith(f"{name} ") for other in full) else 0.0
    longer = [tuple(r.names) for r in shown if len(r.names) > len(reading.names)]
    begins = Counter(names for names in longer if names[: len(reading.names)] == tuple(reading.names))
    return doubt + (_BEGUN if max(begins.values(), default=0) > 1 else 0.0)


def _has_agency(document: Document) -> bool:
    """Whether the page prints an agency where its byline stands: then that has written it, not the newspaper."""
    lines = document.candidates("byline_agency") + document.candidates("authors")
    return any(
        c.confidence >= _NEAR and _family(c.rule) not in _DECLARED and find_agency(str(c.value))
        for c in lines
    )


def _family(rule: str) -> str:
    """Sources of a family copy from each other: JSON-LD, meta tags, marks on the page, the text itself."""
    first = rule.split(" ")[0]
    return first if first in (*_DECLARED, "dump", "byline", "text") else "page"


def _stands(document: Document, reading: _Reading, readings: list[_Reading]) -> bool:
    """Whether there is enough to name somebody at all: a name that JSON-LD or one meta tag alone gives, and that no
    reader of the page sees, is the template's; several far from the heading are other articles'."""
    names, family = reading.names, _family(reading.rule)
    if any(other.rule != reading.rule and names.keys() & other.names.keys() for other in readings):
        return True
    if reading.rule == _LINK or (reading.best.confidence < _NEAR and len(names) > 1):
        return False
    if reading.body:
        return reading.rule == _ORGANISATION and not _has_agency(document)
    if family not in _DECLARED or document.tree is None:
        return True
    if reading.rule.startswith("meta") and reading.trust >= _WRITTEN:
        return True
    if len(names) > 1 and all(map(is_full_name, names.values())):
        return True
    if all(name.isascii() and " " not in name for name in names.values()):
        return False
    shown = fold("".join(_visible()(document.tree)))
    return any(name in shown for name in names)


@cache
def _visible() -> Any:
    from lxml import etree

    return etree.XPath("//body/descendant::text()[not(parent::script or parent::style)]", smart_strings=False)


def _sites(document: Document) -> tuple[frozenset[str], frozenset[str]]:
    """All the site's names, and those that its publisher gives, these also without what follows in brackets or behind
    a sign: ``Example (www.example.org)``."""
    given = [str(c.value) for c in document.candidates("publisher")]
    publishers = frozenset(fold(name) for name in [*given, *(_TAIL.sub("", name) for name in given)]) - {""}
    return site_names(document) | publishers, publishers


def _own(candidates: list[Candidate]) -> frozenset[str]:
    """What the article's data name as an organisation that is its author."""
    return frozenset(fold(str(c.value)) for c in candidates if c.rule == _ORGANISATION)


def _is_author(name: str, sites: frozenset[str], publishers: frozenset[str]) -> bool:
    folded = fold(name)
    if not folded or not is_person(name) or find_agency(name) is not None:
        return False
    # Many a personal page has its writer's full name for an address.
    return folded not in sites or (folded not in publishers and is_full_name(name))


def _others(named: list[Candidate], own: frozenset[str]) -> list[Candidate]:
    """The candidates that are not named as the site is (``own``), where one of them is a full name printed near the
    heading: that account published it, these wrote it. Else none."""
    others = [c for c in named if fold(str(c.value)) not in own]
    return others if _is_printed(others) else []


def _is_printed(named: list[Candidate]) -> bool:
    """Whether a line that says itself that it is a byline has a full name."""
    return any(c.rule in _PRINTED and is_full_name(str(c.value)) for c in named)


def _ends(document: Document) -> frozenset[str]:
    """What the page's title ends with behind a sign, folded: the site's name mostly."""
    titles = [str(c.value) for c in document.candidates("title") if c.rule == "title tag"]
    return frozenset(fold(end[1]) for title in titles if (end := _END.search(title)))


def _signs_as_one(name: str, sites: frozenset[str]) -> bool:
    """A site's own name or a newsroom's, as it stands where authors do."""
    folded = fold(name)
    return (
        bool(folded)
        and (folded in sites or is_collective(name) or is_handle(name))
        and find_agency(name) is None
    )


def _cased(name: str) -> str:
    """A name in capitals as it is written elsewhere: ``KARI NORDMANN`` -> ``Kari Nordmann``."""
    if name.isupper() and len(name) > 4:
        return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), name)
    return name
