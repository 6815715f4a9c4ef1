"""hOCR: what programs for text recognition (Tesseract and others) write as HTML: a scanned page a record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from pipeline.model import Block, BlockKind, RawDocument

from .base import Item, Reader, Stream, rejected
from .export_pages import Layout, by_class, chosen, layout, line, split, tree
from .ocr_lines import confident, number, running
from .xml_story import Story

_FORMAT: Final = "hocr"
_PAGE: Final = rb"<(?:div|section)\b[^<>]{0,400}?\bclass\s*=\s*[\"']ocr_page\b"
_LAYOUTS: Final[tuple[Layout, ...]] = (layout("hocr", _PAGE, b"ocr_page", _PAGE),)
_SURE: Final = re.compile(r"\bx_wconf\s+(\d+(?:\.\d+)?)")
_NUMBER: Final = re.compile(r"\bppageno\s+(\d{1,6})")
_LINES: Final = ("ocr_line", "ocrx_line", "ocr_header", "ocr_textfloat", "ocr_caption")
_HOLDERS: Final = ("ocr_par", "ocrx_block", "ocr_carea")
_BESIDE: Final = frozenset(("ocr_pageno", "ocr_footer", "ocr_separator", "ocr_photo", "ocr_image"))
_KINDS: Final[tuple[tuple[str, BlockKind], ...]] = (
    ("ocr_caption", "caption"),
    ("ocr_table", "table"),
    ("ocr_title", "crosshead"),
    ("ocr_chapter", "crosshead"),
)


def _sniff(head: bytes, name: str) -> float:
    return 0.98 if chosen(_LAYOUTS, head) else 0.0


def _why(head: bytes, name: str) -> str:
    return "a page with the class ocr_page: hOCR"


def _split(stream: Stream) -> Iterator[Item]:
    return split(stream, _FORMAT, _LAYOUTS)


def _parse(raw: RawDocument) -> Iterator[Item]:
    root = tree(raw)
    page = None if root is None else next(by_class(root, "ocr_page"), None)
    if page is None:
        yield rejected(raw, "no-text", "a page of hOCR without anything on it")
        return
    story = Story()
    for block, lines in _blocks(page):
        if text := running(lines):
            kind: BlockKind = next((told for name, told in _KINDS if name in _classes(block)), "paragraph")
            story.blocks.append(Block(kind, text, block.get("id") or block.tag))
            story.once("language", block.get("lang"), "lang")
    confident(story, list(_confidences(page)), "x_wconf")
    if number_of := _NUMBER.search(page.get("title") or ""):
        story.once("page", str(int(number_of[1]) + 1), "ppageno")
    yield story.item(raw, "page")


def _classes(element: Any) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _blocks(page: Any) -> Iterator[tuple[Any, list[str]]]:
    """The paragraphs of a page with their lines, in their order: what is innermost around these, or holds words without
    any line."""
    held = []
    for each in page.iter("*"):
        classes = _classes(each)
        if not classes.isdisjoint(_LINES):
            held.append((_holder(each, page), line(each)))
        elif not classes.isdisjoint(_HOLDERS) and not _holds(each):
            held.append((each, line(each)))
    for block, group in groupby(held or [(page, line(page))], key=lambda pair: pair[0]):
        if _BESIDE.isdisjoint(_above(block, page)):
            yield block, [text for _, text in group]


def _holder(line: Any, page: Any) -> Any:
    """What a line stands in: its paragraph, else its column, else the page."""
    for each in line.iterancestors():
        if each is page or not _classes(each).isdisjoint(_HOLDERS):
            return each
    return page


def _holds(element: Any) -> bool:
    """Whether lines, or smaller parts of the page, are told within an element."""
    found = by_class(element, *_HOLDERS, *_LINES)
    return any(each is not element for each in found)


def _above(element: Any, page: Any) -> frozenset[str]:
    """The classes of an element and of what it is in."""
    found = _classes(element)
    for each in element.iterancestors():
        if each is page:
            break
        found |= _classes(each)
    return found


def _confidences(page: Any) -> Iterator[float]:
    """How sure the program is of each word."""
    for word in by_class(page, "ocrx_word"):
        told = _SURE.search(word.get("title") or "")
        if told and (known := number(told[1])) is not None:
            yield known


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
