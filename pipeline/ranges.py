"""Neighbouring byte ranges of one file must agree on where records begin.

A boundary is found by looking for one from a position in the middle of a file, and a record can hold what looks like
a boundary (a stored archive inside an archive). Reading on past a range's end tells the truth, where that range began
rightly itself: so ranges are believed from the file's beginning on. One that began elsewhere is dropped, and read again
from where it begins. A result whose neighbour is not yet read waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.model import SourceFile, UnitResult, WorkUnit


@dataclass(slots=True)
class Again:
    """Results that wait for their neighbour, results that are dropped, and the units to read in their place."""

    held: list[WorkUnit] = field(default_factory=list)
    dropped: list[UnitResult] = field(default_factory=list)
    replaced: dict[str, WorkUnit] = field(default_factory=dict)


class Ranges:
    """Knows how far each range was read: (file, end of the range) -> offset of the first record beyond it; None where
    something broke on the way there, and the next range is believed as it is."""

    def __init__(self, reached: Mapping[tuple[SourceFile, int], int | None]) -> None:
        self._after = dict(reached)
        self._beyond = {(file, after) for (file, _), after in self._after.items()}

    def agree(self, results: Iterable[UnitResult]) -> tuple[list[UnitResult], Again]:
        """The results to commit, and the others."""
        agreed, again = [], Again()
        for result in sorted(results, key=_end):
            unit = result.unit
            known, begins = self._begins(unit, result.first)
            if not known:
                again.held.append(unit)
            elif begins in (None, unit.start, result.first):
                agreed.append(result)
                self._note(result)
            else:
                again.dropped.append(result)
                again.replaced[unit.name] = replace(unit, start=begins)
        return agreed, again

    def _begins(self, unit: WorkUnit, first: int | None) -> tuple[bool, int | None]:
        """Whether it is known where a range begins, and where: None where nobody can say better than itself."""
        if not unit.start or first is None:  # a whole file, or one that could not be read as a range
            return True, None
        (file,) = unit.files
        if (file, unit.start) in self._beyond:  # it was moved there
            return True, unit.start
        return (file, unit.start) in self._after, self._after.get((file, unit.start))

    def _note(self, result: UnitResult) -> None:
        unit = result.unit
        if unit.end is not None and all(covered.complete for covered in result.covers):
            (file,) = unit.files
            self._after[file, unit.end] = result.after
            self._beyond.add((file, result.after))


def _end(result: UnitResult) -> tuple[str, int]:
    """The order of a file's ranges, whose starts may have been moved."""
    unit = result.unit
    return unit.files[0].path if unit.files else "", unit.end or 0
