"""Blocks from the markup of an article's body, as NITF, XHTML and their relatives have it: one list for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from pipeline.model import Block, BlockKind, Hint

from .field_values import marked_up, resolved
from .xml_tree import local, named, text_of, within

_BREAK: Final = "\u2028"
_PARAGRAPHS: Final = re.compile(rf"{_BREAK}\s*{_BREAK}[\s{_BREAK}]*")
_BLANK_LINES: Final = re.compile(r"\n[ \t\r\f]*\n\s*")
_COLUMNS: Final = re.compile(r"\S {2,}\S|\S\t+\S")
_DASHED: Final = re.compile(r"[-–—]\s+(.+?)\s+[-–—]")
_ESCAPED: Final = re.compile(r"<([A-Za-z]\w{0,15})>(.{0,200}?)</\1>")
"""A pair of tags that was escaped once too often."""

_CODES: Final = re.compile(r"(?=(?:[^0-9]*[0-9]){4})[A-Z0-9 /.-]+")
"""Letters and numbers without a word: what steers a message through the systems of an agency."""

_KINDS: Final[dict[str, BlockKind | None]] = {
    **dict.fromkeys(("p", "div", "section", "article", "block", "body", "main", "body.content", "body.end"), None),
    **dict.fromkeys(("dl", "dt", "dd", "ul", "ol", "hr", "figure", "media", "center", "tagline", "html"), None),
    **dict.fromkeys(("table", "thead", "tbody", "tfoot", "paragraph", "para", "pre", "address", "element"), None),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "summary", "legend"), "crosshead"),
    **dict.fromkeys(("blockquote", "bq"), "quote"),
    **dict.fromkeys(("figcaption", "media-caption", "caption"), "caption"),
    **dict.fromkeys(("media-producer", "media-credit"), "credit"),
    **dict.fromkeys(("mellis", "mellanrubrik", "rubrik", "subhead", "subheading", "crosshead"), "crosshead"),
    "li": "list",
}  # fmt: skip
"""Elements that stand apart, and what they are (None: what they stand in)."""

_SKIPPED: Final = frozenset((
    "script", "style", "head", "header", "nav", "note", "media-metadata", "media-object", "object", "pronounce", "rt",
    "rp", "bibliography", "dat", "form", "button", "iframe", "template", "noscript", "body.head", "virtloc", "svg",
    "colgroup",
))  # fmt: skip
_PARAGRAPHS_OF: Final = ("p", "para", "paragraph")
_NOT_PRINTED: Final = frozenset(
    ("notepad", "ednote", "editorsnote", "editorialnote", "np-nonpublic", "closingline")
)
"""Classes of notes to editors."""

_TEXT_MARKUP: Final = frozenset(
    ("p", "body", "html", "nitf", "div", "section", "element", "pre", "h1", "h2", "para", "paragraph")
)
_INLINE: Final = frozenset((
    "a", "abbr", "acronym", "b", "big", "cite", "classifier", "code", "del", "em", "font", "i", "img", "ins",
    "location", "mark", "money", "num", "org", "person", "q", "s", "small", "span", "strike", "strong", "sub", "sup",
    "u",
))  # fmt: skip

_PICTURES: Final = ("image", "graphic", "photo", "picture", "")


def blocks(element: Any, where: str = "body") -> list[Block]:
    """The blocks of an element of a body, in order: paragraphs, crossheads, lists, quotes, rows of tables, captions and
    credits. What is for editors or machines is left out."""
    writer = _Writer(where)
    writer.content(element, "paragraph")
    writer.end("paragraph")
    return writer.blocks


def content(element: Any, where: str = "body") -> tuple[list[Block], list[Hint]]:
    """Blocks and pictures of an element that holds markup, markup as text (escaped, CDATA), or plain text."""
    if len(element):
        return blocks(element, where), list(pictures(element, where))
    return written(element.text or "", where)


def holds_text(element: Any) -> bool:
    """Whether an element holds a text, marked up or plain, and no data in a markup of its own."""
    return len(element) == 0 or any(
        local(each).lower() in _TEXT_MARKUP for each in element.iterdescendants(etree.Element)
    )


def written(text: str, where: str = "body") -> tuple[list[Block], list[Hint]]:
    """The same of a text, which may be a piece of HTML, perhaps escaped once too often."""
    if not text.strip():
        return [], []
    if not marked_up(text) and "&lt;" in text and marked_up(whole := resolved(text)):
        text = whole
    if not marked_up(text):
        return [Block(kind, line, where) for kind, line in lines(resolved(text)) if line], []
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    tree = etree.fromstring(f"<div>{text}</div>".encode("utf-8", "replace"), parser)
    return ([], []) if tree is None else (blocks(tree, where), list(pictures(tree, where)))


def pictures(element: Any, where: str) -> Iterator[Hint]:
    """The addresses of the pictures in a body."""
    seen: set[int] = set()
    for each in within(element, "img", "media-reference"):
        if local(each) == "img":
            address = each.get("src")
        else:
            parent = each.getparent()
            kind = (
                each.get("mime-type") or (parent.get("media-type") if parent is not None else "") or ""
            ).lower()
            address = (
                each.get("source") if kind.partition("/")[0] in _PICTURES and id(parent) not in seen else None
            )
            seen.add(id(parent))  # the others are other sizes of it
        if address and not address.startswith("data:") and ("." in address or "/" in address):
            yield Hint("images", address.strip(), f"{where}/{local(each)}")


def lines(text: str, kind: BlockKind = "paragraph") -> Iterator[tuple[BlockKind, str]]:
    """The paragraphs of a plain text (kind, text): parted by blank lines, or by the first line's indent; lines
    in columns are each a row of a table."""
    for part in _BLANK_LINES.split(text.replace("\r\n", "\n").strip("\n")):
        rows = [row for row in part.split("\n") if row.strip()]
        if len(rows) > 2 and 2 * sum(bool(_COLUMNS.search(row.strip())) for row in rows) >= len(rows):
            yield from (("table", _folded(row)) for row in rows)
        else:
            yield from ((kind, _folded(paragraph)) for paragraph in _indented(rows))


def _indented(rows: list[str]) -> Iterator[str]:
    indented = [row[:1] in " \t" for row in rows]
    if not any(indented) or 2 * sum(indented[1:]) > len(
        rows
    ):  # indented throughout: that is the file's own layout
        indented = [False] * len(rows)
    paragraph: list[str] = []
    for row, new in zip(rows, indented, strict=True):
        if new and paragraph:
            yield " ".join(paragraph)
            paragraph = []
        paragraph.append(row)
    yield " ".join(paragraph)


def _folded(text: str) -> str:
    text = " ".join(text.replace(_BREAK, " ").split())
    return resolved(_ESCAPED.sub(r"\2", text) if "</" in text else text)


class _Writer:
    """Gathers the running text of a tree, and makes a block where an element ends it."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.blocks: list[Block] = []
        self.parts: list[str] = []

    def content(self, element: Any, kind: BlockKind) -> None:
        self.parts.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                self.element(child, kind)
            self.parts.append(child.tail or "")

    def element(self, element: Any, kind: BlockKind) -> None:
        name = local(element).lower()
        if name in _SKIPPED or not _NOT_PRINTED.isdisjoint((element.get("class") or "").lower().split()):
            return
        if name == "br":
            self.parts.append(_BREAK)
        elif name == "tr":
            self.end(kind)
            self.row(element, kind)
        elif name in _KINDS:
            self.end(kind, loose=name == "p")
            own = _KINDS[name] or kind
            if name == "element" and "headline" in (element.get("type") or ""):
                own = "crosshead"
            self.content(element, own)
            self.end(own)
        elif name not in _INLINE and _stands_apart(element):
            self.end(kind)
            self.content(element, kind)
            self.end(kind)
        else:
            self.content(element, kind)

    def row(self, element: Any, kind: BlockKind) -> None:
        """A row of a table of figures as one block; of one that only lays out the page, what is in its cell."""
        cells = list(named(element, "td", "th"))
        if len(cells) == 1 and any(local(each).lower() in _KINDS for each in cells[0].iter(etree.Element)):
            self.content(cells[0], kind)
            self.end(kind)
        elif text := " | ".join(filter(None, map(text_of, cells))):
            self.blocks.append(Block("table", text, self.where))

    def end(self, kind: BlockKind, loose: bool = False) -> None:
        """The text so far is a block, or several; ``loose``: a paragraph follows, so it stood beside paragraphs."""
        text = "".join(self.parts)
        self.parts = []
        if not text.strip(f" \t\r\n{_BREAK}\xa0") or _CODES.fullmatch(text.strip()):
            return
        if kind == "paragraph" and "</" in text and marked_up(text):
            self.blocks.extend(written(text, self.where)[0])
            return
        for part in _PARAGRAPHS.split(text):
            if kind == "paragraph" and part.count("\n") > 1:
                self.blocks.extend(Block(own, line, self.where) for own, line in lines(part) if line)
            elif line := _folded(part):
                dashed = _DASHED.fullmatch(line) if kind == "crosshead" else None
                line = dashed[1] if dashed else line
                self.blocks.append(Block(kind, line, self.where))


def _stands_apart(element: Any) -> bool:
    """Whether an element that nobody knows stands among paragraphs, with no text of its own parent around it."""
    parent = element.getparent()
    if parent is None or (parent.text or "").strip() or any((each.tail or "").strip() for each in parent):
        return False
    return any(local(each).lower() in _PARAGRAPHS_OF for each in parent.iterchildren(etree.Element))


def joined(before: list[Block], after: list[Block]) -> list[Block]:
    """Two parts of a text that goes on elsewhere (in the next column, on the next page): a sentence that was broken
    there is one paragraph again."""
    if not before or not after:
        return before + after
    last, first = before[-1], after[0]
    if last.kind != "paragraph" or first.kind != "paragraph" or not _goes_on(last.text, first.text):
        return before + after
    return [*before[:-1], Block("paragraph", f"{last.text} {first.text}", last.where), *after[1:]]


def _goes_on(text: str, then: str) -> bool:
    return text[-1:] not in '.!?…:;»”"' and (then[:1].islower() or text[-1:] in ",")
