"""RSS, Atom and RDF feeds: an article an item. What an item is made of, WordPress' exports (``wxr.py``) use too."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from pipeline.deadletter import failure
from pipeline.model import Hint, RawDocument

from . import fields, xml_frames
from .base import Item, Reader, Stream
from .xml_tree import first, inner, local, name_of, named, text_of, tree, value, within

_FORMAT: Final = "feed"
RECORDS: Final = ("item", "entry")
_SPACES: Final = (b"purl.org/rss", b"netscape.com/rdf")
_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_PREFIX: Final = re.compile(r"(</?)[\w.-]+:(?=\w)")
_PAGE: Final = re.compile(r"\w+://[^/]+/+[^/]")
"""An address with a path: a site's own is no article's."""

_CUT: Final = re.compile(r"(?:…|\.\.\.|&hellip;|&#8230;)[\s\]]*(?:<[^<>]*>\s*)*$")
_BODIES: Final = (
    "content:encoded",
    "content",
    "body",
    "description",
    "summary",
    "dcterms:abstract",
    "tagline",
)
_WHOLE: Final = frozenset(_BODIES[:3])
_SAID: Final[dict[str, tuple[str, ...]]] = {
    "title": ("title", "dc:title", "media:title"),
    "id": ("guid", "id", "dc:identifier", "dcterms:identifier"),
    "published": (
        "pubDate",
        "published",
        "issued",
        "dc:date",
        "dcterms:issued",
        "dcterms:created",
        "created",
        "date",
    ),
    "modified": ("updated", "modified", "dcterms:modified"),
    "publisher": ("dc:publisher", "source"),
    "language": ("dc:language", "language"),
    "rights": ("dc:rights", "rights", "copyright", "media:copyright"),
}
"""Where a field stands in an item, the surest first."""

_OF_ALL: Final[dict[str, tuple[str, ...]]] = {
    "publisher": ("dc:publisher", "title"),
    "language": ("language", "dc:language"),
    "rights": ("copyright", "dc:rights", "rights"),
}
"""Where the feed says it of all its items."""

_NO_FIELDS: Final = frozenset(
    (
        "link", "author", "contributor", "dc:creator", "itunes:author", "category", "dc:subject", "enclosure",
        "media:content", "media:thumbnail", "media:group", "media:description", "media:credit", "media:keywords",
        "itunes:image", "image", "thumb", "origLink",
    )
)  # fmt: skip
"""Elements of an item that are taken apart, or told by others."""


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
    record = record_of(item, channel)
    if not record.keys() & {"html", "text"} and record.get("title"):
        record["text"] = record["title"]  # a feed of headlines
    made = fields.outcome(raw, fields.document(record), [("xml-errors", note)] if note else [])
    if isinstance(made, RawDocument) and not any(map(_is_whole, item.iterchildren("*"))):
        made = replace(made, hints=(*made.hints, Hint("truncated", "a summary alone", "description")))
    yield made


def _is_whole(element: Any) -> bool:
    """Whether an element of an item holds the article itself, not what it is about."""
    return name_of(element) in _WHOLE and bool(text_of(element))


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


def record_of(item: Any, channel: Any) -> dict[str, Any]:
    """An item as a record with the fields' names."""
    children: dict[str, list[Any]] = {}
    for child in item.iterchildren("*"):
        children.setdefault(name_of(child), []).append(child)
    record: dict[str, Any] = {}
    for field, names in _SAID.items():
        if text := next(filter(None, (_text(each) for name in names for each in children.get(name, ()))), ""):
            record[field] = text
    record |= _body(children) | _address(children, record.get("id", ""))
    record["authors"] = _people(children)
    record["keywords"] = _subjects(children)
    record["images"] = [*_pictures(item)]
    known = {*_NO_FIELDS, *_BODIES, *(name for names in _SAID.values() for name in names)}
    for name, elements in children.items():
        if name.rpartition(":")[2] not in known and name not in known:
            texts = [text for each in elements if (text := text_of(each))]
            record.setdefault(name, texts[0] if len(texts) == 1 else texts)
    return _completed(record, item, channel)


