"""Nexis as plain text: a cover list, then articles that each end with a line such as ``End of Document``.

Other programs make such texts of the documents that Nexis exports: some break lines, others keep a paragraph a line.
``nexis.py`` reads the articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.model import RawDocument

from . import export_lines, nexis
from .base import Item, Reader, Stream, rejected
from .paragraphs import Para
from .recoded import decoded

_FORMAT: Final = "nexis"
_WRAP: Final = 72
"""The width at which most programs break lines."""

_GAP: Final = 3
"""Blank lines above the first line of an article at least, where a cover precedes it."""

_LEAST: Final = 2
_LETTERS: Final = re.compile(r"[^\W\d_]{1,4}")


@cache
def _end() -> re.Pattern[bytes]:
    """The line that ends an article."""
    forms = "|".join(map(re.escape, load("exports")["nexis"]["ends"]))
    return re.compile(rb"(?:^|\n)[ \t\x0c]*(?:" + forms.encode() + rb")[ \t\r]*(?=\n|\Z)", re.I)


@cache
def _hint() -> re.Pattern[bytes]:
    """What one of the ends begins with: cheap to look for."""
    starts = {form.split()[0] for form in load("exports")["nexis"]["ends"]}
    return re.compile(rb"\n[ \t\x0c]*(?:" + "|".join(sorted(starts)).encode() + rb")")


@cache
def _listed() -> re.Pattern[bytes]:
    """How a line of the cover begins: with the first letters of one of its labels, in small or capital letters and in
    either of the encodings that such exports have."""
    begun = [found[0] for word in load("exports")["nexis"]["cover"] if (found := _LETTERS.match(word))]
    forms = {form for word in begun for form in (word.lower(), word.upper(), word.capitalize())}
    spelt = {form.encode(charset, "replace") for form in forms for charset in ("utf-8", "cp1252")}
    return re.compile(rb"\n\W*(?:" + b"|".join(sorted(map(re.escape, spelt))) + rb")")


def _is_end(row: bytes) -> bool:
    return len(row) < 60 and _end().fullmatch(row.rstrip(b"\n")) is not None


# ---------------------------------------------------------------- what it is


def _sniff(head: bytes, name: str) -> float:
    text = export_lines.seen(head)
    if text.lstrip()[:1] == b"<" or b"\0" in text[:2048]:
        return 0.0
    if _listed().search(b"\n" + text[:2048]):
        rows = [row.strip() for row in decoded(text[:2048])[0].splitlines() if row.strip()]
        if sum(map(nexis.is_cover, rows[:6])) >= _LEAST:
            return 0.92
    if not _hint().search(text) or not _end().search(text):
        return 0.0
    known = {told[0] for row in decoded(text)[0].splitlines() if (told := nexis.label(row.strip()))}
    return 0.92 if len(known) >= _LEAST else 0.0


def _why(head: bytes, name: str) -> str:
    return 'labelled articles that end with a line "End of Document", as Nexis exports them'


def _split(stream: Stream) -> Iterator[Item]:
    return export_lines.by_lines(stream, _FORMAT, _is_end, last=True)


# ---------------------------------------------------------------- parse


def _parse(raw: RawDocument) -> Iterator[Item]:
    rows = [row for row in export_lines.text_of(raw).split("\n") if not _is_end(row.encode())]
    begin = _cover(rows)
    if begin:
        yield rejected(raw, "cover", "the list of the articles and of the search, before the first article")
    body = rows[begin:]
    texts = export_lines.paragraphs(body, export_lines.width(body, _WRAP))
    paras = [Para(" ".join(text.split())) for text in texts if any(map(str.isalnum, text))]
    yield nexis.one(raw, paras) if paras else rejected(raw, "empty", "nothing to read in it")


def _cover(rows: list[str]) -> int:
    """Where the first article begins, behind the cover; 0 where there is none, or where no gap tells."""
    told = [at for at, row in enumerate(rows) if nexis.is_cover(row)]
    if len(told) < _LEAST or sum(1 for row in rows[: told[0]] if row.strip()) > 1:
        return 0
    blanks = 0
    for at in range(told[-1], len(rows)):
        if rows[at].strip() and blanks >= _GAP:
            return at
        blanks = 0 if rows[at].strip() else blanks + 1
    return 0


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
