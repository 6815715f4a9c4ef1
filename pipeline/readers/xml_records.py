"""XML that somebody made: the outermost elements whose children are named like known fields
(``languages/fields.toml``), a text among them, are the records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from lxml import etree

from pipeline.deadletter import failure
from pipeline.model import RawDocument

from . import fields, xml_frames, xml_markup
from .base import Item, Reader, Stream, rejected, text_document, unmarked
from .field_names import BODY, key, places, table
from .issue_pages import taken_apart
from .xml_tree import local, named, text_of, tree, within

_FORMAT: Final = "xml"
_TAG: Final = re.compile(
    rb"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)|<\?(?:.*?\?>|.*)|<(/?)([A-Za-z_][\w:.-]*)([^<>]*?)(/?)>",
    re.S,
)
_ATTRIBUTE: Final = re.compile(rb"([A-Za-z_][\w:.-]*)\s*=\s*[\"']([^\"'<>]{0,60})")
_NAMED: Final = ("field", "column", "str", "arr", "int", "long", "property", "attribute")
"""Elements that are called by an attribute ``name``, as exports of databases and search engines have them."""

_OTHERS: Final = frozenset(
    ("html", "rss", "feed", "rdf", "mediawiki", "svg", "urlset", "sitemapindex", "opml", "plist")
)
"""Roots of XML that is something else, whatever its elements are called."""

_TELLING: Final = frozenset(("title", "url", "published", "authors", "source_id", "publisher"))
_NIL: Final = ("true", "1")
_VALUES: Final = ("value", "content", "date", "href")
_PARAGRAPH: Final = "p"
_MOST: Final = 2000
_DEEPEST: Final = 40


def _sniff(head: bytes, name: str) -> float:
    return 0.4 if record(head) else 0.0


def _why(head: bytes, name: str) -> str:
    return f"XML whose elements {record(head)} hold fields that are known, a text among them"


def record(head: bytes) -> str:
    """The local name of the elements that are records in XML that begins with ``head``; "" where there are none."""
    start = unmarked(head)
    outer = xml_frames.root_name(head)
    if not outer or outer.lower() in _OTHERS:
        return ""
    declared = start.lstrip()[:5] == b"<?xml"  # one record without it is SGML more often than not
    open_: list[tuple[str, set[str]]] = []
    for number, found in enumerate(_TAG.finditer(start)):
        if found[2] is None:
            continue
        if number > _MOST or len(open_) > _DEEPEST:
            break
        name = found[2].decode("utf-8", "replace").rpartition(":")[2]
        if found[1]:
            while open_ and open_.pop()[0] != name:
                pass
            if not open_ and not _is_end(start[found.end() :]):
                return ""  # another root: that is SGML
            continue
        attributes = {
            each[0].rpartition(b":")[2].decode("ascii", "replace"): each[1]
            for each in _ATTRIBUTE.findall(found[3])
        }
        if open_:
            told = attributes.get("name") if name in _NAMED else None
            open_[-1][1].add(told.decode("utf-8", "replace") if told else name)
        open_.append((name, set(attributes)))
        for depth, (holder, children) in enumerate(open_):
            if (depth or declared) and (
                _holds_fields(children) or (not depth and _holds_paragraphs(children))
            ):
                return holder
        if found[4]:
            open_.pop()
    return ""


def _is_end(rest: bytes) -> bool:
    return not re.search(rb"<[A-Za-z]", rest)


def _holds_fields(children: set[str]) -> bool:
    known = {place[0] for name in children for place in places(key(name))}
    return not known.isdisjoint(BODY) and not known.isdisjoint(_TELLING)


def _holds_paragraphs(children: set[str]) -> bool:
    """Whether a whole file is one text: paragraphs below a title."""
    known = {place[0] for name in children for place in places(key(name))}
    return _PARAGRAPH in children and "title" in known


def _split(stream: Stream) -> Iterator[Item]:
    if taken := taken_apart(stream, _FORMAT):
        yield taken
        return
    name = record(stream.head)
    if not name:  # asked for by the user, who knows better
        name = xml_frames.root(stream.head)[0].rpartition(":")[2] or "article"
    for item in xml_frames.split(stream, (name,), _FORMAT):
        yield replace(item, extra=(("record", name),)) if isinstance(item, RawDocument) else item


# ---------------------------------------------------------------- parse


def _parse(raw: RawDocument) -> Iterator[Item]:
    name = next((value for known, value in raw.extra if known == "record"), "") or record(raw.payload)
    root, wrong = tree(raw.payload, raw.charset)
    element = None if root is None else next(within(root, name), root)
    if element is None:
        yield failure("parse", "bad-xml", f"not readable as XML: {wrong or 'nothing in it'}", raw)
        return
    raw = replace(raw, extra=())
    made = fields.document(_record(element))
    outcome = fields.outcome(raw, made, [("xml-errors", wrong)] if wrong else [])
    if not isinstance(outcome, RawDocument):
        yield outcome
        return
    blocks, images = xml_markup.written(made.text, "text")
    if not blocks:
        yield rejected(raw, "no-text", "the record has no text")
        return
    text = "\n\n".join(block.text for block in blocks)
    yield text_document(outcome, text, (*outcome.hints, *images), outcome.extra, blocks)


def _record(element: Any) -> dict[str, Any]:
    """A record's fields; paragraphs that stand right within it are its text where it has no other."""
    made = _mapping(element)
    loose = list(named(element, _PARAGRAPH))
    if loose and not any(place[0] in BODY for name in made for place in places(key(name))):
        made.pop(_PARAGRAPH, None)
        made["text"] = "\n".join(f"<p>{_escaped(text_of(each))}</p>" for each in loose)
    return made


