"""The language of the cleaned body: pycld2 where it is sure, else py3langid, with langdetect as arbiter.

Detection runs on the blocks, never on the raw page: navigation in another language misleads every detector.
Models are loaded on first use in a process, or by ``warm``; ``benchmarks/language.py`` measures the accuracy.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Final

from pipeline.frozen import record
from pipeline.languages import load, related
from pipeline.model import RUNNING, Candidate, Document
from pipeline.steps import mixed
from pipeline.steps.certainty import Answer, certainty
from pipeline.steps.detectable import prepare, supply
from pipeline.steps.mixed import UND

DETECTORS: Final = ("auto", "langdetect", "py3langid", "pycld2")
KINDS: Final = RUNNING - {"table"}
"""What a language is told by: a table holds numbers and names."""
_CODE: Final = re.compile(r"[a-z]{2,3}")

SURE_SHARE, SURE_BYTES = 80, 400
"""pycld2's answer is taken as it is from this share (percent) of one language and this much text."""

UNSURE, BACKED = 0.7, 0.9
"""Where py3langid is less sure than the first, langdetect is asked; it may side with pycld2 above the second."""

SCARCE, SCARCE_CONFIDENCE = 0.5, 0.9
"""With only this part of the letters that an answer takes, one is given only with at least this confidence."""

LANGID_LIMIT, LANGDETECT_LIMIT = 4_000, 1_500
"""Characters that the slower detectors are given: more changes no answer."""


@record(frozen=True, slots=True)
class Detection:
    """A language (BCP-47 or ``und``), how often such an answer is right (0 to 1), who said so, and what pycld2 thinks
    that the text holds: percent by language."""

    language: str
    confidence: float = 0.0
    rule: str = "none"
    shares: Mapping[str, int] = field(default_factory=dict)


@record(frozen=True, slots=True)
class Guess:
    """One detector's answer with its own score. ``shares``: percent by language; ``sure``: ask no other."""

    language: str
    confidence: float
    shares: dict[str, int] | None = None
    sure: bool = False


def bcp47(code: str, text: str) -> str:
    """A detector's code as BCP-47: Bokmål is nb, Chinese says its characters, what is no language is und."""
    data = load("lids")
    code = data["codes"].get(code, code)
    if code in data["arabic"] and _mostly(text, "\u0600", "\u06ff"):
        return str(data["arabic"][code])
    if code == "zh":
        return _chinese(text)
    if code in ("bs", "hr", "sr"):
        return "sr" if _mostly(text, "\u0400", "\u04ff") else code
    return code if _CODE.fullmatch(code) else UND


def _mostly(text: str, first: str, last: str) -> bool:
    head = text[:400]
    return 2 * sum(first <= char <= last for char in head) > sum(map(str.isalpha, head))


def _chinese(text: str) -> str:
    """Simplified or traditional: which characters are in only one of the two old national character sets."""
    simplified = traditional = 0
    for char in text[:2000]:
        if "\u4e00" <= char <= "\u9fff":
            in_gb, in_big5 = bool(char.encode("gb2312", "ignore")), bool(char.encode("big5", "ignore"))
            simplified += in_gb and not in_big5
            traditional += in_big5 and not in_gb
    return "zh-Hant" if traditional > simplified else "zh-Hans"


# ---------------------------------------------------------------- detectors


@functools.cache
def _langid() -> Any:
    # An instance of our own: the module's shared one can be restricted by anyone in the process.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@functools.cache
def _langdetect() -> Any:
    import langdetect
    from langdetect import DetectorFactory

    DetectorFactory.seed = 0  # without it the same text gives different answers
    return langdetect


def _ask_cld2(text: str) -> Guess:
    import pycld2

    reliable, size, details = pycld2.detect(text, isPlainText=True)
    shares: dict[str, int] = {}
    for _, code, percent, _ in details:
        if code != "un":
            name = bcp47(code, text)
            shares[name] = shares.get(name, 0) + percent
    language = bcp47(details[0][1], text)
    percent = details[0][2]
    sure = bool(reliable) and percent >= SURE_SHARE and size >= SURE_BYTES and language != UND
    return Guess(language, percent / 100 if reliable else percent / 200, shares, sure)


def _ask_langid(text: str) -> Guess:
    sample = text[:LANGID_LIMIT]
    code, probability = _langid().classify(sample)
    return Guess(bcp47(code, sample), float(probability))


def _ask_langdetect(text: str) -> Guess:
    langdetect = _langdetect()
    sample = text[:LANGDETECT_LIMIT]
    try:
        best = langdetect.detect_langs(sample)[0]
    except langdetect.LangDetectException:  # nothing in the text that it can use
        return Guess(UND, 0.0)
    return Guess(bcp47(best.lang, sample), float(best.prob))


