"""Signs that a page shows only the beginning of an article. One alone says little (a metered article is marked as not
free and stands there whole; people write dots at the end), so two must agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.model import RUNNING, Candidate, Document
from pipeline.steps.texts import DENSE

_BREAKS_OFF: Final = re.compile(r"(?:…|\.\.\.|\[[….]{1,3}\])[\"'”’»)\]]*$")
_LEFT_OUT: Final = re.compile(r"(?:…|\.\.\.)\s?\[\+\d+ (?:chars|characters)\]$")
_LEFT: Final = 40
_UNSEEN: Final = ("script", "style", "noscript", "template")

_STUB: Final = 700
"""Letters: so little of an article that is not free is its beginning."""
_SHORT: Final = 3_000
"""Letters: a longer text with a notice behind it is more likely a whole one with an advertisement."""
_FAR_MORE: Final = 1.5
"""The page counts so many times the words that are there. Many pages count otherwise: no sign by itself."""
_BEHIND, _DIRECTLY = 400, 60
"""Characters at the end of the text and behind it in which a notice is looked for, and a link to the rest."""
_LAST: Final = 2
_NOTICE: Final = "notice for subscribers"
_LONGEST_NOTICE: Final = 160
_ANCHOR, _NODES = 16, 100


def step(document: Document) -> None:
    """Adds ``truncated`` candidates. ``access`` and ``stated_words`` among the evidence are what the page says."""
    tree = document.tree
    texts = [block.text for block in document.blocks if block.kind in RUNNING and block.text]
    if texts and (left := _LEFT_OUT.search(texts[-1][-_LEFT:])):
        document.evidence.append(Candidate("truncated", True, "counts what is left out", left[0], 0.9))
        return
    if not texts:
        return
    if tree is None:
        if sum(map(len, texts)) < _SHORT and (notice := _notice(texts[-1])):
            document.evidence.append(Candidate("truncated", True, _NOTICE, f"“{notice}” at the end", 0.8))
            _leave_out(document)
        return
    breaks_off = bool(_BREAKS_OFF.search(texts[-1][-_ANCHOR:]))
    size = sum(map(len, texts))
    if size >= _SHORT and not breaks_off:  # most pages
        return
    if size < _SHORT:
        size += 2 * sum(len(DENSE.findall(text)) for text in texts if not text.isascii())
    for rule, where, confidence in _signs(document, texts, size, breaks_off):
        document.evidence.append(Candidate("truncated", True, rule, where, confidence))
        if rule == _NOTICE:
            _leave_out(document)


def _notice(line: str) -> str | None:
    """The words of a short line that say that the rest is for subscribers."""
    return _found(line.casefold()) if len(line) <= _LONGEST_NOTICE else None


def _leave_out(document: Document) -> None:
    """Lines at the end that only say that there is more are no text; a text of nothing else keeps them."""
    last = len(document.blocks)
    while last and _notice(document.blocks[last - 1].text):
        last -= 1
    if any(block.kind in RUNNING for block in document.blocks[:last]):
        document.blocks = document.blocks[:last]


def _signs(
    document: Document, texts: list[str], size: int, breaks_off: bool
) -> Iterator[tuple[str, str, float]]:
    closed = next(iter(document.candidates("access")), None)
    walled = closed is not None or b"aywall" in document.raw.payload
    short = size < _SHORT
    behind = _behind(document.tree, texts[-1]) if breaks_off or (walled and short) else ""
    if short and (
        notice := _found(" ".join(texts[-_LAST:])[-_BEHIND:].casefold()) or _found(behind[:_BEHIND])
    ):
        yield _NOTICE, f"“{notice}” at the end", 0.8
    if short and (filler := _filler(document)):
        yield "filler text", f"{filler:.0%} of the text is in Latin", 0.8
    if closed is not None and size < _STUB:
        yield f"short, {closed.rule}", closed.where, 0.6
    if not breaks_off:
        return
    if closed is not None:
        yield f"breaks off, {closed.rule}", closed.where, 0.75
    if behind[:_DIRECTLY].lstrip(" »›>[(.…").startswith(_more()):
        yield "breaks off before a link to the rest", f"“{behind[:30].strip()}”", 0.7
    if walled and closed is None and short:
        yield "breaks off, has a paywall", "paywall", 0.6
    if _stated(document) > _FAR_MORE * sum(len(text.split()) for text in texts):
        yield "breaks off, has more words", "$.wordCount", 0.6


def _filler(document: Document) -> float:
    """The share of Latin beside another language: what stands blurred in place of the text."""
    parts = {candidate.value.code: candidate.value.share for candidate in document.candidates("languages")}
    return float(parts.get("la", 0.0)) if len(parts) > 1 else 0.0


def _stated(document: Document) -> int:
    return max((int(candidate.value) for candidate in document.candidates("stated_words")), default=0)


@cache
def _gates() -> tuple[str, ...]:
    return tuple(phrase for phrases in load("marks")["gates"].values() for phrase in phrases)


@cache
def _more() -> tuple[str, ...]:
    return tuple(load("marks")["more"]["words"])


def _found(text: str) -> str | None:
    text = text.replace("’", "'")
    return next((phrase for phrase in _gates() if phrase in text), None)


def _behind(tree: Any, last: str) -> str:
    """What is written right behind the text, folded; nothing where the end of the text is not found."""
    end = last[-_ANCHOR:].strip()
    texts = _all_texts()(tree)
    for number in range(len(texts) - 1, -1, -1):
        if end in texts[number] and _seen(texts[number]):
            rest = texts[number][texts[number].rindex(end) + len(end) :]
            behind = [rest, *filter(_seen, texts[number + 1 : number + _NODES])]
            return " ".join(" ".join(behind).split()).casefold()
    return ""


@cache
def _all_texts() -> Any:
    from lxml import etree

    return etree.XPath("//body//text()")


def _seen(text: Any) -> bool:
    return text.is_tail or text.getparent().tag not in _UNSEEN
