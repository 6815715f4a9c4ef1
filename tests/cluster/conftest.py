"""A job server of Flink for the session, a cluster for those who ask for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .flink import Flink, NoFlink


def _started(managers: int) -> Iterator[Flink]:
    try:
        flink = Flink(managers)
    except NoFlink as error:
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
