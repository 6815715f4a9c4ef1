"""How sure an answer about the language is: the detector's own score, as how often such an answer is right.

A score says nothing by itself: one detector is sure of everything, another is right far more often than it says, and
close relatives are confused whatever the score. The maps are data: ``languages/confidence.toml``, which
``benchmarks/language.py --fit`` makes from one half of the labelled texts and the benchmark tests on the other.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Final

from pipeline.frozen import record
from pipeline.languages import load

SIZES: Final = (60, 200, 700)
"""Characters from which a text is a sentence, a paragraph, an article: each size has a map of its own."""

SCORES: Final = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)
"""Where one step of a map ends and the next begins."""

MARGINS: Final = 4
"""From 0 on; a margin of more words counts as the last."""


@record(frozen=True, slots=True)
class Answer:
    """What was asked about how sure it is. ``detector``: which gave the ``score`` (``arbiter``: one that was asked
    because two others disagreed); ``size``: characters of the text; ``group``, ``margin``: of ``related.Settled``."""

    detector: str
    score: float
    size: int
    group: str | None = None
    margin: int = 0


def step_of(answer: Answer) -> tuple[int, int]:
    """Which map of the detector, and which step of it, is an answer's."""
    return bisect_right(SIZES, answer.size), bisect_right(SCORES, answer.score)


def margin_of(answer: Answer) -> int:
    """Which number of its group's is an answer's."""
    return min(answer.margin, MARGINS - 1)


def certainty(answer: Answer) -> float:
    """From 0 to 1: how often such an answer is right."""
    maps: dict[str, Any] = load("confidence")
    size, step = step_of(answer)
    sure = float(maps["scores"][answer.detector][size][step])
    if answer.group is not None:
        sure *= maps["relatives"][answer.group][margin_of(answer)]
    return round(sure, 3)
