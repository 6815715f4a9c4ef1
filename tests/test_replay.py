"""A replay that is killed before its commit leaves the failures open and the store as it was."""

from __future__ import annotations

import json
import pathlib

import pytest

from tests.cli_kit import newsmill

TEXT = "The bridge is closed again, and the council has promised to look into it before the winter."


@pytest.fixture
def store(tmp_path: pathlib.Path) -> pathlib.Path:
    """Of two records one took its child with it, and the replay of that one was killed."""
    (tmp_path / "d").mkdir()
    records = [
        {"id": str(n), "title": title, "text": f"{n}. {TEXT}"} for n, title in enumerate(("A", "**CRASH**"))
    ]
    (tmp_path / "d/a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    store = tmp_path / "s"
    newsmill("run", str(tmp_path / "d"), "--quiet", store=store, NEWSMILL_FAULT="poison")
    newsmill("failures", "--replay", store=store, status=-9, NEWSMILL_FAULT="kill:commit.parts:1")
    assert list((store / "staged").glob("replay*.json"))
    return store


def test_the_next_run_goes_on_and_the_failure_stays_open(store: pathlib.Path) -> None:
    newsmill("run", str(store.parent / "d"), "--quiet", store=store)
    account = newsmill("report", "--json", store=store).lines[0]
    assert (account["read"], account["failed"]) == (0, 0)
    assert [one["reason"] for one in newsmill("failures", "--json", store=store).lines] == ["crashed"]
    assert not list((store / "staged").iterdir())


def test_the_next_replay_takes_each_failure_up_once(store: pathlib.Path) -> None:
    newsmill("failures", "--replay", store=store)
    account = newsmill("report", "--json", store=store).lines[0]
    assert (account["read"], account["written"], account["stale"]) == (1, 1, 0)
    assert newsmill("failures", "--json", store=store).lines == []
    assert len(newsmill("export", store=store).lines) == 2
