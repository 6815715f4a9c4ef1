"""Factiva's XML: one article an ``article`` element, headline and text in paragraphs of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.model import Block, RawDocument

from . import xml_frames, xml_markup
from .base import Item, Reader, Stream, unmarked
from .xml_story import Story
from .xml_tree import first, named, opened, text_of, unreadable, value, within

_FORMAT: Final = "factiva_xml"
_MARKS: Final = (
    b"accessionNo",
    b"leadParagraph",
    b"tailParagraphs",
    b"ppsarticle",
    b"baseLanguage",
    b"publicationDate",
)
_ENOUGH: Final = 3
_TEXTS: Final = ("leadParagraph", "tailParagraphs")
_NAMED: Final = ("newsSubject", "industry", "region", "company")
_DAY: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")


def _sniff(head: bytes, name: str) -> float:
    if xml_frames.root(head)[0].lower() in ("", "html"):
        return 0.0
    start = unmarked(head)
    found = sum(re.search(rb"<(?:\w+:)?" + mark + rb"[\s>]", start) is not None for mark in _MARKS)
    return 0.95 if found >= _ENOUGH and re.search(rb"<(?:\w+:)?article[\s>]", start) else 0.0


def _why(head: bytes, name: str) -> str:
    return "XML with articles as Factiva writes them"


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("article",), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, article, wrong = opened(raw, "article")
    if article is None:
        yield unreadable(raw, wrong, "article")
        return
    story = Story()
    for name in _TEXTS:
        for each in named(article, name):
            story.blocks.extend(_paragraphs(each))
    _said(article, story)
    if wrong:
        story.note("xml-errors", wrong)
    yield story.item(raw, "article")


def _paragraphs(element: Any) -> list[Block]:
    """The paragraphs of a part; of one that is written as a plain text those that its indents and blank lines show."""
    where = str(element.tag).rpartition("}")[2]
    whole = list(within(element, "paragraph"))
    if not whole:
        return xml_markup.written("".join(element.itertext()), where)[0]
    return [
        Block(kind, line, where)
        for each in whole
        for kind, line in xml_markup.lines("".join(each.itertext()))
        if line
    ]


def _said(article: Any, story: Story) -> None:
    for each in named(article, "headline"):
        story.once("title", text_of(each), "headline")
    for each in named(article, "byline", "author"):
        story.signed(each, "byline")
    story.once(
        "source_id",
        value(article, "accessionNo") or value(article, "reference").rpartition("/")[2],
        "accessionNo",
    )
    story.once("published", _published(article), "publicationDate")
    story.once("modified", value(article, "modificationDate", "date"), "modificationDate")
    for field, name in (
        ("publisher", "sourceName"), ("publisher", "publisherName"), ("language", "baseLanguage"),
        ("section", "sectionName"),
        ("edition", "edition"), ("rights", "copyright"), ("kicker", "columnName"),
    ):  # fmt: skip
        for each in named(article, name):
            story.once(field, text_of(each), name)
    for each in named(article, "pages", "page"):
        story.once("page", text_of(each), "pages")
    for each in named(article, "credit"):
        story.agency(text_of(each), "credit")
        story.note("credit", text_of(each))
    for name in _NAMED:
        for each in within(article, name):
            field = "subjects" if name == "newsSubject" else "keywords"
            story.say(field, value(each, "name") or text_of(each) or each.get("code"), name)
    for each in named(article, "wordCount", "sourceCode", "contact", "notes", "art"):
        story.note(str(each.tag).rpartition("}")[2], text_of(each))


def _published(article: Any) -> str:
    """The day, with the time where the record has one."""
    date = first(article, "publicationDate")
    if date is None:
        return ""
    day = _DAY.sub(r"\1-\2-\3", value(date, "date") or text_of(date))
    time = (
        value(article, "publicationTime", "time") or value(article, "publicationTime") or value(date, "time")
    )
    return f"{day}T{time}" if re.match(r"\d\d:\d\d", time) and re.fullmatch(r"\d{4}-\d\d-\d\d", day) else day


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
