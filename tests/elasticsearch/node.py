"""A genuine Elasticsearch for the tests: one that is named, one in Docker, or one put together from Maven Central.

with start({"http.max_content_length": "100kb"}) as node:
    Elasticsearch(node.url)
"""

from __future__ import annotations

import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Protocol

from .java import NoNode, build, command, find_java

IMAGE = "docker.elastic.co/elasticsearch/elasticsearch:9.5.3"
HOW = (
    "a real Elasticsearch is needed: set NEWSMILL_TEST_ELASTICSEARCH to the address of one, run a Docker engine, "
    "or install Maven"
)
SETTINGS: dict[str, Any] = {
    "cluster.name": "newsmill-tests",
    "node.name": "newsmill-tests",
    "discovery.type": "single-node",
    "cluster.routing.allocation.disk.threshold_enabled": False,  # a full disk is not what tests are about
}
PATIENCE = 120.0  # seconds to start, on a busy machine


class Node(Protocol):
    """A running node; one of our own can be stopped, killed and started again on the same data and port."""

    url: str

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def close(self) -> None: ...


class MavenNode:
    """A process of ours on 127.0.0.1; its folder goes when it is closed."""

    def __init__(self, settings: Mapping[str, Any], heap: str = "512m") -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="newsmill-node-"))
        self.heap, self.url = heap, ""
        self._process: subprocess.Popen[bytes] | None = None
        self._settings = {
            **SETTINGS,
            "network.host": "127.0.0.1",
            "http.port": "0",
            "transport.port": "0",
            "node.portsfile": True,  # writes logs/http.ports, which tells the port that the system chose
            "logger.level": "info",
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            **settings,
        }

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None, "not started"
        return self._process.pid

    @property
    def log(self) -> str:
        """What the node has printed, over all its starts."""
        path = self.folder / "node.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Starts it and waits until it answers."""
        assert self._process is None, "started already"
        java = find_java()
        home = build(java)
        config, ports = self.folder / "config", self.folder / "logs" / "http.ports"
        for folder in (config, ports.parent):
            folder.mkdir(parents=True, exist_ok=True)
        ports.unlink(missing_ok=True)
        (config / "elasticsearch.yml").write_text(
            json.dumps(self._settings), encoding="utf-8"
        )  # JSON is YAML
        with open(self.folder / "node.log", "ab") as log:
            run = command(java, home, config, self.heap)
            # The pipe ends with this process, however that ends, and the node with the pipe.
            self._process = subprocess.Popen(run, stdin=subprocess.PIPE, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while not ports.exists() and self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        if not ports.exists():
            self.kill()
            raise NoNode(f"Elasticsearch did not start:\n{self.log[-4000:]}")
        address = ports.read_text(encoding="utf-8").split()[0]
        self.url, self._settings["http.port"] = f"http://{address}", address.rpartition(":")[2]
        wait_for(self.url, deadline)

    def stop(self) -> None:
        """Ends it in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it as a crash would."""
        self._end(signal.SIGKILL)

    def _end(self, sign: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(sign)  # nothing happens if it has ended by itself
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdin is not None
            process.stdin.close()

    def close(self) -> None:
        """Stops it and removes its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class DockerNode:
    """A container on a free port of 127.0.0.1, removed when it is closed."""

    def __init__(self, settings: Mapping[str, Any], heap: str = "512m") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url, self._name = f"http://127.0.0.1:{port}", f"newsmill-tests-{secrets.token_hex(4)}"
        given = {
            **SETTINGS,
            "xpack.security.enabled": False,
            "ES_JAVA_OPTS": f"-Xms{heap} -Xmx{heap}",
            **settings,
        }
        options = [f"--env={name}={json.dumps(v) if isinstance(v, bool) else v}" for name, v in given.items()]
        _docker("create", f"--name={self._name}", f"--publish=127.0.0.1:{port}:9200", *options, IMAGE)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        _docker("start", self._name)
        wait_for(self.url, time.monotonic() + PATIENCE)

    def stop(self) -> None:
        """Ends it in good order."""
        _docker("stop", self._name)

    def kill(self) -> None:
        """Ends it as a crash would."""
        _docker("kill", self._name)

    def close(self) -> None:
        """Removes it with its data."""
        _docker("rm", "--force", "--volumes", self._name)


class NamedNode:
    """A node that somebody else runs: it is used, never stopped."""

    def __init__(self, url: str) -> None:
        self.url = url

    def start(self) -> None:
        """Waits until it answers."""
        wait_for(self.url, time.monotonic() + 10)

    def stop(self) -> None:
        """Not ours to stop."""
        raise NoNode("the node that NEWSMILL_TEST_ELASTICSEARCH names is not ours to stop")

    kill = stop

    def close(self) -> None:
        """Leaves it as it is."""


class start:
    """A started node with these settings, closed at the end of ``with``; NoNode where none can be had.

    ``own``: it must be one that may be stopped, or that has settings of its own.
    """

    def __init__(self, settings: Mapping[str, Any] | None = None, own: bool = False) -> None:
        self.node = choose(settings or {}, own or bool(settings))

    def __enter__(self) -> Any:
        try:
            self.node.start()
        except BaseException:
            self.node.close()
            raise
        return self.node

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.node.close()


def choose(settings: Mapping[str, Any], own: bool) -> Node:
    """The first kind of node that can be had here: named, Docker, Maven."""
    named = os.environ.get("NEWSMILL_TEST_ELASTICSEARCH")
    if named and not own:
        return NamedNode(named.rstrip("/"))
    if docker_runs():
        return DockerNode(settings)
    if shutil.which("mvn") is None:
        raise NoNode(HOW)
    return MavenNode(settings)


def docker_runs() -> bool:
    """True where a Docker engine answers; a client alone is not enough."""
    if shutil.which("docker") is None:
        return False
    try:
        return subprocess.run(["docker", "info"], capture_output=True, timeout=20).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _docker(*arguments: str) -> None:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise NoNode(f"docker {arguments[0]} failed: {done.stderr.strip()}")


def wait_for(url: str, deadline: float) -> None:
    """Waits until every primary shard is there, which takes a moment after a restart."""
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(
                f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s", timeout=10
            ):
                return
        except (urllib.error.URLError, OSError):  # 408: not yet
            time.sleep(0.1)
    raise NoNode(f"the Elasticsearch at {url} did not answer in time")
