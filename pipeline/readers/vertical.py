"""Verticals of CWB and Sketch Engine (``.vrt``, ``.vert``): a word a line between the tags of articles, paragraphs and
sentences; and Korp's XML, with a word an element. The attributes of an article's tag are its fields.

A UTF-16 file is read as UTF-8, and its offsets are those of the UTF-8 stream.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO, Final

from pipeline.languages import load
from pipeline.languages.charset import to_text
from pipeline.model import RawDocument

from . import pieces
from .base import HEAD, Item, Reader, Stream, rejected, unmarked, utf16
from .recoded import as_utf8, guessed
from .tokens import Part, Word, document, kind_of, names

_FORMAT: Final = "vertical"
_TAG: Final = re.compile(r"\s*<(/?)([A-Za-z][\w:.-]*)((?:\s[^<>]*)?)(/?)>\s*")
_ATTRIBUTE: Final = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ELEMENT: Final = re.compile(r"<(?P<name>[\w:.-]+)((?:\s[^<>]*)?)>([^<]*)</(?P=name)>")
_PIECE: Final = re.compile(r"<(?P<name>[\w:.-]+)(?:\s[^<>]*)?>[^<]*</(?P=name)>|<[^<>]*>|[^<]+|<")
_ANY: Final = re.compile(r"<[^<>]*>")
_POSITIONAL: Final = re.compile(r"<!--\s*(?:#vrt\s+)?positional[- ]attributes:\s*([^>]*?)\s*-->", re.I)
_OTHER: Final = re.compile(rb"<(?:!doctype|html|tei|teicorpus|teiheader)\b", re.I)
_LINES_SEEN: Final = 300
_LEAST_WORDS: Final = 3
_MOST: Final = 0.1
_NO: Final = ("", "0", "no")


@cache
def _mark(name: str = "") -> re.Pattern[bytes]:
    """Where an article begins: its tag, at the beginning of a line."""
    tags = "|".join([name] if name else sorted(names("elements", "documents")))
    return re.compile(rb"(?<![^\n \t>])<(%s)(?=[\s>])" % tags.encode(), re.I)


def _outermost(head: bytes) -> str:
    """The name of the articles' tags: of those that a file has, the first with attributes, else the first."""
    found = [
        (match[1].decode(), head[match.end() : match.end() + 1] != b">") for match in _mark().finditer(head)
    ]
    return next((name for name, told in found if told), found[0][0] if found else "")


def _sniff(head: bytes, name: str) -> float:
    text = unmarked(head)
    if b"</" not in text:
        return 0.0
    begin = None if _OTHER.search(text, 0, 2048) else _mark().search(text)
    if begin is None or _ANY.sub("", text[: begin.start()].decode("utf-8", "replace")).strip():
        return 0.0
    shown = text[begin.start() :].split(b"\n", _LINES_SEEN)
    if len(text) >= HEAD or len(shown) > _LINES_SEEN:
        shown = shown[:-1]  # it may be cut
    return 0.99 if _worded(b"\n".join(shown).decode("utf-8", "replace")) else 0.0


def _worded(text: str) -> bool:
    """Whether a text is tags and words alone: elements of words, or words a line."""
    words = sum(each["name"].lower() in names("elements", "words") for each in _ELEMENT.finditer(text))
    if words >= _LEAST_WORDS:
        return len(_ANY.sub(" ", _ELEMENT.sub("", text)).split()) <= _MOST * words
    lines = list(_lines(text))
    tags = [match[2].lower() for line in lines if (match := _TAG.fullmatch(line))]
    rows = [line for line in lines if not _TAG.fullmatch(line)]
    marked = not names("elements", "sentences").union(names("elements", "glue")).isdisjoint(tags)
    odd = sum(not _is_word(line, marked) for line in rows)
    return len(rows) >= _LEAST_WORDS and odd <= _MOST * len(rows) and len(tags) > 1


def _is_word(line: str, marked: bool) -> bool:
    """Whether a line is one word with what is said of it; alone only among tags of sentences."""
    first, tab, _ = line.partition("\t")
    return bool(first.strip()) and " " not in first.strip() and (bool(tab) or marked)


def _why(head: bytes, name: str) -> str:
    return f"a vertical: a word a line or element, one <{_outermost(unmarked(head))}> an article"


def _split(stream: Stream) -> Iterator[Item]:
    known = None if stream.end is None and as_utf8(stream) else guessed(stream.head)
    order = _POSITIONAL.search(stream.head.decode("utf-8", "replace"))
    note = (("positional", order[1]),) if order else ()
    for piece in pieces.pieces(stream, _mark(_outermost(unmarked(stream.head)))):
        where = (stream.source, piece.offset, piece.length)
        if piece.data is None:
            yield pieces.too_large(stream, _FORMAT, piece, "a text")
        elif piece.marked:
            yield RawDocument(*where, piece.data, _FORMAT, stream.member, charset=known, extra=note)
        elif any(not _TAG.fullmatch(line) for line in _lines(piece.data.decode("utf-8", "replace"))):
            sentence = "words before the first tag of an article: the rest of one whose beginning is missing"
            yield stream.failure(_FORMAT, "bad-record", sentence, piece.offset, piece.length)


