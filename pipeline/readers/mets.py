"""METS: what a digitised issue consists of. It names pages and articles and holds no text: the pages are files
beside it (ALTO), each read where it is met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipeline.model import RawDocument

from . import xml_frames
from .base import Item, Reader, Stream, rejected
from .xml_tree import opened, text_of, unreadable, within

_FORMAT: Final = "mets"
_ARTICLES: Final = ("article", "articl", "newsarticle")
_PAGES: Final = ("page",)


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if xml_frames.root_name(head).lower() == "mets" else 0.0


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("mets", "METS"), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, document, wrong = opened(raw, "mets", "METS")
    if document is None:
        yield unreadable(raw, wrong, "mets")
        return
    issue = " ".join(filter(None, (_first(document, "title"), _first(document, "dateIssued")))) or "an issue"
    pages, articles = _divisions(document, _PAGES), _divisions(document, _ARTICLES)
    detail = (
        f"a METS of {issue}: it names {articles} articles on {pages} pages and holds no text; that is in its "
        f"pages' files (ALTO{_named(document)}), which are read one by one: give the folder or archive that holds them"
    )
    yield rejected(raw, "no-text", detail)


def _first(document: Any, name: str) -> str:
    return next((text_of(each) for each in within(document, name) if text_of(each)), "")


def _divisions(document: Any, kinds: tuple[str, ...]) -> int:
    return sum((each.get("TYPE") or "").lower() in kinds for each in within(document, "div"))


def _named(document: Any) -> str:
    """The first file of text that is named."""
    for group in within(document, "fileGrp"):
        if (
            "text" in (group.get("USE") or "").lower()
            or "alto" in (group.get("ID") or group.get("USE") or "").lower()
        ):
            for each in within(group, "FLocat"):
                href = each.get("{http://www.w3.org/1999/xlink}href") or ""
                return f", {href[:100]} ..." if href else ""
    return ""


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
