"""WARC files of the sample dump, byte for byte the same each time: no clock, no random numbers.

``crawl`` is a list of records in the order of a crawl: pages in every transfer and content encoding, and what
a crawl has besides pages (requests, a redirect, an error page, an image, robots.txt, a revisit, metadata).
"""

from __future__ import annotations

import base64
import gzip
import uuid
import zlib
from collections.abc import Iterable

import brotli
from articles import Item
from make_pages import page

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_HTML = "text/html; charset=utf-8"
_ENCODINGS = ("plain", "gzip", "chunked", "gzip chunked", "deflate", "br")


def record(kind: str, url: str | None, date: str, block: bytes, mime: str, *more: str) -> bytes:
    """One WARC/1.0 record of ``kind`` (response, request, ...) with header and closing line ends."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {url} {date}")
    lines = [f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{name}>", f"WARC-Date: {date}"]
    if url:
        lines.append(f"WARC-Target-URI: {url}")
    lines += [*more, f"Content-Type: {mime}", f"Content-Length: {len(block)}"]
    return "\r\n".join(["WARC/1.0", *lines, "", ""]).encode() + block + b"\r\n\r\n"


def response(
    url: str, date: str, body: bytes, mime: str = _HTML, status: str = "200 OK", *more: str
) -> bytes:
    """A response record: HTTP header and ``body`` as it came over the wire."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {mime}", *more]
    if not any(line.startswith("Transfer-Encoding") for line in more):
        head.append(f"Content-Length: {len(body)}")
    block = "\r\n".join([*head, "", ""]).encode() + body
    return record("response", url, date, block, "application/http; msgtype=response")


def encode(body: bytes, encoding: str) -> tuple[bytes, list[str]]:
    """``body`` in a content and transfer encoding, with the HTTP header lines that say so."""
    more = []
    content = encoding.replace("chunked", "").strip()
    if content == "gzip":
        body, more = gzip.compress(body, 9, mtime=0), ["Content-Encoding: gzip"]
    elif content == "deflate":
        body, more = zlib.compress(body, 9), ["Content-Encoding: deflate"]
    elif content == "br":
        body, more = brotli.compress(body), ["Content-Encoding: br"]
    if "chunked" in encoding:
        pieces = [body[i : i + 1500] for i in range(0, len(body), 1500)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        more.append("Transfer-Encoding: chunked")
    return body, more


def page_record(item: Item, date: str, encoding: str = "plain") -> bytes:
    """The page of ``item`` as it was retrieved at ``date``."""
    body, more = encode(page(item).encode(), encoding)
    return response(item.url, date, body, _HTML, "200 OK", *more)


def info(date: str) -> bytes:
    """The warcinfo record that opens a file."""
    return record("warcinfo", None, date, b"software: samples/make_warc.py\r\n", "application/warc-fields")


def crawl(items: Iterable[Item]) -> list[bytes]:
    """The records of one crawl: all pages of ``items``, and what a crawl has besides."""
    records = [info("2024-05-08T06:00:00Z")]
    pages = list(items)
    for number, item in enumerate(pages):
        date = f"2024-05-08T06:{number + 1:02}:00Z"
        head = f"GET {item.url} HTTP/1.1\r\nHost: www.{item.site['domain']}\r\n\r\n".encode()
        if number < 2:
            records.append(record("request", item.url, date, head, "application/http; msgtype=request"))
        records.append(page_record(item, date, _ENCODINGS[number % len(_ENCODINGS)]))
    site, date = f"https://www.{pages[0].site['domain']}", "2024-05-08T06:30:00Z"
    gone = b"<html><head><title>404</title></head><body><h1>Not found</h1></body></html>"
    records += [
        response(f"{site}/borte", date, gone, _HTML, "404 Not Found"),
        response(f"{site}/gammal", date, b"", _HTML, "301 Moved Permanently", f"Location: {pages[0].url}"),
        response(f"{site}/1.png", date, PIXEL, "image/png"),
        response(f"{site}/robots.txt", date, b"User-agent: *\nDisallow: /arkiv/\n", "text/plain"),
        revisit(pages[0], "2024-05-09T06:01:00Z"),
        record("metadata", pages[0].url, date, b"fetchTimeMs: 112\r\n", "application/warc-fields"),
    ]
    return records


def revisit(item: Item, date: str) -> bytes:
    """A record that says: the same page as before, so it was not stored again."""
    return record(
        "revisit",
        item.url,
        date,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        "application/http; msgtype=response",
        "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
    )


def by_member(records: Iterable[bytes]) -> bytes:
    """A .warc.gz as crawlers write it: each record a gzip member of its own."""
    return b"".join(gzip.compress(each, 9, mtime=0) for each in records)


def in_one_member(records: Iterable[bytes]) -> bytes:
    """A .warc.gz as people make it who run gzip over a whole file."""
    return gzip.compress(b"".join(records), 9, mtime=0)
