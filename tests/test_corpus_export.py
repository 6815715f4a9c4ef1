"""Articles out of the corpus: three formats, each article once."""

from __future__ import annotations

import csv
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from pipeline.corpus import export as exporting
from pipeline.corpus import table
from pipeline.corpus.export import CSV_COLUMNS, export
from pipeline.corpus.store import Corpus
from pipeline.errors import UsageError
from pipeline.model import Article, Credit, DateValue, Evidence, Image
from tests.corpus_kit import article, stage

FULL = Article(
    "full", "in/a", "First.\n\nSecond \"one\".",
    source_id="7", title="=1+1", lead="First.", authors=("Kari Moe", "Ola Li"),
    published=DateValue("2019-04-25T12:30+02:00", "minute", "2019-04-25T12:30:00", "2019-04-25T12:31:00", "+02:00",
                        "2019-04-25T10:30:00Z", "meta", 0.9),
    captions=("Ein bru",), credits=(Credit("Ola / NTB", "photo", ("Ola",), ("NTB",), None, "caption", "Ein bru"),),
    images=(Image("https://x.example/1.jpg"),), urgency=-3, language="nn", language_confidence=0.75, fingerprint="f",
    provenance=(Evidence("title", "=1+1", "h1", "<h1>", 0.5, True),), extra={"b": "2", "a": "1"}, version=4, words=3,
)  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    made = Corpus.open(str(tmp_path_factory.mktemp("export") / "store"))
    with made.lock():
        run = made.begin(["in"])
        for source, rows in {
            "in/a": [FULL, article("b"), article("c")],
            "in/b": [article("d"), article("b", 2)],
        }.items():
            round = made.next_round()
            stage(made, round, rows, source=source)
            made.commit(run, round, made.staged())
        made.withdraw("c", "asked")
    yield made


def exported(corpus: Corpus, tmp_path: Path, kind: str, ids: list[str] | None = None) -> Path:
    out = tmp_path / f"out.{kind}"
    assert export(corpus, kind, str(out), ids) == (3 if ids is None else len(ids))
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    return out


def test_json_lines_follow_the_record(corpus: Corpus, tmp_path: Path) -> None:
    lines = exported(corpus, tmp_path, "jsonl").read_text().splitlines()
    found = {row["id"]: row for row in map(json.loads, lines)}
    assert set(found) == {"full", "b", "d"}
    whole = corpus.get(["full"])["full"]
    assert replace(whole, commit=0, ingested=None) == FULL
    assert found["full"] == json.loads(json.dumps(table.article_json(whole)))
    assert [msgspec.json.decode(line, type=Article).id for line in lines]
    assert found["d"]["modified"] is None and found["d"]["authors"] == []


def test_csv_is_safe_in_a_spreadsheet(corpus: Corpus, tmp_path: Path) -> None:
    with open(exported(corpus, tmp_path, "csv"), newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert list(next(iter(rows.values()))) == CSV_COLUMNS
    full = rows["full"]
    assert full["title"] == "'=1+1" and full["urgency"] == "-3" and full["body"] == FULL.body
    assert (full["authors"], full["credits"]) == ("Kari Moe; Ola Li", "Ola / NTB")
    assert (full["published"], full["published_precision"]) == ("2019-04-25T12:30+02:00", "minute")
    assert json.loads(full["extra"]) == {"b": "2", "a": "1"} and rows["d"]["modified"] == ""


def test_parquet_is_the_table(corpus: Corpus, tmp_path: Path) -> None:
    found = pq.read_table(exported(corpus, tmp_path, "parquet"))
    assert found.schema.equals(table.SCHEMA)
    assert {row["id"] for row in found.to_pylist()} == {"full", "b", "d"}


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_some_ids(corpus: Corpus, tmp_path: Path, kind: str) -> None:
    exported(corpus, tmp_path, kind, ["d", "full"])


def test_into_a_pipe(corpus: Corpus, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    assert export(corpus, "jsonl", str(pipe)) == 3
    reader.join(10)
    assert got[0].count(b"\n") == 3 and pipe.is_fifo()


def test_what_cannot_be_written(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="jsonl, csv, parquet"):
        export(corpus, "xml", str(tmp_path / "x"))
    with pytest.raises(UsageError, match="cannot be written"):
        export(corpus, "csv", str(tmp_path / "no" / "x"))


def test_other_programs_read_the_table(corpus: Corpus) -> None:
    from deltalake import DeltaTable

    rows = (
        DeltaTable(corpus.layout.table, storage_options=corpus.layout.options)
        .to_pyarrow_table(columns=["id", "retired", "withdrawn"])
        .to_pylist()
    )
    assert sorted(row["id"] for row in rows if not (row["retired"] or row["withdrawn"])) == ["b", "d", "full"]


def test_the_digest_sees_content_only(corpus: Corpus) -> None:
    one = FULL
    assert table.digest(replace(one, commit=9, ingested="x")) == table.digest(one)
    assert table.digest(replace(one, commit=9), commit=True) != table.digest(one, commit=True)
    assert table.digest(replace(one, extra={"a": "1", "b": "2"})) == table.digest(one)
    assert table.digest(replace(one, page="2")) != table.digest(one)


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "\t=1", "\r=1"])
def test_cells_that_a_spreadsheet_would_run_are_quoted(text: str) -> None:
    assert (
        exporting._cell(text) == "'" + text
        and exporting._cell("a=1") == "a=1"
        and exporting._cell(-3) == "-3"
    )


PICTURED = replace(
    FULL,
    captions=("Ein bru", "Utan namn"),
    credits=(*FULL.credits, Credit("=Privat", "photo", (), (), "=Privat", "body line", None)),
)


def test_pictures_are_a_row_each_and_captions_without_a_credit_too(tmp_path: Path) -> None:
    made = Corpus.open(str(tmp_path / "store"))
    with made.lock():
        run, round = made.begin(["in"]), made.next_round()
        stage(made, round, [PICTURED, article("b"), article("c")], source="in/a")
        made.commit(run, round, made.staged())
        made.withdraw("c", "asked")
    paths = {kind: str(tmp_path / f"pictures.{kind}") for kind in ("jsonl", "csv", "parquet")}
    for kind, path in paths.items():
        assert export(made, kind, path, each_picture=True) == 3
    rows = [json.loads(line) for line in Path(paths["jsonl"]).read_text().splitlines()]
    assert [(row["number"], row["verbatim"], row["caption"]) for row in rows] == [
        (1, "Ola / NTB", "Ein bru"),
        (2, "=Privat", None),
        (3, None, "Utan namn"),
    ]
    assert (rows[0]["photographers"], rows[0]["agencies"], rows[1]["holder"]) == (["Ola"], ["NTB"], "=Privat")
    assert {(row["id"], row["published"], row["source"]) for row in rows} == {
        ("full", "2019-04-25T12:30+02:00", "in/a")
    }
    assert pq.read_table(paths["parquet"]).to_pylist() == rows
    with open(paths["csv"], encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    assert [cell["holder"] for cell in cells] == ["", "'=Privat", ""] and cells[0]["photographers"] == "Ola"
    assert export(made, "jsonl", paths["jsonl"], ["b"], each_picture=True) == 0
