"""NewsML-G2: news items, alone or in a news message, whose pictures give captions and credits to the texts beside them.

A message that is small is one record, so that text and pictures come together; a large one is taken apart by its items.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipeline.deadletter import failure
from pipeline.model import Block, RawDocument

from . import nitf, xml_frames, xml_markup
from .base import Item, Reader, Stream, rejected
from .g2_meta import described, kind_of, local_code, named_as
from .xml_story import Story
from .xml_tree import first, local, named, text_of, tree, value, within

_FORMAT: Final = "newsml_g2"
_ITEMS: Final = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_MESSAGE: Final = "newsMessage"
_TOGETHER: Final = 1 << 20
"""Bytes of a message that is read as one record."""

_PICTURES: Final = ("picture", "graphic", "photo", "image")
_GONE: Final = {"canceled": "withdrawn", "cancelled": "withdrawn", "withheld": "withheld"}
_MEDIA: Final = ("video", "audio", "animated", "still", *_PICTURES)


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if xml_frames.root_name(head) in (_MESSAGE, *_ITEMS) else 0.0


def _split(stream: Stream) -> Iterator[Item]:
    names: tuple[str, ...] = _ITEMS
    if xml_frames.root(stream.head)[0].rpartition(":")[2] == _MESSAGE:
        begin = xml_frames.ahead(stream, _TOGETHER)
        if b"</" in begin and _ends(begin):
            names = (_MESSAGE,)
    return xml_frames.split(stream, names, _FORMAT)


def _ends(begin: bytes) -> bool:
    return f"{_MESSAGE}>".encode() in begin or f"{_MESSAGE}>".encode("utf-16-le") in begin


def _parse(raw: RawDocument) -> Iterator[Item]:
    root, wrong = tree(raw.payload, raw.charset)
    items = [] if root is None else list(within(root, *_ITEMS))
    if not items:
        if root is not None and local(root) == _MESSAGE:
            yield rejected(raw, "no-text", "a news message without items")
        else:
            yield failure("parse", "bad-xml", f"not readable as XML: {wrong or 'no news item'}", raw)
        return
    texts = [item for item in items if _is_text(item)]
    pictures = [item for item in items if _is_picture(item)]
    for item in items:
        yield _item(raw, item, _shown_with(item, texts, pictures, items), wrong)


def _item(raw: RawDocument, item: Any, pictures: list[Any], wrong: str | None) -> Item:
    headline = next((text_of(each) for each in within(item, "headline")), "")
    status = local_code(first(item, "itemMeta", "pubStatus")).lower()
    if local(item) == "packageItem":
        listed = len(list(within(item, "itemRef")))
        return rejected(
            raw, "package", f"a package that names {listed} other items and holds no text: {headline[:100]}"
        )
    if local(item) != "newsItem":
        return rejected(raw, "no-text", f"a {local(item)}, which holds no article")
    if status in _GONE:
        return rejected(
            raw, _GONE[status], f"the agency says {status} of it ({item.get('guid')}): {headline[:100]}"
        )
    if _is_picture(item) or (not _is_text(item) and kind_of(item) in _MEDIA):
        return rejected(raw, "not-text", f"a {kind_of(item)}, no text: {headline[:100]}")
    story = Story()
    described(item, story)
    _content(item, story)
    for picture in pictures:
        _picture(picture, story)
    if wrong:
        story.note("xml-errors", wrong)
    return story.item(raw, "news item")


def _is_text(item: Any) -> bool:
    return local(item) == "newsItem" and kind_of(item) in ("text", "composite", "")


def _is_picture(item: Any) -> bool:
    return local(item) == "newsItem" and kind_of(item) in _PICTURES


def _shown_with(item: Any, texts: list[Any], pictures: list[Any], items: list[Any]) -> list[Any]:
    """The pictures of a text: all beside the only one, else those that a package or the text itself names with it."""
    if not pictures or item not in texts:
        return []
    if len(texts) == 1:
        return pictures
    own = {each.get("residref") for each in within(item, "link", "itemRef")}
    for group in (group for each in items for group in within(each, "group")):
        listed = {each.get("residref") for each in named(group, "itemRef")}
        members = [each for each in texts if each.get("guid") in listed]
        if members and members[0] is item:
            own |= listed
    return [each for each in pictures if each.get("guid") in own]


# ---------------------------------------------------------------- content


def _content(item: Any, story: Story) -> None:
    """The text, once: of several renditions the first that has one, marked up before plain."""
    held = [each for content in named(item, "contentSet") for each in content.iterchildren()]
    order = {"inlineXML": 0, "inlineData": 1}
    texts = sorted((each for each in held if local(each) in order), key=lambda each: order[local(each)])
    for each in texts:
        if story.blocks or each.get("encoding") or (each.get("contenttype") or "").startswith(_OTHERS):
            continue
        if not xml_markup.holds_text(each):
            continue
        document = next(within(each, "nitf"), None)
        if document is not None:
            nitf.read(document, story)
        else:
            _markup(each, story)
    for each in held:
        if local(each) == "remoteContent" and (each.get("contenttype") or "").startswith("image/"):
            story.say("images", each.get("href"), "contentSet/remoteContent")


_OTHERS: Final = ("image/", "video/", "audio/", "application/pdf")


def _markup(content: Any, story: Story) -> None:
    body = next(within(content, "body"), content)
    for head in within(body, "header"):
        for each in within(head, "h1"):
            story.once("title", text_of(each), "body/header/h1")
    found, images = xml_markup.content(body, "contentSet")
    story.blocks.extend(found)
    story.hints.extend(images)
    if story.first("title") is None:
        story.say("title", value(content, "html", "head", "title"), "html/head/title")


def _picture(item: Any, story: Story) -> None:
    """Caption, credit and address of a picture beside a text."""
    meta = first(item, "contentMeta")
    if meta is None:
        return
    captions = [
        text_of(each) for each in named(meta, "description") if local_code(each, "role") in ("caption", "")
    ]
    if captions and captions[0]:
        story.blocks.append(Block("caption", captions[0], "newsItem[picture]/description"))
    maker = next(
        (text_of(each) or named_as(each) for each in (*named(meta, "by"), *named(meta, "creator"))), ""
    )
    agency = value(meta, "creditline")
    credit = " / ".join(dict.fromkeys(filter(None, (maker, agency))))
    if credit:
        story.blocks.append(Block("credit", credit, "newsItem[picture]/creditline"))
    remote = next(within(item, "remoteContent"), None)
    if remote is not None:
        story.say("images", remote.get("href"), "newsItem[picture]/remoteContent")


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
