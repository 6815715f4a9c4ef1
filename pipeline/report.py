"""The account of a run: what was read, and the one fate of each record. It must balance.

    read = written + stale + duplicate + rejected + failed          and for each engine
    offered = indexed + superseded + failed

``read`` is counted where readers yield, fates where they are given: the two are independent, so a record that
is lost or counted twice shows, with the stage where that happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import msgspec

from . import show
from .errors import StoreError

FATES: Final = ("written", "stale", "duplicate", "rejected", "failed")
STAGES: Final = ("read", "sent", "answered", "fates", "committed")
MEANINGS: Final = {
    "written": "articles in the corpus, new or renewed",
    "stale": "a newer version of the same article is there",
    "duplicate": "the same text from the same publisher is there",
    "rejected": "no article: redirects, empty pages, link lists, withdrawn",
    "failed": "could not be processed; kept, can be tried again",
}


@dataclass(slots=True)
class EngineAccount:
    """What a search engine did with the rows it was offered. ``position``: the round that it has reached;
    ``lag``: how many rows it still has to take; ``error``: why it stopped, in a sentence."""

    offered: int = 0
    indexed: int = 0
    superseded: int = 0
    failed: int = 0
    position: int = 0
    lag: int = 0
    error: str | None = None


@dataclass(slots=True)
class Account:
    """Counters of a run, in records unless said otherwise.

    ``stages``: how many records have come as far as each of STAGES, or had their fate before it: all equal.
    ``retired``: ids (not records) that their files no longer give. ``by_format``: of all records read;
    ``by_language`` and ``by_precision`` (of ``published``): of articles written. ``slowest``: input, seconds.
    ``stopped``: the run was interrupted; the next one goes on. ``articles``: how many the corpus holds after the run;
    None in reports of older versions. ``made_with``: versions and settings that decide what is found.
    """

    run: str = ""
    inputs: list[str] = field(default_factory=list)
    started: str = ""
    seconds: float = 0.0
    rounds: int = 0
    read: int = 0
    written: int = 0
    stale: int = 0
    duplicate: int = 0
    rejected: int = 0
    failed: int = 0
    retired: int = 0
    stages: dict[str, int] = field(default_factory=dict)
    engines: dict[str, EngineAccount] = field(default_factory=dict)
    rejected_by_reason: dict[str, int] = field(default_factory=dict)
    failed_by_reason: dict[str, int] = field(default_factory=dict)
    by_format: dict[str, int] = field(default_factory=dict)
    by_language: dict[str, int] = field(default_factory=dict)
    by_precision: dict[str, int] = field(default_factory=dict)
    slowest: list[tuple[str, float]] = field(default_factory=list)
    stopped: bool = False
    articles: int | None = None
    made_with: dict[str, str] = field(default_factory=dict)

    @property
    def balanced(self) -> bool:
        """Whether every record read has exactly one fate, at every stage and in every engine."""
        return not self.imbalance()

    def steps(self) -> dict[str, int]:
        """How many records have come as far as each of STAGES, in that order; stages that are not known are left
        out."""
        known = {"read": self.read} | self.stages
        return {stage: known[stage] for stage in STAGES if stage in known}

    def imbalance(self) -> list[str]:
        """A sentence for each place where records were lost or counted twice; empty when all balances."""
        fates = sum(getattr(self, fate) for fate in FATES)
        steps = [*self.steps().items(), (" + ".join(FATES), fates)]
        found = [_gap(*before, *after) for before, after in pairwise(steps)]
        for name, engine in self.engines.items():
            total = engine.indexed + engine.superseded + engine.failed
            gap = _gap("offered", engine.offered, "indexed + superseded + failed", total)
            found.append(gap and f"engine {name}: {gap}")
        return [gap for gap in found if gap]

    def lagging(self) -> list[str]:
        """The engines that have not caught up with the corpus."""
        return [name for name, engine in self.engines.items() if engine.lag or engine.error]

    def by_reason(self) -> dict[str, int]:
        """Reason -> records, for all that was read and not written; sums to read - written when balanced."""
        counts = {"stale": self.stale, "duplicate": self.duplicate}
        for reasons in (self.rejected_by_reason, self.failed_by_reason):
            for reason, number in reasons.items():
                counts[reason] = counts.get(reason, 0) + number
        return dict(
            sorted((item for item in counts.items() if item[1]), key=lambda item: (-item[1], item[0]))
        )

    def to_json(self) -> dict[str, Any]:
        """The form of ``newsmill report --json`` and of report.json: schemas/report.schema.json."""
        built: dict[str, Any] = printable(msgspec.to_builtins(self))
        return built | {
            "balanced": self.balanced,
            "imbalance": self.imbalance(),
            "by_reason": self.by_reason(),
        }


def from_json(text: bytes) -> Account:
    """The account in a report.json; StoreError if it is none."""
    try:
        return msgspec.json.decode(text, type=Account)
    except msgspec.DecodeError as error:
        raise StoreError(f"This report cannot be read ({error}). The next run writes a new one.") from None


def schema() -> dict[str, Any]:
    """The JSON schema of ``to_json``."""
    found = msgspec.json.schema(Account)
    added = {
        "balanced": {"type": "boolean"},
        "imbalance": {"type": "array", "items": {"type": "string"}},
        "by_reason": {"type": "object", "additionalProperties": {"type": "integer"}},
    }
    found["$defs"]["Account"]["properties"] |= added
    found["$defs"]["Account"]["required"] = list(found["$defs"]["Account"]["properties"])
    return found


def files(account: Account) -> dict[str, bytes]:
    """What is kept of an account: report.html and report.json."""
    from . import report_html

    text = msgspec.json.format(msgspec.json.encode(account.to_json()), indent=2) + b"\n"
    return {"report.html": report_html.page(account).encode(), "report.json": text}


def printable(value: Any) -> Any:
    """Plain data in which every string encodes as UTF-8 (see ``show.printable``)."""
    if isinstance(value, str):
        return show.printable(value)
    if isinstance(value, dict):
        return {printable(key): printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def _gap(before: str, had: int, after: str, has: int) -> str:
    if had == has:
        return ""
    number = show.counted(abs(had - has), "record")
    what = "lost" if has < had else "too many"
    return f"{number} {what} between {before} ({had:,}) and {after} ({has:,})"
