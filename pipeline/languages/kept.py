"""Answers that are kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar

Answer = TypeVar("Answer")

_LONGEST: Final = 200
_MOST: Final = 4_096


def for_lines(ask: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Keeps what a function says of short texts: a page's lines are asked many questions each, and again. A long text
    is asked anew: a line may have a million letters. The answers must not be changed."""
    known = lru_cache(_MOST)(ask)

    @wraps(ask)
    def answer(text: str) -> Answer:
        return known(text) if len(text) <= _LONGEST else ask(text)

    return answer
