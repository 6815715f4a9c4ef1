"""The account: it balances or says where not; its text, JSON and page."""

import html.parser
import io
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from pipeline import generated, report, report_html, report_text, show
from pipeline.errors import StoreError

NASTY = "<script>alert('x')</script>&\"\x1b[31m\u202e"


def account(**changes):
    values = {
        "run": "20260301-120000",
        "inputs": ["dump", NASTY],
        "seconds": 12.5,
        "read": 100,
        "written": 80,
        "stale": 2,
        "duplicate": 3,
        "rejected": 10,
        "failed": 5,
        "stages": {"sent": 100, "answered": 100, "fates": 100, "committed": 100},
        "engines": {"embedded": report.EngineAccount(80, 79, 1, 0, 7)},
        "rejected_by_reason": {"redirect": 6, "empty": 4},
        "failed_by_reason": {"bad-json": 4, NASTY: 1},
        "by_format": {"jsonl": 60, "warc": 40},
        "by_language": {"nn": 50, "nb": 30},
        "by_precision": {"day": 70, "month": 10},
        "slowest": [(NASTY + "/" + "long" * 60, 3.25), ("b\udcff.txt", 0.5)],
    }
    return report.Account(**(values | changes))


def text_of(one, width=100, encoding="utf-8"):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
    console = Console(file=stream, width=width)
    console.print(report_text.render(one, console))
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)


def test_a_whole_account_balances():
    assert account().balanced and account().imbalance() == []


@pytest.mark.parametrize("stage", report.STAGES[1:])
@pytest.mark.parametrize("change", [-1, 2])
def test_a_record_lost_or_doubled_is_named_with_its_stage(stage, change):
    later = report.STAGES[report.STAGES.index(stage) :]
    stages = {name: 100 + change * (name in later) for name in report.STAGES[1:]}
    broken = account(stages=stages, written=80 + change)
    before = report.STAGES[report.STAGES.index(stage) - 1]
    (gap,) = broken.imbalance()
    assert f"between {before} (100) and {stage} ({100 + change})" in gap
    assert gap.startswith("1 record lost" if change < 0 else "2 records too many")
    assert not broken.balanced


def test_a_missing_fate_and_an_engine_that_lost_a_row_are_named():
    assert "between committed (100) and written + stale" in account(written=79).imbalance()[0]
    gone = account(engines={"embedded": report.EngineAccount(80, 78, 1, 0)})
    assert gone.imbalance() == [
        "engine embedded: 1 record lost between offered (80) and indexed + superseded + failed (79)"
    ]


def test_reasons_cover_all_that_was_not_written():
    one = account()
    assert sum(one.by_reason().values()) == one.read - one.written
    assert list(one.by_reason().values()) == sorted(one.by_reason().values(), reverse=True)


def test_json_has_what_scripts_are_promised_and_comes_back():
    one = account()
    written = report.files(one)["report.json"]
    found = msgspec.json.decode(written)
    promised = {
        *report.FATES,
        "read",
        "balanced",
        "engines",
        "by_reason",
        "by_format",
        "by_language",
        "seconds",
    }
    assert promised <= set(found)
    assert found["balanced"] is True and found["slowest"][1][0] == "b\\xff.txt"
    assert report.from_json(written).to_json() == one.to_json()
    assert sorted(report.files(one)) == ["report.html", "report.json"]
    properties = report.schema()["$defs"]["Account"]["properties"]
    assert set(properties) == set(found)


def test_a_broken_report_is_an_error_with_a_way_out():
    with pytest.raises(StoreError, match="next run"):
        report.from_json(b"{")


@pytest.mark.parametrize("width", [50, 80, 100, 160])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_text_fits_and_shows_no_control_characters(width, encoding):
    text = text_of(account(), width, encoding)
    lines = text.splitlines()
    assert len(lines) <= 55 and all(cell_len(line) <= width for line in lines)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)
    for word in (
        "read",
        "written",
        "duplicate",
        "80.0 %",
        "redirect",
        "bad-json",
        "embedded",
        "nn",
        "balances",
    ):
        assert word in text


def test_the_text_says_what_is_wrong_and_what_to_do():
    engines = {"embedded": report.EngineAccount(80, 60, 0, 0, 3, lag=20, error="disk full")}
    text = text_of(account(engines=engines, stopped=True, retired=1))
    for part in (
        "NOT balance",
        "behind by 20",
        "disk full",
        "stopped early",
        "catch-up",
        "--replay",
        "1 article retired",
    ):
        assert part in text


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.open, self.policy = set(), [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        given = dict(attrs)
        assert "style" not in given and not any(name.startswith("on") for name in given)
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag not in ("meta", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag != "rect":
            assert self.open.pop() == tag


def test_the_page_is_whole_closed_and_escapes_everything():
    text = report_html.page(account(engines={NASTY: report.EngineAccount(1, 0, 0, 0, error=NASTY)}))
    page = Page()
    page.feed(text)
    assert page.open == [] and "script" not in page.tags and "img" not in page.tags
    assert page.policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in page.policy
    assert "<script" not in text and "\x1b" not in text and "does not balance" in text
    text.encode("utf-8")


def test_an_empty_run_has_a_report_too():
    one = report.Account(run="x")
    assert one.balanced and "nothing new" in text_of(one) and "</html>" in report_html.page(one)


@given(st.text(), st.integers(4, 80))
def test_visible_text_is_one_line_and_encodes(text, width):
    line = show.visible(text)
    assert len(line.splitlines()) <= 1
    line.encode("utf-8")
    assert len(show.shorten(line, width)) <= width and len(show.middle(line, width)) <= width


def test_undecodable_bytes_of_a_name_are_written_as_hex():
    assert show.visible("a\udcffb\x1b\n\u202e") == "a\\xffb\\x1b\\x0a\\u202e"
    assert show.printable("a\udcff\n") == "a\\xff\n"


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 9), max_size=20), st.integers(2, 9))
def test_the_largest_rows_keep_the_sum(counts, limit):
    rows = show.most(counts, limit)
    assert len(rows) <= limit and sum(number for _, number in rows) == sum(counts.values())


def test_bars_show_something_for_something():
    assert show.bar(0, 10, 20) == "" and len(show.bar(10, 10, 20)) == 20
    assert show.bar(1, 10**9, 20) == "▏" and show.bar(1, 10**9, 20, plain=True) == "#"


def test_durations_read_well():
    assert [show.duration(s) for s in (0.04, 0.9996, 9.94, 9.96, 59.6, 200, 7500)] == [
        "40 ms", "1.0 s", "9.9 s", "10 s", "1 min 0 s", "3 min 20 s", "2 h 5 min",
    ]  # fmt: skip


def test_the_generated_settings_table_names_every_setting():
    assert "`language.detector`" in generated.settings_table()


def test_an_engine_that_stopped_lags_and_nothing_is_no_reason():
    stopped = report.EngineAccount(80, 79, 1, 0, 7, error="the server is away")
    assert account(engines={"embedded": stopped}).lagging() == ["embedded"]
    assert account().lagging() == [] and report.Account().by_reason() == {}
