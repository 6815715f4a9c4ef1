"""Commands that change a store, through the real program: again, stopped, withdrawn, replayed, rebuilt."""

import json
import os
import pty
import signal
import subprocess
import sys
import time

import pytest

from tests.cli_kit import LONG, ROOT, make_dump, newsmill


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    return make_dump(tmp_path_factory.mktemp("dump"))


def test_strict_and_quiet(dump, tmp_path):
    done = newsmill("run", str(dump), "--quiet", "--strict", store=tmp_path / "s", status=1)
    assert done.out == "" and done.err == "newsmill: 1 record failed (--strict)\n"
    assert newsmill("run", str(dump), "--quiet", store=tmp_path / "s").err == ""
    assert newsmill("report", "--json", store=tmp_path / "s").lines[0]["read"] == 0


def test_a_withdrawn_article_leaves_everything_and_stays_away(dump, tmp_path):
    store = tmp_path / "s"
    newsmill("run", str(dump), "--quiet", store=store)
    id = newsmill("search", "dronninga", "--json", store=store).lines[0]["hits"][0]["id"]
    assert "withdrawn" in newsmill("withdraw", id, "--reason", "a court said so", store=store).err
    newsmill("run", str(dump), "--fresh", "--quiet", store=store)
    assert newsmill("search", "dronninga", "--json", store=store).lines[0]["total"] == 0
    assert id not in {line["id"] for line in newsmill("export", store=store).lines}


def test_the_index_is_made_again_from_the_corpus(dump, tmp_path):
    store = tmp_path / "s"
    newsmill("run", str(dump), "--quiet", store=store)
    before = newsmill("search", "ferry", "--json", store=store).lines[0]["hits"]
    subprocess.run(["rm", "-r", str(store / "index")], check=True)
    status = newsmill("index", "status", "--json", store=store, status=1).lines[0]
    assert status["engines"][0]["lag"] == 4
    newsmill("index", "catch-up", store=store)
    assert newsmill("search", "ferry", "--json", store=store).lines[0]["hits"] == before
    newsmill("index", "rebuild", store=store)
    assert "up to date" in newsmill("index", "status", store=store).out
    assert newsmill("search", "ferry", "--json", store=store).lines[0]["hits"] == before


