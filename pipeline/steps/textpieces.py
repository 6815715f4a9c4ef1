"""The pieces of text of a page in reading order, each with what its place in the markup says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.model import BlockKind
from pipeline.steps.boxkinds import COMMENTS, FOREIGN, HIDDEN, kinds_of
from pipeline.steps.classes import hides

SENTENCE_END: Final = re.compile(r"[.!?…:。！？][\"'”’»)\]]*$")
SHORTEST_SPLIT: Final = 40
# An element's type in microdata: a reader's comment is no text of the article.
_COMMENT: Final = ("/Comment", "/UserComments")
_LEAST_TEXT: Final = 500
_MOSTLY: Final = 0.9
_UNHEADED: Final = 2_000
_NO_TAG: Final = 1 << 25
_CUT, _BREAK, _LINK, _BOLD, _LINE = range(5)
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
    article: int

    @property
    def is_link(self) -> bool:
        """Whether nearly all of its text stands in links."""
        return self.linked > _MOSTLY * len(self.text)


@cache
def _sorts() -> dict[str, int]:
    """What the walk does at a tag; all others are text."""
    tags = load("markup")["tags"]
    sorts = {"a": _LINK, "b": _BOLD, "strong": _BOLD, "br": _LINE}
    sorts |= dict.fromkeys(tags["blocks"], _BREAK)
    return sorts | dict.fromkeys({*tags["unseen"], "head", "title"} - {"time"}, _CUT)


class _Frame:
    """A block element that is open: what its pieces inherit."""

    __slots__ = (
        "all",
        "article",
        "depth",
        "form",
        "kind",
        "near",
        "number",
        "own",
        "parent",
        "row",
        "tag",
        "tags",
    )

    def __init__(
        self, element: Any, tag: str, number: int, outer: _Frame | None, forms: dict[Any, int]
    ) -> None:
        self.number, self.parent = number, outer
        self.tag = bit = _TAG_BITS.get(tag, 0)
        if outer is None:
            self.kind, self.depth, self.row, self.tags, self.form = _OUTERMOST
            self.article = 0
            self.own = self.near = self.all = 0
            return
        named = element.get("class")
        identifier = element.get("id")
        name = f"{named or ''} {identifier}" if identifier else named
        own = kinds_of(name) if name and tag != "body" else 0
        if (style := element.get("style")) and hides(style):
            own |= HIDDEN
        self.own = own
        self.kind = _KINDS.get(tag) or (outer.kind if outer.kind != "crosshead" else "paragraph")
        self.depth = outer.depth + 1
        self.row = number if tag == "tr" else outer.row
        self.article = outer.article or (number if tag == "article" else 0)
        self.tags = outer.tags | bit
        self.near = own | outer.own | (outer.parent.own if outer.parent else 0)
        self.all = outer.all | own
        form = (tag, named, outer.form if tag == "p" else 0)
        self.form = forms.setdefault(form, len(forms))


_OUTERMOST: Final[tuple[BlockKind, int, int, int, int]] = ("paragraph", 0, 0, 0, 0)


def pieces(tree: Any) -> list[Piece]:
    """All of the page's text outside menus, forms and the like, one piece for each block element or broken line."""
    body = tree.find("body") if tree.tag == "html" else tree
    return _Walk().run(body) if body is not None else []


class _Walk:
    def __init__(self) -> None:
        self.out: list[Piece] = []
        self.parts: list[str] = []
        self.linked = self.strong = self.links = self.bolds = self.breaks = 0
        self.number = 0
        self.frame = _Frame(None, "", 0, None, {})
        self.frame.tag = _NO_TAG

    def run(self, body: Any) -> list[Piece]:
        from lxml import etree

        sorts = _sorts()
        forms: dict[Any, int] = {}
        skipped = None
        walker = etree.iterwalk(body, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            sort = sorts.get(tag)
            if event == "start":
                if sort == _CUT or (sort == _BREAK and not self.begins(element, tag, forms)):
                    walker.skip_subtree()
                    skipped = element
                    continue
                if sort is not None and sort != _BREAK:
                    self.inline(sort, 1)
                text = element.text
            else:
                if element is skipped:
                    skipped = None
                elif sort == _BREAK:
                    if self.parts:
                        self.flush()
                    self.breaks = 0
                    self.frame = self.frame.parent or self.frame
                elif sort is not None:
                    self.inline(sort, -1)
                text = element.tail if element is not body else None
            if text and (self.parts or not text.isspace()):
                self.add(text)
        self.flush()
        return self.out

    def begins(self, element: Any, tag: str, forms: dict[Any, int]) -> bool:
        """Opens a block, unless what begins there is not the page's own text; readers' comments follow that."""
        if self.parts:
            self.flush()
        self.breaks = 0
        self.number += 1
        frame = _Frame(element, tag, self.number, self.frame, forms)
        if frame.own & FOREIGN or ((kind := element.get("itemtype")) and kind.endswith(_COMMENT)):
            return False
        if frame.own & COMMENTS and self.has_text():
            return False
        self.frame = frame
        return True

    def has_text(self) -> bool:
        """Whether the page's headline and some text stand above: a section of opinion may be called comments too."""
        headed = any(piece.tag & _TAG_BITS["h1"] for piece in self.out)
        return sum(len(piece.text) for piece in self.out) > (_LEAST_TEXT if headed else _UNHEADED)

    def inline(self, sort: int, step: int) -> None:
        if sort == _LINK:
            self.links += step
        elif sort == _BOLD:
            self.bolds += step
        elif step > 0:
            self.line_break()

    def add(self, text: str) -> None:
        self.parts.append(text)
        if text.isspace():
            return
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
        text = self.end()
        if len(text) >= SHORTEST_SPLIT and SENTENCE_END.search(text):
            self.flush()
            self.breaks = 1
        else:
            self.parts.append(" ")

    def end(self) -> str:
        """The end of the open piece, no longer than need be: a piece may have tens of thousands of breaks."""
        size, first = 0, len(self.parts)
        while first and size < SHORTEST_SPLIT:
            first -= 1
            size += len(self.parts[first].strip())
        return "".join(self.parts[first:]).rstrip()

    def flush(self) -> None:
        self.breaks = 0
        text = " ".join("".join(self.parts).split())
        self.parts.clear()
        if text:
            frame, size = self.frame, len(text)
            outer = frame.parent or frame
            self.out.append(
                Piece(
                    text, frame.kind, frame.tag, frame.depth, min(self.linked, size), min(self.strong, size),
                    frame.tags, frame.own, frame.near, frame.all, outer.number, (outer.parent or outer).number,
                    frame.form, frame.row, frame.article,
                )
            )  # fmt: skip
        self.linked = self.strong = 0
