"""What becomes of one record: ``process(raw, chain)`` gives each document in it exactly one fate.

``attempt`` holds the only broad ``except`` of the project: detecting, splitting and processing all go through it, so
that whatever a record does to a parser costs that record alone.
"""

from __future__ import annotations

import errno
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol, TypeVar

import msgspec

from pipeline.deadletter import failure
from pipeline.errors import NewsmillError, RecordError
from pipeline.model import Article, Failure, Fate, RawDocument, Rejected

T = TypeVar("T")


class Chain(Protocol):
    """What ``process`` needs of the chain: the readers' parse, and the steps and policies behind extract."""

    def parse(self, raw: RawDocument) -> Iterator[RawDocument | Rejected | Failure]:
        """A record's documents."""

    def extract(self, raw: RawDocument) -> Article | Rejected:
        """A document's article."""


def attempt(stage: str, raw: RawDocument, action: Callable[[], T]) -> T | Failure:
    """The action's result, or the record's dead letter. A full disk is no record's fault and is raised."""
    try:
        return action()
    except RecordError as error:
        return failure(stage, error.reason, error.message, raw, error.retryable)
    except MemoryError:
        return failure(
            stage, "memory", "the record needs more memory than a child may use (setting child_memory)", raw
        )
    except RecursionError:
        return failure(stage, "too-deep", "the record is nested too deeply", raw)
    except Exception as error:
        if isinstance(error, NewsmillError) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
            raise
        return failure(stage, "error", f"{type(error).__name__}: {error}"[:1000], raw)


def process(raw: RawDocument, chain: Chain) -> tuple[int, list[Fate]]:
    """How many documents the record held, and the fate of each."""
    documents = chain.parse(raw)
    read, fates = 0, list[Fate]()
    while True:
        found = attempt("parse", raw, lambda: next(documents, None))
        if found is None:
            break
        read += 1
        if isinstance(found, RawDocument):
            document = found
            # The dead letter is the record as it was split off: that is what a replay parses again.
            fates.append(attempt("extract", raw, lambda: chain.extract(document)))  # noqa: B023
        else:
            fates.append(found)
            if isinstance(found, Failure):
                break
    if not read:
        return 1, [failure("parse", "no-record", "the reader found nothing in this record", raw)]
    return read, fates


def restore(payload: bytes | None, context: str | None) -> RawDocument | None:
    """The record of a dead letter, as it was split off; None where the letter does not hold it."""
    if payload is None or context is None:
        return None
    return replace(msgspec.json.decode(context, type=RawDocument), payload=zlib.decompress(payload))
