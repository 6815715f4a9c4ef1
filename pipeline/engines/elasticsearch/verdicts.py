"""What an answer of Elasticsearch means for a document, or for a whole request. Pure: nothing is sent here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from elastic_transport import ApiError, TlsError, TransportError
from elasticsearch import UnsupportedProductError

from pipeline.engines.elasticsearch.client import explained, reason_of


class Verdict(Enum):
    """What follows from an answer."""

    INDEXED = "indexed"
    SUPERSEDED = "superseded"
    FAILED = "failed"
    AGAIN = "again"
    SPLIT = "split"
    STOP = "stop"


AGAIN: Final = frozenset({429, 502, 503, 504})
"""Too busy or not ready: the same again may succeed."""

OF_THE_INDEX: Final = frozenset({"cluster_block_exception", "index_closed_exception", "security_exception"})
"""Errors that say nothing about a document: each other document would get the same."""


BUSY: Final = "too_busy"
TOO_LARGE: Final = "too_large"
_PRESSURE: Final = re.compile(r"operation_bytes=(\d+), max_\w*bytes=(\d+)")


def of_item(answer: Mapping[str, Any], sent: int = 0) -> tuple[Verdict, str, str]:
    """The verdict on one document of a bulk of ``sent`` bytes, a stable code and Elasticsearch's own reason where there
    is one."""
    status = int(answer["status"])
    if 200 <= status < 300:
        return Verdict.INDEXED, "", ""
    code, reason = _reason(answer.get("error"))
    if status == 409:
        return Verdict.SUPERSEDED, code, reason
    if status in AGAIN:
        never = _for_its_size(reason, sent)
        return (Verdict.SPLIT, TOO_LARGE, reason) if never else (Verdict.AGAIN, code, reason)
    if status == 404 or code in OF_THE_INDEX:
        return Verdict.STOP, code, reason
    return Verdict.FAILED, code or f"status_{status}", reason


def _reason(error: Any) -> tuple[str, str]:
    if not isinstance(error, Mapping):
        return "", str(error or "")
    code, parts = str(error.get("type", "")), list[str]()
    cause: Any = error
    while isinstance(cause, Mapping):
        reason = " ".join(str(cause.get("reason", ""))[:500].split())  # some quote half a document
        if reason and reason not in parts:
            parts.append(reason)
        cause = cause.get("caused_by")
    return code, ": ".join(parts)


def of_request(error: ApiError | TransportError, where: str, target: str) -> tuple[Verdict, str, str]:
    """The verdict on a request that failed as a whole, a stable code, and a sentence."""
    if isinstance(error, TlsError):
        return Verdict.STOP, "", explained(error, where).message
    # Cut, refused, timed out, no JSON; or cut before the header by which the client knows Elasticsearch.
    if isinstance(error, TransportError | UnsupportedProductError):
        return Verdict.AGAIN, "", explained(error, where).message
    status, busy = (
        error.meta.status,
        f"{where} is too busy or not ready ({error.meta.status}: {reason_of(error)})",
    )
    if status == 429 and _for_its_size(str(error.body)):
        return Verdict.SPLIT, TOO_LARGE, reason_of(error)
    if status in (400, 413) and "media_type_header_exception" not in str(error.body):
        return Verdict.SPLIT, TOO_LARGE if status == 413 else "refused", reason_of(error)
    if status == 429 or status >= 500:
        return Verdict.AGAIN, BUSY if status == 429 else "", busy
    if status == 404:
        return Verdict.STOP, "", missing(where, target)
    return Verdict.STOP, "", explained(error, where, f"writing to {target}").message


def _for_its_size(reason: str, sent: int = 0) -> bool:
    """Whether the server refuses it for its own size, so that it never passes as it is, however often it is sent: a
    shard counts a large document several times over, beside the bytes ``sent`` that the node holds meanwhile."""
    pressure = _PRESSURE.search(reason)
    return pressure is not None and int(pressure[1]) + sent > int(pressure[2])


def missing(where: str, target: str) -> str:
    """The sentence for an alias that is not there."""
    return f"{where} has no alias {target}; `newsmill index create` makes it"


def refused(where: str, target: str, code: str, reason: str) -> str:
    """The sentence for an index that takes no document at all."""
    if code == "index_not_found_exception":
        return missing(where, target)
    return (
        f"{target} at {where} takes no documents ({reason}): lift the block, or open the index, "
        "then `newsmill index catch-up`"
    )
