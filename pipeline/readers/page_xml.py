"""PAGE XML (PRImA, Transkribus, OCR-D): a scanned page with its regions and lines, one page a record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from pipeline.model import Block, BlockKind, RawDocument

from . import xml_frames
from .base import Item, Reader, Stream
from .ocr_lines import BESIDE, confident, number, running
from .xml_story import Story
from .xml_tree import first, named, opened, text_of, unreadable, value, within

_FORMAT: Final = "page_xml"
_NOT_READ: Final = frozenset((*BESIDE, "catch-word", "signature-mark", "marginalia", "page-number"))
_HEADS: Final = ("heading", "headline", "header-heading", "title")
_TYPE: Final = re.compile(r"structure\s*\{[^}]*type:\s*([\w-]+)")
_LONGEST_INDEX: Final = 10
_INDEX: Final = re.compile(r"readingOrder\s*\{[^}]*index:\s*(\d{1,9})")


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if xml_frames.root_name(head) == "PcGts" else 0.0


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("PcGts",), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, document, wrong = opened(raw, "PcGts")
    if document is None:
        yield unreadable(raw, wrong, "PcGts")
        return
    story = Story()
    sure: list[float] = []
    tongues: Counter[str] = Counter()
    for page in named(document, "Page"):
        capital = ""  # an initial is a region of its own
        for region in _in_order(page):
            if (kind := _kind(region)) and (text := capital + _text(region, sure)):
                capital = text if region.get("type") == "drop-capital" else ""
                if capital:
                    continue
                tongues[region.get("primaryLanguage") or page.get("primaryLanguage") or ""] += len(text)
                story.blocks.append(Block(kind, text, region.get("id") or "TextRegion"))
        story.note("fileName", page.get("imageFilename"))
    confident(story, sure, "TextEquiv/conf")
    for language, _ in tongues.most_common(1):
        story.once("language", language, "TextRegion/primaryLanguage")
    story.note("ocr-software", value(document, "Metadata", "Creator"))
    if wrong:
        story.note("xml-errors", wrong)
    yield story.item(raw, "page")


def _in_order(page: Any) -> list[Any]:
    """The text regions of a page that hold lines, in the order in which they are read: that of the page's list, else
    the regions' own numbers, else the file's."""
    regions = [each for each in within(page, "TextRegion") if first(each, "TextRegion") is None]
    listed = [each.get("regionRef") for each in _references(first(page, "ReadingOrder"))]
    places = {name: place for place, name in enumerate(listed)}
    if not places:
        found = {each.get("id"): _INDEX.search(each.get("custom") or "") for each in regions}
        places = {name: int(index[1]) for name, index in found.items() if index}

    def place(region: Any) -> int:
        names = [region.get("id"), *(each.get("id") for each in region.iterancestors("{*}TextRegion"))]
        return min(places.get(name, len(listed) + len(regions)) for name in names)

    return sorted(regions, key=place)


def _references(order: Any) -> list[Any]:
    if order is None:
        return []
    found: list[Any] = []
    for each in sorted(order, key=_rank):
        found.extend([each] if each.get("regionRef") else [])
        found.extend(_references(each))
    return found


def _rank(element: Any) -> int:
    """Its number among its siblings; 0 where it has none that can be read."""
    index = element.get("index") or ""
    return int(index) if index.isdecimal() and len(index) < _LONGEST_INDEX else 0


def _kind(region: Any) -> BlockKind | None:
    """What a region is; None for page numbers, running heads and the like."""
    structure = _TYPE.search(region.get("custom") or "")
    kind = (region.get("type") or (structure[1] if structure else "")).lower()
    if kind in _NOT_READ:
        return None
    return "crosshead" if kind in _HEADS else "caption" if kind == "caption" else "paragraph"


def _text(region: Any, sure: list[float]) -> str:
    """The lines of a region as running text: words that a line breaks are whole again."""
    lines = [_equivalent(line, sure) for line in named(region, "TextLine")]
    if not any(lines):
        lines = _equivalent(region, sure, "\n").split("\n")
    return running(lines)


def _equivalent(element: Any, sure: list[float], seam: str = " ") -> str:
    """The text of a line or region: its first reading, else that of its words."""
    readings = sorted(named(element, "TextEquiv"), key=_rank)
    if readings:
        if (confidence := number(readings[0].get("conf"))) is not None:
            sure.append(confidence)
        found = next((each for each in named(readings[0], "Unicode", "PlainText")), None)
        return "" if found is None else text_of(found) if seam == " " else (found.text or "")
    return seam.join(filter(None, (_equivalent(each, sure) for each in named(element, "Word"))))


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
