"""Cleaning: Unicode form, white space, invisible characters; lines of furniture are dropped from the blocks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from pipeline.languages.label_words import is_furniture
from pipeline.model import Document

# Control characters, soft hyphens, zero-width spaces, direction marks and lone surrogates. Zero-width joiners stay:
# Persian, Hindi and emoji are spelt with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)
_ASCII_UNPRINTED = bytes([*range(0x20), 0x7F])
_ASCII_CONTROLS = bytes([*range(9), *range(0x0E, 0x1C), 0x7F])
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
    """Cleans every block in place of the old one; empty blocks and whole lines of furniture go."""
    kept = []
    for block in document.blocks:
        text = clean(block.text)
        if text and not (block.kind in _DROPPABLE and is_furniture(text)):
            kept.append(block if text == block.text else replace(block, text=text))
    document.blocks = kept
