"""An index that followed rounds which the corpus no longer has, as after an older copy of the table was put back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.corpus.store import Corpus
from pipeline.engines import Refused
from pipeline.engines.elasticsearch.engine import Elastic
from pipeline.engines.embedded import Embedded
from pipeline.follow import Follower, engine_of
from tests.cli_kit import newsmill
from tests.corpus_kit import article, empty_corpus, ingest  # noqa: F401  (the fixture)


def follow(corpus: Corpus) -> Follower:
    follower = Follower(engine_of("embedded", corpus), corpus)
    assert follower.begin() is None
    follower.catch_up()
    assert follower.account().error is None
    return follower


def put_back(corpus: Corpus) -> None:
    """Takes the last commit away, as an older copy of ``articles/`` does."""
    sorted((Path(corpus.path) / "articles" / "_delta_log").glob("*.json"))[-1].unlink()


@pytest.fixture(name="restored")
def restored_store(tmp_path: Path) -> Path:
    made = Corpus.open(str(tmp_path / "s"))
    with made.lock():
        ingest(made, article("a"), article("b"), source="in/1")
        ingest(made, article("c"), article("d"), source="in/2")
        follow(made)
    put_back(made)
    made.close()
    return tmp_path / "s"


def test_reading_commands_say_that_the_index_does_not_match(restored: Path) -> None:
    done = newsmill("index", "status", store=restored, status=1)
    assert "does not match the corpus" in done.out
    assert "up to date" not in done.out
    assert "newsmill index rebuild" in done.err
    (found,) = newsmill("index", "status", "--json", store=restored, status=1).lines
    assert (found["articles"], found["engines"][0]["matches"]) == (2, False)
    assert "newsmill index rebuild" in newsmill("search", "a", store=restored, status=1).err
    newsmill("index", "rebuild", store=restored)
    assert "up to date" in newsmill("index", "status", store=restored).out
    assert "does not match" not in newsmill("search", "a", store=restored).err


@pytest.mark.parametrize("later", [False, True])
def test_following_makes_the_index_again(restored: Path, later: bool) -> None:
    """``later``: the first step is taken when the corpus has gone on beyond what the index followed."""
    corpus = Corpus.open(str(restored))
    with corpus.lock():
        if later:
            ingest(corpus, article("e"), source="in/3")
        follower = follow(corpus)
    engine = follower.engine
    assert engine.position() == corpus.round
    assert engine.status().articles == corpus.count() == (3 if later else 2)
    assert follower.account().offered == follower.account().indexed == corpus.count()


def test_an_index_ahead_of_a_reader_that_opened_before_matches(tmp_path: Path) -> None:
    writer = Corpus.open(str(tmp_path / "s"))
    with writer.lock():
        ingest(writer, article("a"))
        reader = Corpus.open(str(tmp_path / "s"))
        ingest(writer, article("b"), source="in/2")
        assert reader.has(follow(writer).engine.position())


def test_a_server_is_not_emptied_unasked(restored: Path, tmp_path: Path) -> None:
    """Only the embedded index may be: it is this corpus's alone."""
    assert Embedded.disposable
    assert not Elastic.disposable
    state = restored / "index" / "newsmill.json"
    before = json.loads(state.read_text())
    shutil.copytree(restored, tmp_path / "copy")
    corpus = Corpus.open(str(tmp_path / "copy"))

    class Served(Embedded):
        disposable = False

    follower = Follower(Served(tmp_path / "copy" / "index", corpus.corpus_id), corpus)
    with pytest.raises(Refused, match=r"does not match the corpus.*newsmill index rebuild"):
        follower.begin()
    follower.catch_up()
    assert "newsmill index rebuild" in (follower.account().error or "")
    assert json.loads((tmp_path / "copy" / "index" / "newsmill.json").read_text()) == before
