"""Clusters for tests, from Maven Central: what Flink's and Spark's have in common.

Each is a job server of Beam, perhaps with processes behind it, all on 127.0.0.1 and in one folder.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import psutil

from tests.conftest import ROOT

OLDEST, NEWEST = 11, 21  # Java that Flink 1.19 runs on; Spark 3.5 on 17
PATIENCE = 60.0  # seconds until all is up, on a busy machine
_PACKAGES = (
    "java.lang java.lang.invoke java.lang.reflect java.io java.math java.net java.nio java.text java.time "
    "java.util java.util.concurrent java.util.concurrent.atomic java.util.concurrent.locks sun.nio.ch"
)
OPENED = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _PACKAGES.split()]


class NoCluster(Exception):
    """It cannot be had; the message says why and how to get one."""


def java() -> str:
    """A Java that both run on."""
    homes = [os.environ.get("JAVA_HOME", ""), *map(str, sorted(pathlib.Path("/usr/lib/jvm").glob("*")))]
    on_path = shutil.which("java")
    if on_path:
        homes.append(str(pathlib.Path(on_path).resolve().parents[1]))
    for home in filter(None, homes):
        release = pathlib.Path(home, "release")
        found = release.is_file() and re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.MULTILINE)
        if found and OLDEST <= int(found[1]) <= NEWEST:
            return f"{home}/bin/java"
    raise NoCluster(
        f"there is no Java {OLDEST} to {NEWEST}, which Flink and Spark need (apt install openjdk-17-jre-headless)"
    )


def jars(pom: pathlib.Path) -> pathlib.Path:
    """The folder with the jars that ``pom`` names, brought by Maven unless that was done before (by any process)."""
    cache = pathlib.Path(
        os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache", "newsmill-test-jars"
    )
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / hashlib.sha256(pom.read_bytes()).hexdigest()[:16]
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed
        if not home.exists():
            if shutil.which("mvn") is None:
                raise NoCluster("there is no Maven, which brings them from Maven Central (apt install maven)")
            with tempfile.TemporaryDirectory(dir=cache) as work:
                shutil.copy(pom, pathlib.Path(work, "pom.xml"))
                done = subprocess.run(
                    [
                        "mvn",
                        "--batch-mode",
                        "--quiet",
                        "dependency:copy-dependencies",
                        "-DoutputDirectory=jars",
                    ],
                    cwd=work,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    text=True,
                    timeout=240,
                )
                if done.returncode:
                    raise NoCluster(
                        f"Maven could not bring what {pom.name} names:\n{done.stdout[-4000:]}{done.stderr[-1000:]}"
                    )
                os.rename(pathlib.Path(work, "jars"), home)
    return home


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _end_with_the_tests() -> None:
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Cluster:
    """A job server and what is behind it, as a context manager. ``SERVER``: its class; ``POM`` names all jars."""

    SERVER: str
    POM: pathlib.Path
    HEAP = "384m"

    def __init__(self) -> None:
        # In memory where that can be: Flink waits for the disk after each of the 160 jars that a job brings.
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self._java, self._jars = java(), jars(self.POM)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="newsmill-cluster-", dir=place))
        self.job_port = free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        try:
            self.begin()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin(self) -> None:
        """Starts everything, and waits until it is up."""
        raise NotImplementedError

    def start(self, name: str, main: str, *arguments: str, **properties: str) -> None:
        """Starts a process of Java; ``properties`` are Java's, with ``__`` for each dot."""
        quick = [f"-Xmx{self.HEAP}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        given = {"java.io.tmpdir": str(self.folder)}
        given |= {name.replace("__", "."): value for name, value in properties.items()}
        told = [f"-D{name}={value}" for name, value in given.items()]
        command = [self._java, *quick, *OPENED, *told, "-cp", f"{self._jars}/*", main, *arguments]
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                env=self.environment(),
                preexec_fn=_end_with_the_tests,
            )

    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        return dict(os.environ)

    def start_server(self, *arguments: str, **properties: str) -> None:
        """Starts the job server and waits until it answers."""
        ports = [
            f"--job-port={self.job_port}",
            "--artifact-port=0",
            "--expansion-port=-1",
            "--job-host=127.0.0.1",
            f"--artifacts-dir={self.folder}/artifacts",
        ]
        self.start("server", self.SERVER, *arguments, *ports, **properties)
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.job_port), 1):
                return
            self.wait(end, "its job server")

    def wait(self, end: float, what: str) -> None:
        """A moment; NoCluster where time is up or a process has ended."""
        dead = [name for name, process in self.processes.items() if process.poll() is not None]
        if dead or time.monotonic() > end:
            raise NoCluster(f"{type(self).__name__} is not up ({what}; ended: {dead}):\n{self.log()[-4000:]}")
        time.sleep(0.2)

    def log(self, name: str = "*") -> str:
        """What has been printed, of one process or of all."""
        found = sorted(self.folder.glob(f"{name}.log"))
        return "".join(f"--- {path.stem}\n{path.read_text(errors='replace')}" for path in found)

    def options(self, env: Mapping[str, str] | None = None, **more: Any) -> list[str]:
        """Beam's options for a job here. ``env``: the workers' environment; ``more``: other options, by name."""
        given_env = {"TMPDIR": str(self.folder), **(env or {})}
        given: Mapping[str, Any] = {
            "runner": "PortableRunner",
            "job_endpoint": f"127.0.0.1:{self.job_port}",
            "environment_type": "PROCESS",
            "environment_config": json.dumps({"command": str(self.boot()), "env": given_env}),
            **more,
        }
        return [f"--{name}={value}" for name, value in given.items()]

    def boot(self) -> pathlib.Path:
        """A program that starts a worker of this checkout."""
        path = self.folder / "worker"
        if not path.exists():
            path.write_text(
                f'#!/bin/sh\nPYTHONPATH="{ROOT}:$PYTHONPATH" exec "{sys.executable}" -m pipeline.beam.boot "$@"\n'
            )
            path.chmod(0o755)
        return path

    def workers(self) -> list[psutil.Process]:
        """The workers of Beam, without their children."""
        below = [
            one for process in self.processes.values() for one in psutil.Process(process.pid).children(True)
        ]
        return [one for one in below if "pipeline.beam.boot" in one.cmdline()]

    def crash(self, name: str) -> None:
        """kill -9 of one process alone; what it started may go on for a while."""
        process = self.processes[name]
        process.kill()
        process.wait()

    def kill(self, name: str) -> None:
        """kill -9 of one process and of all that it started."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        """Ends all, and removes the folder."""
        for name in list(self.processes):
            self.kill(name)
        shutil.rmtree(self.folder, ignore_errors=True)
