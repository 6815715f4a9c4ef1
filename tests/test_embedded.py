"""The embedded engine on a real index: following, searching, dates, facets, broken folders."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
import tantivy

from pipeline.engines import Engine, SearchRequest
from pipeline.engines.embedded import Embedded, step
from pipeline.errors import EngineError, UsageError
from pipeline.query import parse

_TEXTS = pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "source", "member", "title", "lead", "body", "publisher")),
        *((name, pa.string()) for name in ("section", "language", "url", "format")),
        *((name, _TEXTS) for name in ("captions", "crossheads", "authors", "keywords")),
        ("offset", pa.int64()),
        ("commit", pa.int64()),
        ("retired", pa.bool_()),
        ("withdrawn", pa.bool_()),
        ("published", pa.struct([(name, pa.string()) for name in ("value", "precision", "start", "end")])),
        (
            "credits",
            pa.list_(
                pa.struct(
                    [
                        ("verbatim", pa.string()),
                        ("photographers", _TEXTS),
                        ("agencies", _TEXTS),
                        ("holder", pa.string()),
                    ]
                )
            ),
        ),
    ]
)


def date(value: str, start: str, end: str, precision: str = "day") -> dict[str, str]:
    return {"value": value, "precision": precision, "start": start, "end": end}


APRIL = date("2019-04", "2019-04-01", "2019-05-01", "month")
ARTICLES: list[dict[str, Any]] = [
    {
        "id": "summit",
        "title": "Toppmøtet i Vladivostok",
        "lead": "Toppmøtet vert halde på øya.",
        "body": "Toppmøtet vert halde på øya.\n\nKim Jong-un kom med tog.\n\nRegjeringa følgjer med.",
        "language": "nn",
        "publisher": "Fjordposten",
        "published": APRIL,
        "captions": ["Handtrykk på kaia."],
        "credits": [
            {"verbatim": "Yuri Kadobnov / AFP", "photographers": ["Yuri Kadobnov"], "agencies": ["AFP"]}
        ],
    },
    {
        "id": "houses",
        "title": "Husene ved elva",
        "body": "Husene ved elva skal rives. Kommunen <vil> bygge nytt & større.",
        "language": "nb",
        "publisher": "Elveavisen",
        "authors": ["Anne Berg"],
        "published": date("2019-04-25T12:30", "2019-04-25T12:30:00", "2019-04-25T12:31:00", "minute"),
        "url": "https://www.elveavisen.example/nyhende/hus-1",
    },
    {
        "id": "ships",
        "title": "Ships return",
        "body": "The ships are returning to the harbour after the summit. Trains wait.",
        "language": "en",
        "publisher": "Harbour Times",
        "published": date("2018", "2018-01-01", "2019-01-01", "year"),
        "keywords": ["sea freight"],
        "credits": [{"verbatim": "Foto: AP", "photographers": [], "agencies": ["AP"]}],
    },
    {"id": "city", "title": "城市", "body": "我住在北京市。", "language": "zh"},
    {
        "id": "undated",
        "title": "Uten dato",
        "body": "Tog og ferje.",
        "language": "nb",
        "publisher": "Elveavisen",
    },
]


def batch(articles: Sequence[dict[str, Any]], commit: int = 1) -> pa.RecordBatch:
    rows = [{"source": "dump.jsonl", "offset": 7, "commit": commit, **article} for article in articles]
    return pa.RecordBatch.from_pylist(rows, schema=SCHEMA)


def look_up(ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {article["id"]: article for article in ARTICLES if article["id"] in ids}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    index = Embedded(tmp_path_factory.mktemp("index") / "index", "corpus-1")
    index.apply([batch(ARTICLES[:2], 1), batch(ARTICLES[2:], 2)], 2)
    return index


@pytest.fixture
def empty(tmp_path: pathlib.Path) -> Embedded:
    return Embedded(tmp_path / "index", "corpus-1")


def found(index: Embedded, query: str, **options: Any) -> list[str]:
    result = index.search(SearchRequest(parse(query), **options), look_up)
    hits = [hit.id for hit in result.hits]
    if "page" not in options and "size" not in options:
        assert result.total == len(hits)
        assert sorted(index.ids(SearchRequest(parse(query), **options))) == sorted(hits)
    return hits


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("toppmotet", "summit"),
        ("Toppmøtet", "summit"),
        ("TOPPMØTET", "summit"),
        ("toppmøte", "summit"),  # by its stem
        ("hus", "houses"),
        ("ship", "ships"),
        ('"hus"', ""),  # phrases are as written
        ("return harbour", "ships"),
        ("kadobnov", "summit"),
        ("Kadobnov tog", "summit"),  # each word in another field
        ("tog", "summit undated"),
        ("tog NOT vladivostok", "undated"),
        ("tog -vladivostok", "undated"),
        ("NOT tog", "city houses ships"),
        ("tog OR ships", "ships summit undated"),
        ("(tog OR ships) -ferje", "ships summit"),
        ("toppm*", "summit"),
        ("TOPPMØ*", "summit"),
        ("jong-un", "summit"),
        ("Jong-u*", "summit"),
        ("un-Jong", ""),
        ('"kim jong un"', "summit"),
        ('"jong kim"', ""),
        ("title:toppmøtet", "summit"),
        ("title:tog", ""),
        ("title:toppmøte", ""),
        ("lead:øya", "summit"),
        ("captions:kaia", "summit"),
        ("authors:berg", "houses"),
        ("credits:kadobnov", "summit"),
        ('photographer:"Yuri Kadobnov"', "summit"),
        ("agency:AFP", "summit"),
        ("agency:AP", "ships"),
        ("publisher:harbour", "ships"),
        ("keywords:freight", "ships"),
        ("language:nn", "summit"),
        ("language:pt", ""),
        ("url:elveavisen.example/nyhende", "houses"),
        ("url:https://www.elveavisen.example/ny*", "houses"),
        ("id:ships", "ships"),
        ("id:shi*", "ships"),
        ("id:Ships", ""),
        ("source:dump.jsonl summit", "ships"),
        ("title:(ships OR husene)", "houses ships"),
        ("北京", "city"),
        ("京北", ""),
        ("", "city houses ships summit undated"),
        ("*", "city houses ships summit undated"),
    ],
)
def test_what_a_query_finds(filled: Embedded, query: str, ids: str) -> None:
    assert sorted(found(filled, query)) == ids.split()


@pytest.mark.parametrize(
    ("start", "end", "exact", "ids"),
    [
        ("2019-04-03", "2019-04-03", False, "summit"),
        ("2019-04-03", "2019-04-03", True, ""),
        ("2019-04", "2019-04", True, "houses summit"),
        ("2019-04-25", "2019-04-25", True, "houses"),
        ("2019-04-26", None, False, "summit"),
        ("2019-05", None, False, ""),
        (None, "2019-03", False, "ships"),
        (None, "2018-06-30", False, "ships"),
        (None, "2018-06-30", True, ""),
        ("2018", "2019", True, "houses ships summit"),
        (None, "2019-04-01", False, "ships summit"),
    ],
)
def test_dates(filled: Embedded, start: str | None, end: str | None, exact: bool, ids: str) -> None:
    assert sorted(found(filled, "", date_from=start, date_to=end, exact_dates=exact)) == ids.split()


def test_published_is_no_more_precise_than_known(filled: Embedded) -> None:
    hits = filled.search(SearchRequest(parse("vladivostok")), look_up).hits
    assert [(hit.published, hit.publisher, hit.language) for hit in hits] == [
        ("2019-04", "Fjordposten", "nn")
    ]


def test_filters_and_order(filled: Embedded) -> None:
    assert found(filled, "", language="nb", publisher="elveavisen") == ["houses", "undated"]
    assert found(filled, "", photographer="Kadobnov", agency="afp") == ["summit"]
    assert found(filled, "tog OR husene OR ships", sort="date") == ["houses", "summit", "ships", "undated"]
    assert found(filled, "")[:3] == ["houses", "summit", "ships"]
    assert found(filled, "toppmøtet OR summit")[0] == "summit"


def test_paging(filled: Embedded) -> None:
    pages = [found(filled, "", page=page, size=2) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({id for page in pages for id in page}) == 5
    assert found(filled, "tog", page=10**15, size=1000) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": 0},
        {"size": 0},
        {"size": 1001},
        {"date_from": "2019-13"},
        {"date_to": "yesterday"},
        {"date_from": "2020", "date_to": "2019"},
        {"agency": "–"},
        {"sort": "newest"},
    ],
)
def test_wrong_requests(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="expected"):
        SearchRequest(**wrong)


def test_facets(filled: Embedded) -> None:
    facets = filled.search(SearchRequest(facets=True), look_up).facets
    assert facets["language"] == (("nb", 2), ("en", 1), ("nn", 1), ("zh", 1))
    assert facets["month"] == (("2019-04", 2),)
    assert facets["agency"] == (("AFP", 1), ("AP", 1))
    assert facets["photographer"] == (("Yuri Kadobnov", 1),)
    assert facets["publisher"][0] == ("Elveavisen", 2)
    narrowed = filled.search(SearchRequest(parse("ships"), facets=True), look_up).facets
    assert narrowed["language"] == (("en", 1),)


def test_facets_are_exact_over_many_values_and_segments(empty: Embedded) -> None:
    for commit in (1, 2, 3):
        rows = [{"id": f"{commit}-{i}", "body": "x", "publisher": f"P{i % 400}"} for i in range(800)]
        rows += [{"id": f"{commit}-z{i}", "body": "x", "publisher": "Z"} for i in range(3)]
        empty.apply([batch(rows, commit)], commit)
    counts = empty.search(SearchRequest(facets=True), look_up).facets["publisher"]
    assert counts[0] == ("Z", 9)
    assert {count for _, count in counts[1:]} == {6}


def snippets(index: Embedded, query: str) -> list[str]:
    [hit] = index.search(SearchRequest(parse(query)), look_up).hits
    return [snippet.html() for snippet in hit.snippets]


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("toppmotet", ["<mark>Toppmøtet</mark> vert halde"]),
        ("regjering", ["<mark>Regjeringa</mark> følgjer med."]),
        ("vladi* toppmo*", ["<mark>Toppmøtet</mark>"]),
        ('"kim jong-un"', ["<mark>Kim Jong-un</mark> kom"]),
        ("jong-u*", ["<mark>Jong-un</mark>"]),
        ("kadobnov", ["Yuri <mark>Kadobnov</mark> / AFP"]),
        ("photographer:kadobnov", ["<mark>Kadobnov</mark>"]),
        ("kaia", ["Handtrykk på <mark>kaia</mark>."]),
        (
            "kommune rives",
            ["<mark>rives</mark>", "<mark>Kommunen</mark> &lt;vil&gt; bygge nytt &amp; større"],
        ),
        ("ships return", ["<mark>ships</mark> are <mark>returning</mark>"]),
        ("京", ["我住在北<mark>京</mark>市"]),
        ("title:vladivostok", ["i <mark>Vladivostok</mark>"]),
    ],
)
def test_snippets(filled: Embedded, query: str, marked: list[str]) -> None:
    made = snippets(filled, query)
    assert 1 <= len(made) <= 3
    for piece in marked:
        assert piece in " | ".join(made)


def test_snippets_mark_nothing_that_was_not_asked(filled: Embedded) -> None:
    assert snippets(filled, "id:ships") == [
        "The ships are returning to the harbour after the summit. Trains wait."
    ]
    assert "<mark>" not in "".join(snippets(filled, "title:husene NOT ships"))[len("<mark>Husene</mark>") :]
    assert "<mark>harbour" not in "".join(snippets(filled, "ships publisher:harbour"))


def test_long_texts_give_short_pieces(empty: Embedded) -> None:
    body = (
        "\n\n".join(f"Avsnitt {i} om ingenting. " * 30 for i in range(30))
        + "\n\nHer er ferja. "
        + "Så " * 300
    )
    empty.apply([batch([{"id": "a", "body": body, "language": "nn"}])], 1)
    [hit] = empty.search(SearchRequest(parse("ferja")), lambda ids: {"a": {"body": body}}).hits
    [snippet] = hit.snippets
    assert "ferja" in snippet.text() and len(snippet.text()) <= 202
    assert snippet.text().startswith("Her er") and snippet.text().endswith("…")


def test_snippets_keep_to_a_paragraph_and_show_every_word_first(empty: Embedded) -> None:
    body = "Ferja gjekk. Ferja stod.\n\nFerja og ferja att.\n\nToget kom.\n\nBussen og toget venta."
    empty.apply([batch([{"id": "a", "body": body, "language": "nn"}])], 1)
    [hit] = empty.search(SearchRequest(parse("ferja toget bussen")), lambda ids: {"a": {"body": body}}).hits
    assert [snippet.text() for snippet in hit.snippets] == [
        "Bussen og toget venta.",
        "Ferja gjekk. Ferja stod.",
        "Ferja og ferja att.",
    ]


def test_text_without_spaces_is_cut_too(empty: Embedded) -> None:
    body = "城" * 500 + "北京" + "市" * 500
    empty.apply([batch([{"id": "a", "body": body, "language": "zh"}])], 1)
    [hit] = empty.search(SearchRequest(parse("北京")), lambda ids: {"a": {"body": body}}).hits
    [snippet] = hit.snippets
    assert ("北京", True) in snippet.parts and len(snippet.text()) <= 202


def test_json_form(filled: Embedded) -> None:
    result = filled.search(SearchRequest(parse("vladivostok"), facets=True), look_up).to_json()
    assert json.loads(json.dumps(result)) == result
    assert list(result) == ["total", "hits", "facets", "took_ms"]
    assert list(result["hits"][0]) == [
        "id",
        "score",
        "title",
        "published",
        "publisher",
        "language",
        "snippets",
    ]


def test_an_article_that_the_corpus_lacks_is_still_a_hit(filled: Embedded) -> None:
    [hit] = filled.search(SearchRequest(parse("vladivostok")), lambda ids: {}).hits
    assert (hit.id, hit.title, hit.snippets) == ("summit", None, ())


# ---------------------------------------------------------------- following


def test_nothing_is_made_before_it_is_needed(empty: Embedded) -> None:
    typed: Engine = empty
    assert typed.position() == 0
    assert empty.status().articles == 0
    assert not empty.folder.exists()
    assert found(empty, "tog") == []


def test_rows_may_come_again_and_older_ones_never_win(empty: Embedded) -> None:
    row = {"id": "a", "body": "ny tekst"}
    assert empty.apply([batch([row], 5)], 5).indexed == 1
    again = empty.apply([batch([row], 5)], 5)
    assert (again.indexed, again.superseded) == (1, 0)
    older = empty.apply([batch([{"id": "a", "body": "gammal tekst"}], 4)], 6)
    assert (older.indexed, older.superseded, empty.position()) == (0, 1, 6)
    assert found(empty, "ny") == ["a"] and found(empty, "gammal") == []
    newer = empty.apply([batch([{"id": "a", "body": "siste tekst"}], 7)], 7)
    assert (newer.indexed, found(empty, "siste"), found(empty, "ny")) == (1, ["a"], [])


@pytest.mark.parametrize("every", [0, 200_000])
def test_one_call_brings_an_id_twice(empty: Embedded, every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "COMMIT_EVERY", every)
    batches = [
        batch([{"id": "a", "body": body}], commit) for body, commit in (("ein", 2), ("to", 3), ("tre", 1))
    ]
    applied = empty.apply(batches, 3)
    assert applied.indexed + applied.superseded == 3
    assert [found(empty, word) for word in ("ein", "to", "tre")] == [[], ["a"], []]


@pytest.mark.parametrize("flag", ["retired", "withdrawn"])
def test_what_is_gone_stays_gone(empty: Embedded, flag: str) -> None:
    empty.apply([batch([{"id": "a", "body": "tog"}, {"id": "b", "body": "tog"}], 1)], 1)
    assert empty.apply([batch([{"id": "a", "body": "", flag: True}], 2)], 2).indexed == 1
    assert found(empty, "tog") == ["b"] and found(empty, "") == ["b"] and empty.status().articles == 1
    assert empty.apply([batch([{"id": "a", "body": "tog"}], 1)], 2).superseded == 1
    assert found(empty, "tog") == ["b"]
    empty.apply([batch([{"id": "a", "body": "tog att"}], 3)], 3)
    assert sorted(found(empty, "tog")) == ["a", "b"]


def test_a_row_that_cannot_be_indexed_costs_no_other(empty: Embedded) -> None:
    bad = {"id": "bad", "body": "tog", "published": date("x", "ikkje ein dato", "2019")}
    applied = empty.apply([batch([{"id": "a", "body": "tog"}, bad, {"id": "b", "body": "tog"}])], 1)
    assert (applied.indexed, applied.superseded, found(empty, "tog")) == (2, 0, ["a", "b"])
    [failure] = applied.failed
    assert (failure.stage, failure.source, failure.offset) == ("index:embedded", "dump.jsonl", 7)
    assert "bad" in failure.detail


def test_a_source_that_breaks_leaves_the_index_as_it_was(empty: Embedded) -> None:
    def broken() -> Any:
        yield batch([{"id": "a", "body": "tog"}])
        raise KeyError("no such part")

    with pytest.raises(KeyError):
        empty.apply(broken(), 1)
    assert (empty.position(), found(empty, "tog")) == (0, [])
    assert empty.apply([batch([{"id": "a", "body": "tog"}])], 1).indexed == 1


KILLED = """
import sys; sys.path.insert(0, sys.argv[2])
from test_embedded import Embedded, batch
index = Embedded(sys.argv[1], "corpus-1")
index.apply([batch([{"id": "a", "body": "ein"}], 1)], 1)
index.apply([batch([{"id": "a", "body": "to"}, {"id": "b", "body": "to"}], 2)], 2)
"""


def test_killed_between_commit_and_position(empty: Embedded) -> None:
    command = [sys.executable, "-c", KILLED, str(empty.folder), str(pathlib.Path(__file__).parent)]
    done = subprocess.run(command, env=os.environ | {"NEWSMILL_FAULT": "kill:index.commit:2"}, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert empty.position() == 1
    assert empty.apply([batch([{"id": "a", "body": "to"}, {"id": "b", "body": "to"}], 2)], 2).indexed == 2
    assert (sorted(found(empty, "to")), found(empty, "ein"), empty.position()) == (["a", "b"], [], 2)


# ---------------------------------------------------------------- broken and foreign folders


def _damage(folder: pathlib.Path, how: str) -> None:
    state = folder / "newsmill.json"
    if how == "corpus":
        state.write_text(state.read_text().replace("corpus-1", "corpus-2"))
    elif how == "schema":
        state.write_text(json.dumps(json.loads(state.read_text()) | {"schema": 0}))
    elif how == "state":
        state.write_text("{")
    elif how == "no state":
        state.unlink()
    elif how == "meta":
        (folder / "meta.json").write_text("{broken")
    elif how == "no meta":
        (folder / "meta.json").unlink()
    elif how == "no segment":
        for path in folder.glob("*.term"):
            path.unlink()
    else:
        for path in folder.glob("*.term"):
            path.write_bytes(b"x" * 10)


@pytest.mark.parametrize(
    "how", ["corpus", "schema", "state", "no state", "meta", "no meta", "no segment", "cut"]
)
def test_what_cannot_be_used_names_the_way_out(empty: Embedded, how: str) -> None:
    empty.apply([batch(ARTICLES)], 1)
    _damage(empty.folder, how)
    index = Embedded(empty.folder, "corpus-1")
    with pytest.raises(EngineError, match="newsmill index rebuild"):
        index.search(SearchRequest(parse("tog")), look_up)
    index.reset()
    assert (index.position(), found(index, "tog")) == (0, [])
    index.apply([batch(ARTICLES)], 3)
    assert (index.position(), len(found(index, "tog"))) == (3, 2)


def test_a_deleted_folder_begins_again(empty: Embedded) -> None:
    empty.apply([batch(ARTICLES)], 1)
    shutil.rmtree(empty.folder)
    again = Embedded(empty.folder, "corpus-1")
    assert again.position() == 0
    again.apply([batch(ARTICLES)], 1)
    assert len(found(again, "tog")) == 2


def test_a_deleted_folder_is_noticed_by_an_open_index(empty: Embedded) -> None:
    empty.apply([batch(ARTICLES)], 1)
    shutil.rmtree(empty.folder)
    assert (empty.position(), found(empty, "tog")) == (0, [])
    empty.apply([batch(ARTICLES[:1])], 2)
    assert (empty.position(), found(empty, "tog")) == (2, ["summit"])


def test_a_panic_of_tantivy_is_an_engine_error(filled: Embedded) -> None:
    """A panic is no Exception; a limit of 0 gives one for sure, as some damaged files do."""
    searcher = filled._searcher()
    with pytest.raises(EngineError, match="newsmill index rebuild"), filled._told():
        searcher.search(tantivy.Query.all_query(), limit=0)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_called_so(empty: Embedded) -> None:
    with pytest.raises(EngineError, match="full: make room"), empty._told(), open("/dev/full", "w") as file:
        file.write("x" * 100_000)
        file.flush()


def test_two_writers_at_once(empty: Embedded) -> None:
    def meanwhile() -> Any:
        yield batch([{"id": "a", "body": "tog"}])
        with pytest.raises(EngineError):
            Embedded(empty.folder, "corpus-1").apply([], 1)

    empty.apply(meanwhile(), 1)
    assert found(empty, "tog") == ["a"]


def test_status(filled: Embedded) -> None:
    status = filled.status()
    assert (status.name, status.position, status.articles) == ("embedded", 2, 5)
    assert status.size > 0
