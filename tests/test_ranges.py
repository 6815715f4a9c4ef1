"""Ranges of a WARC that holds stored archives: whatever the cuts and the order, each record is read once."""

from __future__ import annotations

import errno
import io
import json
import os
import pathlib
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import plan, readers
from pipeline.corpus.store import Corpus
from pipeline.model import Covered, RawDocument, SourceFile, UnitResult, WorkUnit
from pipeline.ranges import Ranges
from pipeline.readers import warc
from tests.cli_kit import ROOT, newsmill
from tests.corpus_kit import article, ingest, stage
from tests.readers_kit import warc_record

SENTENCE = "The harbour council met on Tuesday to speak about ferry {0}, its price and its crew of {0}. "


def page(number: int) -> bytes:
    text = SENTENCE.format(number) * 5
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    html = f"<html><head><title>Ferry {number}</title></head><body><article><h1>Ferry {number}</h1>"
    block = f"{head}{html}<p>{text}</p></article></body></html>".encode()
    return warc_record(block, url=f"https://paper.example/{number}")


def archive(number: int) -> bytes:
    inner = b"".join(page(1000 * number + n) for n in range(9))
    return warc_record(inner, "resource", f"https://paper.example/{number}.warc", type_="application/warc")


DATA = b"".join(page(n) + (archive(n) if n in (5, 9) else b"") for n in range(1, 14))


def result_of(unit: WorkUnit, most: int | None) -> tuple[UnitResult, list[int]]:
    """An attempt at a unit that ends after so many records, and their offsets."""
    reader = readers.read(unit, lambda path: io.BytesIO(DATA))
    offsets, items, ended = [], iter(reader), True
    for item in items:
        assert isinstance(item, RawDocument)
        offsets.append(item.offset)
        if len(offsets) == most:
            ended = False
            break
    covers = (Covered(unit.name, "f", ended, unit.skip + len(offsets)),)
    after = reader.after if ended else None
    return UnitResult(unit, "x", 1, None, 0, 0, first=reader.first, after=after, covers=covers), offsets


@settings(deadline=None, max_examples=60)
@given(st.integers(700, 9000), st.data())
def test_what_is_agreed_is_the_whole_once(size: int, chance: st.DataObject) -> None:
    """Workers finish some units of a round, in any order, some in part; what waits or is dropped comes later."""
    options = plan.Options("chain", unit_bytes=size)
    file, boundary = SourceFile("f", len(DATA), "1"), warc.READER.boundary
    assert boundary is not None
    units = plan.units([file], options, lambda _: (boundary, io.BytesIO(DATA)), lambda _: None)
    todo = {unit.name: unit for unit in units}
    ranges, waiting, committed = Ranges({}), dict[str, tuple[UnitResult, list[int]]](), list[int]()
    rounds = 0
    while todo or waiting:
        rounds += 1
        assert rounds < 200
        for name in sorted(todo):
            if name not in waiting and (rounds > 100 or chance.draw(st.booleans())):
                most = chance.draw(st.one_of(st.none(), st.integers(1, 3)))
                waiting[name] = result_of(todo[name], most)
        agreed, again = ranges.agree([result for result, _ in waiting.values()])
        for one in agreed:
            committed += waiting.pop(one.unit.name)[1]
            rest = plan.remainder(todo.pop(one.unit.name), one.covers, options)
            todo |= {unit.name: unit for unit in rest}
        for one in again.dropped:
            del waiting[one.unit.name]
        todo |= again.replaced
        assert {unit.name for unit in again.held} == set(waiting)
    assert sorted(committed) == result_of(WorkUnit("whole", (file,)), None)[1]


def fates(store: pathlib.Path) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """The account of the last run, and where each article of the store begins."""
    found = newsmill("report", "--json", store=store).lines[0]
    articles = newsmill("export", store=store).lines
    names = ("read", "written", "stale", "duplicate", "rejected", "failed")
    return {name: found[name] for name in names}, sorted((one["url"], one["offset"]) for one in articles)


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("dump") / "crawl.warc"
    path.write_bytes(DATA)
    return path


