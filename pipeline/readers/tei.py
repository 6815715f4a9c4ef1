"""TEI: an issue of a newspaper with its articles as divisions, perhaps continued in other columns; or one article.

The dates of the header's publication are of the digital edition; those of its source are the newspaper's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from pipeline.model import RawDocument

from . import xml_frames
from .base import Item, Reader, Stream, rejected
from .tei_text import blocks
from .xml_markup import joined
from .xml_story import Story
from .xml_tree import first, language_of, local, named, opened, text_of, unreadable, within

_FORMAT: Final = "tei"
_ROOTS: Final = ("TEI", "TEI.2")
_ARTICLES: Final = ("article", "news", "newsitem", "item", "story", "artikel", "notice", "report")
_PAGE: Final = re.compile(r"\[?\w{0,4}\]?")
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"


def _sniff(head: bytes, name: str) -> float:
    outer = xml_frames.root_name(head)
    return 0.95 if outer in (*_ROOTS, "teiCorpus", "teiCorpus.2") else 0.0


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, _ROOTS, _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, document, wrong = opened(raw, *_ROOTS)
    if document is None:
        yield unreadable(raw, wrong, "TEI")
        return
    text = first(document, "text")
    if text is None:
        yield rejected(raw, "no-text", "a TEI document without a text")
        return
    bodies = list(within(text, "body"))
    body = bodies[0] if len(bodies) == 1 else text
    head = first(document, "teiHeader")
    found = _articles(text) or ([[each] for each in bodies] if len(bodies) > 1 else [])
    for parts in found:
        yield _article(raw, parts, head, text, wrong)
    if not found:
        story = Story(blocks=blocks(body))
        _whole(head, story)
        _said(head, text, story, wrong)
        yield story.item(raw, "TEI document")


# ---------------------------------------------------------------- articles of an issue


def _articles(body: Any) -> list[list[Any]]:
    """The divisions that are articles, each with its continuations, in the order in which they begin."""
    found: dict[str, list[Any]] = {}
    follows: dict[str, str] = {}
    for number, each in enumerate(within(body, "div", *(f"div{level}" for level in range(1, 8)))):
        if (each.get("type") or "").lower() not in _ARTICLES:
            continue
        own = each.get(f"{_XML}id") or ""
        before = follows.pop(own, None) or _target(each.get("prev"))
        key = before if before in found else _number(each, found) or own or f"#{number}"
        found.setdefault(key, []).append(each)
        if own and own != key and own not in found:
            found[own] = found[key]
        if following := _target(each.get("next")):
            follows[following] = key
    return list({id(parts): parts for parts in found.values()}.values())


def _target(reference: str | None) -> str:
    return (reference or "").rpartition("#")[2]


def _number(division: Any, found: dict[str, list[Any]]) -> str:
    """The key of a division by its number: articles are numbered through an issue, and a continuation has no headline
    of its own."""
    number = division.get("n") or division.get("corresp")
    if not number:
        return ""
    key = f"n={number}"
    headed = first(division, "head") is not None
    return f"{key}/{len(found)}" if headed and key in found else key


def _article(raw: RawDocument, parts: list[Any], head: Any, text: Any, wrong: str | None) -> Item:
    story = Story()
    apart = frozenset(id(each) for each in _others(parts))
    for part in parts:
        story.blocks = joined(story.blocks, blocks(part, apart))
    _headed(parts[0], story)
    story.once("page", _page(parts[0], text), "pb/n")
    _said(head, text, story, wrong)
    # An id is unique in its file alone: the issue, or its day, goes before it.
    issue = text.getparent().get(f"{_XML}id") or story.first("published")
    if issue and (own := parts[0].get(f"{_XML}id")):
        story.once("source_id", f"{issue}:{own}", "div/id")
    return story.item(raw, "article")


def _others(parts: list[Any]) -> Iterator[Any]:
    """Articles within the parts of one, which stand there only because a column goes on."""
    for part in parts:
        for each in part.iterdescendants(etree.Element):
            if (each.get("type") or "").lower() in _ARTICLES:
                yield each


def _headed(division: Any, story: Story) -> None:
    """Headline, byline and dateline of a division, from its head and what stands around its text."""
    for each in named(division, "head"):
        kind = (each.get("type") or "").lower()
        text = text_of(each)
        if kind in ("kicker", "over", "overline", "pre") and text:
            story.once("kicker", text, "head")
        elif kind in ("sub", "subtitle", "sub-title", "subhead") and story.first("title"):
            story.once("lead", text, "head")
        else:
            story.once("title", text, "head")
    _signed(division, story)


def _signed(division: Any, story: Story) -> None:
    for each in division.iter(etree.Element):
        name = local(each)
        if name in ("byline", "docAuthor", "signed"):
            story.signed(each, name)
        elif name == "dateline":
            story.placed(text_of(each), name)


def _page(division: Any, text: Any) -> str | None:
    """The number of the page on which a division begins."""
    page = None
    for each in text.iter(etree.Element):
        if each is division:
            return page
        if local(each) == "pb" and _PAGE.fullmatch(each.get("n") or ""):
            page = each.get("n")
    return page


# ---------------------------------------------------------------- the header


def _whole(head: Any, story: Story) -> None:
    """What the header says of a file that is one article: its title, its author."""
    if head is None:
        return
    source = _source(head)
    analytic = next(within(source, "analytic"), None) if source is not None else None
    statement = analytic if analytic is not None else first(head, "fileDesc", "titleStmt")
    if statement is not None:
        for each in named(statement, "title"):
            story.once("title", text_of(each), "titleStmt/title")
        for each in named(statement, "author"):
            story.signed(each, "titleStmt/author")
    for each in named(first(head, "fileDesc", "publicationStmt"), "idno") if _has_publication(head) else ():
        story.once(
            "url" if text_of(each).startswith("http") else "source_id", text_of(each), "publicationStmt/idno"
        )


def _has_publication(head: Any) -> bool:
    return first(head, "fileDesc", "publicationStmt") is not None


def _source(head: Any) -> Any:
    return first(head, "fileDesc", "sourceDesc")


def _said(head: Any, text: Any, story: Story, wrong: str | None) -> None:
    """What the header says of the source: the newspaper, its day, its language."""
    if wrong:
        story.note("xml-errors", wrong)
    story.once("language", language_of(text), "text/lang")
    if head is None:
        return
    source = _source(head)
    if source is not None:
        _newspaper(source, story)
        _dated(source, story, "sourceDesc/date")
    for creation in within(head, "creation"):
        _dated(creation, story, "profileDesc/creation")
    for each in within(head, "language", "textLang"):
        story.once("language", each.get("ident") or each.get("mainLang"), "langUsage/language")
    for each in within(head, "licence", "license"):
        story.note("licence", text_of(each))
    for term in (term for listed in within(head, "keywords") for term in within(listed, "term", "item")):
        story.say("keywords", text_of(term), "textClass/keywords")


def _newspaper(source: Any, story: Story) -> None:
    titles = [each for each in within(source, "title") if (each.get("level") or "") != "a"]
    titles.sort(key=lambda each: each.get("level") not in ("j", "s", "m"))
    for each in titles[:1]:
        story.once("publisher", text_of(each), "sourceDesc/title")
    for each in within(source, "biblScope"):
        unit = (each.get("unit") or each.get("type") or "").lower()
        if unit in ("page", "pp"):
            story.once("page", text_of(each) or each.get("from"), "sourceDesc/biblScope")
        else:
            story.note(unit or "biblScope", text_of(each))


def _dated(element: Any, story: Story, where: str) -> None:
    for each in within(element, "date"):
        story.once(
            "published", each.get("when") or each.get("when-iso") or each.get("value") or text_of(each), where
        )


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
