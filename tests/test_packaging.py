"""The wheel, and what Beam makes of setup.py for its workers, each installed away from the checkout and run there."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCES = ("pipeline", "configs", "setup.py", "pyproject.toml", "README.md", "LICENSE")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


@pytest.fixture
def checkout(tmp_path: pathlib.Path) -> pathlib.Path:
    """The project's files without git and without what builds leave behind."""
    place = tmp_path / "checkout"
    place.mkdir()
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place / name)
    return place


def works_from(package: pathlib.Path, folder: pathlib.Path) -> None:
    """Installs a package into a folder and runs newsmill from there, somewhere else."""
    target = folder / "installed"
    install = ["install", "--no-deps", "--no-build-isolation", "--target", str(target), str(package)]
    subprocess.run([*PIP, *install], check=True, cwd=folder)
    environment = {**os.environ, "PYTHONPATH": str(target)}
    where = "import pipeline, pipeline.configs; print(pipeline.__file__, *pipeline.configs.__path__)"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    assert all(path.startswith(str(target)) for path in found.stdout.split()), found.stdout
    (folder / "a.txt").write_text(
        "Rådet har vedteke at brua skal stengjast i sommar, skriv avisa.\n\nFoto: Kari Nes / NTB\n"
    )
    command = [sys.executable, "-m", "pipeline.cli", "run", "a.txt", "--store", "s", "--quiet"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    out = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "export", "--store", "s"],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    (article,) = map(json.loads, out.stdout.splitlines())
    assert article["credits"][0]["agencies"] == ["NTB"]


def test_the_wheel_works_outside_the_checkout(checkout: pathlib.Path, tmp_path: pathlib.Path) -> None:
    subprocess.run(
        [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(checkout)],
        check=True,
        cwd=tmp_path,
    )
    (wheel,) = tmp_path.glob("newsmill-*.whl")
    works_from(wheel, tmp_path)


def test_beam_packs_setup_py_for_its_workers(checkout: pathlib.Path, tmp_path: pathlib.Path) -> None:
    from apache_beam.options.pipeline_options import PipelineOptions
    from apache_beam.runners.portability.stager import Stager

    staging = tmp_path / "staging"
    staging.mkdir()
    options = PipelineOptions([f"--setup_file={checkout / 'setup.py'}"])
    resources = Stager.create_job_resources(options, str(staging))
    packed = [pathlib.Path(r.file_path if hasattr(r, "file_path") else str(r)) for r in _paths(resources)]
    (package,) = [path for path in packed if path.suffix in (".gz", ".whl") and "beam" not in path.name]
    works_from(package, tmp_path)


def _paths(resources: list[object]) -> list[object]:
    """The files behind Beam's artifacts."""
    from apache_beam.portability.api import beam_runner_api_pb2 as api

    found: list[object] = []
    for resource in resources:
        payload = api.ArtifactFilePayload()
        payload.ParseFromString(resource.type_payload)  # type: ignore[attr-defined]
        found.append(payload.path)
    return found
