"""The other major of the client, in an environment of its own: the same tests, the same node."""

from __future__ import annotations

import os
import pathlib
import shutil
import site
import subprocess
import sys

import pytest

from pipeline.engines.elasticsearch.client import CLIENT_MAJOR

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "clients"
WANTED = {8: "elasticsearch>=8.19,<9", 9: "elasticsearch>=9,<10"}
TESTS = (
    "test_beam.py",
    "test_bulk.py",
    "test_connection.py",
    "test_following.py",
    "test_generations.py",
    "test_search.py",
    "test_service.py::test_a_run_is_followed_and_everything_asks_the_server",
    "test_service.py::test_generations_through_the_program",
)
SKIPPED = "not random"


def environment(major: int) -> pathlib.Path:
    """The Python of an environment with that client; all else comes from the one that runs this test."""
    folder = CACHE / str(major)
    python = folder / "bin" / "python"
    if (folder / "ready").exists() and python.exists():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True, timeout=120)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", WANTED[major]]
    done = subprocess.run(install, capture_output=True, text=True, timeout=240)
    if done.returncode:
        pytest.skip(f"client {major} cannot be installed from PyPI: {done.stderr.strip()[-300:]}")
    [packages] = (folder / "lib").glob("python3*/site-packages")
    # Paths of a .pth file come after the environment's own packages: its client hides the other one.
    (packages / "all-else.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    (folder / "ready").touch()
    return python


def test_the_sink_and_the_generations_with_the_other_client(node):
    major = next(one for one in WANTED if one != CLIENT_MAJOR)
    python = environment(major)
    ask = "import elasticsearch, pyarrow; print(*elasticsearch.__version__)"
    version = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert version.split()[0] == str(major)
    tests = [f"tests/elasticsearch/{name}" for name in TESTS]
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", SKIPPED, *tests],
        cwd=ROOT,
        env=os.environ | {"NEWSMILL_TEST_ELASTICSEARCH": node.url},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert " passed" in done.stdout or "..." in done.stdout
