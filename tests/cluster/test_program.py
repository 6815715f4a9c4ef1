"""The extract job as a plain Beam program, with workers that get newsmill from the client by --setup_file."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

from tests.conftest import ROOT
from tests.killing import account

from .flink import Flink
from .kit import SECONDS, UNIT_BYTES, Held, held, run

SOURCES = ("pipeline", "configs", "setup.py", "pyproject.toml", "README.md", "LICENSE")
SEEN = '        open(os.environ["NEWSMILL_TEST_SEEN"], "a").write(__file__ + chr(10))\n'


def changed_copy(folder: pathlib.Path) -> pathlib.Path:
    """The project's files; its DoFn writes down from where it was loaded."""
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    extract = folder / "pipeline/beam/extract.py"
    before = extract.read_text()
    after = before.replace("import functools\n", "import functools\nimport os\n").replace(
        "        self.guard = start_guard", SEEN + "        self.guard = start_guard"
    )
    assert after.count("NEWSMILL_TEST_SEEN") == 1
    extract.write_text(after)
    return folder


def test_a_plain_beam_program_whose_workers_get_newsmill_from_the_client(
    flink: Flink, samples: Held, tmp_path: pathlib.Path
) -> None:
    (tmp_path / "copy").mkdir()
    copy, seen, store = changed_copy(tmp_path / "copy"), tmp_path / "seen", tmp_path / "there"
    options = flink.options({"NEWSMILL_TEST_SEEN": str(seen)}, setup_file=copy / "setup.py")
    program = [sys.executable, "-m", "pipeline.beam.job", "--input", "samples/dump", "--store", str(store)]
    done = subprocess.run(
        [*program, *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NEWSMILL_UNIT_BYTES": UNIT_BYTES},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr + flink.log()[-4000:]
    loaded = seen.read_text().splitlines()
    assert loaded and all(str(ROOT) not in path and "newsmill-packages" in path for path in loaded)
    assert list((store / "staged").glob("*.json"))

    before = flink.log("server").count("Starting job invocation newsmill-")
    run("samples/dump", "--store", store, "--quiet")  # commits what is there
    assert held(store) == samples
    assert account(store)["rounds"] == 1, "something was read again"
    assert flink.log("server").count("Starting job invocation newsmill-") == before
    assert not list((store / "staged").glob("*.json"))
