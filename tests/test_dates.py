"""Dates are read as precisely as they are stated, in any language, and never more precisely."""

from __future__ import annotations

import datetime as dt
import pathlib
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages import dates, load, names, written
from pipeline.languages.calendar import Parts, from_lunar_hijri, from_solar_hijri

CASES = pathlib.Path(__file__).parent / "cases" / "dates"
FINER = ["year", "month", "day", "minute", "second"]


def cases(name: str) -> list:
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["cases"]


def precision_of(value: str) -> str:
    return {4: "year", 7: "month", 10: "day", 16: "minute"}[len(value)]


@pytest.mark.parametrize(("text", "value"), cases("written"))
def test_written_dates(text: str, value: str) -> None:
    found = dates.parse(text)
    assert found is not None
    assert (found.value, found.precision) == (value, precision_of(value))


@pytest.mark.parametrize(("text", "value", "precision", "zone", "instant"), cases("machine"))
def test_machine_dates(text: str, value: str, precision: str, zone: str, instant: str) -> None:
    found = dates.parse(text)
    assert found is not None
    assert (found.value, found.precision) == (value, precision)
    assert (found.zone or "", found.instant or "") == (zone, instant)


@pytest.mark.parametrize("text", cases("none"))
def test_no_date(text: str) -> None:
    assert dates.parse(text) is None


@pytest.mark.parametrize("name", names("dates."))
def test_every_form_of_every_month_is_read(name: str) -> None:
    language = name.removeprefix("dates.")
    months = load(name).get("months", [])
    assert len(months) in (0, 12)
    for number, forms in enumerate(months, 1):
        for form in forms:
            for text in (f"12 {form} 2019", f"12. {form.upper()} 2019", f"{form} 12, 2019"):
                found = dates.parse(text, language=language)
                assert found is not None, text
                assert found.value == f"2019-{number:02}-12", text


def test_month_is_a_range() -> None:
    found = dates.parse("2019-04", source="dump", confidence=0.9)
    assert found is not None
    assert (found.start, found.end) == ("2019-04-01", "2019-05-01")
    assert (found.source, found.confidence) == ("dump", 0.9)
    december = dates.parse("2019-12")
    assert december is not None
    assert december.end == "2020-01-01"


def test_minute_and_second_are_ranges_of_local_time() -> None:
    minute, second = dates.parse("2019-12-31T23:59+02:00"), dates.parse("2019-12-31T23:59:59")
    assert minute is not None
    assert second is not None
    assert (minute.start, minute.end) == ("2019-12-31T23:59:00", "2020-01-01T00:00:00")
    assert (second.start, second.end) == ("2019-12-31T23:59:59", "2020-01-01T00:00:00")


def test_order_of_day_and_month_needs_evidence() -> None:
    values = {day_first: dates.parse("04/05/2019", day_first=day_first) for day_first in (None, True, False)}
    assert {k: v.value for k, v in values.items() if v} == {
        None: "2019",
        True: "2019-05-04",
        False: "2019-04-05",
    }
    contradicted = dates.parse("04/25/2019", day_first=True)
    assert contradicted is not None
    assert contradicted.value == "2019-04-25"


def test_language_decides_about_listopad() -> None:
    found = {code: dates.parse("12. listopad 2019", language=code) for code in ("hr", "cs", "pl")}
    assert {code: v.value for code, v in found.items() if v} == {
        "hr": "2019-10-12",
        "cs": "2019-11-12",
        "pl": "2019-11-12",
    }


def test_doubt_lowers_confidence() -> None:
    plain, cities, midnight, short = (
        dates.parse(text, confidence=1.0)
        for text in ("25 April 2019", "Paris, 25 April 2019", "2019-04-25T00:00:00", "25-Apr-19")
    )
    assert plain and cities and midnight and short
    assert plain.confidence == 1.0 > midnight.confidence > cities.confidence > short.confidence


def test_a_year_ahead_is_the_limit() -> None:
    now = dt.datetime.now(dt.UTC).date()
    near, far = now + dt.timedelta(days=300), now + dt.timedelta(days=400)
    assert dates.parse(near.isoformat()) is not None
    assert dates.parse(far.isoformat()) is None


