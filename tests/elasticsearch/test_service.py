"""newsmill with a real server, through the real program: runs, outages, withdrawals, generations, exit statuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from pipeline.corpus.store import Corpus
from tests.cli_kit import LONG, ROOT, make_dump, newsmill

from .follow_kit import engine, held, ids, wanted
from .proxies import CuttingProxy, Door

QUICK = {"NEWSMILL_ELASTICSEARCH__PATIENCE_SECONDS": "2", "NEWSMILL_WORKERS": "1"}


@pytest.fixture
def dump(tmp_path):
    folder = tmp_path / "dump"
    folder.mkdir()
    return make_dump(folder)


@pytest.fixture
def server(node, index_name):
    return ["--elasticsearch", node.url, "--index", index_name]


def equal(store, url, name):
    """Whether the index holds what the corpus holds, document by document; the live ids."""
    corpus = Corpus.open(str(store), create=False)
    follower = engine(url, name, corpus)
    assert held(follower) == wanted(corpus) and wanted(corpus)
    assert ids(follower) == {article.id for article in corpus.articles()}
    assert follower.position() == corpus.round
    return ids(follower)


def test_a_run_is_followed_and_everything_asks_the_server(dump, tmp_path, server, node, index_name):
    store = tmp_path / "s"
    newsmill("run", str(dump), "--quiet", *server, store=store)
    equal(store, node.url, index_name)
    account = newsmill("report", "--json", store=store).lines[0]
    assert account["balanced"] and list(account["engines"]) == ["elasticsearch"]
    assert account["engines"]["elasticsearch"]["indexed"] == account["written"] == 4
    assert not (store / "index").exists(), "the embedded index is not made"
    found = newsmill("search", "dronninga", "--json", *server, store=store).lines[0]
    assert found["total"] == 1
    exported = newsmill("export", "dronninga", *server, store=store).lines
    assert [one["id"] for one in exported] == [hit["id"] for hit in found["hits"]]
    newsmill("withdraw", exported[0]["id"], "--reason", "a court said so", *server, store=store)
    newsmill("run", str(dump), "--fresh", "--quiet", *server, store=store)
    assert exported[0]["id"] not in equal(store, node.url, index_name)


def test_generations_through_the_program(dump, tmp_path, server, node, index_name):
    store = tmp_path / "s"
    newsmill("run", str(dump), "--quiet", *server, store=store)
    assert "index swap" in newsmill("index", "rebuild", *server, store=store).err
    assert f"{index_name}-000002 now" in newsmill("index", "swap", *server, store=store).err
    assert f"{index_name}-000001 again" in newsmill("index", "rollback", *server, store=store).err
    assert f"{index_name}-000003 is made" in newsmill("index", "create", *server, store=store).err
    found = newsmill("index", "status", "--json", *server, store=store).lines[0]["engines"][0]
    assert [one["serves"] for one in found["generations"]] == [True, False, False]
    assert [one["articles"] for one in found["generations"]] == [4, 4, 0] and found["lag"] == 0
    text = newsmill("index", "status", *server, store=store)
    assert "up to date" in text.out and f"{index_name}-000003: 0 articles" in text.err
    newsmill("index", "swap", *server, store=store)  # takes all rows in first
    equal(store, node.url, index_name)


def test_without_a_server_the_run_goes_on_lags_and_catches_up_without_the_dump(
    dump, tmp_path, server, node, index_name
):
    store = tmp_path / "s"
    away = ["--elasticsearch", "http://127.0.0.1:9", "--index", index_name]
    done = newsmill("run", str(dump), "--quiet", *away, store=store, status=1, **QUICK)
    assert "no Elasticsearch answers at http://127.0.0.1:9" in done.err
    assert "engine elasticsearch lags behind the corpus" in done.err
    account = newsmill("report", "--json", store=store).lines[0]
    assert account["written"] == 4 and account["balanced"] and account["engines"]["elasticsearch"]["lag"] == 4
    shutil.rmtree(dump)
    assert "4 rows taken" in newsmill("index", "catch-up", *server, store=store).err
    equal(store, node.url, index_name)


def test_a_server_that_goes_away_in_the_middle_lags_and_catches_up(tmp_path, server, node, index_name):
    store, many = tmp_path / "s", tmp_path / "many.jsonl"
    lines = [json.dumps({"id": f"n{number}", "text": f"{number} {LONG}"}) for number in range(800)]
    many.write_text("\n".join(lines), encoding="utf-8")
    newsmill("run", str(make_dump_small(tmp_path)), "--quiet", *server, store=store)
    with CuttingProxy(node.url, lambda: (150_000, None)) as proxy:  # each request of documents is larger
        away = ["--elasticsearch", proxy.url, "--index", index_name]
        done = newsmill("run", str(many), "--quiet", *away, store=store, status=1, **QUICK)
        assert proxy.cuts > 1
    assert "for 2 seconds no document got through" in done.err
    account = newsmill("report", "--json", store=store).lines[0]
    assert account["written"] == 800 and account["balanced"]
    assert account["engines"]["elasticsearch"]["lag"] == 800
    many.unlink()
    newsmill("index", "catch-up", *server, store=store)
    equal(store, node.url, index_name)


def make_dump_small(folder):
    (folder / "one.txt").write_text("A short note about the ferry.\n\n" + LONG, encoding="utf-8")
    return folder / "one.txt"


def test_a_run_that_is_killed_before_its_position_is_written_repeats_without_harm(
    dump, tmp_path, server, node, index_name
):
    store = tmp_path / "s"
    command = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "run",
        str(dump),
        "--quiet",
        *server,
        "--store",
        str(store),
    ]
    killed = os.environ | {"NEWSMILL_FAULT": "kill:index.commit:1", "PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, env=killed, capture_output=True, timeout=120).returncode == -9
    newsmill("run", str(dump), "--quiet", *server, store=store)
    equal(store, node.url, index_name)


def test_documents_that_the_index_refuses_are_listed_and_no_record_fails(
    dump, tmp_path, server, node, index_name, client
):
    store = tmp_path / "s"
    newsmill("run", str(make_dump_small(tmp_path)), "--quiet", *server, store=store)
    limit = "index.mapping.nested_objects.limit"
    client.indices.put_settings(index=f"{index_name}-000001", settings={limit: 0})
    newsmill("run", str(dump), "--quiet", *server, store=store)
    account = newsmill("report", "--json", store=store).lines[0]
    assert account["balanced"] and account["engines"]["elasticsearch"]["failed"] == 1
    listed = newsmill("failures", "--json", "--payload", store=store).lines
    [failed] = [one for one in listed if one["stage"] == "index:elasticsearch"]
    assert "nested documents" in failed["detail"] and failed["payload"] and "seed.txt" in failed["source"]
    assert "nested documents" in newsmill("failures", store=store).out
    client.indices.put_settings(index=f"{index_name}-000001", settings={limit: None})
    newsmill("index", "rebuild", *server, store=store)
    newsmill("index", "swap", *server, store=store)
    equal(store, node.url, index_name)
    assert "index:elasticsearch" not in newsmill("failures", store=store).out


def test_a_row_that_is_lost_on_the_way_shows_in_the_account(dump, tmp_path, server):
    done = newsmill(
        "run", str(dump), "--quiet", *server, store=tmp_path / "s", status=1, NEWSMILL_FAULT="drop:index:2"
    )
    assert "engine elasticsearch: 1 record lost between offered (4)" in done.err


def test_workers_of_their_own_write_too(dump, tmp_path, server, node, index_name):
    options = [
        "--",
        "--runner=FnApiRunner",
        "--direct_running_mode=multi_processing",
        "--direct_num_workers=2",
    ]
    store = tmp_path / "s"
    newsmill("run", str(dump), "--quiet", *server, "--store", str(store), *options)
    equal(store, node.url, index_name)


def test_a_rebuild_beside_a_run_and_then_a_swap(dump, tmp_path, server, node, index_name):
    store, many = tmp_path / "s", tmp_path / "many.jsonl"
    newsmill("run", str(dump), "--quiet", *server, store=store)
    lines = [json.dumps({"id": f"n{number}", "text": f"{number} {LONG}"}) for number in range(3000)]
    many.write_text("\n".join(lines), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "run",
        str(many),
        "--quiet",
        *server,
        "--store",
        str(store),
    ]
    short = os.environ | {"NEWSMILL_ROUND_SECONDS": "1", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=short, stderr=subprocess.PIPE, text=True) as running:
        for _ in range(2):
            newsmill("index", "rebuild", *server, store=store)
        _, err = running.communicate(timeout=120)
    assert running.returncode == 0, err
    newsmill("index", "swap", *server, store=store)
    assert len(equal(store, node.url, index_name)) == 3004


@pytest.mark.parametrize(
    "words", [["run", "DUMP"], ["search", "x"], ["index", "status"], ["index", "rebuild"]]
)
def test_no_secret_is_printed_or_kept_and_a_wrong_key_stops_before_anything_is_read(
    dump, tmp_path, node, index_name, words
):
    store, secret = tmp_path / "s", "d3Jvbmc6d3Jvbmctc2VjcmV0"
    newsmill("run", str(make_dump_small(tmp_path)), "--quiet", store=store)
    environ = {**QUICK, "NEWSMILL_ELASTICSEARCH__API_KEY": secret}
    with Door(node.url, tmp_path, "ApiKey right", tls=False) as door:
        given = [str(dump) if word == "DUMP" else word for word in words]
        server = ["--elasticsearch", door.url, "--index", index_name]
        done = newsmill(*given, *server, store=store, status=1, **environ)
    assert "does not let us in" in done.err and secret not in done.err + done.out
    kept = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    assert secret.encode() not in kept
    assert len(newsmill("export", store=store).lines) == 1, "nothing was read"
