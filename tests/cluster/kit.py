"""Runs newsmill on a cluster as a user does, and says all that a store then holds."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import pytest

from tests.conftest import ROOT
from tests.killing import account, dump, finish

from .cluster import Cluster, NoCluster

SECONDS = 150
UNIT_BYTES = "60000"
FATES = ("read", "written", "stale", "duplicate", "rejected", "failed", "retired")
TABLES = ("rejected_by_reason", "failed_by_reason", "by_format", "by_language", "by_precision")

C = TypeVar("C", bound=Cluster)


@contextmanager
def up(make: Callable[[], C]) -> Iterator[C]:
    """A cluster that is up; where none can be had, the test is skipped and says why."""
    try:
        cluster = make()
    except NoCluster as error:
        pytest.skip(str(error))
    with cluster:
        yield cluster


def profile(
    folder: pathlib.Path, cluster: Cluster, env: Mapping[str, str] | None = None, **options: Any
) -> pathlib.Path:
    """A profile as configs/flink.yaml, for this cluster. ``env``: the workers' environment."""
    given = dict(word[2:].split("=", 1) for word in cluster.options(env, **options))
    path = folder / "cluster.yaml"
    path.write_bytes(msgspec.yaml.encode({"beam": {"options": given}}))
    return path


def command(*words: object) -> list[str]:
    """The command line of newsmill."""
    return [sys.executable, "-m", "pipeline.cli", *map(str, words)]


def start(*words: object, fault: str = "", **settings: str) -> subprocess.Popen[str]:
    """Starts newsmill; small units, so that a small dump is many."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, "NEWSMILL_UNIT_BYTES": UNIT_BYTES, **settings}
    environment.pop("NEWSMILL_FAULT", None)
    if fault:
        environment["NEWSMILL_FAULT"] = fault
    return subprocess.Popen(
        command(*words), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run(*words: object, status: int = 0, fault: str = "", **settings: str) -> tuple[str, str]:
    """newsmill to its end, which must exit with ``status``: standard output and error."""
    process = start("run", *words, fault=fault, **settings)
    try:
        out, err = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    assert process.returncode == status, out + err
    assert "Traceback" not in err, err
    return out, err


def errors(process: subprocess.Popen[str], cluster: Cluster) -> str:
    """What a run on a cluster says on standard error, to its end; the cluster's log where it does not end."""
    try:
        return process.communicate(timeout=SECONDS)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(f"not ended after {SECONDS} s:\n{cluster.log()[-30_000:]}") from None


def at_work(process: subprocess.Popen[str], store: pathlib.Path, results: int = 2) -> None:
    """Waits until workers have finished so many units, none of them committed."""
    end = time.monotonic() + SECONDS
    while len(list((store / "staged").glob("*.json"))) < results:
        assert process.poll() is None and time.monotonic() < end, "the job has not begun to give results"
        time.sleep(0.02)


def strays(store: pathlib.Path) -> list[str]:
    """Files of attempts that the table does not know and nothing will take in."""
    from pipeline.corpus.store import Corpus

    table = Corpus.open(str(store), create=False)._store.table
    known = {*table.parts(), *table.replaced()}  # these are kept a while for their readers
    found = [path.name for path in (store / "articles").glob("*.parquet") if path.name not in known]
    return found + [path.name for path in (store / "staged").iterdir()]


@dataclass(frozen=True)
class Held:
    """All of a store that must not depend on where it was made."""

    digest: str
    ids: tuple[str, ...]
    account: dict[str, Any]
    rejected: list[Any]
    failures: list[Any]
    engine: dict[str, Any]


def held(store: pathlib.Path | str, engine: str = "embedded") -> Held:
    """What a store holds, and its last run's account."""
    from pipeline.corpus.store import Corpus

    corpus = Corpus.open(str(store), create=False)
    ids = sorted(id for batch in corpus.batches() for id in batch["id"].to_pylist())
    whole: dict[str, Any] = account(store)
    assert whole["balanced"]
    follower = whole["engines"][engine]
    return Held(
        corpus.content_digest(),
        tuple(ids),
        {name: whole[name] for name in (*FATES, *TABLES)},
        _sorted(corpus.rejected(), ("id", "duplicate_of")),
        _sorted(corpus.failures(), ("stage",)),
        {name: follower[name] for name in ("failed", "lag")},  # how much is offered depends on rounds
    )


def _sorted(records: Any, more: tuple[str, ...]) -> list[Any]:
    names = ("source", "member", "offset", "reason", *more)
    return sorted(json.dumps([one[name] for name in names]) for one in records)


# ---------------------------------------------------------------- what must hold on every cluster


def poison_costs_itself(cluster: Cluster, folder: pathlib.Path) -> None:
    """A dump of every kind, with records that crash, hang and eat memory, gives the store that a local run gives."""
    bad = dump(folder / "poison", 100, poison=True)
    limits = {"NEWSMILL_RECORD_SECONDS": "15", "NEWSMILL_RECORD_RETRY_SECONDS": "15"}
    here = start("run", "samples/dump", bad, "--store", folder / "here", "--quiet", fault="poison", **limits)
    config = profile(folder, cluster, env={"NEWSMILL_FAULT": "poison"})
    out, _ = run("samples/dump", bad, "--store", folder / "there", "--config", config, **limits)
    _, err = here.communicate(timeout=SECONDS)
    assert here.returncode == 0, err
    there = held(folder / "there")
    assert there == held(folder / "here")
    assert {"crashed": 1, "timeout": 1, "memory": 1}.items() <= there.account["failed_by_reason"].items()
    assert "The account balances" in out
    assert strays(folder / "there") == []


def a_killed_part_changes_nothing(
    cluster: Cluster, kill: Callable[[], None], source: pathlib.Path, calm: Held, folder: pathlib.Path
) -> None:
    """``kill`` takes a part of the cluster away in mid-job: the store is the one that a calm run gives."""
    store = folder / "s"
    process = start("run", source, "--store", store, "--config", profile(folder, cluster), "--quiet")
    at_work(process, store)
    kill()
    err = errors(process, cluster)
    assert process.returncode == 0, err
    assert held(store) == calm
    # Nothing is left to read; what a dead attempt left is swept away.
    run(source, "--store", store, "--quiet")
    assert account(store)["read"] == 0
    assert strays(store) == []
    assert held(store).digest == calm.digest


def interrupted(cluster: Cluster, source: pathlib.Path, folder: pathlib.Path) -> str:
    """Ctrl-C in mid-job, on a run into ``folder / "s"``: what it says on standard error."""
    first = start("run", source, "--store", folder / "s", "--config", profile(folder, cluster), "--quiet")
    at_work(first, folder / "s")
    first.send_signal(signal.SIGINT)
    err = errors(first, cluster)
    assert first.returncode == 1
    assert "stopping: " in err and "the same command goes on from there" in err
    return err


def goes_on_here(source: pathlib.Path, store: pathlib.Path, calm: Held) -> None:
    """The same command, without the cluster, ends what was begun there, as if nothing had happened."""
    same = {"NEWSMILL_UNIT_BYTES": UNIT_BYTES, "NEWSMILL_ROUND_SECONDS": "60"}
    assert finish(source, store, **same) == 0
    assert held(store).digest == calm.digest
    assert held(store).account == calm.account
    assert strays(store) == []