def _mapping(element: Any) -> dict[str, Any]:
    """An element as a record: its attributes and children by name; several of one name are a list."""
    made: dict[str, Any] = {}
    for child in element.iterchildren(etree.Element):
        name, value = _called(child), _value(child)
        if value in (None, "", {}, []):
            continue
        if name not in made:
            made[name] = value
        elif isinstance(made[name], list):
            made[name].append(value)
        else:
            made[name] = [made[name], value]
    for name, value in element.attrib.items():
        if value.strip():
            made.setdefault(str(name).rpartition("}")[2], value)
    return made


def _value(element: Any) -> Any:
    """A field's value: its text, markup as HTML where it is the article's text, else what is within it by name."""
    if any(str(name).rpartition("}")[2] == "nil" and value in _NIL for name, value in element.attrib.items()):
        return None
    body = any(place[0] in BODY for place in places(key(_called(element))))
    if len(element) == 0:
        text = element.text or ""
        if not text.strip():
            return next((value for name, value in element.attrib.items() if name in _VALUES), None)
        return text if body else " ".join(text.split())
    if body:
        return _html(element)
    inner = list(element.iterchildren(etree.Element))
    names = set(map(local, inner))
    if len(names) == 1 and (len(inner) > 1 or _plural(local(element), names)):
        # Only here: each level that took its children twice would double the time.
        return [value for value in map(_value, inner) if value not in (None, "", {}, [])]
    return _mapping(element)


def _called(element: Any) -> str:
    name = local(element)
    return (element.get("name") or name) if name in _NAMED else name


def _plural(name: str, inner: set[str]) -> bool:
    """Whether an element only holds a list: ``keywords`` of ``keyword``."""
    known = {place[0] for place in places(key(name))}
    return bool(known & table().lists) and all(not places(f"{key(name)}.{key(each)}") for each in inner)


def _html(element: Any) -> str:
    """The paragraphs of a text as HTML, whatever its elements are called."""
    found = xml_markup.blocks(element)
    tags = {"crosshead": "h2", "list": "li", "quote": "blockquote", "caption": "figcaption"}
    return "\n".join(
        f"<{tags.get(block.kind, 'p')}>{_escaped(block.text)}</{tags.get(block.kind, 'p')}>"
        for block in found
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
