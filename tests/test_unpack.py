"""Containers: opened by content in any nesting, bounded, and never more than themselves lost."""

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
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import readers
from pipeline.errors import RecordError
from pipeline.model import Failure, RawDocument
from pipeline.readers.inflate import Inflate
from tests.readers_kit import items, local, memory, peak, short, unit, warc_record

LINES = b"".join(b'{"id": %d, "text": "line %d"}\n' % (n, n) for n in range(50))
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(members: dict[str, bytes], format: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


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
        found = items(zipped({first: b"<x/>", "word/document.xml": b"<w/>"}))
        assert short(found) == ["-unknown-format"]


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


# ---------------------------------------------------------------- what is broken


@pytest.mark.parametrize("kind", PACK)
def test_cut(kind: str) -> None:
    data = os.urandom(2_000_000).hex().encode()
    lines = b"".join(b'{"text": "%s"}\n' % data[at : at + 1000] for at in range(0, len(data), 1000))
    packed = PACK[kind](lines)
    found = items(packed[: len(packed) // 2])
    last = found[-1]
    assert isinstance(last, Failure) and last.reason == "truncated"
    # bzip2, xz and zstd give whole blocks: what stands in the block that is cut cannot be had.
    assert all(isinstance(item, RawDocument) for item in found[:-1])
    assert len(found) > (1000 if kind != "xz" else 1)
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


# ---------------------------------------------------------------- what is too large


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
