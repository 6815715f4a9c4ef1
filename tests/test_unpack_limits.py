"""Bombs and other containers that are too large: bounded in memory, nothing on disk, and the neighbours are read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import pathlib
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable

import pytest
import zstandard

from pipeline import readers
from pipeline.errors import RecordError
from pipeline.model import Failure
from pipeline.readers import unpack
from pipeline.readers.inflate import Inflate
from tests.readers_kit import items, local, peak, short, tarred, unit, warc_record, zipped


def test_too_deep() -> None:
    data = b"Some text."
    for _ in range(4):
        data = gzip.compress(data)
    assert short(items(data)) == ["Some text."]
    found = items(tarred({"deep": gzip.compress(data), "b.txt": b"Text."}))
    assert [isinstance(item, Failure) and item.reason for item in found] == ["too-large", False]


BOMBS: dict[str, Callable[[], bytes]] = {
    "gz": lambda: gzip.compress(bytes(300 << 20), 9),
    "bz2": lambda: bz2.compress(bytes(100 << 20)),
    "xz": lambda: lzma.compress(bytes(100 << 20), preset=1),
    "zst": lambda: zstandard.compress(bytes(300 << 20)),
    "zip": lambda: zipped({"a": b" " * (100 << 20)}),
    "gz in gz": lambda: gzip.compress(gzip.compress(bytes(300 << 20), 9)),
    "text": lambda: gzip.compress(b"x" * (300 << 20), 9),
    "json": lambda: gzip.compress(b'[{"text": "' + b"x" * (300 << 20), 9),
    "warc": lambda: gzip.compress(warc_record(b"x", length=1).rstrip() + b"x" * (300 << 20), 9),
}

BOMB = """
import sys
from pipeline import readers
from tests.readers_kit import local, peak, short, unit
found = list(readers.read(unit(*sys.argv[1:], size=1 << 20), local))
print(short(found), peak())
"""


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs(kind: str, tmp_path: pathlib.Path) -> None:
    """In a process of its own, to see its memory; the neighbour is read."""
    (tmp_path / "bomb").write_bytes(BOMBS[kind]())
    (tmp_path / "next.txt").write_text("Neighbour.")
    root = pathlib.Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", BOMB, str(tmp_path / "bomb"), str(tmp_path / "next.txt")]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=60)
    told, megabytes = done.stdout.rsplit(maxsplit=1)
    assert told == "['-too-large', 'Neighbour.']"
    assert int(megabytes) < 300
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bomb", "next.txt"]


def test_overlapping_members(tmp_path: pathlib.Path) -> None:
    data = zipped({"a": os.urandom(5000), "b": b"Text."})
    end = data.rindex(b"PK\x05\x06")
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x01\x02", start + 1)]
    directory = entry * 10
    tail = bytearray(data[end:])
    tail[8:12] = (10).to_bytes(2, "little") * 2
    tail[12:16] = len(directory).to_bytes(4, "little")
    found = items(data[:start] + directory + bytes(tail))
    assert short(found) == ["-too-large"] and "overlap" in getattr(found[0], "detail", "")


def test_a_large_zip_in_a_stream_is_named() -> None:
    inner = zipped({"a.bin": os.urandom(65 << 20)}, zipfile.ZIP_STORED)
    found = items(tarred({"big.zip": inner, "b.txt": b"Text."}))
    assert [item.member for item in found] == ["big.zip", "b.txt"]
    assert isinstance(found[0], Failure) and "unpack" in found[0].detail


def test_a_tar_header_that_claims_too_much() -> None:
    info = tarfile.TarInfo("x")
    info.size, info.type = 1 << 36, tarfile.XHDTYPE
    found = items(info.tobuf(tarfile.GNU_FORMAT) + bytes(4096))
    assert short(found) == ["-too-large"]


def test_bounds_hold_after_the_end_of_a_tar(monkeypatch: pytest.MonkeyPatch) -> None:
    one = tarred({"a.txt": b"Text."})
    assert short(items(gzip.compress(one + bytes(100 << 20), 9))) == ["Text.", "-too-large"]
    monkeypatch.setattr(unpack, "MEMBER_LIMIT", 2)
    assert short(items(one * 3)) == ["Text.", "Text.", "-too-large"]


def test_joined_zips_are_bounded(tmp_path: pathlib.Path) -> None:
    large = zipped({"a.bin": os.urandom(65 << 20)}, zipfile.ZIP_STORED)
    found = items(large + zipped({"b.txt": b"Text."}))
    assert short(found) == ["Text.", "-too-large"] and f"{len(large):,}" in getattr(found[1], "detail", "")
    assert short(items(zipped({"a.txt": b"Text."}) + zipped({}) * 2000)) == ["-too-large"]


def test_a_file_over_the_limit_goes_on(tmp_path: pathlib.Path) -> None:
    files = {"a.txt": b"Some words. " * (6 << 20), "b.txt": b"Text."}
    assert short(items(tarred(files))) == ["-too-large", "Text."]


def test_sparse_members(tmp_path: pathlib.Path) -> None:
    with (tmp_path / "s").open("wb") as file:
        file.truncate(1 << 30)
    (tmp_path / "t.txt").write_text("Text.")
    if subprocess.run(["tar", "-cSf", "x.tar", "s", "t.txt"], cwd=tmp_path, check=False).returncode:
        pytest.skip("tar here makes no sparse members")
    found = list(readers.read(unit(str(tmp_path / "x.tar")), local))
    assert short(found) == ["-too-large", "Text."]


def test_the_decompressor_holds_little() -> None:
    packed = zstandard.compress(bytes(1 << 30))
    before = peak()
    inflate = Inflate(io.BytesIO(packed), "zst")
    with pytest.raises(RecordError, match="1000 times"):
        while inflate.pull():
            pass
    assert peak() - before < 200
