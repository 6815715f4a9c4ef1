"""Byte ranges: however a file is cut, every record is read exactly once, and neighbours agree."""

from __future__ import annotations

import gzip
import io
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import readers
from pipeline.readers import jsonl, warc
from tests.readers_kit import PAGE, items, memory, unit, warc_record


def in_ranges(data: bytes, cuts: list[int]) -> list[readers.Item]:
    """All items of the ranges between the cuts; what each range says of its borders must fit."""
    found: list[readers.Item] = []
    edges = sorted({0, len(data), *(cut for cut in cuts if 0 < cut < len(data))})
    borders = []
    for start, end in itertools.pairwise(edges):
        reader = readers.read(unit("f", size=len(data), start=start, end=end), memory({"f": data}))
        found.extend(reader)
        borders.append((reader.first, reader.after))
    for (_, after), (first, _) in itertools.pairwise(borders):
        assert after == first
    assert borders[-1][1] == len(data)
    return found


LINES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=30), min_size=1, max_size=20
)


@settings(deadline=None, max_examples=200)
@given(lines=LINES, cuts=st.lists(st.integers(1, 700), max_size=8), end=st.booleans())
def test_lines(lines: list[str], cuts: list[int], end: bool) -> None:
    import json

    text = "\n".join(["{}", *(json.dumps({"text": line}, ensure_ascii=False) for line in lines)])
    data = (text + "\n" * end).encode()
    assert in_ranges(data, cuts) == items(data, "f")


BODIES = st.lists(st.binary(max_size=80), min_size=1, max_size=12)
TRAPS = (b"\x1f\x8b\x08", b"\r\n\r\nWARC/1.0", b"WARC/1.0\r\n", b"\n\n")


@settings(deadline=None, max_examples=200)
@given(
    bodies=BODIES,
    trap=st.sampled_from((b"", *TRAPS)),
    cuts=st.lists(st.integers(1, 3000), max_size=8),
    zipped=st.booleans(),
)
def test_warc(bodies: list[bytes], trap: bytes, cuts: list[int], zipped: bool) -> None:
    records = [warc_record(PAGE + body + trap + body) for body in bodies]
    data = b"".join(gzip.compress(record, mtime=0) if zipped else record for record in records)
    whole = items(data, "f")
    assert len(whole) == len(records)
    assert in_ranges(data, cuts) == whole


def test_every_cut_of_a_small_warc() -> None:
    records = [warc_record(PAGE + bytes([65 + n]) * n) for n in range(4)]
    for data in (b"".join(records), b"".join(gzip.compress(record) for record in records)):
        whole = items(data, "f")
        for cut in range(1, len(data)):
            assert in_ranges(data, [cut]) == whole


def test_a_range_may_hold_nothing() -> None:
    data = b'{"text": "' + b"x" * 1000 + b'"}\n{"text": "y"}\n'
    assert len(in_ranges(data, [100, 200, 300])) == 2


def test_boundaries_beyond_a_buffer() -> None:
    line = b'{"text": "' + b"x" * 3_000_000 + b'"}\n'
    assert jsonl.READER.boundary is not None and warc.READER.boundary is not None
    assert jsonl.READER.boundary(io.BytesIO(line * 2), 5, len(line) * 2) == len(line)
    record = warc_record(PAGE + b"x" * 3_000_000)
    assert warc.READER.boundary(io.BytesIO(record * 2), 5, len(record) * 2) == len(record)
    member = gzip.compress(warc_record(bytes(range(256)) * 8000), 0)
    assert warc.READER.boundary(io.BytesIO(member * 2), 5, len(member) * 2) == len(member)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"text": "x"}\n' * 3, "jsonl"),
        (b'[{"text": "x"}]', None),
        (b'{\n "text": "x"\n}\n', None),
        ('{"text": "x"}\n'.encode("utf-16"), None),
        (gzip.compress(b'{"text": "x"}\n', mtime=0), None),
        (warc_record() * 2, "warc"),
        (gzip.compress(warc_record()) * 2, "warc"),
        (gzip.compress(warc_record() * 2), None),
        (gzip.compress(warc_record() * 2) * 2, None),
        (b"Text.", None),
        (b"", None),
    ],
)
def test_splittable(data: bytes, expected: str | None) -> None:
    reader = readers.splittable("f", memory({"f": data}))
    assert (reader.name if reader else None) == expected


def test_a_range_of_a_file_that_has_changed() -> None:
    (found,) = readers.read(unit("f", start=10, end=20), memory({"f": b"Now a text, no lines of JSON."}))
    assert not isinstance(found, (readers.Reader,)) and found.reason == "unreadable"  # type: ignore[union-attr]
