"""Which charset bytes are in: BOM, the bytes themselves, declarations, statistics."""

from __future__ import annotations

import codecs
import re
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.I)
_XML: Final = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([a-zA-Z0-9_:.-]{2,40})", re.I)
# What a label means in practice (WHATWG Encoding Standard): the superset that writers really used.
_MEANT: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Codecs of Python that no page is written in.
_NO_CHARSETS: Final = (
    "idna",
    "punycode",
    "unicode-escape",
    "raw-unicode-escape",
    "undefined",
    "utf-7",
    "mbcs",
    "oem",
)
_SAMPLE: Final = 32_768
_TOLERATED: Final = 0.02
_COMMONEST: Final = ("cp1252", "cp1250", "iso8859_2")
# A script without end is one to the end: nothing is read twice.
_MARKUP: Final = re.compile(rb"<(script|style)\b(?:.*?</\1\s*+>|.*)|<[^<>]*+>", re.I | re.S)
# ASCII, and the dashes, quotes and signs that the charsets of Windows have in common.
_PUNCTUATION: Final = bytes(
    (*range(128), 0x84, 0x85, 0x8B, *range(0x91, 0x98), 0x99, 0x9B, 0xA0, 0xA9, 0xAB, 0xAE, 0xB7, 0xBB)
)
_WITHIN: Final = re.compile(r"(?<=[^\W\d_])[‘“”„…‹›•™](?=[^\W\d_])")
_TORN: Final = re.compile(r"(?<=[^\W\d_])[\x80-\x9f¡-©¬®-´¶¸¹¼-¿](?=[^\W\d_])")
"""A sign or a control character between two letters, where no text has one."""


def to_text(payload: bytes, declared: str | None, *, markup: bool = False) -> tuple[str, str]:
    """The text and the charset that it was in.

    ``declared`` comes from outside (HTTP); ``markup`` also looks for a declaration inside. Never fails: bytes
    that no charset explains become U+FFFD.
    """
    for bom, name in _BOMS:
        if payload.startswith(bom):
            return payload[len(bom) :].decode(name, "replace"), name
    wide = _wide(payload[:4096])
    if wide:
        return payload.decode(wide, "replace"), wide
    labels = [label for label in (declared, *(_declared_inside(payload) if markup else ())) if label]
    names = list(dict.fromkeys(known for label in labels if (known := _known(label))))
    if not names and (b"\x1b$B" in payload or b"\x1b$@" in payload):
        names = ["iso2022_jp"]  # its switch to two bytes a character, which no other text has
    if payload.isascii() and not any(_seven_bit(name) for name in names):
        return payload.decode("ascii"), "utf-8"
    if (utf8 := _utf8(payload)) is not None and not any(_seven_bit(name) for name in names):
        return utf8, "utf-8"
    for name in names:
        told = _decoded(payload, name)
        if told is not None:
            return told, name
    return _by_statistics(payload)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a BOM: every other byte of Western text and of markup is NUL."""
    half = len(head) // 2
    if half < 8 or b"\x00" not in head:
        return None
    if head[1::2].count(0) > 0.7 * half and head[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _declared_inside(payload: bytes) -> tuple[str, ...]:
    head = payload[:8192]
    found = _META.search(head) or _XML.search(head)
    return (found.group(1).decode("ascii"),) if found else ()


def _known(label: str) -> str | None:
    try:
        name = codecs.lookup(label.strip("\"' \t\r\n").lower()).name
        "".encode(name)  # codecs that are no text encodings (base64, rot13) refuse here
    except (LookupError, UnicodeError, ValueError):
        return None
    # A declaration that could be read as ASCII cannot be one of a wide charset.
    return None if name.startswith(("utf-16", "utf-32")) or name in _NO_CHARSETS else _MEANT.get(name, name)


def _seven_bit(name: str) -> bool:
    return name.startswith("iso2022") or name == "hz"


def _utf8(payload: bytes) -> str | None:
    """UTF-8, also with a few broken places (a cut record, one pasted byte) where the rest is UTF-8."""
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        text = payload.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return text if broken * 10 <= _non_ascii(text) - broken else None


def _non_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _decoded(payload: bytes, name: str) -> str | None:
    """The text in a declared charset, unless the bytes are plainly something else."""
    try:
        return payload.decode(name)
    except (UnicodeDecodeError, LookupError):
        pass
    if name == "utf-8":
        return None
    text = payload.decode(name, "replace")
    return text if text.count("\ufffd") <= _TOLERATED * max(1, _non_ascii(text)) else None


def _by_statistics(payload: bytes) -> tuple[str, str]:
    if not payload.translate(None, _PUNCTUATION):
        plain = payload.decode("cp1252")
        # In the charsets of DOS some of these are letters: then they stand within words.
        if len(_WITHIN.findall(plain)) * 10 <= _non_ascii(plain):
            return plain, "cp1252"
    from charset_normalizer import from_bytes

    matches = list(from_bytes(_telling(payload)))
    # Short Western text reads just as well in several charsets: the commonest one is meant.
    tied = [m.encoding for m in matches if (m.chaos, m.coherence) == (matches[0].chaos, matches[0].coherence)]
    name = _known(next((each for each in _COMMONEST if each in tied), tied[0])) if tied else None
    text = _decoded(payload, name) if name else None
    if name is None or text is None:
        name, text = "cp1252", payload.decode("cp1252", "replace")
    if len(_TORN.findall(text)) * 10 > _non_ascii(text):
        # Letters of Central Europe are signs there, which stand within no word.
        read = [(payload.decode(other, "replace"), other) for other in ("cp1252", "cp1250", "iso8859-2")]
        text, name = min((*read, (text, name)), key=lambda pair: len(_TORN.findall(pair[0])))
    return text, name


def _telling(payload: bytes) -> bytes:
    """The lines with non-ASCII bytes, without tags: markup drowns what the statistics need."""
    text = _MARKUP.sub(b" ", payload[: 16 * _SAMPLE])
    lines = [line for line in text.splitlines() if not line.isascii()]
    return b"\n".join(lines)[:_SAMPLE] or payload[:_SAMPLE]
