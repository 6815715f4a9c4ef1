"""Broken WARC files: wrong lengths, cuts, garbage; each costs itself alone."""

from __future__ import annotations

import gzip
import os

import pytest

from pipeline.model import Failure, RawDocument
from tests.readers_kit import PAGE, fates, items, short, warc_record

A, B, C = (warc_record(PAGE + letter * 200) for letter in (b"a", b"b", b"c"))
GOOD = "WARC/1.0"


def kinds(data: bytes) -> list[str]:
    """The items of a WARC, short."""
    return [each[: len(GOOD)] if each.startswith(GOOD) else each for each in short(items(data))]


def test_a_cut_warc_keeps_what_came_before() -> None:
    for data in (A + B + C, gzip.compress(A) + gzip.compress(B) + gzip.compress(C), gzip.compress(A + B + C)):
        cut = data[: -len(data) // 20]
        found = items(cut)
        assert isinstance(found[-1], Failure) and found[-1].reason == "truncated", kinds(cut)
        assert kinds(cut)[0] == GOOD and len(found) <= 3
    assert items((A + B + C)[:-50])[-1].offset == len(A + B)
    assert items(gzip.compress(A) + gzip.compress(B)[:-20])[-1].offset == len(gzip.compress(A))


def test_a_cut_exactly_between_records_is_none() -> None:
    assert kinds(A + B) == [GOOD, GOOD]
    assert kinds((A + B)[:-4]) == [GOOD, GOOD]


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("length", [0, 60, 100_000, 65 << 20, 10**15, 10**30])
def test_wrong_lengths_are_mended(zipped: bool, length: int) -> None:
    page = PAGE + b"b" * 400
    wrong = warc_record(page, length=length)
    parts = [A, wrong, C]
    found = fates(items(b"".join(map(gzip.compress, parts)) if zipped else b"".join(parts)))
    assert [type(item) for item in found] == [RawDocument] * 3
    assert found[1].payload == page.partition(b"\r\n\r\n")[2]  # type: ignore[union-attr]


def test_a_length_that_is_none() -> None:
    nothing = warc_record(PAGE + b"b").replace(b"Content-Length", b"X-Length")
    odd = warc_record(PAGE + b"b").replace(b"Content-Length: ", b"Content-Length: -")
    assert [type(item) for item in fates(items(A + nothing + odd + C))] == [RawDocument] * 4


def test_garbage_between_records() -> None:
    assert kinds(A + b"garbage\n" * 1000 + C) == [GOOD, GOOD]
    assert kinds(A[:-4] + b"\r\n\r\nWARC/0.x\r\n\r\n" + C) == [GOOD, GOOD]
    zipped = gzip.compress(A), gzip.compress(C)
    assert kinds(zipped[0] + b"garbage" * 1000 + zipped[1]) == [GOOD, "-bad-record", GOOD]
    assert kinds(zipped[0] + b"\0" * 100_000 + zipped[1] + b"\0" * 512) == [GOOD, GOOD]


def test_a_broken_member_costs_only_itself() -> None:
    members = [gzip.compress(warc_record(PAGE + os.urandom(3000))) for _ in range(5)]
    broken = bytearray(members[2])
    broken[len(broken) // 2] ^= 0xFF
    members[2] = bytes(broken)
    assert kinds(b"".join(members)) == [GOOD, GOOD, "-corrupt", GOOD, GOOD]
    offsets = [item.offset for item in items(b"".join(members))]
    assert offsets == [sum(map(len, members[:n])) for n in range(5)]


def test_several_records_in_some_members() -> None:
    data = gzip.compress(A) + gzip.compress(B + C + A) + gzip.compress(B)
    assert kinds(data) == [GOOD] * 5


def test_a_record_over_the_limit() -> None:
    large = warc_record(PAGE + b"x" * (65 << 20))
    for data in (A + large + C, gzip.compress(A) + gzip.compress(large, 1) + gzip.compress(C)):
        found = items(data)
        assert short(found)[1] == "-too-large" and len(found) == 3
        assert f"says {len(PAGE) + (65 << 20):,}" in getattr(found[1], "detail", "")


def test_a_length_of_petabytes_at_the_end() -> None:
    last = warc_record(PAGE, length=10**15)
    (_, cut) = items(A + last)
    assert isinstance(cut, Failure) and cut.reason == "truncated" and "999,999,999" in cut.detail
    assert kinds(gzip.compress(A) + gzip.compress(last)) == [GOOD, GOOD], "a member's end is its record's"


def test_a_body_that_is_a_bomb() -> None:
    bomb = gzip.compress(b"\0" * (200 << 20))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    found = fates(items(A + warc_record(head + bomb) + C))
    assert [getattr(item, "reason", "") for item in found] == ["", "too-large", ""]


def test_headers_of_absurd_length() -> None:
    page = PAGE.replace(b"Content-Type", b"X-Long: " + b"x" * 200_000 + b"\r\nContent-Type")
    assert [type(item) for item in fates(items(warc_record(page)))] == [RawDocument]
    endless = b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"x" * (3 << 20)
    assert kinds(A + endless + b"\r\n\r\n" + C)[-1] == GOOD
