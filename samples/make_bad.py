"""The bad records of the sample dump: what real dumps have in them, made on purpose and always the same."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
import zlib

import make_warc
import zstandard
from articles import Item
from make_pages import front_page

_NESTING = 7
_BOMB = 70 * 1024 * 1024


def gzipped(payload: bytes) -> bytes:
    """``payload`` as gzip without name and time."""
    return gzip.compress(payload, 9, mtime=0)


def without_articles(groups: dict[str, list[Item]]) -> dict[str, bytes]:
    """The files in which there is no article: name -> content."""
    front = [item for group in groups.values() for item in group if item.keys.get("site") == "greyhaven"]
    return {
        "bad/empty.txt": b"",
        "bad/noise.bin": random.Random(19).randbytes(4096),
        "bad/front-page.html": front_page(front[0], front).encode(),
        "bad/picture.png": make_warc.PIXEL,
        "bad/corrupt.txt.gz": gzipped(b"")[:10] + b"\xff" * 60,
        "bad/nested.txt.gz": nested(b"A text that was packed once too often.\n"),
        "bad/bomb.jsonl.zst": bomb(),
        "bad/locked.zip": locked(),
    }


def nested(payload: bytes) -> bytes:
    """``payload`` packed in gzip again and again."""
    for _ in range(_NESTING):
        payload = gzipped(payload)
    return payload


def bomb() -> bytes:
    """One line of 70 MiB that takes a few kB: nobody wrote that."""
    packer = zstandard.ZstdCompressor(3).compressobj()
    blank = b" " * (1 << 20)
    parts = [packer.compress(b'{"id": "bomb", "text": "')]
    parts += [packer.compress(blank) for _ in range(_BOMB // len(blank))]
    return b"".join([*parts, packer.compress(b'"}\n'), packer.flush()])


def locked() -> bytes:
    """A zip whose only member says that it is encrypted."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("locked/letter.txt"), random.Random(20).randbytes(64))
    payload = bytearray(out.getvalue())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        payload[payload.index(signature) + flags] |= 1
    return bytes(payload)


def broken_lines(lines: list[bytes]) -> bytes:
    """``lines`` with a broken one, one without a text and one that is no record between them."""
    broken = b'{"id": "broken", "text": "The quotation mark at the end of this line was lost}\n'
    no_text = json.dumps({"id": "no-text", "title": "A title and nothing else"}).encode() + b"\n"
    return lines[0] + broken + no_text + b"[1, 2, 3]\n" + b"".join(lines[1:])


def trailing(payload: bytes) -> bytes:
    """A gzip of ``payload`` with bytes behind it that belong to nothing."""
    return gzipped(payload) + b"--- end of transfer 0001 ---\n"


def truncated(lines: list[bytes]) -> bytes:
    """A gzip of ``lines`` and one more, cut in the middle of that one."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    whole = packer.compress(b"".join(lines)) + packer.flush(zlib.Z_SYNC_FLUSH)
    rest = packer.compress(json.dumps({"id": "cut", "text": "cut " * 99}).encode()) + packer.flush()
    return whole + rest[: len(rest) // 2]


def cut_warc(record: bytes) -> bytes:
    """An uncompressed WARC whose second record ends in the middle."""
    return record + record.replace(b"charity", b"nothing")[: len(record) // 2]


def invalid_utf8(text: str) -> bytes:
    """``text`` in UTF-8 with two bytes in it that are none."""
    return text.encode().replace(b"hansker", b"hans\xffker").replace(b"parsellene", b"parsell\xe5ne")
