"""A run on Flink whose store is on an object store: workers write there, the client commits there."""

from __future__ import annotations

import pathlib

from tests.s3_kit import empty_store, serving, variables  # noqa: F401  (the fixtures)

from .flink import Flink
from .kit import Held, held, profile, run


def test_a_store_on_an_object_store(
    flink: Flink, samples: Held, s3: str, s3_server: str, tmp_path: pathlib.Path
) -> None:
    there = variables(s3_server, tmp_path / "cache-of-workers")
    run("samples/dump", "--store", s3, "--config", profile(tmp_path, flink, env=there), "--quiet")
    assert held(s3) == samples
    assert "Starting job invocation newsmill-" in flink.log("server")
