"""What tells pieces of an article from what stands around them, as numbers: one row for each piece."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import Any, Final

from pipeline.frozen import record
from pipeline.languages.folding import fold
from pipeline.model import Document
from pipeline.steps.letters import Letters, letters
from pipeline.steps.textpieces import Piece
from pipeline.steps.trim import LONGEST_END, ends

_LONG_CAPTION: Final = 15
_NUMBERS: Final = attrgetter(
    "linked", "strong", "depth", "parent", "grandparent", "form", "own", "tag", "tags", "near", "all"
)
_PLACES: Final = (3, 4, 5, 6)
_OWN: Final = 6
_MASKS: Final = (7, 8, 6, 9, 10)
_FAR: Final = -999
_WIDEST: Final = 3
_NAMING: Final = ("title tag", "meta ", "json-ld")


@record(frozen=True, slots=True)
class Said:
    """What the page says of itself, folded: a piece may repeat it. ``named``: its titles that are no headings."""

    titles: set[str]
    captions: set[str]
    credits: set[str]
    leads: set[str]
    authors: set[str]
    told: str
    named: list[str]


def said_of(document: Document) -> Said:
    """The evidence so far."""

    def values(name: str) -> set[str]:
        return {fold(str(c.value)) for c in document.candidates(name)} - {""}

    credits = {fold(c.value.verbatim) for c in document.candidates("credits")} - {""}
    bodies = (c.value for c in document.candidates("body") if c.rule == "json-ld articleBody")
    told = "".join(fold("".join(block.text for block in blocks)) for blocks in bodies)
    named = [fold(str(c.value)) for c in document.candidates("title") if c.rule.startswith(_NAMING)]
    return Said(values("title"), values("captions"), credits, values("lead"), values("authors"), told, named)


def features(said: Said, found: list[Piece]) -> tuple[Any, list[str]]:
    """A float matrix, a row for each of ``found`` (at least one) and a column for each property; see the fit for what
    they weigh. With it the pieces' texts, folded."""
    import numpy as np

    made = letters([piece.text for piece in found])
    numbers = np.array([_NUMBERS(piece) for piece in found], dtype=np.int64)
    base = np.array(_written(made, numbers) + _repeated(said, found, made), dtype=np.float64).T
    parts = (base, _masks(numbers), *_context(numbers, base))
    return np.concatenate(parts, axis=1, dtype=np.float32), made.folded


def _written(made: Letters, numbers: Any) -> list[Any]:
    """How a piece is written: lengths, links, sentences, figures, capitals."""
    size, words = made.sizes, made.words
    return [
        size, words, size / words, numbers[:, 0] / size, numbers[:, 1] / size, made.stops, made.ended,
        made.commas / words, made.digits / size, made.uppers / size, made.capitals / words, made.odd, numbers[:, 2],
    ]  # fmt: skip


def _repeated(said: Said, found: list[Piece], made: Letters) -> list[Any]:
    """What of the page's other words a piece repeats, and whether the article has ended before it."""
    import numpy as np

    folded, last, count = made.folded, ends(), Counter(made.folded)
    longer = tuple(caption for caption in said.captions if len(caption) > _LONG_CAPTION)
    is_end = np.array(
        [
            len(piece.text) < LONGEST_END and (flat in last or flat.strip("0123456789") in last)
            for piece, flat in zip(found, folded, strict=True)
        ]
    )
    told = [flat in said.told for flat in folded] if said.told else -np.ones(len(found))
    return [
        [flat in said.titles for flat in folded],
        [flat in said.captions or flat.startswith(longer) for flat in folded],
        [flat in said.credits for flat in folded],
        [flat in said.leads for flat in folded],
        [flat in said.authors for flat in folded],
        [count[flat] for flat in folded],
        told,
        np.full(len(found), len(said.told)),
        is_end,
        np.cumsum(is_end) - is_end,
        [piece.text[0].islower() for piece in found],
        [piece.text[-1] == ":" for piece in found],
        made.dense > 0,
    ]


def _masks(numbers: Any) -> Any:
    import numpy as np

    bits = np.ascontiguousarray(numbers[:, _MASKS], dtype=np.uint32)
    return np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")


def _context(numbers: Any, base: Any) -> tuple[Any, ...]:
    """Place on the page, neighbours, and what the piece's containers hold."""
    import numpy as np

    n, size = len(base), base[:, 0]
    linked = numbers[:, 0]
    text = np.where(base[:, 5] > 0, size - linked, 0)  # characters of unlinked sentences
    total, prose = size.sum(), max(1.0, text.sum())
    title = np.flatnonzero(base[:, 13])
    place = np.arange(n)
    columns = [
        place, np.full(n, n), place / n, (np.cumsum(size) - size) / total, (np.cumsum(text) - text) / prose,
        np.full(n, total), np.full(n, prose), place - title[0] if len(title) else np.full(n, _FAR),
        place - title[-1] if len(title) else np.full(n, _FAR), np.full(n, len(title)),
    ]  # fmt: skip
    for column in _PLACES:
        ids = numbers[:, column]
        if column == _OWN:
            _, ids = np.unique(ids, return_inverse=True)
        held, chars, links = (np.bincount(ids, weights=what) for what in (text, size, linked))
        most, members = max(1.0, held.max()), np.bincount(ids)[ids]
        held, chars = held[ids], chars[ids]
        columns += [held / prose, chars, links[ids] / chars, members, held / most, chars / members]
    for width in (3, 8):
        columns += [_around(what, width) for what in (text, linked, size)]
    return np.array(columns).T, _neighbours(numbers, base)


def _neighbours(numbers: Any, base: Any) -> Any:
    """Whether the pieces before and behind stand in the same element, and what they are like."""
    import numpy as np

    n, wide = len(base), _WIDEST
    like = np.full((n + 2 * wide, 8), -1.0)
    like[wide : wide + n] = base[:, (0, 3, 5, 6, 12, 13, 18, 19)]
    same = np.full((n + 2, 4), -1)
    same[1:-1] = numbers[:, (3, 4, 5, 2)]
    parts = [same[:-2] == same[1:-1], same[2:] == same[1:-1]]
    for step in range(-wide, wide + 1):
        if step:
            rows = like[wide + step : wide + step + n]
            parts.append(rows if abs(step) == 1 else rows[:, :3])
    return np.concatenate(parts, axis=1)


def _around(values: Any, width: int) -> Any:
    """The sum of each value and so many on either side of it."""
    import numpy as np

    sums = np.zeros(len(values) + 2 * width + 1)
    np.cumsum(values, out=sums[width + 1 : width + 1 + len(values)])
    sums[width + 1 + len(values) :] = sums[width + len(values)]
    return sums[2 * width + 1 :] - sums[: -2 * width - 1]
