"""Bytes of records that are not UTF-8: streams of UTF-16, and the charsets that office programs write."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO, Final

from pipeline.languages.charset import to_text

from .base import BUFFER, Stream, utf16

_HIGH: Final = bytes(range(128, 256))
_LEAST: Final = 30
"""Bytes that are not ASCII below which nothing is told: windows-1252 is the likeliest then."""

_SHOWN: Final = {"cp1252": "windows-1252"}


class Recoded(io.RawIOBase):
    """A UTF-16 stream as UTF-8."""

    def __init__(self, file: BinaryIO, charset: str) -> None:
        self.file, self.rest = file, b""
        self.decoder = codecs.getincrementaldecoder(charset)("replace")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.rest:
            data = self.file.read(BUFFER)
            self.rest = self.decoder.decode(data, not data).encode("utf-8", "replace")
            if not data:
                break
        n = min(len(buffer), len(self.rest))
        buffer[:n], self.rest = self.rest[:n], self.rest[n:]
        return n


class Parted(io.RawIOBase):
    """A stream whose lines end with ``\\r`` alone (old Macintosh programs), with ``\\n`` in its place."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data.replace(b"\r", b"\n")
        return len(data)


def old_lines(head: bytes) -> bool:
    """Whether most lines of a text that begins with ``head`` end with ``\\r`` alone."""
    return b"\r" in head and head.count(b"\r") - head.count(b"\r\n") > head.count(b"\n")


def as_utf8(stream: Stream) -> bool:
    """Whether a stream is in UTF-16; such a one is read as UTF-8 from here on."""
    charset = utf16(stream.head)
    if charset:
        stream.file = io.BufferedReader(Recoded(stream.file, charset), BUFFER)
    return charset is not None


def guessed(head: bytes) -> str | None:
    """The charset of a file of records that begins with ``head`` and is not UTF-8; None for UTF-8 and where nothing
    tells. A record alone is too short to tell."""
    whole = head.rpartition(b"\n")[0] or head
    if len(whole) - len(whole.translate(None, _HIGH)) < _LEAST:
        return None
    name = to_text(whole, None)[1]
    return None if name.startswith("utf-") else name


def decoded(data: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """``data`` as text, and a note where it is not valid UTF-8: in ``charset`` (none told: windows-1252) where no
    character of it is UTF-8, else with the replacement character for what is wrong."""
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        text = data.decode("utf-8", "ignore")
    if charset or text.isascii():
        name = charset or "cp1252"
        return data.decode(name, "replace"), f"not UTF-8: read as {_SHOWN.get(name, name)}"
    text = data.decode("utf-8", "replace")
    return text, f"not UTF-8: {text.count(chr(0xFFFD))} characters replaced"
