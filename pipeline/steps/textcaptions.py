"""Which line of a plain text is the caption of a credit that stands in a line of its own: the one above or below it."""

from __future__ import annotations

from typing import Final, Literal

from pipeline.languages.folding import STOPS
from pipeline.languages.label_words import is_furniture
from pipeline.languages.labels import split_credit
from pipeline.languages.words import dense

from .bylines import find_byline

_SHORTEST: Final = 25
_SHORTEST_BELOW: Final = 10
_LONGEST: Final = 300
_RUNNING: Final = 160
"""Longer lines are running text rather than a caption, where the choice is between two."""

_HEADING: Final = 80
_HEAD: Final = 3
"""A credit among the first lines stands between the headline and the text."""

_STOPS: Final = (".", "!", "?", "…", *STOPS, '"', "”", "»", ")")

Side = Literal["above", "below"]


def may_be_caption(text: str) -> bool:
    """Whether a line is none of what else is short: a byline, a date, furniture, a credit, what announces more."""
    if (
        not _SHORTEST_BELOW <= len(text) + 2 * dense(text) <= _LONGEST
        or text.endswith(":")
        or is_furniture(text)
    ):
        return False
    return (
        sum(map(str.isdigit, text)) * 4 < len(text) and find_byline(text) is None and not split_credit(text)
    )


def sides(lines: list[str], credits: list[int]) -> dict[int, Side]:
    """On which side of each credit (given by the number of its line) its caption stands: above, as a rule; below where
    what is above is none, or where all credits of a text stand between a heading and a sentence."""
    said = {i: _side(lines, i) for i in credits}
    hints = [side for side in said.values() if side in ("above", "perhaps below")]
    usual: Side = "below" if len(hints) > 1 and "above" not in hints else "above"
    return {
        i: "below" if side == "below" else usual if side == "perhaps below" else "above"
        for i, side in said.items()
    }


def _side(lines: list[str], i: int) -> str:
    """``above``, ``below``, ``perhaps below``, or empty where nothing tells."""
    if not _HEAD <= i < len(lines) - 2:
        return ""
    above, below = lines[i - 1], lines[i + 1]
    if not may_be_caption(below):
        return "above"
    if not may_be_caption(above):
        return "below" if len(below) <= _RUNNING and len(lines[i + 2]) >= _SHORTEST else ""
    if above.endswith(_STOPS):
        running = len(above) > _RUNNING and _SHORTEST <= len(below) <= _RUNNING
        return "below" if running and not below.endswith(_STOPS) else "above"
    return "perhaps below" if len(above) <= _HEADING and below.endswith(_STOPS) else ""
