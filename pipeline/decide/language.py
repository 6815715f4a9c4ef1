"""Language: what was detected in the body. What the dump or the page declares lies often (a template's default, a
desk that writes in two languages): it decides where the text is too short or the detection is a guess."""

from __future__ import annotations

import re
from typing import Final

from pipeline.languages import load, related
from pipeline.model import Candidate, Decision, Document

DETECTED: Final = frozenset({"pycld2", "py3langid", "langdetect"})
UND: Final = "und"

FILLER: Final = "la"
"""Newspapers fill the place of what is for subscribers with pages of Latin, and nearly none is written in it."""

SURE: Final = 0.5
"""A detection that is no surer is a guess: a declared language decides."""

SURE_AMONG_RELATIVES: Final = 0.8
"""Below this a declared language decides that is a close relative of the detected one: these are easily confused,
and a page that declares one of them is no template in English."""

SURE_OF_LITTLE: Final = 0.9
"""A detection in LITTLE text that is no surer says less than the dump's own word on the record."""

LITTLE: Final = 80
"""Characters: a line or two."""


def declared(tag: str) -> str | None:
    """A declared language as this project writes it (``en_US`` and ``eng`` are en), or None if it is none."""
    data = load("lids")
    code, parts = _code(tag)
    code = data["codes"].get(code, code)
    if code == "zh":
        traditional = {"tw", "hk", "mo", "hant"} & set(parts[1:])
        return "zh-Hant" if traditional else "zh-Hans"
    return code if re.fullmatch(r"[a-z]{2,3}", code) and code != UND else None


def _code(tag: str) -> tuple[str, list[str]]:
    parts = re.split(r"[-_]", tag.strip().lower())
    return load("lids")["declared"].get(parts[0], parts[0]), parts


def _detected(document: Document) -> Candidate | None:
    """The detection that decides, or None where the declared language does."""
    found = [c for c in document.candidates("language") if c.rule in DETECTED]
    best = max(found, key=lambda c: c.confidence, default=None)
    if best is not None and best.value == FILLER and (other := _declared(document)) and other[0] != FILLER:
        return None
    if best is not None and best.confidence < SURE_OF_LITTLE and _told_of_little(document):
        return None
    if best is None or best.confidence >= SURE_AMONG_RELATIVES or (other := _declared(document)) is None:
        return best
    code, tag = other[0], _code(str(other[1].value))[0]
    if best.value in load("lids")["several"].get(tag, ()):  # "Norwegian" says nothing against Nynorsk
        return best
    close = code != best.value and code in related.group_of(str(best.value))
    return None if best.confidence <= SURE or close else best


def _told_of_little(document: Document) -> bool:
    """Whether there is little text, and the dump says in which language it is."""
    if sum(len(block.text) for block in document.blocks) >= LITTLE:
        return False
    told = _declared(document)
    return told is not None and told[1].rule == "dump"


def _declared(document: Document) -> tuple[str, Candidate] | None:
    others = [c for c in document.candidates("language") if c.rule not in DETECTED]
    for candidate in sorted(others, key=lambda c: -c.confidence):
        code = declared(str(candidate.value))
        if code:
            return code, candidate
    return None


def language(document: Document, candidates: list[Candidate]) -> Decision:
    """BCP-47, ``und`` where nothing is known."""
    if (detected := _detected(document)) is not None:
        return Decision(detected.value, detected)
    if (found := _declared(document)) is not None:
        return Decision(*found)
    return Decision(UND)


def of_detection(document: Document, candidates: list[Candidate]) -> Decision:
    """Confidence and share speak of the detected language: none where a declared one decided."""
    if not candidates or _detected(document) is None:
        return Decision(None)
    return Decision(candidates[0].value, candidates[0])


def languages(document: Document, candidates: list[Candidate]) -> Decision:
    """All languages of the text with their shares; none where a declared one decided."""
    if not candidates or _detected(document) is None:
        return Decision(())
    return Decision(tuple(candidate.value for candidate in candidates), candidates[0])


POLICIES = {
    "language": language,
    "language_confidence": of_detection,
    "language_share": of_detection,
    "languages": languages,
}