def test_pieces_after_a_gap_are_not_known() -> None:
    day_without_month = dates.make(Parts(2019, None, 25))
    time_without_day = dates.make(Parts(2019, 4, None, 12, 30))
    assert day_without_month is not None
    assert day_without_month.value == "2019"
    assert time_without_day is not None
    assert time_without_day.value == "2019-04"


def test_solar_hijri_new_years() -> None:
    # New Year's days as the calendar authority of Iran published them.
    assert from_solar_hijri(1399, 1, 1) == dt.date(2020, 3, 20)
    assert from_solar_hijri(1400, 1, 1) == dt.date(2021, 3, 21)
    assert from_solar_hijri(1404, 1, 1) == dt.date(2025, 3, 21)


def test_sections() -> None:
    assert written.sections("Published 3 April 2019, updated 5 April 2019") == [
        ("published", "Published 3 April 2019, "),
        ("modified", "updated 5 April 2019"),
    ]
    assert written.sections("2019年4月25日 更新") == [("modified", "2019年4月25日 更新")]
    assert written.sections("25 April 2019") == [(None, "25 April 2019")]


# ---------------------------------------------------------------- properties

days = st.dates(dt.date(1600, 1, 1), dt.date(2026, 1, 1))
times = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
offsets = st.none() | st.integers(-12 * 4, 14 * 4).map(lambda quarters: quarters * 15)


@st.composite
def parts(draw: st.DrawFn) -> Parts:
    day, (hour, minute, second) = draw(days), draw(times)
    kept = [day.month, day.day, hour, minute, second]
    count = draw(st.sampled_from([0, 1, 2, 4, 5]))
    known = [value if place < count else None for place, value in enumerate(kept)]
    return Parts(day.year, *known, offset=draw(offsets) if count >= 4 else None)


@given(parts())
def test_value_survives_the_round_trip(given_parts: Parts) -> None:
    value = dates.make(given_parts)
    assert value is not None
    again = dates.parse(value.value)
    assert again is not None
    same = ("value", "precision", "start", "end", "instant")
    assert [getattr(again, name) for name in same] == [getattr(value, name) for name in same]


FORMATS = [
    ("{y}", 0), ("{y}-{m:02}", 1), ("{name} {y}", 1), ("{m:02}/{y}", 1), ("{y}年{m}月", 1), ("{y}-{m:02}-{d:02}", 2),
    ("{d}. {name} {y}", 2), ("{name} {d}, {y}", 2), ("{d}.{m}.{y}", 2), ("{d}/{m}/{y}", 2), ("{m}/{d}/{y}", 2),
    ("{y}年{m}月{d}日", 2), ("{d} {name} {y} {H}:{M:02}", 3), ("{d}. {name} {y} kl. {H}.{M:02}", 3),
    ("{y}-{m:02}-{d:02}T{H:02}:{M:02}", 3), ("{y}-{m:02}-{d:02} {H:02}:{M:02}:{S:02}", 4),
    ("{H}:{M:02} {d} {name} {y}", 3), ("{d} {name} {y} {H}", 2),
]  # fmt: skip


@given(
    days,
    times,
    st.sampled_from(FORMATS),
    st.sampled_from(["en", "de", "nb", "nn", "fr", "pl", "ru", "el", "ar", "hi", "th"]),
)
def test_never_finer_than_the_text(
    day: dt.date, time: tuple[int, int, int], form: tuple[str, int], language: str
) -> None:
    pattern, finest = form
    name = load(f"dates.{language}")["months"][day.month - 1][0]
    hour, minute, second = time
    text = pattern.format(y=day.year, m=day.month, d=day.day, name=name, H=hour, M=minute, S=second)
    found = dates.parse(text, language=language)
    assert found is not None, text
    assert FINER.index(found.precision) <= finest, text
    assert found.start[:10] <= day.isoformat() <= found.end[:10], text


