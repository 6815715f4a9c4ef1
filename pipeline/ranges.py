"""Neighbouring byte ranges of one file must agree on where records begin.

A boundary is found by looking for one from a position in the middle of a file, and a record can hold what looks like
a boundary (a stored archive inside an archive). Reading on past a range's end tells the truth: where the next range
began elsewhere, its result is dropped and it is read again from there. A result whose neighbour is not yet read waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.model import UnitResult, WorkUnit


@dataclass(slots=True)
class Again:
    """Results that wait for their neighbour, results that are dropped, and the units to read in their place."""

    held: list[WorkUnit] = field(default_factory=list)
    dropped: list[UnitResult] = field(default_factory=list)
    replaced: dict[str, WorkUnit] = field(default_factory=dict)


class Ranges:
    """Knows how far each range was read: (file, end of the range) -> offset of the first record beyond it."""

    def __init__(self, reached: Mapping[tuple[str, int], int]) -> None:
        self._after = dict(reached)

    def agree(self, results: Iterable[UnitResult]) -> tuple[list[UnitResult], Again]:
        """The results to commit, and the others."""
        results = list(results)
        for result in results:
            if result.unit.end is not None and result.after is not None:
                self._after[result.unit.files[0].path, result.unit.end] = result.after
        agreed, again = [], Again()
        for result in results:
            unit = result.unit
            after = self._after.get((unit.files[0].path, unit.start))
            if not unit.start or result.first is None or result.first == after:
                agreed.append(result)
            elif after is not None:
                again.dropped.append(result)
                again.replaced[unit.name] = replace(unit, start=after, skip=0)
            else:
                again.held.append(unit)
        return agreed, again
