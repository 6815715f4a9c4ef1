"""The bulk machine: documents in, for each exactly one fate out. Nothing is dropped, nothing is only logged.

Batches are bounded by count and by bytes, several are on their way at once, and whoever adds waits while they
are: memory stays bounded. What is refused for the moment is sent again, alone, after a random pause that grows;
this ends when for ``patience`` seconds not one document got through: then the sink has stopped, says why, and
gives back what is left as ``waiting``. With external versions all of it may be repeated at any time.
"""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec
from elastic_transport import ApiError, TransportError
from elasticsearch import Elasticsearch

from pipeline.engines.elasticsearch.verdicts import BUSY, Verdict, of_item, of_request, refused

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 15.0
ANSWER: Final = "errors,items.*.status,items.*.error"
"""What of a bulk's answer is read; the rest is not sent to us."""

Fate = Literal["indexed", "superseded", "failed", "waiting"]


@dataclass(frozen=True, slots=True)
class Limits:
    """``docs`` and ``bytes`` of a batch, batches ``in_flight`` at once, ``patience``: seconds without any progress."""

    docs: int = 1000
    bytes: int = 5 << 20
    in_flight: int = 2
    patience: float = 300.0


@dataclass(frozen=True, slots=True)
class Item:
    """A document on its way: its id, its lines of the request, and what it was made of."""

    id: str
    lines: bytes
    element: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item. ``superseded``: a newer version is there. ``failed``: ``reason`` is a stable code,
    ``detail`` Elasticsearch's own words. ``waiting``: the sink stopped before; nothing is known of it."""

    item: Item
    fate: Fate
    reason: str = ""
    detail: str = ""


_encoder = msgspec.json.Encoder(decimal_format="number")


def item(id: str, document: Any, version: int | None = None, element: Any = None) -> Item:
    """An item that indexes ``document`` (what msgspec can encode, or bytes of JSON) unless a later ``version`` is
    there; without version it replaces what is there. TypeError or ValueError for what cannot be JSON."""
    action: dict[str, Any] = {"_id": id}
    if version is not None:
        action |= {"version": version, "version_type": "external_gte"}
    body = document if isinstance(document, bytes) else _encoder.encode(document)
    return Item(id, b"%b\n%b\n" % (_encoder.encode({"index": action}), body), element)


