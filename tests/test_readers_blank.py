"""Files that begin with more blanks or zeros than detection looks at: what follows is read, at its place."""

from __future__ import annotations

import pytest

from pipeline import readers
from pipeline.model import Failure, RawDocument
from tests.readers_kit import fates, items, memory, short, warc_record

LINES = b'{"text": "a"}\n{"text": "b"}\n'
ARRAY = b"[\n" + LINES.strip().replace(b"\n", b",\n") + b"\n]"
BLANKS = (
    b"\n" * 100_001,
    b"\n" * 100_000 + b"\xef\xbb\xbf",
    b"\0" * 70_001,
    b"\0" * (3 << 20),
    b"\xef\xbb\xbf" + b"\r\n" * (1 << 19),
)


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("data", [LINES, ARRAY, LINES.replace(b"{", b"{\n "), warc_record() * 2, b"Text."])
def test_what_follows_is_read(blank: bytes, data: bytes) -> None:
    plain, found = items(data), items(blank + data)
    assert [type(item) for item in found] == [RawDocument] * len(plain)
    assert short(fates(found)) == short(fates(plain))
    assert [item.offset - len(blank) for item in found] == [item.offset for item in plain]
    here, there = (readers.describe("x", memory({"x": each}))[0] for each in (data, blank + data))
    assert here == there


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_what_follows_in_utf16_is_read(charset: str) -> None:
    data = ("\n" * 100_001 + '{"text": "Å lese"}\n{"text": "b"}\n').encode(charset)
    assert short(fates(items(data))) == ["Å lese", "b"]


@pytest.mark.parametrize("blank", BLANKS)
def test_what_no_reader_knows_is_named(blank: bytes) -> None:
    (failed,) = items(blank + b"Obj\x01\0\0")
    assert isinstance(failed, Failure) and failed.reason == "unknown-format"
    assert "an Avro file" in failed.detail and f"{len(blank):,} blanks" in failed.detail
    assert failed.offset == len(blank)


@pytest.mark.parametrize("blank", BLANKS)
def test_nothing_but_blanks_is_empty(blank: bytes) -> None:
    assert short(items(blank)) == ["-empty"]


def test_a_broken_array_after_blanks_costs_what_is_broken() -> None:
    data = b'{\n "text": "a\n}\n{\n "text": "b"\n}\n'
    assert short(fates(items(BLANKS[0] + data))) == short(fates(items(data))) == ["-bad-json", "b"]
