"""The embedded engine follows a corpus: rows again, older, gone, broken; kills; damaged and foreign folders."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
from typing import Any

import pytest
import tantivy

from pipeline.engines import Engine, SearchRequest
from pipeline.engines.embedded import Embedded, step
from pipeline.errors import EngineError
from pipeline.query import parse
from tests.embedded_kit import ARTICLES, batch, date, found, look_up


@pytest.fixture
def empty(tmp_path: pathlib.Path) -> Embedded:
    return Embedded(tmp_path / "index", "corpus-1")


# ---------------------------------------------------------------- following


def test_nothing_is_made_before_it_is_needed(empty: Embedded) -> None:
    typed: Engine = empty
    assert typed.position() == 0
    assert empty.status().articles == 0
    assert not empty.folder.exists()
    assert found(empty, "tog") == []


def test_rows_may_come_again_and_older_ones_never_win(empty: Embedded) -> None:
    row = {"id": "a", "body": "ny tekst"}
    assert empty.apply([batch([row], 5)], 5).indexed == 1
    again = empty.apply([batch([row], 5)], 5)
    assert (again.indexed, again.superseded) == (1, 0)
    older = empty.apply([batch([{"id": "a", "body": "gammal tekst"}], 4)], 6)
    assert (older.indexed, older.superseded, empty.position()) == (0, 1, 6)
    assert found(empty, "ny") == ["a"] and found(empty, "gammal") == []
    newer = empty.apply([batch([{"id": "a", "body": "siste tekst"}], 7)], 7)
    assert (newer.indexed, found(empty, "siste"), found(empty, "ny")) == (1, ["a"], [])


@pytest.mark.parametrize("every", [0, 200_000])
def test_one_call_brings_an_id_twice(empty: Embedded, every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "COMMIT_EVERY", every)
    batches = [
        batch([{"id": "a", "body": body}], commit) for body, commit in (("ein", 2), ("to", 3), ("tre", 1))
    ]
    applied = empty.apply(batches, 3)
    assert applied.indexed + applied.superseded == 3
    assert [found(empty, word) for word in ("ein", "to", "tre")] == [[], ["a"], []]


@pytest.mark.parametrize("flag", ["retired", "withdrawn"])
def test_what_is_gone_stays_gone(empty: Embedded, flag: str) -> None:
    empty.apply([batch([{"id": "a", "body": "tog"}, {"id": "b", "body": "tog"}], 1)], 1)
    assert empty.apply([batch([{"id": "a", "body": "", flag: True}], 2)], 2).indexed == 1
    assert found(empty, "tog") == ["b"] and found(empty, "") == ["b"] and empty.status().articles == 1
    assert empty.apply([batch([{"id": "a", "body": "tog"}], 1)], 2).superseded == 1
    assert found(empty, "tog") == ["b"]
    empty.apply([batch([{"id": "a", "body": "tog att"}], 3)], 3)
    assert sorted(found(empty, "tog")) == ["a", "b"]


def test_a_row_that_cannot_be_indexed_costs_no_other(empty: Embedded) -> None:
    bad = {"id": "bad", "body": "tog", "published": date("x", "ikkje ein dato", "2019")}
    applied = empty.apply([batch([{"id": "a", "body": "tog"}, bad, {"id": "b", "body": "tog"}])], 1)
    assert (applied.indexed, applied.superseded, found(empty, "tog")) == (2, 0, ["a", "b"])
    [failure] = applied.failed
    assert (failure.stage, failure.source, failure.offset) == ("index:embedded", "dump.jsonl", 7)
    assert "bad" in failure.detail


def test_a_source_that_breaks_leaves_the_index_as_it_was(empty: Embedded) -> None:
    def broken() -> Any:
        yield batch([{"id": "a", "body": "tog"}])
        raise KeyError("no such part")

    with pytest.raises(KeyError):
        empty.apply(broken(), 1)
    assert (empty.position(), found(empty, "tog")) == (0, [])
    assert empty.apply([batch([{"id": "a", "body": "tog"}])], 1).indexed == 1


KILLED = """
import sys; sys.path.insert(0, sys.argv[2])
from tests.embedded_kit import Embedded, batch
index = Embedded(sys.argv[1], "corpus-1")
index.apply([batch([{"id": "a", "body": "ein"}], 1)], 1)
index.apply([batch([{"id": "a", "body": "to"}, {"id": "b", "body": "to"}], 2)], 2)
"""


def test_killed_between_commit_and_position(empty: Embedded) -> None:
    command = [sys.executable, "-c", KILLED, str(empty.folder), str(pathlib.Path(__file__).parents[1])]
    done = subprocess.run(command, env=os.environ | {"NEWSMILL_FAULT": "kill:index.commit:2"}, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert empty.position() == 1
    assert empty.apply([batch([{"id": "a", "body": "to"}, {"id": "b", "body": "to"}], 2)], 2).indexed == 2
    assert (sorted(found(empty, "to")), found(empty, "ein"), empty.position()) == (["a", "b"], [], 2)


# ---------------------------------------------------------------- broken and foreign folders


def _damage(folder: pathlib.Path, how: str) -> None:
    state = folder / "newsmill.json"
    if how == "corpus":
        state.write_text(state.read_text().replace("corpus-1", "corpus-2"))
    elif how == "schema":
        state.write_text(json.dumps(json.loads(state.read_text()) | {"schema": 0}))
    elif how == "state":
        state.write_text("{")
    elif how == "no state":
        state.unlink()
    elif how == "meta":
        (folder / "meta.json").write_text("{broken")
    elif how == "no meta":
        (folder / "meta.json").unlink()
    elif how == "no segment":
        for path in folder.glob("*.term"):
            path.unlink()
    else:
        for path in folder.glob("*.term"):
            path.write_bytes(b"x" * 10)


@pytest.mark.parametrize(
    "how", ["corpus", "schema", "state", "no state", "meta", "no meta", "no segment", "cut"]
)
def test_what_cannot_be_used_names_the_way_out(empty: Embedded, how: str) -> None:
    empty.apply([batch(ARTICLES)], 1)
    _damage(empty.folder, how)
    index = Embedded(empty.folder, "corpus-1")
    with pytest.raises(EngineError, match="newsmill index rebuild"):
        index.search(SearchRequest(parse("tog")), look_up)
    index.reset()
    assert (index.position(), found(index, "tog")) == (0, [])
    index.apply([batch(ARTICLES)], 3)
    assert (index.position(), len(found(index, "tog"))) == (3, 2)


def test_a_deleted_folder_begins_again(empty: Embedded) -> None:
    empty.apply([batch(ARTICLES)], 1)
    shutil.rmtree(empty.folder)
    again = Embedded(empty.folder, "corpus-1")
    assert again.position() == 0
    again.apply([batch(ARTICLES)], 1)
    assert len(found(again, "tog")) == 2


def test_a_deleted_folder_is_noticed_by_an_open_index(empty: Embedded) -> None:
    empty.apply([batch(ARTICLES)], 1)
    shutil.rmtree(empty.folder)
    assert (empty.position(), found(empty, "tog")) == (0, [])
    empty.apply([batch(ARTICLES[:1])], 2)
    assert (empty.position(), found(empty, "tog")) == (2, ["summit"])


def test_a_panic_of_tantivy_is_an_engine_error(empty: Embedded) -> None:
    """A panic is no Exception; a limit of 0 gives one for sure, as some damaged files do."""
    empty.apply([batch(ARTICLES)], 1)
    searcher = empty._searcher()
    with pytest.raises(EngineError, match="newsmill index rebuild"), empty._told():
        searcher.search(tantivy.Query.all_query(), limit=0)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_called_so(empty: Embedded) -> None:
    with pytest.raises(EngineError, match="full: make room"), empty._told(), open("/dev/full", "w") as file:
        file.write("x" * 100_000)
        file.flush()


def test_two_writers_at_once(empty: Embedded) -> None:
    def meanwhile() -> Any:
        yield batch([{"id": "a", "body": "tog"}])
        with pytest.raises(EngineError):
            Embedded(empty.folder, "corpus-1").apply([], 1)

    empty.apply(meanwhile(), 1)
    assert found(empty, "tog") == ["a"]


def test_status(empty: Embedded) -> None:
    empty.apply([batch(ARTICLES)], 2)
    status = empty.status()
    assert (status.name, status.position, status.articles) == ("embedded", 2, 5)
    assert status.size > 0
