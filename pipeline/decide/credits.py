"""Credits, captions and crossheads: all that the page gives, each once, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Final

from pipeline.decide.sites import fold, site_names
from pipeline.languages.folding import plain_words
from pipeline.model import Candidate, Credit, Decision, Document

_BEGINNING: Final = 20
_READ: Final = "crosshead block"
_MOST_ALIKE: Final = 200
"""Of captions that begin alike so many are compared with one: a list of thousands must not cost its square."""


def _winner(candidates: list[Candidate]) -> Candidate | None:
    return max(candidates, key=lambda c: c.confidence, default=None)


def _words(credit: Credit) -> Hashable:
    return plain_words(credit.verbatim)


def _names(credit: Credit) -> Hashable | None:
    """Who is credited: two credits of the same people for the same agencies are one, however printed."""
    if not (credit.photographers or credit.agencies):
        return None
    return frozenset(map(plain_words, credit.photographers)), frozenset(credit.agencies), credit.holder


def credits(document: Document, candidates: list[Candidate]) -> Decision:
    """Every credit once for each caption that it belongs to.

    A credit without caption is left out where the same one is known with its caption; metadata speaks where no
    picture of the page has a credit: it may be about a preview that readers never see.
    """
    if any(c.value.where != "metadata" for c in candidates):
        candidates = [c for c in candidates if c.value.where != "metadata"]
    kept: list[Candidate] = []
    known: dict[Hashable, dict[str, int]] = {}
    for candidate in candidates:
        value: Credit = candidate.value
        caption = plain_words(value.caption or "")
        keys = [key for key in (_words(value), _names(value)) if key is not None]
        twins = [known[key] for key in keys if key in known]
        if any(caption in twin or not caption for twin in twins):
            continue
        # The same credit without a caption was seen before: now its caption is known.
        place = next((twin.pop("") for twin in twins if "" in twin), len(kept))
        kept[place : place + 1] = [candidate]
        for key in keys:
            known.setdefault(key, {})[caption] = place
    names = site_names(document) if kept else frozenset()
    return Decision(tuple(_housed(c.value, names) for c in kept), _winner(kept))


def _housed(credit: Credit, names: frozenset[str]) -> Credit:
    """A credit in which the site's own name (``names``: folded) is no person's: ``Jane Doe/Harbour Insider``."""
    house = [name for name in credit.photographers if fold(name) in names]
    if not house:
        return credit
    people = tuple(name for name in credit.photographers if name not in house)
    holder = " / ".join(filter(None, (*house, credit.holder)))
    return replace(credit, photographers=people, holder=holder)


def captions(document: Document, candidates: list[Candidate]) -> Decision:
    """Every caption once; of two where one is the other with a credit behind it, the more trusted."""
    kept: list[tuple[str, Candidate]] = []
    alike: dict[str, list[int]] = {}
    for candidate in candidates:
        key = plain_words(str(candidate.value))
        if not key:
            continue
        same = alike.setdefault(key[:_BEGINNING], [])
        twin = next((i for i in same[-_MOST_ALIKE:] if _contains(kept[i][0], key)), None)
        if twin is None:
            same.append(len(kept))
            kept.append((key, candidate))
        elif candidate.confidence > kept[twin][1].confidence:
            kept[twin] = (key, candidate)
    chosen = [candidate for _, candidate in kept]
    return Decision(tuple(str(c.value) for c in chosen), _winner(chosen))


def _contains(a: str, b: str) -> bool:
    """Whether two captions are the same but for a credit at the end of one."""
    short, long = sorted((a, b), key=len)
    return short == long or (
        long.startswith(short) and len(short) >= _BEGINNING and len(long) - len(short) <= 80
    )


def crossheads(document: Document, candidates: list[Candidate]) -> Decision:
    """The crossheads of the most trusted rule, each once; of those read off the text, what is still a block of it: a
    name above the text turned out to be its byline."""
    winner = _winner(candidates)
    if winner is None:
        return Decision(None)
    blocks = {block.text for block in document.blocks}
    kept = (c.value for c in candidates if c.rule == winner.rule and (c.rule != _READ or c.value in blocks))
    return Decision(tuple(dict.fromkeys(kept)), winner)


POLICIES: Final[dict[str, Callable[[Document, list[Candidate]], Decision]]] = {
    "credits": credits,
    "captions": captions,
    "crossheads": crossheads,
}
