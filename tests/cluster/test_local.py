"""The same command on Flink within its job server: every kind of input, and the same store as a run without it."""

from __future__ import annotations

import pathlib

from .flink import Flink
from .kit import held, profile, run


def test_a_dump_of_every_kind_gives_the_same_store(flink: Flink, tmp_path: pathlib.Path) -> None:
    run("samples/dump", "--store", tmp_path / "here", "--quiet")
    out, _ = run("samples/dump", "--store", tmp_path / "there", "--config", profile(tmp_path, flink))
    assert held(tmp_path / "there") == held(tmp_path / "here")
    assert "The account balances" in out
    assert "Starting job invocation newsmill-" in flink.log("server")


def test_a_job_service_that_is_not_there_is_said_in_a_sentence(flink: Flink, tmp_path: pathlib.Path) -> None:
    config = profile(tmp_path, flink, job_endpoint="127.0.0.1:9", job_server_timeout=2)
    _, err = run("samples/dump/json", "--store", tmp_path / "s", "--config", config, "--quiet", status=1)
    assert "the runner's job service cannot be reached" in err
    assert len(err.strip().splitlines()) == 1, err
