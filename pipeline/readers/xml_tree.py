"""Trees of XML as dumps have it: with entities of HTML, bare ``&``, control characters, and in charsets that are not
those declared. Nothing outside the record is read: no DTD, no entity, no address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import entities, escape
from typing import Any, Final

from lxml import etree

from pipeline.deadletter import failure
from pipeline.languages.charset import to_text
from pipeline.model import Failure, RawDocument

_DECLARED: Final = re.compile(r"(?:\s*<\?xml[\s][^>]*\?>)+")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE\s[^\[<>]*(?:\[.*?\]\s*)?>", re.S | re.I)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SPECIAL: Final = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|&(?:#([0-9]{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?",
    re.S,
)
_OWN: Final = frozenset(("amp", "lt", "gt", "quot", "apos"))
_PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://news.yandex.ru": "yandex",
    "http://turbo.yandex.ru": "turbo",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://www.w3.org/1999/xhtml": "",
}
"""The prefixes that these name spaces usually have ("": none); a file may choose any."""


def tree(payload: bytes, charset: str | None = None) -> tuple[Any, str | None]:
    """The outermost element of ``payload``, whatever of it can be read (None: nothing), and a note on what is wrong."""
    text = to_text(payload, charset, markup=True)[0]
    text = _DOCTYPE.sub("", _DECLARED.sub("", text, count=1), count=1)
    text = _SPECIAL.sub(_meant, _CONTROL.sub("", text))
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        collect_ids=False,
    )
    try:
        found = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        return None, str(error)[:200]
    log = (entry for entry in parser.error_log if entry.level_name != "WARNING")
    # A record of many comes without the end tags of what is around it.
    wrong = next((entry for entry in log if entry.type_name != "ERR_TAG_NOT_FINISHED"), None)
    return found, f"line {wrong.line}: {wrong.message.strip()}"[:200] if wrong else None


def _meant(found: re.Match[str]) -> str:
    """What a reference stands for, where XML does not know it; a ``&`` that begins none is itself."""
    whole, decimal, hexadecimal, name = found[0], found[1], found[2], found[3]
    if whole[0] == "<":
        return whole
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return "" if code > 0x10FFFF or _CONTROL.match(chr(code)) else whole
    if name in _OWN:
        return whole
    known = entities.html5.get(f"{name};") if name else None
    return escape(known, quote=False) if known else f"&amp;{whole[1:]}"


def opened(raw: RawDocument, *names: str) -> tuple[Any, Any, str | None]:
    """The tree of a record, the first element in it with one of the names (None: there is none), and a note on what is
    wrong."""
    root, wrong = tree(raw.payload, raw.charset)
    return root, None if root is None else next(within(root, *names), None), wrong


def unreadable(raw: RawDocument, wrong: str | None, name: str) -> Failure:
    """Why nothing can be read of a record whose element is to be called ``name``."""
    return failure("parse", "bad-xml", f"not readable as XML: {wrong or f'no element {name}'}", raw)


def name_of(element: Any) -> str:
    """The name of an element with its usual prefix: ``title``, ``dc:creator``; where the vocabulary is another, with
    the file's own."""
    space, _, local = element.tag.rpartition("}")
    prefix = _PREFIXES.get(space[1:], element.prefix or "") if space else ""
    return f"{prefix}:{local}" if prefix else str(local)


def local(element: Any) -> str:
    """The name of an element without its prefix."""
    return _bare(str(element.tag))


@lru_cache(4096)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def text_of(element: Any) -> str:
    """All text in an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def inner(element: Any) -> str:
    """The content of an element as written: markup within it, or its text, which may be markup itself."""
    if len(element) == 0:
        return (element.text or "").strip()
    text: str = etree.tostring(element, encoding="unicode", with_tail=False)
    begin, end = text.find(">") + 1, text.rfind("</")
    return text[begin:end].strip()


def named(element: Any, *names: str) -> Iterator[Any]:
    """The children of an element with one of these local names."""
    return (child for child in element.iterchildren(etree.Element) if local(child) in names)


def first(element: Any, *path: str) -> Any:
    """The first element at a path of local names below ``element``, else None."""
    for name in path:
        element = next(named(element, name), None)
        if element is None:
            return None
    return element


def value(element: Any, *path: str) -> str:
    """The text at a path of local names, white space folded; "" where there is none."""
    found = first(element, *path)
    return "" if found is None else text_of(found)


def within(element: Any, *names: str) -> Iterator[Any]:
    """All elements below ``element`` with one of these local names, in document order."""
    return (each for each in element.iter(etree.Element) if local(each) in names)


def language_of(element: Any) -> str:
    """What an element declares as its language; "" where it declares none."""
    return str(element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("lang") or "")
