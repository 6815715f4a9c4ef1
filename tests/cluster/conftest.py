"""A job server of Flink, and clusters of Flink and Spark, for those who ask for one."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest

from tests.killing import dump, finish

from .flink import Flink
from .kit import Held, held, run, up
from .spark import Spark

ARTICLES = 2000


@pytest.fixture(scope="module")
def flink() -> Iterator[Flink]:
    """Flink within its job server."""
    with up(Flink) as flink:
        yield flink


@pytest.fixture(scope="module")
def cluster() -> Iterator[Flink]:
    """A job manager, two task managers, a job server."""
    with up(lambda: Flink(managers=2)) as flink:
        yield flink


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """A master, two workers, a job server."""
    with up(Spark) as spark:
        yield spark


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A dump of many files, with versions and duplicates."""
    return dump(tmp_path_factory.mktemp("source") / "dump", ARTICLES)


@pytest.fixture(scope="session")
def calm(source: pathlib.Path) -> Held:
    """What a local run of it gives."""
    assert finish(source, source.parent / "calm", NEWSMILL_ROUND_SECONDS="60") == 0
    return held(source.parent / "calm")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """What a local run of samples/dump gives."""
    store = tmp_path_factory.mktemp("samples") / "here"
    run("samples/dump", "--store", store, "--quiet")
    return held(store)
