"""The formats, and which one a file is. To add a format: its file, and its line here."""

from __future__ import annotations

import re
from typing import Final

from . import html, jsonl, text, warc
from .base import BLANK, Detection, Reader, unmarked

READERS: Final[dict[str, Reader]] = {
    reader.name: reader for reader in (warc.READER, jsonl.READER, html.READER, text.READER)
}

_LEAST: Final = 0.3
_MAILBOX: Final = re.compile(rb"From \S+ +[A-Z][a-z]{2} +[A-Z][a-z]{2} [^\n]*\d{4}\r?\n")
_KNOWN: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"filedesc://", "an ARC file (the older web archive)"),
    (b"PAR1", "a Parquet file"),
    (b"PK\x03\x04", "a document of an office program or an e-book"),
    (b"\xd0\xcf\x11\xe0", "a document of an old office program"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x04\x22\x4d\x18", "an LZ4 stream"),
    (b"SQLite format 3", "an SQLite database"),
    (b"<?xml", "XML of a kind that no reader knows"),
    (b"<", "SGML or XML of a kind that no reader knows"),
)
_MEDIA: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a bitmap"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"RIFF", "a picture, sound or film (RIFF)"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or film (Ogg)"),
    (b"\x1aE\xdf\xa3", "a film (Matroska)"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\0\0\1\0", "an icon"),
    (b"\0\5\x16\7", "a macOS resource file"),
    (b"\0\0\0\1Bud1", "a macOS folder file"),
)


def media(head: bytes) -> str | None:
    """What a file is that is known to hold no text (a picture, a sound, a font), else None."""
    if head[4:8] == b"ftyp":
        return "a film (MP4)"
    found = next((what for magic, what in _MEDIA if head.startswith(magic)), None)
    # Two letters are no proof: a text may begin with them.
    return found if found and (len(head) < 4 or b"\0" in head[:512] or not head[:64].isascii()) else None


def identify(head: bytes, name: str, container: str | None = None) -> Detection:
    """Which format ``head`` is in; ``name`` only breaks ties. ``format`` is None where no reader knows it."""
    ranked = sorted(
        ((reader.sniff(head, name), reader) for reader in READERS.values()), key=lambda pair: -pair[0]
    )
    confidence, reader = ranked[0]
    if confidence >= _LEAST and not (reader is text.READER and _known(head)):
        return Detection(reader.name, confidence, reader.why(head, name), container)
    return Detection(None, 0.0, _unknown(head), container)


def _known(head: bytes) -> str | None:
    """What a file is that looks like text perhaps, but is in a format that no reader knows."""
    start = unmarked(head[:4096]).lstrip(b" \t\r\n")
    if _MAILBOX.match(start):
        return "a mailbox"
    return next((what for magic, what in _KNOWN if start.startswith(magic)), None)


def _unknown(head: bytes) -> str:
    if not head.strip(BLANK):
        return "empty"
    return media(head) or _known(head) or "binary data that no reader knows"
