"""The codes of RTF that a reader of text needs, and what they mean."""

from __future__ import annotations

import re
from typing import Final

from pipeline.model import BlockKind

TOKEN: Final = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)"
)
TEXT: Final = re.compile(rb"\s*\\(?:shptxt|shpinst|do|txfieldtext)\b")
DEEPEST: Final = 2000
RUN: Final = re.compile(rb"(?:\\'[89A-Fa-f][0-9A-Fa-f]|[\x80-\xff])+")
HEX: Final = re.compile(rb"\\'([0-9A-Fa-f]{2})")
SKIPPED: Final = frozenset(
    b"fonttbl colortbl stylesheet header headerl headerr headerf footer footerl footerr footerf footnote pict "
    b"object objdata fldinst listtext pntext pntxta pntxtb themedata datastore colorschememapping latentstyles "
    b"listtable listoverridetable rsidtbl generator xmlnstbl nonshppict bkmkstart bkmkend annotation atnid "
    b"atnauthor atrfstart atrfend filetbl revtbl mmathPr ftnsep ftnsepc aftnsep aftnsepc sp template "
    b"passwordhash docvar private".split()
)
INFO: Final = frozenset(
    (b"title", b"subject", b"author", b"keywords", b"doccomm", b"company", b"creatim", b"revtim")
)
SIGNS: Final[dict[bytes, str]] = {
    b"tab": "\t", b"line": "\n", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
    b"softline": "\n", b"zwj": "\u200d", b"zwnj": "\u200c",
}  # fmt: skip
SYMBOLS: Final[dict[bytes, str]] = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
CHARSETS: Final = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
SETS: Final = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850", b"ansi": "cp1252"}
WIDE: Final = frozenset(("cp932", "cp949", "johab", "gb18030", "big5hkscs"))
STYLES: Final[tuple[tuple[str, BlockKind], ...]] = (
    ("heading", "crosshead"), ("überschrift", "crosshead"), ("titre", "crosshead"), ("caption", "caption"),
    ("title", "title"), ("titel", "title"), ("list", "list"), ("quote", "quote"), ("quotations", "quote"),
)  # fmt: skip
TABLES: Final = (b"fonttbl", b"stylesheet")
"""Groups without text that are read for what they say of fonts and styles."""
CHARACTER: Final = frozenset((b"b", b"i", b"v", b"f", b"uc", b"plain", b"deleted"))
PARAGRAPH: Final = frozenset((b"pard", b"intbl", b"s", b"ls", b"outlinelevel"))
BREAKS: Final = frozenset((b"par", b"sect", b"page", b"cell", b"nestcell", b"row", b"nestrow"))


def is_utf8(data: bytes) -> bool:
    """Whether all characters beyond ASCII of a document are written as the bytes of UTF-8."""
    runs = 0
    for found in RUN.finditer(data):
        raw = HEX.sub(lambda match: bytes([int(match[1], 16)]), found[0])
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            return False
        runs += 1
    return runs > 0


def holds_no_text(data: bytes, at: int) -> bool:
    """Whether the group after ``\\*`` at ``at``, which a reader need not know, holds no text."""
    return TEXT.match(data, at) is None


def known(name: str, other: str) -> str:
    """The name of a charset that Python knows, else ``other``."""
    try:
        "".encode(name)
    except LookupError:
        return other
    return name
