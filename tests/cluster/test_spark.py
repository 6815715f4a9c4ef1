"""The same command on a Spark cluster of two workers: every kind of input, poison, a killed executor, Ctrl-C."""

from __future__ import annotations

import pathlib
import signal
from collections.abc import Iterator

import pytest

from tests.killing import account, dump, finish

from .cluster import NoCluster
from .kit import SECONDS, UNIT_BYTES, Held, at_work, errors, held, profile, run, start, strays
from .spark import Spark


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """A master, two workers, a job server."""
    try:
        spark = Spark()
    except NoCluster as error:
        pytest.skip(str(error))
    with spark:
        yield spark


def test_a_dump_of_every_kind_and_poison_give_the_same_store(spark: Spark, tmp_path: pathlib.Path) -> None:
    bad = dump(tmp_path / "poison", 100, poison=True)
    limits = {"NEWSMILL_RECORD_SECONDS": "10", "NEWSMILL_RECORD_RETRY_SECONDS": "10"}
    here = start(
        "run", "samples/dump", bad, "--store", tmp_path / "here", "--quiet", fault="poison", **limits
    )
    config = profile(tmp_path, spark, env={"NEWSMILL_FAULT": "poison"})
    out, _ = run("samples/dump", bad, "--store", tmp_path / "there", "--config", config, **limits)
    _, err = here.communicate(timeout=SECONDS)
    assert here.returncode == 0, err
    there = held(tmp_path / "there")
    assert there == held(tmp_path / "here")
    assert {"crashed": 1, "timeout": 1, "memory": 1}.items() <= there.account["failed_by_reason"].items()
    assert "The account balances" in out
    assert strays(tmp_path / "there") == []


def test_an_executor_killed_in_mid_job_changes_nothing(
    spark: Spark, source: pathlib.Path, calm: Held, tmp_path: pathlib.Path
) -> None:
    store = tmp_path / "s"
    process = start("run", source, "--store", store, "--config", profile(tmp_path, spark), "--quiet")
    at_work(process, store)
    spark.executors()[0].kill()
    err = errors(process, spark)
    assert process.returncode == 0, err
    assert "Lost executor" in spark.log("server")
    assert held(store) == calm
    run(source, "--store", store, "--quiet")  # what a dead attempt left is swept away
    assert account(store)["read"] == 0
    assert strays(store) == []
    assert held(store).digest == calm.digest


def test_cancelled_by_ctrl_c_nothing_is_half_visible(
    spark: Spark, source: pathlib.Path, calm: Held, tmp_path: pathlib.Path
) -> None:
    store = tmp_path / "s"
    first = start("run", source, "--store", store, "--config", profile(tmp_path, spark), "--quiet")
    at_work(first, store)
    first.send_signal(signal.SIGINT)
    err = errors(first, spark)
    assert first.returncode == 1
    assert "stopping: " in err and "the same command goes on from there" in err
    same = {"NEWSMILL_UNIT_BYTES": UNIT_BYTES, "NEWSMILL_ROUND_SECONDS": "60"}
    assert finish(source, store, **same) == 0  # goes on here, without the cluster
    assert held(store).digest == calm.digest
    assert held(store).account == calm.account
    assert strays(store) == []
