"""Paragraphs of a document (RTF, office programs, PDF) on their way to articles: one, or those of a press export.

A document that shows its structure (headings, lists, tables, captions) gives blocks; one of bare paragraphs gives a
text, in which the steps find headers, captions and credits as they do in any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.frozen import record
from pipeline.model import Block, BlockKind, Hint, RawDocument

from .base import Item, rejected, text_document

_STRUCTURE: Final = frozenset(("crosshead", "list", "table", "caption", "quote"))
_LONGEST_TITLE: Final = 200
_FIRST: Final = 4
_LONGEST_LINE: Final = 100
_STOPS: Final = (".", ":", ";", ",", "…")
_DOUBTED: Final = 0.65
"""How far a bold first line is trusted to be the title: less than what the steps find in a text."""


@record(frozen=True, slots=True)
class Para:
    """A paragraph: its ``text`` (line breaks within it are ``\\n``), what sort of block it is (``title`` and ``lead``
    by its style), whether all of it is ``bold`` or ``italic``, and whether a section or page ``begins`` with it."""

    text: str
    kind: BlockKind = "paragraph"
    bold: bool = False
    italic: bool = False
    begins: bool = False
    lead: bool = False


def lines(paras: Iterable[Para]) -> Iterator[Para]:
    """Each line of the paragraphs as one, with blanks folded; empty ones stay, as they part others."""
    for para in paras:
        for number, part in enumerate(para.text.split("\n")):
            text = " ".join(part.split())
            yield Para(text, para.kind, para.bold, para.italic, para.begins and not number, para.lead)


def document(
    raw: RawDocument, paras: list[Para], hints: Iterable[Hint] = (), extra: Iterable[tuple[str, str]] = ()
) -> Item:
    """The one article that the paragraphs are; rejected where there is no text in them."""
    kept = [para for para in paras if para.text.strip()]
    if not kept:
        return rejected(raw, "empty", "nothing to read in it")
    told = list(hints)
    title = _title(kept)
    if title is not None:
        para = kept.pop(title)
        told.append(Hint("title", _line(para.text), "title", None if para.kind == "title" else _DOUBTED))
    for para in kept:
        if para.lead:
            told.append(Hint("lead", _line(para.text), "subtitle"))
    text = "\n\n".join(para.text.strip() for para in kept)
    if not text:
        return rejected(raw, "no-text", "a title without a text")
    blocks = tuple(_blocks(kept)) if any(para.kind in _STRUCTURE for para in kept) else None
    return text_document(raw, text, told, extra, blocks)


def _title(paras: list[Para]) -> int | None:
    """The number of the paragraph that is the title: by its style, else the first heading or bold line at the top."""
    styled = next((at for at, para in enumerate(paras) if para.kind == "title"), None)
    if styled is not None:
        return styled
    if len(paras) < 2 or all(para.bold for para in paras):
        return None
    for at, para in enumerate(paras[:_FIRST]):
        text = para.text.strip()
        if para.kind not in ("paragraph", "crosshead") or len(text) > _LONGEST_TITLE or "\n" in text:
            return None
        if para.kind == "crosshead" or (para.bold and not text.endswith(_STOPS)):
            return at if len(paras) > at + 1 else None
        if len(text) > _LONGEST_LINE or text.endswith(_STOPS):
            return None  # the text has begun
    return None


def _blocks(paras: list[Para]) -> Iterator[Block]:
    for number, para in enumerate(paras, 1):
        where = f"paragraph {number}"
        kind: BlockKind = "paragraph" if para.kind == "title" else para.kind
        for part in re.split(r"\n\s*\n", para.text) if kind == "paragraph" else [para.text]:
            if text := _line(part):
                yield Block(kind, text, where)


def _line(text: str) -> str:
    return " ".join(text.split())
