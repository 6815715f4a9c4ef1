"""The dead letter of a record: the Failure that it becomes, with what a replay needs."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Final

import msgspec

from pipeline.model import Failure, RawDocument

PAYLOAD_LIMIT: Final = 1 << 20
"""Bytes of a raw record that a Failure keeps for its replay, before compression."""


def failure(stage: str, reason: str, detail: str, raw: RawDocument, retryable: bool = True) -> Failure:
    """The Failure of ``raw`` at a stage."""
    payload = zlib.compress(raw.payload) if len(raw.payload) <= PAYLOAD_LIMIT else None
    context = msgspec.json.encode(replace(raw, payload=b"", blocks=None)).decode()
    return Failure(
        stage, reason, detail, raw.source, raw.member, raw.offset, raw.length, payload, retryable, raw.format,
        context,
    )  # fmt: skip
