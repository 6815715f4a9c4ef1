"""The setting ``dates.paths``: dates in the names of files and folders, where the user says that they are days of
publication."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.chain import Chain, Options
from pipeline.model import Article, RawDocument
from pipeline.process import process
from tests.cli_kit import newsmill

TEXT = b"The council voted no to a new road on Tuesday night, after a long debate about the price of it."
ASKED, NOT_ASKED = Chain(Options(date_paths=True)), Chain(Options())


def made(source: str, text: bytes = TEXT, member: str | None = None, chain: Chain = ASKED) -> Article:
    raw = RawDocument(source, 0, len(text), text, "text", member)
    [one] = process(raw, chain)[1]
    assert isinstance(one, Article)
    return one


@pytest.mark.parametrize(
    ("source", "date"),
    [
        ("sn83030214/1910/01/02/ed-1/seq-1/ocr.txt", "1910-01-02"),
        ("x/Bergens Tidende 2019-04-07 nei.txt", "2019-04-07"),
        ("backup-2024-01-01/bt_20190407_1.txt", "2019-04-07"),
        ("avis/2019-04/nei.txt", "2019-04"),
        ("avis/2019/nei.txt", None),
        ("avis/12345678.txt", None),
    ],
)  # fmt: skip
def test_the_nearest_date_to_the_article(source: str, date: str | None) -> None:
    found = made(source).published
    assert (found and found.value) == date
    assert made(source, chain=NOT_ASKED).published is None


def test_a_member_is_nearer_than_its_container() -> None:
    found = made("dump-2024-01-01.zip", member="2019/04/07/a.txt").published
    assert found and (found.value, found.precision, found.source) == ("2019-04-07", "day", "path")


def test_what_the_text_says_goes_first() -> None:
    found = made("x/2024-01-01.txt", b"7. april 2019\n\n" + TEXT).published
    assert found and found.value == "2019-04-07"


def test_the_setting_reaches_the_run_and_is_explained(tmp_path: Path) -> None:
    (tmp_path / "2019-04-07").mkdir()
    (tmp_path / "2019-04-07" / "a.txt").write_bytes(TEXT)
    (tmp_path / "paths.yaml").write_text("dates:\n  paths: true\n")
    config = ("--config", str(tmp_path / "paths.yaml"))
    newsmill("run", str(tmp_path / "2019-04-07"), "--quiet", *config, store=tmp_path / "s")
    [one] = newsmill("export", store=tmp_path / "s").lines
    assert one["published"]["value"] == "2019-04-07"
    told = newsmill("explain", one["id"], store=tmp_path / "s").out
    assert "the names of the file and its" in told
