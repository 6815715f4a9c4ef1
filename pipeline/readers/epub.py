"""EPUB: one article a book, its chapters in the order of its spine; an e-paper (a folder for each article, as news
programs make them) gives one an article.

A book has no article in it that a chapter would be, but is a text of its own; its table of contents is none of it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.deadletter import failure
from pipeline.errors import RecordError
from pipeline.model import BlockKind, Hint, RawDocument

from . import paragraphs
from .base import Item, Reader, Stream, rejected, whole
from .paragraphs import Para
from .zipped import Package, attribute, mimetype, name_of

_FORMAT: Final = "epub"
_TYPE: Final = "application/epub+zip"
_PAPER: Final = re.compile(r"(?:^|/)feed_\d+/article_\d+/")
_PAGES: Final = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_KINDS: Final[dict[str, BlockKind]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "crosshead"),
    **dict.fromkeys(("li", "dt", "dd"), "list"),
    **dict.fromkeys(("p", "pre"), "paragraph"),
    "blockquote": "quote", "figcaption": "caption", "caption": "caption", "tr": "table",
}  # fmt: skip
_MUTE: Final = frozenset(
    ("head", "script", "style", "nav", "svg", "template", "audio", "video", "noscript", "rt", "rp")
)
_HOLDERS: Final = frozenset(
    ("body", "div", "section", "article", "main", "ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "figure",
     "aside", "header", "footer", "blockquote", "html", "hr", "center")
)  # fmt: skip
_FIELDS: Final = {"publisher": "publisher", "language": "language", "rights": "rights", "subject": "subjects"}
_DEEPEST: Final = 200
_DOUBTED: Final = 0.3


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if mimetype(head).startswith(_TYPE) else 0.0


def _why(head: bytes, name: str) -> str:
    return "an e-book (EPUB)"


def _split(stream: Stream) -> Iterator[Item]:
    return whole(stream, _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    try:
        package = Package(raw.payload)
        if b"EncryptedData" in (package.read("META-INF/encryption.xml") or b"") and package.read(
            "META-INF/rights.xml"
        ):
            raise RecordError("encrypted", "the e-book is locked to a reader (DRM): it cannot be read")
        container = package.tree("META-INF/container.xml")
        roots = () if container is None else container.iter()
        path = next((attribute(each, "full-path") for each in roots if name_of(each) == "rootfile"), None)
        tree = package.tree(path) if path else None
        if path is None or tree is None:
            raise RecordError("corrupt", "there is no list of its contents (OPF) in it")
        hints, extra = _said(tree)
        pages = list(_spine(tree, posixpath.dirname(path)))
        yield from _papers(raw, package, pages, hints, extra)
    except RecordError as error:
        yield failure("parse", error.reason, error.message, raw, error.retryable)


def _papers(
    raw: RawDocument, package: Package, pages: list[str], hints: list[Hint], extra: list[tuple[str, str]]
) -> Iterator[Item]:
    """The articles of an e-paper, or the book."""
    articles = [page for page in pages if _PAPER.search(page)]
    if not articles:
        paras = [para for page in pages for para in _page(package, page)]
        yield paragraphs.document(raw, paras, hints, extra)
        return
    shared = [hint for hint in hints if hint.field in ("publisher", "language", "rights")]
    shared += [Hint("publisher", hint.value, hint.where) for hint in hints if hint.field == "title"]
    shared += [Hint("published", value, name) for name, value in extra if name == "document-date"]
    for page in articles:
        paras = [para for para in _page(package, page) if para.text.strip()]
        if paras:
            yield paragraphs.document(raw, paras, shared, [("document-part", page)])
        else:
            yield rejected(raw, "empty", f"nothing to read in {page}")


def _said(tree: Any) -> tuple[list[Hint], list[tuple[str, str]]]:
    """What the book says of itself; its date is of the edition, not of the text."""
    hints, extra = [], []
    metadata = next((each for each in tree if name_of(each) == "metadata"), ())
    for each in metadata:
        name, text = name_of(each), " ".join((each.text or "").split())
        if not text:
            continue
        if name == "title":
            hints.append(Hint("title", text[:300], "metadata: title"))
        elif name == "creator":
            hints.append(Hint("authors", text, "metadata: creator"))
        elif name in _FIELDS:
            hints.append(Hint(_FIELDS[name], text, f"metadata: {name}"))
        elif name in ("date", "identifier", "description", "source"):
            extra.append((f"document-{name}", text[:1000]))
        elif name == "meta" and attribute(each, "property") == "dcterms:modified":
            hints.append(Hint("modified", text, "metadata: modified", _DOUBTED))
    return hints, extra


def _spine(tree: Any, folder: str) -> Iterator[str]:
    """The pages in reading order, without the table of contents."""
    items: dict[str, str] = {}
    for each in tree.iter():
        page = name_of(each) == "item" and attribute(each, "media-type") in _PAGES
        if page and "nav" not in (attribute(each, "properties") or "").split():
            items[attribute(each, "id") or ""] = attribute(each, "href") or ""
    for each in tree.iter():
        name = attribute(each, "idref") if name_of(each) == "itemref" else None
        if name in items and attribute(each, "linear") != "no":
            yield posixpath.normpath(posixpath.join(folder, items[name]))


def _page(package: Package, name: str) -> Iterator[Para]:
    tree = package.tree(name)
    if tree is not None:
        body = next((each for each in tree.iter() if name_of(each) == "body"), tree)
        yield from _paragraphs(body, "paragraph", 0)


def _paragraphs(element: Any, kind: BlockKind, depth: int) -> Iterator[Para]:
    """The blocks of an element: text that stands between others is a paragraph."""
    loose: list[str] = [element.text or ""]
    for child in element:
        name = name_of(child)
        if name in _MUTE or depth > _DEEPEST:
            loose.append(child.tail or "")
            continue
        if name in _KINDS or name in _HOLDERS:
            yield from _loose(loose, kind)
            loose = []
            if name == "tr":
                cells = [" ".join(_flat(cell, depth).split()) for cell in child]
                yield Para(
                    " | ".join(cell for cell in cells if cell), "table" if len(cells) > 1 else "paragraph"
                )
            else:
                yield from _paragraphs(child, _KINDS.get(name, kind) if name != "p" else kind, depth + 1)
        elif name == "br":
            loose.append("\n")
        else:
            loose.append(_flat(child, depth + 1))
        loose.append(child.tail or "")
    yield from _loose(loose, kind)


def _loose(parts: list[str], kind: BlockKind) -> Iterator[Para]:
    text = "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n") if line.strip())
    if text:
        yield Para(" ".join(text.split()), kind)


def _flat(element: Any, depth: int) -> str:
    """All text of an element but what is not shown."""
    if depth > _DEEPEST or name_of(element) in _MUTE:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts.append(" " if name_of(child) == "br" else _flat(child, depth + 1))
        parts.append(child.tail or "")
    return "".join(parts)


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
