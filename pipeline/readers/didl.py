"""DIDL (MPEG-21), as the Dutch national library describes a digitised issue (Delpher): its articles, whose texts stand
in files beside it, and on which pages (ALTO) they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipeline.model import Block, RawDocument

from . import xml_frames
from .base import Item, Reader, Stream, rejected
from .beside import place_of
from .issue_texts import Area, Pages, finished, missing
from .mets_issue import kinds, no_article, titled
from .ocr_lines import confident
from .xml_story import Story
from .xml_tree import first, local, named, opened, text_of, unreadable, value, within

_FORMAT: Final = "didl"
_FILE: Final = "{http://krait.kb.nl/coop/tel/handbook/telterms.html}filename"
_SAID: Final = {
    "publisher": "title",
    "published": "date",
    "language": "language",
    "edition": "issuenumber",
}
"""What is said of an issue, and where."""


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if xml_frames.root_name(head) == "DIDL" else 0.0


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("DIDL",), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, document, wrong = opened(raw, "DIDL")
    if document is None:
        yield unreadable(raw, wrong, "DIDL")
        return
    items = {_role(each): each for each in within(document, "Item")}
    articles = [each for role, each in items.items() if role.startswith("article")]
    if not articles:
        yield rejected(raw, "no-text", "a DIDL that names no articles, and holds no text")
        return
    issue = next(within(document, "dcx"), None)
    numbers = {
        _identifier(each): value(described, "nativePageNumber")
        for role, each in items.items()
        if role.startswith("page") and (described := _described(each)) is not None
    }
    texts = {
        name: name
        for each in articles
        for name in (_file(each), *(area.file for area in _areas(each)))
        if name
    }
    pages = Pages(place_of(raw.source, raw.member), texts)
    for each in articles:
        yield _article(raw, each, issue, numbers, pages)
    if pages.missing:
        yield missing(raw, pages)


def _article(raw: RawDocument, item: Any, issue: Any, numbers: dict[str, str], pages: Pages) -> Item:
    described = _described(item)
    kind = value(described, "subject").lower() if described is not None else ""
    title = titled(value(described, "title")) if described is not None else ""
    if none := no_article(raw, kind, title):
        return none
    story = Story()
    story.once("title", title, "dcx/title")
    lost = _read(story, item, pages)
    if described is not None:
        story.once("url", value(described, "identifier"), "dcx/identifier")
        story.once("source_id", value(described, "recordIdentifier"), "dcx/recordIdentifier")
        for author in named(described, "creator"):
            story.say("authors", text_of(author), "dcx/creator")
    if kind and kind not in kinds("divisions", "articles"):
        story.once("genre", kind, "dcx/subject")
    page = next((part.get("pageid") for part in within(item, "article-part")), None)
    story.once("page", numbers.get(page or ""), "nativePageNumber")
    for field, name in _SAID.items():
        story.once(field, value(issue, name) if issue is not None else None, f"dcx/{name}")
    return finished(raw, story, lost)


def _read(story: Story, item: Any, pages: Pages) -> str:
    """Puts the text of an article into the story; which files are missing for it. Where that with its text is missing,
    the pages give it."""
    file = _file(item)
    text = pages.tree(file, "text") if file else None
    areas = _areas(item)
    if text is not None:  # the pages only say how sure the program was
        there = {name for name in {area.file for area in areas} if pages.place.has(name)}
        areas = [area for area in areas if area.file in there]
    words: list[float] = []
    pieces = [(area, pages.text(area, words)) for area in areas]
    confident(story, words, "String/WC")
    if text is not None:
        story.once("title", titled(value(text, "title")), "text/title")
        story.blocks += [
            Block("paragraph", said, local(each)) for each in named(text, "p") if (said := text_of(each))
        ]
        return ""
    story.blocks += [
        Block("paragraph", said, area.begin) for area, found in pieces for said in found or () if said
    ]
    return ", ".join(dict.fromkeys((file, *(pages.named(area) for area, found in pieces if found is None))))


# ---------------------------------------------------------------- what is where


def _role(item: Any) -> str:
    """What an item or component is: ``article 1``, ``page 1``, ``ocr``."""
    return value(item, "Descriptor", "Statement")


def _component(item: Any, role: str) -> Any:
    found = (each for each in named(item, "Component") if _role(each) == role)
    return next(found, None)


def _described(item: Any) -> Any:
    """What is said of an item; None where nothing is."""
    component = _component(item, "metadata")
    return None if component is None else first(component, "Resource", "dcx")


def _identifier(item: Any) -> str:
    return next((each for name, each in item.attrib.items() if name.endswith("}identifier")), "")


def _file(item: Any) -> str:
    """The name of the file with the text of an article."""
    component = _component(item, "ocr")
    resource = None if component is None else first(component, "Resource")
    return "" if resource is None else resource.get(_FILE) or ""


def _areas(item: Any) -> list[Area]:
    """The blocks of pages that an article is."""
    found = []
    for blocks in within(item, "blocks"):
        for block in named(blocks, "TextBlock"):
            if (page := blocks.get("alto")) and (name := block.get("ID")):
                found.append(Area(page, name, name))
    return found


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
