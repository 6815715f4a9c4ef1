"""What the corpus tests need of an extract job: results with real parts, made of a few words."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.corpus import table
from pipeline.corpus.counts import Counts
from pipeline.corpus.store import Corpus
from pipeline.model import Article, Covered, DateValue, Failure, Rejected, SourceFile, UnitResult, WorkUnit


def article(id: str, version: int = 1, text: str = "", source: str = "in/a.txt", offset: int = 0) -> Article:
    body = f"{id} {version} {text}"
    date = DateValue("2019-04", "month", "2019-04-01", "2019-05-01")
    return Article(
        id, source, body, version=version, offset=offset, fingerprint=text or None, title=id, language="nn",
        published=date, url=f"https://news.example/{id}", format="text", words=3, extra={"k": "v"},
    )  # fmt: skip


def stage(
    corpus: Corpus,
    round: int,
    articles: Sequence[Article],
    *,
    source: str = "in/a.txt",
    stamp: str = "1",
    unit: str | None = None,
    rejected: Iterable[Rejected] = (),
    failures: Iterable[Failure] = (),
    skip: int = 0,
    complete: bool = True,
    start: int = 0,
    end: int | None = None,
    size: int = 100,
    after: int | None = None,
) -> UnitResult:
    """Writes a part and a result as one attempt at a file (or a range of it) does; the result."""
    name = unit or f"{source}-{stamp}-{start}"
    attempt, unit = uuid.uuid4().hex[:8], name.replace("/", "_")
    part = f"part-{round:014}-{unit}.{attempt}.parquet" if articles else None
    if part:
        stamped = [replace(a, source=source, commit=round, ingested="2026-01-01T00:00:00Z") for a in articles]
        table.write_part(corpus.layout.writer(corpus.layout.part(part)), [table.to_batch(stamped)])
    rejected, failures = tuple(rejected), tuple(failures)
    read = len(articles) + len(rejected) + len(failures)
    file = SourceFile(source, size, stamp)
    result = UnitResult(
        WorkUnit(unit, (file,), start, end, skip=skip), attempt, round, part, read, len(articles), rejected, failures,
        after=after, covers=(Covered(name, source, complete, skip + read),),
        read_by_format={"text": read}, seconds={source: 0.1}, sent=read, answered=read,
    )  # fmt: skip
    corpus.layout.write(f"staged/{unit}.{attempt}.json", msgspec.json.encode(result))
    return result


def snapshot(corpus: Corpus) -> dict[str, tuple[int, bool, bool, str]]:
    """Id -> (version, retired, withdrawn, body), of every row; fails where an id is there twice."""
    rows = [row for batch in corpus.rows_after(0) for row in batch.to_pylist()]
    found = {row["id"]: (row["version"], row["retired"], row["withdrawn"], row["body"]) for row in rows}
    assert len(found) == len(rows), json.dumps(sorted(row["id"] for row in rows))
    return found


@pytest.fixture(name="corpus")
def empty_corpus(tmp_path: Path) -> Iterator[Corpus]:
    """An empty corpus, with its lock."""
    made = Corpus.open(str(tmp_path / "my store #1"))
    with made.lock():
        yield made


def ingest(
    corpus: Corpus,
    *articles: Article,
    inputs: Sequence[str] = ("in",),
    finish: bool = True,
    fresh: bool = False,
    **how: Any,
) -> Counts:
    """One run of one round; its counts."""
    run = corpus.begin(list(inputs), fresh=fresh)
    round = corpus.next_round()
    stage(corpus, round, articles, **how)
    corpus.commit(run, round, corpus.staged())
    if finish:
        corpus.finish(run)
    return corpus.account(run)
