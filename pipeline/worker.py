"""What a child does with a chunk: the chain over each record; articles go back as Arrow, all else as records."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline import faults, memory
from pipeline.chain import Chain, Options
from pipeline.model import Article, Failure, RawDocument, Rejected
from pipeline.process import attempt

Encode = Callable[[list[Article], Mapping[str, Any]], bytes]
"""Articles as an Arrow stream; the mapping gives columns that are the same in every row."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every row of a round carries: its ``commit`` (the round's number) and ``ingested`` (ISO 8601, UTC)."""

    commit: int
    ingested: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a chunk. ``answered``: records answered for; ``read``: documents found in them; ``articles``:
    rows in ``ipc`` (an Arrow stream; None where there are none); ``seconds`` that records took, by source."""

    answered: int
    read: int
    articles: int
    ipc: bytes | None
    rejected: tuple[Rejected, ...]
    failures: tuple[Failure, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)


class Worker:
    """The chain and the table's encoder, loaded once per child; called with chunks."""

    def __init__(self, options: Options, encode: Encode) -> None:
        self.chain, self.encode = Chain(options), encode
        self.chain.warm()

    def __call__(self, records: Sequence[RawDocument], stamp: Stamp) -> Answer:
        read = answered = 0
        articles: list[tuple[RawDocument, Article]] = []
        rejected: list[Rejected] = []
        failures: list[Failure] = []
        seconds: dict[str, float] = {}
        for raw in records:
            started = time.monotonic()
            faults.poisoned(raw.payload)
            count, fates = self.chain.process(raw)
            seconds[raw.source] = seconds.get(raw.source, 0.0) + time.monotonic() - started
            read, answered = read + count, answered + 1
            for fate in fates:
                if faults.dropped("process"):
                    continue
                match fate:
                    case Article():
                        articles.append((raw, fate))
                    case Rejected():
                        rejected.append(fate)
                    case Failure():
                        failures.append(fate)
        rows, ipc = self._encode(articles, failures, asdict(stamp))
        return Answer(answered, read, rows, ipc, tuple(rejected), tuple(failures), seconds)

    def _encode(
        self, articles: list[tuple[RawDocument, Article]], failures: list[Failure], stamp: Mapping[str, Any]
    ) -> tuple[int, bytes | None]:
        """All rows at once; where one of them cannot be encoded, without it and with its dead letter."""
        if not articles:
            return 0, None
        whole = attempt("encode", articles[0][0], lambda: self.encode([each for _, each in articles], stamp))
        if not isinstance(whole, Failure):
            return len(articles), whole
        good = []
        for raw, article in articles:
            row = attempt("encode", raw, lambda: self.encode([article], stamp))  # noqa: B023
            if isinstance(row, Failure):
                failures.append(row)
            else:
                good.append(article)
        return len(good), self.encode(good, stamp) if good else None


def load(options: Options, encode: Encode) -> Worker:
    """A worker for ``guard.Guard``: picklable by name, loaded in the child."""
    memory.bound()
    return Worker(options, encode)
