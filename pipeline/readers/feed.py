"""RSS, Atom and RDF feeds, and the exports of blogs that are feeds (Blogger): an article an item (``feed_item.py``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from pipeline.deadletter import failure
from pipeline.model import Hint, RawDocument

from . import fields, xml_frames
from .base import Item, Reader, Stream, rejected
from .feed_item import is_whole, kind_of, record_of
from .xml_tree import first, local, tree, value, within

_FORMAT: Final = "feed"
RECORDS: Final = ("item", "entry")
_SPACES: Final = (b"purl.org/rss", b"netscape.com/rdf")
_NO_ARTICLES: Final = frozenset(("comment", "template", "settings"))
"""What else than its posts the export of a blog holds, by what an entry says that it is."""

_UNSEEN: Final = frozenset(("yes", "true", "draft", "soft_trashed", "scheduled"))


# ---------------------------------------------------------------- what it is


def _sniff(head: bytes, name: str) -> float:
    if exported(head):
        return 0.0
    outermost, attributes = xml_frames.root(head)
    kind = outermost.rpartition(":")[2].lower()
    if kind in ("rss", "channel"):
        return 0.97 if kind == "rss" or b"<item" in head else 0.0
    if kind == "feed":
        return 0.97 if b"atom" in attributes.lower() or b"entry" in head else 0.0
    return 0.97 if kind == "rdf" and any(space in head for space in _SPACES) else 0.0


def exported(head: bytes) -> bool:
    """Whether the feed is an export of WordPress."""
    return b"wordpress.org/export/" in xml_frames.root(head)[1]


def _why(head: bytes, name: str) -> str:
    return f"its outermost element is <{xml_frames.root(head)[0]}>: a feed"


# ---------------------------------------------------------------- split and parse


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, RECORDS, _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    item, channel, note = opened(raw)
    if item is None:
        yield failure("parse", "bad-xml", f"no item can be read: {note}", raw)
        return
    if (kind := kind_of(item)) in _NO_ARTICLES:
        yield rejected(raw, "not-text", f"of the site, but no article: {kind}")
        return
    if any(told.lower() in _UNSEEN for told in (value(item, "control", "draft"), value(item, "status"))):
        yield rejected(raw, "not-published", "an entry that was not published: a draft, or thrown away")
        return
    record = record_of(item, channel)
    if not record.keys() & {"html", "text"} and record.get("title"):
        record["text"] = record["title"]  # a feed of headlines
    made = fields.outcome(raw, fields.document(record), [("xml-errors", note)] if note else [])
    if isinstance(made, RawDocument) and not any(map(is_whole, item.iterchildren("*"))):
        made = replace(made, hints=(*made.hints, Hint("truncated", "a summary alone", "description")))
    yield made


def opened(raw: RawDocument) -> tuple[Any, Any, str | None]:
    """The item of a record, what the feed says of all items (None: nothing), and a note on what is wrong."""
    found, note = tree(raw.payload, raw.charset)
    if found is None:
        return None, None, note or "nothing in it"
    item = found if local(found) in RECORDS else next(within(found, *RECORDS), None)
    channel = first(found, "channel") if local(found) != "feed" else found
    if item is not None and note and "Premature end" in note:
        note = None  # the elements around the record, which its payload leaves open
    return item, found if channel is None else channel, note


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
