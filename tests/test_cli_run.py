"""The whole way through the real program: a small dump in, every command on the store that comes of it."""

import csv
import io
import json
import os
import pathlib
import pty
import signal
import subprocess
import sys
import time
import types

import msgspec
import pyarrow.parquet as pq
import pytest

from pipeline.model import Article

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROMISED = {
    "read", "written", "stale", "duplicate", "rejected", "failed", "balanced", "engines", "by_reason",
    "by_format", "by_language", "seconds",
}  # fmt: skip
SEED = """ date 2019-04 Dronninga kom til Voss i eit blått tog.
Foto: Ola Nordli / NTB
Opninga av den nye brua over elva vert halden i dag, seier ordføraren i kommunen. Ho har venta lenge på dette.

Mange i gatene

– Dette er ein stor dag for heile bygda, seier ho til avisa. Fleire hundre menneske hadde møtt fram i regnet.

Brua kosta meir enn venta, men no er ho endeleg ferdig. Arbeidet tok fire år, og vegen har vore stengd lenge.
"""
LONG = (
    "The harbour council met on Tuesday to discuss the new ferry and the price of tickets for children. " * 4
)
LINES = [
    {
        "id": "a1",
        "title": "=1+1",
        "text": LONG,
        "date": "2024-03-05",
        "publisher": "Harbour News",
        "language": "en",
    },
    {"id": "a2", "title": "Copy", "text": LONG, "date": "2024-03-05", "publisher": "Harbour News"},
    {
        "id": "a3",
        "text": "Ein \u001b[31mraud\u001b[0m dag i byen. " + LONG[:200],
        "url": "https://x.example/a3",
    },
]


