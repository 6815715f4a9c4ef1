"""Dates as the server understands them: the printed local calendar, never more precise than known."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.engines.elasticsearch.document import to_document

from .kit import article, day, found, install, put, rows

YEAR = day("2019", "2019-01-01", "2020-01-01", "year")
MARCH = day("2026-03", "2026-03-01", "2026-04-01", "month")
APRIL_25 = day("2019-04-25", "2019-04-25", "2019-04-26")
NIGHT = day(
    "2019-05-01T00:30+02:00", "2019-05-01T00:30:00", "2019-05-01T00:31:00", "minute", "2019-04-30T22:30:00Z"
)


def within(field: str, start: str, end: str, relation: str | None = None) -> dict[str, Any]:
    return {"range": {field: {"gte": start, "lt": end} | ({"relation": relation} if relation else {})}}


def histogram(client: Any, index: str, field: str, interval: str, query: Any = None) -> dict[str, int]:
    asked = {"by": {"date_histogram": {"field": field, "calendar_interval": interval, "min_doc_count": 1}}}
    answer = client.search(index=index, size=0, query=query, aggs=asked)
    return {one["key_as_string"][:10]: one["doc_count"] for one in answer["aggregations"]["by"]["buckets"]}


def test_a_month_covers_all_its_days(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    put(client, index, article("march", published=MARCH))
    for start, end in (
        ("2026-03-01", "2026-03-02"),
        ("2026-03-31", "2026-04-01"),
        ("2025-01-01", "2027-01-01"),
    ):
        assert found(client, index, within("published_range", start, end)) == {"march"}
    for start, end in (("2026-02-01", "2026-03-01"), ("2026-04-01", "2026-04-02")):
        assert found(client, index, within("published_range", start, end)) == set()


def test_a_range_written_as_months_would_cover_its_first_day_only(client: Any, index_name: str) -> None:
    """Why ranges are written out in days."""
    field = {"type": "date_range", "format": "strict_date_optional_time"}
    client.indices.create(index=index_name, mappings={"properties": {"r": field}})
    client.index(index=index_name, id="1", document={"r": {"gte": "2026-03", "lte": "2026-03"}}, refresh=True)
    assert found(client, index_name, within("r", "2026-03-15", "2026-03-16")) == set()


def test_a_story_of_half_past_midnight_belongs_to_the_day_that_is_printed(
    client: Any, index_name: str
) -> None:
    index = install(client, index_name)
    put(client, index, article("night", published=NIGHT), article("day", published=APRIL_25))
    assert found(client, index, within("published_range", "2019-05-01", "2019-05-02")) == {"night"}
    assert found(client, index, within("published_range", "2019-04-30", "2019-05-01")) == set()
    assert histogram(client, index, "published_local", "day") == {"2019-04-25": 1, "2019-05-01": 1}
    # What charts by the instant would show:
    assert histogram(client, index, "published_at", "day") == {"2019-04-30": 1}


def test_ranges_are_never_charted(client: Any, index_name: str) -> None:
    """An article of a year would count twelve times; by month, its precision leaves it out."""
    index = install(client, index_name)
    put(client, index, article("year", published=YEAR), article("day", published=APRIL_25))
    assert sum(histogram(client, index, "published_range", "month").values()) == 13
    known = {"bool": {"must_not": [{"term": {"published_precision": "year"}}]}}
    assert histogram(client, index, "published_local", "month", known) == {"2019-04-01": 1}
    asked = {"by": {"terms": {"field": "published_month"}}}
    buckets = client.search(index=index, size=0, aggs=asked)["aggregations"]["by"]["buckets"]
    assert [(one["key"], one["doc_count"]) for one in buckets] == [("2019-04", 1)]


def test_an_undated_article_matches_no_range_and_comes_last_both_ways(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    put(client, index, article("undated"), article("old", published=YEAR), article("new", published=MARCH))
    everything = within("published_range", "0001-01-01", "9999-12-31")
    assert found(client, index, everything) == {"old", "new"}
    for order, expected in (("asc", ["old", "new", "undated"]), ("desc", ["new", "old", "undated"])):
        sort = [{"published_local": {"order": order, "missing": "_last"}}, {"id": "asc"}]
        hits = client.search(index=index, sort=sort)["hits"]["hits"]
        assert [hit["_id"] for hit in hits] == expected
    missing = {"bool": {"must_not": [{"exists": {"field": "published"}}]}}
    assert found(client, index, missing) == {"undated"}


def test_overlap_and_containment_are_both_there(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    put(client, index, article("year", published=YEAR), article("day", published=APRIL_25))
    april = ("published_range", "2019-04-01", "2019-05-01")
    assert found(client, index, within(*april, "intersects")) == {"year", "day"}
    assert found(client, index, within(*april, "within")) == {"day"}


def test_an_empty_range_which_the_server_refuses_becomes_a_day(client: Any, index_name: str) -> None:
    from elasticsearch import BadRequestError

    index = install(client, index_name)
    put(
        client,
        index,
        article(
            "odd", published=day("2019-04-25T12:30", "2019-04-25T12:30:00", "2019-04-25T12:30:00", "minute")
        ),
    )
    assert found(client, index, within("published_range", "2019-04-25", "2019-04-26")) == {"odd"}
    with pytest.raises(BadRequestError, match="min value"):
        client.index(index=index, document={"published_range": {"gte": "2019-04-25", "lt": "2019-04-25"}})


@pytest.mark.parametrize(
    ("year", "known", "doubted"),
    [
        ("3013", {"retrieved": "2019-05-01T00:00:00Z"}, True),
        ("3013", {"ingested": "2024-01-01T00:00:00Z"}, True),
        ("3013", {}, False),
        ("2019", {"retrieved": "2019-05-01T00:00:00Z"}, False),
        ("3013", {"retrieved": "yesterday"}, False),
        ("3013", {"retrieved": "9999-12-31"}, False),
        ("0001", {"retrieved": "2019-05-01"}, False),
    ],
)
def test_a_date_in_the_future_is_flagged(year: str, known: dict[str, str], doubted: bool) -> None:
    published = day(f"{year}-04-25", f"{year}-04-25", f"{year}-04-26")
    [row] = rows(article("a", published=published, **known))
    assert to_document(row).get("doubts", []) == (["published in the future"] if doubted else [])


def test_a_day_ahead_is_no_doubt() -> None:
    """It is tomorrow already somewhere on earth."""
    for value, doubted in (("2019-05-02", False), ("2019-05-03", True)):
        published = day(value, value, "2019-06-01")
        [row] = rows(article("a", published=published, retrieved="2019-05-01T23:00:00Z"))
        assert ("doubts" in to_document(row)) is doubted


@pytest.mark.parametrize(("first", "last"), [("0001", "0002"), ("1763", "1764"), ("9998", "9999")])
def test_years_far_away_are_taken(client: Any, index_name: str, first: str, last: str) -> None:
    index = install(client, index_name)
    put(client, index, article("far", published=day(first, f"{first}-01-01", f"{last}-01-01", "year")))
    assert found(client, index, within("published_range", f"{first}-06-01", f"{first}-06-02")) == {"far"}
    assert histogram(client, index, "published_local", "year") == {f"{first}-01-01": 1}


def test_what_gave_the_date_can_be_counted(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    put(client, index, article("a", published=APRIL_25), article("b", published=MARCH), article("c"))
    asked = {"by": {"terms": {"field": "date_rule"}}, "how": {"terms": {"field": "published_precision"}}}
    answer = client.search(index=index, size=0, aggs=asked)["aggregations"]
    assert [(one["key"], one["doc_count"]) for one in answer["by"]["buckets"]] == [("text header", 2)]
    assert {one["key"]: one["doc_count"] for one in answer["how"]["buckets"]} == {"day": 1, "month": 1}


@pytest.mark.parametrize(
    ("start", "end"), [("x", "y"), ("2019-01-01", None), ("2019-01-01", "2019-01-02T00:00+02:00")]
)
def test_a_date_that_is_none_makes_no_document(start: str, end: str) -> None:
    [row] = rows(article("a", published=day("x", start, end)))
    with pytest.raises(ValueError, match=r"isoformat|fromisoformat|offset-aware"):
        to_document(row)
