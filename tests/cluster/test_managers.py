"""A cluster of two task managers, one of which is killed in mid-job."""

from __future__ import annotations

import pathlib

from .flink import Flink
from .kit import Held, a_killed_part_changes_nothing


def test_a_task_manager_killed_in_mid_job_changes_nothing(
    cluster: Flink, source: pathlib.Path, calm: Held, tmp_path: pathlib.Path
) -> None:
    a_killed_part_changes_nothing(
        cluster, lambda: cluster.crash(cluster.busy_manager()), source, calm, tmp_path
    )
    assert "switched from state RUNNING to RESTARTING" in cluster.log("manager")
