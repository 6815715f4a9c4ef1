"""The plain text of a message as blocks: wrapped or flowed lines, quoted replies, the signature."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final

from pipeline.model import Block

from .wrapped import blocks_of, paragraphs

_QUOTES: Final = re.compile(r"((?:>[ \t]?)+|(?:[|:}][ \t])+)(.*)", re.S)
_SIGNATURE: Final = "-- "
_MOST_SIGNATURE: Final = 15


def body_blocks(text: str, *, flowed: bool = False, joined_space: bool = False) -> tuple[list[Block], str]:
    """The blocks of a text, what others wrote as quotes, and the signature below it. ``flowed``: lines that end with a
    blank go on (RFC 3676); with ``joined_space`` that blank is none of the text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n")
    lines, signature = _unsigned(lines)
    if flowed:
        lines = _flowed(lines, joined_space)
    blocks: list[Block] = []
    for quoted, group in groupby(map(_depth, lines), key=lambda line: line[0] > 0):
        run = "\n".join(line for _, line in group)
        made = blocks_of(paragraphs(run), "quote" if quoted else "text")
        blocks.extend(Block("quote", block.text, block.where) if quoted else block for block in made)
    return blocks, signature


def _unsigned(lines: list[str]) -> tuple[list[str], str]:
    """The lines above the last ``-- ``, and the few below it."""
    at = next((i for i in range(len(lines) - 1, -1, -1) if lines[i] == _SIGNATURE), None)
    if at is None or len(lines) - at - 1 > _MOST_SIGNATURE or not any(line.strip() for line in lines[:at]):
        return lines, ""
    return lines[:at], "\n".join(line.rstrip() for line in lines[at + 1 :]).strip()


def _depth(line: str) -> tuple[int, str]:
    """How often a line is quoted, and what is quoted."""
    found = _QUOTES.match(line)
    if found is None or found[1][0] != ">":
        return 0, line
    return found[1].count(">"), found[2]


def _flowed(lines: list[str], joined_space: bool) -> list[str]:
    found: list[str] = []
    open_ = -1
    for line in lines:
        mark = re.match(r">*", line)
        depth = mark.end() if mark else 0
        text = line[depth:].removeprefix(" ")
        if open_ == depth:
            found[-1] += text
        else:
            found.append(f"{'>' * depth}{' ' if depth else ''}{text}")
        flows = text.endswith(" ") and text != _SIGNATURE
        if flows and joined_space:
            found[-1] = found[-1][:-1]
        open_ = depth if flows else -1
    return found
