"""Norsk aviskorpus (the Norwegian Newspaper Corpus): articles below lines of their address, paper and day, word by word
or as lines; and an article a file in XML. As the programs that read it tell of it.

Headings stand between signs ``|``, paragraphs end with ``¶``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from pipeline.languages import load
from pipeline.model import RawDocument

from . import pieces
from .base import Item, Reader, Stream, rejected, unmarked, whole
from .recoded import decoded
from .tokens import Part, Word, document
from .xml_tree import text_of, tree, unreadable, within

_FORMAT: Final = "aviskorpus"
_MARK: Final = re.compile(rb"(?<![^\n])(?:##|<)U[ \t]#")
_XML: Final = re.compile(rb"<attribute\s+name\s*=", re.I)
_TEXT: Final = re.compile(rb"<div\s+type\s*=\s*[\"'](?:text|tekst)[\"']", re.I)
_HEADER: Final = re.compile(r"(?:##|<)([A-Z])(?:[ \t]+([^>\n]*))?>?\s*")
_BREAK: Final = re.compile(r"[|¶]")
_YEARS: Final = 1990
"""Two digits of a year are of the hundred years from this one."""
_LONGEST_TITLE: Final = 200


def _sniff(head: bytes, name: str) -> float:
    text = unmarked(head).lstrip()
    if _MARK.match(text):
        return 0.99
    return 0.99 if text.startswith(b"<") and _XML.search(text) and _TEXT.search(text) else 0.0


def _why(head: bytes, name: str) -> str:
    return "Norsk aviskorpus"


def _split(stream: Stream) -> Iterator[Item]:
    if stream.end is None and not stream.start and not _MARK.match(stream.head.lstrip()):
        yield from whole(stream, _FORMAT)
        return
    for piece in pieces.pieces(stream, _MARK):
        where = (stream.source, piece.offset, piece.length)
        if piece.data is None:
            yield pieces.too_large(stream, _FORMAT, piece, "an article")
        elif piece.marked:
            yield RawDocument(*where, piece.data, _FORMAT, stream.member)
        elif piece.data.strip():
            sentence = "text before the first address: the rest of an article whose beginning is missing"
            yield stream.failure(_FORMAT, "bad-record", sentence, piece.offset, piece.length)


def _parse(raw: RawDocument) -> Iterator[Item]:
    if not _MARK.match(raw.payload):
        yield _of_xml(raw)
        return
    lines = decoded(raw.payload)[0].splitlines()
    words = lines[0].startswith("<")
    told: dict[str, str] = {}
    body: list[str] = []
    for line in lines:
        if not (header := _HEADER.fullmatch(line.strip())):
            body += [line] if line.strip() else []
        elif not body:
            told[header[1]] = (header[2] or "").strip()
    parts = list(_parts("\n".join(body), words))
    if not parts:
        yield rejected(raw, "no-text", "no text below this address", told.get("U", "").lstrip("#"))
        return
    yield document(raw, _fields(told), parts)


def _parts(body: str, words: bool) -> Iterator[Part]:
    """The paragraphs; what stands between the first two signs ``|`` is the title."""
    titled = body.lstrip().startswith("|")
    for text in _BREAK.split(body):
        kept = text.split()
        if not kept:
            continue
        kind = "title" if titled and len(text) < _LONGEST_TITLE else ""
        titled = False
        yield Part(kind, [Word(word, None if words else True) for word in kept])


def _fields(told: dict[str, str]) -> dict[str, Any]:
    record: dict[str, Any] = {"url": told.pop("U", "").lstrip("#")}
    paper = told.pop("B", "")
    record["publisher"] = load("aviskorpus")["papers"].get(paper.lower(), "")
    record["paper"] = paper
    date = [told.pop(name, "") for name in "AMD"]
    if date[0].isdecimal() and len(date[0]) in (2, 4):
        year = int(date[0]) if len(date[0]) == 4 else _YEARS + (int(date[0]) - _YEARS) % 100
        record["date"] = "-".join([str(year), *filter(str.isdecimal, date[1:])])
    return {**record, **told}


def _of_xml(raw: RawDocument) -> Item:
    root, wrong = tree(raw.payload, raw.charset)
    if root is None:
        return unreadable(raw, wrong, "attribute")
    told: dict[str, Any] = {
        str(each.get("name")): str(each.get("value") or "")
        for each in within(root, "attribute")
        if each.get("name")
    }
    if paper := load("aviskorpus")["papers"].get(told.get("source", "").lower()):
        told["source"] = paper
    parts = [part for division in within(root, "div") for part in _division(division, told)]
    return document(raw, told, parts)


def _division(division: Any, told: dict[str, Any]) -> Iterator[Part]:
    """The paragraphs of a division by its type; what it says of the article goes to ``told``."""
    kinds = load("aviskorpus")["parts"]
    own = (division.get("type") or "").lower()
    kind = next((name for name, known in kinds.items() if own in known), "")
    if kind == "authors":
        told.setdefault("author", text_of(division))
    elif kind:
        texts = [text_of(each) for each in within(division, "p")] or [text_of(division)]
        for text in texts:
            yield Part("" if kind == "text" else kind, [Word(word, True) for word in text.split()])
    elif own and (text := text_of(division)):
        told.setdefault(own, text)


def _boundary(file: BinaryIO, position: int, size: int) -> int:
    return pieces.boundary(file, position, size, _MARK)


def _cuttable(head: bytes) -> bool:
    return _MARK.match(head.lstrip()) is not None


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse, _boundary, _cuttable)
