"""A real Flink for the tests: a job server alone (``[local]``), or with a cluster behind it.

with Flink(managers=2) as flink:
    flink.options()
"""

from __future__ import annotations

import json
import pathlib
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from .cluster import PATIENCE, Cluster, free_port

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


class Flink(Cluster):
    """A job server, and behind it Flink within the server's own process, or (``managers``) a job manager and so
    many task managers, each a process on 127.0.0.1 with two slots. A context manager."""

    SERVER = "org.apache.beam.runners.flink.FlinkJobServerDriver"
    POM = pathlib.Path(__file__).with_name("flink.pom.xml")

    def __init__(self, managers: int = 0) -> None:
        super().__init__()
        self.managers = managers
        self.rest = free_port() if managers else 0
        self._conf = self.folder / "conf"

    def begin(self) -> None:
        """Starts everything, and waits until it is up."""
        self._configure()
        if self.managers:
            self.start("manager", JOB_MANAGER, "--configDir", str(self._conf))
            for number in range(self.managers):
                self.start(f"task-manager-{number}", TASK_MANAGER, "--configDir", str(self._conf))
        master = f"127.0.0.1:{self.rest}" if self.managers else "[local]"
        self.start_server(f"--flink-master={master}", f"--flink-conf-dir={self._conf}")
        end = time.monotonic() + PATIENCE
        while self.managers and self.slots() < 2 * self.managers:
            self.wait(end, "its task managers")

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

    def options(self, env: Mapping[str, str] | None = None, **more: Any) -> list[str]:
        """Beam's options for a job here, with as many slots as there are managers."""
        return super().options(env, **{"parallelism": max(1, self.managers), **more})
