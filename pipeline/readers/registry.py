"""The formats, and which one a file is. To add a format: its file, and its line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Final

from . import text
from .base import BLANK, HEAD, Detection, Reader, bare, unmarked
from .json_kind import NAMES as JSON_NAMES
from .xml_frames import root


class _Readers(Mapping[str, Reader]):
    """The readers by the names of their formats, in the order in which they are asked. A format's module is imported
    when it is first asked for: all of them take a tenth of a second, and a crawl or a file of JSON needs one."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = modules
        self._found: dict[str, Reader] = {}

    def __getitem__(self, name: str) -> Reader:
        if name not in self._found:
            self._found[name] = import_module(f"{__package__}.{self._modules[name]}").READER
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._modules

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


READERS: Final = _Readers(
    {
        "warc": "warc",
        "jsonl": "jsonl",
        "wire": "wire",
        "aviskorpus": "aviskorpus",
        "conllu": "conllu",
        "vertical": "vertical",
        "sgml": "sgml",
        "mail": "mail",
        "html": "html",
        "csv": "table",
        "feed": "feed",
        "wxr": "wxr",
        "movable_type": "movable_type",
        "sitemap": "sitemap",
        "mediawiki": "mediawiki",
        "parquet": "parquet",
        "arrow": "arrow",
        "xlsx": "excel",
        "arc": "arc",
        "docx": "docx",
        "odt": "opendocument",
        "epub": "epub",
        "rtf": "rtf",
        "pdf": "pdf",
        "nitf": "nitf",
        "appl": "appl",
        "newsml": "newsml",
        "newsml_g2": "newsml_g2",
        "factiva_xml": "factiva_xml",
        "tei": "tei",
        "alto": "alto",
        "mets": "mets",
        "didl": "didl",
        "olive": "olive",
        "abbyy": "abbyy",
        "hocr": "hocr",
        "page_xml": "page_xml",
        "xml": "xml_records",
        "text": "text",
        "lexisnexis": "lexisnexis",
        "nexis": "nexis_text",
        "factiva": "factiva",
        "europresse": "europresse",
        "mediargus": "mediargus",
        "press_html": "press_pages",
        "proquest": "proquest",
        "retriever": "retriever",
    }
)

_MARKUP: Final = frozenset((
    "abbyy", "alto", "appl", "didl", "factiva_xml", "feed", "hocr", "mediawiki", "mets", "newsml", "newsml_g2", "nitf",
    "olive", "page_xml", "sgml", "sitemap", "tei", "wxr", "xml",
))  # fmt: skip
"""Formats whose files begin with ``<``. Of others their readers are not asked, which tiny files would feel."""
_NEEDED: Final[Mapping[str, bytes]] = {
    **dict.fromkeys(("europresse", "html", "press_html", "vertical"), b"<"),
    **dict.fromkeys(("docx", "epub", "odt", "xlsx"), b"\3"),
    "aviskorpus": b"#<", "conllu": b"\t-", "csv": b",;\t|", "jsonl": b"{[", "mail": b":", "movable_type": b"-",
    "pdf": b"%", "proquest": b"_<", "retriever": b"=>", "rtf": b"{",
}  # fmt: skip
"""One of these signs is in every file of such a format, near its beginning."""
_PROSE: Final = bytes(
    code for code in range(256) if code >= 128 or chr(code).isalnum() or chr(code) in " \n\r.'\"?!()"
)

_LEAST: Final = 0.3
_CERTAIN: Final = 0.98
_ROWS_SEEN: Final = 50
_ROWS: Final = "write its rows as CSV or JSON Lines"
_SAVE: Final = "save it as HTML, plain text or CSV"
_UNPACK: Final = "unpack it first"
_ARTICLES: Final = "write its articles as JSON Lines, or as HTML or text with one article a file"
_KNOWN: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"Obj\x01", "an Avro file", _ROWS),
    (
        b"PK\x03\x04",
        "a document of an office program that no reader knows (slides, a table of OpenOffice)",
        _SAVE,
    ),
    (b"\xd0\xcf\x11\xe0", "a document of an old office program, or one with a password", _SAVE),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"\x04\x22\x4d\x18", "an LZ4 stream", _UNPACK),
    (b"\x1f\x9d", "a file packed by compress (.Z)", _UNPACK),
    (b"]\0\0", "an LZMA stream (.lzma)", _UNPACK),
    (b"SQLite format 3", "an SQLite database", _ROWS),
    (b"version https://git-lfs.", "a pointer of Git LFS and not the file itself", "get it with git lfs pull"),
    (b"<?xml", "XML of a kind that no reader knows", _ARTICLES),
    (b"<", "SGML or XML of a kind that no reader knows", _ARTICLES),
)
_NAMED: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    ((".csv", ".tsv"), "a table (CSV) without a column that is known to hold a text"),
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


