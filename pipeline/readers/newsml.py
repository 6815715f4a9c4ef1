"""NewsML 1.x: one article a NewsItem, with the captions of the pictures among its components."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.languages.persons import is_organisation
from pipeline.model import Block, RawDocument

from . import nitf, xml_frames, xml_markup
from .base import Item, Reader, Stream, rejected
from .xml_story import Story, instant
from .xml_tree import first, language_of, local, named, opened, text_of, unreadable, value, within

_FORMAT: Final = "newsml"
_CAPTIONS: Final = ("caption", "legend", "photocaption", "imagecaption")
_TEXTS: Final = ("text", "")
_SHOWN: Final = ("", "main", "photo", "picture", "image", "graphic")
_WITHDRAWN: Final = ("canceled", "cancelled", "withheld", "killed")
_SUBJECTS: Final = ("Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier")
_FIELDS: Final = {
    "HeadLine": "title",
    "SubHeadLine": "lead",
    "CopyrightLine": "rights",
    "RightsLine": "rights",
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
    status = _formal(first(item, "NewsManagement", "Status"))
    if status.lower() in _WITHDRAWN:
        headline = next((text_of(each) for each in within(item, "HeadLine")), "")
        yield rejected(raw, "withdrawn", f"the agency withdrew it ({status}): {headline[:100]}")
        return
    story = Story()
    _managed(item, status, story)
    for component in named(item, "NewsComponent"):
        _component(component, story)
    _described(item, _topics(root), story)
    if wrong:
        story.note("xml-errors", wrong)
    if not story.blocks and (kinds := _media(item)):
        yield rejected(raw, "not-text", f"a NewsItem of {kinds} without an article")
        return
    yield story.item(raw, "NewsItem")


def _media(item: Any) -> str:
    """The kinds of media in a NewsItem that has no text, for people."""
    kinds = {_formal(first(each, "MediaType")) for each in within(item, "ContentItem")} - {"", "Text"}
    return ", ".join(sorted(kinds))


def _formal(element: Any) -> str:
    return "" if element is None else (element.get("FormalName") or text_of(element)).strip()


def _managed(item: Any, status: str, story: Story) -> None:
    known = first(item, "Identification", "NewsIdentifier")
    if known is not None:
        parts = [value(known, name) for name in ("ProviderId", "DateId", "NewsItemId")]
        # Without the number of the revision, which makes a version and no other article.
        story.once("source_id", ":".join(filter(None, parts)), "NewsIdentifier")
    story.note("NameLabel", value(item, "Identification", "NameLabel"))
    created = instant(value(item, "NewsManagement", "FirstCreated"))
    revised = instant(value(item, "NewsManagement", "ThisRevisionCreated"))
    story.once("published", created or revised, "NewsManagement/FirstCreated")
    if revised != created:
        story.once("modified", revised, "NewsManagement/ThisRevisionCreated")
    story.once("urgency", _formal(first(item, "NewsManagement", "Urgency")), "NewsManagement/Urgency")
    story.note("Status", "" if status.lower() == "usable" else status)
    changes = first(item, "NewsManagement", "StatusWillChange")
    if changes is not None and status.lower() == "embargoed":
        story.once("embargo_until", instant(value(changes, "DateAndTime")), "NewsManagement/StatusWillChange")
    story.once("language", language_of(item), "NewsItem/lang")


def _component(component: Any, story: Story) -> None:
    """A component's lines and content, then those within it."""
    role = _formal(first(component, "Role")).lower()
    caption = role.replace(" ", "") in _CAPTIONS
    for each in named(component, "NewsLines"):
        _lines(each, story, caption)
    _administered(component, story)
    contents = list(named(component, "ContentItem"))
    inner = list(named(component, "NewsComponent"))
    if component.get("EquivalentsList", "no").lower() == "yes":
        contents, inner = _with_text(contents)[:1] or contents[:1], inner[:1]
    if caption:
        for each in contents:
            _captioned(each, component, story)
    elif not _is_picture(component, contents):
        before = len(story.blocks)
        for each in contents:
            if len(story.blocks) == before or not _is_rendition(contents):
                _text(each, story)
    elif role in _SHOWN:
        for each in contents[:1]:
            story.say("images", each.get("Href"), "NewsComponent[Photo]/ContentItem")
    for each in inner:
        _component(each, story)


