"""Retriever (Atekst, Mediearkivet): a text with a list of headlines, then articles between lines of ``====``.

An article is its headline, a line with paper and day, lines of page, section and where it was printed, and the text;
below it stand whose it is and its address in the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from pipeline.languages.folding import plain_words
from pipeline.languages.people import split_names
from pipeline.model import Hint, RawDocument

from . import export_lines, exports, fields
from .base import Item, Reader, Stream, rejected
from .exports import Fields, add, add_extra, table, words
from .recoded import decoded

_FORMAT: Final = "retriever"
_LEAST: Final = 20
"""Signs of a line that parts two articles."""

_DAY: Final = r"(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4})"
_DATED: Final = re.compile(rf"(\S.{{0,120}}?),?\s+({_DAY}(?:\s+\d\d[:.]\d\d)?)\.?(?:[\s,]+(\S.{{0,60}}))?")
_LISTED: Final = re.compile(rf">\s?\S.*,\s{_DAY}(?:\s\d\d[:.]\d\d)?\s*")
_LINK: Final = re.compile(r".{0,60}?\b(https?://\S+)\s*")
_BREAK: Final = re.compile(r"<br\s?/?>", re.I)
_GOES_ON: Final = ("...", "…")
_BELOW: Final = 6
"""Lines below the day in which it stands where the article was printed."""

_TAIL: Final = 8
"""Lines at the end in which rights stand."""


def _is_border(row: bytes) -> bool:
    bare = row.strip(b" \t\r\n\xef\xbb\xbf")
    return len(bare) >= _LEAST and not bare.strip(b"=")


def _is_rule(row: str) -> bool:
    return len(row) >= _LEAST and not row.strip("-")


@cache
def _starts(key: str) -> tuple[str, ...]:
    return tuple(plain_words(word) for word in table(_FORMAT)[key])


def _is_medium(row: str) -> bool:
    """Whether a line says nothing but where the article came out (``Publicerat i print.``)."""
    return len(row) < 60 and plain_words(row).startswith(_starts("published"))


def _place(rows: list[str], begin: int = 0) -> tuple[int, int]:
    """The lines of paper and day, and of where it came out; -1 for both where there are none."""
    for at in range(begin, len(rows)):
        if _is_medium(rows[at]):
            for above in range(at - 1, max(begin, at - _BELOW) - 1, -1):
                if _DATED.fullmatch(rows[above]):
                    return above, at
    return -1, -1


# ---------------------------------------------------------------- what it is


def _sniff(head: bytes, name: str) -> float:
    text = export_lines.seen(head)
    if text.lstrip()[:1] == b"<" or (b"\n>" not in text and b"====" not in text):
        return 0.0
    rows = [row.strip() for row in decoded(text)[0].splitlines()]
    listed = any(_LISTED.fullmatch(row) for row in rows)
    if listed and any(plain_words(row.rstrip(":")) in words(_FORMAT, "contents") for row in rows[:20]):
        return 0.95
    parted = any(len(row) >= _LEAST and not row.strip("=") for row in rows)
    return 0.95 if (listed or parted) and _place(rows)[0] >= 0 else 0.0


def _why(head: bytes, name: str) -> str:
    return "articles between lines of equals signs, below paper and day, as Retriever exports them"


def _split(stream: Stream) -> Iterator[Item]:
    return export_lines.by_lines(stream, _FORMAT, _is_border, last=True)


# ---------------------------------------------------------------- parse


def _parse(raw: RawDocument) -> Iterator[Item]:
    rows = [row.strip() for row in export_lines.text_of(raw).split("\n") if not _is_border(row.encode())]
    listed = [at for at, row in enumerate(rows) if row.startswith(">")]
    begin = 0
    if listed and _LISTED.fullmatch(_entry(rows, listed[0])):
        begin = next((at for at in range(listed[-1], len(rows)) if not rows[at]), len(rows))
        yield rejected(
            raw, "contents", f"the list of {len(listed)} headlines that stands before their articles"
        )
    if not any(rows[begin:]):
        return
    found = _article(rows, begin)
    if not found.get("text"):
        what = "an entry without a text" if found.get("title") else "no article: no line with paper and day"
        yield rejected(raw, "no-text", what)
        return
    mapping, extra = exports.record(found)
    made = fields.outcome(raw, fields.document(mapping), extra)
    if isinstance(made, RawDocument) and "link" in dict(extra) and found["text"][-1].endswith(_GOES_ON):
        made = replace(made, hints=(*made.hints, Hint("truncated", "the beginning alone", "text")))
    yield made


def _entry(rows: list[str], at: int) -> str:
    """An entry of the list, which may go on in the next line."""
    end = next((n for n in range(at, len(rows)) if not rows[n]), len(rows))
    return " ".join(rows[at:end])


def _article(rows: list[str], begin: int) -> Fields:
    found: Fields = {}
    dated, medium = _place(rows, begin)
    if dated < 0:
        dated = medium = next((at for at in range(begin, len(rows)) if _DATED.fullmatch(rows[at])), -1)
    if dated < 0:
        found["text"] = export_lines.paragraphs(_tail(rows[begin:], found), 0)
        return found
    top = max((at + 1 for at in range(begin, dated) if not rows[at]), default=begin)
    add(found, "title", " ".join(row for row in rows[top:dated] if not _is_rule(row)))
    _head(rows[dated : medium + 1], found)
    for row in rows[begin:top]:
        add_extra(found, "header", row)
    body = _tail(rows[medium + 1 :], found)
    found["text"] = export_lines.paragraphs(body, export_lines.width(body, 80))
    _signed(found)
    return found


def _head(rows: list[str], found: Fields) -> None:
    """``Dagbladet, 05.11.1999 Side 12`` and the lines below it."""
    first = _DATED.fullmatch(rows[0])
    if first:
        add(found, "publisher", first[1])
        add(found, "published", _iso(first[2]))
    for row in filter(None, (first[3] if first else "", *rows[1:])):
        label, colon, value = row.partition(":")
        if page := exports.page_of(row.replace("#", "-")):
            add(found, "page", page)
        elif _is_medium(row):
            add_extra(found, "medium", row.rstrip("."))
        elif colon and plain_words(label) in words(_FORMAT, "sections"):
            add(found, "section", value)
        else:
            found.setdefault("signed", []).append(row)


def _iso(day: str) -> str:
    """``05.11.1999 07:30`` as ``1999-11-05 07:30``."""
    date, _, clock = day.partition(" ")
    return f"{date if '-' in date else exports.iso(date)} {clock.strip().replace('.', ':')}".strip()


def _tail(rows: list[str], found: Fields) -> list[str]:
    """The lines of the text, without address and rights below it."""
    rows = rows.copy()
    while rows and (not rows[-1] or (link := _LINK.fullmatch(rows[-1]))):
        if rows[-1] and link:
            add_extra(found, "link", link[1])
        rows.pop()
    for at in range(max(0, len(rows) - _TAIL), len(rows)):
        sign = rows[at].find("©")
        if sign < 0 and not plain_words(rows[at]).startswith(_starts("rights")):
            continue
        end = max(sign, 0)
        rights = _BREAK.sub(" ", " ".join((rows[at][end:], *rows[at + 1 :])))
        add(found, "rights", " ".join(rights.split()))
        return [*rows[:at], rows[at][:end].rstrip()]
    return rows


def _signed(found: Fields) -> None:
    """Lines of the header that are left: archives write surnames first there (``NORDMANN KARI``). That is the author
    where the text begins with the name as people write it."""
    begin = plain_words(" ".join(found.get("text", [])[:3])[:300])
    for row in found.pop("signed", []):
        last, _, first = row.partition(" ")
        turned = f"{first} {last}"
        if row.isupper() and first and plain_words(turned) in begin:
            add(found, "authors", turned)
        elif not row.isupper() and split_names(row) and len(row) < 80:
            add(found, "authors", row)
        else:
            add_extra(found, "header", row)


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
