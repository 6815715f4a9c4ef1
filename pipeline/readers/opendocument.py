"""ODT (OpenDocument text): the text of office documents, by their headings, lists and tables; and flat ones (FODT)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipeline.deadletter import failure
from pipeline.errors import RecordError
from pipeline.model import BlockKind, Hint, RawDocument

from . import nexis, paragraphs
from .base import Item, Reader, Stream, whole
from .paragraphs import Para
from .zipped import Package, attribute, mimetype, name_of

_FORMAT: Final = "odt"
_TYPES: Final = ("application/vnd.oasis.opendocument.text", "application/vnd.sun.xml.writer")
_SKIPPED: Final = frozenset(
    ("tracked-changes", "note", "annotation", "annotation-end", "sequence-decls", "forms", "table-of-content",
     "alphabetical-index", "bibliography", "user-index", "illustration-index", "ruby-text", "script", "page-number",
     "page-count", "object", "image", "plugin", "hidden-text")
)  # fmt: skip
_KINDS: Final[tuple[tuple[str, BlockKind], ...]] = (
    ("heading", "crosshead"),
    ("caption", "caption"),
    ("illustration", "caption"),
    ("figure", "caption"),
    ("quotations", "quote"),
    ("list", "list"),
)
_DOUBTED: Final = 0.3
_DEEPEST: Final = 60
_MOST_BLANKS: Final = 100


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if mimetype(head).startswith(_TYPES) else 0.0


def _why(head: bytes, name: str) -> str:
    return "a text document of an office program (ODT)"


def _split(stream: Stream) -> Iterator[Item]:
    return whole(stream, _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    try:
        package = Package(raw.payload)
        manifest = package.read("META-INF/manifest.xml") or b""
        if b"encryption-data" in manifest:
            raise RecordError("encrypted", "the document has a password: save it without one")
        tree = package.tree("content.xml")
        body = None if tree is None else next((each for each in tree.iter() if name_of(each) == "text"), None)
        if tree is None or body is None:
            raise RecordError("corrupt", "there is no text (content.xml) in it")
        paras = list(_paragraphs(body, _styles(package, tree)))
        hints, extra = _properties(package)
    except RecordError as error:
        yield failure("parse", error.reason, error.message, raw, error.retryable)
        return
    found = nexis.articles(raw, paras, tuple(extra))
    yield from found or [paragraphs.document(raw, paras, hints, extra)]


def _properties(package: Package) -> tuple[list[Hint], list[tuple[str, str]]]:
    tree = package.tree("meta.xml")
    hints, extra = [], []
    for each in () if tree is None else tree.iter():
        name, text = name_of(each), (each.text or "").strip()
        if not text:
            continue
        if name == "title":
            hints.append(Hint("title", text[:300], "properties: title", _DOUBTED))
        elif name == "date":
            hints.append(Hint("modified", text, "properties: date", _DOUBTED))
        elif name in ("creator", "initial-creator", "creation-date", "subject", "keyword", "description"):
            extra.append((f"document-{name}", text[:1000]))
    return hints, extra


def _styles(package: Package, content: Any) -> dict[str, tuple[str, bool, bool]]:
    """Of each style its name, or that of the one it follows (``heading``), whether it is bold, and whether a page
    begins with it."""
    own: dict[str, tuple[str, bool, bool]] = {}
    parents: dict[str, str] = {}
    for tree in (package.tree("styles.xml"), content):
        for style in () if tree is None else tree.iter():
            key = attribute(style, "name") if name_of(style) == "style" else None
            if key is None:
                continue
            bold = any(attribute(each, "font-weight") == "bold" for each in style)
            breaks = any(attribute(each, "break-before") == "page" for each in style)
            own[key] = (
                (attribute(style, "display-name") or key).replace("_20_", " ").casefold(),
                bold,
                breaks,
            )
            parents[key] = attribute(style, "parent-style-name") or ""
    return {key: _known(key, own, parents) for key in own}


def _known(
    key: str, own: dict[str, tuple[str, bool, bool]], parents: dict[str, str]
) -> tuple[str, bool, bool]:
    _, bold, breaks = own[key]
    seen, at = set[str](), key
    while at and at not in seen:
        seen.add(at)
        name, strong, _ = own.get(at, (at.replace("_20_", " ").casefold(), False, False))
        bold = bold or strong
        if _kind(name) or name in ("title", "subtitle"):
            return name, bold, breaks
        at = parents.get(at, "")
    return own[key][0], bold, breaks


def _kind(style: str) -> BlockKind | None:
    return next((kind for begin, kind in _KINDS if style.startswith(begin)), None)


def _paragraphs(
    element: Any, styles: dict[str, tuple[str, bool, bool]], listed: bool = False, depth: int = 0
) -> Iterator[Para]:
    """The paragraphs and rows of tables of an element, in reading order."""
    if depth > _DEEPEST:
        return
    for child in element:
        name = name_of(child)
        if name in _SKIPPED:
            continue
        if name in ("p", "h"):
            yield from _paragraph(child, name, styles, listed, depth)
        elif name == "table":
            yield from _table(child, styles, depth + 1)
        elif len(child):
            yield from _paragraphs(child, styles, listed or name == "list", depth + 1)


def _paragraph(
    element: Any, name: str, styles: dict[str, tuple[str, bool, bool]], listed: bool, depth: int
) -> Iterator[Para]:
    style, strong, begins = styles.get(attribute(element, "style-name") or "", ("", False, False))
    parts: list[tuple[str, bool]] = []
    boxes: list[Any] = []
    _text(element, styles, strong, parts, boxes, depth)
    text = "".join(part for part, _ in parts)
    kind: BlockKind = "crosshead" if name == "h" else _kind(style) or ("list" if listed else "paragraph")
    bold = bool(text.strip()) and all(heavy for part, heavy in parts if part.strip())
    yield Para(
        text.strip("\n"), "title" if style == "title" else kind, bold, begins=begins, lead=style == "subtitle"
    )
    for box in boxes:
        yield from _paragraphs(box, styles, depth=depth + 1)


def _text(
    element: Any,
    styles: dict[str, tuple[str, bool, bool]],
    bold: bool,
    parts: list[tuple[str, bool]],
    boxes: list[Any],
    depth: int,
) -> None:
    """The text of an element with its look, without notes; boxes anchored in it are put aside."""
    parts.append((" ".join((element.text or "").split("\n")), bold))
    for child in element:
        name = name_of(child)
        if name in ("line-break", "tab"):
            parts.append(("\n" if name == "line-break" else "\t", bold))
        elif name == "s":
            count = attribute(child, "c") or "1"
            parts.append((" " * min(_MOST_BLANKS, int(count) if count.isdecimal() else 1), bold))
        elif name == "text-box":
            boxes.append(child)
        elif name not in _SKIPPED and depth < _DEEPEST:
            strong = styles.get(attribute(child, "style-name") or "", ("", False, False))[1]
            _text(child, styles, bold or strong, parts, boxes, depth + 1)
        parts.append((" ".join((child.tail or "").split("\n")), bold))


def _table(table: Any, styles: dict[str, tuple[str, bool, bool]], depth: int) -> Iterator[Para]:
    """A table's rows; a row of one cell holds running text."""
    for row in (each for each in table.iter() if name_of(each) == "table-row"):
        cells = [cell for cell in row if name_of(cell) == "table-cell"]
        if len(cells) == 1:
            yield from _paragraphs(cells[0], styles, depth=depth)
        else:
            texts = [
                " ".join(" ".join(para.text for para in _paragraphs(cell, styles, depth=depth)).split())
                for cell in cells
            ]
            if line := " | ".join(text for text in texts if text):
                yield Para(line, "table")


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
