"""Blocks of a text in TEI: paragraphs, verses, lists, tables and figures, without what stands between the columns."""

from __future__ import annotations

import re
from typing import Any, Final

from pipeline.model import Block, BlockKind

from .tokens import Word, joined
from .xml_tree import local, named, text_of

_KINDS: Final[dict[str, BlockKind | None]] = {
    **dict.fromkeys(("p", "ab", "lg", "sp", "div", "body", "list", "argument", "epigraph", "opener", "closer"), None),
    **dict.fromkeys(("salute", "postscript", "floatingText", "group", "text", "figure", "u", "table", "cit"), None),
    **dict.fromkeys((f"div{level}" for level in range(8)), None),
    **dict.fromkeys(("label",), None),
    "head": "crosshead",
    "item": "list",
}  # fmt: skip
_SKIPPED: Final = frozenset((
    "fw", "note", "del", "figDesc", "graphic", "metamark", "gap", "teiHeader", "byline", "docAuthor", "dateline",
    "interp", "interpGrp", "index", "space", "surplus", "facsimile", "standOff", "back",
))  # fmt: skip
_CHOSEN: Final = ("corr", "reg", "expan", "orig", "sic", "abbr")
"""Of the readings of a choice the first that is there: what the editor says is meant."""

_WORDS: Final = ("w", "pc", "c")
_BLANKS: Final = ("S", "c")
"""Elements that stand for a blank, where they hold no text."""
_SPACES: Final = re.compile(r"\s+")


def blocks(element: Any, apart: frozenset[int] = frozenset()) -> list[Block]:
    """The blocks of a division without its own headline; ``apart``: elements (by ``id``) that are no part of it."""
    writer = _Writer(apart, element)
    writer.content(element, "paragraph")
    writer.end("paragraph")
    return writer.blocks


class _Writer:
    def __init__(self, apart: frozenset[int], top: Any) -> None:
        self.apart, self.top = apart, top
        self.blocks: list[Block] = []
        self.parts: list[str] = []

    def content(self, element: Any, kind: BlockKind) -> None:
        if words := _words(element):
            self.parts.append(f" {joined(words)} ")
            return
        self.parts.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and id(child) not in self.apart:
                self.element(child, kind)
            self.parts.append(child.tail or "")

    def element(self, element: Any, kind: BlockKind) -> None:
        name = local(element)
        if name == "choice":
            readings = {local(each): each for each in element}
            chosen = next((readings[each] for each in _CHOSEN if each in readings), None)
            if chosen is not None:
                self.content(chosen, kind)
        elif name in ("lb", "pb", "cb"):
            self.broken(element)
        elif name == "row":
            self.end(kind)
            text = " | ".join(filter(None, map(text_of, named(element, "cell"))))
            self.blocks.extend([Block("table", text, "row")] if text else [])
        elif name in _SKIPPED or (name in ("head", "signed") and element.getparent() is self.top):
            self.end(kind)
        elif name in _KINDS or (name in ("q", "quote") and _is_block(element)):
            self.end(kind)
            own = _KINDS.get(name, "quote") or kind
            if name == "head" and local(element.getparent()) == "figure":
                own = "caption"
            self.content(element, own)
            self.end(own)
        elif name in ("l", "line"):
            self.content(element, kind)
            self.parts.append("\n")
        else:
            self.content(element, kind)

    def broken(self, element: Any) -> None:
        """A new line, column or page: a blank, or nothing within a word."""
        if element.get("break") == "no":
            before = "".join(self.parts).rstrip()
            self.parts = [before.removesuffix("-").removesuffix("\u00ad").removesuffix("¬")]
        else:
            self.parts.append(" ")

    def end(self, kind: BlockKind) -> None:
        text = _SPACES.sub(" ", "".join(self.parts)).strip()
        self.parts = []
        if text:
            self.blocks.append(Block(kind, text, "text"))


def _words(element: Any) -> list[Word]:
    """The words of a sentence whose corpus marks each of them, a line each: the blanks between their elements are none
    of the text's."""
    children = [local(child) for child in element if isinstance(child.tag, str)]
    gaps = [element.text or "", *(child.tail or "" for child in element)]
    lines = "S" in children or all("\n" in gap for gap in gaps)
    if not lines or any(gap.strip() for gap in gaps) or not set(children).intersection(_WORDS):
        return []
    found: list[Word] = []
    joins = blanks = False
    for each in element.iter():
        name, text = (local(each), text_of(each)) if isinstance(each.tag, str) else ("", "")
        if name in _BLANKS and not text and found:
            found[-1].spaced = blanks = True
        elif name in _WORDS and text:
            join = each.get("join", "")
            if found and join in ("left", "both"):
                found[-1].spaced = False
            found.append(Word(text, False if join in ("right", "both") else None))
            joins = joins or bool(join)
    if "".join(word.text for word in found).replace(" ", "") != text_of(element).replace(" ", ""):
        return []  # it holds more than words
    for word in found:
        if word.spaced is None and (joins or blanks):
            word.spaced = not blanks
    return found


def _is_block(element: Any) -> bool:
    return any(local(child) in ("p", "lg", "ab", "l") for child in element if isinstance(child.tag, str))
