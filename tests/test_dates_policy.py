"""Which of several dates is the article's: lists, agreement, and the page's own zone."""

from __future__ import annotations

import pytest

from pipeline.decide.dates import past
from pipeline.languages import dates
from pipeline.model import Candidate, Document, RawDocument

Found = tuple[str, str, float]
UTC, ROUND = ("2021-03-04T10:20:00Z", "json-ld", 0.9), ("2021-03-04T10:30:00Z", "json-ld", 0.9)


def chosen(*found: Found, url: str = "https://gull.example/a") -> str | None:
    candidates = [Candidate("published", dates.parse(text), rule, "", trust) for text, rule, trust in found]
    value = past(Document(RawDocument("f", 0, 0, b"", "html"), url), candidates).value
    return value.value if value else None


def seen(*days: int, trust: float = 0.5) -> list[Found]:
    return [(f"2021-03-0{day}", "class date", trust) for day in days]


def test_three_days_from_one_rule_are_a_list_and_two_are_not() -> None:
    assert chosen(*seen(4, 5)) == "2021-03-04"
    assert chosen(*seen(4, 5, 6)) is None
    assert chosen(("2021-03-01", "meta date", 0.4), *seen(4, 5, 6)) == "2021-03-01"
    marked = [(text, "meta date", trust) for text, _, trust in seen(4, 5, 6)]
    assert chosen(*marked) == "2021-03-04", "what nobody sees is no list"


def test_a_line_near_the_heading_that_a_list_has_too_is_one_of_it() -> None:
    near = [(f"2021-03-0{day}", "text near heading", 0.4) for day in (4, 5)]
    assert chosen(*near, *seen(4, 5, 6)) is None
    assert chosen(*near, *seen(6, 7, 8)) == "2021-03-04"


@pytest.mark.parametrize(
    ("given", "printed", "trust", "expected"),
    [
        (UTC, "2021-03-04T12:20:00", 0.25, "2021-03-04T12:20:00+02:00"),
        (UTC, "2021-03-04T12:20:00", 0.2, UTC[0]),
        (ROUND, "2021-03-04T12:30:00", 0.4, "2021-03-04T12:30:00+02:00"),
        (ROUND, "2021-03-04T12:30:00", 0.3, ROUND[0]),
        (UTC, "2021-03-05T00:20:00", 0.3, "2021-03-05T00:20:00+14:00"),
        (UTC, "2021-03-05T00:35:00", 0.3, UTC[0]),  # no zone is so far from UTC
        (UTC, "2021-03-04T12:20:00+01:00", 0.3, UTC[0]),  # another moment
        (UTC, "2021-03-04T11:20:00+01:00", 0.3, "2021-03-04T11:20:00+01:00"),
        # Where the zone is given, another time is another time.
        (("2021-03-04T10:20:00+02:00", "json-ld", 0.9), "2021-03-04T11:20:00", 0.5, "2021-03-04T10:20:00+02:00"),
    ],
)  # fmt: skip
def test_a_time_in_utc_is_shown_as_the_page_prints_it(
    given: Found, printed: str, trust: float, expected: str
) -> None:
    assert chosen(given, (printed, "class date", trust)) == expected


def test_what_stands_within_a_day_of_the_address_is_finer() -> None:
    address, printed = ("2021-03-04", "url", 0.6), "2021-03-03T23:30:00-05:00"
    assert chosen(address, (printed, "class date", 0.4)) == printed
    assert chosen(address, (printed, "class date", 0.3)) == "2021-03-04"
    assert chosen(address, ("2021-03-02T23:30:00-05:00", "class date", 0.4)) == "2021-03-04"