_FIRST: Final = frozenset(magic[:1] for magic, *_ in (*_MEDIA, *_KNOWN))


def identify(head: bytes, name: str, container: str | None = None) -> Detection:
    """Which format ``head`` is in; ``name`` only breaks ties. ``format`` is None where no reader knows it."""
    confidence, reader = _ranked(head, name)
    if confidence < _LEAST:
        return Detection(None, 0.0, media(head, name) or _known(head) or _unknown(head), container)
    other = (
        (media(head, name) or _known(head) or _json(head, name) or _table(head, name))
        if reader is text.READER
        else None
    )
    if other:
        return Detection(None, 0.0, other, container)
    return Detection(reader.name, confidence, reader.why(head, name), container)


def _ranked(head: bytes, name: str) -> tuple[float, Reader]:
    """The reader that is surest of ``head``; one that is certain ends the question, the earliest of equals wins."""
    best = 0.0, text.READER
    begin = unmarked(head).lstrip(BLANK)[:1]
    for form in _asked(begin == b"<", frozenset(head.translate(None, _PROSE))):
        reader = READERS[form]
        sure = reader.sniff(head, name)
        if sure > best[0]:
            best = sure, reader
        if sure >= _CERTAIN:
            break
    return best


@lru_cache(256)
def _asked(markup: bool, signs: frozenset[int]) -> tuple[str, ...]:
    """The formats that a file may be in, by the signs that are in it."""
    return tuple(
        form
        for form in READERS
        if (markup or form not in _MARKUP) and not (form in _NEEDED and signs.isdisjoint(_NEEDED[form]))
    )


def media(head: bytes, name: str = "") -> str | None:
    """What a file is that is known to hold no article (a picture, a sound, a font, a script), else None."""
    if head[4:8] == b"ftyp":
        return "a film (MP4)"
    found = (
        next((what for magic, what in _MEDIA if head.startswith(magic)), None) if head[:1] in _FIRST else None
    )
    # Letters alone are no proof: a text may begin with them.
    if found and (b"\0" in head[:512] or not head[:64].isascii()):
        return found
    named = _named(name)
    return named if named and named != _NAMED[0][1] and text.READER.sniff(head, "") else None


def _named(name: str) -> str | None:
    return next((what for ends, what in _NAMED if bare(name).endswith(ends)), None)


def _json(head: bytes, name: str) -> str | None:
    """JSON by its name and its beginning that holds no records: lists of lists, of numbers, of words."""
    if bare(name).endswith(JSON_NAMES) and unmarked(head).lstrip()[:1] in (b"[", b"{", b'"'):
        return "JSON without objects that could be records: write an object for each article"
    return None


def _table(head: bytes, name: str) -> str | None:
    """A table by its name, or by lines of as many tabs: one word or one record a line."""
    if _named(name) == _NAMED[0][1]:
        way = "name the column of the text in the setting fields.aliases, or put a row of names above the others"
        return f"{_NAMED[0][1]}: {way}"
    if b"\t" not in head:
        return None
    lines = [line for line in unmarked(head).split(b"\n")[:_ROWS_SEEN] if line.strip() and line[:1] != b"#"]
    counts = {line.count(b"\t") for line in (lines[:-1] if len(head) >= HEAD else lines)}
    if len(lines) > 2 and len(counts) == 1 and min(counts) > 1:
        return f"a table of {min(counts) + 1} columns without names that are known: {_ARTICLES}"
    return None


def _known(head: bytes) -> str | None:
    """What a file is that looks like text perhaps, but is in a format that no reader knows, and what to do."""
    start = unmarked(head[:4096]).lstrip(b" \t\r\n")
    if start[:1] not in _FIRST:
        return None
    name = root(head)[0]
    seen = f" (its root element is {name})" if name else ""
    return next((f"{what}{seen}: {way}" for magic, what, way in _KNOWN if start.startswith(magic)), None)


def _unknown(head: bytes) -> str:
    return "binary data that no reader knows" if head.strip(BLANK) else "empty"
