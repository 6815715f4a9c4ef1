"""NAME-runs: what a run with --elasticsearch leaves there, against the report and the lists of the store."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline import report as reports
from pipeline.engines.elasticsearch import mapping, runs
from pipeline.errors import EngineError
from tests.conftest import ROOT

from .node import Node


def newsmill(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done


def documents(client: Any, name: str, **terms: str) -> list[dict[str, Any]]:
    query = {"bool": {"filter": [{"term": {field: value}} for field, value in terms.items()]}}
    answer = client.search(index=runs.index_of(name), query=query, size=500)
    return [hit["_source"] for hit in answer["hits"]["hits"]]


def summed(found: list[dict[str, Any]], *fields: str) -> dict[Any, int]:
    counts: Counter[Any] = Counter()
    for one in found:
        key = tuple(one.get(field) for field in fields)
        counts[key if len(key) > 1 else key[0]] += one["records"]
    return dict(counts)


def test_a_run_lists_itself_its_reasons_and_its_formats(
    client: Any, node: Node, index_name: str, tmp_path: Path
) -> None:
    store = ("--store", str(tmp_path / "store"), "--elasticsearch", node.url, "--index", index_name)
    newsmill("run", "samples/dump/bad", "samples/dump/jsonl", "--quiet", *store)
    account = json.loads(newsmill("report", "--json", "--store", str(tmp_path / "store")).stdout)
    [run] = documents(client, index_name, kind="run")
    for field in (
        "run",
        "started",
        "read",
        "written",
        "duplicate",
        "rejected",
        "failed",
        "balanced",
        "inputs",
    ):
        assert run[field] == account[field], field
    assert run["rate"] == pytest.approx(account["read"] / account["seconds"], abs=0.001)
    assert run["lag"] == 0 and "error" not in run

    reasons = documents(client, index_name, kind="reason")
    assert (
        summed([one for one in reasons if one["fate"] == "rejected"], "reason")
        == account["rejected_by_reason"]
    )
    lines = newsmill("failures", "--json", "--store", str(tmp_path / "store")).stdout.splitlines()
    failed = Counter((one["reason"], one["format"]) for one in map(json.loads, lines))
    assert sum(failed.values()) == account["failed"] > 3
    assert summed([one for one in reasons if one["fate"] == "failed"], "reason", "format") == dict(failed)
    assert summed(documents(client, index_name, kind="format"), "format") == account["by_format"]

    exported = newsmill("export", "--store", str(tmp_path / "store")).stdout.splitlines()
    dates = [one["published"] for one in map(json.loads, exported) if one["published"]]
    days = [one["start"] for one in dates if one["precision"] not in ("year", "month")]
    assert run["newest"].replace("T00:00:00", "") == max(days)
    assert run["newest_age_hours"] > 0


def test_what_could_not_be_listed_is_listed_by_the_next_run(
    client: Any, node: Node, index_name: str, tmp_path: Path
) -> None:
    store = ("--store", str(tmp_path / "store"))
    newsmill("run", "samples/dump/json", "--quiet", *store)  # without Elasticsearch: as if it had been away
    damaged = tmp_path / "store/runs/20200101T000000-000001/report.json"
    damaged.parent.mkdir()
    damaged.write_text("{", encoding="utf-8")
    newsmill(
        "run", "samples/dump/json", "--quiet", *store, "--elasticsearch", node.url, "--index", index_name
    )
    found = documents(client, index_name, kind="run")
    assert sorted(one["written"] > 0 for one in found) == [False, True]
    assert len({one["run"] for one in found}) == 2


def test_no_pattern_of_articles_catches_the_index_of_runs(client: Any, index_name: str) -> None:
    runs.install(client, "here", index_name)
    for path, body in mapping.templates(index_name).items():
        client.perform_request(
            "PUT",
            f"/{path}",
            headers={"content-type": "application/json", "accept": "application/json"},
            body=body,
        )
    shown = client.indices.simulate_index_template(name=runs.index_of(index_name))
    assert set(shown["template"]["mappings"]["properties"]) == set(runs.PROPERTIES)
    assert not shown["overlapping"]
    articles = client.indices.simulate_index_template(name=f"{index_name}-000001")
    assert "body" in articles["template"]["mappings"]["properties"]


def test_a_field_that_the_template_does_not_know_is_an_error(client: Any, index_name: str) -> None:
    with pytest.raises(EngineError, match=r"refuses a run's document"):
        runs.write(client, "here", index_name, {"x": {"kind": "run", "surprise": 1}})


def test_every_field_of_a_run_stands_in_the_template() -> None:
    account = reports.Account(run="r", started="2024-05-01T10:00:00Z", seconds=2.0, read=5, stale=1)
    account.failed_by_reason, account.by_format = {"crash": 3}, {"jsonl": 5}
    account.engines["elasticsearch"] = reports.EngineAccount(lag=2, error="away")
    found = runs.documents(account.to_json(), "corpus", {("crash", "jsonl"): 2}, "2024-05-01T08:00:00")
    assert {field for one in found.values() for field in one} == set(runs.PROPERTIES)
    assert found["r"]["rate"] == 2.5 and found["r"]["newest_age_hours"] == 2.0
    assert found["r failed crash jsonl"]["records"] == 2
    assert found["r failed crash"]["records"] == 1  # of the third it is not known any more
    assert found["r stale stale"]["records"] == 1
