"""The headline: a choice among h1, JSON-LD headline, og:title and the segments of the title tag."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from pipeline.model import Candidate, Decision, Document

_SEPARATOR: Final = re.compile(r"\s+[|–—·•»«>:~-]{1,2}\s+|\s*\|\s*|\s+::\s+|\s+/\s+")
_NO_LETTERS: Final = re.compile(r"[\W_]+")
_SURE: Final = ("dump", "text header", "first line")
_LONGEST: Final = 300


def decide_title(document: Document, candidates: list[Candidate]) -> Decision:
    """The candidate that most of the others support, with the site's name cut off; None where there is none."""
    usable = [c for c in candidates if c.value and 1 < len(c.value) <= _LONGEST]
    if not usable:
        return Decision(None)
    sure = [c for c in usable if c.rule in _SURE]
    if sure:
        winner = max(sure, key=lambda c: c.confidence)
        return Decision(_spaced(winner.value), winner)
    names = _site_names(document)
    cut = [(without_site(_spaced(c.value), names), c) for c in usable]
    known = {_fold(text) for text, c in cut if text and c.rule != "title tag"}
    best = max(cut, key=lambda pair: _score(pair[0], pair[1], cut, known, names))
    return Decision(best[0] or None, best[1] if best[0] else None)


POLICIES: dict[str, Callable[[Document, list[Candidate]], Decision]] = {"title": decide_title}


def without_site(text: str, names: set[str]) -> str:
    """``text`` without segments at its edges that are the site's name: ``Storm hits - The Daily`` -> ``Storm hits``.

    ``names``: the site's names, folded. Segments are cut from the end first, never the last one that is left.
    """
    parts = _SEPARATOR.split(text)
    if len(parts) < 2:
        return text
    first, last = 0, len(parts)
    while last - first > 1 and _is_site(parts[last - 1], names):
        last -= 1
    while last - first > 1 and _is_site(parts[first], names):
        first += 1
    if (first, last) == (0, len(parts)):
        return text
    start = text.index(parts[first], sum(len(part) for part in parts[:first]))
    end = text.rindex(parts[last - 1], 0, len(text) - sum(len(part) for part in parts[last:])) + len(
        parts[last - 1]
    )
    return text[start:end].strip()


def _is_site(part: str, names: set[str]) -> bool:
    folded = _fold(part)
    return bool(folded) and (
        folded in names
        or any(len(name) >= 5 and name in folded and len(folded) < 2 * len(name) for name in names)
    )


def _site_names(document: Document) -> set[str]:
    """The publisher's names as the page and its address give them, folded."""
    names = {_fold(str(c.value)) for c in document.candidates("publisher")}
    host = re.match(r"https?://(?:www\d?\.|m\.|amp\.)?([^/:?#]+)", document.url or "")
    if host:
        labels = host.group(1).split(".")
        names |= {_fold(host.group(1)), *(_fold(label) for label in labels[:-1] if len(label) > 3)}
    return names - {""}


def _score(
    text: str, candidate: Candidate, cut: list[tuple[str, Candidate]], known: set[str], names: set[str]
) -> float:
    """Trust in the rule, plus the support of the other candidates: equal ones, and those that hold it."""
    folded = _fold(text)
    if not folded or folded in names:
        return -1.0
    support = Counter[str]()
    for other, by in cut:
        if by is not candidate and by.rule != candidate.rule:
            same = _fold(other)
            if same == folded:
                support[by.rule] = 2
            elif folded in same or (len(same) > 15 and same in folded):
                support[by.rule] = max(support[by.rule], 1)
    score = candidate.confidence + 0.12 * sum(support.values())
    if candidate.rule == "title tag" and folded not in known and len(_SEPARATOR.split(text)) > 1:
        score -= 0.2
    return score


def _fold(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()


def _spaced(text: str) -> str:
    return " ".join(text.split())
