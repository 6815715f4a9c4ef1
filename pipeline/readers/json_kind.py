"""Whether a file holds JSON records, and whether it has one of them a line."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import msgspec

from .base import HEAD, bare, unmarked, utf16

_OBJECT: Final = re.compile(rb'\s*\{\s*("|\}|$)')
_ARRAY: Final = re.compile(rb'\s*\[\s*(\{\s*("|\}|$)|\]\s*$|$)')
BLANK: Final = b" \t\r\n\0\x1e\xef\xbb\xbf"
NAMES: Final = (".json", ".jsonl", ".ndjson", ".jl")
_LINES: Final = 50
_LEAST: Final = 3
"""Lines of JSON by which a file is known whose name and first line say nothing."""


def sniff(head: bytes, name: str) -> float:
    """How sure it is that a file holds JSON records (see Reader)."""
    text = unmarked(head).lstrip(BLANK)
    named = bare(name).endswith(NAMES)
    if not _json(text):
        if b"{" not in text:
            return 0.0
        rest = text.partition(b"\n")[2].lstrip(BLANK)
        return 0.8 if _after_first(head) or (named and _json(rest)) else 0.0
    first = text.split(b"\n", 1)[0]
    if _value(first.strip()) is not None:
        return 0.98
    return 0.9 if named else 0.85


def _json(text: bytes) -> bool:
    return bool(_OBJECT.match(text) or _ARRAY.match(text))


def _after_first(head: bytes, least: int = _LEAST) -> bool:
    """Whether most lines after the first (a comment, a null, half a record) are JSON objects, and ``least`` of
    them. A text that quotes a line of JSON has other lines too."""
    lines = _filled(head[:HEAD])
    if len(lines) < 2:
        return False
    first = lines.pop(0)
    if first.endswith(b"}") or first == b"null" or _value(first) is not None:
        least = 1
    objects = sum(_OBJECT.match(line) is not None and line.rstrip(b", \t").endswith(b"}") for line in lines)
    if len(head) >= HEAD and _OBJECT.match(lines[-1]) and not lines[-1].endswith(b"}"):
        objects += 1  # the head ends within it
    return objects >= least and objects * 3 >= len(lines) * 2


def _filled(head: bytes) -> list[bytes]:
    """The first lines that are not blank."""
    lines = [line.strip(BLANK) for line in unmarked(head).split(b"\n", _LINES)[:_LINES]]
    return [line for line in lines if line]


def _value(line: bytes) -> Any:
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def by_lines(head: bytes) -> bool:
    """Whether a file that begins with ``head`` has one record a line (else: values over many lines)."""
    lines = _filled(head)
    if not lines or lines[0].startswith(b"["):
        return False
    if _value(lines[0]) is not None:
        return True
    if _followed(lines[0]):
        return False
    if len(lines) == 1:
        return True
    if not lines[0].startswith(b"{"):
        return not lines[1].startswith(b"[") and _after_first(head, 1)
    return lines[1].startswith(b"{") and lines[0] != b"{"


def _followed(line: bytes) -> bool:
    """Whether a line holds more than one object."""
    text = line.decode("utf-8", "replace")
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return text[end:].lstrip(" \t,\x1e").startswith("{")


def why(head: bytes, name: str) -> str:
    """What it looks like, as a sentence."""
    text = unmarked(head).lstrip(BLANK)
    if not _json(text):
        return "JSON objects after a first line that is none"
    if by_lines(head):
        return "its first line is a JSON object"
    array = text.startswith(b"[")
    return "begins with a JSON array of objects" if array else "begins with a JSON object over several lines"


def cuttable(head: bytes) -> bool:
    """Whether a file that begins with ``head`` can be cut at line ends."""
    return by_lines(head) and utf16(head) is None
