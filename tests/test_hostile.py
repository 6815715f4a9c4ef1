"""What a user or a dump does that nobody thought of: each once met, and each loses nothing and says what it is."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from pipeline import paths
from pipeline.engines.elasticsearch.client import Connection
from pipeline.errors import UsageError
from tests.cli_kit import ROOT, newsmill

WORDS = "A text of some words that is long enough to be read as such. It goes on."


def dump(path, *records):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (
        json.dumps({"title": f"Title number {at}", "text": f"{WORDS} {at}"} | one)
        for at, one in enumerate(records)
    )
    path.write_text("\n".join(lines) + "\n")
    return path


def articles(store):
    return {line["source_id"]: line for line in newsmill("export", store=store).lines}


def test_a_store_among_its_own_inputs_is_not_read(tmp_path):
    dump(tmp_path / "in" / "a.jsonl", {"id": "1"})
    store = tmp_path / "in" / "store"
    newsmill("run", str(tmp_path / "in"), "--quiet", store=store)
    newsmill("run", str(tmp_path / "in"), "--quiet", store=store)
    assert newsmill("report", "--json", store=store).lines[0]["read"] == 0 and len(articles(store)) == 1
    assert "newsmill's own store" in newsmill("run", str(store), store=store, status=2).err


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
def test_no_two_names_are_shown_alike(tmp_path):
    names = [rb"lit\xe6.txt", b"lit\xe6.txt", rb"\x41\x5c.txt", b"\xff\\x41.txt"]
    folder = tmp_path / "in"
    folder.mkdir()
    for at, name in enumerate(names):
        with open(os.path.join(os.fsencode(folder), name), "w") as file:
            file.write(f"Text number {at}\n\n{WORDS} {at}\n")
        assert os.fsencode(paths.opened(paths.shown(os.fsdecode(name)))) == name
    newsmill("run", str(folder), "--quiet", store=tmp_path / "s")
    assert newsmill("report", "--json", store=tmp_path / "s").lines[0]["written"] == len(names)


def test_placeholders_cost_no_date_and_no_article(tmp_path):
    when = {"date": "2019-04-03T10:00:00Z"}
    odd = [
        {"url": "http://[::1/a"},
        *({"retrieved": at} for at in ("9999-12-31T00:00:00Z", "0001-01-01", "2019-02-30")),
    ]
    file = dump(tmp_path / "a.jsonl", *({"id": str(at)} | when | one for at, one in enumerate(odd)))
    newsmill("run", str(file), "--quiet", store=tmp_path / "s")
    found = articles(tmp_path / "s")
    assert len(found) == 4 and {one["published"]["value"] for one in found.values()} == {when["date"]}
    assert found["1"]["retrieved"] is None and found["1"]["extra"]["retrieved"] == "9999-12-31T00:00:00Z"
    assert len({one["version"] for one in found.values()}) == 1


def test_words_that_are_no_text(tmp_path):
    store = tmp_path / "s"
    newsmill("run", str(dump(tmp_path / "a.jsonl", {})), "--quiet", store=store)
    for words in (["show", "\udcff"], ["search", "\udcff"], ["withdraw", "x", "--reason", "\udcff"]):
        done = newsmill(*words, store=store, status=2)
        assert "this is a bug" not in done.err and len(done.err.splitlines()) == 1, words
    done = newsmill("report", "--store", "", status=2)
    assert "this is a bug" not in done.err and len(done.err.splitlines()) == 1


def test_a_closed_standard_output_is_nobodys_error(tmp_path):
    command = f"exec {sys.executable} -m pipeline.cli run {dump(tmp_path / 'a.jsonl', {})} --store {tmp_path / 's'} >&-"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "bug" not in done.stderr


def test_a_replay_lists_no_failure_twice(tmp_path):
    folder = tmp_path / "z"
    file = dump(folder / "bad.jsonl", {"id": "1"})
    file.write_text(file.read_text() + '{"id": "2", "text": \n')
    (folder / "a.avro").write_bytes(b"Obj\x01\x00\x01\x02 no text at all")
    packed = shutil.make_archive(str(tmp_path / "all"), "zip", folder)
    newsmill("run", packed, "--quiet", store=tmp_path / "s")
    before = len(newsmill("failures", "--json", store=tmp_path / "s").lines)
    for _ in range(2):
        newsmill("failures", "--replay", store=tmp_path / "s")
    assert len(newsmill("failures", "--json", store=tmp_path / "s").lines) == before > 1


def test_what_was_a_duplicate_is_an_article_when_its_holder_changes(tmp_path):
    a, b, store = tmp_path / "in" / "a.jsonl", tmp_path / "in" / "b.jsonl", tmp_path / "s"
    same = {"publisher": "P", "title": "The same title", "text": WORDS}
    dump(a, {"id": "A"} | same)
    newsmill("run", str(a), "--quiet", store=store)
    newsmill("run", str(dump(b, {"id": "B"} | same)), "--quiet", store=store)
    assert set(articles(store)) == {"A"}
    dump(a, {"id": "A", "modified": "2019-05-01"} | same | {"text": f"{WORDS} And more."})
    for _ in range(2):
        newsmill("run", str(tmp_path / "in"), "--quiet", store=store)
    assert {id: one["body"] for id, one in articles(store).items()} == {"A": f"{WORDS} And more.", "B": WORDS}


def test_a_withdrawal_names_the_copies_and_takes_them_too(tmp_path):
    same = {"publisher": "P", "title": "The same title", "text": WORDS}
    file, store = dump(tmp_path / "a.jsonl", {"id": "A"} | same, {"id": "B"} | same), tmp_path / "s"
    newsmill("run", str(file), "--quiet", store=store)
    (live,) = articles(store).values()
    assert "--reason is empty" in newsmill("withdraw", live["id"], "--reason", " ", store=store, status=2).err
    told = newsmill("withdraw", live["id"], "--reason", "x", store=store).err
    (copy,) = {
        line["id"]
        for line in newsmill("rejected", "--json", store=store).lines
        if line["reason"] == "duplicate"
    }
    assert copy in told
    newsmill("withdraw", copy, "--reason", "x", store=store)
    newsmill("run", str(file), "--fresh", "--quiet", store=store)
    assert articles(store) == {}


def test_the_slowest_inputs_are_those_that_took_longest_to_process(tmp_path):
    folder = tmp_path / "in"
    for at in range(4):
        dump(folder / f"{at}.jsonl", {})
    (folder / "slow.html").write_text("<p>" + "<b a=1>x</b> " * 30_000 + f"<p>{WORDS}" * 50)
    newsmill("run", str(folder), "--quiet", store=tmp_path / "s")
    slowest = newsmill("report", "--json", store=tmp_path / "s").lines[0]["slowest"]
    assert slowest[0][0].endswith("slow.html")


def test_a_key_is_in_no_message():
    assert Connection("http://localhost:1", api_key=" c2VjcmV0\n")._secrets().api_key == "c2VjcmV0"
    for key in ("c2\x00VjcmV0", "c2VjcmV0€"):
        with pytest.raises(UsageError) as caught:
            Connection("http://localhost:1", api_key=key)
        assert "c2V" not in caught.value.message
