"""Compressed streams (gzip, bzip2, xz, zstd) as bounded raw streams: no more in memory than a buffer,
never on disk, and an end to bombs."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Final

import zstandard

from pipeline.errors import RecordError

RATIO: Final = 1000
RATIO_FREE: Final = 10 << 20
"""A stream may unpack to RATIO times its size; the first RATIO_FREE bytes are free of that rule."""

_WINDOW: Final = 128 << 20
_XZ_MEMORY: Final = 256 << 20
_KEPT: Final = 1 << 20
_PIECE: Final = 256 * 1024
_MAGIC: Final[dict[str, tuple[bytes, ...]]] = {
    "gz": (b"\x1f\x8b\x08",),
    "bz2": (b"BZh",),
    "xz": (b"\xfd7zXZ\x00",),
    "zst": (b"\x28\xb5\x2f\xfd", *(bytes([n]) + b"\x2a\x4d\x18" for n in range(0x50, 0x60))),
}
BROKEN: Final = (zlib.error, lzma.LZMAError, zstandard.ZstdError, EOFError)
"""What decompressors raise on broken data (bz2: OSError)."""


def compression(head: bytes) -> str | None:
    """The compression that ``head`` begins with (``gz``, ``bz2``, ``xz``, ``zst``), or None."""
    return next((name for name, magics in _MAGIC.items() if head.startswith(magics)), None)


def _decompressor(kind: str) -> Any:
    makers: dict[str, Callable[[], Any]] = {
        "gz": lambda: zlib.decompressobj(31),
        "bz2": bz2.BZ2Decompressor,
        "xz": lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY),
        "zst": lambda: zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj(),
    }
    return makers[kind]()


class Inflate(io.RawIOBase):
    """The decompressed bytes of ``file``, from where it stands, over all its members.

    ``pull()`` gives the next piece (b"" at the end). Raises RecordError ``truncated``, ``corrupt`` or
    ``too-large``. ``garbage``: bytes that followed the last member and are none. With ``single`` it ends
    after one member; ``pending`` then holds what was read beyond it, ``consumed`` is
    the member's length, and ``kept`` the last of its bytes (all of a small one's).
    """

    def __init__(self, file: BinaryIO, kind: str, single: bool = False, pending: bytes = b"") -> None:
        self.file, self.kind, self.single = file, kind, single
        self.pending = pending
        self.consumed = self.produced = self.members = 0
        self.garbage = 0
        self.kept: list[bytes] = []
        self._inner: Any = None
        self._rest = b""
        self._fault: RecordError | None = None
        self._ended = False
        # zstd has no bound on what one call gives: 2 KiB of input make at most 64 MiB.
        self._feed = 2048 if kind == "zst" else 64 * 1024

    def readable(self) -> bool:
        """Always (for BufferedReader)."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the whole buffer if there is that much; an error is raised only after the bytes before it."""
        view, filled = memoryview(buffer), 0
        while filled < len(view):
            if not self._rest:
                if self._fault:
                    if filled:
                        return filled
                    raise self._fault
                try:
                    self._rest = self.pull()
                except RecordError as fault:
                    self._fault = fault
                    continue
                if not self._rest:
                    break
            n = min(len(view) - filled, len(self._rest))
            view[filled : filled + n] = self._rest[:n]
            self._rest = self._rest[n:]
            filled += n
        return filled

    def pull(self) -> bytes:
        """The next piece of decompressed bytes, b"" at the end."""
        while not self._ended:
            if self._inner is None and not self._next_member():
                return b""
            piece = self._step()
            if piece:
                self.produced += len(piece)
                if self.produced > RATIO_FREE and self.produced > RATIO * max(1, self.consumed):
                    sizes = f"{self.consumed} bytes have become {self.produced}"
                    raise RecordError(
                        "too-large", f"unpacks to more than {RATIO} times its size ({sizes})", False
                    )
                return piece
        return b""

    def _more(self, least: int) -> bool:
        while len(self.pending) < least:
            data = self.file.read(self._feed)
            if not data:
                return False
            self.pending += data
        return True

    def _next_member(self) -> bool:
        """Stands before a member, or at the end; zero padding between members is skipped."""
        while self._more(1) and self.members and self.pending[0] == 0:
            stripped = self.pending.lstrip(b"\0")
            self.consumed += len(self.pending) - len(stripped)
            self.pending = stripped
        self._more(6)
        if self.pending and compression(self.pending) == self.kind and not (self.single and self.members):
            self._inner = _decompressor(self.kind)
            return True
        if self.pending and not self.single:
            self.garbage = len(self.pending)
        self._ended = True
        return False

    def _step(self) -> bytes:
        inner, kind = self._inner, self.kind
        hungry = getattr(inner, "needs_input", True)
        if hungry and not self._more(1):
            raise RecordError("truncated", f"the {kind} stream ends before its end mark")
        data, after = (
            (self.pending[: self._feed], self.pending[self._feed :]) if hungry else (b"", self.pending)
        )
        try:
            piece: bytes = inner.decompress(data) if kind == "zst" else inner.decompress(data, _PIECE)
        except (*BROKEN, OSError) as error:
            raise RecordError("corrupt", f"broken {kind} stream: {error}") from error
        if inner.eof:
            rest = inner.unused_data
            self._inner, self.members = None, self.members + 1
            self._ended = self.single
        else:
            rest = inner.unconsumed_tail if kind == "gz" else b""
        used = len(data) - len(rest)
        self.consumed += used
        if self.single:
            # What a broken member has eaten may hold the next one's beginning.
            self.kept = [*self.kept, data[:used]] if self.consumed < _KEPT else [data[:used]]
        self.pending = rest + after if rest else after
        return piece


class Ranged(io.RawIOBase):
    """Any object with ``read`` as a raw stream that fills its buffer, bounded by an unpacking ratio:
    ``stored`` is the compressed size (None: no bound)."""

    def __init__(self, file: Any, stored: int | None = None) -> None:
        self.file, self.stored, self.produced = file, stored, 0
        self._ended = False

    def readable(self) -> bool:
        """Always (for BufferedReader)."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the whole buffer if there is that much. Raises RecordError ``too-large``."""
        if self._ended:  # the file has just said so: of tiny files every look counts
            self._ended = False
            return 0
        view, filled = memoryview(buffer), 0
        while filled < len(view):
            try:
                data = self.file.read(len(view) - filled)
            except OSError:
                if not filled:
                    raise
                break  # what came before is good; the next read meets it again
            if not data:
                self._ended = filled > 0
                break
            view[filled : filled + len(data)] = data
            filled += len(data)
        self.produced += filled
        if self.stored is not None and self.produced > max(RATIO_FREE, RATIO * self.stored):
            raise RecordError(
                "too-large", f"unpacks to more than {RATIO} times its {self.stored} bytes", False
            )
        return filled
