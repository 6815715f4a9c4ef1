"""Documents that an engine would not take: no record of the corpus failed, so they are listed apart (``index:NAME``).

One file an engine, ``engines/NAME.failures.jsonl`` in the store: open as long as the corpus holds that very row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from .model import Failure


def _file(store: str, engine: str) -> Path:
    return Path(store) / "engines" / f"{engine}.failures.jsonl"


def add(store: str, engine: str, failed: Sequence[Failure], *, anew: bool = False) -> None:
    """Keeps these. ``anew``: the engine was filled from its beginning, so what was listed before is no more."""
    path = _file(store, engine)
    if anew:
        path.unlink(missing_ok=True)
    if not failed:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(b"".join(msgspec.json.encode(one) + b"\n" for one in failed))


def listed(
    store: str, commits: Callable[[Sequence[str]], Mapping[str, int]], *, payload: bool = False
) -> Iterator[dict[str, Any]]:
    """What is open, over all engines. ``commits``: ids to the rounds that wrote their rows."""
    for path in sorted((Path(store) / "engines").glob("*.failures.jsonl")):
        found: dict[str, dict[str, Any]] = {}
        for line in path.read_bytes().splitlines():
            one = json.loads(line)
            found[json.loads(one["context"])["id"]] = one
        now = commits(list(found))
        for id, one in found.items():
            if now.get(id) == json.loads(one["context"])["commit"]:
                if not payload:
                    del one["payload"]
                yield one
