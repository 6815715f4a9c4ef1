"""MediaWiki's dumps (Wikinews, Wikipedia): a page of the main name space is an article, by its newest
revision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from pipeline.deadletter import failure
from pipeline.model import RawDocument

from . import xml_frames
from .base import BUFFER, Item, Reader, Stream, rejected
from .fields import structured
from .wikitext import page
from .xml_tree import first, named, opened, text_of, value, within

_FORMAT: Final = "mediawiki"
_MAIN: Final = "0"
_FILES, _CATEGORIES = "6", "14"
_WIKITEXT: Final = ("", "wikitext")


def _sniff(head: bytes, name: str) -> float:
    return 0.97 if xml_frames.root(head)[0].lower() == "mediawiki" else 0.0


def _why(head: bytes, name: str) -> str:
    return "its outermost element is <mediawiki>: a wiki's dump"


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("page",), _FORMAT)


def _boundary(file: BinaryIO, position: int, size: int) -> int:
    """Texts are escaped in these dumps: what looks like a page's beginning is one."""
    file.seek(position)
    at, rest = position, b""
    while at < size and (piece := file.read(BUFFER)):
        data = rest + piece
        found = min((n for n in (data.find(b"<page>"), data.find(b"<page ")) if n >= 0), default=-1)
        if found >= 0:
            return at - len(rest) + found
        at += len(piece)
        rest = data[-6:]
    return size


def _parse(raw: RawDocument) -> Iterator[Item]:
    found, element, note = opened(raw, "page")
    if element is None:
        yield failure("parse", "bad-xml", f"no page can be read: {note}", raw)
        return
    space = value(element, "ns") or _MAIN
    if space != _MAIN:
        yield rejected(
            raw, "not-text", f"a page of name space {space} ({value(element, 'title')}), no article"
        )
        return
    if first(element, "redirect") is not None:
        yield rejected(
            raw, "redirect", f"leads on to {first(element, 'redirect').get('title') or 'another page'}"
        )
        return
    revisions = sorted(named(element, "revision"), key=lambda each: value(each, "timestamp"))
    newest = revisions[-1] if revisions else None
    text = None if newest is None else first(newest, "text")
    if newest is None or text is None or value(newest, "model") not in _WIKITEXT:
        yield rejected(raw, "no-text", "a page without a text in wiki markup")
        return
    site = first(found, "siteinfo")
    told = page("".join(text.itertext()), _names(site, _FILES), _names(site, _CATEGORIES))
    record = {
        "title": value(element, "title"),
        "id": value(element, "id"),
        "url": _address(site, value(element, "title")),
        "modified": value(newest, "timestamp"),
        "published": told.date,
        "dateline": told.place,
        "publisher": value(site, "sitename") if site is not None else "",
        "language": found.get("{http://www.w3.org/XML/1998/namespace}lang"),
        "keywords": list(told.categories),
    }
    yield structured(raw, record, told.blocks)


def _names(site: Any, key: str) -> list[str]:
    """The wiki's own names of a name space."""
    spaces = within(site, "namespace") if site is not None else ()
    return [text_of(each).casefold() for each in spaces if each.get("key") == key]


def _address(site: Any, title: str) -> str:
    """A page's address, beside that of the wiki's first page."""
    base = value(site, "base").rpartition("/")[0] if site is not None else ""
    return f"{base}/{quote(title.replace(' ', '_'), safe='/:(),!$*;@~')}" if base and title else ""


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse, _boundary)
