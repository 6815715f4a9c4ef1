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


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With NEWSMILL_NO_SKIPS=1 a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if os.environ.get("NEWSMILL_NO_SKIPS") and skipped and exitstatus == 0:
        reporter.write_line(f"{len(skipped)} tests were skipped; here that is a failure")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
