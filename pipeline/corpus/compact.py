"""Joins small parts, so that many small rounds and runs leave a table of few parts, quick to read and to commit to.

A round of its own, through the same door as a commit: readers see the small parts or the joined one, never both. Rows
keep their ``commit`` and the joined part the latest round in its name, so whoever follows from a position misses none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.corpus.commit import Store, transact
from pipeline.corpus.journal import Journal, Round
from pipeline.corpus.rewrite import Rewrite

JOINED: Final = 16
"""So many parts of a size are joined: a row is written anew a few times, whatever the number of rounds."""
SIZES: Final = (512 << 10, 8 << 20)
"""Parts below each of these bytes are of a size; larger ones stay: a row that leaves a part costs its rewriting."""
LARGEST: Final = 32 << 20
"""A joined part is not made much larger than this."""


def due(sizes: Mapping[str, int]) -> list[str]:
    """The parts to be joined, oldest first, by the size of each in bytes; none where they are few."""
    below = 0
    for bound in SIZES:
        small = [part for part, size in sorted(sizes.items()) if below <= size < bound]
        if len(small) >= JOINED:
            taken, total = [], 0
            for part in small:
                if total >= LARGEST:
                    break
                taken.append(part)
                total += sizes[part]
            return taken
        below = bound
    return []


def compact(store: Store, round: Round, parts: list[str]) -> None:
    """Joins these parts as one round, atomically."""
    with store.layout.trouble():
        rewrite = Rewrite(store.layout, round.number)
        rewrite.join(parts)
        round.moves = rewrite.moves
        transact(store, Journal(round, [], []), rewrite)
