"""HTML exports with several articles on one page: where each begins is told by the bytes of its markup, and only the
record is parsed, in the child. What the readers of such pages share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pipeline.model import RawDocument

from .base import Item, Stream, unmarked
from .export_lines import decoded, text_of
from .pieces import pieces, too_large

_DECLARED: Final = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,30})", re.I)
_BLOCKS: Final = frozenset(
    "address article aside blockquote center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hr li main nav ol p pre section table tbody td th thead tr ul".split()
)
_SILENT: Final = frozenset(("script", "style", "head", "title", "noscript", "select", "button", "template"))


@dataclass(frozen=True, slots=True)
class Layout:
    """A way in which a database lays its articles out: ``begin`` is where one begins; a page of this layout has the
    bytes ``word`` in its first 64 KiB (that is cheap to see) and then all ``marks`` (patterns, in any case)."""

    name: str
    begin: re.Pattern[bytes]
    word: bytes
    marks: tuple[re.Pattern[bytes], ...]


def layout(name: str, begin: bytes, word: bytes, *marks: bytes) -> Layout:
    """A layout, its patterns compiled."""
    return Layout(name, re.compile(begin, re.I), word, tuple(re.compile(mark, re.I) for mark in marks))


def chosen(layouts: tuple[Layout, ...], head: bytes) -> Layout | None:
    """The layout of a page that begins with ``head``, by its marks."""
    text = unmarked(head)
    if text.lstrip()[:1] != b"<":
        return None
    return next(
        (each for each in layouts if each.word in text and all(mark.search(text) for mark in each.marks)),
        None,
    )


def split(stream: Stream, format: str, layouts: tuple[Layout, ...]) -> Iterator[Item]:
    """The articles of a page, each from where its markup begins to where the next one's does."""
    found = chosen(layouts, stream.head) or layouts[0]
    declared = _DECLARED.search(stream.head[:4096])
    charset = decoded(stream) if declared is None else decoded(stream) and declared[1].decode()
    count, end = 0, stream.start
    for piece in pieces(stream, found.begin):
        end = piece.offset + piece.length
        count += piece.marked
        if not piece.marked:
            continue  # what stands above the first article
        place = (piece.offset, piece.length)
        if piece.data is None:
            yield too_large(stream, format, piece, "an article")
        else:
            yield RawDocument(stream.source, *place, piece.data, format, stream.member, charset=charset)
    if not count:
        sentence = (
            "the page of a press database without an article in its usual markup: save its articles again with their"
            " full text, or read the file with --input-format html"
        )
        yield stream.failure(format, "no-articles", sentence, stream.start, end - stream.start)


# ---------------------------------------------------------------- the tree of one article


def tree(raw: RawDocument) -> Any:
    """The record as a tree, None where there is nothing in it."""
    from lxml import etree

    text = text_of(raw, markup=True)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    page = f"<html><body>{text}</body></html>".encode("utf-8", "ignore")
    return etree.fromstring(page, parser)


def by_class(root: Any, *names: str) -> Iterator[Any]:
    """The elements below ``root`` whose class has one of the words ``names``, or whose id is one."""
    wanted = set(names)
    for element in root.iter():
        if isinstance(element.tag, str) and (
            element.get("id") in wanted or wanted.intersection((element.get("class") or "").split())
        ):
            yield element


def line(element: Any) -> str:
    """The text within an element as one line."""
    return " ".join(flat(element))


def flat(element: Any) -> list[str]:
    """The text within an element as lines: markup of blocks and ``br`` part them."""
    parts: list[str] = []
    _gather(element, parts)
    return [text for text in (" ".join(piece.split()) for piece in "".join(parts).split("\0")) if text]


def _gather(element: Any, parts: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    part = element.tag in _BLOCKS or element.tag == "br"
    parts.append("\0" if part else "")
    parts.append(element.text or "")
    for child in element:
        _gather(child, parts)
        parts.append(child.tail or "")
    parts.append("\0" if part else "")
