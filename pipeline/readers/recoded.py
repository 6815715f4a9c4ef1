"""Bytes of records that are not UTF-8: streams of UTF-16, and pieces in the encoding of old office programs."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO

from .base import BUFFER


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


def decoded(data: bytes) -> tuple[str, str | None]:
    """``data`` as text, and a note where it is not valid UTF-8: as windows-1252 where no character of it is
    UTF-8, else with the replacement character for what is wrong."""
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        text = data.decode("utf-8", "ignore")
    if text.isascii():
        return data.decode("cp1252", "replace"), "not UTF-8: read as windows-1252"
    text = data.decode("utf-8", "replace")
    return text, f"not UTF-8: {text.count(chr(0xFFFD))} characters replaced"
