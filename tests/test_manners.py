"""What a command says when it is asked again, asked for nothing, or asked how a line could go on."""

import io
import os
import pathlib
import subprocess
import sys

import pytest
from rich.console import Console

from pipeline import chain, explaining, report_text
from pipeline.corpus.store import Corpus
from pipeline.progress import Progress
from tests.cli_kit import ROOT, make_dump, newsmill
from tests.test_cli_screens import article
from tests.test_report import account


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("manners")
    (folder / "dump").mkdir()
    newsmill("run", make_dump(folder / "dump"), "--quiet", store=folder / "store")
    return folder / "store"


def completed(*words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli"],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "_NEWSMILL_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(["newsmill", *words]),
            "COMP_CWORD": str(len(words)),
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert not done.stderr
    return done.stdout.split()


def test_a_shell_completes_commands_options_values_and_files() -> None:
    assert completed("sea") == ["plain,search"]
    assert "plain,--facet-size" in completed("search", "--fac")
    assert completed("search", "--sort", "old") == ["plain,oldest"]
    assert completed("index", "catch") == ["plain,catch-up"]
    for words in (("run", "du"), ("explain", "du"), ("export", "-o", "du"), ("run", "--store", "du")):
        assert completed(*words) == ["file,du"]


def test_of_a_withdrawn_article_no_evidence_is_claimed(store: pathlib.Path) -> None:
    id = newsmill("search", "language:nn", "--json", store=store).lines[0]["hits"][0]["id"]
    assert "no later run" in newsmill("withdraw", id, "--reason", "a court said so", store=store).err
    assert "was withdrawn before" in newsmill("withdraw", id, "--reason", "again", store=store).err
    [told] = newsmill("explain", id, "--json", store=store).lines
    assert told == {"id": id, "evidence": [], "given": {"id": "withdrawn: a court said so"}}
    shown = newsmill("explain", id, store=store).out
    assert "a court said so" in shown and "whole record" not in shown


def test_of_a_retired_article_no_evidence_is_claimed() -> None:
    [line] = explaining.lines(article(retired=True, body="", provenance=(), extra={"duplicate_of": "other"}))
    assert (line.field, line.words) == ("id", "retired: the same text is other")


def test_explaining_a_file_that_is_not_there_says_so_without_a_store(tmp_path: pathlib.Path) -> None:
    for name in ("page.html", "dump/page"):
        err = newsmill("explain", name, store=tmp_path / "none", status=2).err
        assert f"there is no file {name}" in err


def test_a_report_that_is_not_there_says_so(store: pathlib.Path, tmp_path: pathlib.Path) -> None:
    Corpus.open(str(tmp_path / "new"))
    assert "no report yet" in newsmill("report", store=tmp_path / "new", status=2).err
    unknown = newsmill("report", "--run", "nosuch", store=store, status=2).err
    assert "no report of run nosuch; the last runs with one: 2" in unknown


def test_a_report_says_what_the_corpus_holds_and_what_made_it(store: pathlib.Path) -> None:
    [told] = newsmill("report", "--json", store=store).lines
    assert told["articles"] == told["written"] == 4
    assert told["made_with"]["chain"] == str(chain.VERSION)
    assert told["made_with"]["language.detector"] == "auto" and told["made_with"]["trafilatura"]
    page = next(store.glob("runs/*/report.html")).read_text("utf-8")
    assert "4 articles in the corpus" in page and "newsmill " in page.split("Made with")[1]
    assert "The corpus holds 4 articles." in newsmill("report", store=store).out


def test_made_with_names_every_setting_of_the_chain() -> None:
    one = chain.Options("pycld2", {"rubrikk": "section", "avis": "publisher"}, True).made_with()
    assert one["language.detector"] == "pycld2" and one["dates.day_first"] == "true"
    assert one["fields.aliases"] == "avis: publisher, rubrikk: section"


@pytest.mark.parametrize(
    ("width", "words", "bars"), [(40, False, True), (80, True, False), (110, True, True)]
)
def test_words_come_before_bars_where_there_is_no_room_for_both(width: int, words: bool, bars: bool) -> None:
    stream = io.StringIO()
    Console(file=stream, width=width).print(report_text.render(account(), Console(file=stream, width=width)))
    text = stream.getvalue()
    assert ("could not be processed" in text) is words
    assert ("█" in text or "##" in text) is bars


def test_parquet_does_not_go_to_a_terminal(store: pathlib.Path) -> None:
    ours, theirs = os.openpty()
    words = ["export", "--format", "parquet", "--store", str(store)]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=theirs,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2 and b"give a file with -o" in done.stderr


def test_progress_is_whole_only_when_the_run_is() -> None:
    progress = Progress("none")
    progress.update(done_bytes=500, total_bytes=500)
    assert "99 %" in progress.line()


def test_lists_can_be_narrowed_to_one_reason(store: pathlib.Path) -> None:
    duplicates = newsmill("rejected", "--reason", "duplicate", "--json", store=store).lines
    assert [one["reason"] for one in duplicates] == ["duplicate"]
    assert len(newsmill("rejected", "--json", store=store).lines) == 2
    assert newsmill("failures", "--reason", "bad-json", store=store).out.startswith("bad-json")
    none = newsmill("rejected", "--reason", "redirect", store=store)
    assert none.out == "" and "there are: duplicate, empty" in none.err
    assert "without --reason" in newsmill("failures", "--replay", "--reason", "x", store=store, status=2).err


def test_a_folder_without_files_is_told_as_such(tmp_path: pathlib.Path) -> None:
    (tmp_path / "dump" / "inner").mkdir(parents=True)
    done = newsmill("run", str(tmp_path / "dump"), "--quiet", store=tmp_path / "s")
    assert done.err == f"newsmill: there is no file in {tmp_path / 'dump'}\n"