@given(st.text(max_size=80))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    found = dates.parse(text)
    assert found is None or found.precision in FINER


@given(st.text(alphabet="0123456789-/.: TZ+apmril", max_size=30))
def test_the_year_of_a_date_stands_in_the_text(text: str) -> None:
    found = dates.parse(text)
    digits = "".join(char for char in text if char.isdigit())
    # Epoch seconds state their year in another way.
    assert found is None or found.value[2:4] in digits or len(digits) >= 10


def test_lunar_hijri_months_begin() -> None:
    assert from_lunar_hijri(1445, 9, 1) == dt.date(2024, 3, 11)
    assert from_lunar_hijri(1446, 1, 1) == dt.date(2024, 7, 8)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("15 رمضان 1445 هـ", "ar", "2024-03-25"),
        ("الإثنين 15 رمضان 1445 هـ - 26 مارس 2024 م", "ar", "2024-03-26"),  # of two calendars, ours
        ("12 เม.ย. 66", "th", "2023-04-12"),
        ("12 Apr. 66", "en", None),
        ("12 مارچ 2024", "ur", "2024-03-12"),
        ("১২ মার্চ ২০২৪", "bn", "2024-03-12"),
        ("12 Septhemba 2024", "zu", "2024-09-12"),
        ("12 Okthobha 2024", "xh", "2024-10-12"),
        ("12 Machi 2024", "sw", "2024-03-12"),
        ("Hunyo 12, 2024", "tl", "2024-06-12"),
        ("12 հունիսի 2024", "hy", "2024-06-12"),
        ("12 ივნისი 2024", "ka", "2024-06-12"),
        ("12 avqust 2024", "az", "2024-08-12"),
    ],
)
def test_more_calendars_and_languages(text: str, language: str, expected: str | None) -> None:
    value = dates.parse(text, language=language)
    assert (value.value if value else None) == expected


def test_an_islamic_date_alone_is_trusted_less() -> None:
    value = dates.parse("15 رمضان 1445", language="ar", confidence=0.5)
    assert value is not None and value.confidence == 0.3


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1398-02-05T10:30:00", "fa", "2019-04-25T10:30:00"),  # as templates print the day of Iran
        ("۱۳۹۸/۰۲/۰۵", "fa", "2019-04-25"),
        ("۵ ثور ۱۳۹۸", "fa", "2019-04-25"),  # the month as Afghanistan calls it
        ("1398-02-05", "en", None),
        ("2562-04-25", "th", "2019-04-25"),
        ("25/04/2562 10:30", "th", "2019-04-25T10:30"),
        ("2562-04-25", "en", None),
        ("1445-09-15", "ar", "2024-03-25"),
        ("15/09/1445", "ar", "2024-03-25"),
        ("15/19/1445", "ar", None),
        ("Monday 15 Ramadan 1445", "en", "2024-03-25"),
        ("15 Ramadan 1445 - 26 March 2024", "en", "2024-03-26"),
        ("平成三十一年四月二十五日", "ja", "2019-04-25"),
        ("二〇一九年十月十日", "zh", "2019-10-10"),
        ("一月", "zh", None),
        ("12 Mac 2024", "ms", "2024-03-12"),
    ],
)
def test_years_that_count_otherwise(text: str, language: str, expected: str | None) -> None:
    value = dates.parse(text, language=language, day_first=True)
    assert (value.value if value else None) == expected


@pytest.mark.parametrize("code", [name.removeprefix("dates.") for name in names("dates.")])
def test_every_name_of_a_month_is_read_in_its_language(code: str) -> None:
    data = load(f"dates.{code}")
    forms = [(number, form) for number, its in enumerate(data.get("months", ()), 1) for form in its]
    read = {form: dates.parse(f"12 {form} 2024", language=code) for _, form in forms}
    assert {form: v.value if v else None for form, v in read.items()} == {
        form: f"2024-{number:02}-12" for number, form in forms
    }
    if not forms:
        assert dates.parse("2024{year}3{month}12{day}".format(**{u: f[0] for u, f in data["units"].items()}))
