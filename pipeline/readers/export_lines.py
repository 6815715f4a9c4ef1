"""Texts with several articles: their border lines (parent), and the paragraphs of their wrapped lines (child)."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from pipeline.languages.charset import to_text
from pipeline.model import RawDocument, Rejected

from .base import BLANK, BUFFER, RECORD_LIMIT, Item, Stream, unmarked
from .recoded import Parted, as_utf8, guessed, old_lines

_LIMIT: Final = f"a record is at most {RECORD_LIMIT >> 20} MiB: is a line missing that parts two articles?"


def text_of(raw: RawDocument, markup: bool = False) -> str:
    """A record as text with ``\\n`` for line ends, without control characters."""
    text = to_text(raw.payload, raw.charset, markup=markup)[0].removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\u00a0", " ")
    return text.translate(_NO_CONTROL)


_NO_CONTROL: Final = {code: None for code in range(32) if code not in (9, 10)}


@lru_cache(2)
def seen(head: bytes) -> bytes:
    """``head`` for sniffing: as UTF-8, without a byte order mark, its lines parted by ``\\n``."""
    text = unmarked(head)
    return text.replace(b"\r", b"\n") if old_lines(text) else text


def decoded(stream: Stream) -> str | None:
    """The charset of a stream's records (None: UTF-8, or not told); one of UTF-16 is read as UTF-8 from here on, and
    lines that end with ``\\r`` alone with ``\\n``."""
    recoded = as_utf8(stream)
    if old_lines(unmarked(stream.head)):
        stream.file = io.BufferedReader(Parted(stream.file), BUFFER)
    if recoded:
        return None
    found = guessed(stream.head)
    if found is None and not _is_utf8(stream.head):
        return "cp1252"  # too little to tell by
    return found


def _is_utf8(head: bytes) -> bool:
    """Whether a head that may end within a character is UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def by_lines(
    stream: Stream, format: str, border: Callable[[bytes], bool], last: bool = False, cover: str = ""
) -> Iterator[Item]:
    """The records of a text: each begins with a line that is a ``border``, or ends with it (``last``).

    ``cover`` says what stands before the first border: it is Rejected (``cover``). A record that is over the limit
    is a Failure, and the next border begins the next one.
    """
    charset = decoded(stream)
    file, offset = stream.file, stream.start
    begin, length, lines, opened = offset, 0, list[bytes](), last
    while True:
        line = file.readline(BUFFER)
        at = bool(line) and border(line)
        if (not line or (at and not last)) and length:
            yield from _record(stream, format, (begin, length), lines, charset, "" if opened else cover)
            begin, length, lines = offset, 0, []
        if not line:
            return
        if not length:
            stream.begins(offset)
        opened = opened or at
        offset, length = offset + len(line), length + len(line)
        if length <= RECORD_LIMIT:
            lines.append(line)
        else:
            lines.clear()
        if at and last:
            yield from _record(stream, format, (begin, length), lines, charset, "")
            begin, length, lines = offset, 0, []


def _record(
    stream: Stream, format: str, place: tuple[int, int], lines: list[bytes], charset: str | None, cover: str
) -> Iterator[Item]:
    data = b"".join(lines)
    if place[1] > RECORD_LIMIT:
        yield stream.failure(format, "too-large", f"{place[1]:,} bytes; {_LIMIT}", *place)
    elif not data.strip(BLANK + b"\x0c"):
        return
    elif cover:
        yield Rejected("read", "cover", cover, stream.source, stream.member, *place, format=format)
    else:
        yield RawDocument(stream.source, *place, data, format, stream.member, charset=charset)


# ---------------------------------------------------------------- paragraphs of wrapped lines


def paragraphs(lines: Iterable[str], wrap: int) -> list[str]:
    """Lines as paragraphs. ``wrap``: the width at which they were broken (0: not at all): a line goes on where the
    next line's first word had no room in it."""
    found: list[str] = []
    last = ""
    for line in (*lines, ""):
        text = line.strip()
        if last and text and wrap and not line.startswith("  ") and _goes_on(last, text, wrap):
            found[-1] += f" {text}"
        elif text:
            found.append(text)
        last = line.rstrip() if text else ""
    return found


def _goes_on(last: str, text: str, wrap: int) -> bool:
    if text[0].islower() and last[-1] not in ".!?:;":
        return True
    return len(last) + 1 + len(text.split(" ", 1)[0]) > wrap


def width(lines: list[str], usual: int) -> int:
    """The width at which lines were broken: that of the longest of many; 0 where some are far longer than usual."""
    longest = max(map(len, lines), default=0)
    if longest > usual + 20:
        return 0
    return longest if len(lines) > 12 and longest > usual * 0.7 else usual