def _lines(text: str) -> Iterator[str]:
    """The lines that are no comment, no declaration and not blank."""
    for line in text.removeprefix("\ufeff").split("\n"):
        if line.strip() and not line.startswith(("<!", "<?")):
            yield line.rstrip("\r")


# ---------------------------------------------------------------- one article


def _attributes(text: str) -> dict[str, str]:
    return {name: html.unescape(a or b).strip() for name, a, b in _ATTRIBUTE.findall(text)}


def _parse(raw: RawDocument) -> Iterator[Item]:
    text, _ = to_text(raw.payload, raw.charset or "utf-8")
    extra = dict(raw.extra)
    order = extra.pop("positional", "").split()
    reading = _Reading(order.index("word") if "word" in order else 0)
    for line in _lines(text):
        reading.line(line)
    parts = reading.parts()
    if not parts:
        yield rejected(raw, "no-text", "no word between the tags of this text", reading.told.get("url"))
        return
    told = {name: value for name, value in reading.told.items() if value not in ("", "_", "|")}
    yield document(raw, _spanned(told), parts)


def _spanned(told: dict[str, str]) -> dict[str, str]:
    """The fields of an article, with a date as precise as its first and last possible day have it."""
    of = load("tokens")["attributes"]
    first = next((told[name] for name in of["from"] if name in told), "")
    last = next((told[name] for name in of["to"] if name in told), first)
    days = [re.sub(r"\D", "", day)[:8] for day in (first, last)]
    if len(days[0]) != 8 or len(days[1]) != 8 or any(name in told for name in ("date", "published")):
        return told
    year, month, day = days[0][:4], days[0][4:6], days[0][6:]
    if days[0] == days[1]:
        return {"date": f"{year}-{month}-{day}", **told}
    if days[0][:6] == days[1][:6]:
        return {"date": f"{year}-{month}", **told}
    return {"date": year, **told} if year == days[1][:4] else told


class _Reading:
    """An article's lines as they come. ``column``: where in a line the word is."""

    def __init__(self, column: int) -> None:
        self.column = column
        self.told: dict[str, str] = {}
        self._parts: list[Part] = [Part()]
        self._begun = self._paragraphs = self._glued = False

    def line(self, line: str) -> None:
        """Takes a line: a tag, a word, or words in elements among tags."""
        if match := _TAG.fullmatch(line):
            self._tag(match)
        elif "<" not in line or "\t" in line or not re.search(r"</?[A-Za-z][^<>]*>", line):
            cells = line.split("\t")
            self._word(cells[self.column if self.column < len(cells) else 0], None)
        else:
            self._elements(line)

    def _elements(self, line: str) -> None:
        for piece in _PIECE.finditer(line):
            if match := _ELEMENT.fullmatch(piece[0]):
                told = _attributes(match[2]).get("_tail")
                spaced = None if told is None else bool(told)
                self._word(match[3], True if match[3][-1:].isspace() else spaced)
            elif match := _TAG.fullmatch(piece[0]):
                self._tag(match)
            else:
                for word in piece[0].split():
                    self._word(word, None)

    def _word(self, text: str, spaced: bool | None) -> None:
        if text.strip():
            self._parts[-1].words.append(Word(html.unescape(text.strip()), spaced))

    def _tag(self, tag: re.Match[str]) -> None:
        name, of = tag[2].lower(), _attributes(tag[3])
        if not self._begun and not tag[1]:
            self._begun, self.told = True, of
        elif name in names("elements", "paragraphs") | names("elements", "heads"):
            self._paragraphs = True
            self._parts.append(Part("" if tag[1] else _kind(name, of)))
        elif name in names("elements", "sentences"):
            self._sentence()
        elif name in names("elements", "glue") and self._parts[-1].words:
            self._parts[-1].words[-1].spaced, self._glued = False, True

    def _sentence(self) -> None:
        if self._paragraphs:
            words = self._parts[-1].words
            if words and words[-1].spaced is None:
                words[-1].spaced = True
        else:  # where the corpus has no paragraphs, each sentence is one
            self._parts.append(Part())

    def parts(self) -> list[Part]:
        """The paragraphs that have words. Where words are glued, blanks stand between all others."""
        for word in (word for part in self._parts for word in part.words if self._glued):
            word.spaced = word.spaced is not False
        return [part for part in self._parts if part.words]


def _kind(name: str, of: dict[str, str]) -> str:
    if (
        name in names("elements", "heads")
        or of.get(load("tokens")["attributes"]["heading"], "").lower() not in _NO
    ):
        return kind_of(name) or "crosshead"
    kinds = (kind_of(value) for key, value in of.items() if key in names("attributes", "kinds"))
    return next(filter(None, kinds), "")


def _boundary(file: BinaryIO, position: int, size: int) -> int:
    file.seek(0)
    return pieces.boundary(file, position, size, _mark(_outermost(unmarked(file.read(HEAD)))))


def _cuttable(head: bytes) -> bool:
    return utf16(head) is None and b"positional" not in head


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse, _boundary, _cuttable)
