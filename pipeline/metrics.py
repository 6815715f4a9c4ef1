"""The metrics of a run as a text file in Prometheus' format, for node_exporter's textfile collector or any reader.

Written whole after each commit and at the end. Every number is the run's so far, from the corpus's own records.
"""

from __future__ import annotations

import os
import pathlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .errors import UsageError
from .report import FATES, Account, EngineAccount

PREFIX: Final = "newsmill_"
Sample = tuple[Mapping[str, str], float]


@dataclass(slots=True)
class State:
    """What is told beyond the account: seconds of the last commit, bytes, Unix time of the last commit and end."""

    commit_seconds: float = 0.0
    bytes_read: int = 0
    bytes_total: int = 0
    committed_at: float = 0.0
    ended_at: float = 0.0


def write(path: str, account: Account, state: State) -> None:
    """Writes the file whole or not at all; a reader never sees half of it. UsageError where it cannot be written."""
    target = pathlib.Path(path)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(render(account, state))
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError as error:
        raise UsageError(
            f"The metrics file {path} cannot be written ({error.strerror}): give a path in a folder that is there "
            "and writable (setting metrics.file)."
        ) from error


def render(account: Account, state: State) -> str:
    """The text of the file."""
    return "\n".join(_lines(account, state)) + "\n"


def _lines(account: Account, state: State) -> Iterator[str]:
    run = {"run": account.run}
    yield from _metric("run_info", "gauge", "The run that these numbers are of.", [(run, 1)])
    yield from _metric(
        "records_total", "counter", "Records that came as far as a stage, or had their fate before it.",
        [({"stage": stage}, number) for stage, number in account.steps().items()],
    )  # fmt: skip
    yield from _metric(
        "fates_total", "counter", "Records by what became of them.",
        [({"fate": fate}, getattr(account, fate)) for fate in FATES],
    )  # fmt: skip
    for name, reasons in (("rejected", account.rejected_by_reason), ("failed", account.failed_by_reason)):
        yield from _metric(
            f"{name}_total", "counter", f"Records that are {name}, by reason.",
            [({"reason": reason}, number) for reason, number in sorted(reasons.items())],
        )  # fmt: skip
    yield from _metric("rounds_total", "counter", "Rounds committed.", [({}, account.rounds)])
    yield from _metric("read_bytes_total", "counter", "Bytes of the inputs read.", [({}, state.bytes_read)])
    yield from _metric("inputs_bytes", "gauge", "Bytes of the inputs to read.", [({}, state.bytes_total)])
    yield from _metric("run_seconds", "gauge", "How long the run has taken.", [({}, account.seconds)])
    yield from _metric(
        "commit_seconds", "gauge", "How long the last commit took.", [({}, state.commit_seconds)]
    )
    yield from _engines(account.engines)
    yield from _metric(
        "last_commit_timestamp_seconds", "gauge", "When the last commit was, in Unix time.",
        [({}, state.committed_at)] if state.committed_at else [],
    )  # fmt: skip
    yield from _metric(
        "last_end_timestamp_seconds", "gauge", "When the run ended, in Unix time; absent while it goes on.",
        [({}, state.ended_at)] if state.ended_at else [],
    )  # fmt: skip
    yield from _metric(
        "balanced", "gauge", "1 if every record has exactly one fate, at every stage and in every engine.",
        [({}, int(account.balanced))] if state.ended_at else [],
    )  # fmt: skip


def _engines(accounts: Mapping[str, EngineAccount]) -> Iterator[str]:
    engines = accounts.items()
    yield from _metric(
        "engine_rows_total", "counter", "Rows that an engine was offered, by what became of them.",
        [({"engine": name, "outcome": outcome}, getattr(engine, outcome))
         for name, engine in engines for outcome in ("indexed", "superseded", "failed")],
    )  # fmt: skip
    yield from _metric(
        "engine_lag_rows", "gauge", "Rows in the corpus that an engine has not taken yet.",
        [({"engine": name}, engine.lag) for name, engine in engines],
    )  # fmt: skip
    yield from _metric(
        "engine_up", "gauge", "1 where the engine follows, 0 where it has stopped with an error.",
        [({"engine": name}, int(engine.error is None)) for name, engine in engines],
    )  # fmt: skip


def _metric(name: str, kind: str, sentence: str, samples: Iterable[Sample]) -> Iterator[str]:
    lines = [f"{PREFIX}{name}{_labels(labels)} {_number(value)}" for labels, value in samples]
    if lines:
        yield from (f"# HELP {PREFIX}{name} {sentence}", f"# TYPE {PREFIX}{name} {kind}", *lines)


def _labels(labels: Mapping[str, str]) -> str:
    pairs = (f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return "{" + ",".join(pairs) + "}" if labels else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 6))
