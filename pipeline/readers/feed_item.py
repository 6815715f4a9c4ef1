"""What an item of a feed says, as a record with the fields' names; WordPress' exports (``wxr.py``) use it too."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from .xml_tree import first, inner, local, name_of, named, text_of, value

_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_LINK: Final = re.compile(r"<a\s[^<>]*>[^<>]*</a\s*>", re.I)
_FEW, _SIGNS = 1000, " \t\r\n|·•,.-–—"
"""So few characters of links alone (to the comments, to the rest) are no text."""

_PREFIX: Final = re.compile(r"(</?)[\w.-]+:(?=\w)")
_PAGE: Final = re.compile(r"\w+://[^/]+/+[^/]")
"""An address with a path: a site's own is no article's."""

_FACE: Final = re.compile(r"gravatar\.|/avatars?/", re.I)
"""An address of a picture of who wrote it."""

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

_CUT: Final = re.compile(r"(?:…|\.\.\.|&hellip;|&#8230;)[\s\]]*(?:<[^<>]*>\s*)*$")
_BODIES: Final = (
    "content:encoded",
    "turbo:content",
    "yandex:full-text",
    "full-text",
    "content",
    "body",
    "description",
    "summary",
    "dcterms:abstract",
    "tagline",
)
_WHOLE: Final = frozenset(_BODIES[: _BODIES.index("description")])
_LONG, _TAIL = 2000, 80
"""Characters of text beyond which a description is the article itself, unless it breaks off."""

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
    "genre": ("yandex:genre",),
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


def record_of(item: Any, channel: Any) -> dict[str, Any]:
    """An item as a record with the fields' names."""
    children: dict[str, list[Any]] = {}
    for child in item.iterchildren("*"):
        children.setdefault(name_of(child), []).append(child)
    record: dict[str, Any] = {}
    for field, names in _SAID.items():
        if text := next(filter(None, (_text(each) for name in names for each in children.get(name, ()))), ""):
            record[field] = text
    record |= _body(children) | _address(children, record.get("id", ""), item, channel)
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
            if _MARKUP.sub("", html.unescape(_LINK.sub("", text) if len(text) < _FEW else text)).strip(
                _SIGNS
            ):
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


def is_whole(element: Any) -> bool:
    """Whether an element of an item holds the article itself, not what it is about."""
    name = name_of(element)
    if name in _WHOLE:
        return bool(text_of(element))
    if name not in _BODIES or (not len(element) and len(element.text or "") <= _LONG):
        return False
    text = _MARKUP.sub("", markup(element)).rstrip()
    return len(text) > _LONG and not _CUT.search(text[-_TAIL:])


def kind_of(item: Any) -> str:
    """What an entry says that it is (``post``, ``comment``), in small letters; "" where it says nothing."""
    for each in named(item, "category"):
        if (each.get("scheme") or "").endswith("#kind"):
            return str(each.get("term") or "").rpartition("#")[2].lower()
    return next((text_of(each).lower() for each in named(item, "type") if name_of(each) != "dc:type"), "")


def _address(children: dict[str, list[Any]], identifier: str, item: Any, channel: Any) -> dict[str, str]:
    for element in children.get("feedburner:origLink", children.get("origLink", [])):
        if text := text_of(element):
            return {"url": text}
    permanent = all(guid.get("isPermaLink", "true") != "false" for guid in children.get("guid", []))
    known = identifier if permanent and identifier.startswith(("http://", "https://")) else ""
    links = children.get("link", [])
    ranked = sorted(links, key=lambda link: link.get("rel", "alternate") != "alternate")
    for link in ranked:
        address = (link.get("href") or text_of(link)).strip()
        if address and not _SCHEME.match(address):
            address = urljoin(_base(item, channel), address)
        if link.get("rel", "alternate") in ("alternate", "self") and (_PAGE.match(address) or not identifier):
            if known and address != known and _PAGE.match(known) and _counted(address, known, channel):
                return {"url": known}
            return {"url": address} if address else {}
    return {"url": known} if known else {}


def _base(item: Any, channel: Any) -> str:
    """The address that relative ones in an item stand beside; "" where the feed tells none."""
    return urljoin(_site(channel), str(item.base or ""))


def _site(channel: Any) -> str:
    links = [link for link in named(channel, "link") if link.get("rel", "alternate") in ("alternate", "self")]
    told = ((link.get("href") or text_of(link)).strip() for link in links)
    return next((address for address in told if address.startswith(("http://", "https://"))), "")


def _counted(address: str, known: str, channel: Any) -> bool:
    """Whether a link leads over a server that counts who follows it, while the permanent one is at the feed's site."""
    at, permanent, site = (_host(each) for each in (address, known, _site(channel)))
    return at != site and permanent == site


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""


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
        if not (each.get("scheme") or "").endswith("#kind")
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
        if shown and address and address.partition("?")[0] not in seen and not _FACE.search(address):
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
            texts = (
                text
                for name in names
                for each in named(place, name)
                if (text := text_of(each)) and (name != "title" or " " in text)  # a file's name is no caption
            )
            if field not in out and (text := next(texts, "")):
                out[field] = text
    return out
