"""CoNLL-U and its relatives: a word a line, sentences between blank lines. An article begins at ``# newdoc`` or
``-DOCSTART-``; a file without them is one. Comments above its first sentence are its fields.

A UTF-16 file is read as UTF-8, and its offsets are those of the UTF-8 stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from pipeline.languages.charset import to_text
from pipeline.model import RawDocument

from . import pieces
from .base import Item, Reader, Stream, rejected, unmarked, utf16
from .recoded import as_utf8, guessed
from .tokens import Part, Word, document, kind_of

_FORMAT: Final = "conllu"
_MARK: Final = re.compile(rb"(?<![^\n])(?:#[ \t]*newdoc\b|-DOCSTART-)")
_ROW: Final = re.compile(rb"(\d+)(?:-\d+|\.\d+)?\t[^\t\n]+\t")
_COMMENT: Final = re.compile(rb"#[ \t]*(?:newdoc|newpar|sent_id|text|global\.columns)\b")
_PAIR: Final = re.compile(r"#\s*(?:meta::)?([^\s=][^=]*?)\s*=\s*(.*?)\s*")
_NEW: Final = re.compile(r"#\s*new(doc|par)\b(?:\s+(\w+)\s*=\s*(.*?))?\s*")
_SENTENCE: Final = ("sent_id", "text", "parallel_id", "translit", "speaker", "addressee", "global.")
"""How comments begin that say nothing of the whole text."""
_ROWS_SEEN: Final = 50
_LEAST_COLUMNS: Final = 7
_MOST_DIGITS: Final = 7
_NO_BLANK: Final = "SpaceAfter=No"


def _sniff(head: bytes, name: str) -> float:
    text = unmarked(head)
    if text.startswith(b"-DOCSTART-"):
        return 0.99
    if b"\t" not in text:
        return 0.0
    lines = [line for line in text.split(b"\n", _ROWS_SEEN * 4)[:-1] if line.strip()]
    rows = [line for line in lines if not line.startswith(b"#")][:_ROWS_SEEN]
    found = [match for row in rows if (match := _ROW.match(row))]
    if not rows or len(found) < 0.9 * len(rows) or _number(found[0][1].decode()) > 1:
        return 0.0
    commented = any(_COMMENT.match(line) for line in lines)
    columns = min(row.count(b"\t") for row in rows) + 1
    return 0.99 if commented or columns >= _LEAST_COLUMNS else 0.0


def _why(head: bytes, name: str) -> str:
    return "CoNLL: a word a line, with its number" if not head.startswith(b"-") else "CoNLL: -DOCSTART-"


def _split(stream: Stream) -> Iterator[Item]:
    known = None if stream.end is None and as_utf8(stream) else guessed(stream.head)
    for piece in pieces.pieces(stream, _MARK):
        if piece.data is None:
            yield pieces.too_large(stream, _FORMAT, piece, "a text", ": without # newdoc a file is one")
        elif piece.marked or any(line.strip() and line[:1] != b"#" for line in piece.data.split(b"\n")):
            where = (stream.source, piece.offset, piece.length)
            yield RawDocument(*where, piece.data, _FORMAT, stream.member, charset=known)


def _parse(raw: RawDocument) -> Iterator[Item]:
    text, _ = to_text(raw.payload, raw.charset or "utf-8")
    told: dict[str, str] = {}
    sentences = list(_sentences(text, told))
    if not sentences:
        yield rejected(raw, "no-text", "no word below the beginning of a text")
        return
    yield document(raw, told, _parts(sentences))


class _Sentence:
    """A sentence's words. ``begins``: it is the first of a paragraph; ``kind``: of that paragraph."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.text = ""
        self.begins = False
        self.kind = ""
        self.end = 0

    def comment(self, line: str, told: dict[str, str] | None) -> None:
        """Takes a comment; ``told``: the fields of the text, where this is its first sentence."""
        if new := _NEW.fullmatch(line):
            self.begins = self.begins or new[1] == "par"
            if new[1] == "doc" and new[2] and told is not None:
                told[new[2]] = new[3]
        elif pair := _PAIR.fullmatch(line):
            if pair[1] == "text":
                self.text = pair[2]
            elif pair[1] == "newpar_block":
                self.kind = kind_of(pair[2].split()[0]) if pair[2] else ""
            elif told is not None and not self.begins and not pair[1].startswith(_SENTENCE):
                told[pair[1]] = pair[2]

    def row(self, line: str) -> None:
        """Takes a line of a word: a range of words that are printed as one is taken for them."""
        cells = line.split("\t") if "\t" in line else line.split()
        number = cells[0]
        if not number[:1].isdigit() or len(cells) < 2 or "\t" not in line:
            self.words.append(Word(cells[0]))
            return
        if "." in number:
            return  # a word that is understood, and not printed
        first, _, last = number.partition("-")
        if not last and 0 < _number(first) <= self.end:
            return
        self.end = max(self.end, _number(last))
        self.words.append(Word(cells[1], _NO_BLANK not in cells[-1] if len(cells) == 10 else None))

    def printed(self) -> list[Word]:
        """The sentence as words, or as its text where the corpus has that."""
        if self.text and self.text != "_":
            return [Word(self.text, self.words[-1].spaced is not False)]
        return self.words


def _number(digits: str) -> int:
    """The number of a word in its sentence; 0 for what is none."""
    return int(digits) if digits.isdecimal() and len(digits) < _MOST_DIGITS else 0


def _sentences(text: str, told: dict[str, str]) -> Iterator[_Sentence]:
    sentence, first = _Sentence(), True
    for line in [*text.splitlines(), ""]:
        if line.startswith("#") and not sentence.words and not line.startswith("#\t"):
            sentence.comment(line, told if first else None)
        elif line.startswith("-DOCSTART-"):
            continue
        elif line.strip():
            sentence.row(line)
        elif sentence.words:
            yield sentence
            sentence, first = _Sentence(), False


def _parts(sentences: Sequence[_Sentence]) -> Iterator[Part]:
    """The paragraphs; sentences one by one where the corpus does not tell paragraphs."""
    told = any(sentence.begins for sentence in sentences)
    part = Part()
    for sentence in sentences:
        if part.words and (sentence.begins or not told):
            yield part
            part = Part()
        part.kind = part.kind or (sentence.kind if sentence.begins else "")
        words = sentence.printed()
        if words[-1].spaced is None:
            words[-1].spaced = True
        part.words += words
    yield part


def _boundary(file: BinaryIO, position: int, size: int) -> int:
    return pieces.boundary(file, position, size, _MARK)


def _cuttable(head: bytes) -> bool:
    return utf16(head) is None and _MARK.search(head) is not None


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse, _boundary, _cuttable)
