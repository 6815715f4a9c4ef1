"""Records in XML of many records: elements of one name, found in the bytes, each with the beginning of the file.

Nothing is parsed here. A record's payload is the file's beginning (declaration, root, what the whole file says of
itself) and the record's own element, so that each is parsed alone. A UTF-16 file is read as UTF-8; its offsets are
those of the UTF-8 stream.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO, Final

from pipeline.model import RawDocument

from .base import BUFFER, RECORD_LIMIT, Item, Stream, unmarked
from .recoded import as_utf8

_LONGEST_TAG: Final = 64 * 1024

CONTEXT_LIMIT: Final = 16 * 1024
"""Bytes of the file's beginning that go with each record."""

_PREAMBLE: Final = re.compile(
    rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[<>]*(?:\[.*?\]\s*)?>)*+<([A-Za-z_][\w:.-]*)((?:\s[^<>]*)?)/?>",
    re.S | re.I,
)
_SKIPPED: Final = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
_LONGEST: Final = 100
"""Bytes of the longest mark: so many at the end may be the beginning of one."""


@lru_cache(2)
def root(head: bytes) -> tuple[str, bytes]:
    """The name of the outermost element of XML that begins with ``head``, with its prefix, and its attributes as
    written; empty strings where it is none."""
    found = _PREAMBLE.match(unmarked(head))
    return (found[1].decode("ascii", "replace"), found[2]) if found else ("", b"")


def ahead(stream: Stream, size: int) -> bytes:
    """The next ``size`` bytes of a stream (fewer at its end), which stay to be read."""
    data = stream.file.read(size)
    stream.file = io.BufferedReader(_Again(data, stream.file), BUFFER)
    return data


class _Again(io.RawIOBase):
    """Bytes that were read of a file, and the rest of it."""

    def __init__(self, data: bytes, file: BinaryIO) -> None:
        self.data, self.file = data, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece, self.data = self.data[: len(buffer)], self.data[len(buffer) :]
        piece = piece or self.file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def root_name(head: bytes) -> str:
    """The name of the outermost element without its prefix; "" where there is none."""
    return root(head)[0].rpartition(":")[2]


def why(head: bytes, name: str) -> str:
    """What tells a format that has an outermost element of its own (see Reader)."""
    return f"XML with the root element {root(head)[0]}"


@lru_cache
def _marks(names: tuple[str, ...]) -> re.Pattern[bytes]:
    name = b"(?:%s)" % b"|".join(name.encode() for name in names)
    name = rb"(?:[\w.-]{1,40}:)?" + name
    return re.compile(rb"<!\[CDATA\[|<!--|<" + name + rb"(?=[\s/>])|</" + name + rb"\s{0,8}>")


class _Window:
    """The bytes of a stream from ``begin`` (its offset) on that are still of use."""

    def __init__(self, file: BinaryIO, begin: int) -> None:
        self.file, self.begin = file, begin
        self.data = bytearray()
        self.ended = False

    def more(self) -> bool:
        """Reads on; False at the end of the stream."""
        piece = b"" if self.ended else self.file.read(BUFFER)
        self.ended = self.ended or not piece
        self.data += piece
        return bool(piece)

    def drop(self, size: int) -> int:
        """Forgets the first ``size`` bytes, and gives their number."""
        del self.data[:size]
        self.begin += size
        return size


def split(stream: Stream, names: tuple[str, ...], format: str) -> Iterator[Item]:
    """The elements called one of ``names`` (in any name space), whatever stands between them.

    A record that no end tag ends goes to the next one's start; one at the end of the file is a Failure ``truncated``.
    """
    as_utf8(stream)
    context = beginning(unmarked(stream.head), names)
    window, marks = _Window(stream.file, stream.start), _marks(names)
    while _to_start(window, marks):
        offset = window.begin
        if not stream.begins(offset):
            return
        size, whole = _to_end(window, marks)
        if size > RECORD_LIMIT:
            size = window.drop(size) if whole else _over(window, marks)
            sentence = f"a record of {size:,} bytes; it may have {RECORD_LIMIT >> 20} MiB at most"
            yield stream.failure(format, "too-large", sentence, offset, size)
        elif not whole and window.ended and size == len(window.data):
            detail = "the file ends within a record: it was cut; get it again"
            yield stream.failure(format, "truncated", detail, offset, size)
            window.drop(size)
        else:
            payload = context + bytes(window.data[:size])
            window.drop(size)
            yield RawDocument(stream.source, offset, size, payload, format, stream.member)


