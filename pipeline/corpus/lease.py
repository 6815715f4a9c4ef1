"""The lock of a store without a kernel: one object that says who works, renewed as long as that goes on.

Written only if absent or unchanged (``If-None-Match``, ``If-Match``), so of two that want it one gets it. It is free
when its holder gave it back, when it was not renewed for longer than it says (by the server's clock alone), or when
the holder was a process of this machine that is gone. A holder that lost it, because it stood still for so long,
notices before it writes; what it might still commit fails in the table, whose rounds no two writers can both make.
"""

from __future__ import annotations

import os
import pathlib
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple, Protocol

import msgspec

from pipeline.errors import StoreError

NAME: Final = "lock"
SECONDS: Final = 60.0
"""A lock that was not renewed for so long is free."""
RENEWALS: Final = 4
"""Times that it is renewed meanwhile."""


FRESH: Final = 1.0
"""Seconds for which a renewal is believed before something is written."""


class Found(NamedTuple):
    """An object, what it can be compared by, and the seconds since it was written."""

    content: bytes
    etag: str
    age: float


class Objects(Protocol):
    """What a lease needs of an object store."""

    def look(self, name: str) -> Found:
        """The object. FileNotFoundError where there is none."""

    def put_if(self, name: str, content: bytes, etag: str | None) -> str | None:
        """Writes it if it is still the one with this ``etag``, or (None) if there is none; its new etag, None where
        another was quicker."""


class Holder(msgspec.Struct, frozen=True):
    """Who has the lock. ``token`` is empty when nobody has; ``machine`` where its processes cannot be told."""

    token: str = ""
    name: str = ""
    machine: str = ""
    process: int = 0
    began: str = ""
    seconds: float = SECONDS


@contextmanager
def held(objects: Objects, address: str, seconds: float = SECONDS) -> Iterator[Callable[[], None]]:
    """Holds the lock of the store at ``address``; StoreError at once where another has it. Gives a function that
    raises StoreError where it was lost meanwhile."""
    process = os.getpid()
    name = f"process {process} on {socket.gethostname()}"
    me = Holder(uuid.uuid4().hex, name, _machine(), process, _began(process), seconds)
    lease = _Lease(objects, address, me, _take(objects, address, me))
    try:
        yield lease.sure
    finally:
        lease.give_back()


def _take(objects: Objects, address: str, me: Holder) -> str:
    """Takes the lock; the etag of the object that says so."""
    content, etag = msgspec.json.encode(me), None
    for _ in range(3):
        try:
            found = objects.look(NAME)
        except FileNotFoundError:
            etag = objects.put_if(NAME, content, None)
        else:
            holder = msgspec.json.decode(found.content, type=Holder)
            if not _free(holder, found.age):
                raise _taken(address, holder, found.age)
            etag = objects.put_if(NAME, content, found.etag)
        if etag is not None:
            if objects.put_if(NAME, content, None) is not None:
                raise StoreError(
                    f"The server of the store {address} writes an object that is there already although it is asked "
                    "not to (If-None-Match), so a store there cannot be kept safe. Give another --store."
                )
            return etag
    raise _taken(address, Holder(name="unknown"), 0.0)


def _taken(address: str, holder: Holder, age: float) -> StoreError:
    left = max(1, round(holder.seconds - age))
    return StoreError(
        f"Another newsmill ({holder.name}) is at work on the store {address}. Wait until it ends (where it was killed, "
        f"{left} s), or give another --store."
    )


def _free(holder: Holder, age: float) -> bool:
    if not holder.token or age > holder.seconds:
        return True
    return bool(holder.machine) and holder.machine == _machine() and _began(holder.process) != holder.began


class _Lease:
    """A lock that is held: renews it in a thread, and knows whether it still is."""

    def __init__(self, objects: Objects, address: str, me: Holder, etag: str) -> None:
        self._objects, self._address, self._me, self._etag = objects, address, me, etag
        self._renewed, self._lost = _clock(), False
        self._writing = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="lease", daemon=True)
        self._thread.start()

    def sure(self) -> None:
        """StoreError where the lock is lost, as the server says."""
        if not self._lost and _clock() - self._renewed > FRESH:
            self._put(msgspec.json.encode(self._me))
        if self._lost or _clock() - self._renewed > self._me.seconds:
            raise StoreError(
                f"This newsmill did not reach the store {self._address} for so long that its lock went to another. "
                "What it committed stays; run the same command again to go on."
            )

    def give_back(self) -> None:
        """Lets go of the lock, where it is still held."""
        self._ended.set()
        self._thread.join()
        self._put(msgspec.json.encode(Holder()))

    def _renew(self) -> None:
        content = msgspec.json.encode(self._me)
        while not self._lost and not self._ended.wait(self._me.seconds / RENEWALS):
            self._put(content)

    def _put(self, content: bytes) -> None:
        with self._writing:
            if not self._lost:
                self._renewed_with(content)

    def _renewed_with(self, content: bytes) -> None:
        asked = _clock()
        try:
            etag = self._objects.put_if(NAME, content, self._etag)
            if etag is None:
                etag = self._own()
        except (StoreError, OSError):
            return  # tried again; where that goes on for too long the lock is lost
        self._lost = etag is None
        if etag is not None:
            self._etag, self._renewed = etag, asked

    def _own(self) -> str | None:
        """The etag of the object where it is ours after all: the answer to an earlier renewal was lost."""
        try:
            found = self._objects.look(NAME)
        except FileNotFoundError:
            return None
        ours = msgspec.json.decode(found.content, type=Holder).token == self._me.token
        return found.etag if ours else None


def _clock() -> float:
    """Seconds that go on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _machine() -> str:
    """Names a kernel's boot and the table of its processes that this one is in; empty where there is no telling."""
    try:
        boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return ""


def _began(process: int) -> str:
    """When a process of this machine began, in the kernel's words; empty where it is gone."""
    try:
        text = pathlib.Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return ""
    state, *rest = text.rpartition(")")[2].split()
    return "" if state in "ZX" else rest[18]
