"""An index that somebody else wrote to: it has followed every round, and holds another number of articles."""

from __future__ import annotations

from pathlib import Path

import pytest
import tantivy

from pipeline.engines.embedded.schema import register, schema
from tests.cli_kit import newsmill

LINES = "".join(f'{{"id": "a{n}", "title": "Ferry {n}", "text": "A ferry {n}."}}\n' for n in range(3))


@pytest.fixture(name="dump")
def small_dump(tmp_path: Path) -> Path:
    (tmp_path / "dump.jsonl").write_text(LINES)
    newsmill("run", str(tmp_path / "dump.jsonl"), "--quiet", store=tmp_path / "s")
    return tmp_path / "dump.jsonl"


def tamper(store: Path, more: bool) -> None:
    index = tantivy.Index(schema(), path=str(store / "index"))
    register(index)
    writer = index.writer(15_000_000)
    if more:
        writer.add_document(tantivy.Document.from_dict({"id": "other", "commit": 1}, schema()))
    else:
        searcher = index.searcher()
        (_, address), *_ = searcher.search(tantivy.Query.all_query(), limit=3).hits
        writer.delete_documents_by_term("id", searcher.doc(address)["id"][0])
    writer.commit()
    writer.wait_merging_threads()


@pytest.mark.parametrize(("more", "what"), [(True, "has 1 article more than"), (False, "lacks 1 article of")])
def test_the_next_run_says_so_and_makes_it_again(dump: Path, tmp_path: Path, more: bool, what: str) -> None:
    tamper(tmp_path / "s", more)
    assert what in newsmill("index", "status", store=tmp_path / "s", status=1).err
    done = newsmill("run", str(dump), "--quiet", store=tmp_path / "s")
    assert f"{what} the corpus" in done.err and "made again" in done.err
    assert "3 articles" in newsmill("index", "status", store=tmp_path / "s").out
    again = newsmill("run", str(dump), "--quiet", store=tmp_path / "s")
    assert again.err == ""
