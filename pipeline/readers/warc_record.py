"""One WARC record (in the child): its HTTP response undone, its kind decided, its hints taken."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from fastwarc.warc import HeaderMap

from pipeline.deadletter import failure
from pipeline.errors import RecordError
from pipeline.frozen import record
from pipeline.model import Hint, RawDocument

from . import html, text
from .base import BLANK, HEAD, Item, rejected, unmarked
from .http_body import decoded

KEPT: Final = frozenset(("response", "resource", "conversion"))
"""Types of records whose payload is looked at; the others are rejected where they are found."""

_END: Final = re.compile(rb"\r?\n\r?\n|\Z")
_LINE_END: Final = re.compile(rb"\r?\n")
_LINE_LIMIT: Final = 8 * 1024
_DATE: Final = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?"
)
_SCHEMES: Final = ("http", "https", "ftp", "file", "")
_HTML_TYPES: Final = (
    "text/html",
    "application/xhtml+xml",
    "application/xhtml",
    "application/vnd.wap.xhtml+xml",
)
_VAGUE_TYPES: Final = (
    "",
    "application/octet-stream",
    "unk",
    "application/unknown",
    "text",
    "*/*",
    "content/unknown",
)
_NO_TEXT: Final = re.compile(r"\.(js|mjs|css|json|xml|rss|svg|map|csv|ico|woff2?)$", re.I)
_JSON: Final = re.compile(rb'\s*[{\[]\s*["{\[\]}]')


def field(header: bytes, name: bytes) -> str:
    """The value of one field of a header, "" where it is not there (cheap, for the parent)."""
    found = re.search(rb"^" + re.escape(name) + rb"[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?$", header, re.I | re.M)
    return found[1].decode("utf-8", "replace") if found else ""


@record(frozen=True, slots=True)
class _Message:
    """A header block and what follows it."""

    headers: HeaderMap
    body: bytes

    def get(self, name: str) -> str:
        return (self.headers.get(name) or "").strip()


def _message(data: bytes, encoding: str) -> _Message:
    """Splits off a header block, however its lines end; lines of absurd length are left out. Raises OSError."""
    end = _END.search(data)
    head, body = (data[: end.start()], data[end.end() :]) if end else (data, b"")
    lines = [line for line in _LINE_END.split(head) if len(line) < _LINE_LIMIT]
    headers = HeaderMap(encoding)
    headers.parse(io.BytesIO(b"\r\n".join(lines)[: 30 * 1024] + b"\r\n\r\n"))
    return _Message(headers, body)


def parse(raw: RawDocument) -> Iterator[Item]:
    """The document of one record, or why it is none."""
    try:
        record = _message(raw.payload, "utf-8")
        url = record.get("WARC-Target-URI").strip("<>")
        if not _is_web(url):
            reason = "metadata" if url.startswith("metadata:") else "not-text"
            yield rejected(raw, reason, f"{url.split(':', 1)[0]}: is no address of a page", url)
            return
        if record.body.startswith(b"HTTP/"):
            yield _response(raw, record, _message(record.body, "latin1"), url)
        else:
            yield _document(raw, record, url, record.body, record.get("Content-Type"))
    except OSError as error:
        yield failure("parse", "bad-record", f"its headers cannot be read: {error}", raw)
    except RecordError as error:
        yield failure("parse", error.reason, error.message, raw, error.retryable)


def _is_web(url: str) -> bool:
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)", url)
    return (scheme[0].lower() if scheme else "") in _SCHEMES


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return url.split("?", 1)[0]


def _response(raw: RawDocument, record: _Message, http: _Message, url: str) -> Item:
    status = http.headers.status_code
    if _path(url).lower() == "/robots.txt":
        return rejected(raw, "robots", "robots.txt", url)
    if status is not None and 300 <= status < 400:
        target = http.get("Location")[:200]
        return rejected(
            raw, "redirect", f"status {status}, to {target}" if target else f"status {status}", url
        )
    if status != 200:
        return rejected(raw, "http-status", f"status {status}" if status else "no HTTP status", url)
    body, note = decoded(http.body, http.get("Transfer-Encoding"), http.get("Content-Encoding"))
    return _document(raw, record, url, body, http.get("Content-Type"), http.get("Content-Language"), note)


def _document(
    raw: RawDocument,
    record: _Message,
    url: str,
    body: bytes,
    declared: str,
    language: str = "",
    note: str | None = None,
) -> Item:
    if not body.strip(BLANK):
        return rejected(raw, "empty", "an empty page", url)
    kind, charset = _content_type(declared)
    media = _media_type(body[:HEAD], kind, url)
    if media is None:
        return rejected(raw, "not-text", f"{kind or 'unknown content'} is neither HTML nor text", url)
    hints = [Hint("url", url, "WARC-Target-URI")] if url else []
    extra = [("encoding-errors", note)] if note else []
    date = record.get("WARC-Date")
    match = _DATE.fullmatch(date)
    # The standard has all dates in UTC; some writers leave the Z away.
    retrieved = (date if match[8] or not match[4] else f"{date}Z") if match else None
    if retrieved:
        hints.append(Hint("retrieved", retrieved, "WARC-Date"))
    elif date:
        extra.append(("warc-date", date[:200]))
    spoken = record.get("WARC-Identified-Content-Language")
    if cut := record.get("WARC-Truncated"):
        extra.append(("warc-truncated", cut[:200]))
    for name, value in (("Content-Language", language), ("WARC-Identified-Content-Language", spoken)):
        if first := value.split(",")[0].strip():
            hints.append(Hint("language", first[:40], name))
    return replace(
        raw,
        payload=body,
        media_type=media,
        charset=charset or raw.charset,
        hints=tuple(hints),
        extra=tuple(extra),
        retrieved=retrieved,
    )


def _content_type(declared: str) -> tuple[str, str | None]:
    kind, _, rest = declared.partition(";")
    found = re.search(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", rest, re.I)
    return kind.split(",")[0].strip().lower(), found[1] if found else None


def _media_type(head: bytes, declared: str, url: str) -> str | None:
    """``text/html`` or ``text/plain``, by what is declared and what is there; None: neither."""
    page = html.READER.sniff(head, "")
    plain = text.READER.sniff(head, "")
    if declared in _HTML_TYPES:
        if page or not _looks_binary(head):
            return "text/html" if page or b"<" in head or not plain else "text/plain"
        return None
    if page >= 0.9 and (
        declared in _VAGUE_TYPES or declared in ("text/plain", "text/xml", "application/xml")
    ):
        return "text/html"
    if declared == "text/plain" or (declared in _VAGUE_TYPES and not _NO_TEXT.search(_path(url))):
        if declared != "text/plain" and page:
            return "text/html"
        return "text/plain" if plain and not _JSON.match(unmarked(head)) else None
    return None


def _looks_binary(head: bytes) -> bool:
    """Bytes that no page in any encoding has, in number (UTF-16 is text)."""
    sample = unmarked(head)[:4096]
    return len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", sample)) > len(sample) * 0.05