def newsmill(*words, store=None, cwd=ROOT, status=0, **environ):
    """A run of the real program, which must exit with ``status``: its output as text."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words, *(["--store", str(store)] if store else [])],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        timeout=120,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert done.returncode == status, err
    assert "Traceback" not in err
    return types.SimpleNamespace(
        out=out, err=err, lines=[json.loads(line) for line in out.splitlines() if line[:1] == "{"]
    )


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dump")
    (folder / "seed.txt").write_text(SEED, encoding="utf-8")
    lines = [json.dumps(line) for line in LINES]
    (folder / "lines.jsonl").write_text(
        "\n".join([*lines, '{"id": "a4", "text": "cut']) + "\n", encoding="utf-8"
    )
    (folder / "empty.txt").write_text("")
    (folder / os.fsdecode(b"odd-\xff\x1b.txt")).write_text(
        "A short note about the ferry.\n\n" + LONG, encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def ran(dump, tmp_path_factory):
    """The first run over the dump: its output, its store, and what it gave."""
    store = tmp_path_factory.mktemp("run") / "store"
    done = newsmill("run", str(dump), store=store, NEWSMILL_PROGRESS__INTERVAL="0.2")
    done.store = store
    done.account = newsmill("report", "--json", store=store).lines[0]
    done.articles = {
        line["source_id"] or line["source"][-8:]: line for line in newsmill("export", store=store).lines
    }
    return done


def test_a_run_ends_with_the_report_and_tells_progress_on_standard_error(ran):
    for part in (
        "newsmill run",
        "read",
        "written",
        "balances",
        "engine embedded",
        "bad-json",
        "empty",
        "report.html",
    ):
        assert part in ran.out
    assert "\x1b" not in ran.out + ran.err
    assert " read, " in ran.err and "/s" in ran.err and "balances" not in ran.err


def test_the_account_has_every_record_once(ran):
    account = ran.account
    assert set(account) >= PROMISED and account["balanced"] is True and account["imbalance"] == []
    fates = {name: account[name] for name in ("read", "written", "duplicate", "rejected", "failed")}
    assert fates == {"read": 7, "written": 4, "duplicate": 1, "rejected": 1, "failed": 1}
    assert account["by_reason"] == {"bad-json": 1, "duplicate": 1, "empty": 1}
    assert sum(account["by_format"].values()) == 7 and account["by_language"]["nn"] == 1
    assert account["engines"]["embedded"]["lag"] == 0
    page = (ran.store / "runs" / account["run"] / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page and account["run"] in page


def test_the_report_is_of_the_run_that_is_asked_for(ran):
    run = ran.account["run"]
    assert newsmill("report", "--run", run, store=ran.store).out.startswith(f"newsmill run {run}")
    assert run in newsmill("report", "--run", "nope", store=ran.store, status=2).err


def test_search_finds_ranks_filters_and_highlights(ran):
    text = newsmill("search", "dronninga", store=ran.store).out
    assert "1 article" in text and "2019-04" in text and "nn" in text and "Dronninga" in text
    found = newsmill(
        "search", "bru*", "--json", "--from", "2019-04-03", "--to", "2019-04-03", store=ran.store
    ).lines[0]
    assert set(found) == {"total", "hits", "facets", "took_ms"} and found["total"] == 1
    assert set(found["hits"][0]) == {"id", "score", "title", "published", "publisher", "language", "snippets"}
    assert found["hits"][0]["title"] is None and "<mark>" in found["hits"][0]["snippets"][0]
    exact = ["--from", "2019-04-03", "--to", "2019-04-03", "--exact-dates"]
    assert newsmill("search", "bru*", "--json", *exact, store=ran.store).lines[0]["total"] == 0
    facets = newsmill("search", "", "--facets", "--json", store=ran.store).lines[0]
    assert facets["total"] == 4 and {"value": "nn", "count": 1} in facets["facets"]["language"]
    assert newsmill("search", "ferry", "NOT", "children", "--json", store=ran.store).lines[0]["total"] == 0
    pages = [
        newsmill("search", "--page", page, "--size", "2", "--json", store=ran.store).lines[0] for page in "12"
    ]
    assert len({hit["id"] for page in pages for hit in page["hits"]}) == 4


def test_show_and_explain_by_id(ran):
    one = ran.articles["a1"]
    shown = newsmill("show", one["id"], store=ran.store)
    assert "=1+1" in shown.out and "Harbour News" in shown.out and one["body"][:40] in shown.out
    assert newsmill("show", one["id"], "--json", store=ran.store).lines == [one]
    table = newsmill("explain", one["id"], store=ran.store).out
    assert "title" in table and "dump" in table and "rule" in table
    evidence = newsmill("explain", one["id"], "--json", store=ran.store).lines[0]["evidence"]
    won = {line["field"]: line["value"] for line in evidence if line["won"]}
    assert won["title"] == "=1+1" and won["published"].startswith("2024-03-05")
    assert "no article nope" in newsmill("show", "nope", store=ran.store, status=2).err


def test_explain_a_file_gives_what_a_run_gives(ran, dump):
    explained = newsmill("explain", "--json", str(dump / "lines.jsonl"), cwd=dump).lines
    kinds = [line.get("fate", "article") for line in explained]
    assert kinds == ["article"] * 3 + ["failed"]
    assert explained[0]["id"] == ran.articles["a1"]["id"]
    table = newsmill("explain", str(dump / "seed.txt")).out
    assert "2019-04" in table and "text header" in table and "Ola Nordli" in table
    assert "rejected in read: empty" in newsmill("explain", str(dump / "empty.txt")).out


def test_detect_says_what_files_are_and_why(dump):
    names = sorted(os.fsencode(path) for path in dump.iterdir())
    text = newsmill("detect", *[os.fsdecode(name) for name in names]).out
    assert "jsonl" in text and r"odd-\xff\x1b.txt" in text and "\x1b" not in text
    found = newsmill("detect", "--json", *[os.fsdecode(name) for name in names]).lines
    assert {one["format"] for one in found} >= {"jsonl", "text"} and all(one["why"] for one in found)


def test_export_in_every_format_gives_each_article_once(ran, tmp_path):
    lines = newsmill("export", store=ran.store).lines
    assert len({line["id"] for line in lines}) == len(lines) == 4
    for line in lines:
        msgspec.convert(line, Article)
    text = newsmill("export", "--format", "csv", store=ran.store).out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["id"] for row in rows} == {line["id"] for line in lines}
    assert "'=1+1" in [row["title"] for row in rows]
    done = newsmill("export", "--format", "parquet", "-o", str(tmp_path / "a.parquet"), store=ran.store)
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 4 and done.out == "" and "4 articles" in done.err
    some = newsmill("export", "publisher:harbour", store=ran.store).lines
    assert [line["source_id"] for line in some] == ["a1"]


def test_an_export_that_nobody_reads_to_its_end_is_clean(ran):
    command = f"'{sys.executable}' -m pipeline.cli export --store '{ran.store}' | head -c 10"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True)
    assert (done.returncode, done.stderr, len(done.stdout)) == (0, b"", 10)


def test_failures_and_rejected_are_listed_with_their_run(ran):
    (failure,) = newsmill("failures", "--json", store=ran.store).lines
    assert (
        failure["reason"] == "bad-json" and failure["run"] == ran.account["run"] and "payload" not in failure
    )
    (full,) = newsmill("failures", "--json", "--payload", store=ran.store).lines
    assert full["payload"]
    assert "bad-json" in newsmill("failures", store=ran.store).out
    reasons = {line["reason"]: line for line in newsmill("rejected", "--json", store=ran.store).lines}
    assert (
        set(reasons) == {"duplicate", "empty"}
        and reasons["duplicate"]["duplicate_of"] == ran.articles["a1"]["id"]
    )


def test_undecodable_names_are_readable_everywhere(ran):
    odd = [line for line in newsmill("export", store=ran.store).lines if "odd" in line["source"]]
    assert odd[0]["source"].endswith("odd-\\xff\x1b.txt")
    assert r"odd-\xff\x1b.txt" in newsmill("show", odd[0]["id"], store=ran.store).out


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


def test_a_replay_takes_what_succeeds_off_the_list(dump, tmp_path):
    store = tmp_path / "s"
    newsmill("run", str(dump), "--quiet", store=store, NEWSMILL_RECORD_SECONDS="60")
    newsmill("failures", "--replay", store=store)
    (left,) = newsmill("failures", "--json", store=store).lines
    assert left["reason"] == "bad-json"
