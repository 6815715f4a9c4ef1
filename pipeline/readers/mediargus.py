"""Mediargus (now GoPress): a list of numbered beginnings with paper, day, page and length, then the articles.

An article names neither its paper nor its number: each is read together with its entry of the list, which is found
by the headline, else by the order. A record's payload is that entry and the article, in the form of a whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from pipeline.languages.agencies import find_agency
from pipeline.languages.folding import plain_words
from pipeline.model import RawDocument, Rejected

from . import export_lines, exports, fields
from .base import BUFFER, RECORD_LIMIT, Item, Reader, Stream, rejected
from .exports import Fields, add, add_extra, table

_FORMAT: Final = "mediargus"
_BEGIN: Final = re.compile(rb"\d\d-\d\d-\d{4}, p\. ?\S{1,12}\s*")
_NUMBERED: Final = re.compile(rb"[^\w\r\n]{0,4}(\d{1,6})\. (\S.*)", re.S)
_HEAD: Final = 8
"""Lines of an article in which its headline stands."""

_SIGNED: Final = re.compile(r"(?:(?<=[.!?'\"”’])\s*|^)\(([A-Z]{2,4}(?:/[A-Z]{2,4}){0,4})\)\s*$")
_INITIALS: Final = 3
_AHEAD: Final = 20
"""Entries that may have no article before the list is taken to be another's."""

_MOST: Final = 16 << 20
"""Bytes of entries that are kept."""

_GAP: Final = b"\n\n\n\n\n\n"


@cache
def _entry() -> re.Pattern[bytes]:
    units = "|".join(table(_FORMAT)["lengths"])
    return re.compile(
        rb"[^\w\r\n]{0,4}\d{1,6}\. \S[^\r\n]*\r?\n\s*\r?\n([^\r\n]{2,200}, [^\r\n,]{6,60}\d{4}, p\. ?\S{1,12}, \d+(?:"
        + units.encode()
        + rb")\.?)[ \t]*(?=[\r\n])"
    )


def _sniff(head: bytes, name: str) -> float:
    text = export_lines.seen(head)
    first = _entry().match(text.lstrip())
    if first is None:
        return 0.0
    entries = len(_entry().findall(text))
    return 0.9 if entries > 1 or re.search(rb"\n" + _BEGIN.pattern + rb"\n", text) else 0.0


def _why(head: bytes, name: str) -> str:
    return "a numbered list of articles with paper, day, page and length, as Mediargus exports it"


# ---------------------------------------------------------------- split


def _split(stream: Stream) -> Iterator[Item]:
    charset = export_lines.decoded(stream)
    entries, offset = _list(stream)
    if offset > stream.start:
        sentence = f"the list of {len(entries)} articles: their texts follow"
        place = (stream.start, offset - stream.start)
        yield Rejected("read", "contents", sentence, stream.source, stream.member, *place, format=_FORMAT)
    begin, length, lines, at = offset, 0, list[bytes](), -1
    while True:
        line = stream.file.readline(BUFFER)
        if (not line or (_BEGIN.fullmatch(line) and length)) and length:
            at, entry = _found(entries, lines[:_HEAD], at)
            if length > RECORD_LIMIT:
                sentence = f"an article of {length:,} bytes; a record is at most {RECORD_LIMIT >> 20} MiB"
                yield stream.failure(_FORMAT, "too-large", sentence, begin, length)
            else:
                data = entry + _GAP + b"".join(lines)
                yield RawDocument(stream.source, begin, length, data, _FORMAT, stream.member, charset=charset)
            begin, length, lines = begin + length, 0, []
        if not line:
            return
        if not length:
            stream.begins(begin)
        length += len(line)
        if length <= RECORD_LIMIT:
            lines.append(line)