def _with_text(contents: list[Any]) -> list[Any]:
    return [each for each in contents if first(each, "DataContent") is not None]


def _is_rendition(contents: list[Any]) -> bool:
    """Whether contents beside each other are one text in several formats."""
    formats = [_formal(first(each, "Format")) for each in _with_text(contents)]
    return len(formats) > 1 and len(set(formats)) == len(formats)


def _is_picture(component: Any, contents: list[Any]) -> bool:
    for each in contents:
        kind = _formal(first(each, "MediaType")).lower()
        if kind not in _TEXTS and first(each, "DataContent") is None:
            return True
    return False


def _captioned(content: Any, component: Any, story: Story) -> None:
    data = first(content, "DataContent")
    if data is None:
        return
    inner = next(within(data, "body.content", "body"), data)
    for block in xml_markup.content(inner, "NewsComponent[Caption]")[0]:
        story.blocks.append(Block("caption" if block.kind != "credit" else "credit", block.text, block.where))


def _text(content: Any, story: Story) -> None:
    data = first(content, "DataContent")
    kind = _formal(first(content, "MediaType")).lower()
    if data is None or kind not in _TEXTS or (first(content, "Encoding") is not None):
        return
    document = next(within(data, "nitf"), None)
    if document is not None:
        nitf.read(document, story)
        return
    body = next(within(data, "body.content"), None)
    body = body if body is not None else next(within(data, "body"), data)
    found, images = xml_markup.content(body, "DataContent")
    story.blocks.extend(found)
    story.hints.extend(images)


# ---------------------------------------------------------------- what is said of it


def _lines(lines: Any, story: Story, caption: bool) -> None:
    for each in lines.iterchildren():
        name, text = local(each), text_of(each)
        where = f"NewsLines/{name}"
        if caption and name in ("ByLine", "CreditLine"):
            story.say("credits", text, "NewsLines[Caption]")
        elif caption or not text:
            continue
        elif name in _FIELDS:
            story.once(_FIELDS[name], text, where)
        elif name == "ByLine":
            story.signed(each, where)
        elif name == "DateLine" and not _DATE.fullmatch(text):
            story.placed(text, where)
        elif name == "KeywordLine":
            for word in re.split(r"[,;/]", text):
                story.say("keywords", word, where)
        elif name == "NewsLine":
            story.note(_formal(first(each, "NewsLineType")) or name, value(each, "NewsLineText"))
        else:
            story.note(name, text)
            if name == "CreditLine":
                story.agency(text, where)


def _administered(component: Any, story: Story) -> None:
    for data in named(component, "AdministrativeMetadata"):
        for name in ("Provider", "Source"):
            for party in named(data, name):
                said = _formal(first(party, "Party"))
                story.once("publisher", said, f"AdministrativeMetadata/{name}")
                story.agency(said, f"AdministrativeMetadata/{name}")
        for creator in named(data, "Creator"):
            for party in named(creator, "Party"):
                said = _formal(party)
                if story.first("authors") is not None or said == story.first("publisher") or " " not in said:
                    story.note("Creator", said)
                elif not is_organisation(said):
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
            name, said = local(each), _formal(each)
            if name == "Language":
                story.once("language", said, "DescriptiveMetadata/Language")
            elif name == "Genre":
                story.once("genre", said, "DescriptiveMetadata/Genre")
            elif name in _SUBJECTS and said:
                story.say("subjects", topics.get(said) or said, "DescriptiveMetadata/SubjectCode")
            elif name == "Property" and said == "Keyword":
                story.say("keywords", each.get("Value"), "DescriptiveMetadata/Property")
            elif name == "Property" and local(each.getparent()) == "Location":
                story.note(f"Location.{said}", each.get("Value"))


def _elements() -> tuple[str, ...]:
    return ("{*}Language", "{*}Genre", "{*}Property", *(f"{{*}}{name}" for name in _SUBJECTS))


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
