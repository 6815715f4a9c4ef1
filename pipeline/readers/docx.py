"""DOCX: the text of Word documents by the styles of its paragraphs; one article, or those of a press export.

What it says of itself (title, creator, dates) are entries of the program that wrote it: hints of little trust.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipeline.deadletter import failure
from pipeline.errors import RecordError
from pipeline.model import BlockKind, Hint, RawDocument

from . import nexis, paragraphs
from .base import Item, Reader, Stream, whole
from .paragraphs import Para
from .zipped import Package, attribute, is_office, name_of, names

_FORMAT: Final = "docx"
DOUBTED: Final = 0.3
"""How far entries of office programs are trusted."""

_OFF: Final = ("0", "false", "off", "none")
_SKIPPED: Final = frozenset(
    (
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "Fallback",
        "footnoteReference",
        "endnoteReference",
        "rPr",
        "object",
    )
)
_KINDS: Final[tuple[tuple[str, BlockKind], ...]] = (
    ("heading", "crosshead"),
    ("caption", "caption"),
    ("list", "list"),
    ("quote", "quote"),
    ("intense quote", "quote"),
    ("quotations", "quote"),
    ("block text", "quote"),
)
_DEEPEST: Final = 60


def _sniff(head: bytes, name: str) -> float:
    if not head.startswith(b"PK\x03\x04"):
        return 0.0
    found = names(head)
    if any(each.startswith("word/") for each in found):
        return 0.95
    other = any(each.startswith(("xl/", "ppt/", "visio/")) for each in found)
    return (
        0.9 if is_office(found) and not other and name.lower().endswith((".docx", ".docm", ".dotx")) else 0.0
    )


def _why(head: bytes, name: str) -> str:
    return "a Word document (DOCX)"


def _split(stream: Stream) -> Iterator[Item]:
    return whole(stream, _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    try:
        package = Package(raw.payload)
        part = package.related("", "officeDocument") or "word/document.xml"
        tree = package.tree(part)
        if tree is None:
            raise RecordError("corrupt", "there is no text part (word/document.xml) in it")
        paras = list(_paragraphs(tree, _styles(package, part)))
        hints, extra = properties(package)
    except RecordError as error:
        yield failure("parse", error.reason, error.message, raw, error.retryable)
        return
    found = nexis.articles(raw, paras, tuple(extra))
    yield from found or [paragraphs.document(raw, paras, hints, extra)]


def properties(package: Package) -> tuple[list[Hint], list[tuple[str, str]]]:
    """What the program noted of the document: hints of little trust, and the rest."""
    tree = package.tree(package.related("", "core-properties") or "docProps/core.xml")
    hints, extra = [], []
    found = {} if tree is None else {name_of(each): (each.text or "").strip() for each in tree}
    for name, text in found.items():
        if name == "title" and text:
            hints.append(Hint("title", text, "properties: title", DOUBTED))
        elif name in ("creator", "created", "subject", "keywords", "description", "category") and text:
            extra.append((f"document-{name}", text[:1000]))
    changed = found.get("modified") or found.get("created")
    if changed:
        hints.append(Hint("modified", changed, "properties: modified", DOUBTED))
    return hints, extra


# ---------------------------------------------------------------- styles


def _styles(package: Package, part: str) -> dict[str, str]:
    """The built-in name (``heading 1``, whatever the program's language) of each style, its own or that it follows."""
    tree = package.tree(package.related(part, "styles") or "word/styles.xml")
    own: dict[str, str] = {}
    based: dict[str, str] = {}
    for style in () if tree is None else tree:
        key = attribute(style, "styleId")
        if name_of(style) != "style" or key is None:
            continue
        for each in style:
            if name_of(each) == "name":
                own[key] = (attribute(each, "val") or "").casefold()
            elif name_of(each) == "basedOn":
                based[key] = attribute(each, "val") or ""
            elif name_of(each) == "pPr" and any(name_of(inner) == "outlineLvl" for inner in each):
                own[key] = own.get(key, "") if _kind(own.get(key, "")) else "heading"
    return {key: _known(key, own, based) for key in own}


def _known(key: str, own: dict[str, str], based: dict[str, str]) -> str:
    """The first name of a style and those that it is based on that tells a kind; else its own."""
    seen, at = set[str](), key
    while at and at not in seen:
        seen.add(at)
        if _kind(own.get(at, "")) or own.get(at) in ("title", "subtitle"):
            return own[at]
        at = based.get(at, "")
    return own.get(key, "")


def _kind(style: str) -> BlockKind | None:
    return next((kind for begin, kind in _KINDS if style.startswith(begin)), None)


# ---------------------------------------------------------------- the text


def _paragraphs(element: Any, styles: dict[str, str], depth: int = 0) -> Iterator[Para]:
    """The paragraphs, rows of tables and text boxes of an element, in reading order."""
    if depth > _DEEPEST:
        return
    begins = False
    for child in element:
        name = name_of(child)
        if name == "p":
            para, boxes, ends = _paragraph(child, styles, begins)
            yield para
            begins = ends
            for box in boxes:
                yield from _paragraphs(box, styles, depth + 1)
        elif name == "tbl":
            yield from _table(child, styles, depth + 1)
        elif name not in _SKIPPED and len(child):
            yield from _paragraphs(child, styles, depth + 1)


def _table(table: Any, styles: dict[str, str], depth: int) -> Iterator[Para]:
    """A table's rows; a table of one column holds running text."""
    for row in table:
        cells = [cell for cell in row if name_of(cell) == "tc"] if name_of(row) == "tr" else []
        if len(cells) == 1:
            yield from _paragraphs(cells[0], styles, depth)
        elif cells:
            texts = [" ".join(para.text for para in _paragraphs(cell, styles, depth)) for cell in cells]
            if line := " | ".join(text for text in (" ".join(each.split()) for each in texts) if text):
                yield Para(line, "table")


def _paragraph(element: Any, styles: dict[str, str], begins: bool) -> tuple[Para, list[Any], bool]:
    """A paragraph, the text boxes anchored in it, and whether a page or section ends with it."""
    style, ends = "", False
    kind: BlockKind | None = None
    for each in next((child for child in element if name_of(child) == "pPr"), ()):
        name = name_of(each)
        if name == "pStyle":
            style = styles.get(attribute(each, "val") or "", (attribute(each, "val") or "").casefold())
        elif name == "numPr":
            kind = kind or "list"
        elif name == "outlineLvl" and (attribute(each, "val") or "9") < "9":
            kind = "crosshead"
        elif name == "sectPr":
            ends = True
        elif name == "pageBreakBefore":
            begins = True
    run = _Run()
    run.read(element, 0)
    text = "".join(run.parts).strip("\n") if run.parts else ""
    first: BlockKind = "title" if style == "title" else _kind(style) or kind or "paragraph"
    bold = bool(text.strip()) and run.bold
    return (
        Para(text, first, bold, begins=begins or run.begins, lead=style == "subtitle"),
        run.boxes,
        ends or run.ends,
    )


class _Run:
    """The text of a paragraph's runs: without what is deleted, hidden or a field's instruction."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.boxes: list[Any] = []
        self.bold = True
        self.begins = self.ends = False

    def read(self, element: Any, depth: int, bold: bool = False) -> None:
        for child in element:
            name = name_of(child)
            if name in _SKIPPED or name == "pPr" or depth > _DEEPEST:
                continue
            if name == "t":
                self.parts.append(child.text or "")
                self.bold = self.bold and (bold or not (child.text or "").strip())
            elif name == "tab":
                self.parts.append("\t")
            elif name in ("br", "cr"):
                self._break(child)
            elif name in ("noBreakHyphen", "sym"):
                self.parts.append("-" if name == "noBreakHyphen" else "")
            elif name == "txbxContent":
                self.boxes.append(child)
            elif name == "r":
                shown, strong = _look(child)
                if shown:
                    self.read(child, depth + 1, strong)
            elif len(child):
                self.read(child, depth + 1, bold)

    def _break(self, element: Any) -> None:
        if attribute(element, "type") != "page":
            self.parts.append("\n")
        elif "".join(self.parts).strip():
            self.ends = True
        else:
            self.begins = True


def _look(run: Any) -> tuple[bool, bool]:
    """Whether a run is shown, and whether it is bold."""
    shown, bold = True, False
    for each in next((child for child in run if name_of(child) == "rPr"), ()):
        on = (attribute(each, "val") or "true") not in _OFF
        if name_of(each) in ("vanish", "webHidden"):
            shown = not on
        elif name_of(each) == "b":
            bold = on
    return shown, bold


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