def _list(stream: Stream) -> tuple[list[bytes], int]:
    """The entries of the list, and where the first article begins (the file stands there, its first line read)."""
    entries: list[bytes] = []
    lines: list[bytes] = []
    kept, offset = 0, stream.start
    while True:
        peeked = stream.file.peek(64)[:64]
        if not peeked or (_BEGIN.match(peeked) and _BEGIN.fullmatch(_first(peeked))):
            break
        line = stream.file.readline(BUFFER)
        offset += len(line)
        if _NUMBERED.match(line):
            if lines:
                entries.append(b"".join(lines))
            lines = [line]
        elif lines and kept < _MOST:
            lines.append(line)
        kept += len(line)
    if lines:
        entries.append(b"".join(lines))
    return entries, offset


def _first(data: bytes) -> bytes:
    return data.split(b"\n", 1)[0] + b"\n" if b"\n" in data else data


def _found(entries: list[bytes], head: list[bytes], last: int) -> tuple[int, bytes]:
    """The entry of an article behind the ``last`` one: the next whose headline stands in the article's first lines,
    else the next."""
    lines = {line.strip() for line in head}
    for number in range(last + 1, min(last + 1 + _AHEAD, len(entries))):
        title = _NUMBERED.match(entries[number].split(b"\n", 1)[0])
        if title and title[2].strip() in lines:
            return number, entries[number].strip()
    return (last + 1, entries[last + 1].strip()) if last + 1 < len(entries) else (last, b"")


# ---------------------------------------------------------------- parse


def _parse(raw: RawDocument) -> Iterator[Item]:
    text = export_lines.text_of(raw)
    entry, _, body = text.partition(_GAP.decode())
    found: Fields = {}
    lines = [line.strip() for line in entry.split("\n") if line.strip()]
    title = _read_entry(lines, found)
    _read_article(body.split("\n"), title, found)
    if not found.get("text"):
        yield rejected(raw, "no-text", "an entry without a text")
        return
    mapping, extra = exports.record(found)
    yield fields.outcome(raw, fields.document(mapping), extra)


def _read_entry(lines: list[str], found: Fields) -> str:
    """``7. Headline`` and ``De Standaard, vrijdag 18 november 2011, p. 6, 447w.``; the headline as printed."""
    title = lines[0].partition(". ")[2] if lines else ""
    if title and plain_words(title) not in exports.words(_FORMAT, "untitled"):
        add(found, "title", title)
    parts = lines[1].rsplit(", ", 3) if len(lines) > 1 else []
    if len(parts) == 4 and exports.day(parts[1]):
        add(found, "publisher", parts[0])
        add(found, "published", parts[1])
        add(found, "page", exports.page_of(parts[2]))
        add_extra(found, "length", parts[3].rstrip("."))
    return " ".join(title.split())


def _read_article(lines: list[str], title: str, found: Fields) -> None:
    """Day and page, the author right below, a section, the headline; then the text, and whose it is."""
    day, _, page = lines[0].partition(",")
    if "published" not in found:
        add(found, "published", "-".join(reversed(day.strip().split("-"))))
        add(found, "page", exports.page_of(page))
    at = next((n for n, line in enumerate(lines[:_HEAD]) if title and " ".join(line.split()) == title), 0)
    if not at and len(lines) > 4 and lines[2].strip() and not (lines[1] + lines[3] + lines[4]).strip():
        at = 3  # a section, and no headline
    if at:
        author = lines[1].strip()
        # Two letters are the initials of somebody.
        add(found, "authors", author) if len(author) > _INITIALS else add_extra(found, "initials", author)
        add(found, "section", "; ".join(filter(None, map(str.strip, lines[2:at]))))
    text = export_lines.paragraphs(lines[at + 1 :], 0)
    if text and text[-1].startswith(("©", "(c)")):
        add(found, "rights", text.pop())
    for number, paragraph in enumerate(text):
        if signed := _SIGNED.search(paragraph):
            # Who signs so wrote the text: behind a sentence that would pass for a picture's credit.
            text[number] = paragraph[: signed.start()]
            add_extra(found, "signed", signed[1])
            for part in signed[1].split("/"):
                add(found, "byline_agency", part if find_agency(part) else None)
    text = [paragraph for paragraph in text if paragraph]
    # Papers set the headline again below what stands above it.
    for number, paragraph in enumerate(text[:3]):
        if title and " ".join(paragraph.split()) == title and len(text) > 1:
            del text[number]
            break
    found["text"] = text


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
