"""Credits, captions and crossheads: all that the page gives, each once, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from pipeline.languages.agencies import fold
from pipeline.model import Candidate, Credit, Decision, Document

_WORDS: Final = re.compile(r"\W+")


def _winner(candidates: list[Candidate]) -> Candidate | None:
    return max(candidates, key=lambda c: c.confidence, default=None)


def _same(a: Credit, b: Credit) -> bool:
    """Whether two credits say the same: the same words, or the same people for the same agencies."""
    if fold(a.verbatim) == fold(b.verbatim):
        return True
    named = a.photographers or a.agencies
    return (
        bool(named)
        and set(map(fold, a.photographers)) == set(map(fold, b.photographers))
        and set(a.agencies) == set(b.agencies)
        and a.holder == b.holder
    )


def _caption_key(caption: str | None) -> str:
    return fold(caption)[:200] if caption else ""


def credits(document: Document, candidates: list[Candidate]) -> Decision:
    """Every credit once for each caption that it belongs to.

    A credit without caption, or from metadata, is left out where the same one is known with its caption.
    """
    ordered = sorted(candidates, key=lambda c: c.value.where == "metadata")
    kept: list[Candidate] = []
    for candidate in ordered:
        value: Credit = candidate.value
        twins = [i for i, k in enumerate(kept) if _same(k.value, value)]
        key = _caption_key(value.caption)
        if any(not key or _caption_key(kept[i].value.caption) == key for i in twins):
            continue
        bare = next((i for i in twins if not kept[i].value.caption), None)
        if bare is not None:
            kept[bare] = candidate
        else:
            kept.append(candidate)
    return Decision(tuple(c.value for c in kept), _winner(kept))


def captions(document: Document, candidates: list[Candidate]) -> Decision:
    """Every caption once; of two where one contains the other, the one without the credit."""
    kept: list[Candidate] = []
    for candidate in candidates:
        key = fold(str(candidate.value))
        if not key:
            continue
        twin = next((i for i, k in enumerate(kept) if _contains(fold(str(k.value)), key)), None)
        if twin is None:
            kept.append(candidate)
        elif candidate.confidence > kept[twin].confidence:
            kept[twin] = candidate
    return Decision(tuple(str(c.value) for c in kept), _winner(kept))


def _contains(a: str, b: str) -> bool:
    """Whether two captions are the same but for a credit at the end of one."""
    short, long = sorted((a, b), key=len)
    return short == long or (long.startswith(short) and len(short) >= 20 and len(long) - len(short) <= 80)


def crossheads(document: Document, candidates: list[Candidate]) -> Decision:
    """The crossheads in the order of the text, each once."""
    values = dict.fromkeys(str(c.value) for c in candidates if _WORDS.sub("", str(c.value)))
    return Decision(tuple(values), _winner(candidates))


POLICIES: Final[dict[str, Callable[[Document, list[Candidate]], Decision]]] = {
    "credits": credits,
    "captions": captions,
    "crossheads": crossheads,
}