def _completed(record: dict[str, Any], item: Any, channel: Any) -> dict[str, Any]:
    """The record with what the feed says of all its items."""
    for field, names in _OF_ALL.items():
        found = (
            text_of(each) for name in names for each in channel.iterchildren("*") if name_of(each) == name
        )
        if field not in record and (text := next(filter(None, found), "")):
            record[field] = text
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    language = item.get(lang) or record.get("language") or channel.get(lang)
    if language:
        record["language"] = language
    return record


def _text(element: Any) -> str:
    """The text of an element; of a source, its title."""
    title = first(element, "title") if local(element) == "source" else None
    if title is not None:
        return text_of(title)
    return " ".join(inner(element).split()) if element.get("type") in ("html", "xhtml") else text_of(element)


def _body(children: dict[str, list[Any]]) -> dict[str, str]:
    """The running text as ``html`` or ``text``, and a ``summary`` that stands beside it."""
    found = []
    for name in _BODIES:
        for element in children.get(name, ()):
            text = markup(element)
            if _MARKUP.sub("", html.unescape(text)).strip():
                found.append(text)
    if not found:
        return {}
    out = {"html" if _MARKUP.search(found[0]) else "text": found[0]}
    if len(found) > 1 and not _CUT.search(found[1]) and found[1] != found[0]:
        out["summary"] = found[1]
    return out


def markup(element: Any) -> str:
    """The content of an element that holds text or HTML, as HTML or as plain text."""
    text = inner(element)
    if element.get("type") == "xhtml" or len(element):
        return _PREFIX.sub(r"\1", text)
    if not _MARKUP.search(text):
        text = html.unescape(text)  # plain text, or HTML that was escaped once too often
    return text


def _address(children: dict[str, list[Any]], identifier: str) -> dict[str, str]:
    for element in children.get("feedburner:origLink", children.get("origLink", [])):
        if text := text_of(element):
            return {"url": text}
    links = children.get("link", [])
    ranked = sorted(links, key=lambda link: link.get("rel", "alternate") != "alternate")
    for link in ranked:
        address = (link.get("href") or text_of(link)).strip()
        if link.get("rel", "alternate") in ("alternate", "self") and (_PAGE.match(address) or not identifier):
            return {"url": address} if address else {}
    permanent = all(guid.get("isPermaLink", "true") != "false" for guid in children.get("guid", []))
    return {"url": identifier} if permanent and identifier.startswith(("http://", "https://")) else {}


def _people(children: dict[str, list[Any]]) -> list[str]:
    """Who wrote it: Dublin Core's creators, else the authors."""
    for name in ("dc:creator", "author", "itunes:author", "dc:contributor"):
        told = [value(each, "name") or text_of(each) for each in children.get(name, ())]
        if any(told):
            return list(dict.fromkeys(filter(None, told)))
    return []


def _subjects(children: dict[str, list[Any]]) -> list[str]:
    found = [
        each.get("label") or text_of(each) or each.get("term") or ""
        for name in ("category", "dc:subject")
        for each in children.get(name, ())
    ]
    for each in children.get("media:keywords", ()):
        found.extend(part.strip() for part in text_of(each).split(","))
    return list(dict.fromkeys(filter(None, found)))


def _pictures(item: Any) -> Iterator[dict[str, str]]:
    """The pictures of an item, each once, with caption and credit where it has them."""
    seen = set()
    for element in item.iter("*"):
        name = name_of(element)
        address = element.get("url") or element.get("href") or ""
        kind = f"{element.get('medium') or ''}{element.get('type') or ''}"
        if name == "enclosure" or local(element) == "link":
            shown = kind.startswith("image") and element.get("rel", "enclosure") == "enclosure"
        else:
            shown = name in ("media:thumbnail", "itunes:image") or (
                name == "media:content" and (kind.startswith("image") or not kind)
            )
        if shown and address and address.partition("?")[0] not in seen:
            seen.add(address.partition("?")[0])
            yield {"url": address, **_told(element)}


def _told(picture: Any) -> dict[str, str]:
    """Caption and credit of a picture: its own, or those of the group that it is in."""
    out = {}
    for place in (picture, *picture.iterancestors()):
        if place is not picture and local(place) != "group":
            break
        for field, names in (
            ("caption", ("description", "text", "title")),
            ("credit", ("credit", "copyright")),
        ):
            texts = (text_of(each) for name in names for each in named(place, name))
            if field not in out and (text := next(filter(None, texts), "")):
                out[field] = text
    return out


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
