"""Maps of sites: those for news name their articles with title and date; others name addresses alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from pipeline.model import Hint, RawDocument, Rejected

from . import fields, xml_frames
from .base import Item, Reader, Stream
from .xml_tree import first, local, named, opened, text_of, unreadable, value

_FORMAT: Final = "sitemap"
_NEWS: Final = (b"sitemap-news/", b":news>")
_SAID: Final = {
    "title": ("title",),
    "published": ("publication_date",),
    "publisher": ("publication", "name"),
    "language": ("publication", "language"),
    "keywords": ("keywords",),
    "genre": ("genres",),
}


def _sniff(head: bytes, name: str) -> float:
    return 0.97 if xml_frames.root_name(head) in ("urlset", "sitemapindex") else 0.0


def _split(stream: Stream) -> Iterator[Item]:
    if any(mark in stream.head for mark in _NEWS):
        yield from xml_frames.split(stream, ("url",), _FORMAT)
    else:
        sentence = "the map of a site: addresses of its pages, and no text"
        yield Rejected("read", "not-text", sentence, stream.source, stream.member, format=_FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, element, wrong = opened(raw, "url")
    if element is None:
        yield unreadable(raw, wrong, "url")
        return
    news = first(element, "news")
    record: dict[str, Any] = {
        "url": value(element, "loc"),
        "modified": value(element, "lastmod"),
        "images": [dict(_picture(image)) for image in named(element, "image")],
    }
    known = {path[0] for path in _SAID.values()}
    if news is not None:
        record |= {field: text for field, path in _SAID.items() if (text := value(news, *path))}
        record |= {local(each): text_of(each) for each in _others(news, known)}
        record["text"] = record.get("title", "")
    made = fields.outcome(raw, fields.document(record), [("xml-errors", wrong)] if wrong else [])
    if isinstance(made, RawDocument):
        made = replace(made, hints=(*made.hints, Hint("truncated", "a headline alone", "title")))
    yield made


def _others(element: Any, known: set[str]) -> Iterator[Any]:
    """The children of an element that have none of the names, and a text."""
    return (each for each in element.iterchildren("*") if local(each) not in known and text_of(each))


def _picture(image: Any) -> Iterator[tuple[str, str]]:
    for name, path in (("url", "loc"), ("caption", "caption")):
        if text := value(image, path):
            yield name, text


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
