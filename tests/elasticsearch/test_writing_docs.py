"""docs/writing.md: its pipeline runs as printed, and its table of answers is what the code does."""

from __future__ import annotations

import re

from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig
from elasticsearch import ApiError

from pipeline.engines.elasticsearch.verdicts import Verdict, of_item, of_request
from tests.conftest import ROOT

from .sink_kit import held

TEXT = (ROOT / "docs" / "writing.md").read_text("utf-8")


def test_the_pipeline_of_the_docs_runs(client, node, index_name, tmp_path, monkeypatch):
    [code] = re.findall(r"^```py\n(.*?)^```$", TEXT, re.M | re.S)
    client.indices.create(index=f"{index_name}-1", aliases={f"{index_name}-write": {}})
    code = code.replace("http://localhost:9200", node.url).replace("stories-write", f"{index_name}-write")
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "docs_pipeline.py"
    script.write_text(code.replace("beam.Pipeline()", 'beam.Pipeline("FnApiRunner")'), encoding="utf-8")
    names = {"__name__": "docs_pipeline"}
    exec(compile(script.read_text("utf-8"), str(script), "exec"), names)
    assert held(client, f"{index_name}-1") == {"a": {"id": "a", "changed_ms": 7, "title": "Ferry"}}


def failure(status, body=None):
    meta = ApiResponseMeta(status, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "h", 9200))
    return ApiError("said", meta, body or {"error": {"reason": "so"}})


def test_the_verdicts_on_documents():
    error = {"type": "some_exception", "reason": "why", "caused_by": {"type": "x", "reason": "deeper"}}
    for status, verdict in {
        200: Verdict.INDEXED,
        201: Verdict.INDEXED,
        409: Verdict.SUPERSEDED,
        429: Verdict.AGAIN,
        503: Verdict.AGAIN,
        400: Verdict.FAILED,
        500: Verdict.FAILED,
        404: Verdict.STOP,
    }.items():
        assert of_item({"status": status, "error": error})[0] is verdict, status
    assert of_item({"status": 400, "error": error})[1:] == ("some_exception", "why: deeper")
    assert of_item({"status": 403, "error": {"type": "cluster_block_exception"}})[0] is Verdict.STOP
    assert of_item({"status": 418})[:2] == (Verdict.FAILED, "status_418")


def test_the_verdicts_on_requests():
    for status, verdict in {
        413: Verdict.SPLIT,
        400: Verdict.SPLIT,
        429: Verdict.AGAIN,
        502: Verdict.AGAIN,
        503: Verdict.AGAIN,
        401: Verdict.STOP,
        403: Verdict.STOP,
        404: Verdict.STOP,
    }.items():
        assert of_request(failure(status), "there", "news-write")[0] is verdict, status
    assert "newsmill index create" in of_request(failure(404), "there", "news-write")[2]
