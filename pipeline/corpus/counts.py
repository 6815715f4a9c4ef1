"""What a round or a run did, in records; a run's counts are the sum over its rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields


@dataclass(slots=True)
class Counts:
    """Counters of a round (differences: ``written`` may be negative where a later round supersedes) or of a run.

    ``units``: attempts committed. ``sent`` to children and ``answered`` by them count raw records, ``found`` the
    documents that were read of those answered or had their fate before; ``articles``: rows handed to the commit.
    ``refused``: rejected before the commit; ``withdrawn``: rejected by it. ``retired``: ids, not records.
    ``by_format``: of all records read; ``by_language``, ``by_precision`` (of ``published``): of articles written;
    ``seconds``: by source.
    """

    units: int = 0
    found: int = 0
    sent: int = 0
    answered: int = 0
    articles: int = 0
    written: int = 0
    stale: int = 0
    duplicate: int = 0
    withdrawn: int = 0
    refused: int = 0
    failed: int = 0
    retired: int = 0
    rejected_by_reason: dict[str, int] = field(default_factory=dict)
    failed_by_reason: dict[str, int] = field(default_factory=dict)
    by_format: dict[str, int] = field(default_factory=dict)
    by_language: dict[str, int] = field(default_factory=dict)
    by_precision: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """Records that readers yielded: those of which something came, and those sent that nobody answered for."""
        return self.found + self.sent - self.answered

    @property
    def rejected(self) -> int:
        """Records that are no article, withdrawn ones among them."""
        return self.refused + self.withdrawn

    @property
    def stages(self) -> dict[str, int]:
        """Records that came as far as each stage, or had their fate before it; a loss shows where it happened."""
        return {
            "sent": self.read,
            "answered": self.found,
            "fates": self.articles + self.refused + self.failed,
            "committed": self.written + self.stale + self.duplicate + self.rejected + self.failed,
        }

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """The ten inputs that took longest, and their seconds."""
        return sorted(self.seconds.items(), key=lambda item: (-item[1], item[0]))[:10]

    def add(self, other: Counts) -> None:
        """Adds another round's counts."""
        for one in fields(self):
            mine, more = getattr(self, one.name), getattr(other, one.name)
            if isinstance(mine, int):
                setattr(self, one.name, mine + more)
            else:
                tally(mine, more)


def tally(into: dict[str, int], more: Mapping[str, int]) -> None:
    """Adds numbers by key."""
    for key, number in more.items():
        into[key] = into.get(key, 0) + number


def total(rounds: Iterable[Counts]) -> Counts:
    """The sum of rounds; counters that cancel out are left out."""
    summed = Counts()
    for one in rounds:
        summed.add(one)
    for column in fields(summed):
        value = getattr(summed, column.name)
        if isinstance(value, dict):
            setattr(summed, column.name, {key: number for key, number in value.items() if number})
    return summed
