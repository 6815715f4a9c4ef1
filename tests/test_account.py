"""Nothing lost: a record dropped on purpose in each stage is noticed and named; runs that follow each other agree."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess

import pytest

from tests.killing import COMMAND, account, dump, held


def newsmill(
    *words: str | pathlib.Path, fault: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **settings}
    environment.pop("NEWSMILL_FAULT", None)
    if fault:
        environment["NEWSMILL_FAULT"] = fault
    command = [*COMMAND, *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)


def run(
    source: pathlib.Path, store: pathlib.Path, *more: str, fault: str = ""
) -> subprocess.CompletedProcess[str]:
    return newsmill("run", source, "--store", store, "--quiet", *more, fault=fault)


def lines(folder: pathlib.Path, name: str, *records: dict[str, str]) -> pathlib.Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


@pytest.mark.parametrize(
    ("fault", "between"),
    [
        ("drop:read:7", ("sent", "answered")),
        ("drop:process:7", ("answered", "fates")),
        ("drop:commit:7", ("fates", "committed")),
        ("drop:index:1", ("offered", "indexed")),
    ],
)
def test_a_record_lost_in_a_stage_is_named(
    tmp_path: pathlib.Path, fault: str, between: tuple[str, str]
) -> None:
    source = dump(tmp_path / "dump", 60)
    done = run(source, tmp_path / "store", fault=fault)
    assert done.returncode == 1, done.stderr
    assert "1 record lost" in done.stderr
    assert all(word in done.stderr for word in between), done.stderr
    found = account(tmp_path / "store")
    assert not found["balanced"]


def test_the_worker_processes_of_beam_give_the_same(tmp_path: pathlib.Path) -> None:
    source = dump(tmp_path / "dump", 120)
    (source / "bad.jsonl").write_text('{"id": "x", "text": \n')
    (source / "empty.txt").write_text("")
    assert run(source, tmp_path / "here").returncode == 0
    options = [
        "--",
        "--runner=FnApiRunner",
        "--direct_running_mode=multi_processing",
        "--direct_num_workers=2",
    ]
    done = run(source, tmp_path / "there", *options)
    assert done.returncode == 0, done.stderr
    assert held(tmp_path / "here") == held(tmp_path / "there")
    one, two = account(tmp_path / "here"), account(tmp_path / "there")
    assert one["failed"] == 1 == one["rejected"]
    for name in (
        "read",
        "written",
        "stale",
        "duplicate",
        "rejected",
        "failed",
        "by_reason",
        "by_format",
        "by_language",
    ):
        assert one[name] == two[name]


def test_running_again_reads_only_what_changed(tmp_path: pathlib.Path) -> None:
    source = lines(
        tmp_path / "d", "a.jsonl", {"id": "1", "text": "The first story."}, {"id": "2", "text": "The second."}
    )
    lines(source, "b.jsonl", {"id": "3", "text": "The third story of the day."})
    assert run(source, tmp_path / "s").returncode == 0
    assert account(tmp_path / "s")["read"] == 3
    assert run(source, tmp_path / "s").returncode == 0
    assert account(tmp_path / "s")["read"] == 0
    lines(source, "a.jsonl", {"id": "1", "text": "The first story, and more of it."})
    assert run(source, tmp_path / "s").returncode == 0
    found = account(tmp_path / "s")
    assert (found["read"], found["written"], found["retired"]) == (1, 1, 1)
    assert held(tmp_path / "s").articles == held(tmp_path / "s").indexed == 2
    assert run(source, tmp_path / "s", "--fresh").returncode == 0
    assert account(tmp_path / "s")["read"] == 2


def test_two_inputs_in_both_orders_give_the_same(tmp_path: pathlib.Path) -> None:
    old = {
        "url": "https://a.example/s",
        "text": "The old text of the story.",
        "retrieved": "2024-01-01T00:00:00Z",
    }
    new = {**old, "text": "The new text of the story.", "retrieved": "2024-02-01T00:00:00Z"}
    for record in (old, new):
        record["modified"] = record.pop("retrieved")
    first, second = lines(tmp_path / "x", "1.jsonl", old), lines(tmp_path / "y", "2.jsonl", new)
    for name, order in (("s1", (first, second)), ("s2", (second, first))):
        for source in order:
            assert run(source, tmp_path / name).returncode == 0
    assert held(tmp_path / "s1") == held(tmp_path / "s2")
    assert account(tmp_path / "s2")["stale"] == 1


def test_a_withdrawn_article_does_not_come_back(tmp_path: pathlib.Path) -> None:
    source = lines(tmp_path / "d", "a.jsonl", {"id": "1", "text": "A story about Kari.", "publisher": "P"})
    store = tmp_path / "s"
    assert run(source, store).returncode == 0
    hit = json.loads(newsmill("search", "kari", "--json", "--store", store).stdout)["hits"][0]["id"]
    done = newsmill("withdraw", hit, "--reason", "asked for by Kari", "--store", store)
    assert done.returncode == 0, done.stderr
    assert json.loads(newsmill("search", "kari", "--json", "--store", store).stdout)["total"] == 0
    assert run(source, store, "--fresh").returncode == 0
    found = account(store)
    assert (found["written"], found["rejected"], found["by_reason"]) == (0, 1, {"withdrawn": 1})
    assert held(store).articles == held(store).indexed == 0
    assert newsmill("export", "--store", store).stdout == ""


def test_failures_are_replayed_and_leave_the_list(tmp_path: pathlib.Path) -> None:
    source, store = dump(tmp_path / "dump", 60, poison=True), tmp_path / "s"
    settings = {
        "NEWSMILL_RECORD_SECONDS": "3",
        "NEWSMILL_RECORD_RETRY_SECONDS": "2",
        "NEWSMILL_CHILD_MEMORY": "300 MiB",
    }
    first = newsmill(
        "run", source, "--store", store, fault="poison", NEWSMILL_PROGRESS__INTERVAL="0.5", **settings
    )
    assert first.returncode == 0, first.stderr
    assert re.search(r", [123] failed", first.stderr), (
        "the progress counts those that took their child with them"
    )
    listed = newsmill("failures", "--json", "--store", store).stdout.splitlines()
    assert {json.loads(line)["reason"] for line in listed} == {"crashed", "timeout", "memory"}
    again = newsmill("failures", "--replay", "--store", store)
    assert again.returncode == 0, again.stderr
    assert newsmill("failures", "--json", "--store", store).stdout == ""
    found = account(store)
    assert (found["read"], found["written"], found["failed"]) == (3, 3, 0)
    plain = tmp_path / "plain"
    assert run(source, plain).returncode == 0
    assert held(store) == held(plain)
