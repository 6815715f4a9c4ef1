"""WARC: responses that are pages or texts are documents; everything else is rejected with its reason.

``web_archive.py`` finds the records and reads the files by byte ranges; ``warc_record.py`` makes documents of them.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.model import Rejected

from .base import BLANK, Reader, Stream, bare
from .warc_frames import LOOK, WARC, Frame
from .warc_record import KEPT, field, parse
from .web_archive import GZIP, Archive, inner

_FORMAT: Final = "warc"
_TYPES: Final = ("warcinfo", "request", "revisit", "metadata", "continuation")
_FIELDS: Final = (b"warc-type", b"content-length", b"warc-date")
_NAMES: Final = (".warc", ".wet", ".wat")
_VERSION: Final = re.compile(rb"WARC/\d+\.\d+")


def _sniff(head: bytes, name: str) -> float:
    text = inner(head)
    if _VERSION.match(text):
        return 1.0
    if bare(name).endswith(_NAMES):
        return 0.98 if WARC.begins.search(text) else 0.0
    return 0.9 if _begins_late(text) else 0.0


def _begins_late(head: bytes) -> bool:
    """Whether a record begins after line ends, a byte order mark, or one line that is none. A text that quotes
    a header has more before it, or not all that a header has."""
    found = WARC.begins.search(head, 0, LOOK) if b"WARC/" in head else None
    if found is None:
        return False
    before = head[: found.start()].removeprefix(b"\xef\xbb\xbf")
    header = head[found.start() : found.start() + LOOK]
    alone = not before or before.endswith((b"\n", b"\r"))
    return alone and b"\n" not in before.strip(BLANK) and all(field(header, name) for name in _FIELDS)


def _why(head: bytes, name: str) -> str:
    if not head.startswith(GZIP):
        return "begins with a WARC record" if _VERSION.match(head) else "a WARC record after what is none"
    way = "one gzip member a record" if _ARCHIVE.one_by_one(head) else "several records in one gzip member"
    return f"begins with a WARC record, {way}"


def _wanted(header: bytes) -> bool:
    return field(header, b"warc-type").lower() in KEPT


def _rejected(stream: Stream, frame: Frame, offset: int) -> Rejected:
    where = (stream.source, stream.member, offset, frame.length)
    named = field(frame.header, b"warc-type").lower()
    kind = named if named in _TYPES else "unknown"
    detail = f"a WARC record of type {named[:40] or kind} is no document"
    url = field(frame.header, b"warc-target-uri").strip("<>") or None
    return Rejected("read", kind, detail, *where, url=url, format=_FORMAT)


_ARCHIVE: Final = Archive(_FORMAT, WARC, _wanted, _rejected)
READER: Final[Reader] = Reader(
    _FORMAT, _sniff, _why, _ARCHIVE.split, parse, _ARCHIVE.boundary, _ARCHIVE.cuttable
)
