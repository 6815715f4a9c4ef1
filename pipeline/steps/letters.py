"""What many short texts are made of, counted at once: a pass over the letters of a page instead of one a piece."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from pipeline.frozen import record

_STOPS: Final = ".!?…։؟。！？।"
_ENDS: Final = tuple(_STOPS)
_FULL_STOPS: Final = "。！？"
_BEHIND_STOP: Final = " \n\"'”’»)]"
_CLOSING: Final = "\"'”’»)]"
_COMMAS: Final = ",،、，;；"
_ODD: Final = "|›»•·→@©"
_DENSE: Final = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF))
_WORD, _UPPER, _DIGIT, _COMMA, _STOP, _FULL, _BEHIND, _GAP, _STRANGE, _THICK = (1 << n for n in range(10))
_PLANE: Final = 0x10000
# Rare scripts beyond the first plane hold letters; its pictures and symbols do not.
_HAN_BEYOND: Final = 0x20000


@record(frozen=True, slots=True)
class Letters:
    """Of each text: ``folded`` as ``folding.fold`` gives it, and how many of its characters are of a kind, as arrays:
    ``sizes``, ``words``, ``stops`` (ends of sentences), ``commas``, ``digits``, ``uppers``, ``capitals`` (words that
    begin with one), ``odd`` (signs of furniture), ``dense`` (scripts without blanks); ``ended``: ends in a stop."""

    folded: list[str]
    sizes: Any
    words: Any
    stops: Any
    commas: Any
    digits: Any
    uppers: Any
    capitals: Any
    odd: Any
    dense: Any
    ended: Any


@cache
def _kinds() -> Any:
    """The kinds of every character of the first plane, as bits."""
    import numpy as np

    every = [chr(code) for code in range(_PLANE)]
    kinds = np.zeros(_PLANE, dtype=np.uint16)
    for bit, is_it in ((_WORD, str.isalnum), (_UPPER, str.isupper), (_DIGIT, str.isdecimal)):
        kinds |= np.fromiter(map(is_it, every), dtype=np.uint16, count=_PLANE) * np.uint16(bit)
    for bit, letters in (
        (_COMMA, _COMMAS), (_STOP, _STOPS), (_FULL, _FULL_STOPS), (_BEHIND, _BEHIND_STOP), (_GAP, " \n"),
        (_STRANGE, _ODD),
    ):  # fmt: skip
        kinds[[ord(letter) for letter in letters]] |= bit
    for first, last in _DENSE:
        kinds[first : last + 1] |= _THICK
    return kinds


def letters(texts: list[str]) -> Letters:
    """``texts``: at least one, none of them empty, without line breaks."""
    import numpy as np

    codes = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if codes.max() < _PLANE:
        kinds = _kinds()[codes]
    else:
        kinds = _kinds()[np.minimum(codes, _PLANE - 1)]
        kinds[codes >= _HAN_BEYOND] = _WORD | _THICK
    sizes = np.array([len(text) for text in texts])
    starts = np.cumsum(sizes + 1) - sizes - 1

    def count(chosen: Any) -> Any:
        return np.add.reduceat(chosen, starts, dtype=np.int32)

    behind, before = np.empty_like(kinds), np.empty_like(kinds)
    behind[:-1], behind[-1] = kinds[1:], _BEHIND
    before[1:], before[0] = kinds[:-1], _GAP
    gaps = (kinds & _GAP) != 0
    uppers = (kinds & _UPPER) != 0
    kept = codes[((kinds & _WORD) != 0) | (codes == 10)]
    folded = kept.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass").casefold().split("\n")
    stops = ((kinds & _STOP) != 0) & (((behind & _BEHIND) != 0) | ((kinds & _FULL) != 0))
    return Letters(
        folded[:-1], sizes, count(gaps), count(stops), count((kinds & _COMMA) != 0), count((kinds & _DIGIT) != 0),
        count(uppers), count(uppers & ((before & _GAP) != 0)), count((kinds & _STRANGE) != 0),
        count((kinds & _THICK) != 0),
        np.array([text.rstrip(_CLOSING).endswith(_ENDS) for text in texts]),
    )  # fmt: skip
