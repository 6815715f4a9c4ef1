"""The one-shot service's commands against the real node; Kibana and security are servers that note what they get.

Neither Kibana nor Elasticsearch's security can run here: what is sent to them is held against their documented API.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline.engines.elasticsearch import kibana, mapping, runs
from pipeline.engines.elasticsearch.kibana_client import Kibana, authorization
from pipeline.errors import EngineError, UsageError
from tests.conftest import ROOT
from tests.test_containers import SERVICES

from .node import Node


class Notes(ThreadingHTTPServer):
    """A server that notes requests and answers with what it is told."""

    def __init__(self, *answers: tuple[int, dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), Noting)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.answers = list(answers)
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []


class Noting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server: Notes = self.server  # type: ignore[assignment]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server.asked.append((self.command, self.path, dict(self.headers), body))
        status, answer = server.answers.pop(0) if server.answers else (200, {})
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_PUT = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def noting(*answers: tuple[int, dict[str, Any]]) -> Iterator[Notes]:
    with Notes(*answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def environment(service: str, node: Node, name: str) -> dict[str, str]:
    """A service's environment, with the test's node and index."""
    found = {key: str(value) for key, value in SERVICES[service]["environment"].items()}
    found["NEWSMILL_ELASTICSEARCH__URL"] = node.url
    found["NEWSMILL_ELASTICSEARCH__INDEX"] = name
    found["NEWSMILL_ELASTICSEARCH__PASSWORD"] = "secret-of-the-test"
    return os.environ | found | {"PYTHONPATH": str(ROOT)}


def newsmill(arguments: list[str], env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=240)


READY = (200, {"status": {"overall": {"level": "available"}}})


def test_the_setup_service_installs_templates_and_imports_dashboards(
    node: Node, client: Any, index_name: str, tmp_path: Path
) -> None:
    starting = (503, {"status": {"overall": {"level": "unavailable"}}})
    with noting(starting, READY, (200, {"success": True, "successCount": 44})) as server:
        command = [
            server.url if word == "http://kibana:5601" else word for word in SERVICES["setup"]["command"]
        ]
        done = newsmill(command, environment("setup", node, index_name), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "44 objects imported" in done.stderr and "secret-of-the-test" not in done.stderr + done.stdout
    assert list(tmp_path.iterdir()) == []  # no store is made
    shown = client.indices.simulate_index_template(name=f"{index_name}-000001")["template"]["mappings"]
    assert shown["_meta"]["newsmill_mapping"] == mapping.version()
    assert client.indices.exists_index_template(name=runs.index_of(index_name))

    assert [(method, path) for method, path, _, _ in server.asked] == [
        ("GET", "/api/status"),
        ("GET", "/api/status"),
        ("POST", "/api/saved_objects/_import?overwrite=true"),
    ]
    _, _, headers, body = server.asked[-1]
    assert headers["Kbn-Xsrf"]
    user = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
    assert user == "newsmill:secret-of-the-test"
    form = BytesParser().parsebytes(f"Content-Type: {headers['Content-Type']}\n\n".encode() + body)
    [part] = form.get_payload()  # type: ignore[misc]
    assert part.get_param("name", header="content-disposition") == "file"
    assert part.get_filename().endswith(".ndjson")  # Kibana takes no other
    sent = part.get_payload(decode=True).decode()
    assert [json.loads(line) for line in sent.splitlines() if line] == [
        json.loads(line) for line in kibana.everything(index_name).splitlines()
    ]


def test_setup_says_what_is_missing_before_it_does_anything(tmp_path: Path) -> None:
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    for arguments, status, said in (
        ([], 2, "give --elasticsearch URL"),
        (["--elasticsearch", "http://127.0.0.1:9", "--kibana", "localhost"], 2, "no address of a Kibana"),
        (["--elasticsearch", "http://127.0.0.1:9"], 1, "no Elasticsearch answers"),
    ):
        done = newsmill(["index", "setup", *arguments], env, tmp_path)
        assert done.returncode == status and said in done.stderr and "Traceback" not in done.stderr


def test_the_ingest_service_reads_a_dump_into_the_server(
    node: Node, client: Any, index_name: str, tmp_path: Path
) -> None:
    command = SERVICES["newsmill"]["command"]
    dump = str(ROOT / "samples/dump/json")
    done = newsmill(
        [dump if word == "/dump" else word for word in command],
        environment("newsmill", node, index_name),
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert client.count(index=index_name)["count"] > 1
    assert client.count(index=runs.index_of(index_name), query={"term": {"kind": "run"}})["count"] == 1


def test_the_users_service_sets_passwords_and_grants_what_a_run_needs(tmp_path: Path) -> None:
    from pipeline.engines.elasticsearch.generations import WANTED

    with noting() as server:
        env = os.environ | {"ELASTICSEARCH": server.url, "ELASTIC_PASSWORD": "e1", "KIBANA_PASSWORD": "k1"}
        done = subprocess.run(
            ["bash", ROOT / "docker/users.sh"],
            env=env | {"NEWSMILL_PASSWORD": "n1"},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    asked = [(method, path, json.loads(body)) for method, path, _, body in server.asked]
    assert [one[:2] for one in asked] == [
        ("POST", "/_security/user/kibana_system/_password"),
        ("PUT", "/_security/role/newsmill"),
        ("PUT", "/_security/user/newsmill"),
    ]
    assert asked[0][2] == {"password": "k1"} and asked[2][2] == {"password": "n1", "roles": ["newsmill"]}
    role = asked[1][2]
    assert set(WANTED["cluster"]) | {"manage_index_templates"} == set(role["cluster"])
    assert role["indices"] == [{"names": ["news*"], "privileges": WANTED["index"]}]
    sign = "Basic " + base64.b64encode(b"elastic:e1").decode()
    assert all(headers["Authorization"] == sign for _, _, headers, _ in server.asked)


def test_the_users_service_fails_where_it_is_refused() -> None:
    with noting((200, {}), (403, {"error": "no"})) as server:
        env = {
            "ELASTICSEARCH": server.url,
            "ELASTIC_PASSWORD": "e",
            "KIBANA_PASSWORD": "k",
            "NEWSMILL_PASSWORD": "n",
        }
        done = subprocess.run(["bash", ROOT / "docker/users.sh"], env=os.environ | env, capture_output=True)
    assert done.returncode != 0 and len(server.asked) == 2


# ---------------------------------------------------------------- what Kibana answers


def test_what_kibana_refuses_is_named() -> None:
    wrong = {
        "success": False,
        "errors": [{"type": "lens", "id": "a", "error": {"type": "missing_references"}}],
    }
    with noting((200, wrong)) as server, pytest.raises(EngineError, match="lens a: missing_references"):
        Kibana(server.url).load("{}")
    with noting((401, {})) as server, pytest.raises(EngineError, match=r"does not let us in.*api_key"):
        Kibana(server.url, "ApiKey x").load("{}")
    with noting((400, {"message": "bad file"})) as server, pytest.raises(EngineError, match="bad file"):
        Kibana(server.url).load("{}")


def test_a_kibana_that_does_not_come_up_is_one_sentence() -> None:
    with pytest.raises(EngineError, match=r"no Kibana answers at http://127\.0\.0\.1:9 .*start it"):
        Kibana("http://127.0.0.1:9").ready(0)
    degraded = (200, {"status": {"overall": {"level": "degraded"}}})
    with noting(degraded) as server, pytest.raises(EngineError, match="degraded"):
        Kibana(server.url).ready(0)
    with pytest.raises(UsageError, match="no address"):
        Kibana("localhost:5601")
    with pytest.raises(UsageError, match="holds a user or password") as caught:
        Kibana("http://elastic:s3cret@localhost:5601")
    assert "s3cret" not in caught.value.message


def test_secrets_are_in_no_repr() -> None:
    assert "x1" not in repr(Kibana("http://localhost", "ApiKey x1"))
    assert authorization("key", "user", "password") == "ApiKey key"
    assert authorization(None, "user", None) is None
