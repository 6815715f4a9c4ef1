"""Starts a Python worker of Beam on a machine where newsmill is installed: the command of a PROCESS environment.

``--environment_type=PROCESS --environment_config='{"command": "newsmill-worker"}'``. Beam's images have a program of
their own for this, which PyPI's apache-beam lacks. What ``--setup_file`` or ``--extra_package`` bring is installed
into a folder of its own, ahead of what the machine has.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

PACKAGES = (".tar.gz", ".zip", ".whl")
SECONDS = 60.0
"""A runner that takes longer to say what is to be done is gone."""


def main(argv: Sequence[str] | None = None) -> None:
    """Asks the runner what this worker is to be, then becomes it."""
    parser = argparse.ArgumentParser(
        prog="newsmill-worker", description="A worker of Beam, started by a runner."
    )
    for name in ("id", "provision_endpoint", "control_endpoint", "logging_endpoint", "artifact_endpoint"):
        parser.add_argument(f"--{name}", default="", required=name in ("id", "provision_endpoint"))
    asked, _ = parser.parse_known_args(argv)
    os.environ["WORKER_ID"] = asked.id  # before Beam is imported, which reads it then
    from apache_beam.runners.worker import sdk_worker_main
    from google.protobuf import json_format

    info = _provision(asked.provision_endpoint)
    os.environ["PIPELINE_OPTIONS"] = json_format.MessageToJson(info.pipeline_options)
    for kind, url in (
        ("CONTROL", asked.control_endpoint or info.control_endpoint.url),
        ("LOGGING", asked.logging_endpoint or info.logging_endpoint.url),
    ):
        os.environ[f"{kind}_API_SERVICE_DESCRIPTOR"] = f'url: "{url}"'
    os.environ["RUNNER_CAPABILITIES"] = " ".join(info.runner_capabilities)
    os.environ["SEMI_PERSISTENT_DIRECTORY"] = tempfile.gettempdir()
    brought = _brought(info, asked.artifact_endpoint or info.artifact_endpoint.url)
    if brought is None:
        sdk_worker_main.main(sys.argv)
        return
    path = [str(brought), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(path)
    os.execv(sys.executable, [sys.executable, "-m", sdk_worker_main.__name__])


def _channel(url: str) -> Any:
    """A channel on which each call says which worker it comes from."""
    import grpc
    from apache_beam.runners.worker.worker_id_interceptor import WorkerIdInterceptor

    return grpc.intercept_channel(grpc.insecure_channel(url), WorkerIdInterceptor())


def _provision(url: str) -> Any:
    from apache_beam.portability.api import beam_provision_api_pb2 as api
    from apache_beam.portability.api import beam_provision_api_pb2_grpc as services

    service = services.ProvisionServiceStub(_channel(url))
    return service.GetProvisionInfo(api.GetProvisionInfoRequest(), timeout=SECONDS).info


# ---------------------------------------------------------------- what the client brings


def _brought(info: Any, url: str) -> pathlib.Path | None:
    """The folder with the packages that the job brings; None where it brings none."""
    from apache_beam.portability.api import beam_artifact_api_pb2_grpc as services
    from apache_beam.portability.api import beam_runner_api_pb2 as api
    from apache_beam.runners.portability.artifact_service import resolve_artifacts

    wanted = [one for one in info.dependencies if _name(one).endswith(PACKAGES)]
    if not wanted or not url:
        return None
    service = services.ArtifactRetrievalServiceStub(_channel(url))
    with tempfile.TemporaryDirectory(prefix="newsmill-worker-") as folder:
        files = []
        for number, one in enumerate(resolve_artifacts(wanted, service, folder)):
            got = api.ArtifactFilePayload.FromString(one.type_payload).path
            place = pathlib.Path(folder, str(number), _name(one))  # pip reads names
            place.parent.mkdir()
            files.append(pathlib.Path(got).rename(place))
        return _installed(files)


def _name(artifact: Any) -> str:
    """The file name under which an artifact is to be staged."""
    from apache_beam.portability.api import beam_runner_api_pb2 as api

    return pathlib.PurePath(
        api.ArtifactStagingToRolePayload.FromString(artifact.role_payload).staged_name
    ).name


def _installed(files: Iterable[pathlib.Path]) -> pathlib.Path:
    """Installs packages, without their dependencies, into a folder that all workers of this machine share."""
    files = list(files)
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    base = pathlib.Path(tempfile.gettempdir(), f"newsmill-packages-{os.getuid()}")
    base.mkdir(mode=0o700, exist_ok=True)
    if base.stat().st_uid != os.getuid() or base.is_symlink():
        raise PermissionError(f"{base} belongs to somebody else; nothing is installed there")
    target = base / digest.hexdigest()[:32]
    with open(base / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed
        if not target.exists():
            made = pathlib.Path(tempfile.mkdtemp(dir=base))
            pip = [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
            ]
            if importlib.util.find_spec("setuptools") is not None:
                pip.append("--no-build-isolation")  # needs no network
            subprocess.run([*pip, "--target", str(made), *map(str, files)], check=True, stdout=sys.stderr)
            made.rename(target)
    return target


if __name__ == "__main__":
    main()
