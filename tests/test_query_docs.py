"""docs/querying.md says what is so: its examples parse, its errors are the errors, its fields are the fields."""

import pathlib
import re

import pytest

from pipeline.errors import QueryError
from pipeline.query import FIELDS, parse

TEXT = (pathlib.Path(__file__).parents[1] / "docs" / "querying.md").read_text("utf-8")


def rows(heading: str) -> list[tuple[str, str]]:
    part = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0].replace("\\|", "\0")
    found = re.findall(r"^\| `(.+?)` \| (.+?) \|$", part, re.M)
    return [(query.replace("\0", "|"), words.replace("\0", "|")) for query, words in found]


@pytest.mark.parametrize("query", [query for query, _ in rows("What to write")])
def test_examples_parse(query: str) -> None:
    assert str(parse(query))


@pytest.mark.parametrize(("query", "words"), rows("When a query is wrong"))
def test_errors_are_as_shown(query: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert words in caught.value.expected


def test_tables_were_found() -> None:
    assert len(rows("What to write")) > 10 and len(rows("When a query is wrong")) > 5


def test_the_picture_of_an_error() -> None:
    with pytest.raises(QueryError) as caught:
        parse("br*a")
    assert f"```\n{caught.value.message}\n```" in TEXT


def test_all_fields_are_named() -> None:
    for name in FIELDS:
        assert f"`{name}`" in TEXT
