"""A store on an object store: the same corpus as in a folder, through the same commands."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import time

import pytest

from pipeline.corpus.layout import STAGED
from pipeline.corpus.store import Corpus
from pipeline.errors import StoreError
from tests.corpus_kit import article, ingest, snapshot
from tests.killing import COMMAND
from tests.s3_kit import SECRET, empty_store, server, serving  # noqa: F401  (the fixtures)

DUMP = pathlib.Path(__file__).resolve().parents[1] / "samples" / "dump"


def newsmill(*words: str, status: int = 0) -> str:
    """A command's output; fails where its exit status is another."""
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, timeout=200)
    assert done.returncode == status, done.stderr
    assert SECRET not in done.stdout + done.stderr
    return done.stdout if status == 0 else done.stderr


def test_the_commands_as_with_a_folder(s3: str, tmp_path: pathlib.Path) -> None:
    folder = str(tmp_path / "folder")
    for store in (s3, folder):
        newsmill("run", str(DUMP), "--store", store, "--quiet")
    there, here = (Corpus.open(store, create=False) for store in (s3, folder))
    assert there.content_digest() == here.content_digest() and there.count() > 50
    assert snapshot(there).keys() == snapshot(here).keys()
    assert len(list(there.rejected())) == len(list(here.rejected())) > 0
    assert len(list(there.failures())) == len(list(here.failures())) > 0
    mine, other = (json.loads(newsmill("search", "tunnel*", "--json", "--store", at)) for at in (s3, folder))
    assert mine["total"] == other["total"] > 0
    assert "the text, without header lines" in newsmill("explain", mine["hits"][0]["id"], "--store", s3)
    exported = [json.loads(line)["id"] for line in newsmill("export", "--store", s3).splitlines()]
    assert sorted(exported) == sorted(one.id for one in here.articles())
    assert s3 + "/runs/" in newsmill("report", "--store", s3)


def test_on_a_machine_that_never_saw_it(s3: str, tmp_path: pathlib.Path) -> None:
    corpus = Corpus.open(s3)
    with corpus.lock():
        ingest(corpus, article("a"), article("b", text="x"), article("c", text="x"))
        ingest(corpus, article("a", 2), source="in/2")
    digest, listed = corpus.content_digest(), list(corpus.rejected())
    shutil.rmtree(tmp_path / "cache")
    other = Corpus.open(s3, create=False, cache=str(tmp_path / "elsewhere"))
    assert other.content_digest() == digest and list(other.rejected()) == listed
    assert other.get(["a"])["a"].version == 2
    assert (tmp_path / "elsewhere").is_dir() and not (tmp_path / "cache").exists()


def test_withdrawn_and_retired(s3: str) -> None:
    corpus = Corpus.open(s3)
    with corpus.lock():
        ingest(corpus, article("a"), article("b"))
        assert corpus.withdraw("a", "a request") == 1
        counts = ingest(corpus, article("a", 9), stamp="2")
    assert (counts.withdrawn, counts.retired) == (1, 1)
    rows = snapshot(Corpus.open(s3))
    assert rows["a"][2] and rows["b"][1] and not rows["a"][3] and not rows["b"][3]


def test_only_one_may_write(s3: str) -> None:
    one, two = Corpus.open(s3), Corpus.open(s3)
    with one.lock():
        with pytest.raises(StoreError, match=f"process {os.getpid()} on .* is at work on the store s3://"):
            two.lock().__enter__()
        ingest(one, article("a"))
    with two.lock():
        ingest(two, article("b"), source="in/b")
    assert one.refresh() == two.round and one.count() == 2


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("gs://bucket/store", "s3://bucket/path"),
        ("s3://bucket/a b", "letters, digits"),
        ("s3://bucket/../x", "letters, digits"),
        ("s3://no-such-bucket/store", "no such bucket"),
    ],
)
def test_addresses_that_are_no_store(s3: str, address: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        Corpus.open(address)


def test_what_is_no_store(s3: str) -> None:
    with pytest.raises(StoreError, match="Make one with: newsmill run INPUT --store s3://"):
        Corpus.open(s3, create=False)
    Corpus.open(s3).layout.write("thesis.txt", b"x")
    with pytest.raises(StoreError, match="other files"):
        Corpus.open(s3.removesuffix("/store"))


def test_a_server_that_is_not_there(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    begun = time.monotonic()
    words = newsmill("run", str(DUMP), "--store", s3, "--quiet", status=1)
    assert "cannot be reached" in words and "AWS_ENDPOINT_URL" in words and len(words.splitlines()) == 1
    assert time.monotonic() - begun < 60


def test_a_server_that_goes_away_in_mid_round(
    s3: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = tmp_path / "dump"
    dump.mkdir()
    for number in range(40):  # several units, and a first result before the commit
        rows = ({"id": f"{number}-{row}", "text": f"Words {number} {row}. " * 150} for row in range(400))
        (dump / f"{number}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with server() as (address, process):
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        run = subprocess.Popen([*COMMAND, "run", str(dump), "--store", s3], stderr=subprocess.PIPE, text=True)
        layout = Corpus.open(s3).layout
        end = time.monotonic() + 100
        while not any(layout.names(STAGED)):
            assert run.poll() is None and time.monotonic() < end
            time.sleep(0.05)
        process.kill()
        _, err = run.communicate(timeout=120)
    assert run.returncode == 1 and "Traceback" not in err
    assert "cannot be read or written: the server cannot be reached" in err.splitlines()[-1]


def test_inputs_on_an_object_store(s3: str, tmp_path: pathlib.Path) -> None:
    dump = Corpus.open(s3).layout  # any way to write objects will do
    for name in ("dump/a", "dump/below/b"):
        record = {"id": name, "title": name, "text": f"A story from afar, the one in {name}, of a bridge."}
        dump.write(f"{name}.jsonl", json.dumps(record).encode() + b"\n")
    newsmill("run", f"{s3}/dump", "--store", str(tmp_path / "folder"), "--quiet")
    sources = {one.source for one in Corpus.open(str(tmp_path / "folder")).articles()}
    assert sources == {f"{s3}/dump/a.jsonl", f"{s3}/dump/below/b.jsonl"}