@pytest.fixture(scope="module")
def uncut(dump: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    store = tmp_path_factory.mktemp("uncut") / "store"
    newsmill("run", str(dump), "--quiet", store=store)
    account, articles = fates(store)
    assert (account["read"], account["written"], account["rejected"]) == (15, 13, 2)
    return account, articles


@pytest.mark.parametrize("size", ["2000", "5000"])
def test_a_run_in_ranges_gives_what_a_whole_one_gives(
    dump: pathlib.Path, uncut: tuple[Any, Any], tmp_path: pathlib.Path, size: str
) -> None:
    newsmill("run", str(dump), "--quiet", store=tmp_path / "s", NEWSMILL_UNIT_BYTES=size)
    assert fates(tmp_path / "s") == uncut
    assert not list((tmp_path / "s/staged").iterdir())
    newsmill("run", str(dump), "--quiet", store=tmp_path / "s", NEWSMILL_UNIT_BYTES=size)
    account, articles = fates(tmp_path / "s")
    assert (account["read"], articles) == (0, uncut[1])


def test_what_a_cluster_left_waits_for_its_neighbour(
    dump: pathlib.Path, uncut: tuple[Any, Any], tmp_path: pathlib.Path
) -> None:
    """A worker was lost with the range before a boundary that is none; the ranges behind it were read."""
    store, size = tmp_path / "s", {"NEWSMILL_UNIT_BYTES": "5000"}
    program = [sys.executable, "-m", "pipeline.beam.job", "--input", str(dump), "--store", str(store)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **size}
    subprocess.run(program, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=120)
    results = {path: json.loads(path.read_bytes()) for path in (store / "staged").glob("*.json")}
    moved = [one["after"] for one in results.values() if one["after"] not in (one["unit"]["end"], len(DATA))]
    assert moved, "a boundary lies within a stored archive"
    for path, one in results.items():
        if one["after"] in moved:
            path.unlink()
    newsmill("run", str(dump), "--quiet", store=store, **size)
    assert fates(store) == uncut
    assert not list((store / "staged").iterdir())


class Failing(io.BytesIO):
    """A disk with a broken place in the second of three lines of 2 MB."""

    def read(self, size: int | None = -1, /) -> bytes:
        at = self.tell()
        if 3_500_000 <= at < 3_900_000:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read(min(size or 0, 3_500_000 - at) if at < 3_500_000 else size)


def test_a_range_that_broke_does_not_stop_the_next() -> None:
    """Where reading breaks nothing is known of what follows: the next range is believed, and not left out."""
    data = b"".join(b'{"text": "%s"}\n' % (letter * (2_000_000 - 13)) for letter in (b"a", b"b", b"c"))
    file = SourceFile("f", len(data), "1")
    results = []
    for number in range(3):
        unit = WorkUnit(f"u{number}", (file,), number * 2_000_000, (number + 1) * 2_000_000)
        reader = readers.read(unit, lambda path: Failing(data))
        reasons = [getattr(item, "reason", None) for item in reader]
        assert reasons == (["unreadable"] if number == 1 else [None])
        covers = (Covered(unit.name, "f", True, 1),)
        results.append(
            UnitResult(unit, "x", 1, None, 0, 0, first=reader.first, after=reader.after, covers=covers)
        )
    assert [one.first for one in results] == [0, 2_000_000, 4_000_000]
    assert [one.after for one in results] == [2_000_000, None, 6_000_000]
    agreed, again = Ranges({}).agree(reversed(results))
    assert agreed == results and not again.held + again.dropped


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_ranges_that_were_moved_make_a_whole_file(tmp_path: pathlib.Path, order: tuple[int, ...]) -> None:
    """One range was moved beyond its end, to where the next one was moved too: nothing is left of it."""
    corpus = Corpus.open(str(tmp_path / "store"))
    ranges = ((0, 50, 130), (130, 90, 130), (130, 150, 150))
    with corpus.lock():
        ingest(corpus, article("a"), article("gone"), size=150)
        run = corpus.begin(["in"])
        for number in order:
            start, end, after = ranges[number]
            rows = [] if start > end else [article("ac"[start > 0], offset=start)]
            where = {"start": start, "end": end, "after": after}
            stage(corpus, corpus.next_round(), rows, stamp="2", unit=f"u{end}", size=150, **where)
            corpus.commit(run, corpus.next_round(), corpus.staged())
        assert corpus.finish(run) == 1
    assert {one.id for one in corpus.articles()} == {"a", "c"}


def test_ranges_of_an_earlier_run_are_known(tmp_path: pathlib.Path) -> None:
    corpus = Corpus.open(str(tmp_path / "store"))
    with corpus.lock():
        run = corpus.begin(["in"])
        for start, end, after in ((0, 50, 55), (55, 90, None)):
            stage(
                corpus, corpus.next_round(), [article(str(end))], start=start, end=end, after=after, size=120
            )
        corpus.commit(run, corpus.next_round(), corpus.staged())
        file = SourceFile("in/a.txt", 120, "1")
        assert corpus.reached(run) == {(file, 50): 55, (file, 90): None}
        third = stage(corpus, corpus.next_round(), [article("c")], start=90, end=120, after=120, size=120)
        third = replace(third, first=90)
        assert Ranges(corpus.reached(run)).agree([third])[0] == [third]
        changed = replace(third, unit=replace(third.unit, files=(replace(file, stamp="2"),)))
        assert Ranges(corpus.reached(run)).agree([changed])[1].held == [changed.unit]
