"""The formats, and which one a file is. To add a format: its file, and its line here."""

from __future__ import annotations

import re
from typing import Final

from . import html, jsonl, text, warc
from .base import BLANK, Detection, Reader, bare, unmarked

READERS: Final[dict[str, Reader]] = {
    "warc": warc.READER,
    "jsonl": jsonl.READER,
    "html": html.READER,
    "text": text.READER,
}

_LEAST: Final = 0.3
_LETTER: Final = re.compile(rb"[\w-]+:")
_PARTS: Final = re.compile(rb"^content-type:\s*multipart/", re.I | re.M)
_MAILBOX: Final = re.compile(rb"From \S+ +[A-Z][a-z]{2} +[A-Z][a-z]{2} [^\n]*\d{4}\r?\n")
_KNOWN: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"filedesc://", "an ARC file (the older web archive)"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "a document of an old office program"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x04\x22\x4d\x18", "an LZ4 stream"),
    (b"SQLite format 3", "an SQLite database"),
    (b"<?xml", "XML of a kind that no reader knows"),
    (b"<", "SGML or XML of a kind that no reader knows"),
)
_NAMED: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    ((".csv", ".tsv"), "a table (CSV), which no reader knows: with its rows as JSON Lines it can be read"),
    ((".js", ".mjs", ".css", ".map"), "a script or a style sheet"),
    ((".cdx", ".cdxj", ".idx"), "the index of a web archive"),
)
"""Plain text of which the name says that it is no article; what is not plain text is known by its content."""

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


def identify(head: bytes, name: str, container: str | None = None) -> Detection:
    """Which format ``head`` is in; ``name`` only breaks ties. ``format`` is None where no reader knows it."""
    ranked = sorted(
        ((reader.sniff(head, name), reader) for reader in READERS.values()), key=lambda pair: -pair[0]
    )
    confidence, reader = ranked[0]
    if confidence < _LEAST:
        return Detection(None, 0.0, media(head, name) or _known(head) or _unknown(head), container)
    other = (media(head, name) or _known(head) or _table(name)) if reader is text.READER else None
    if other:
        return Detection(None, 0.0, other, container)
    return Detection(reader.name, confidence, reader.why(head, name), container)


def media(head: bytes, name: str = "") -> str | None:
    """What a file is that is known to hold no article (a picture, a sound, a font, a script), else None."""
    if head[4:8] == b"ftyp":
        return "a film (MP4)"
    found = next((what for magic, what in _MEDIA if head.startswith(magic)), None)
    # Letters alone are no proof: a text may begin with them.
    if found and (b"\0" in head[:512] or not head[:64].isascii()):
        return found
    named = _named(name)
    return named if named and named != _NAMED[0][1] and text.READER.sniff(head, "") else None


def _named(name: str) -> str | None:
    return next((what for ends, what in _NAMED if bare(name).endswith(ends)), None)


def _table(name: str) -> str | None:
    named = _named(name)
    return named if named == _NAMED[0][1] else None


def _known(head: bytes) -> str | None:
    """What a file is that looks like text perhaps, but is in a format that no reader knows."""
    start = unmarked(head[:4096]).lstrip(b" \t\r\n")
    if _MAILBOX.match(start):
        return "a mailbox"
    if _LETTER.match(start) and _PARTS.search(start):
        return "an e-mail or a saved page of several parts (MIME)"
    return next((what for magic, what in _KNOWN if start.startswith(magic)), None)


def _unknown(head: bytes) -> str:
    return "binary data that no reader knows" if head.strip(BLANK) else "empty"
