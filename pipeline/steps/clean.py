"""Cleaning: Unicode form, white space, invisible characters; lines of furniture are dropped from the blocks; what the
evidence says is freed of what nobody can see."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Any, Final, TypeVar

from pipeline.languages.label_words import is_furniture
from pipeline.model import Candidate, Credit, Document, Image

_Text = TypeVar("_Text", str, "str | None")

# Control characters, soft hyphens, zero-width spaces, direction marks, lone surrogates and what is no character.
# Zero-width joiners stay: Persian, Hindi and emoji are spelt with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_ASCII_UNPRINTED = bytes([*range(0x20), 0x7F])
_ASCII_CONTROLS = bytes([*range(9), *range(0x0E, 0x1C), 0x7F])
# What stands between links; a section's end (* * *, ___, a dash) is the article's own.
_BETWEEN = re.compile(r"[|｜¦/\\»«›‹<>·:;,](?:\s?[|｜¦/\\»«›‹<>·:;,]){0,2}")
_LONGEST_BETWEEN = 5
_DROPPABLE = frozenset({"paragraph", "crosshead", "list"})


def visible(text: str) -> str:
    """``text`` in Unicode form NFC without invisible characters; white space and lines stay as they are."""
    if (
        text.isascii()
    ):  # composed already, and its bytes are looked through five times as fast as its characters
        seen = text.encode().translate(None, _ASCII_CONTROLS)
        return text if len(seen) == len(text) else seen.decode()
    if not text.isprintable() and _INVISIBLE.search(text):  # what is invisible is no printable character
        text = _INVISIBLE.sub("", text)
    return _composed(text)


def _composed(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """One line of running text: NFC, white space folded to single spaces, nothing invisible.

    Nothing else is lost or added, and cleaning twice gives the same.
    """
    # Cheaper than to take apart and join what is clean already.
    if "  " not in text and text[:1] != " " and text[-1:] != " ":
        if text.isascii():
            if len(text.encode().translate(None, _ASCII_UNPRINTED)) == len(text):
                return text
        elif text.isprintable():
            return _composed(text)
    return " ".join(visible(text).split())


def step(document: Document) -> None:
    """Cleans every block and every candidate in place of the old one; empty blocks and whole lines of furniture go."""
    document.evidence = [seen for candidate in document.evidence if (seen := _seen(candidate)) is not None]
    kept = []
    for block in document.blocks:
        text = clean(block.text)
        if text and not (block.kind in _DROPPABLE and (is_furniture(text) or _is_between(text))):
            kept.append(block if text == block.text else replace(block, text=text))
    document.blocks = kept


def _is_between(text: str) -> bool:
    return len(text) <= _LONGEST_BETWEEN and _BETWEEN.fullmatch(text) is not None


def _seen(candidate: Candidate) -> Candidate | None:
    """A candidate without what nobody can see, None where nothing else is in it: JSON and tables can write control
    characters, and half of a pair of surrogates where a text was cut, which no file could hold. The dump's own id
    stays as it is."""
    value: Any = candidate.value
    if isinstance(value, str) and value and value.isprintable() and candidate.where.isprintable():
        return candidate  # most
    match value:
        case str() if candidate.field != "source_id":
            value = _FORMS.get(candidate.field, _line)(value)
        case Image():
            url, caption = _address(value.url), _line(value.caption)
            if url is not value.url or caption is not value.caption:
                value = replace(value, url=url, caption=caption)
        case Credit():
            value = _credit(value)
    if value == "" or (isinstance(value, Image) and not value.url):
        return None
    where = _line(candidate.where)
    if value is candidate.value and where is candidate.where:
        return candidate
    return replace(candidate, value=value, where=where)


def _line(text: _Text) -> _Text:
    return text if text is None or text.isprintable() else clean(text)


def _lines(text: str) -> str:
    return text if text.isprintable() else "\n".join(map(clean, text.splitlines()))


def _address(text: str) -> str:
    return text if text.isprintable() else "".join(visible(text).split())


_FORMS: Final = {"lead": _lines, "canonical_url": _address}


def _credit(credit: Credit) -> Credit:
    verbatim, caption = _line(credit.verbatim), _line(credit.caption)
    if verbatim is credit.verbatim and caption is credit.caption:
        return credit
    names, holder = tuple(map(clean, credit.photographers)), _line(credit.holder)
    return replace(credit, verbatim=verbatim, caption=caption, photographers=names, holder=holder)
