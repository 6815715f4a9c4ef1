"""Opening stores: where there is none, where it is another's, under any name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.store import Corpus
from pipeline.errors import StoreError
from pipeline.model import SCHEMA_VERSION
from tests.corpus_kit import article, empty_corpus, ingest  # noqa: F401  (the fixture)


def test_what_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="newsmill run"):
        Corpus.open(str(tmp_path / "nothing"), create=False)
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(StoreError, match="other files"):
        Corpus.open(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("name", ["100 % sure?", "æøå [1]", "x#y&z"])
def test_any_folder_name(tmp_path: Path, name: str) -> None:
    made = Corpus.open(str(tmp_path / name))
    with made.lock():
        ingest(made, article("a"), article("b"))
        ingest(made, article("a", 2), source="in/2")
    assert Corpus.open(str(tmp_path / name), create=False).get(["a"])["a"].version == 2
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_store_of_another_version(tmp_path: Path) -> None:
    import pyarrow as pa
    from deltalake import DeltaTable

    def table(name: str, version: str, schema: pa.Schema) -> str:
        folder = tmp_path / name / "articles"
        folder.mkdir(parents=True)
        configuration = {"newsmill.schema": version} if version else {}
        DeltaTable.create(str(folder), schema, configuration=configuration, raise_if_key_not_exists=False)
        return str(tmp_path / name)

    plain = pa.schema([("id", pa.string())])
    with pytest.raises(StoreError, match="a newer newsmill"):
        Corpus.open(table("newer", "99", plain))
    with pytest.raises(StoreError, match="differ in"):
        Corpus.open(table("odd", str(SCHEMA_VERSION), plain))
    with pytest.raises(StoreError, match="something else"):
        Corpus.open(table("foreign", "", plain))


def test_a_lost_journal_is_said(corpus: Corpus) -> None:
    ingest(corpus, article("a"))
    corpus.close()
    (corpus.layout.local(corpus.corpus_id) / "ledger.sqlite").unlink()
    corpus.layout.remove([corpus.layout.round_file("units", corpus.round)])
    with pytest.raises(StoreError, match="copy"):
        Corpus.open(corpus.path)


def test_a_name_that_the_library_would_change(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="percent"):
        Corpus.open(str(tmp_path / "a%20b"))
    assert list(tmp_path.iterdir()) == []
