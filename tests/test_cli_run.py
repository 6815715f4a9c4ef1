"""The whole way through the real program: a small dump in, every command on the store that comes of it."""

import csv
import io
import os
import subprocess
import sys

import msgspec
import pyarrow.parquet as pq
import pytest

from pipeline.model import Article
from tests.cli_kit import ROOT, make_dump, newsmill

PROMISED = {
    "read", "written", "stale", "duplicate", "rejected", "failed", "balanced", "engines", "by_reason",
    "by_format", "by_language", "seconds",
}  # fmt: skip


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    return make_dump(tmp_path_factory.mktemp("dump"))


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
    assert "title" in table and "a field of the dump" in table and "found by" in table
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
    assert "2019-04" in table and "a header line above the text" in table and "Ola Nordli" in table
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


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        (["--", "--runner=NoRunner"], {}, "no such runner"),
        (["--", "--runnr=FlinkRunner"], {}, "Beam has no option --runnr"),
        ([], {"NEWSMILL_FIELDS__ALIASES": "{foo: titel}"}, "fields.aliases: 'foo' points to 'titel'"),
        (["--index", "other"], {}, "give --elasticsearch URL, too"),
    ],
)
def test_what_cannot_be_meant_is_said_before_anything_starts(dump, tmp_path, words, more, said):
    store = ("--store", str(tmp_path / "s"))
    done = newsmill("run", *store, str(dump), *words, status=2, **more)
    assert said in done.err and "Traceback" not in done.err and not (tmp_path / "s").exists()


@pytest.mark.parametrize(("command", "schema"), [("failures", "failure"), ("rejected", "rejected")])
def test_listed_records_are_as_their_schema_says(ran, command, schema):
    text = (ROOT / "schemas" / f"{schema}.schema.json").read_bytes()
    (record,) = msgspec.json.decode(text)["$defs"].values()
    lines = newsmill(command, "--json", store=ran.store).lines
    assert lines
    for line in lines:
        assert set(record["required"]) <= set(line) <= set(record["properties"])
        assert line["run"] and line["round"]