_ASK: Final[dict[str, Callable[[str], Guess]]] = {
    "pycld2": _ask_cld2,
    "py3langid": _ask_langid,
    "langdetect": _ask_langdetect,
}


def _agree(text: str) -> tuple[str, Guess, dict[str, int]]:
    """Who decides of ``auto`` (``arbiter``: langdetect between two that disagree), its answer, pycld2's shares."""
    first = _ask_cld2(text)
    shares = first.shares or {}
    if first.sure:
        return "pycld2", first, shares
    second = _ask_langid(text)
    if first.language not in (second.language, UND) and second.confidence < UNSURE:
        third = _ask_langdetect(text)
        if third.language == first.language and third.confidence > BACKED:
            return "arbiter", third, shares
    return "py3langid", second, shares


def answer(text: str, detector: str = "auto") -> tuple[str, Answer | None, dict[str, int]]:
    """The language of ``text``, what its certainty hangs on, and pycld2's shares (percent by language).

    ``und`` and None where there is too little text. ``detector``: ``auto``, ``langdetect``, ``py3langid`` or
    ``pycld2``; ValueError for any other.
    """
    if detector not in DETECTORS:
        raise ValueError(f"language.detector must be one of {', '.join(DETECTORS)}, not {detector!r}")
    text = prepare(text)
    letters = supply(text)
    if letters < SCARCE:
        return UND, None, {}
    if detector == "auto":
        rule, guess, shares = _agree(text)
    else:
        rule, guess = detector, _ASK[detector](text)
        shares = guess.shares if guess.shares is not None else _ask_cld2(text).shares or {}
    if guess.language == UND or (letters < 1 and not _sure_of_little(rule, guess)):
        return UND, None, shares
    settled = related.settle(text, guess.language)
    shares = shares | {code: max(shares.get(code, 0), mixed.HINT) for code in settled.rivals}
    if detector != "auto" and settled.language != guess.language:
        settled = related.Settled(
            guess.language, settled.group
        )  # the markers speak against it, but were not asked
    return settled.language, Answer(rule, guess.confidence, len(text), settled.group, settled.margin), shares


def detect(text: str, detector: str = "auto") -> Detection:
    """The language of ``text``; ``und`` where there is too little of it. ``detector`` as for ``answer``."""
    language, given, shares = answer(text, detector)
    if given is None:
        return Detection(UND)
    rule = "langdetect" if given.detector == "arbiter" else given.detector
    return Detection(language, certainty(given), rule, shares)


def _sure_of_little(rule: str, guess: Guess) -> bool:
    # The other detectors are as sure of one word as of a page.
    return rule == "py3langid" and guess.confidence >= SCARCE_CONFIDENCE


# ---------------------------------------------------------------- the step


def warm(detector: str = "auto") -> None:
    """Loads the models and lists now, not with the first document."""
    load("lids")
    if detector in ("auto", "py3langid"):
        _langid()
    if detector in ("auto", "langdetect"):
        _ask_langdetect("A sentence that makes the detector read all its profiles.")
    if detector == "auto":
        related.groups()


def make(detector: str = "auto") -> Callable[[Document], None]:
    """The step with the detector of the settings; ValueError for a name that is none."""
    if detector not in DETECTORS:
        raise ValueError(f"language.detector must be one of {', '.join(DETECTORS)}, not {detector!r}")

    def step(document: Document) -> None:
        """Adds candidates for language, language_confidence, languages and language_share."""
        blocks = [block.text for block in document.blocks if block.kind in KINDS]
        found = detect("\n".join(blocks), detector)
        if found.language == UND:
            return
        where = f"{len(blocks)} blocks"

        def add(field: str, value: object) -> None:
            document.evidence.append(Candidate(field, value, found.rule, where, found.confidence))

        add("language", found.language)
        add("language_confidence", found.confidence)
        parts = mixed.shares(blocks, found.language, found.shares, _paragraph, _confirmed)
        for part in parts:
            add("languages", part)
        add("language_share", next((part.share for part in parts if part.code == found.language), None))

    return step


def _paragraph(text: str) -> str:
    """The language of a paragraph as pycld2 says it, ``und`` where it is not sure."""
    guess = _ask_cld2(prepare(text))
    return related.settle(text, guess.language).language if guess.confidence >= SURE_SHARE / 100 else UND


def _confirmed(text: str) -> tuple[str, float]:
    found = detect(text)
    return found.language, found.confidence
