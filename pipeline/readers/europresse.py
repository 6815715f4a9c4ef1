"""Europresse (Eureka): a saved page of several articles, in its older form (tables) and its newer (``article``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.languages import dates
from pipeline.languages.folding import plain_words
from pipeline.model import RawDocument

from . import exports, fields
from .base import Item, Reader, Stream, rejected
from .export_pages import Layout, by_class, chosen, flat, layout, line, split, tree
from .exports import Fields, add, add_extra

_FORMAT: Final = "europresse"
_NAME: Final = rb"<span[^<>]{0,80}\bclass=[\"']?DocPublicationName\b"
_ARTICLE: Final = rb"<article\b"
_WORD: Final = b"DocPublicationName"
_LAYOUTS: Final[tuple[Layout, ...]] = (
    layout("new", _ARTICLE, _WORD, _ARTICLE, rb"titreArticle|class=[\"']?(?:DocHeader|docOcurrContainer)\b"),
    layout("old", _NAME, _WORD, _NAME, rb"class=[\"']?(?:TitreArticleVisu|DocHeader)\b"),
    layout("new", _ARTICLE, _WORD, rb"\.DocPublicationName\b", rb"\.titreArticleVisu\b"),
)
_NUMBER: Final = re.compile(r"\b([a-z]{2,6}·\d{8}·[A-Za-z0-9]{1,10}·\S+)")
_ISSUE: Final = re.compile(r"(.+?),? (?=n[o°º]\.? ?\d)", re.I)
_LONGEST_NAME: Final = 100


def _sniff(head: bytes, name: str) -> float:
    return 0.98 if chosen(_LAYOUTS, head) else 0.0


def _why(head: bytes, name: str) -> str:
    return "a page of articles that Europresse saved"


def _split(stream: Stream) -> Iterator[Item]:
    return split(stream, _FORMAT, _LAYOUTS)


def _parse(raw: RawDocument) -> Iterator[Item]:
    found: Fields = {}
    root = tree(raw)
    for number, header in enumerate(by_class(root, "DocPublicationName")):
        if not number:
            _publication(line(header), found)
    _header("".join(" ".join(each.itertext()) for each in by_class(root, "DocHeader")), found)
    if raw.payload[:8].lower() == b"<article":
        _new(root, found)
    else:
        _old(root, found)
    if not found.get("text"):
        yield rejected(raw, "no-text", "an entry without a text")
        return
    mapping, extra = exports.record(found)
    yield fields.outcome(raw, fields.document(mapping), extra)


def _publication(name: str, found: Fields) -> None:
    """``Le Monde, no. 21345``: the paper and its issue."""
    issue = _ISSUE.match(name)
    add(found, "publisher", issue[1] if issue else name)
    if issue:
        add(found, "edition", name[issue.end() :])


def _header(text: str, found: Fields) -> None:
    """``Politique, jeudi 4 octobre 2012, p. 03``: section, date, page."""
    lone = exports.without_length(text)
    parts = [part for part in (" ".join(each.split()) for each in lone.split(",")) if part]
    dated = [
        (len(date.value), -size, at)
        for size in (1, 2, 3)
        for at in range(len(parts) - size + 1)
        if (date := dates.parse(", ".join(parts[at : at + size]))) is not None
    ]
    if not dated:
        add(found, "section", ", ".join(parts))
        return
    _, size, at = max(dated)  # the most precise, in the fewest parts
    end = at - size
    while at and exports.is_weekday(parts[at - 1]):
        at -= 1
    add(found, "published", ", ".join(parts[at:end]))
    add(found, "section", ", ".join(parts[:at]))
    for part in parts[end:]:
        if page := exports.page_of(part):
            add(found, "page", page)
        else:
            add(found, "edition", part)


def _new(root: Any, found: Fields) -> None:
    article = next(root.iter("article"), root)
    title = next(by_class(article, "titreArticleVisu", "rdp__articletitle"), None)
    if title is not None:
        add(found, "title", line(title))
    box = next(by_class(article, "titreArticle"), None)
    above = title is not None
    head = next(article.iter("header"), None)
    for part in head if head is not None else ():
        if part is box or (title is not None and part is title):
            above = False
            for each in box if box is not None else ():
                if each is not title and isinstance(each.tag, str):
                    before = (
                        title is not None
                        and each.getnext() is not None
                        and title in list(each.itersiblings())
                    )
                    add(found, "kicker" if before else "lead", line(each))
        elif isinstance(part.tag, str) and not any(
            True for _ in by_class(part, "DocPublicationName", "DocHeader")
        ):
            add(found, "kicker" if above else "authors", line(part))
    for part in by_class(article, "docAuthors"):
        add(found, "authors", line(part))
    _body(article, found)
    for part in article.iter("aside"):
        _aside(flat(part), found)
    for part in article.iter("footer"):
        _footer(flat(part), found)


def _body(article: Any, found: Fields) -> None:
    text = next(by_class(article, "docOcurrContainer"), None)
    if text is None:
        text = next(by_class(article, "DocText"), None)
    if text is None:
        text = next(article.iter("section"), None)
    if text is not None:
        found["text"] = [each for each in flat(text) if not _is_footer(each, found)]


def _aside(lines: list[str], found: Fields) -> None:
    """Descriptions of pictures, below a line that says so; notes."""
    kind = ""
    for text in lines:
        start, _, rest = text.partition(":")
        key = plain_words(start.partition("(")[0])
        if len(start) < 30 and key in exports.words(_FORMAT, "pictures"):
            kind, text = "captions", rest.strip()
        elif len(start) < 30 and key in exports.words(_FORMAT, "notes"):
            kind, text = "note", rest.strip()
        if kind == "captions":
            add(found, "captions", text)
        else:
            add_extra(found, kind or "aside", text)


def _footer(lines: list[str], found: Fields) -> None:
    for text in lines:
        _is_footer(text, found)


def _is_footer(text: str, found: Fields) -> bool:
    """Takes a line with rights or the number of the document."""
    number = _NUMBER.search(text)
    if number and (plain_words(text[: number.start()]) in (*exports.words(_FORMAT, "numbers"), "")):
        if "id" not in found:
            add(found, "id", number[1])
        return True
    if exports.is_rights(text) and len(text) < 400:
        add(found, "rights", text)
        return True
    return False


def _old(root: Any, found: Fields) -> None:
    """The older form has no markup for author and text: what breaks its lines tells."""
    title = next(by_class(root, "TitreArticleVisu"), None)
    start = title
    if title is None:
        start = next(reversed([*by_class(root, "DocPublicationName"), *by_class(root, "DocHeader")]), None)
    else:
        add(found, "title", line(title))
        add(found, "kicker", _above(title))
    if start is None:
        return
    lines = _pieces(start)
    if lines and lines[0][1] == "br" and len(lines[0][0]) <= _LONGEST_NAME and not lines[0][0].endswith("."):
        add(found, "authors", lines.pop(0)[0])
    found["text"] = [text for text, _ in lines if not _is_footer(text, found)]


def _above(title: Any) -> str:
    """What stands in a line of its own above the headline, below the header."""
    for before in title.itersiblings(preceding=True):
        if before.tag == "span":
            break
        if before.tag == "br" and (before.tail or "").strip():
            return " ".join(before.tail.split())
    return ""


def _pieces(start: Any) -> list[tuple[str, str]]:
    """The lines behind an element, each with the tag that ends it; a table ends them all."""
    pieces: list[tuple[str, str]] = []
    current = [start.tail or ""]
    for part in start.itersiblings():
        if part.tag in ("br", "p", "table", "div"):
            pieces.append(("".join(current), part.tag))
            pieces.extend((text, "p") for text in (flat(part) if part.tag in ("p", "div") else ()))
            current = [part.tail or ""]
            if part.tag == "table":
                break
        elif isinstance(part.tag, str):
            current.append(" ".join(part.itertext()) + (part.tail or ""))
    pieces.append(("".join(current), "p"))
    return [(" ".join(text.split()), end) for text, end in pieces if text.strip()]


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
