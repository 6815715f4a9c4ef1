"""How a file writes its days: records whose dates can be read two ways are read as the others are."""

from __future__ import annotations

import json

import pytest

from pipeline.chain import Chain, Options
from pipeline.model import Article, RawDocument
from pipeline.readers.day_order import day_first
from tests.readers_kit import fates, items

TEXT = "The new bridge over the river opened to traffic on Monday, a year before it was due."


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("04-25-2019", "06-13-2014"), False),
        (("25/04/2019", "13/06/2014 10:00"), True),
        (("04-25-2019",), None),
        (("04-25-2019", "06-13-2014", "25-04-2019"), None),
        (("04-05-2019", "06-07-2014"), None),
        (("2019-04-25", "2014-06-13"), None),
    ],
)
def test_what_the_dates_of_a_file_tell(dates: tuple[str, ...], expected: bool | None) -> None:
    rows = [{"text": f"On 25-04-2019 or 25-05-2019: {TEXT}", "date": date} for date in dates]
    assert day_first("\n".join(map(json.dumps, rows)).encode()) is expected
    assert day_first(("text;date\n" + "".join(f"A;{date}\n" for date in dates)).encode()) is expected


def published(data: bytes, name: str, options: Options | None = None) -> list[str | None]:
    chain = Chain(options or Options())
    made = [chain.extract(raw) for raw in fates(items(data, name)) if isinstance(raw, RawDocument)]
    return [each.published and each.published.value for each in made if isinstance(each, Article)]


@pytest.mark.parametrize("name", ["x.jsonl", "x.json", "x.csv"])
def test_a_date_that_can_be_read_two_ways_is_read_as_the_others(name: str) -> None:
    dates = ("04-05-2019", "06-13-2014", "07-31-2014")
    rows = [{"title": f"Bridge {date}", "text": TEXT, "date": date} for date in dates]
    if name == "x.csv":
        data = "title;text;date\n" + "".join(f"{row['title']};{TEXT};{row['date']}\n" for row in rows)
    else:
        data = json.dumps(rows) if name == "x.json" else "\n".join(map(json.dumps, rows))
    assert published(data.encode(), name) == ["2019-04-05", "2014-06-13", "2014-07-31"]
    assert published(data.encode(), name, Options(day_first=True))[0] == "2019-05-04"


def test_alone_it_is_known_to_the_year() -> None:
    row = {"title": "Bridge", "text": TEXT, "date": "04-05-2019"}
    assert published(json.dumps(row).encode(), "x.jsonl") == ["2019"]
