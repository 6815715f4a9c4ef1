"""The sample dump through the command line: every fate, every reason, and the facts of every article."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
EXPECTED: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLES / "expected.jsonl").open(encoding="utf-8")
]
BY_FILE = {line["file"]: line for line in EXPECTED}
FACTS = [
    pytest.param(line["file"], fact, id=f"{Path(line['file']).name}:{fact['title'] or fact['sentence'][:30]}")
    for line in EXPECTED
    for fact in line["facts"]
]
COUNTS = ("articles", "stale", "duplicate", "rejected", "failed")


def newsmill(command: str, *arguments: str, store: Path) -> str:
    """The command line as a user calls it who stands in ``samples/``; what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", command, *arguments, "--store", str(store)],
        cwd=SAMPLES,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line]


def exported(store: Path) -> list[dict[str, Any]]:
    return json_lines(newsmill("export", store=store))


@dataclass
class Result:
    """What one run over the dump gave: by file, its articles and the reasons of what else it held."""

    store: Path
    account: dict[str, Any]
    articles: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    rejected: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failed: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    store = tmp_path_factory.mktemp("samples") / "store"
    newsmill("run", "dump", "--quiet", store=store)
    found = Result(store, json.loads(newsmill("report", "--json", store=store)))
    for article in exported(store):
        found.articles[article["source"]].append(article)
    for row in json_lines(newsmill("rejected", "--json", store=store)):
        found.rejected[row["source"]][row["reason"]] += 1
    for row in json_lines(newsmill("failures", "--json", store=store)):
        found.failed[row["source"]][row["reason"]] += 1
    return found


def test_the_dump_covers_what_it_should() -> None:
    files = [path for path in (SAMPLES / "dump").rglob("*") if path.is_file()]
    assert sorted(f"dump/{path.relative_to(SAMPLES / 'dump').as_posix()}" for path in files) == sorted(
        BY_FILE
    )
    assert sum(path.stat().st_size for path in files) < 400_000
    languages = Counter(fact["lang"] for line in EXPECTED for fact in line["facts"])
    assert len(languages) >= 8
    assert all(languages[code] >= 6 for code in ("nn", "nb", "en", "de"))
    assert sum(languages.values()) >= 60
    precisions = {fact["date_precision"] for line in EXPECTED for fact in line["facts"]}
    assert precisions == {None, "year", "month", "day", "minute", "second"}


def test_the_dump_is_current(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SAMPLES / "make_dump.py", str(tmp_path)], check=True, timeout=60)
    assert (tmp_path / "expected.jsonl").read_bytes() == (SAMPLES / "expected.jsonl").read_bytes()
    for name in BY_FILE:
        if not name.endswith((".gz", ".zst", ".zip")):  # compressors differ between versions
            assert (tmp_path / name).read_bytes() == (SAMPLES / name).read_bytes(), name


def test_every_record_has_one_fate(result: Result) -> None:
    account = result.account
    total = {name: sum(line[name] for line in EXPECTED) for name in COUNTS}
    assert account["balanced"] is True
    assert {
        "articles": account["written"],
        **{name: account[name] for name in COUNTS if name != "articles"},
    } == total
    assert account["read"] == sum(total.values())


@pytest.mark.parametrize("name", sorted(BY_FILE))
def test_fates_of_a_file(result: Result, name: str) -> None:
    line = BY_FILE[name]
    rejected = Counter(result.rejected[name])
    stale, duplicate = rejected.pop("stale", 0), rejected.pop("duplicate", 0)
    found = {
        "articles": len(result.articles[name]),
        "stale": stale,
        "duplicate": duplicate,
        "reasons": dict(rejected),
        "failures": dict(result.failed[name]),
    }
    assert found == {key: line[key] for key in found}


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_facts_of_an_article(result: Result, name: str, fact: dict[str, Any]) -> None:
    articles = [a for a in result.articles[name] if squeeze(fact["sentence"]) in squeeze(a["body"])]
    assert articles, f"no article of {name} holds: {fact['sentence']}"
    article = next((a for a in articles if a["url"] == fact.get("url")), articles[0])
    published = article["published"] or {"value": None, "precision": None}
    found = {
        "title": article["title"],
        "date": published["value"],
        "date_precision": published["precision"],
        "byline": article["authors"],
        "lead": article["lead"],
        "publisher": article["publisher"],
        "lang": article["language"],
        "captions": article["captions"],
        "crossheads": article["crossheads"],
        "photo_credits": [
            {key: credit[key] for key in ("verbatim", "photographers", "agencies", "holder")}
            for credit in article["credits"]
        ],
        "url": article["url"],
        "canonical_url": article["canonical_url"],
    }
    claimed = {key: value for key, value in fact.items() if key in found}
    assert {key: found[key] for key in claimed} == claimed


def test_captions_and_credits_are_no_part_of_the_body(result: Result) -> None:
    for articles in result.articles.values():
        for article in articles:
            for text in (*article["captions"], *(credit["verbatim"] for credit in article["credits"])):
                assert f"{text}\n" not in article["body"] + "\n", article["source"]


def test_a_newer_version_wins_whatever_the_order(result: Result, tmp_path: Path) -> None:
    both = ["dump/warc/crawl-2024-06.warc.gz", "dump/warc/crawl-2024-05.warc.gz"]
    for name in both:
        newsmill("run", name, "--quiet", store=tmp_path / "store")
    backwards = {article["id"]: article["body"] for article in exported(tmp_path / "store")}
    assert backwards == {a["id"]: a["body"] for name in both for a in result.articles[name]}
    assert any("i fem timar" in body for body in backwards.values())
    assert not any("i fire timar" in body for body in backwards.values())


def test_the_second_run_reads_nothing_again(result: Result) -> None:
    newsmill("run", "dump", "--quiet", store=result.store)
    assert json.loads(newsmill("report", "--json", store=result.store))["read"] == 0
    before = [article for articles in result.articles.values() for article in articles]
    assert sorted(exported(result.store), key=by_id) == sorted(before, key=by_id)


def test_a_withdrawn_article_does_not_come_back(tmp_path: Path) -> None:
    store = tmp_path / "store"
    newsmill("run", "dump/text/plain", "--quiet", store=store)
    before = {article["id"] for article in exported(store)}
    gone = min(before)
    newsmill("withdraw", gone, "--reason", "the harbour master asked for it", store=store)
    newsmill("run", "dump/text/plain", "--fresh", "--quiet", store=store)
    assert {article["id"] for article in exported(store)} == before - {gone}
    assert gone not in newsmill("search", "*", "--json", store=store)
    withdrawn = [
        row["id"]
        for row in json_lines(newsmill("rejected", "--json", store=store))
        if row["reason"] == "withdrawn"
    ]
    assert gone in withdrawn


def by_id(article: dict[str, Any]) -> str:
    return str(article["id"])


def squeeze(text: str) -> str:
    """Text as it is compared: NFC, white space folded."""
    return " ".join(unicodedata.normalize("NFC", text).split())
