"""A real Flink for the tests, from Maven Central: a job server alone (``[local]``), or with a cluster behind it.

with Flink(managers=2) as flink:
    flink.options()
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
import urllib.error
import urllib.request
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import psutil

from tests.conftest import ROOT

POM = pathlib.Path(__file__).with_name("pom.xml")
OLDEST, NEWEST = 11, 21  # Java that Flink 1.19 runs on
PATIENCE = 60.0  # seconds until all is up, on a busy machine
OPENED = (
    "java.lang java.lang.invoke java.lang.reflect java.io java.math java.net java.nio java.text java.time "
    "java.util java.util.concurrent java.util.concurrent.atomic java.util.concurrent.locks sun.nio.ch"
).split()
SERVER = "org.apache.beam.runners.flink.FlinkJobServerDriver"
JOB_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
RESTARTS = {
    "restart-strategy.type": "fixed-delay",
    "restart-strategy.fixed-delay.attempts": 10,
    "restart-strategy.fixed-delay.delay": "1 s",
}
MANAGER = {  # what Flink's own scripts work out; small, since no element is larger than a file's name
    "taskmanager.cpu.cores": 1.0,
    "taskmanager.numberOfTaskSlots": 2,  # room for the whole job where one of two is gone
    "taskmanager.memory.task.heap.size": "128m",
    "taskmanager.memory.task.off-heap.size": "0",
    "taskmanager.memory.framework.heap.size": "64m",
    "taskmanager.memory.framework.off-heap.size": "64m",
    "taskmanager.memory.network.min": "32m",
    "taskmanager.memory.network.max": "32m",
    "taskmanager.memory.managed.size": "32m",
    "taskmanager.memory.jvm-metaspace.size": "128m",
    "taskmanager.memory.jvm-overhead.min": "64m",
    "taskmanager.memory.jvm-overhead.max": "64m",
}


class NoFlink(Exception):
    """No Flink can be had; the message says why and how to get one."""


def java() -> str:
    """A Java that Flink runs on."""
    homes = [os.environ.get("JAVA_HOME", ""), *map(str, sorted(pathlib.Path("/usr/lib/jvm").glob("*")))]
    on_path = shutil.which("java")
    if on_path:
        homes.append(str(pathlib.Path(on_path).resolve().parents[1]))
    for home in filter(None, homes):
        release = pathlib.Path(home, "release")
        found = release.is_file() and re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.MULTILINE)
        if found and OLDEST <= int(found[1]) <= NEWEST:
            return f"{home}/bin/java"
    raise NoFlink(
        f"there is no Java {OLDEST} to {NEWEST}, which Flink needs (apt install openjdk-17-jre-headless)"
    )


def jars() -> pathlib.Path:
    """The folder with the jars, brought by Maven unless that was done before (by any process)."""
    cache = pathlib.Path(
        os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache", "newsmill-test-flink"
    )
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / hashlib.sha256(POM.read_bytes()).hexdigest()[:16]
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed
        if not home.exists():
            if shutil.which("mvn") is None:
                raise NoFlink("there is no Maven, which brings Flink from Maven Central (apt install maven)")
            with tempfile.TemporaryDirectory(dir=cache) as work:
                shutil.copy(POM, work)
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
                    raise NoFlink(f"Maven could not bring Flink:\n{done.stdout[-4000:]}{done.stderr[-1000:]}")
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


class Flink:
    """A job server, and behind it Flink within the server's own process, or (``managers``) a job manager and so
    many task managers, each a process on 127.0.0.1 with two slots. A context manager."""

    def __init__(self, managers: int = 0) -> None:
        # In memory where that can be: Flink waits for the disk after each of the 160 jars that a job brings.
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="newsmill-flink-", dir=place))
        self.job_port, self.managers = free_port(), managers
        self.rest = free_port() if managers else 0
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._java, self._jars = java(), jars()
        self._conf = self.folder / "conf"

    def __enter__(self) -> Flink:
        try:
            self._configure()
            if self.managers:
                self._start("manager", JOB_MANAGER, "--configDir", str(self._conf))
                for number in range(self.managers):
                    self.add_manager(number)
            self.start_server()
            end = time.monotonic() + PATIENCE
            while self.managers and self.slots() < 2 * self.managers:
                self._wait(end, "its task managers")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _configure(self) -> None:
        self._conf.mkdir()
        conf: dict[str, Any] = {**RESTARTS, "rest.bind-address": "127.0.0.1"}
        if self.managers:
            conf |= MANAGER | {
                "jobmanager.rpc.address": "127.0.0.1",
                "jobmanager.rpc.port": free_port(),
                "jobmanager.bind-host": "127.0.0.1",
                "taskmanager.bind-host": "127.0.0.1",
                "taskmanager.host": "127.0.0.1",
                "rest.address": "127.0.0.1",
                "rest.port": self.rest,
                "heartbeat.interval": 500,
                "heartbeat.timeout": 10000,
                "cluster.evenly-spread-out-slots": "true",
                "io.tmp.dirs": str(self.folder),
            }
        (self._conf / "flink-conf.yaml").write_text(
            "".join(f"{key}: {value}\n" for key, value in conf.items())
        )

    def _start(self, name: str, main: str, *arguments: str) -> None:
        opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED]
        quick = [
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            f"-Djava.io.tmpdir={self.folder}",
        ]
        command = [self._java, *quick, *opened, "-cp", f"{self._jars}/*", main, *arguments]
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, preexec_fn=_end_with_the_tests
            )

    def add_manager(self, number: int) -> None:
        """Starts a task manager."""
        self._start(f"task-manager-{number}", TASK_MANAGER, "--configDir", str(self._conf))

    def start_server(self) -> None:
        """Starts the job server and waits until it answers."""
        master = f"127.0.0.1:{self.rest}" if self.managers else "[local]"
        ports = [
            f"--job-port={self.job_port}",
            "--artifact-port=0",
            "--expansion-port=-1",
            "--job-host=127.0.0.1",
        ]
        self._start(
            "server", SERVER, f"--flink-master={master}", f"--flink-conf-dir={self._conf}",
            f"--artifacts-dir={self.folder}/artifacts", *ports,
        )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.job_port), 1):
                return
            self._wait(end, "its job server")

    def _wait(self, end: float, what: str) -> None:
        dead = [name for name, process in self.processes.items() if process.poll() is not None]
        if dead or time.monotonic() > end:
            raise NoFlink(f"Flink is not up ({what}; ended: {dead}):\n{self.log()[-4000:]}")
        time.sleep(0.2)

    def rest_get(self, path: str) -> Any:
        """What Flink's REST interface answers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}{path}", timeout=10) as answer:
            return json.loads(answer.read())

    def slots(self) -> int:
        """Slots of all task managers that have reported."""
        try:
            return int(self.rest_get("/overview")["slots-total"])
        except (urllib.error.URLError, OSError):
            return 0

    def busy_manager(self) -> str:
        """A task manager that has started a worker."""
        (name, *_) = [name for name in self.processes if "harness starting" in self.log(name)]
        return name

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
            "parallelism": max(1, self.managers),
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
