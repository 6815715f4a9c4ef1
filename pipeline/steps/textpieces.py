"""The pieces of text of a page in reading order, each with what its place in the markup says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.model import BlockKind
from pipeline.steps.marked import words_of

SENTENCE_END: Final = re.compile(r"[.!?…:。！？][\"'”’»)\]]*$")
SHORTEST_SPLIT: Final = 40
_HIDDEN: Final = 1 << 30
TAGS: Final = (
    "p", "div", "li", "h1", "h2", "h3", "h4", "td", "blockquote", "section", "article", "main", "header", "form",
    "figure", "figcaption", "table", "ul", "ol", "dl", "span", "a", "center", "pre", "address", "body",
)  # fmt: skip
_TAG_BITS: Final = {tag: 1 << number for number, tag in enumerate(TAGS)} | {
    "h5": 1 << 6,
    "h6": 1 << 6,
    "th": 1 << 7,
    "dd": 1 << 2,
    "dt": 1 << 2,
    "q": 1 << 8,
}
_KINDS: Final[dict[str, BlockKind]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "crosshead"),
    **dict.fromkeys(("li", "dd", "dt"), "list"),
    **dict.fromkeys(("td", "th", "caption"), "table"),
    "blockquote": "quote",
    "figcaption": "caption",
}


@dataclass(slots=True)
class Piece:
    """``text`` with white space folded; ``linked``, ``strong``: characters of it in links, in bold; ``tags`` and
    ``near``, ``all``: bits of the tags around it, of the kinds of class of its next elements, of all of them."""

    text: str
    kind: BlockKind
    tag: int
    depth: int
    linked: int
    strong: int
    tags: int
    own: int
    near: int
    all: int
    parent: int
    grandparent: int
    form: int
    row: int


@cache
def _cut() -> frozenset[str]:
    return frozenset(load("markup")["tags"]["unseen"]) - {"time"}


@cache
def _breaks() -> frozenset[str]:
    return frozenset(load("markup")["tags"]["blocks"])


@cache
def _kinds() -> dict[str, int]:
    bits: dict[str, int] = {}
    for number, words in enumerate(load("blocks")["kinds"].values()):
        for word in words:
            bits[word] = bits.get(word, 0) | 1 << number
    return bits


@lru_cache(16_384)
def kinds_of(name: str) -> int:
    """Bits of the kinds that the words of a class or id belong to."""
    bits, kinds = 0, _kinds()
    for word in words_of(name):
        bits |= kinds.get(word, 0)
    return bits


@dataclass(slots=True)
class _Frame:
    """A block element that is open: what its pieces inherit."""

    number: int
    parent: _Frame | None
    kind: BlockKind = "paragraph"
    tag: int = 1 << 25
    depth: int = 0
    row: int = 0
    tags: int = 0
    own: int = 0
    near: int = 0
    all: int = 0
    form: int = 0

    def above(self, levels: int) -> int:
        """The number of the element so many levels up (the topmost one is its own parent)."""
        frame = self
        for _ in range(levels):
            frame = frame.parent or frame
        return frame.number


def pieces(tree: Any) -> list[Piece]:
    """All of the page's text outside menus, forms and the like, one piece for each block element or broken line."""
    return _Walk().run(tree)


class _Walk:
    def __init__(self) -> None:
        self.out: list[Piece] = []
        self.parts: list[str] = []
        self.linked = self.strong = self.links = self.bolds = self.breaks = 0
        self.frame = _Frame(0, None)
        self.forms: dict[Any, int] = {}

    def run(self, tree: Any) -> list[Piece]:
        from lxml import etree

        cut, breaks = _cut(), _breaks()
        body = tree.find("body") if tree.tag == "html" else tree
        if body is None:
            return []
        walker = etree.iterwalk(body, events=("start", "end"))
        number, skipped = 0, None
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if tag in cut or tag == "head" or tag == "title":
                    walker.skip_subtree()
                    skipped = element
                    continue
                if tag in breaks:
                    self.flush()
                    number += 1
                    self.enter(element, tag, number)
                else:
                    self.inline(tag, 1)
                if element.text:
                    self.add(element.text)
            else:
                if element is skipped:
                    skipped = None
                elif tag in breaks:
                    self.flush()
                    self.frame = self.frame.parent or self.frame
                else:
                    self.inline(tag, -1)
                if element.tail and element is not body:
                    self.add(element.tail)
        self.flush()
        return self.out

    def inline(self, tag: Any, step: int) -> None:
        if tag == "a":
            self.links += step
        elif tag in ("b", "strong"):
            self.bolds += step
        elif tag == "br" and step > 0:
            self.line_break()

    def enter(self, element: Any, tag: str, number: int) -> None:
        outer = self.frame
        named = element.get("class") or ""
        name = f"{named} {identifier}" if (identifier := element.get("id")) else named
        own = kinds_of(name) if name and tag != "body" else 0
        if (style := element.get("style")) and "none" in style and "display" in style:
            own |= _HIDDEN
        bit = _TAG_BITS.get(tag, 0)
        form = (tag, element.get("class"), outer.form if tag == "p" else 0)
        self.frame = _Frame(
            number,
            outer,
            _KINDS.get(tag) or (outer.kind if outer.kind != "crosshead" else "paragraph"),
            bit,
            outer.depth + 1,
            number if tag == "tr" else outer.row,
            outer.tags | bit,
            own,
            own | outer.own | (outer.parent.own if outer.parent else 0),
            outer.all | own,
            self.forms.setdefault(form, len(self.forms)),
        )

    def add(self, text: str) -> None:
        if text.isspace():
            if self.parts:
                self.parts.append(text)
            return
        self.parts.append(text)
        self.breaks = 0
        if self.links:
            self.linked += len(text.strip())
        if self.bolds:
            self.strong += len(text.strip())

    def line_break(self) -> None:
        self.breaks += 1
        if self.breaks > 1:
            self.flush()
            return
        text = "".join(self.parts).rstrip()
        if len(text) >= SHORTEST_SPLIT and SENTENCE_END.search(text):
            self.flush()
            self.breaks = 1
        else:
            self.parts.append(" ")

    def flush(self) -> None:
        self.breaks = 0
        if not self.parts:
            return
        text = " ".join("".join(self.parts).split())
        self.parts.clear()
        if text:
            frame, size = self.frame, len(text)
            linked, strong = min(self.linked, size), min(self.strong, size)
            self.out.append(
                Piece(
                    text,
                    frame.kind,
                    frame.tag,
                    frame.depth,
                    linked,
                    strong,
                    frame.tags,
                    frame.own,
                    frame.near,
                    frame.all,
                    frame.above(1),
                    frame.above(2),
                    frame.form,
                    frame.row,
                )
            )
        self.linked = self.strong = 0
