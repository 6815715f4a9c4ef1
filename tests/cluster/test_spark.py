"""The same command on a Spark cluster of two workers: every kind of input, poison, a killed executor, Ctrl-C."""

from __future__ import annotations

import pathlib

from .kit import Held, a_killed_part_changes_nothing, goes_on_here, interrupted, poison_costs_itself
from .spark import Spark


def test_a_dump_of_every_kind_and_poison_give_the_same_store(spark: Spark, tmp_path: pathlib.Path) -> None:
    poison_costs_itself(spark, tmp_path)


def test_an_executor_killed_in_mid_job_changes_nothing(
    spark: Spark, source: pathlib.Path, calm: Held, tmp_path: pathlib.Path
) -> None:
    a_killed_part_changes_nothing(spark, lambda: spark.executors()[0].kill(), source, calm, tmp_path)
    assert "Lost executor" in spark.log("server")


def test_cancelled_by_ctrl_c_nothing_is_half_visible(
    spark: Spark, source: pathlib.Path, calm: Held, tmp_path: pathlib.Path
) -> None:
    interrupted(spark, source, tmp_path)
    goes_on_here(source, tmp_path / "s", calm)
