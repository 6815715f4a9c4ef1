"""A store that this user may only read: reading commands answer as ever, others say that it is a matter of rights."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.engines.embedded.reading import LOCKS, Links
from tests.cli_kit import ROOT, newsmill
from tests.corpus_kit import article, ingest

KEPT = "rights cannot be taken away here"
OTHER = 65534
"""A user whom the store belongs to where the tests run as root."""


def words_without_rights() -> list[str]:
    """How a command is begun that keeps to the modes of files, also as root."""
    return (
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--inh-caps=-all"]
        if os.geteuid() == 0
        else []
    )


def close(folder: Path) -> None:
    """Takes the right to write from whom ``words_without_rights`` begins."""
    for path in (folder, *folder.rglob("*")):
        if os.geteuid() == 0:
            os.chown(path, OTHER, OTHER)
        path.chmod(0o555 if path.is_dir() else 0o444)
    if words_without_rights() and shutil.which("setpriv") is None:
        pytest.skip(KEPT)
    able, writes = (
        not subprocess.run([*words_without_rights(), *test], check=False).returncode
        for test in (["test", "-r", str(folder)], ["test", "-w", str(folder)])
    )
    if writes or not able:
        pytest.skip(KEPT)


def reading(store: Path, *words: str, status: int = 0) -> str:
    """What a command prints that may not write the store: its output, or its error where it must fail."""
    done = subprocess.run(
        [*words_without_rights(), sys.executable, "-m", "pipeline.cli", *words, "--store", str(store)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    return done.stderr if status else done.stdout


@pytest.fixture(name="store")
def filled_store(tmp_path: Path) -> Iterator[Path]:
    dump = tmp_path / "dump"
    dump.mkdir()
    for n in (1, 2):
        (dump / f"{n}.jsonl").write_text(
            f'{{"id": "a{n}", "title": "Ferry {n}", "text": "A ferry {n}."}}\n{{"cut\n'
        )
    newsmill("run", str(dump), "--quiet", store=tmp_path / "s")
    yield tmp_path / "s"
    for path in (tmp_path / "s", *(tmp_path / "s").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("gone", ["", "ledger.sqlite-*", "ledger.sqlite*"])
def test_reading_commands_work(store: Path, tmp_path: Path, gone: str) -> None:
    commands = [
        ("search", "ferry"), ("index", "status"), ("failures",), ("report", "--json"), ("rejected", "--json"),
        ("export",), ("export", "ferry"),
    ]  # fmt: skip
    before = [newsmill(*words, store=store).out for words in commands]
    assert "Ferry 2" in before[0]
    assert before[2].count("bad-json") == 2
    for path in store.glob(gone or "nothing"):
        path.unlink()
    close(store)
    files = sorted(store.rglob("*"))
    after = [reading(store, *words) for words in commands]
    assert [re.sub(r"\d+ ms", "", out) for out in after] == [re.sub(r"\d+ ms", "", out) for out in before]
    assert sorted(store.rglob("*")) == files


def test_a_ledger_that_is_behind(store: Path) -> None:
    """It cannot be brought up to date in its place."""
    from pipeline.corpus.store import Corpus

    shutil.copy(store / "ledger.sqlite", store / "old")
    corpus = Corpus.open(str(store))
    with corpus.lock():
        ingest(corpus, article("later"), source="in/later")
    corpus.close()
    shutil.move(store / "old", store / "ledger.sqlite")
    for path in store.glob("ledger.sqlite-*"):
        path.unlink()
    close(store)
    assert "later 1" in reading(store, "show", "later")


def test_writing_commands_say_why_they_cannot(store: Path, tmp_path: Path) -> None:
    close(store)
    for words in (["run", str(tmp_path / "dump")], ["index", "rebuild"], ["withdraw", "x", "--reason", "y"]):
        said = reading(store, *words, status=1)
        assert "permission" in said, said
        assert "rebuild" not in said


def test_a_folder_that_may_not_be_listed_is_told_as_such(tmp_path: Path) -> None:
    closed = tmp_path / "in" / "closed"
    closed.mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("A title of a text\n\nA text of some words that is read.\n")
    close(closed)
    closed.chmod(0)
    done = subprocess.run(
        [*words_without_rights(), sys.executable, "-m", "pipeline.cli", "detect", str(closed)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    closed.chmod(0o755)
    assert "a folder that cannot be listed (Permission denied)" in done.stdout + done.stderr


def test_a_late_lock_is_no_error(tmp_path: Path) -> None:
    """A searcher's thread makes its lock in the folder of links while that is removed."""
    (tmp_path / "meta.json").write_text("{}")
    ended = threading.Event()

    def locks(place: Path) -> None:
        while not ended.is_set():
            with suppress(FileNotFoundError):
                (place / LOCKS[0]).touch()

    for _ in range(20):
        links = Links(tmp_path)
        place = Path(links.path())
        ended.clear()
        thread = threading.Thread(target=locks, args=(place,))
        thread.start()
        end = threading.Timer(0.2, ended.set)
        end.start()
        links.close()
        end.join()
        thread.join()
        assert not place.exists()
