"""Whatever a file holds, a reader says what is wrong with it: damaged copies of every reader's cases, the same ones in
each run, give no error that nobody foresaw."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.chain import Chain, Options
from pipeline.model import Failure, RawDocument
from pipeline.process import process
from tests.readers_kit import CASES, items

COPIES = 60
"""Of a case, of one that is larger a fifth."""

SMALL = 4_000
LARGEST = 60_000
CHAIN = Chain(Options())
STRANGE = (
    b"<", b">", b"]]>", b"\0", b"\x80\xff", b"9" * 5000, b"-1", b"1e999", b"\xc2\xb2", b"\xd9\xa3", b"\xed\xa0\x80",
    b"\r", b"{", b"[", b"null", b'""', b"&#x110000;", b"&x;", b"\t\t", b"\n\n\n", b"\xe2\x80\xa8", b"0000-00-00", b"",
)  # fmt: skip


def _put(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.choice(STRANGE) + data[at:]


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def _lost(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.choice((1, 5, 20, 200)) :]


def _twice(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at : at + 40] * rng.choice((2, 50)) + data[at + 40 :]


def _value(data: bytes, rng: random.Random) -> bytes:
    """Another number, attribute or content of an element."""
    found = list(re.finditer(rb'\d+|(?<=")[^"\n]*(?=")|(?<=>)[^<\n]+(?=<)', data))
    if not found:
        return data
    one = rng.choice(found)
    return data[: one.start()] + rng.choice(STRANGE) + data[one.end() :]


def _lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _put,
    _cut,
    _lost,
    _twice,
    _value,
    _value,
    _lines,
)


@pytest.mark.parametrize(
    "path", sorted(CASES.glob("*/*.in")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_damage_is_foreseen(path: Path) -> None:
    data = path.read_bytes()
    if len(data) > LARGEST:
        data = data[:LARGEST]
    rng = random.Random(f"{path.parent.name}/{path.name}")
    for number in range(COPIES if len(data) < SMALL else COPIES // 5):
        damaged = DAMAGES[number % len(DAMAGES)](data, rng)
        for item in items(damaged, f"mem:{path.stem}"):
            made = process(item, CHAIN)[1] if isinstance(item, RawDocument) else [item]
            wrong = [fate for fate in made if isinstance(fate, Failure) and fate.reason == "error"]
            assert not wrong, (number, wrong[0].detail, damaged[:2000])
