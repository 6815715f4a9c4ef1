"""NewsML 1.x: an article a NewsItem, one for each language that it is in, with the captions of its pictures."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.languages.persons import is_person
from pipeline.model import RUNNING, RawDocument

from . import xml_frames
from .base import Item, Reader, Stream, rejected
from .newsml_parts import Gathered, component, formal, is_a, is_pictured, role_of, tongue_of, versions
from .xml_story import Story, instant
from .xml_tree import first, language_of, local, named, opened, text_of, unreadable, value, within

_FORMAT: Final = "newsml"
_WITHDRAWN: Final = ("canceled", "cancelled", "withheld", "killed")
_SUBJECTS: Final = ("Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier")
_FIELDS: Final = {
    "headline": "title",
    "subheadline": "lead",
    "copyrightline": "rights",
    "rightsline": "rights",
}
_DATE: Final = re.compile(r"[\d\s./:-]+")


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if xml_frames.root_name(head) in ("NewsML", "NewsItem") else 0.0


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("NewsItem",), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    root, item, wrong = opened(raw, "NewsItem")
    if item is None:
        yield unreadable(raw, wrong, "NewsItem")
        return
    status = formal(first(item, "NewsManagement", "Status"))
    if status.lower() in _WITHDRAWN:
        headline = next((text_of(each) for each in within(item, "HeadLine")), "")
        yield rejected(raw, "withdrawn", f"the agency withdrew it ({status}): {headline[:100]}")
        return
    several = len(versions(item))
    for number in range(several or 1):
        yield _article(raw, root, copy.deepcopy(item) if several else item, status, number, wrong)


def _article(raw: RawDocument, root: Any, item: Any, status: str, number: int, wrong: str | None) -> Item:
    """The article of an item; of one in several languages the one in that of this number."""
    story = Story()
    gathered = Gathered(story)
    tongues = versions(item)
    own = tongues[number] if tongues else []
    for each in (each for other in tongues if other is not own for each in other):
        each.getparent().remove(each)
    _managed(item, status, story, tongue_of(own[0]) if number else "")
    for each in own:
        _told(each, story)
    recordings: list[Any] = []
    for each in named(item, "NewsComponent"):
        _told(each, story, recordings)
        component(each, gathered)
    for each in recordings:
        _told(each, story)
    _described(item, _topics(root), story)
    if story.first("language") is None:
        story.say("language", next(filter(None, map(tongue_of, within(item, "NewsComponent"))), ""), "lang")
    gathered.settle()
    if wrong:
        story.note("xml-errors", wrong)
    if not any(block.kind in RUNNING for block in story.blocks) and (kinds := _media(item)):
        return rejected(raw, "not-text", f"a NewsItem of {kinds} without an article")
    return story.item(raw, "NewsItem")


def _media(item: Any) -> str:
    """The kinds of media in a NewsItem that has no text, for people."""
    kinds = {formal(first(each, "MediaType")) for each in within(item, "ContentItem")} - {"", "Text"}
    return ", ".join(sorted(kinds))


def _managed(item: Any, status: str, story: Story, tongue: str) -> None:
    """What the item says of itself; ``tongue``: of the further languages each makes an id of its own."""
    known = first(item, "Identification", "NewsIdentifier")
    if known is not None and value(known, "NewsItemId"):
        parts = [value(known, name) for name in ("ProviderId", "DateId", "NewsItemId")]
        # Without the number of the revision, which makes a version and no other article.
        story.once("source_id", ":".join(filter(None, (*parts, tongue))), "NewsIdentifier")
    story.note("NameLabel", value(item, "Identification", "NameLabel"))
    created = instant(value(item, "NewsManagement", "FirstCreated"))
    revised = instant(value(item, "NewsManagement", "ThisRevisionCreated"))
    story.once("published", created or revised, "NewsManagement/FirstCreated")
    if revised != created:
        story.once("modified", revised, "NewsManagement/ThisRevisionCreated")
    story.once("urgency", formal(first(item, "NewsManagement", "Urgency")), "NewsManagement/Urgency")
    story.note("Status", "" if status.lower() == "usable" else status)
    changes = first(item, "NewsManagement", "StatusWillChange")
    if changes is not None and status.lower() == "embargoed":
        story.once("embargo_until", instant(value(changes, "DateAndTime")), "NewsManagement/StatusWillChange")
    story.once("language", language_of(item), "NewsItem/lang")


# ---------------------------------------------------------------- what is said of it


def _told(element: Any, story: Story, recordings: list[Any] | None = None) -> None:
    """What a component and those within it say in their lines and of who made them. Of pictures that is their credit;
    recordings are set aside, as what they say counts last."""
    role = role_of(element)
    if recordings is not None and is_a(role, "recordings"):
        recordings.append(element)
        return
    if is_a(role, "captions") or is_pictured(element):
        for each in within(element, "NewsLines"):
            said = filter(None, (value(each, "ByLine"), value(each, "CreditLine")))
            story.say("credits", " / ".join(dict.fromkeys(said)), "NewsLines[Caption]")
        return
    for each in named(element, "NewsLines"):
        _lines(each, story)
    _administered(element, story)
    for each in named(element, "NewsComponent"):
        _told(each, story, recordings)


def _lines(lines: Any, story: Story) -> None:
    for each in lines.iterchildren():
        written, text = local(each), text_of(each)
        name, where = written.lower(), f"NewsLines/{written}"
        if not text:
            continue
        if name == "subheadline":
            story.standfirst(text, where)
        elif name in _FIELDS:
            story.once(_FIELDS[name], text, where)
        elif name == "byline":
            story.signed(each, where)
        elif name == "dateline" and not _DATE.fullmatch(text):
            story.placed(text, where)
        elif name == "keywordline":
            for word in re.split(r"[,;/]", text):
                story.say("keywords", word, where)
        elif name == "newsline":
            story.note(formal(first(each, "NewsLineType")) or written, value(each, "NewsLineText"))
        else:
            story.note(written, text)
            if name == "creditline":
                story.agency(text, where)


def _administered(component: Any, story: Story) -> None:
    for data in named(component, "AdministrativeMetadata"):
        for name in ("Provider", "Source"):
            for party in named(data, name):
                said = formal(first(party, "Party"))
                story.once("publisher", said, f"AdministrativeMetadata/{name}")
                story.agency(said, f"AdministrativeMetadata/{name}")
        for creator in named(data, "Creator"):
            for party in named(creator, "Party"):
                said = formal(party)
                known = story.first("authors") is not None or said == story.first("publisher")
                if known or " " not in said or not is_person(said.split(" with ")[0]):
                    story.note("Creator", said)
                else:
                    party.text = said
                    story.signed(party, "AdministrativeMetadata/Creator")


def _topics(root: Any) -> dict[str, str]:
    """The names of the codes that the file itself explains, in English where it has several."""
    names: dict[str, str] = {}
    for topic in within(root, "Topic"):
        texts = {
            language_of(each): text_of(each)
            for each in named(topic, "Description")
            if each.get("Variant") != "Category"
        }
        text = texts.get("en") or next(iter(texts.values()), "")
        for code in named(topic, "FormalName"):
            names[text_of(code)] = text
    return names


def _described(item: Any, topics: dict[str, str], story: Story) -> None:
    for data in within(item, "DescriptiveMetadata"):
        for each in data.iter(*_elements()):
            name, said = local(each), formal(each)
            if name == "Language":
                story.once("language", said, "DescriptiveMetadata/Language")
            elif name == "Genre":
                story.once("genre", said, "DescriptiveMetadata/Genre")
            elif name in _SUBJECTS and said:
                story.say("subjects", topics.get(said) or said, "DescriptiveMetadata/SubjectCode")
            elif name == "Property" and said == "Keyword":
                for word in (each.get("Value") or "").split(";"):
                    story.say("keywords", word, "DescriptiveMetadata/Property")
            elif name == "Property" and local(each.getparent()) == "Location":
                story.note(f"Location.{said}", each.get("Value"))


def _elements() -> tuple[str, ...]:
    return ("{*}Language", "{*}Genre", "{*}Property", *(f"{{*}}{name}" for name in _SUBJECTS))


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
