"""Containers: opened by content in any nesting, bounded, and never more than themselves lost."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import pathlib
import tarfile
import zipfile
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import readers
from pipeline.model import Failure, RawDocument
from pipeline.readers.inflate import Inflate
from tests.readers_kit import items, local, memory, short, tarred, unit, zipped

LINES = b"".join(b'{"id": %d, "text": "line %d"}\n' % (n, n) for n in range(50))
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
}


def members(data: bytes) -> list[tuple[str | None, str]]:
    return [(item.member, text) for item, text in zip(items(data), short(items(data)), strict=True)]


# ---------------------------------------------------------------- what opens


@pytest.mark.parametrize("kind", PACK)
def test_compressed(kind: str) -> None:
    pack = PACK[kind]
    assert [item.payload for item in items(pack(LINES))] == LINES.splitlines(keepends=True)  # type: ignore[union-attr]
    assert items(pack(LINES)) == items(LINES)
    halves = LINES.index(b"\n", 300) + 1
    assert items(pack(LINES[:halves]) + pack(LINES[halves:])) == items(LINES), (
        "several members are one stream"
    )
    assert items(pack(LINES[:333]) + pack(LINES[333:])) == items(LINES), "cut within a line"


def test_nested() -> None:
    inner = zipped({"a/x.jsonl.gz": gzip.compress(LINES), "b.txt": b"Some text."})
    data = gzip.compress(tarred({"one.zip": inner, "two.txt": b"Another text."}))
    found = items(data)
    assert len(found) == 52
    assert [found[0].member, found[50].member, found[51].member] == [
        "one.zip/a/x.jsonl.gz",
        "one.zip/b.txt",
        "two.txt",
    ]
    assert found[1].offset == len(LINES.splitlines()[0]) + 1, "offsets are those of the decompressed member"


@pytest.mark.parametrize("format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_tar(format: int) -> None:
    name = "folder/" + "long-" * 15 + "name.txt"
    assert members(tarred({name: b"Text.", "tom.txt": b"", "b.txt": b"More."}, format)) == [
        (name, "Text."),
        ("tom.txt", "-empty"),
        ("b.txt", "More."),
    ]


def test_tar_with_links_and_folders(tmp_path: pathlib.Path) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "a.txt").write_text("Text.")
    (tmp_path / "in" / "link").symlink_to("/etc/passwd")
    (tmp_path / "in" / "loop").symlink_to(".")
    os.mkfifo(tmp_path / "in" / "fifo")
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        archive.add(tmp_path / "in", "in")
    found = list(readers.read(unit(str(tmp_path / "x.tar")), local))
    assert [(item.member, text) for item, text in zip(found, short(found), strict=True)] == [
        ("in/sub/a.txt", "Text.")
    ]


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_zip(method: int) -> None:
    data = zipped({"d/a.jsonl": LINES, "../../etc/b.txt": b"Text."}, method)
    found = items(data)
    assert len(found) == 51
    assert found[-1].member == "../../etc/b.txt", "a name is data"


def test_a_forced_format_opens_containers() -> None:
    (found,) = items(gzip.compress(b'{"text": "x"}'), format="text")
    assert isinstance(found, RawDocument) and found.format == "text"


def test_empty_containers() -> None:
    files = {"a": gzip.compress(b""), "b": zipped({}), "c": tarred({}), "d": zipped({"e": b""})}
    found = list(readers.read(unit(*files), memory(files)))
    assert short(found) == ["-empty"] * 4


def test_an_office_document_is_no_container() -> None:
    for first in ("[Content_Types].xml", "mimetype"):
        (found,) = items(zipped({"ppt/presentation.xml": b"<p/>", first: b"<x/>", "a.txt": b"A text."}))
        assert isinstance(found, Failure) and found.reason == "unknown-format" and found.member is None


@settings(deadline=None, max_examples=60)
@given(
    data=st.binary(max_size=3000),
    cut=st.integers(0, 3000),
    kind=st.sampled_from(sorted(PACK)),
    size=st.integers(1, 99),
)
def test_inflate_gives_what_went_in(data: bytes, cut: int, kind: str, size: int) -> None:
    packed = PACK[kind](data[:cut]) + PACK[kind](data[cut:])
    file = io.BufferedReader(Inflate(io.BytesIO(packed), kind), size)
    assert file.read() == data


# ---------------------------------------------------------------- joined end to end


@pytest.mark.parametrize("format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_joined_tars(format: int) -> None:
    parts = [
        tarred({name: b"Text."}, format) for name in ("a.txt", "b" * 150 if format else "b.txt", "c.txt")
    ]
    expected = [(name, "Text.") for name in ("a.txt", "b" * 150 if format else "b.txt", "c.txt")]
    assert members(b"".join(parts)) == expected
    assert members(b"".join(map(gzip.compress, parts))) == expected
    assert members(gzip.compress(b"".join(parts)) + b"\0" * 700) == expected


def test_what_follows_the_end_of_a_tar() -> None:
    one, two = tarred({"a.txt": b"Text."}), tarred({"b.txt": b"More."})
    assert short(items(one + bytes(1000))) == ["Text."], "padding is nothing"
    found = items(one + b"something else" + bytes(498) + two)
    assert short(found) == ["Text.", "-trailing-garbage", "More."]
    assert found[1].offset == len(one)
    assert short(items(one + b"something else")) == ["Text.", "-trailing-garbage"]


def test_a_broken_header_in_a_tar_costs_its_member() -> None:
    data = bytearray(tarred({"a.txt": b"Text.", "b.txt": b"More.", "c.txt": b"Most."}, tarfile.GNU_FORMAT))
    data[1024] ^= 0xFF
    assert short(items(bytes(data))) == ["Text.", "-corrupt", "Most."]


def test_the_compression_of_a_tar_is_checked_to_its_end() -> None:
    packed = bytearray(gzip.compress(tarred({"a.txt": b"Text."}) + bytes(200_000), 0))
    packed[-6] ^= 0xFF
    assert short(items(bytes(packed))) == ["Text.", "-corrupt"]


def test_joined_zips() -> None:
    parts = [zipped({"a.txt": b"Text.", "b.txt": b"More."}), zipped({}), zipped({"c.txt": b"Most."})]
    expected = [("c.txt", "Most."), ("a.txt", "Text."), ("b.txt", "More.")]
    assert members(b"".join(parts)) == expected
    assert members(gzip.compress(b"".join(parts))) == expected


# ---------------------------------------------------------------- what is broken


@pytest.mark.parametrize("kind", PACK)
def test_cut(kind: str) -> None:
    data = os.urandom(2_000_000 if kind == "bz2" else 800_000).hex().encode()
    lines = b"".join(b'{"text": "%s"}\n' % data[at : at + 1000] for at in range(0, len(data), 1000))
    packed = PACK[kind](lines)
    found = items(packed[: len(packed) // 2])
    last = found[-1]
    assert isinstance(last, Failure) and last.reason == "truncated"
    # bzip2, xz and zstd give whole blocks: what stands in the block that is cut cannot be had.
    assert all(isinstance(item, RawDocument) for item in found[:-1])
    assert len(found) > (400 if kind != "xz" else 1)
    before = found[-2]
    assert last.offset == before.offset + before.length


@pytest.mark.parametrize("kind", PACK)
def test_corrupt(kind: str) -> None:
    packed = bytearray(PACK[kind](LINES * 100))
    packed[len(packed) // 2] ^= 0xFF
    found = items(bytes(packed))
    assert isinstance(found[-1], Failure) and found[-1].reason in ("corrupt", "bad-json", "truncated")


def test_a_cut_text_is_no_text() -> None:
    packed = gzip.compress(b"".join(b"Line %d of a text.\n" % n for n in range(5000)))
    assert short(items(packed[:-100])) == ["-truncated"]


def test_bytes_after_the_end() -> None:
    packed = gzip.compress(LINES)
    assert items(packed + b"\0" * 1000) == items(LINES), "padding is nothing"
    found = items(packed + b"something else")
    assert found[:-1] == items(LINES) and short(found[-1:]) == ["-trailing-garbage"]


def test_a_cut_tar() -> None:
    data = tarred({"a.txt": b"Text.", "b.txt": b"x " * 5000, "c.txt": b"More."})
    found = short(items(data[:3000]))
    assert found[0] == "Text." and found[1].startswith(("x", "-")) and found[-1].startswith("-")
    packed = gzip.compress(data)
    assert short(items(packed[: len(packed) - 60]))[0] == "Text."


def test_a_broken_zip() -> None:
    data = zipped({"a.txt": b"Text. " * 100, "b.txt": b"More. " * 100, "c.txt": b"Most."})
    assert short(items(data[:-30])) == ["-corrupt"]
    broken = bytearray(data)
    broken[40] ^= 0xFF
    broken[45] ^= 0xFF
    found = items(bytes(broken))
    assert [item.member for item in found] == ["a.txt", "b.txt", "c.txt"]
    assert (
        isinstance(found[0], Failure)
        and isinstance(found[1], RawDocument)
        and isinstance(found[2], RawDocument)
    )


def test_an_encrypted_member() -> None:
    data = bytearray(zipped({"a.txt": b"secret", "b.txt": b"Open."}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert members(bytes(data)) == [("a.txt", "-encrypted"), ("b.txt", "Open.")]
