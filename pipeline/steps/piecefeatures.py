"""What tells pieces of an article from what stands around them, as numbers: one row for each piece."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from pipeline.model import Document
from pipeline.steps.fold import fold
from pipeline.steps.textpieces import Piece
from pipeline.steps.trim import LONGEST_END, NO_LETTERS, ends

_DENSE: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STOPS: Final = re.compile(r"[.!?…։؟。！？।](?=[\s\"'”’»)\]]|$)|[。！？]")
_END: Final = re.compile(r"[.!?…։؟。！？।][\"'”’»)\]]*$")
_COMMA: Final = re.compile(r"[,،、，;；]")
_DIGIT: Final = re.compile(r"\d")
_UPPER: Final = re.compile(r"[A-ZÀ-ÞА-ЯΑ-Ω]")
_WORD_UPPER: Final = re.compile(r"(?:^|\s)[A-ZÀ-ÞА-ЯΑ-Ω]")
_ODD: Final = re.compile(r"[|›»•·→@©]|https?:|www\.")


@dataclass(slots=True)
class _Said:
    """What the page says of itself, folded: a piece may repeat it."""

    titles: set[str]
    captions: set[str]
    credits: set[str]
    leads: set[str]
    authors: set[str]
    told: str


def _said(document: Document) -> _Said:
    def values(name: str) -> set[str]:
        return {fold(str(c.value)) for c in document.candidates(name)} - {""}

    credits = {fold(c.value.verbatim) for c in document.candidates("credits")} - {""}
    bodies = (c.value for c in document.candidates("body") if c.rule == "json-ld articleBody")
    told = "".join(fold("".join(block.text for block in blocks)) for blocks in bodies)
    return _Said(values("title"), values("captions"), credits, values("lead"), values("authors"), told)


def features(document: Document, found: list[Piece]) -> Any:
    """A float matrix, a row for each of ``found`` and a column for each property; see the fit for what they weigh."""
    import numpy as np

    said, last = _said(document), ends()
    longer = tuple(caption for caption in said.captions if len(caption) > 15)
    folded = [fold(piece.text) for piece in found]
    counts = Counter(folded)
    rows = []
    ended = 0
    for piece, flat in zip(found, folded, strict=True):
        is_end = len(piece.text) < LONGEST_END and NO_LETTERS.sub("", flat) in last
        rows.append(
            (
                *_written(piece),
                flat in said.titles,
                flat in said.captions or flat.startswith(longer),
                flat in said.credits,
                flat in said.leads,
                flat in said.authors,
                counts[flat],
                (flat in said.told) if said.told else -1,
                len(said.told),
                is_end,
                ended,
                piece.text[0].islower(),
                piece.text[-1] == ":",
                bool(_DENSE.search(piece.text)),
            )
        )
        ended += is_end
    base = np.array(rows, dtype=np.float32)
    return np.hstack([base, _masks(found), _context(found, base)])


def _written(piece: Piece) -> tuple[float, ...]:
    """How a piece is written: lengths, links, sentences, figures, capitals."""
    text = piece.text
    size, words = len(text), text.count(" ") + 1
    return (
        size,
        words,
        size / words,
        piece.linked / size,
        piece.strong / size,
        len(_STOPS.findall(text)),
        bool(_END.search(text)),
        len(_COMMA.findall(text)) / words,
        len(_DIGIT.findall(text)) / size,
        len(_UPPER.findall(text)) / size,
        len(_WORD_UPPER.findall(text)) / words,
        len(_ODD.findall(text)),
        piece.depth,
    )


def _masks(found: list[Piece]) -> Any:
    import numpy as np

    bits = np.array([(p.tag, p.tags, p.own, p.near, p.all) for p in found], dtype=np.uint32)
    return np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little").astype(np.float32)


def _context(found: list[Piece], base: Any) -> Any:
    """Place on the page, neighbours, and what the piece's containers hold."""
    import numpy as np

    n = len(found)
    size, density = base[:, 0], base[:, 3]
    text = size * (1 - density) * (base[:, 5] > 0)  # characters of unlinked sentences
    total = max(1.0, float(size.sum()))
    prose = max(1.0, float(text.sum()))
    before = np.cumsum(size) - size
    place = np.arange(n)
    title = np.flatnonzero(base[:, 13])
    far = np.full(n, -999)
    columns: list[Any] = [
        place,
        np.full(n, n),
        place / n,
        before / total,
        (np.cumsum(text) - text) / prose,
        np.full(n, total),
        np.full(n, prose),
        place - title[0] if len(title) else far,
        place - title[-1] if len(title) else far,
        np.full(n, len(title)),
    ]
    for key in ("parent", "grandparent", "form", "own"):
        ids = np.array([getattr(p, key) for p in found], dtype=np.int64)
        _, inverse = np.unique(ids, return_inverse=True)
        held = np.bincount(inverse, weights=text)
        chars = np.bincount(inverse, weights=size)
        linked = np.bincount(inverse, weights=size * density)
        members = np.bincount(inverse)
        columns += [
            held[inverse] / prose, chars[inverse], linked[inverse] / chars[inverse], members[inverse],
            held[inverse] / held.max() if held.max() else held[inverse], chars[inverse] / members[inverse],
        ]  # fmt: skip
    columns += _neighbours(found, base)
    for width in (3, 8):
        window = np.ones(2 * width + 1)
        columns += [_around(text, window), _around(size * density, window), _around(size, window)]
    return np.stack(columns, axis=1).astype(np.float32)


def _neighbours(found: list[Piece], base: Any) -> list[Any]:
    """Whether the pieces before and behind stand in the same element, and what they are like."""
    import numpy as np

    columns: list[Any] = []
    for key in ("parent", "grandparent", "form", "depth"):
        ids = np.array([getattr(p, key) for p in found], dtype=np.int64)
        for way in (-1, 1):
            columns.append(_shifted(ids, way, -1) == ids)
    for step in (-3, -2, -1, 1, 2, 3):
        for number in (0, 3, 5, 6, 12, 13, 18, 19):
            if abs(step) == 1 or number in (0, 3, 5):
                columns.append(_shifted(base[:, number], step, -1))
    return columns


def _around(values: Any, window: Any) -> Any:
    import numpy as np

    half = len(window) // 2
    return np.convolve(values, window)[half : half + len(values)]


def _shifted(values: Any, step: int, fill: float) -> Any:
    import numpy as np

    out = np.full(len(values), fill, dtype=values.dtype)
    if abs(step) < len(values):
        if step > 0:
            out[:-step] = values[step:]
        else:
            out[-step:] = values[:step]
    return out
