"""ARC, the web archive before WARC (versions 1 and 2): pages and texts are documents, all else is rejected.

A record is a line ``URL IP-address Archive-date Content-type Archive-length`` (version 2 has a status, a checksum and
more before the length) and what was fetched. In the child it becomes the WARC record that it would be today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pipeline.deadletter import failure
from pipeline.model import Failure, RawDocument, Rejected

from . import warc_record
from .base import Item, Reader, Stream, bare
from .warc_frames import ARC, Frame
from .web_archive import GZIP, Archive, inner

_FORMAT: Final = "arc"
_FIRST: Final = b"filedesc:"
_PARTS: Final = re.compile(r"(\S+:.*?) ([0-9A-Fa-f:.]{1,45}|-) (\d{8,17})(?: (.*?))? \d{1,18}\s*\Z", re.S)
_NO_TYPE: Final = ("", "-", "no-type", "alexa/dat")
_SAID_AS: Final = {"WARC-Target-URI": "URL", "WARC-Date": "Archive-date", "warc-date": "archive-date"}


def _sniff(head: bytes, name: str) -> float:
    text = inner(head)
    if text.startswith(b"filedesc://"):
        return 1.0
    if not ARC.begins.match(text):
        return 0.0
    return 1.0 if bare(name).endswith(".arc") else 0.9


def _why(head: bytes, name: str) -> str:
    if not head.startswith(GZIP):
        return "begins with an ARC record"
    way = "one gzip member a record" if _ARCHIVE.one_by_one(head) else "several records in one gzip member"
    return f"begins with an ARC record, {way}"


def _wanted(header: bytes) -> bool:
    return not header.lower().startswith((_FIRST, b"dns:", b"whois:", b"metadata:"))


def _rejected(stream: Stream, frame: Frame, offset: int) -> Rejected:
    url = frame.header.split(b" ", 1)[0].decode("utf-8", "replace")
    kind, detail = "metadata", f"an ARC record of {url.split(':', 1)[0][:40].lower()} is no document"
    if frame.header.startswith(_FIRST):
        kind, detail = "warcinfo", "what the ARC file says of itself is no document"
    where = (stream.source, stream.member, offset, frame.length)
    return Rejected("read", kind, detail, *where, url=url, format=_FORMAT)


# ---------------------------------------------------------------- parse


def _parse(raw: RawDocument) -> Iterator[Item]:
    """The document of one record, or why it is none."""
    line, _, body = raw.payload.partition(b"\n")
    parts = _PARTS.match(line.decode("utf-8", "replace"))
    if parts is None:
        yield failure("parse", "bad-record", "its first line is none of an ARC record", raw)
        return
    kind = (parts[4] or "").split(" ")[0]
    said = {
        "WARC-Target-URI": parts[1].replace(" ", "%20"),
        "WARC-Date": _date(parts[3]),
        "Content-Type": "" if kind in _NO_TYPE else kind,
    }
    header = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    payload = f"WARC/1.0\r\n{header}\r\n".encode() + body
    for item in warc_record.parse(replace(raw, payload=payload)):
        if isinstance(item, Failure):
            yield failure(item.stage, item.reason, item.detail, raw, item.retryable)
        elif isinstance(item, RawDocument):
            hints = tuple(replace(hint, where=_SAID_AS.get(hint.where, hint.where)) for hint in item.hints)
            extra = tuple((_SAID_AS.get(name, name), value) for name, value in item.extra)
            yield replace(item, hints=hints, extra=extra)
        else:
            yield item


def _date(digits: str) -> str:
    """``20140216050221`` in ISO 8601, as far as it goes; ARC dates are in UTC."""
    day = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    time = [digits[at : at + 2] for at in range(8, min(len(digits), 14) - 1, 2)]
    return f"{day}T{':'.join(time)}Z" if len(time) > 1 else day


_ARCHIVE: Final = Archive(_FORMAT, ARC, _wanted, _rejected)
READER: Final[Reader] = Reader(
    _FORMAT, _sniff, _why, _ARCHIVE.split, _parse, _ARCHIVE.boundary, _ARCHIVE.cuttable
)
