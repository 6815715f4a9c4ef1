"""What a METS tells of a digitised issue: what it is called and of which day, what is in it, and where on its pages."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.folding import fold
from pipeline.model import RawDocument

from .base import Item, rejected
from .issue_texts import Area
from .xml_story import Story, instant
from .xml_tree import local, named, text_of, within

_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_FROM, _TO, _LABEL = (f"{{http://www.w3.org/1999/xlink}}{name}" for name in ("from", "to", "label"))
_TEXT: Final = re.compile(r"\.xml(?:\.gz)?$", re.I)
_DAY: Final = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(-?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


@cache
def kinds(table: str, key: str) -> frozenset[str]:
    """The names of ``mets.toml`` under a key."""
    return frozenset(load("mets")[table][key])


def kind_of(division: Any) -> str:
    """What a division is, in small letters without the prefix of a profile."""
    return (division.get("TYPE") or "").rpartition(":")[2].lower()


def titled(text: str | None) -> str:
    """A title, "" for one that says that there is none."""
    text = " ".join((text or "").split())
    return "" if text.casefold() in kinds("placeholders", "titles") else text


def no_article(raw: RawDocument, kind: str, title: str) -> Item | None:
    """Why a piece of an issue that is an advertisement or a picture is no article; None for all else."""
    if kind in kinds("divisions", "adverts"):
        return rejected(raw, "advertisement", f"an advertisement: {title[:100] or 'without a title'}")
    if kind in kinds("divisions", "pictures"):
        return rejected(raw, "not-text", f"a picture without an article: {title[:100]}")
    return None


class Issue:
    """The METS ``document`` of a file named ``name``."""

    def __init__(self, document: Any, name: str) -> None:
        self.sections = {each.get("ID"): each for each in named(document, "dmdSec")}
        self.texts = dict(_texts(document))
        self.links = _links(document)
        self.divisions = list(within(document, "div"))
        self.named = {each.get("ID"): each for each in self.divisions}
        self.document = document
        maps = [(each, (each.get("TYPE") or "").lower()) for each in named(document, "structMap")]
        logical = [each for each, kind in maps if kind == "logical"]
        logical = logical or [each for each, kind in maps if kind != "physical"]
        self.roots = [root for each in logical for root in named(each, "div")]
        self.pages = dict(self._pages())
        self.story = Story()
        self._told(name)

    def contents(self) -> list[tuple[str, Any, str]]:
        """What is in it: articles and the like, each with its kind and the section that it is in."""
        return [each for root in self.roots for each in self._within(root, "")]

    def described(self, division: Any) -> Iterator[Any]:
        """The descriptions of a division."""
        for name in (division.get("DMDID") or "").split():
            if name in self.sections:
                yield self.sections[name]

    def title(self, division: Any) -> str:
        """What a division is called, without a placeholder; "" where it is called nothing."""
        told = (titled(_title(each)) for each in self.described(division))
        return next(filter(None, told), "") or titled(division.get("LABEL"))

    def areas(self, division: Any) -> list[Area]:
        """Where on the pages a division stands, in its order."""
        found: list[Area] = []
        last, number = None, 0
        for each in (division, *self._linked(division)):
            for area in within(each, "area"):
                if area.get("BEGIN") and area.get("FILEID") in self.texts:
                    holder = next((up for up in area.iterancestors() if local(up) == "div"), each)
                    paragraph = next((up for up in _up(holder, each) if kind_of(up) == "paragraph"), None)
                    number += paragraph is None or paragraph is not last
                    last = paragraph
                    end = area.get("END") or area.get("BEGIN")
                    where = (area.get("FILEID"), area.get("BEGIN"), end)
                    found.append(Area(*where, _part(holder, each), number))
        return found

    # ------------------------------------------------------------ within

    def _within(self, division: Any, section: str) -> Iterator[tuple[str, Any, str]]:
        for child in named(division, "div"):
            kind = kind_of(child)
            if kind in kinds("divisions", "frames") or kind in kinds("parts", "title"):
                continue
            if kind in kinds("divisions", "containers") or _holds_contents(child, kind):
                yield from self._within(child, self.title(child) if kind == "section" else section)
            elif kind in kinds("divisions", "articles") or self.areas(child) or self.title(child):
                yield kind, child, section

    def _linked(self, division: Any) -> list[Any]:
        """The pieces of pages that are linked to a division; a whole page is none."""
        found = (self.named.get(name) for name in self.links.get(division.get("ID"), ()))
        return [each for each in found if each is not None and not kind_of(each).endswith("page")]

    def _pages(self) -> Iterator[tuple[str, str]]:
        """The number of the page that is in a file."""
        for each in self.divisions:
            if kind_of(each).endswith("page") and (number := each.get("ORDERLABEL") or each.get("ORDER")):
                for pointer in within(each, "fptr", "area"):
                    if pointer.get("FILEID") in self.texts:
                        yield pointer.get("FILEID"), number

    def _told(self, name: str) -> None:
        """What is said of the whole issue."""
        divisions = [each for root in self.roots for each in within(root, "div")]
        whole = [each for each in divisions if kind_of(each) in kinds("divisions", "containers")]
        whole.sort(key=lambda each: kind_of(each) != "issue")
        described = [section for each in whole for section in self.described(each)]
        story = self.story
        taken = {section for each in divisions for section in self.described(each)}
        for each in described or [section for section in self.sections.values() if section not in taken]:
            title = titled(_title(each))
            story.once("publisher", "" if _DAY.search(title) else title, "titleInfo/title")
            for date in within(each, "dateIssued", "date"):
                story.once("published", instant(text_of(date)), "originInfo/dateIssued")
            for number in within(each, "partNumber", "number"):
                story.once("edition", text_of(number), "titleInfo/partNumber")
        labels = [self.document.get("LABEL"), *(each.get("LABEL") for each in whole)]
        label = next(filter(None, map(titled, labels)), "")
        if story.first("published") is None:
            for text, where in ((label, "LABEL"), (os.path.basename(name), "name of the file")):
                if story.first("published") is None and (day := _DAY.search(text)):
                    story.say("published", f"{day[1]}-{day[3]}-{day[4]}", where)
        told = [story.first(field) or "" for field in ("publisher", "published", "edition")]
        parts = told if all(told[:2]) else (*told, label)
        self.name = self.document.get("OBJID") or ":".join(filter(None, parts))


def _holds_contents(division: Any, kind: str) -> bool:
    """Whether a division holds articles, or advertisements and the like beside each other."""
    inner = {kind_of(each) for each in within(division, "div") if each is not division}
    if kind not in kinds("divisions", "text"):
        return not inner.isdisjoint(kinds("divisions", "articles"))
    parts = frozenset().union(*load("mets")["parts"].values()) - kinds("divisions", "adverts")
    return not inner <= parts | kinds("divisions", "text") | kinds("divisions", "pictures")


def _title(section: Any) -> str:
    """The title that a description gives: of MODS with its article, of Dublin Core as it is."""
    for each in within(section, "titleInfo"):
        words = [text_of(part) for part in named(each, "nonSort", "title")]
        if any(words):
            return " ".join(words)
    return next((text_of(each) for each in within(section, "title") if text_of(each)), "")


def _texts(document: Any) -> Iterator[tuple[str, str]]:
    """The files of texts by their ids."""
    for file in within(document, "file"):
        for place in named(file, "FLocat"):
            name = place.get(_HREF) or ""
            kind = (file.get("MIMETYPE") or "").lower()
            if name and (_TEXT.search(name) or kind in ("text/xml", "application/xml")):
                yield file.get("ID") or "", name


def _links(document: Any) -> dict[str, list[str]]:
    """The divisions that each division is linked to."""
    found: dict[str, list[str]] = defaultdict(list)
    for group in within(document, "smLinkGrp"):
        labels = {
            each.get(_LABEL): (each.get(_HREF) or "").lstrip("#") for each in named(group, "smLocatorLink")
        }
        for arc in named(group, "smArcLink"):
            found[labels.get(arc.get(_FROM), "")].append(labels.get(arc.get(_TO), ""))
    for link in within(document, "smLink"):
        found[(link.get(_FROM) or "").lstrip("#")].append((link.get(_TO) or "").lstrip("#"))
    return found


def _up(holder: Any, division: Any) -> Iterator[Any]:
    """The divisions from ``holder`` up to ``division``."""
    each = holder
    while each is not None and each is not division:
        yield each
        each = each.getparent()
    yield division


def _part(holder: Any, division: Any) -> str:
    """What a piece is in its article, by the innermost division that says so; "" for running text. A table may be an
    image with words."""
    parts = load("mets")["parts"]
    found: list[str] = []
    for each in _up(holder, division):
        told = kind_of(each)
        linked = told == "pagearea"
        if each is not division or linked:
            said = {told, fold(each.get("LABEL") or "")} if linked else {told}
            found += [part for part, names in parts.items() if not said.isdisjoint(names)]
    return "table" if found[:1] == ["nothing"] and "table" in found else next(iter(found), "")
