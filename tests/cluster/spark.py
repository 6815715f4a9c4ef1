"""A real Spark for the tests: a standalone cluster of a master and workers, and Beam's job server before it.

with Spark(workers=2) as spark:
    spark.options()
"""

from __future__ import annotations

import pathlib
import time
from typing import Final

import psutil

from .cluster import OPENED, PATIENCE, Cluster, free_port

MASTER: Final = "org.apache.spark.deploy.master.Master"
WORKER: Final = "org.apache.spark.deploy.worker.Worker"
EXECUTOR: Final = "org.apache.spark.executor.CoarseGrainedExecutorBackend"
HOST: Final = "127.0.0.1"
CORES: Final = "1"


class Spark(Cluster):
    """A job server, a master and so many workers with a core each. Each worker starts an executor for a job."""

    SERVER = "org.apache.beam.runners.spark.SparkJobServerDriver"
    POM = pathlib.Path(__file__).with_name("spark.pom.xml")
    HEAP = "512m"  # Spark begins with no less

    def __init__(self, workers: int = 2) -> None:
        super().__init__()
        self.number, self.master_port = workers, free_port()
        # Where a worker finds the jars of its executors.
        (self.folder / "jars").symlink_to(self._jars)

    def environment(self) -> dict[str, str]:
        """Spark's own variables beside the machine's."""
        spark = {"SPARK_HOME": str(self.folder), "SPARK_LOCAL_IP": HOST, "SPARK_SCALA_VERSION": "2.12"}
        return super().environment() | spark | {"JAVA_HOME": str(pathlib.Path(self._java).parents[1])}

    def begin(self) -> None:
        """Starts everything, and waits until it is up."""
        master = f"spark://{HOST}:{self.master_port}"
        self.start("master", MASTER, "--host", HOST, "--port", str(self.master_port), "--webui-port", "0")
        for number in range(self.number):
            given = {
                "--host": HOST,
                "--webui-port": "0",
                "--cores": CORES,
                "--memory": "600m",
                "--work-dir": f"{self.folder}/work-{number}",
            }
            self.start(f"worker-{number}", WORKER, *(word for pair in given.items() for word in pair), master)
        self.start_server(
            f"--spark-master-url={master}",
            spark__driver__host=HOST,
            spark__executor__extraJavaOptions=" ".join(OPENED),
            spark__executor__memory=self.HEAP,
            spark__local__dir=str(self.folder),
            spark__ui__enabled="false",
        )
        end = time.monotonic() + PATIENCE
        while self.log("master").count("Registering worker") < self.number:
            self.wait(end, "its workers")

    def executors(self) -> list[psutil.Process]:
        """The processes that Spark has started for jobs."""
        below = [
            one
            for name, process in self.processes.items()
            if name.startswith("worker")
            for one in psutil.Process(process.pid).children()
        ]
        return [one for one in below if EXECUTOR in one.cmdline()]

    def log(self, name: str = "*") -> str:
        """What has been printed, of one process or of all, executors among them."""
        found = sorted(self.folder.glob("work-*/*/*/stderr")) if name == "*" else []
        return super().log(name) + "".join(
            f"--- {path}\n{path.read_text(errors='replace')}" for path in found
        )
