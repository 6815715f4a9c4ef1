"""APPL (the Associated Press's own XML): an article a ``Publication``, its text in NITF, what is said of it around
that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.model import RUNNING, Block, RawDocument

from . import nitf, xml_frames, xml_markup
from .base import Item, Reader, Stream, rejected, unmarked
from .xml_story import Story, instant
from .xml_tree import first, named, opened, text_of, unreadable, value, within

_FORMAT: Final = "appl"
_MARK: Final = re.compile(rb"<(?:\w+:)?(?:PublicationComponent|PublicationManagement)[\s>]|ap\.org/schemas/")
_WITHDRAWN: Final = ("canceled", "cancelled", "withheld", "killed")
_LINES: Final = {"HeadLine": "title", "Title": "title", "CopyrightLine": "rights"}


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if xml_frames.root_name(head) == "Publication" and _MARK.search(unmarked(head)) else 0.0


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("Publication",), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, document, wrong = opened(raw, "Publication")
    if document is None:
        yield unreadable(raw, wrong, "Publication")
        return
    headline = value(document, "NewsLines", "HeadLine")
    status = value(document, "PublicationManagement", "Status")
    if status.lower() in _WITHDRAWN:
        yield rejected(raw, "withdrawn", f"the agency withdrew it ({status}): {headline[:100]}")
        return
    story = Story()
    _managed(document, story)
    _lines(document, story)
    _content(document, story)
    kind = value(document, "Identification", "MediaType")
    if not any(block.kind in RUNNING for block in story.blocks) and kind not in ("", "Text"):
        yield rejected(raw, "not-text", f"a {kind.lower()} without an article: {headline[:100]}")
        return
    if wrong:
        story.note("xml-errors", wrong)
    yield story.item(raw, "Publication")


def _managed(document: Any, story: Story) -> None:
    story.once("source_id", value(document, "Identification", "ItemId"), "Identification/ItemId")
    story.once("urgency", value(document, "Identification", "Priority"), "Identification/Priority")
    created = first(document, "PublicationManagement", "FirstCreated")
    revised = instant(value(document, "PublicationManagement", "LastModifiedDateTime"))
    published = _created(created) if created is not None else ""
    story.once("published", published or revised, "PublicationManagement/FirstCreated")
    if published and revised != published:
        story.once("modified", revised, "PublicationManagement/LastModifiedDateTime")
    for name in ("Provider", "Source"):
        for each in within(document, "AdministrativeMetadata"):
            story.once("publisher", value(each, name), f"AdministrativeMetadata/{name}")
            story.agency(value(each, name), f"AdministrativeMetadata/{name}")
    for each in within(document, "SubjectClassification"):
        if (each.get("Authority") or "").endswith("Subject"):
            for found in named(each, "Occurrence"):
                story.say("subjects", found.get("Value"), "SubjectClassification")
    for each in within(document, "Copyright"):
        story.once("rights", " ".join(filter(None, (each.get("Date"), each.get("Holder")))), "Copyright")
    story.note("slug", next((text_of(each) for each in within(document, "SlugLine")), ""))
    language = value(document, "Identification", "DefaultLanguage")
    story.once("language", language, "Identification/DefaultLanguage")


def _created(element: Any) -> str:
    """A day and time in attributes of their own, as precise as they are."""
    parts = [(element.get(name) or "").zfill(2) for name in ("Year", "Month", "Day")]
    known = [part for part in parts if part.isdecimal() and part != "00"]
    day = "-".join(known) or instant(text_of(element))
    return f"{day}T{element.get('Time')}" if len(known) == 3 and element.get("Time") else day


def _lines(document: Any, story: Story) -> None:
    for lines in named(document, "NewsLines"):
        for name, field in _LINES.items():
            story.once(field, value(lines, name), f"NewsLines/{name}")
        for each in within(lines, "ByLine", "ByLineOriginal"):
            if story.first("authors") is None:
                story.signed(each, "NewsLines/ByLine")
        for each in named(lines, "DateLine"):
            story.placed(text_of(each), "NewsLines/DateLine")
        for name in ("OriginalHeadLine", "BodySubHeader", "CreditLine", "LocationLine"):
            said = value(lines, name)
            story.note(name, "" if said == story.first("title") else said)


def _content(document: Any, story: Story) -> None:
    """The main text, once, with the captions beside it; the script of a film where there is no other text."""
    parts = [(each.get("Role") or "", each) for each in within(document, "PublicationComponent")]
    for wanted in ("Main", "Script"):
        for role, part in parts:
            text = next(within(part, "nitf"), None)
            if role == wanted and text is not None and not story.blocks:
                nitf.read(text, story)
    if story.blocks:
        for role, part in parts:
            body = next(within(part, "body.content"), None)
            if role == "Caption" and body is not None:
                story.blocks.extend(
                    Block("caption", block.text, "PublicationComponent[Caption]")
                    for block in xml_markup.blocks(body)
                )


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
