"""PDF: the text of the pages, in the order and lines that pypdf gives; one article a file, or those of a press export.

pypdf runs in ``parse`` only. Dates of the file are evidence of its last change at most: a page may be scanned or laid
out years after it was printed.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.deadletter import failure
from pipeline.errors import RecordError
from pipeline.model import Hint, RawDocument

from . import lexisnexis, nexis, paragraphs
from .base import Item, Reader, Stream, rejected, whole
from .pdf_lines import Line, running, text_paras
from .unpack import TROUBLE

_FORMAT: Final = "pdf"
_MARK: Final = b"%PDF-"
_FIRST: Final = 1024
"""Bytes before a PDF's mark that programs put up with."""

_DOUBTED: Final = 0.3
_LEAST_LETTERS: Final = 20
_MOST_PAGES: Final = 20_000
_FILES: Final = re.compile(
    r"\.(?:docx?|indd|qxp|qxd|pdf|rtf|pages|odt|pptx?|xlsx?|tex|dvi|html?|eps|ai)$|^(?:microsoft word|untitled|"
    r"unbenannt|sans titre|sin título|uten navn|dokument|document)\b|^\W*$|^[\w.-]*\d[\w.-]*$",
    re.I,
)
"""Titles that programs make of a file's name."""

_DATE: Final = re.compile(
    r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?'?|(Z))?"
)
_OCR: Final = "run a program for text recognition (OCR) over it first, such as ocrmypdf"
_TAIL: Final = 4096
_CATALOG: Final = re.compile(rb"(\d{1,9}) 0 obj\s*<<(?:(?!endobj).){0,500}?/Type\s*/Catalog\b", re.S)
_RAISED: Final = (*TROUBLE, TypeError, AttributeError, ArithmeticError, AssertionError)


def _sniff(head: bytes, name: str) -> float:
    at = head.find(_MARK, 0, _FIRST)
    if at < 0:
        return 0.0
    if at == 0:
        return 1.0
    return 0.9 if b"%%EOF" in head or b" obj" in head[:4096] else 0.0


def _why(head: bytes, name: str) -> str:
    return "begins as a PDF does"


def _split(stream: Stream) -> Iterator[Item]:
    return whole(stream, _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    try:
        reader = _opened(raw.payload)
        pages, lost = _pages(reader)
    except RecordError as error:
        yield failure("parse", error.reason, error.message, raw, error.retryable)
        return
    lines = [line for page in pages for line in page]
    why = _unreadable("".join(line.text for line in lines), len(pages), lost)
    if why and lost:
        yield failure("parse", "corrupt", why, raw)
        return
    if why:
        yield rejected(raw, "no-text", why)
        return
    hints, extra = _properties(reader)
    if lost:
        extra.append(
            ("pages-lost", f"{len(lost)} of {len(pages)} pages cannot be read: {', '.join(lost)}"[:300])
        )
    extra.append(("pages", str(len(pages))))
    paras = text_paras(running(pages, lexisnexis.is_counter))
    found = nexis.articles(raw, paras, tuple(extra))
    yield from found or [paragraphs.document(raw, paras, hints, extra)]


def _opened(data: bytes) -> Any:
    """A pypdf reader of the file. Raises RecordError ``encrypted``, ``corrupt``."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it finds wrong is told by what is missing
    try:
        reader = PdfReader(io.BytesIO(_ended(data)), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise RecordError("encrypted", "the PDF has a password: save it without one")
        count = len(reader.pages)
    except RecordError:
        raise
    except ImportError as error:  # a cipher that needs another library
        raise RecordError("encrypted", "the PDF is encrypted: save it without a password") from error
    except (PyPdfError, *_RAISED) as error:
        if "crypt" in f"{type(error).__name__} {error}".lower():
            raise RecordError("encrypted", "the PDF is encrypted: save it without a password") from error
        detail = f"the PDF cannot be read: {_short(error)}; open it and print it to a PDF again"
        raise RecordError("corrupt", detail) from error
    if count > _MOST_PAGES:
        raise RecordError("too-large", f"{count:,} pages; at most {_MOST_PAGES:,}", retryable=False)
    return reader


def _ended(data: bytes) -> bytes:
    """The file, with an end where it is cut off: pypdf then looks for its objects."""
    if b"startxref" in data[-_TAIL:]:
        return data
    root = _CATALOG.search(data)
    if root is None:
        return data
    return data + b"\ntrailer\n<</Root %b 0 R>>\nstartxref\n0\n%%%%EOF\n" % root[1]


def _pages(reader: Any) -> tuple[list[list[Line]], list[str]]:
    """The lines of each page, and the numbers of those that cannot be read."""
    from pypdf.errors import PyPdfError

    from .pdf_lines import lines

    found: list[list[Line]] = []
    lost: list[str] = []
    for number in range(len(reader.pages)):
        try:
            found.append(lines(reader.pages[number], number))
        except ImportError as error:
            raise RecordError("encrypted", "the PDF is encrypted: save it without a password") from error
        except (PyPdfError, *_RAISED):
            found.append([])
            lost.append(str(number + 1))
    return found, lost


def _unreadable(text: str, pages: int, lost: list[str]) -> str | None:
    """Why there is no text to read in the pages, or None."""
    letters = sum(map(str.isalpha, text))
    if letters < _LEAST_LETTERS:
        if lost:
            return f"none of its {pages} pages can be read: open it and print it to a PDF again"
        count = "a page" if pages == 1 else f"{pages} pages"
        return f"{count} with no or hardly any text layer (a picture of a page?): {_OCR}"
    odd = sum(not char.isprintable() or char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)
    if odd > letters / 3:
        return f"its fonts do not say which letters they show: {_OCR}"
    return None


def _properties(reader: Any) -> tuple[list[Hint], list[tuple[str, str]]]:
    """What the file says of itself: hints of little trust, and the rest."""
    from pypdf.errors import PyPdfError

    try:
        info = {str(name): str(value).strip("\0 ") for name, value in (reader.metadata or {}).items()}
    except (PyPdfError, *_RAISED):
        return [], []
    hints, extra = [], []
    title = " ".join(info.get("/Title", "").split())
    if title and not _FILES.search(title):
        hints.append(Hint("title", title[:300], "properties: title", _DOUBTED))
    for name in ("/Title", "/Author", "/Subject", "/Keywords", "/CreationDate"):
        if info.get(name):
            extra.append((f"document-{name[1:].lower()}", info[name][:1000]))
    if changed := _date(info.get("/ModDate", "")) or _date(info.get("/CreationDate", "")):
        hints.append(Hint("modified", changed, "properties: date", _DOUBTED))
    return hints, extra


def _date(text: str) -> str | None:
    """``D:20230912032913-07'00'`` in ISO 8601, as far as it goes."""
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, sign, hours, minutes, utc = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if not (hour and minute):
        return date
    zone = "Z" if utc else f"{sign}{hours}:{minutes or '00'}" if sign else ""
    return f"{date}T{hour}:{minute}{f':{second}' if second else ''}{zone}"


def _short(error: BaseException) -> str:
    return (str(error) or type(error).__name__).split("\n")[0][:200]


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
