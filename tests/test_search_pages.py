"""What a search gives beyond the first ten: order both ways, pages, counts, and what has nothing in a field."""

import pathlib

import pytest
from rich.console import Console

from pipeline import terminal
from pipeline.engines import MAX_FACET_SIZE, SearchRequest, SearchResult
from pipeline.engines.embedded import Embedded
from pipeline.errors import QueryError, UsageError
from pipeline.query import parse
from tests.cli_kit import make_dump, newsmill
from tests.embedded_kit import ARTICLES, batch, date, found, look_up


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    index = Embedded(tmp_path_factory.mktemp("index") / "index", "corpus-1")
    index.apply([batch(ARTICLES[:2], 1), batch(ARTICLES[2:], 2)], 2)
    return index


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("credits:*", {"summit", "ships"}),
        ("photographer:*", {"summit"}),
        ("credits:* NOT photographer:*", {"ships"}),
        ("NOT publisher:*", {"city"}),
        ("NOT captions:*", {"houses", "ships", "city", "undated"}),
        ("keywords:* OR authors:*", {"ships", "houses"}),
        ("url:*", {"houses"}),
        ("title:(ships OR *) lead:*", {"summit"}),
        ("id:*", {"summit", "houses", "ships", "city", "undated"}),
    ],
)
def test_a_star_alone_finds_what_has_something_in_a_field(
    filled: Embedded, query: str, ids: set[str]
) -> None:
    assert set(found(filled, query)) == ids
    assert all(hit.score == 0.0 for hit in filled.search(SearchRequest(parse(query)), look_up).hits)


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_the_oldest_come_first_and_undated_ones_last_over_all_pages(filled: Embedded, size: int) -> None:
    pages = [found(filled, "", sort="oldest", size=size, page=page) for page in range(1, 7)]
    assert [id for page in pages for id in page] == ["ships", "summit", "houses", "city", "undated"]


def test_a_size_of_nothing_counts_alone(filled: Embedded) -> None:
    result = filled.search(SearchRequest(size=0, facets=True), look_up)
    assert (result.total, result.hits) == (5, ())
    assert result.facets["agency"] == (("AFP", 1), ("AP", 1))


def test_as_many_values_are_counted_as_are_asked_for(tmp_path: pathlib.Path) -> None:
    index = Embedded(tmp_path / "index", "corpus-1")
    index.apply(
        [
            batch(
                [
                    {
                        "id": f"{n}",
                        "body": "Tog.",
                        "published": date("2019-04", f"{1900 + n}-04-01", f"{1900 + n}-05-01"),
                    }
                ]
            )
            for n in range(40)
        ],
        1,
    )
    assert len(index.search(SearchRequest(facets=True), look_up).facets["month"]) == 10
    months = index.search(SearchRequest(facets=True, facet_size=MAX_FACET_SIZE), look_up).facets["month"]
    assert months == tuple((f"{1900 + n}-04", 1) for n in range(40))


@pytest.mark.parametrize("wrong", [{"size": -1}, {"size": 1001}, {"facet_size": 0}, {"sort": "newest"}])
def test_what_cannot_be_shown_is_said(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="expected"):
        SearchRequest(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["date", "published", "year"])
def test_dates_have_options_of_their_own(name: str) -> None:
    with pytest.raises(QueryError, match="--from and --to"):
        parse(f"{name}:2019")


def test_a_name_like_no_field_is_answered_with_all_of_them() -> None:
    with pytest.raises(QueryError, match=r"title:, lead:, .*format: or a word"):
        parse("qqq:x")


def screen(result: SearchResult, **asked: int) -> str:
    console = Console(width=100)
    with console.capture() as captured:
        console.print(terminal.hits(result, {}, SearchRequest(**asked)))  # type: ignore[arg-type]
    return captured.get()


def test_a_page_says_which_part_it_is(filled: Embedded) -> None:
    first = filled.search(SearchRequest(size=2), look_up)
    assert "1 to 2 of 5; --page 2 shows more" in screen(first, size=2)
    last = filled.search(SearchRequest(size=2, page=3), look_up)
    assert screen(last, size=2, page=3).rstrip().endswith("5 to 5 of 5")
    beyond = filled.search(SearchRequest(size=2, page=9), look_up)
    assert "page 9 is past the end; the last is page 3" in screen(beyond, size=2, page=9)
    whole = filled.search(SearchRequest(), look_up)
    assert " of 5" not in screen(whole)
    few = filled.search(SearchRequest(facets=True, facet_size=1), look_up)
    assert "the 1 most frequent of each; --facet-size shows more" in screen(few, facet_size=1)
    assert "most frequent" not in screen(filled.search(SearchRequest(facets=True), look_up))


def test_an_export_narrows_as_a_search_does(tmp_path: pathlib.Path) -> None:
    store = tmp_path / "store"
    (tmp_path / "dump").mkdir()
    newsmill("run", make_dump(tmp_path / "dump"), "--quiet", store=store)
    narrowed = ["--from", "2019", "--to", "2019-12", "--language", "nn", "--agency", "NTB"]
    found = newsmill("search", "--json", *narrowed, store=store).lines[0]
    exported = newsmill("export", *narrowed, store=store).lines
    assert [one["id"] for one in exported] == [hit["id"] for hit in found["hits"]] and found["total"] == 1
    assert newsmill("export", "--from", "2030", store=store).lines == []
    assert "no date" in newsmill("export", "--to", "soon", store=store, status=2).err
    assert len(newsmill("export", store=store).lines) == 4
