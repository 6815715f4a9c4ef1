"""A stream that can only be read on, as tarfile wants it."""

from __future__ import annotations

import tarfile
from typing import IO

from pipeline.errors import RecordError

from .base import BUFFER, RECORD_LIMIT


class Forward:
    """A stream that can only be read on, with the ``seek`` and ``tell`` that tarfile wants (it only ever
    goes forward), and with a bound on one read (a tar header may claim gigabytes for a name). ``last`` is what
    the last read gave; ``unread()`` has the next one begin with it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.position = file, 0
        self.last = self.ahead = b""

    def tell(self) -> int:
        return self.position

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= RECORD_LIMIT:
            raise RecordError("too-large", "a tar header of unreasonable size", retryable=False)
        data, self.ahead = self.ahead[:size], self.ahead[size:]
        if len(data) < size:
            data += self.file.read(size - len(data))
        self.position += len(data)
        self.last = data
        return data

    def unread(self) -> None:
        self.ahead = self.last + self.ahead
        self.position -= len(self.last)

    def seek(self, position: int, whence: int = 0) -> int:
        if whence or position < self.position:
            raise tarfile.ReadError("cannot go back in a stream")
        while self.position < position and self.read(min(position - self.position, BUFFER)):
            pass
        return self.position
