"""Olive ActivePaper: an article of a digitised newspaper, as words on lines; what describes pages and issues beside it
holds no text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.model import Block, BlockKind, RawDocument

from . import xml_frames
from .base import Item, Reader, Stream, rejected
from .issue_texts import finished
from .mets_issue import no_article, titled
from .xml_story import Story
from .xml_tree import first, local, opened, unreadable, within

_FORMAT: Final = "olive"
_ROOTS: Final = ("XMD-entity", "XMD-PAGE", "Xmd_toc")
_PARTS: Final = (
    ("hedline_hl1", "title"),
    ("hedline", "lead"),
    ("byline", "authors"),
    ("caption", "captions"),
)
"""What an element holds, by what its name begins with in small letters."""

_SAID: Final = (
    ("publisher", "PUBLICATION"), ("section", "SECTION"), ("page", "PAGE_LABEL"), ("page", "PAGE_NO"),
)  # fmt: skip
_NOTHING: Final = ("None", "")
_PLACE: Final = re.compile(r"(?:^|/)(1[5-9]\d\d|20\d\d)/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])$")
"""The day in the path of an issue; ``ISSUE_DATE`` does not say whether the day or the month comes first."""

_UNTITLED: Final = re.compile(r"Title\d*|Untitled\b.*", re.I)
_CLOSING: Final = re.compile(r"[,.)\]…]+")


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if xml_frames.root_name(head) in _ROOTS else 0.0


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, _ROOTS, _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, document, wrong = opened(raw, *_ROOTS)
    if document is None:
        yield unreadable(raw, wrong, "XMD-entity")
        return
    if local(document) != "XMD-entity":
        yield rejected(raw, "index", "a page or the contents of an issue: its articles are files beside it")
        return
    meta = first(document, "Meta")
    said = dict(meta.attrib) if meta is not None else {}
    title = _title(said.get("NAME"))
    kind = (document.get("ENTITY_TYPE") or "").lower()
    if none := no_article(raw, kind, title):
        yield none
        return
    story = Story()
    _read(document, story)
    if title and story.first("title") is None:
        story.say("title", title, "Meta/NAME")
    for field, name in _SAID:
        story.once(field, said.get(name) if said.get(name) not in _NOTHING else None, f"Meta/{name}")
    day = _PLACE.search((said.get("BASE_HREF") or "").rstrip("/"))
    story.once("published", "-".join(day.groups()) if day else said.get("ISSUE_DATE"), "Meta/ISSUE_DATE")
    story.once("language", document.get("LANGUAGE"), "XMD-entity/LANGUAGE")
    if own := document.get("ID"):
        story.once(
            "source_id", f"{document.get('DOC_UID') or said.get('BASE_HREF') or ''}:{own}", "XMD-entity/ID"
        )
    if wrong:
        story.note("xml-errors", wrong)
    yield finished(raw, story, "")


def _title(text: str | None) -> str:
    """A title, "" for what programs write in its place."""
    return "" if _UNTITLED.fullmatch((text or "").strip()) else titled(text)


def _read(document: Any, story: Story) -> None:
    for each in document:
        name = local(each).lower()
        part = next((part for begin, part in _PARTS if name.startswith(begin)), "")
        if not part and name != "content":
            continue
        for primitive in within(each, "Primitive"):
            texts = list(_paragraphs(primitive))
            if part == "title" and story.first("title") is None:
                story.once("title", " ".join(texts), local(each))
            elif part == "lead":
                story.standfirst(" ".join(texts), local(each))
            elif part == "authors":
                story.say("authors", " ".join(texts), local(each))
            else:
                kind: BlockKind = "caption" if part == "captions" else "crosshead" if part else "paragraph"
                story.blocks += [Block(kind, text, primitive.get("ID") or "Primitive") for text in texts]


def _paragraphs(primitive: Any) -> Iterator[str]:
    """The paragraphs of a piece: its words, whole where a line breaks them, up to a line that begins one."""
    text = ""
    for each in primitive.iter("*"):
        name = local(each)
        if name == "L" and each.get("P") == "S" and text:
            yield text
            text = ""
        word = (each.text or "").strip() if name in ("W", "QW") else ""
        if word:
            text += word if not text or _CLOSING.fullmatch(word) else f" {word}"
    if text:
        yield text


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
