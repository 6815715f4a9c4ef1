"""ARC and WACZ: records found in every form, broken ones cost themselves, ranges agree, lists are no articles."""

from __future__ import annotations

import gzip
import itertools
from typing import Any

import pytest

from pipeline import readers
from pipeline.model import Failure, RawDocument, Rejected
from pipeline.readers import arc
from tests.readers_kit import PAGE, fates, items, memory, unit, warc_record, zipped

ABOUT = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n\n"
FIRST = b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain %d\n%b\n" % (len(ABOUT), ABOUT)


def record(
    body: bytes = PAGE, url: str = "http://avis.example/sak", date: str = "20080430204825",
    kind: str = "text/html", length: int | None = None, more: str = "",
) -> bytes:  # fmt: skip
    size = len(body) if length is None else length
    return f"{url} 192.0.2.7 {date} {kind} {more}{size}\n".encode() + body + b"\n"


A, B, C = (
    record(PAGE + letter * 300, f"http://avis.example/{letter.decode()}") for letter in (b"a", b"b", b"c")
)
DNS = record(b"20080430204825\navis.example. 589 IN A 192.0.2.7\n", "dns:avis.example", kind="text/dns")


def urls(data: bytes) -> list[str]:
    """The items' addresses, or ``-reason``."""
    return [
        next(hint.value for hint in item.hints if hint.field == "url")
        if isinstance(item, RawDocument)
        else f"-{item.reason}"
        for item in fates(items(data))
    ]


GOOD = ["-warcinfo", "http://avis.example/a", "-metadata", "http://avis.example/b"]


@pytest.mark.parametrize(
    "data",
    [
        FIRST + A + DNS + B,
        gzip.compress(FIRST + A + DNS + B),
        b"".join(map(gzip.compress, (FIRST, A, DNS, B))),
        zipped({"a.arc": FIRST + A + DNS + B}),
    ],
    ids=["plain", "one member", "members", "zip"],
)
def test_every_packing(data: bytes) -> None:
    assert urls(data) == GOOD
    assert readers.describe("x", memory({"x": data}))[0].format == "arc"


def test_what_a_record_says() -> None:
    (page,) = fates(items(record()))
    assert isinstance(page, RawDocument) and page.media_type == "text/html" and page.format == "arc"
    assert page.payload == b"<html><body><p>A page.</p></body></html>" and page.charset == "utf-8"
    assert [(hint.field, hint.value, hint.where) for hint in page.hints] == [
        ("url", "http://avis.example/sak", "URL"),
        ("retrieved", "2008-04-30T20:48:25Z", "Archive-date"),
    ]
    assert page.retrieved == "2008-04-30T20:48:25Z"


@pytest.mark.parametrize(
    ("date", "retrieved"),
    [
        ("20080430", "2008-04-30"),
        ("200804302048", "2008-04-30T20:48Z"),
        ("20080430204825123", "2008-04-30T20:48:25Z"),
        ("20081530204825", None),
    ],
)
def test_dates_are_as_precise_as_they_are(date: str, retrieved: str | None) -> None:
    (page,) = fates(items(record(date=date)))
    assert isinstance(page, RawDocument) and page.retrieved == retrieved
    assert bool(page.extra) == (retrieved is None) and all(name == "archive-date" for name, _ in page.extra)


def test_version_two() -> None:
    data = FIRST.replace(b"1 0 Test", b"2 0 Test") + record(more="200 FAC069150613FE55 - 209 a.arc ")
    assert urls(data) == ["-warcinfo", "http://avis.example/sak"]


def test_an_address_with_blanks_and_odd_types() -> None:
    assert urls(record(url="http://avis.example/a b c")) == ["http://avis.example/a%20b%20c"]
    assert urls(record(kind="text/html; charset=utf-8")) == ["http://avis.example/sak"]
    assert urls(record(kind="no-type")) == ["http://avis.example/sak"]
    assert urls(record(b"<html><body><p>No header.</p></body></html>")) == ["http://avis.example/sak"]


def test_what_is_no_page() -> None:
    moved = b"HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\n"
    picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\0\0\0"
    data = record(moved) + record(picture, kind="image/png") + record(url="http://avis.example/robots.txt")
    assert urls(data) == ["-redirect", "-not-text", "-robots"]