class Sink:
    """Writes items to the index or alias ``target``. For one thread; close it, or use it in ``with``."""

    def __init__(
        self,
        client: Elasticsearch,
        target: str,
        limits: Limits | None = None,
        *,
        where: str = "Elasticsearch",
        require_alias: bool = True,
    ) -> None:
        self.client, self.target, self.where = client, target, where
        self.limits, self.require_alias = limits or Limits(), require_alias
        self.stopped: str | None = None
        self.requests = self.retries = 0
        self._filling: list[Item] = []
        self._bytes = 0
        self._flying: set[Future[list[Outcome]]] = set()
        self._halt = threading.Event()
        self._progress = time.monotonic()
        self._threads = ThreadPoolExecutor(self.limits.in_flight, thread_name_prefix="bulk")

    def __enter__(self) -> Sink:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def add(self, item: Item) -> list[Outcome]:
        """Takes an item; the outcomes that are known by now, which may be none. Waits while enough is on its way."""
        if self.stopped is not None:
            return [Outcome(item, "waiting", "stopped", self.stopped)]
        found: list[Outcome] = []
        if self._bytes + len(item.lines) > self.limits.bytes:
            found = self._send()
        self._filling.append(item)
        self._bytes += len(item.lines)
        if len(self._filling) >= self.limits.docs:
            found += self._send()
        return found

    def flush(self) -> list[Outcome]:
        """Sends what is left and waits for all: the outcomes of everything that has had none."""
        found = self._send()
        while self._flying:
            found += self._back()
        return found

    def close(self) -> None:
        """Lets go of the threads; what is still on its way is given up."""
        self._halt.set()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _send(self) -> list[Outcome]:
        if not self._filling:
            return []
        found: list[Outcome] = []
        while len(self._flying) >= self.limits.in_flight:
            found += self._back()
        batch, self._filling, self._bytes = self._filling, [], 0
        self._flying.add(self._threads.submit(self._write, batch))
        return found

    def _back(self) -> list[Outcome]:
        done, self._flying = wait(self._flying, return_when=FIRST_COMPLETED)
        return [outcome for future in done for outcome in future.result()]

    # ------------------------------------------------------------ one batch, in a thread

    def _write(self, batch: Sequence[Item]) -> list[Outcome]:
        """The fates of a batch. What is left to send shrinks or is split until nothing is left."""
        done: list[Outcome] = []
        left: deque[Sequence[Item]] = deque([batch])
        since, pauses, pressed = time.monotonic(), 0, 0
        while left:
            if self.stopped is not None or self._halt.is_set():
                done += [
                    Outcome(one, "waiting", "stopped", self.stopped or "closed")
                    for part in left
                    for one in part
                ]
                break
            part = left.popleft()
            verdict, code, detail, again = self._once(part, done)
            if verdict is Verdict.INDEXED:  # the request was answered, document by document
                pauses = pauses if again and len(again) == len(part) else 0
                pressed = 0
            elif code == BUSY:
                pressed += 1
            halves = verdict is Verdict.SPLIT or (pressed > 2 and len(part) > 1)
            if halves and len(again) > 1:
                middle = len(again) // 2
                left.extendleft([again[middle:], again[:middle]])
            elif verdict is Verdict.SPLIT and len(part) == 1:
                done.append(Outcome(again[0], "failed", code, detail))
                self._progress = time.monotonic()
            elif again:
                left.appendleft(again)
            if again and verdict in (Verdict.AGAIN, Verdict.INDEXED):
                self._pause(max(since, self._progress), pauses, detail)
                pauses += 1
        return done

    def _once(self, part: Sequence[Item], done: list[Outcome]) -> tuple[Verdict, str, str, Sequence[Item]]:
        """One request. Adds fates to ``done``; gives what holds for the request, why, and what has no fate yet."""
        self.requests += 1
        try:
            answer: Any = self.client.bulk(
                operations=b"".join(one.lines for one in part),  # type: ignore[arg-type]  # it takes what is encoded
                index=self.target,
                require_alias=self.require_alias,
                filter_path=ANSWER,
            ).body
        except (ApiError, TransportError) as error:
            verdict, code, sentence = of_request(error, self.where, self.target)
            if verdict is Verdict.STOP:
                self._stop(sentence)
            return verdict, code, sentence, part
        # A reply that is cut within its headers comes as a success with no body, or half of one.
        items = answer.get("items", ()) if isinstance(answer, dict) else ()
        if len(items) != len(part):
            return Verdict.AGAIN, "", f"{self.where} answered for {len(items)} of {len(part)} documents", part
        before = len(done)
        again, code, detail = self._sort(part, items, done)
        if len(done) > before:
            self._progress = time.monotonic()
        return Verdict.SPLIT if code else Verdict.INDEXED, code, detail, again

    def _sort(
        self, part: Sequence[Item], items: Iterable[dict[str, Any]], done: list[Outcome]
    ) -> tuple[list[Item], str, str]:
        """What has no fate yet; TOO_LARGE where a shard refuses its part for its size; the last reason."""
        again, too_large, last = [], "", ""
        sent = sum(len(one.lines) for one in part)
        for one, answer in zip(part, items, strict=True):
            verdict, code, reason = of_item(next(iter(answer.values())), sent)
            if verdict is Verdict.INDEXED:
                done.append(Outcome(one, "indexed"))
            elif verdict is Verdict.SUPERSEDED:
                done.append(Outcome(one, "superseded", code, reason))
            elif verdict is Verdict.FAILED:
                done.append(Outcome(one, "failed", code, reason))
            else:
                again.append(one)
                if verdict is Verdict.SPLIT:
                    too_large, last = code, reason
                    continue
                last = f"{self.where} is too busy or not ready ({code}: {reason})"
                if verdict is Verdict.STOP:
                    self._stop(refused(self.where, self.target, code, reason))
        return again, too_large, last

    def _pause(self, since: float, pauses: int, why: str) -> None:
        """Waits at random up to a bound that doubles; stops the sink where nothing has got through for too long."""
        self.retries += 1
        left = self.limits.patience - (time.monotonic() - since)
        if left <= 0:
            self._stop(
                f"for {self.limits.patience:g} seconds no document got through to {self.target}: {why}"
            )
            return
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(pauses, 12))
        self._halt.wait(min(random.uniform(0, longest), left))

    def _stop(self, why: str) -> None:
        if self.stopped is None:
            self.stopped = why
        self._halt.set()
