"""Runs newsmill as a user does, kills it, and says what a store then holds."""

from __future__ import annotations

import json
import os
import pathlib
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass

import psutil

COMMAND = [sys.executable, "-m", "pipeline.cli"]
WORDS = (
    "harbour council river bridge vote school budget storm market court report ferry library season".split()
)


def dump(folder: pathlib.Path, articles: int, poison: bool = False) -> pathlib.Path:
    """A dump of many files: articles, two versions of some, duplicates of some; the same for the same size."""
    chance = random.Random(3)
    folder.mkdir()
    records = []
    for number in range(articles):
        text = "\n\n".join(" ".join(chance.choices(WORDS, k=60)).capitalize() + "." for _ in range(7))
        record = {
            "id": str(number),
            "title": f"Story {number}",
            "text": text,
            "date": f"2024-05-{number % 28 + 1:02}",
        }
        records.append({**record, "publisher": f"Paper {number % 5}"})
        if number % 11 == 0:
            later = {"modified": "2024-06-01", "text": text + "\n\nCorrected later."}
            records.append({**records[-1], **later})
        if number % 13 == 0:
            records.append({**records[-1], "id": f"copy-{number}"})
    chance.shuffle(records)
    if poison:
        for marker in ("**CRASH**", "**HANG**", "**EAT**"):
            at = chance.randrange(len(records))
            records.insert(
                at, {"id": marker, "title": marker, "text": f"A record with {marker} in it, and more text."}
            )
    size = max(1, len(records) // 60)
    for at in range(0, len(records), size):
        lines = "".join(json.dumps(record) + "\n" for record in records[at : at + size])
        (folder / f"{at:06}.jsonl").write_text(lines)
    return folder


def start(
    source: pathlib.Path, store: pathlib.Path, fault: str = "", **settings: str
) -> subprocess.Popen[str]:
    """Starts a run with rounds of one second, one child and small chunks, so that a small dump takes several rounds."""
    quick = {"NEWSMILL_ROUND_SECONDS": "1", "NEWSMILL_WORKERS": "1", "NEWSMILL_CHUNK_BYTES": "100000"}
    environment = {**os.environ, **quick, **settings}
    environment.pop("NEWSMILL_FAULT", None)
    if fault:
        environment["NEWSMILL_FAULT"] = fault
    command = [*COMMAND, "run", str(source), "--store", str(store), "--quiet"]
    return subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(source: pathlib.Path, store: pathlib.Path, fault: str = "", **settings: str) -> int:
    """A run to its end; its exit status."""
    process = start(source, store, fault, **settings)
    process.communicate(timeout=240)
    return process.returncode


def tree(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """All processes below a run's driver."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def outlived(children: list[psutil.Process], seconds: float = 5.0) -> list[psutil.Process]:
    """Those of a killed driver's processes that are still there after so long."""
    _, alive = psutil.wait_procs(children, timeout=seconds)
    return [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


@dataclass(frozen=True)
class Held:
    """What a store holds: articles, their content digest, articles in the index, ids that stand more than once."""

    articles: int
    digest: str
    indexed: int
    doubled: int


def held(store: pathlib.Path) -> Held:
    """Reads it as other programs would: the table, and the index."""
    from pipeline.corpus.store import Corpus
    from pipeline.follow import engine_of

    corpus = Corpus.open(str(store), create=False)
    ids = [id for batch in corpus.rows_after(0, columns=["id"]) for id in batch["id"].to_pylist()]
    engine = engine_of("embedded", corpus)
    return Held(corpus.count(), corpus.content_digest(), engine.status().articles, len(ids) - len(set(ids)))


def account(store: pathlib.Path) -> dict[str, int]:
    """The last run's account as scripts read it."""
    out = subprocess.run(
        [*COMMAND, "report", "--json", "--store", str(store)], capture_output=True, text=True, check=True
    )
    return dict(json.loads(out.stdout))


def accounts(store: pathlib.Path) -> Counter[str]:
    """The sum of all runs' accounts."""
    total: Counter[str] = Counter()
    for path in store.glob("runs/*/report.json"):
        report = json.loads(path.read_bytes())
        total.update({name: value for name, value in report.items() if type(value) is int})
    return total


def kill_after(process: subprocess.Popen[str], seconds: float) -> list[psutil.Process]:
    """kill -9 of the driver at that moment; its children as they were."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        time.sleep(0.01)
    children = tree(process)
    process.kill()
    process.communicate()
    return children


def at_work(process: subprocess.Popen[str], store: pathlib.Path) -> None:
    """Waits until a run has committed its first round."""
    end = time.monotonic() + 120
    while not list(store.glob("units/*.json")):
        assert process.poll() is None and time.monotonic() < end, "the run has not begun to commit"
        time.sleep(0.05)


def parent(process: psutil.Process) -> int:
    """The parent's number; 0 for a process that is gone."""
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return 0
