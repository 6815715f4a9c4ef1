"""The error tree; every error says what, where, why and what to do, and survives pickling.

NewsmillError
├── UsageError        exit 2: wrong arguments, a missing path, wrong settings
│   └── QueryError    a query that does not parse; knows the position
├── StoreError        exit 1: the store cannot be used (locked, full, not a store)
│   └── Damaged       one of its files is not as it was written; Lost: is not there
├── EngineError       exit 1: a search engine cannot be reached or refuses
└── RecordError       one record cannot be processed: becomes a Failure with this reason
"""

from __future__ import annotations

from typing import Any


class NewsmillError(Exception):
    """Base of all errors that newsmill raises on purpose; ``message`` is a sentence for people."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(NewsmillError):
    """Wrong usage or settings; nothing has been started."""

    exit_code = 2


class QueryError(UsageError):
    """A query that does not parse: ``position`` (0-based) in ``query``, and what was ``expected`` there."""

    def __init__(self, query: str, position: int, expected: str) -> None:
        self.query, self.position, self.expected = query, position, expected
        super().__init__(f"query, character {position + 1}: {expected}\n  {query}\n  {' ' * position}^")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.query, self.position, self.expected)


class StoreError(NewsmillError):
    """The store cannot be opened or written."""


class Damaged(StoreError):
    """A file of the store is not what was written there."""

    state = "damaged"

    def __init__(self, where: str, why: str) -> None:
        super().__init__(
            f"A file of the store is {self.state}: {where} ({why}). Bring it back from a copy of the store, "
            "or read the inputs into a new one."
        )
        self.where, self.why = where, why

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.where, self.why)


class Lost(Damaged):
    """A file of the store is not there."""

    state = "missing"


class EngineError(NewsmillError):
    """A search engine cannot be reached, or refuses."""


class RecordError(NewsmillError):
    """One record cannot be processed. ``reason`` is the short stable code of the Failure it becomes."""

    def __init__(self, reason: str, message: str, retryable: bool = True) -> None:
        super().__init__(message)
        self.reason, self.retryable = reason, retryable

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.reason, self.message, self.retryable)
