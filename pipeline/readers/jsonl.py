"""JSON Lines, a JSON array, and pretty-printed objects: one record an object.

The names that fields go by are data (``languages/fields.toml``, see ``fields.py``). A UTF-16 file is read as
UTF-8, and its offsets are those of the UTF-8 stream.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, Final

import msgspec

from pipeline.deadletter import failure
from pipeline.model import RawDocument

from . import fields
from .base import BUFFER, RECORD_LIMIT, Item, Reader, Stream
from .day_order import day_first
from .json_kind import BLANK, by_lines, cuttable, sniff, why
from .json_scan import elements
from .recoded import as_utf8, decoded, guessed
from .records_within import articles

_FORMAT: Final = "jsonl"
_DIGITS: Final = 4000


# ---------------------------------------------------------------- split


def _split(stream: Stream) -> Iterator[Item]:
    known = None if stream.end is None and as_utf8(stream) else guessed(stream.head)
    order = day_first(stream.head)
    split = _lines if by_lines(stream.head) or stream.end is not None else _elements
    for item in split(stream):
        if isinstance(item, RawDocument) and (known or order is not None):
            item = replace(item, charset=known, day_first=order)
        yield item


def _lines(stream: Stream) -> Iterator[Item]:
    file, offset = stream.file, stream.start
    while stream.begins(offset):
        line = file.readline(RECORD_LIMIT + 1)
        if not line:
            return
        length = len(line)
        if length > RECORD_LIMIT:
            del line
            length += _skip_line(file)
            sentence = f"a line of {length:,} bytes; a record is at most {RECORD_LIMIT >> 20} MiB"
            yield stream.failure(_FORMAT, "too-large", sentence, offset, length)
        elif line.strip(BLANK) or b"\0" in line:
            yield RawDocument(stream.source, offset, length, line, _FORMAT, stream.member)
        offset += length


def _skip_line(file: BinaryIO) -> int:
    """Reads to the end of the line; how many bytes that were."""
    skipped = 0
    while piece := file.readline(BUFFER):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def _elements(stream: Stream) -> Iterator[Item]:
    for found in elements(stream.file.read, stream.start):
        stream.begins(found.offset)
        if found.fault == "truncated":
            yield stream.failure(_FORMAT, "truncated", "the JSON ends too early", found.offset, found.length)
        elif found.fault:
            text = (found.data or b"")[:60].decode("utf-8", "replace")
            detail = f"not a JSON object: {text}"
            yield stream.failure(_FORMAT, found.fault, detail, found.offset, found.length)
        elif found.data is None:
            sentence = (
                f"an object of {found.length:,} bytes; a record is at most {RECORD_LIMIT >> 20} MiB: if it "
                "wraps articles, write each as an object of its own"
            )
            yield stream.failure(_FORMAT, "too-large", sentence, found.offset, found.length)
        else:
            yield RawDocument(stream.source, found.offset, found.length, found.data, _FORMAT, stream.member)


def _boundary(file: BinaryIO, position: int, size: int) -> int:
    if position <= 0:
        return 0
    file.seek(position - 1)
    at = position - 1
    while at < size and (piece := file.read(64 * 1024)):
        end = piece.find(b"\n")
        if end >= 0:
            return min(size, at + end + 1)
        at += len(piece)
    return size


# ---------------------------------------------------------------- parse


def _parse(raw: RawDocument) -> Iterator[Item]:
    extra: list[tuple[str, str]] = []
    try:
        record = msgspec.json.decode(raw.payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:
            record = _lenient(raw.payload, raw.charset, extra)
        except (ValueError, RecursionError) as error:
            yield failure("parse", "bad-json", f"not valid JSON: {_explained(error)}", raw)
            return
    if not isinstance(record, dict):
        yield failure("parse", "bad-record", f"a record is a JSON object, not a {type(record).__name__}", raw)
        return
    for made in articles(record):
        yield fields.outcome(raw, made, extra)


def _explained(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.removesuffix(' at')}, character {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]


def _lenient(payload: bytes, charset: str | None, extra: list[tuple[str, str]]) -> Any:
    """JSON with NULs, control characters, NaN, lone surrogates, numbers without end or bytes that are not UTF-8;
    what was done is noted in ``extra``. Raises ValueError, RecursionError."""
    text, note = decoded(payload.strip(BLANK).removesuffix(b","), charset)
    if note:
        extra.append(("encoding-errors", note))
    return _whole(json.loads(text.replace("\0", ""), strict=False, parse_int=_integer))


def _integer(digits: str) -> int | str:
    """A number, or its digits where they are more than Python makes a number of."""
    return int(digits) if len(digits) <= _DIGITS else digits


def _whole(value: Any) -> Any:
    """``value`` with lone surrogates replaced: no encoder would take them."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(each) for key, each in value.items()}
    return value


READER: Final[Reader] = Reader(_FORMAT, sniff, why, _split, _parse, _boundary, cuttable)
