"""What a repeated, an older and a newer write become: why documents are written as they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.engines.elasticsearch.document import to_document

from .kit import article, found, install, rows


def write(
    client: Any, index: str, commit: int, body: str = "", kind: str = "external_gte", **fields: Any
) -> int:
    """Writes an article with its commit as version; the status."""
    [row] = rows(article("a", body, **fields, commit=commit))
    action = {"_id": "a", "version": commit, "version_type": kind}
    answer = client.bulk(index=index, operations=[{"index": action}, to_document(row)], refresh=True)
    return int(answer["items"][0]["index"]["status"])


def eventually(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Asks until it holds: a server forgets deletions when it next has time."""
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return held


def body(client: Any, index: str) -> str | None:
    value = client.get(index=index, id="a")["_source"].get("body")
    return None if value is None else str(value)


def test_a_repeated_write_is_no_conflict_and_an_older_one_never_wins(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    assert write(client, index, 5, "five") == 201
    assert write(client, index, 5, "five") == 200
    assert write(client, index, 4, "four") == 409
    assert body(client, index) == "five"
    assert write(client, index, 6, "six") == 200
    assert body(client, index) == "six"


def test_a_better_text_under_the_same_version_is_taken(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    assert [write(client, index, 5, text) for text in ("worse", "better")] == [201, 200]
    assert body(client, index) == "better"


def test_plain_external_versions_would_miscount_a_retry(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    assert [write(client, index, 5, "a", "external") for _ in range(2)] == [201, 409]


def test_updates_know_no_external_versions(client: Any, index_name: str) -> None:
    """So every write is of the whole document."""
    from elasticsearch import BadRequestError

    index = install(client, index_name)
    action = {"_id": "a", "version": 5, "version_type": "external_gte"}
    with pytest.raises(BadRequestError, match="versioning"):
        client.bulk(index=index, operations=[{"update": action}, {"doc": {"id": "a"}}])


def test_a_deleted_article_could_come_back_and_a_tombstone_does_not(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    client.indices.put_settings(index=index, settings={"index.gc_deletes": "0s"})
    assert write(client, index, 5, "text") == 201
    client.delete(index=index, id="a", version=6, version_type="external_gte", refresh=True)
    assert eventually(lambda: write(client, index, 5, "text") == 201)

    assert write(client, index, 7, "text", withdrawn=True) == 200
    assert not eventually(lambda: write(client, index, 6, "text") != 409, seconds=3)
    assert body(client, index) is None


def test_a_tombstone_has_no_text_left(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    write(client, index, 5, "hemmeleg", title="Hemmeleg", language="nn", captions=("Hemmeleg",))
    write(client, index, 6, "hemmeleg", title="Hemmeleg", language="nn", captions=("Hemmeleg",), retired=True)
    kept = set(client.get(index=index, id="a")["_source"])
    assert {"body", "title", "captions", "body_lang", "title_lang", "language"} & kept == set()
    assert {"id", "commit", "retired"} <= kept
    for query in ({"match": {"body": "hemmeleg"}}, {"query_string": {"query": "hemmeleg"}}):
        assert found(client, index, query) == set()


def test_without_a_required_alias_an_index_with_a_guessed_mapping_appears(
    client: Any, index_name: str
) -> None:
    """So bulk requests require the alias."""
    lines = [{"index": {"_id": "a"}}, {"body": "text"}]
    answer = client.bulk(index=f"{index_name}-write", operations=lines, require_alias=True)
    assert answer["items"][0]["index"]["status"] == 404
    assert not client.indices.exists(index=f"{index_name}-write")
    client.bulk(index=f"{index_name}-write", operations=lines)
    guessed = client.indices.get_mapping(index=f"{index_name}-write")[f"{index_name}-write"]["mappings"]
    assert "keyword" in guessed["properties"]["body"]["fields"]
