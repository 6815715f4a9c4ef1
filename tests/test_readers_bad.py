"""Bad input: each costs itself alone, as one item with a reason; nothing hangs, nothing is lost beside it."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pathlib
import random
import socket
import subprocess
import sys
import tarfile
import threading
import zipfile

import pytest

from pipeline import readers
from pipeline.model import Failure, RawDocument, Rejected
from tests.readers_kit import CASES, PAGE, fates, items, local, memory, short, unit, warc_record

A, B, C = (warc_record(PAGE + letter * 200) for letter in (b"a", b"b", b"c"))
GOOD = "WARC/1.0"


# ---------------------------------------------------------------- files


def test_no_files_to_read(tmp_path: pathlib.Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        paths = [str(tmp_path / name) for name in ("fifo", "s", "missing")] + ["/dev/zero", str(tmp_path)]
        found = list(readers.read(unit(*paths), local))
    assert short(found) == ["-not-a-file", "-not-a-file", "-unreadable", "-not-a-file", "-not-a-file"]
    assert "named pipe" in getattr(found[0], "detail", "")


def test_a_file_that_may_not_be_opened() -> None:
    def refuse(path: str) -> io.BytesIO:
        raise PermissionError(13, "Permission denied", path)

    (found,) = readers.read(unit("x"), refuse)
    assert isinstance(found, Failure) and (found.reason, found.detail) == ("unreadable", "Permission denied")


class Breaking(io.BytesIO):
    """A disk that fails after so many bytes."""

    def __init__(self, data: bytes, good: int) -> None:
        super().__init__(data)
        self.good = good

    def read(self, size: int | None = -1) -> bytes:
        left = self.good - self.tell()
        if left <= 0:
            raise OSError(5, "Input/output error")
        return super().read(left if size is None or size < 0 else min(size, left))


def test_a_disk_that_fails_halfway() -> None:
    data = b"".join(b'{"id": %d, "text": "%s"}\n' % (n, b"x" * 1000) for n in range(5000))
    found = list(readers.read(unit("x", size=len(data)), lambda path: Breaking(data, 3_000_000)))
    assert short(found[-1:]) == ["-unreadable"]
    assert all(isinstance(item, RawDocument) for item in found[:-1])
    assert len(found[:-1]) == data[:3_000_000].count(b"\n"), "all lines before the broken place"


def test_empty_files_and_their_neighbours() -> None:
    files = {"a": b"", "b": b" \n\t\n", "c": b"\xef\xbb\xbf", "d": b"Text.", "e": b"[]", "f": b"\0" * 100}
    found = list(readers.read(unit(*files), memory(files)))
    assert short(found) == ["-empty", "-empty", "-empty", "Text.", "-empty", "-empty"]
    assert all(isinstance(item, Rejected) for item in found if not isinstance(item, RawDocument))


def test_binary_files() -> None:
    files = {"a": b"\x89PNG\r\n\x1a\n\0\0", "b": bytes(range(256)) * 4, "c": b"Obj\x01\0"}
    found = list(readers.read(unit(*files), memory(files)))
    assert short(found) == ["-not-text", "-unknown-format", "-unknown-format"]
    assert isinstance(found[0], Rejected) and isinstance(found[1], Failure)


# ---------------------------------------------------------------- lines and values


class Endless(io.RawIOBase):
    """A file that is never in memory: ``before``, ``size`` letters, ``after``; all in one line."""

    def __init__(self, before: bytes, size: int, after: bytes) -> None:
        self.parts = [(before, len(before)), (b"x" * (1 << 20), size), (after, len(after))]

    def read(self, size: int = -1) -> bytes:
        while self.parts:
            data, left = self.parts[0]
            if left > 0:
                piece = data[: min(size, left, len(data))]
                self.parts[0] = (data[len(piece) :] if len(self.parts) != 2 else data, left - len(piece))
                return piece
            self.parts.pop(0)
        return b""


def endless(kind: str) -> Endless:
    first = b'{"id": 1, "text": "first"}'
    last = b'{"id": 3, "text": "last"}'
    if kind == "array":
        return Endless(b"[" + first + b', {"text": "', 1 << 30, b'"}, ' + last + b"]")
    return Endless(first + b'\n{"text": "', 1 << 30, b'"}\n' + last + b"\n")


MEMORY = """
import sys
from pipeline import readers
from tests.readers_kit import peak, short, unit
from tests.test_readers_bad import endless
found = list(readers.read(unit("x", size=1 << 20), lambda path: endless(sys.argv[1])))
print([type(item).__name__ for item in found], found[1].reason, found[1].offset, found[1].length)
print(peak())
"""


@pytest.mark.parametrize("kind", ["lines", "array"])
def test_a_line_of_a_gigabyte(kind: str) -> None:
    """In a process of its own, to see its memory."""
    root = pathlib.Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, kind],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    told, megabytes = done.stdout.splitlines()
    offset, length = ("29", (1 << 30) + 12) if kind == "array" else ("27", (1 << 30) + 13)
    assert told == f"['RawDocument', 'Failure', 'RawDocument'] too-large {offset} {length}"
    assert int(megabytes) < 300


def test_broken_lines_cost_only_themselves() -> None:
    lines = [
        b'{"id": 1, "text": "a"}',
        b'{"id": 2, "tex',
        b"nonsense",
        b'{"id": 4, "text": "b"}',
        b"\xff\xfe\xfa",
        b"}",
    ]
    found = fates(items(b"\n".join(lines)))
    assert short(found) == ["a", "-bad-json", "-bad-json", "b", "-bad-json", "-bad-json"]
    assert [item.offset for item in found] == [0, 23, 38, 47, 70, 74]


@pytest.mark.parametrize("deep", [b"[" * 200_000, b'{"a":' * 200_000])
def test_json_nested_without_end(deep: bytes) -> None:
    line = b'{"text": "x", "deep": ' + deep + b"\n"
    assert short(fates(items(b'{"text": "a"}\n' + line + b'{"text": "b"}\n'))) == ["a", "-bad-json", "b"]


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("size", [400, 4290, 4301, 10_000, 100_000])
def test_a_number_without_end(size: int, sign: str) -> None:
    number = sign + "1" + "0" * size
    line = f'{{"text": "x", "id": {number}, "deep": [{number}], "other": {number}, "date": {number}}}\n'
    for data in (line, line.replace("}", ', "n": 1e999}')):
        (found,) = fates(items(data.encode()))
        assert isinstance(found, RawDocument) and found.payload == b"x"
        assert dict(found.extra)["other"] == number[:8192]


def test_utf8_with_broken_bytes_is_noted() -> None:
    (found,) = fates(items('{"text": "blåbær '.encode() + b'\xff og meir"}\n'))
    assert isinstance(found, RawDocument)
    assert found.payload.decode() == "blåbær \ufffd og meir"
    assert "replaced" in dict(found.extra)["encoding-errors"]


@pytest.mark.parametrize(
    "broken", [b'{"text": "b", "tags": [{"t": 1}', b'{"text": "b', b'{"text": "b\\"}', b'{"text": {"b"']
)
@pytest.mark.parametrize("style", ["lines", "indented", "bare"])
def test_a_broken_object_does_not_swallow_its_neighbours(broken: bytes, style: str) -> None:
    parts = [b'{"text": "a"}', broken, b'{"text": "c", "deep": [{"x": 1}]}', b'{"text": "d"}']
    if style == "bare":
        data = b"\n".join(part.replace(b'{"text"', b'{\n "text"', 1) for part in parts) + b"\n"
    else:
        indent = b"  " if style == "indented" else b""
        data = b"[\n" + b",\n".join(indent + part for part in parts) + b"\n]\n"
    found = short(fates(items(data)))
    assert found == ["a", "-bad-json", "c", "d"]


def test_a_hostile_record_in_an_array() -> None:
    found = fates(items(b'[{"text": "a"}, {"text": "b]}, {"text": "c"}]'))
    assert short(found) == ["a", "-truncated"]


# ---------------------------------------------------------------- anything at all


TOKENS = (
    *(bytes([byte]) for byte in b'"\\{}[]\n\0<'),
    b"\r\n\r\n",
    b"WARC/1.0\r\n",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
)
MORE = (
    b"Content-Length: 99999999\r\n",
    b"Content-Length: -1\r\n",
    b"\xff\xfe",
    b"<html>",
    b"1e999",
    b"\\ud800",
)


def mutated(chance: random.Random, data: bytes) -> bytes:
    """``data`` with a few bytes changed, cut, doubled or put in."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(out) + 1)
        way = chance.randrange(5)
        if way == 0:
            out[at : at + 1] = bytes([chance.randrange(256)])
        elif way == 1:
            del out[at : at + chance.randint(1, 200)]
        elif way == 2:
            out[at:at] = chance.choice(TOKENS + MORE)
        elif way == 3:
            out[at:at] = out[at - 300 if at > 300 else 0 : at]
        elif chance.random() < 0.3:
            del out[at:]
    return bytes(out)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_a_file_holds_it_gives_items_and_no_error(seed: int) -> None:
    chance = random.Random(seed)
    bases = [path.read_bytes() for path in sorted(CASES.rglob("*.in"))]
    bases += [
        gzip.compress(A) + gzip.compress(B),
        bz2.compress(A + B),
        lzma.compress(A),
        gzip.compress(A + B),
    ]
    with io.BytesIO() as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            for number, data in enumerate((A, b"Text.", gzip.compress(b'{"text": "x"}\n'))):
                info = tarfile.TarInfo(str(number))
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        bases.append(file.getvalue())
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as zipped:
            zipped.writestr("a", A)
            zipped.writestr("b", gzip.compress(b"Text."))
        bases.append(file.getvalue())
    for _ in range(150):
        data = mutated(chance, chance.choice(bases))
        found = items(data, chance.choice(("x", "x.csv", "x.html", "x.jsonl", "x.warc.gz")))
        assert found
        assert fates(found)
        readers.describe("x", memory({"x": data}))
        readers.splittable("x", memory({"x": data}))


# ---------------------------------------------------------------- nothing blocks


def test_reading_does_not_wait_for_a_writer(tmp_path: pathlib.Path) -> None:
    os.mkfifo(tmp_path / "x.jsonl")
    found: list[object] = []
    thread = threading.Thread(
        target=lambda: found.extend(readers.read(unit(str(tmp_path / "x.jsonl")), local))
    )
    thread.daemon = True
    thread.start()
    thread.join(10)
    assert not thread.is_alive() and len(found) == 1
    assert readers.splittable(str(tmp_path / "x.jsonl"), local) is None
    assert readers.describe(str(tmp_path / "x.jsonl"), local)[0].why == "a named pipe"


def test_the_limit_is_what_is_said() -> None:
    line = json.dumps({"text": "x" * ((64 << 20) - 20)}).encode()
    assert short(items(line + b"\n"))[0].startswith('{"text"')
