"""A gallery of pictures within an article's text: counters (``1/44``) with a caption and a credit behind each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.model import Block, BlockKind

_COUNTER: Final = re.compile(
    r"(?P<number>\d{1,3})\s?(?:/|of|von|av|af|sur|de|di|van|из|з)\s?(?P<all>\d{1,3})(?:\s.{0,30})?"
)
_FEWEST: Final = 3
_MOST_BETWEEN: Final = 6
_LONGEST_CREDIT: Final = 60
_STOPS: Final = (".", "!", "?", "…", "。")


def of_galleries(blocks: Sequence[Block]) -> dict[int, BlockKind | None]:
    """The blocks of galleries by their number: captions, credits, and None for the counters; at least three of one
    series make a gallery."""
    series: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        found = _COUNTER.fullmatch(block.text) if len(block.text) <= _LONGEST_CREDIT else None
        if found and 0 < int(found["number"]) <= int(found["all"]):
            series.setdefault(found["all"], []).append(number)
    out: dict[int, BlockKind | None] = {}
    for counters in series.values():
        gaps = [after - before for before, after in pairwise(counters)]
        if len(counters) < _FEWEST or max(gaps) > _MOST_BETWEEN:
            continue
        ends = [*counters[1:], min(len(blocks), counters[-1] + sorted(gaps)[len(gaps) // 2])]
        for begin, end in zip(counters, ends, strict=True):
            out[begin] = None
            for number in range(begin + 1, end):
                last = number == end - 1 and number > begin + 1
                out[number] = "credit" if last and _is_credit(blocks[number].text) else "caption"
    return out


def _is_credit(text: str) -> bool:
    return len(text) <= _LONGEST_CREDIT and not text.endswith(_STOPS)