def beginning(head: bytes, names: tuple[str, ...]) -> bytes:
    """What stands before the first record, cut behind an element where it is long."""
    first = _search(_marks(names), head)
    context = head[: first.start() if first else len(head)]
    if len(context) <= CONTEXT_LIMIT:
        return context
    cut = context[: context.rfind(b">", 0, CONTEXT_LIMIT) + 1]
    while cut and not cut[cut.rfind(b"<") :].startswith(b"</"):
        cut = cut[: cut.rfind(b">", 0, cut.rfind(b"<")) + 1]
    return cut


def _search(marks: re.Pattern[bytes], data: bytes) -> re.Match[bytes] | None:
    """The first start of a record outside comments and CDATA."""
    at = 0
    while found := marks.search(data, at):
        if (end := _SKIPPED.get(found[0])) is None:
            if found[0][1:2] != b"/":
                return found
            at = found.end()
        elif (at := data.find(end, found.end())) < 0:
            return None
    return None


def _to_start(window: _Window, marks: re.Pattern[bytes]) -> bool:
    """Moves the window to the next record; False where there is none."""
    while True:
        found = marks.search(window.data)
        if found is None:
            window.drop(max(0, len(window.data) - _LONGEST))
            if not window.more():
                return False
        elif found[0][1:2] == b"/":
            window.drop(found.end())
        elif (end := _SKIPPED.get(found[0])) is None:
            window.drop(found.start())
            return True
        else:
            size = len(found[0])
            window.drop(found.start())
            _skip(window, end, size)


def _skip(window: _Window, end: bytes, size: int) -> None:
    """Moves the window behind a comment or CDATA between records; one without end is read over as if it were none."""
    at = 0
    while (found := window.data.find(end, max(size, at))) < 0:
        at = len(window.data) - len(end)
        if len(window.data) > RECORD_LIMIT or not window.more():
            window.drop(size)
            return
    window.drop(found + len(end))


def _to_end(window: _Window, marks: re.Pattern[bytes]) -> tuple[int, bool]:
    """Bytes of the record at the window's beginning, and whether its end tag ends it; reads what it takes, up to a
    record's limit."""
    at = 1
    if (empty := _empty(window)) is not None:
        return empty, True
    while True:
        found = marks.search(window.data, at)
        if found is None:
            at = max(at, len(window.data) - _LONGEST)
            if len(window.data) > RECORD_LIMIT or not window.more():
                return len(window.data), False
        elif (end := _SKIPPED.get(found[0])) is not None:
            start = found.end()
            at = _behind(window, end, start)
            if at < 0:  # it has no end: the record goes to what looks like the next one's start
                after = marks.search(window.data, start) if window.ended else None
                return (after.start() if after else len(window.data)), False
        elif found[0][1:2] == b"/":
            return found.end(), True
        else:
            return found.start(), False


def _empty(window: _Window) -> int | None:
    """Bytes of a record that is but one tag; None for the others."""
    at = 0
    while (end := window.data.find(b">", at)) < 0:
        at = len(window.data)
        if at > _LONGEST_TAG or not window.more():
            return None
    return end + 1 if window.data[end - 1 : end] == b"/" else None


def _behind(window: _Window, end: bytes, start: int) -> int:
    """The place behind the next ``end``, -1 where there is none within a record's limit."""
    at = start
    while (found := window.data.find(end, at)) < 0:
        at = max(start, len(window.data) - len(end))
        if len(window.data) > RECORD_LIMIT or not window.more():
            return -1
    return found + len(end)


def _over(window: _Window, marks: re.Pattern[bytes]) -> int:
    """Moves the window behind a record that is too large: to its end tag's, or to the next one's start; its size."""
    begin, at = window.begin, 1
    while True:
        found = marks.search(window.data, at)
        if found and found[0] not in _SKIPPED:
            window.drop(found.end() if found[0][1:2] == b"/" else found.start())
            return window.begin - begin
        if found:
            at = found.end()
        else:
            window.drop(max(0, len(window.data) - _LONGEST))
            at = 0
            if not window.more():
                window.drop(len(window.data))
                return window.begin - begin
