"""Where the records of a web archive (WARC, ARC) begin and end: framing that survives wrong lengths, cuts and broken
bytes.

fastwarc's own iterator stops at the first broken record, is silent about a cut, and has no offsets within a
gzip member; this framing has the same speed (the work is zlib's) and costs a broken record only itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from pipeline.errors import RecordError
from pipeline.frozen import record

from .base import RECORD_LIMIT

_CHUNK: Final = 64 * 1024
_HEADER_LIMIT: Final = 1 << 20


@record(frozen=True, slots=True)
class Form:
    """How the records of a kind of web archive look. ``begins``: a whole beginning; reading on and looking from the
    middle go by it, so that ranges agree. ``mark``: what a record's first bytes are, ``cut``: the same of one that is
    cut. ``end`` ends a header, and group 1 of ``length`` in it is the length of what follows."""

    name: str
    begins: re.Pattern[bytes]
    mark: re.Pattern[bytes]
    cut: tuple[bytes, ...]
    end: re.Pattern[bytes]
    length: re.Pattern[bytes]


WARC: Final = Form(
    "a WARC record",
    re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n[A-Za-z][A-Za-z-]*[ \t]*:"),
    re.compile(rb"WARC/"),
    (b"WARC/",),
    re.compile(rb"\r?\n\r?\n"),
    re.compile(rb"^content-length[ \t]*:[ \t]*(\S*)[ \t]*\r?$", re.I | re.M),
)
_LINE: Final = re.compile(
    rb"(?<![^\n])[A-Za-z][A-Za-z0-9+.-]{1,20}:[^\r\n]{0,4000}? (?:[0-9A-Fa-f:.]{1,45}|-) \d{8,17}"
    rb"(?: [^\r\n]{0,400}?)? \d{1,18}[ \t]*\r?\n"
)
"""``URL IP-address Archive-date Content-type Archive-length``; version 2 has more before the last."""

ARC: Final = Form(
    "an ARC record",
    _LINE,
    _LINE,
    (b"http", b"dns:", b"filedesc:"),
    re.compile(rb"\n"),
    re.compile(rb"(\d+)[ \t]*\r?\n\Z"),
)
FORMS: Final = (WARC, ARC)

LOOK: Final = 4096
"""Bytes within which a beginning is known."""


class Window:
    """A stream as bytes to look at: ``pull()`` gives its next piece, b"" at its end; ``offset`` is the absolute
    position of what comes next. ``sealed``: its end is the end of a record, whatever lengths say (a gzip member).
    Where ``pull`` raises RecordError, the stream ends there, and ``fault`` is the error until someone tells of it.
    """

    def __init__(self, pull: Callable[[], bytes], offset: int, sealed: bool = False) -> None:
        self.pull, self.offset, self.sealed = pull, offset, sealed
        self.buffer, self.at, self.ended = b"", 0, False
        self.fault: RecordError | None = None

    def have(self, size: int) -> int:
        """How many bytes there are to look at, after trying for ``size``."""
        there = len(self.buffer) - self.at
        if there >= size or self.ended:
            return there
        parts = [self.buffer[self.at :]]
        while there < size:
            try:
                piece = self.pull()
            except RecordError as fault:
                self.fault, piece = fault, b""
            if not piece:
                self.ended = True
                break
            parts.append(piece)
            there += len(piece)
        self.buffer, self.at = b"".join(parts), 0
        return there

    def look(self, size: int) -> bytes:
        """The next ``size`` bytes (fewer at the end), without moving."""
        self.have(size)
        return self.buffer[self.at : self.at + size]

    def skip(self, size: int) -> int:
        """Moves on; how far it went."""
        done = 0
        while done < size and (there := min(size - done, self.have(1))):
            self.at += there
            done += there
        self.offset += done
        return done

    def blank(self) -> None:
        """Moves over line ends."""
        while self.have(1) and self.buffer[self.at] in b"\r\n":
            self.skip(1)

    def seek_record(self, form: Form) -> int:
        """Moves to the next record header (or the end), from the byte after the next; how far it went."""
        gone = self.skip(1)
        while self.have(_CHUNK):
            found = form.begins.search(self.buffer, self.at)
            if found:
                return gone + self.skip(found.start() - self.at)
            if self.ended:
                break
            gone += self.skip(max(1, len(self.buffer) - self.at - LOOK))
        return gone + self.skip(len(self.buffer) - self.at)


@record(frozen=True, slots=True)
class Frame:
    """A record as found: ``offset``, its ``header`` and ``body`` (None: not kept), their ``length`` together;
    or, with ``fault``, a piece that is none (``bad-record``, ``truncated``, ``too-large``)."""

    offset: int
    length: int
    header: bytes = b""
    body: bytes | None = None
    fault: str = ""
    detail: str = ""


def frames(
    window: Window, form: Form, wanted: Callable[[bytes], bool], goes_on: Callable[[int], bool]
) -> Iterator[Frame]:
    """All records of ``window``, in ``form``. ``wanted(header)``: whether the body is to be kept; ``goes_on(offset)``
    is asked before each record. Raises RecordError where the stream breaks, after all that came before."""
    while True:
        window.blank()
        offset = window.offset
        begins = form.begins.match(window.look(LOOK)) is not None
        # What is no record has no beginning that the next range could find: it is this range's.
        if (begins or not window.have(1)) and not goes_on(offset):
            return
        if not window.have(1):
            if window.fault:
                raise window.fault
            return
        header = _header(window, form) if begins else None
        if header is None:
            gone = window.seek_record(form)
            yield Frame(offset, gone, fault="bad-record", detail=f"not the beginning of {form.name}")
        else:
            yield _record(window, form, offset, header, wanted(header))


def _header(window: Window, form: Form) -> bytes | None:
    """The header up to and with its blank line, or what the end leaves of it; None: it has no end."""
    size = LOOK
    while True:
        text = window.look(size)
        end = form.end.search(text)
        if end:
            return text[: end.end()]
        if len(text) < size or size > _HEADER_LIMIT:
            return text if len(text) < size else None
        size *= 4


def _record(window: Window, form: Form, offset: int, header: bytes, wanted: bool) -> Frame:
    window.skip(len(header))
    match = form.length.search(header)
    declared = int(match[1]) if match and match[1].isdigit() and len(match[1]) < 19 else None
    if not form.end.search(header):
        return _cut(window, offset, len(header), "the file ends within a record's header")
    if declared is not None and declared > RECORD_LIMIT:
        return _repaired(window, form, offset, header, declared, wanted)
    there = min(declared or 0, window.have((declared or 0) + LOOK))
    body = window.look(there)
    if declared is not None and there == declared and _ends_well(window, form, there):
        window.skip(there)
        return Frame(offset, len(header) + there, header, body if wanted else None)
    return _repaired(window, form, offset, header, declared, wanted)


def _ends_well(window: Window, form: Form, size: int) -> bool:
    """Whether a record or the end follows ``size`` bytes on (after any number of line ends)."""
    rest = window.look(size + LOOK)[size:]
    following = rest.lstrip(b"\r\n")
    return (
        not following
        or bool(form.begins.match(following))
        or (len(following) < 40 and following.startswith(form.cut))
    )


def _repaired(
    window: Window, form: Form, offset: int, header: bytes, declared: int | None, wanted: bool
) -> Frame:
    """A record whose length is wrong or missing: it ends before the next header, wherever that is."""
    size = _CHUNK
    start = 0
    while True:
        there = window.have(size)
        found = form.begins.search(window.buffer, window.at + start, window.at + there)
        if found or there < size:
            break
        if there > RECORD_LIMIT:
            return _skipped(window, form, offset, header, declared)
        start, size = max(0, there - LOOK), min(size * 2, RECORD_LIMIT + LOOK)
    if found is None and (window.fault or (declared is not None and there < declared and not window.sealed)):
        window.skip(there)
        lacking = f"{declared - there:,} bytes before" if declared else "before"
        return _cut(window, offset, len(header) + there, f"the file ends {lacking} the end of a record")
    size = found.start() - window.at if found else there
    body = window.look(size)
    window.skip(size)
    body = body.removesuffix(b"\n").removesuffix(b"\r").removesuffix(b"\n").removesuffix(b"\r")
    told = form.length.search(header)
    if told:
        fixed = header[: told.start(1)] + b"%d" % len(body) + header[told.end(1) :]
    else:
        fixed = header.rstrip(b"\r\n") + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
    return Frame(offset, len(header) + len(body), fixed, body if wanted else None)


def _cut(window: Window, offset: int, length: int, detail: str) -> Frame:
    """A record that the stream's end cuts, or what broke the stream."""
    fault, window.fault = window.fault, None
    if fault:
        return Frame(offset, length, fault=fault.reason, detail=fault.message)
    return Frame(offset, length, fault="truncated", detail=detail)


def _skipped(window: Window, form: Form, offset: int, header: bytes, declared: int | None) -> Frame:
    """A record over the limit: read over up to the next beginning, not kept. (Its length may be a lie.)"""
    gone = window.seek_record(form)
    says = "" if declared is None else f" (its header says {declared:,})"
    detail = f"a record of {gone:,} bytes{says}; at most {RECORD_LIMIT >> 20} MiB"
    return Frame(offset, len(header) + gone, fault="too-large", detail=detail)
