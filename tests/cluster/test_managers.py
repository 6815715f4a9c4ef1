"""A cluster of two task managers, one of which is killed in mid-job."""

from __future__ import annotations

import pathlib

from tests.killing import account

from .flink import Flink
from .kit import Held, at_work, errors, held, profile, run, start, strays


def test_a_task_manager_killed_in_mid_job_changes_nothing(
    cluster: Flink, source: pathlib.Path, calm: Held, tmp_path: pathlib.Path
) -> None:
    store = tmp_path / "s"
    process = start("run", source, "--store", store, "--config", profile(tmp_path, cluster), "--quiet")
    at_work(process, store)
    killed = cluster.busy_manager()
    cluster.crash(killed)
    err = errors(process, cluster)
    assert process.returncode == 0, err
    assert "switched from state RUNNING to RESTARTING" in cluster.log("manager")
    assert held(store) == calm
    run(
        source, "--store", store, "--quiet"
    )  # nothing is left to read; what a dead attempt left is swept away
    assert account(store)["read"] == 0
    assert strays(store) == []
    assert held(store).digest == calm.digest
