"""What all tests share: the folder of shared samples, and no skips where CI says so."""

from __future__ import annotations

import os
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
SHARED = pathlib.Path(os.environ.get("NEWSMILL_SHARED") or ROOT.parent / "shared")


@pytest.fixture(scope="session")
def shared() -> pathlib.Path:
    """The shared folder with seed, samples, gold and language data; without it the test is skipped."""
    if not (SHARED / "seed").is_dir():
        pytest.skip(f"needs the shared folder, which is not at {SHARED}")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """How ``-n 2 --dist loadgroup`` deals tests out: a file stays together (its fixtures are made once), all files
    that need the Elasticsearch node are one group, those that need Flink another, and the kill tests go one by one to
    whoever is free."""

    def group(item: pytest.Item) -> str:
        if item.path.parent.name in ("elasticsearch", "cluster"):
            return item.path.parent.name
        return "" if item.path.name == "test_kills.py" else item.path.name

    first = {"elasticsearch": 0, "cluster": 0, "": 1}
    items.sort(key=lambda item: first.get(group(item), 2))
    for item in items:
        if name := group(item):
            item.add_marker(pytest.mark.xdist_group(name))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With NEWSMILL_NO_SKIPS=1 a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    # Root of a container may not be able to give up its rights: nothing can be installed against that.
    skipped = [one for one in skipped if "rights cannot be taken away here" not in str(one.longrepr)]
    if os.environ.get("NEWSMILL_NO_SKIPS") and skipped and exitstatus == 0:
        reporter.write_line(f"{len(skipped)} tests were skipped; here that is a failure")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
