"""The headline: a choice among h1, JSON-LD headline, og:title and the segments of the title tag."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from pipeline.decide.sites import fold, is_site, site_names
from pipeline.decide.title_segments import main_segment
from pipeline.languages import load
from pipeline.languages.dates import is_date_line
from pipeline.model import Candidate, Decision, Document

_SEPARATOR: Final = re.compile(
    r"\s+[|–—·•»«›‹>:~-]{1,2}\s+|\s*[|｜ㅣ│¦»›]\s*|\s+::\s+|\s+/\s+|\s*[:：]\s*(?=\S+$)|\s*-\s*(?=[^\x00-\u2fff]+$)"
)
_LAST_SEAM: Final = re.compile(r"\s*(?:\s[|–—·•-]{1,2}\s|[|｜])\s*(?=[^|｜–—·•]*\d[^|｜–—·•]*$)")
_DAY_IN_BRACKETS: Final = re.compile(r"(?<=\S)\s+\(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\)$")
_WORD: Final = re.compile(r"[^\W_]+")
_SURE: Final = ("dump", "text header", "first line")
_LONGEST: Final = 300
_ALIKE: Final = 0.45
_HEADINGS: Final = ("h1", "h1 part")
_LESSER: Final = "heading begins title"
_WHOLE: Final = ("h1", "heading in title", _LESSER)
_CUT_OFF: Final = 80
_CUT_SHORT: Final = ("...", "…")
_MOST: Final = 0.4
_TAG: Final = "title tag"
_SHARED: Final = "meta og:title"
_HEADING: Final = 0.8
_SUPPORT: Final = 0.3
_KICKER: Final = re.compile(r"\s*[:|]\s+|\s+[–—-]\s+")
_DANGLING: Final = " |·•:"
_DASHES: Final = "-–—"
_DASH: Final = re.compile(f"[{_DASHES}]")
_PAID: Final = re.compile(r"(?<=\S)\s\(?\+\)?$")
"""The mark of what only subscribers may read."""
_QUOTATION: Final = re.compile(r"[–—-]\s?[^\W\d_]")


def decide_title(document: Document, candidates: list[Candidate]) -> Decision:
    """The candidate that most of the others support, with the site's name cut off; None where there is none."""
    usable = [c for c in candidates if isinstance(c.value, str) and 1 < len(c.value.strip()) <= _LONGEST]
    if not usable:
        return Decision(None)
    sure = [c for c in usable if c.rule in _SURE]
    if sure:
        winner = max(sure, key=lambda c: c.confidence)
        return Decision(_spaced(winner.value), winner)
    names = site_names(document)
    cut = [(_headline(_spaced(_untagged(html.unescape(c.value))), names), c) for c in usable]
    if {c.rule for _, c in cut} == {_TAG}:
        cut = [(main_segment(text), c) for text, c in cut]
    parted = _parted(cut)
    best, score = max(((pair, _score(*pair, cut, names, parted)) for pair in cut), key=lambda found: found[1])
    return Decision(best[0], best[1]) if score > 0 else Decision(None)


def _parted(cut: list[tuple[str, Candidate]]) -> frozenset[str]:
    """Pieces of a heading, folded, that another rule gives as the title: what stands beside them is a kicker or a
    date."""
    others = {fold(text) for text, c in cut if c.rule not in _HEADINGS}
    shared = {(fold(text), bool(_KICKER.search(text))) for text, c in cut if c.rule == _SHARED}
    if any(c.rule == "h1" and (fold(text), bool(_KICKER.search(text))) in shared for text, c in cut):
        return frozenset()  # the page's data give the heading as a whole
    ends = {fold(_KICKER.split(text)[-1]) for text, c in cut if c.rule not in _HEADINGS}
    pieces = {fold(text) for text, c in cut if c.rule == "h1 part"}
    longest = max((len(fold(text)) for text, c in cut if c.rule == "h1"), default=0)
    # The end of a title is a section too, which a heading may begin with.
    found = {
        piece for piece in pieces if piece in others or (piece in ends and len(piece) >= _MOST * longest)
    }
    for text, candidate in cut:
        if candidate.rule == "h1":
            seams = list(_KICKER.finditer(text))
            found |= others & {fold(text[match.end() :]) for match in seams}
            found |= others & {fold(text[: match.start()]) for match in seams if "|" in match[0]}  # a section
    return frozenset(found - {""})


POLICIES: dict[str, Callable[[Document, list[Candidate]], Decision]] = {"title": decide_title}


