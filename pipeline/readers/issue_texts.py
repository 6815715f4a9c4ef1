"""The texts of a digitised issue: pieces of pages in files beside what describes it (METS, DIDL)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from pipeline.deadletter import failure
from pipeline.errors import RecordError
from pipeline.model import RUNNING, Block, Hint, RawDocument, Rejected

from .alto import Page
from .base import Item, rejected
from .beside import Place
from .xml_story import Story
from .xml_tree import local, named, tree, within

_OPEN: Final = 4
"""Pages that are kept at a time."""

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Area:
    """A piece of a page: in which file, from which element to which; what it is in its article."""

    file: str
    begin: str
    end: str
    part: str = ""
    paragraph: int = 0


class Pages:
    """The pages of an issue, read from the files beside it as they are needed; ``texts`` has the names of the files by
    what the issue calls them."""

    def __init__(self, place: Place, texts: Mapping[str, str]) -> None:
        self.place, self.texts = place, texts
        self.missing: dict[str, str] = {}
        """Names of files, and why they cannot be read."""

        self.opened = lru_cache(_OPEN)(self._open)

    def named(self, area: Area) -> str:
        """The name of the file that an area is in."""
        return os.path.basename(self.texts[area.file])

    def text(self, area: Area, words: list[float]) -> list[str] | None:
        """The texts of an area, adding to ``words`` how sure they are; None where its page is missing."""
        found = self.opened(area.file)
        if found is None:
            return None
        elements, page = found
        page.words.clear()
        texts = list(_texts(elements, page, area))
        words += page.words
        return texts

    def tree(self, name: str, root: str) -> Any:
        """The outermost element of a file, called ``root``; None, and the file is noted as missing, where it is not."""
        try:
            data = self.place.content(name)
            document = tree(data)[0] if data else None
            if document is not None and local(document).lower() == root:
                return document
            self.missing[name] = "not there" if data is None else f"no element {root}"
        except RecordError as error:
            self.missing[name] = error.message
        return None

    def _open(self, file: str) -> tuple[dict[str, Any], Page] | None:
        document = self.tree(self.texts[file], "alto")
        if document is None:
            return None
        elements: dict[str, Any] = {}
        for each in document.iter(etree.Element):
            if each.get("ID"):
                elements.setdefault(each.get("ID"), each)
        return elements, Page(document)


def _texts(elements: dict[str, Any], page: Page, area: Area) -> Iterator[str]:
    begin, end = elements.get(area.begin), elements.get(area.end)
    if begin is None:
        return
    what = local(begin)
    if what in ("String", "HYP"):
        yield page.running(_words(begin, begin if end is None else end))
    elif what == "TextLine":
        yield page.running([list(named(begin, "String", "HYP"))])
    else:
        yield from (page.text(each) for each in within(begin, "TextBlock"))


def _words(begin: Any, end: Any) -> list[list[Any]]:
    """The strings from one to another, line by line."""
    lines: list[list[Any]] = []
    line, each = begin.getparent(), begin
    while line is not None:
        lines.append([])
        while each is not None:
            if local(each) in ("String", "HYP"):
                lines[-1].append(each)
            if each is end:
                return lines
            each = each.getnext()
        line = _following(line)
        each = line[0] if line is not None and len(line) else None
    return lines


def _following(line: Any) -> Any:
    """The next line of the block, else the first of the next block; None at the end."""
    for each in line.itersiblings("{*}TextLine"):
        return each
    block = line.getparent()
    blocks = () if block is None else block.itersiblings("{*}TextBlock")
    return next((each for block in blocks for each in named(block, "TextLine")), None)


def finished(raw: RawDocument, story: Story, lost: str) -> Item:
    """An article of an issue, with its headline for a text where it has no other, or why it is none; ``lost`` are the
    files that are missing for it."""
    title = story.first("title")
    if title and not any(block.kind in RUNNING for block in story.blocks):
        story.blocks.insert(0, Block("paragraph", title, "title"))
        lost = lost or "a headline alone"
    if lost:
        story.hints.append(Hint("truncated", lost, "area"))
        story.note("missing", lost)
    item = story.item(raw, "article")
    if isinstance(item, Rejected) and not title:
        why = f"its text is missing: {lost}" if lost else "without a text on the pages"
        return rejected(raw, "no-text", f"an article without a title, {why}")
    return item


def missing(raw: RawDocument, pages: Pages) -> Item:
    """The failure of an issue of which files are not there."""
    shown = "; ".join(f"{name} ({why})" for name, why in list(pages.missing.items())[:_SHOWN])
    sentence = (
        f"{len(pages.missing)} of {len(pages.texts)} files with the text of the issue cannot be read: {shown}. "
        "Its articles have what is there; put the files beside it (unpack a large tar) and read it again"
    )
    return failure("parse", "missing-file", sentence, raw)