@pytest.mark.parametrize("one", [False, True])
@pytest.mark.parametrize("length", [0, 60, 100_000, 65 << 20, 10**15])
def test_wrong_lengths_are_mended(one: bool, length: int) -> None:
    parts = [A, record(PAGE + b"b" * 400, length=length), C]
    found = fates(items(b"".join(map(gzip.compress, parts)) if one else b"".join(parts)))
    assert [type(item) for item in found] == [RawDocument] * 3
    assert found[1].payload.endswith(b"b" * 400)  # type: ignore[union-attr]


def test_offsets_and_what_is_between() -> None:
    found = items(A + b"garbage\n" * 500 + B)
    assert found[0].offset == 0 and urls(A + b"garbage\n" * 500 + B)[-1] == "http://avis.example/b"
    members = [gzip.compress(each) for each in (FIRST, A, B, C)]
    broken = bytearray(members[2])
    broken[len(broken) // 2] ^= 0xFF
    found = items(b"".join((members[0], members[1], bytes(broken), members[3])))
    assert [item.offset for item in found] == [sum(map(len, members[:at])) for at in range(4)]
    assert isinstance(found[2], Failure) and isinstance(found[3], RawDocument)


def test_a_cut_file_keeps_what_came_before() -> None:
    for data in (A + B, gzip.compress(A) + gzip.compress(B), gzip.compress(A + B)):
        found = items(data[: -len(data) // 20])
        assert isinstance(found[0], RawDocument) and isinstance(found[-1], Failure)
        assert found[-1].reason == "truncated"


def test_a_payload_alone_is_the_record() -> None:
    (raw,) = items(A)
    assert isinstance(raw, RawDocument)
    alone = RawDocument(raw.source, raw.offset, raw.length, raw.payload, "arc")
    assert list(readers.parse(alone)) == fates([raw])
    (bad,) = readers.parse(RawDocument("a", 0, 4, b"none", "arc"))
    assert isinstance(bad, Failure) and bad.reason == "bad-record"


@pytest.mark.parametrize("one", [False, True])
def test_ranges_give_each_record_once(one: bool) -> None:
    parts = [FIRST, *(record(PAGE + b"x" * n, f"http://avis.example/{n}") for n in range(40, 1500, 150))]
    data = b"".join(map(gzip.compress, parts)) if one else b"".join(parts)
    whole = [(type(item), item.offset) for item in items(data)]
    for cut in range(1, len(data), 131):
        found: list[Any] = []
        borders = []
        for start, end in itertools.pairwise((0, cut, len(data))):
            reader = readers.read(unit("f", size=len(data), start=start, end=end), memory({"f": data}))
            found.extend((type(item), item.offset) for item in reader)
            borders.append((reader.first, reader.after))
        assert found == whole and borders[0][1] == borders[1][0]


def test_a_text_that_speaks_of_one_is_none() -> None:
    text = b"How an ARC looks:\n\n" + A
    assert readers.describe("a.txt", memory({"a.txt": text}))[0].format == "text"
    assert arc.READER.sniff(b"http://avis.example/ is where it was 20080430.\n", "a.arc") == 0.0


def test_a_wacz_gives_its_pages_once() -> None:
    warc = warc_record()
    data = zipped({
        "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n{"url": "https://avis.example/sak", "text": "A page."}\n',
        "archive/data.warc.gz": gzip.compress(warc),
        "archive/more.arc": FIRST + A,
        "indexes/index.cdx.gz": gzip.compress(b"example,avis)/sak 20240501 {}\n"),
        "datapackage.json": b'{"wacz_version": "1.1.1", "title": "Pages", "text": "x"}',
        "datapackage-digest.json": b"{}",
        "logs/a.log": b"fetched\n",
    })  # fmt: skip
    found = fates(items(data))
    pages = [item for item in found if isinstance(item, RawDocument)]
    assert [item.member for item in pages] == ["archive/data.warc.gz", "archive/more.arc"]
    others = [item for item in found if isinstance(item, Rejected) and item.reason == "index"]
    assert len(others) == 5 and all(item.member for item in others)
    assert not [item for item in found if isinstance(item, Failure)]


def test_a_zip_with_a_list_of_its_own_is_no_wacz() -> None:
    found = fates(items(zipped({"datapackage.json": b"{}", "a.txt": b"A text of some words.\n"})))
    assert [type(item) for item in found] == [Rejected, RawDocument]