def without_site(text: str, names: frozenset[str]) -> str:
    """``text`` without segments at its edges that are the site's name: ``Storm hits - The Daily`` -> ``Storm hits``.

    ``names``: the site's names, folded. What stands behind the name at the end, or before it at the start, goes
    with it; the last segment that is left is never cut.
    """
    seams = [match.span() for match in _SEPARATOR.finditer(text)]
    starts, ends = [0, *(end for _, end in seams)], [*(start for start, _ in seams), len(text)]
    first, last = 0, len(starts)
    while last - first > 1 and is_site(text[starts[last - 1] : ends[last - 1]], names):
        last -= 1
    while last - first > 1:
        name, seam = text[starts[first] : ends[first]], text[ends[first] : starts[first + 1]]
        # Before a dash a word that is but like the site's name may be the headline's own.
        if not (fold(name) in names or (is_site(name, names) and not _DASH.search(seam))):
            break
        first += 1
    for i in range(last - 1, first, -1):
        # Sections behind the name of the site, which stands behind most of the text.
        if ends[i - 1] - starts[first] >= ends[last - 1] - starts[i] and is_site(
            text[starts[i] : ends[i]], names
        ):
            last = i
    return text[starts[first] : ends[last - 1]].strip()


def _headline(text: str, names: frozenset[str]) -> str:
    """A title without the site's name and the day, in whatever order these stand behind it."""
    return _edged(_undated(without_site(_undated(text), names)))


def _undated(text: str) -> str:
    """``text`` without a day at its end that is set apart: ``Storm hits - August 12, 2000``, ``Storm
    hits (05/15/00)``."""
    found = _LAST_SEAM.search(text)
    if found and is_date_line(text[found.end() :]):
        text = text[: found.start()]
    return _DAY_IN_BRACKETS.sub("", text) or text


def _score(
    text: str,
    candidate: Candidate,
    cut: list[tuple[str, Candidate]],
    names: frozenset[str],
    parted: frozenset[str],
) -> float:
    """Trust in the rule, plus the support of others: equal ones, and those that hold it among more words.

    A heading is what readers saw: it is preferred where the page's data say about the same.
    """
    folded = fold(text)
    if not folded or folded in names:
        return -1.0
    if len(text) >= _CUT_OFF and any(by.rule in _WHOLE and _goes_on(other, text) for other, by in cut):
        return -1.0  # metadata that end where a field was full
    if text.endswith(_CUT_SHORT) and any(
        _goes_on(other, text) and not other.startswith(text) for other, _ in cut
    ):
        return -1.0  # a list's or a template's: "Storm hits the coast of..."
    support: dict[str, float] = {}
    alike, lesser = 0.0, _lesser(folded, cut)
    for other, by in cut:
        if by.rule == candidate.rule:
            continue
        same = fold(other)
        if same == folded:
            support[by.rule] = _SUPPORT * by.confidence
        elif folded in same and len(folded) > 8:
            # What another has behind it is a section or a site that nobody named.
            share = len(folded) / len(same)
            partly = share if same.startswith(folded) else 0.6 * share
            support.setdefault(by.rule, _SUPPORT * by.confidence * partly)
        if candidate.rule in _HEADINGS and by.rule not in _HEADINGS and not same.startswith(lesser):
            alike = max(alike, _likeness(text, other))
    score = candidate.confidence + sum(support.values())
    if folded in parted:
        return score + _HEADING
    if candidate.rule == "h1" and not any(piece in folded for piece in parted):
        score += _HEADING if alike >= _ALIKE else -0.2
    return score


def _lesser(heading: str, cut: list[tuple[str, Candidate]]) -> tuple[str, ...]:
    """The lesser headings, folded, that begin a title and do not stand in ``heading`` (folded): a title that begins so
    is no word for that."""
    begins = (fold(text) for text, by in cut if by.rule == _LESSER)
    return tuple(text for text in begins if text not in heading)


def _untagged(text: str) -> str:
    """``text`` without markup that metadata write out: ``A <b>bold</b> headline``; tags alone are what it is about."""
    return _tags().sub("", text) if "</" in text or "<br" in text else text


@cache
def _tags() -> re.Pattern[str]:
    names = "|".join((*load("markup")["tags"]["inline"], "strike", "br", "p"))
    return re.compile(rf"</?(?:{names})(?:\s[^<>]*)?/?>", re.I)


def _goes_on(other: str, text: str) -> bool:
    """Whether another title has the same words, and more behind them."""
    return len(other) > len(text) and other.startswith(text.rstrip(" .…"))


def _likeness(text: str, other: str) -> float:
    """Share of words (of letters where words are not spaced) that two titles have in common."""
    a, b = _units(text), _units(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


@lru_cache(1024)
def _units(text: str) -> frozenset[str]:
    words = _WORD.findall(text.casefold())
    return frozenset(word[i : i + 2] for word in words for i in range(max(1, len(word) - 1)))


def _edged(text: str) -> str:
    """A title without dangling signs; a dash that begins a quotation and guillemets in pairs are its own."""
    text = text.strip(_DANGLING)
    if not _QUOTATION.match(text):
        text = text.lstrip(_DANGLING + _DASHES)
    text = _PAID.sub("", text.rstrip(_DANGLING + _DASHES))
    return text if text.count("«") == text.count("»") else text.strip(" «»")


def _spaced(text: str) -> str:
    return " ".join(text.split())