def test_on_a_terminal_the_progress_is_live_and_the_tables_have_colour(dump, tmp_path):
    leader, follower = pty.openpty()
    words = [sys.executable, "-m", "pipeline.cli", "run", str(dump), "--store", str(tmp_path / "s")]
    command = subprocess.Popen(
        words,
        cwd=ROOT,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    os.close(follower)
    seen = b""
    while True:
        try:
            seen += os.read(leader, 65536)
        except OSError:  # the program has closed its end
            break
    os.close(leader)
    assert command.wait(60) == 0
    text = seen.decode("utf-8")
    assert " read, " in text and "\x1b[" in text and "balances" in text


def test_ctrl_c_commits_what_is_read_and_the_next_run_goes_on(tmp_path):
    many = tmp_path / "many.jsonl"
    with many.open("w") as file:
        for number in range(20_000):
            file.write(json.dumps({"id": f"n{number}", "text": f"{number} " + LONG}) + "\n")
    words = [sys.executable, "-m", "pipeline.cli", "run", str(many), "--store", str(tmp_path / "s")]
    environ = {**os.environ, "NEWSMILL_ROUND_SECONDS": "1", "NEWSMILL_PROGRESS__INTERVAL": "0.5"}
    environ["NEWSMILL_CHUNK_BYTES"] = "100 kB"
    command = subprocess.Popen(
        words, cwd=ROOT, env=environ, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    for line in command.stderr:
        if " written" in line and " 0 written" not in line:
            break
    command.send_signal(signal.SIGINT)
    started = time.monotonic()
    out, err = command.communicate(timeout=60)
    assert time.monotonic() - started < 20
    said = [line for line in err.splitlines() if " read, " not in line or line.startswith("newsmill")]
    assert (command.returncode, out, len(said)) == (1, "", 2), err
    assert said[0].startswith("stopping") and "goes on" in said[1]
    first = newsmill("report", "--json", store=tmp_path / "s").lines[0]
    assert first["stopped"] and first["balanced"] and 0 < first["written"] < 20_000
    newsmill("run", str(many), "--quiet", store=tmp_path / "s")
    whole = newsmill("report", "--json", store=tmp_path / "s").lines[0]
    assert whole["balanced"] and whole["written"] == 20_000 and not whole["stopped"]
    assert whole["rounds"] > first["rounds"] and whole["seconds"] > 1
    assert whole["engines"]["embedded"]["offered"] == whole["engines"]["embedded"]["indexed"] == 20_000


def test_a_replay_takes_what_succeeds_off_the_list(dump, tmp_path):
    store = tmp_path / "s"
    newsmill("run", str(dump), "--quiet", store=store, NEWSMILL_RECORD_SECONDS="60")
    done = newsmill("failures", "--replay", "--json", store=store)
    assert done.lines[0]["failed"] == 1
    assert (
        "1 failure tried again: 0 came in, 1 still open" in newsmill("failures", "--replay", store=store).err
    )
    (left,) = newsmill("failures", "--json", store=store).lines
    assert left["reason"] == "bad-json"
    again = ("failures", "--replay", "--log-format", "json")
    told = [json.loads(line) for line in newsmill(*again, store=store).err.splitlines()]
    assert [one["event"] for one in told if one["event"] in ("failed", "committed")] == [
        "failed",
        "committed",
    ]


def test_a_broken_index_is_told_and_rebuilt(dump, tmp_path):
    store = tmp_path / "s"
    newsmill("run", str(dump), "--quiet", store=store)
    before = newsmill("search", "ferry", "--json", store=store).lines[0]["hits"]
    for file in (store / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"broken")
    for words in (["search", "ferry"], ["index", "status"], ["index", "catch-up"]):
        done = newsmill(*words, store=store, status=1)
        assert "newsmill index rebuild" in done.err and done.out == ""
    newsmill("index", "rebuild", store=store)
    assert newsmill("search", "ferry", "--json", store=store).lines[0]["hits"] == before


def test_an_index_that_lags_is_told_by_search_and_run(dump, tmp_path):
    store = tmp_path / "s"
    newsmill("run", str(dump / "seed.txt"), "--quiet", store=store)
    (store / "keep").mkdir()
    subprocess.run(["cp", "-r", str(store / "index"), str(store / "keep")], check=True)
    newsmill("run", str(dump), "--quiet", store=store)
    subprocess.run(["rm", "-r", str(store / "index")], check=True)
    (store / "keep" / "index").rename(store / "index")
    done = newsmill("search", "ferry", store=store, status=1)
    assert "nothing found" in done.out and "newsmill index catch-up" in done.err
    assert "newsmill index catch-up" in newsmill("export", "ferry", store=store, status=1).err
    assert newsmill("index", "catch-up", store=store).out == ""
    assert newsmill("search", "ferry", "--json", store=store).lines[0]["total"] > 0


def test_a_second_run_at_once_is_refused(dump, tmp_path):
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps({"id": n, "text": f"{n} {LONG}"}) + "\n" for n in range(5000)))
    words = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "run",
        str(many),
        "--store",
        str(tmp_path / "s"),
        "--quiet",
    ]
    first = subprocess.Popen(words, cwd=ROOT)
    while not (tmp_path / "s" / "lock").exists():
        assert first.poll() is None
        time.sleep(0.05)
    time.sleep(0.3)
    refused = newsmill("run", str(dump), store=tmp_path / "s", status=1)
    assert str(first.pid) in refused.err and refused.out == ""
    assert first.wait(100) == 0
    assert newsmill("report", "--json", store=tmp_path / "s").lines[0]["written"] == 5000
