"""ALTO 1 to 4: a scanned page with what was recognised on it, one page a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pipeline.model import Block, BlockKind, RawDocument

from . import xml_frames
from .base import Item, Reader, Stream
from .issue_pages import taken_apart
from .ocr_lines import BESIDE, HYPHENS, confident, is_broken, number
from .xml_markup import joined
from .xml_story import Story
from .xml_tree import language_of, local, named, opened, text_of, unreadable, value, within

_FORMAT: Final = "alto"
_MARGINS: Final = ("TopMargin", "LeftMargin", "RightMargin", "BottomMargin")
_HEADS: Final = ("headline", "heading", "title", "subheadline", "head", "subheading", "subtitle")
_CAPTIONS: Final = ("caption", "figure caption", "image caption")


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if xml_frames.root_name(head).lower() == "alto" else 0.0


def _why(head: bytes, name: str) -> str:
    return "XML with the root element alto"


def _split(stream: Stream) -> Iterator[Item]:
    if taken := taken_apart(stream, _FORMAT):
        yield taken
    else:
        yield from xml_frames.split(stream, ("alto", "ALTO"), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, document, wrong = opened(raw, "alto", "ALTO")
    if document is None:
        yield unreadable(raw, wrong, "alto")
        return
    story, page = Story(), Page(document)
    for each in within(document, "Page"):
        story.once("page", each.get("PRINTED_IMG_NR") or each.get("PHYSICAL_IMG_NR"), "Page/PRINTED_IMG_NR")
        for block in _in_order(each):
            page.block(block)
    story.blocks = page.blocks
    accuracy = next((each.get("PC") or each.get("ACCURACY") for each in within(document, "Page")), None)
    whole = number(accuracy)
    confident(story, page.words or ([whole] if whole is not None else []), "String/WC")
    for language, _ in page.languages.most_common(1):
        story.once("language", language, "TextBlock/LANG")
    for each in within(document, "Page"):
        story.once("language", each.get("LANG"), "Page/LANG")
    story.note("fileName", value(document, "Description", "sourceImageInformation", "fileName"))
    for each in within(document, "softwareName"):
        story.note("ocr-software", text_of(each))
    if wrong:
        story.note("xml-errors", wrong)
    yield story.item(raw, "page")


_TAGS: Final = ("LayoutTag", "StructureTag", "RoleTag", "OtherTag")


def _in_order(page: Any) -> list[Any]:
    """The text blocks of a page without those in its margins, in the order in which they are read."""
    blocks = [each for each in within(page, "TextBlock") if not _in_margin(each)]
    order = [each.get("REF") for each in within(page.getroottree().getroot(), "ElementRef")]
    if order:
        places = {reference: place for place, reference in enumerate(order)}
        blocks.sort(key=lambda each: min(places.get(name, len(places)) for name in _names(each)))
    known = {each.get("ID"): each for each in blocks}
    following = {each.get("IDNEXT"): each for each in blocks if each.get("IDNEXT") in known}
    if not following:
        return blocks
    ordered: list[Any] = []
    seen: set[int] = set()
    for each in blocks:
        if each.get("ID") in following:
            continue
        at: Any = each
        while at is not None and id(at) not in seen:
            seen.add(id(at))
            ordered.append(at)
            at = known.get(at.get("IDNEXT"))
    return ordered + [each for each in blocks if id(each) not in seen]


def _names(block: Any) -> list[str]:
    return [block.get("ID"), *(each.get("ID") for each in block.iterancestors("{*}ComposedBlock"))]


def _in_margin(block: Any) -> bool:
    return any(local(each) in _MARGINS for each in block.iterancestors())


class Page:
    """Gathers the blocks of a page, how sure their words are, and their languages."""

    def __init__(self, document: Any) -> None:
        self.tags = {each.get("ID"): (each.get("LABEL") or "").lower() for each in within(document, *_TAGS)}
        self.blocks: list[Block] = []
        self.words: list[float] = []
        self.languages: Counter[str] = Counter()
        self.open = ""
        """The first part of a word that goes on in the next line."""

        self.halved = False
        """Whether the last string gave a whole word of which a second part follows."""

    def block(self, block: Any) -> None:
        labels = [self.tags.get(name, "") for name in (block.get("TAGREFS") or "").split()]
        if any(label in BESIDE for label in labels):
            return
        kind: BlockKind = "paragraph"
        if any(label in _HEADS for label in labels):
            kind = "crosshead"
        elif any(label in _CAPTIONS for label in labels):
            kind = "caption"
        text = self.text(block)
        if text:
            language = block.get("LANG") or block.get("language") or language_of(block)
            if language:
                self.languages[language] += len(text)
            made = [Block(kind, text, str(block.get("ID") or ""))]
            self.blocks = joined(self.blocks, made) if block.get("IDNEXT") else self.blocks + made

    def text(self, block: Any) -> str:
        """The lines of a block as running text: words that a line breaks are whole again."""
        return self.running(list(named(line, "String", "HYP")) for line in named(block, "TextLine"))

    def running(self, lines: Iterable[list[Any]]) -> str:
        """Lines, each the strings in it, as running text."""
        words: list[str] = []
        for strings in lines:
            for place, each in enumerate(strings):
                if local(each) == "String":
                    self.string(each, words, place == 0)
            if strings and local(strings[-1]) == "HYP" and words and not self.halved:
                self.open = words.pop().rstrip(HYPHENS)
        if self.open:
            words.append(self.open)
            self.open = ""
        return " ".join(words)

    def string(self, string: Any, words: list[str], begins: bool) -> None:
        text, whole = (string.get("CONTENT") or "").strip(), (string.get("SUBS_CONTENT") or "").strip()
        halved, self.halved = self.halved, string.get("SUBS_TYPE") == "HypPart1" and bool(whole)
        if (sure := number(string.get("WC"))) is not None:
            self.words.append(sure)
        if self.halved:
            words.append(whole)
        elif halved and string.get("SUBS_TYPE") == "HypPart2":
            return  # the first part gave the word
        elif begins and self.open:
            words.append(self.open + text)
            self.open = ""
        elif begins and words and is_broken(words[-1], text):
            words[-1] = words[-1].rstrip(HYPHENS) + text
        elif text:
            words.append(text)


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
