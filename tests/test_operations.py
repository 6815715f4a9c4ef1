"""What a run tells machines: JSON lines on standard error, and metrics in Prometheus' text format."""

import json
import re

import pytest

from tests.cli_kit import make_dump, newsmill

SAMPLE = re.compile(
    r'newsmill_[a-z_]+(\{[a-z_]+="(?:[^"\\\n]|\\.)*"(,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? [0-9.e+-]+'
)
SECRET_WORDS = ("tunnel", "kommunestyret")


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    folder = make_dump(tmp_path_factory.mktemp("dump"))
    (folder / "told.txt").write_text(
        f"The {SECRET_WORDS[0]} is open\n\nSaid the {SECRET_WORDS[1]} on Monday. It was late.\n"
    )
    return folder


@pytest.fixture(scope="module")
def told(dump, tmp_path_factory):
    """The events of a run with the JSON log."""
    store = tmp_path_factory.mktemp("json") / "store"
    done = newsmill("run", str(dump), "--log-format", "json", store=store, NEWSMILL_PROGRESS__INTERVAL="0.2")
    assert "balances" in done.out
    return done.err


def test_every_line_is_an_object_with_time_level_event_and_run(told):
    events = [json.loads(line) for line in told.splitlines()]
    assert all({"time", "level", "event", "run"} <= set(event) for event in events)
    names = [event["event"] for event in events]
    assert (
        names.index("run_started")
        < names.index("unit_done")
        < names.index("committed")
        < names.index("run_ended")
    )
    assert "progress" in names and "indexed" in names and told.isascii()
    [ended] = [event for event in events if event["event"] == "run_ended"]
    fates = sum(ended[fate] for fate in ("written", "stale", "duplicate", "rejected", "failed"))
    assert ended["balanced"] is True and ended["read"] == fates == 8
    [failed] = [event for event in events if event["event"] == "failed"]
    assert (
        failed["reason"] == "bad-json"
        and failed["level"] == "warning"
        and failed["unit"]
        and failed["source"]
    )


def test_no_line_holds_words_of_an_article(told):
    assert not any(word in told for word in SECRET_WORDS)


def test_what_is_wrong_is_an_event_too(tmp_path):
    done = newsmill("run", str(tmp_path / "none"), "--log-format", "json", store=tmp_path / "store", status=2)
    [event] = [json.loads(line) for line in done.err.splitlines()]
    assert event["event"] == "problem" and "no such file" in event["message"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "--log-format", "json", "--no-such-option", "x"), "--no-such-option"),
        (("run", "--no-such-option", "--log-format=json"), "--no-such-option"),
        (("nothing", "--log-format", "json"), "nothing"),
    ],
)
def test_wrong_options_are_events_too_wherever_the_format_stands(words, message):
    done = newsmill(*words, store=None, status=2)
    [event] = [json.loads(line) for line in done.err.splitlines()]
    assert event["event"] == "problem" and message in event["message"]


def test_news_are_notes_and_no_problems(dump, tmp_path):
    newsmill("run", str(dump), "--quiet", store=tmp_path / "s")
    out = ("-o", str(tmp_path / "all.jsonl"))
    [event] = map(
        json.loads, newsmill("export", *out, "--log-format", "json", store=tmp_path / "s").err.splitlines()
    )
    assert (event["event"], event["level"]) == ("note", "info") and "written to" in event["message"]


def test_the_variable_chooses_the_format_before_the_settings_are_read(tmp_path):
    done = newsmill("search", "a OR", store=tmp_path / "s", status=2, NEWSMILL_LOG__FORMAT="json")
    [event] = [json.loads(line) for line in done.err.splitlines()]
    assert event["event"] == "problem" and "expected a word" in event["message"]


def test_the_metrics_file_holds_the_account_in_the_text_format(dump, tmp_path):
    path = tmp_path / "newsmill.prom"
    newsmill("run", str(dump), store=tmp_path / "store", NEWSMILL_METRICS__FILE=str(path))
    lines = path.read_text().splitlines()
    samples = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert all(SAMPLE.fullmatch(line) for line in lines if not line.startswith("#"))
    account = newsmill("report", "--json", store=tmp_path / "store").lines[0]
    assert int(samples['newsmill_records_total{stage="read"}']) == account["read"] == 8
    for fate in ("written", "stale", "duplicate", "rejected", "failed"):
        assert int(samples[f'newsmill_fates_total{{fate="{fate}"}}']) == account[fate]
    assert (
        samples['newsmill_engine_lag_rows{engine="embedded"}'] == "0" and samples["newsmill_balanced"] == "1"
    )
    assert samples["newsmill_read_bytes_total"] == samples["newsmill_inputs_bytes"] != "0"
    typed = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert {name.partition("{")[0] for name in samples} == typed
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_metrics_file_that_cannot_be_written_is_told_before_anything_is_read(dump, tmp_path):
    done = newsmill(
        "run",
        str(dump),
        store=tmp_path / "store",
        status=2,
        NEWSMILL_METRICS__FILE=str(tmp_path / "no" / "a"),
    )
    assert "metrics.file" in done.err and newsmill("rejected", store=tmp_path / "store").out == ""
