"""Factiva, as HTML and as plain text, with field codes (``HD``, ``PD``, ``LP`` ...) and without.

Without codes the order of the lines tells: section, headline, author, length, date, time, source, its code, page,
language, rights; then the text, and at the end the number of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages.folding import plain_words
from pipeline.languages.people import split_names
from pipeline.model import RawDocument

from . import export_lines, exports, fields
from .base import Item, Reader, Stream, rejected, unmarked
from .export_pages import Layout, by_class, chosen, flat, layout, line, split, tree
from .exports import Fields, add, add_extra, labels, table
from .recoded import decoded

_FORMAT: Final = "factiva"
_ARTICLE: Final = rb"<div[^<>]{0,80}\bclass=[\"']?article(?:\s[a-z]{2,6}Article)\b"
_TITLE: Final = rb"<title>\s*(?:Dow Jones\s)?Factiva"
_LAYOUTS: Final[tuple[Layout, ...]] = (
    layout("page", _ARTICLE, b"Factiva", _TITLE, rb"articleParagraph|[a-z]{2}Article\b|fcpNav"),
    layout(
        "page", _ARTICLE, b"articleParagraph", _ARTICLE, rb"articleParagraph|class=[\"']?[a-z]{2,6}Headline"
    ),
    # The styles that the browser saved in the page may be longer than what is looked at.
    layout("page", _ARTICLE, b"Factiva", _TITLE + rb"\s*</title>", rb"<style\b"),
)
_NUMBER: Final = r"[A-Za-z]{1,8}[A-Za-z0-9]{0,6}(?:19|20)\d{6}[A-Za-z0-9]{6,12}"
_CODE_LINE: Final = re.compile(r"\s{0,3}([A-Z]{2,4})(?:[ \t]{2,}|\t|[ \t]*\Z)(.*)", re.S)
_LOOSE_LINE: Final = re.compile(r"([A-Z]{2,4})(?:[ \t]+|\Z)(.*)", re.S)
_SOURCE_CODE: Final = re.compile(r"[A-Z0-9]{2,8}")
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?", re.I)
_PAGE: Final = re.compile(r"[A-Z]{0,3}\d{1,4}[A-Z]?(?:\s?[-,/]\s?[A-Z]{0,3}\d{1,4}[A-Z]?)*")
_LEAST_CODES: Final = 4
_HEADER: Final = 16
"""Lines that stand above a text at most."""


@cache
def _last(named: bool = False, line: bool = False) -> re.Pattern[bytes]:
    """The number of a document; ``named``: with the word before it; ``line``: as a line of a text."""
    before = "|".join(table(_FORMAT)["documents"])
    word = rf"(?:{before})\s+" if named else rf"(?:(?:{before})\s+)?"
    form = (
        rf"^[ \t]*(?:AN[ \t]+)?{word}({_NUMBER})[ \t\r]*$" if line else rf"\s*(?:AN\s+)?{word}({_NUMBER})\s*"
    )
    return re.compile(form.encode(), re.M)


@cache
def _begun() -> re.Pattern[bytes]:
    """How a line with the number of a document begins, below another: cheap to look for."""
    words = "|".join(sorted(set(table(_FORMAT)["documents"])))
    return re.compile(rf"\n[ \t]*(?:AN[ \t]+)?(?:{words})".encode())


def _is_last(row: bytes) -> bool:
    return len(row) < 90 and _last(named=True).fullmatch(row) is not None


# ---------------------------------------------------------------- what it is


def _sniff(head: bytes, name: str) -> float:
    if chosen(_LAYOUTS, head):
        return 0.98
    text = export_lines.seen(head)
    if text.lstrip()[:1] == b"<":
        return 0.0
    ends = _begun().search(text) is not None and _last(named=True, line=True).search(text) is not None
    if not ends and b"HD" not in text:
        return 0.0
    rows = decoded(text)[0].splitlines()
    form = _LOOSE_LINE if ends else _CODE_LINE
    codes = {found[1] for row in rows if (found := form.fullmatch(row))} & set(labels_as_written())
    if {"HD", "PD"} <= codes and len(codes) >= _LEAST_CODES + 2 - ends:
        return 0.9
    pairs = zip(rows, [*rows[1:], ""], strict=True)
    return (
        0.9
        if ends and any(exports.is_length(row) and exports.day(below.strip()) for row, below in pairs)
        else 0.0
    )


def _why(head: bytes, name: str) -> str:
    if chosen(_LAYOUTS, head):
        return "a page of articles that Factiva saved"
    return "articles that end with the number of a Factiva document"


@cache
def labels_as_written() -> tuple[str, ...]:
    """The codes of the display format with codes."""
    return tuple(code for found in table(_FORMAT)["labels"]["codes"].values() for code in found)


def _split(stream: Stream) -> Iterator[Item]:
    if unmarked(stream.head).lstrip()[:1] == b"<":
        return split(stream, _FORMAT, _LAYOUTS)
    return export_lines.by_lines(stream, _FORMAT, _is_last, last=True)


# ---------------------------------------------------------------- parse


def _parse(raw: RawDocument) -> Iterator[Item]:
    found: Fields = {}
    if raw.payload.lstrip()[:1] == b"<":
        _page(tree(raw), found)
    else:
        _text(export_lines.text_of(raw).split("\n"), found)
    for values in found.values():
        values[:] = [_with_blanks(value) for value in values]
    if not found.get("text"):
        found["text"] = found.pop("captions", [])
    if not found["text"]:
        yield rejected(
            raw, "no-text", "no article: a list or the summary of a search, or an entry without a text"
        )
        return
    mapping, extra = exports.record(found)
    yield fields.outcome(raw, fields.document(mapping), extra)


def _with_blanks(text: str) -> str:
    for blank in table(_FORMAT)["blanks"] if "&" in text else ():
        text = text.replace(blank, " ")
    return text


def _page(root: Any, found: Fields) -> None:
    article = next((element for element in by_class(root, "article")), root)
    rows = [row for row in article.iter("tr") if len(row) > 1 and len(line(row[0])) <= 4]
    coded = {line(row[0]) for row in rows} & set(labels_as_written())
    if len(coded) >= _LEAST_CODES:
        for row in rows:
            _coded(line(row[0]), flat(row[1]), found)
        return
    above: list[str] = []
    for element in article.iter("div", "p"):
        paragraph = "articleparagraph" in (element.get("class") or "").lower()
        if paragraph:
            found.setdefault("text", []).append(line(element))
        elif element.get("id") == "hd":
            add(found, "title", line(element))
            add(found, "section", "; ".join(filter(None, above)))
            above = []
        elif "author" in (element.get("class") or "").split():
            add(found, "authors", line(element))
        elif element is not article and not len(element.xpath(".//div|.//p")):
            if number := _document(line(element)):
                add(found, "id", number)
            elif "text" in found:
                add_extra(found, "publisher", line(element))
            else:
                above.append(line(element))
    _header(above, found)


def _document(text: str) -> str | None:
    number = _last().fullmatch(text.encode())
    return number[1].decode() if number else None


def _coded(code: str, value: list[str], found: Fields) -> None:
    """The value of a code, in lines or paragraphs, into its field."""
    field, text = labels(_FORMAT).get(plain_words(code), "extra"), " ".join(value)
    if field == "body":
        found.setdefault("text", []).extend(value)
    elif field == "time":
        if "published" in found:
            found["published"][0] += f" {text}"
    elif field == "id":
        add(found, "id", _document(text) or text)
    elif field == "subjects":
        exports.add_subjects(found, text)
    elif field == "picture":
        found.setdefault("captions", []).extend(value)
    elif field == "extra":
        add_extra(found, code, text)
    else:
        add(found, field, text)


def _text(rows: list[str], found: Fields) -> None:
    strict = [each for row in rows if (each := _CODE_LINE.fullmatch(row)) and each[1] in labels_as_written()]
    pattern = _CODE_LINE if len(strict) >= _LEAST_CODES else _LOOSE_LINE
    order, rank, code = labels_as_written(), {"HD", "PD"}, ""
    codes = {each[1] for row in rows if (each := pattern.fullmatch(row)) and each[1] in order}
    if not rank <= codes or len(codes) < _LEAST_CODES:
        _uncoded(rows, found)
        return
    parts: list[str] = []
    for row in (*rows, "END "):
        each = pattern.fullmatch(row)
        if row == "END " or (each and each[1] in order):
            if code:
                _coded(code, export_lines.paragraphs(parts, export_lines.width(parts, 80)), found)
            code, parts = (each[1], [each[2]]) if each else ("", [])
        else:
            parts.append(row)


def _uncoded(rows: list[str], found: Fields) -> None:
    """An article whose lines have no codes: its header ends at the first blank line behind the date."""
    lines = [row.strip() for row in rows]
    at = next((n for n, row in enumerate(lines) if exports.is_length(row)), None)
    if at is None:
        return
    above = [row for row in lines[:at] if row]
    if len(above) > 1 and (
        _by(above[-1]) or (split_names(above[-1]) and len(above[-1]) < 40 and len(above) > 2)
    ):
        add(found, "authors", above.pop())
    if len(above) > 1 and len(above[0]) < 30:
        add(found, "section", above.pop(0))
    add(found, "title", " ".join(above))
    end = next((n for n in range(at + 2, min(len(lines), at + _HEADER)) if not lines[n]), at + 2)
    _header(lines[at:end], found)
    body = rows[end:]
    while body and (not body[-1].strip() or _document(body[-1])):
        add(found, "id", _document(body.pop()))
    text = export_lines.paragraphs(body, export_lines.width(body, 80))
    if len(text) > 1 and exports.is_company(text[-1]):
        add_extra(found, "publisher", text.pop())
    found["text"] = text


def _by(row: str) -> bool:
    names = split_names(row)
    return bool(names) and len(row) < 120 and plain_words(row) != plain_words(" ".join(names))


def _header(rows: list[str], found: Fields) -> None:
    """The lines from the length to the rights, in their order."""
    for row in filter(None, rows):
        if exports.is_length(row):
            add_extra(found, "wc", row)
        elif "published" not in found:
            if date := exports.day(row):
                add(found, "published", date)
            else:
                add_extra(found, "header", row)
        elif exports.is_rights(row) or "rights" in found:
            found["rights"] = [" ".join((*found.get("rights", ()), row))]
        elif "publisher" not in found and _CLOCK.fullmatch(row):
            found["published"][0] += f" {row}"
        elif "publisher" not in found:
            add(found, "publisher", row)
        elif plain_words(row) in exports.words("shared", "languages"):
            add(found, "language", row)
        elif "language" not in found and "page" not in found and _PAGE.fullmatch(row):
            add(found, "page", row)
        elif _SOURCE_CODE.fullmatch(row):
            add_extra(found, "sc", row)
        elif "edition" not in found:
            add(found, "edition", row)
        else:
            add_extra(found, "header", row)


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
