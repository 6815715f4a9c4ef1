"""A job server of Flink for the session, a cluster for those who ask for one."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest

from tests.killing import dump, finish

from .cluster import NoCluster
from .flink import Flink
from .kit import Held, held, run

ARTICLES = 2000


def _started(managers: int) -> Iterator[Flink]:
    try:
        flink = Flink(managers)
    except NoCluster as error:
        pytest.skip(str(error))
    with flink:
        yield flink


@pytest.fixture(scope="module")
def flink() -> Iterator[Flink]:
    """Flink within its job server."""
    yield from _started(0)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Flink]:
    """A job manager, two task managers, a job server."""
    yield from _started(2)


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
