"""Rows to documents; no server is needed for these, but for the last."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from pipeline.corpus.table import to_batch
from pipeline.engines.elasticsearch.document import COLUMNS, digest, to_document
from pipeline.engines.elasticsearch.mapping import DIGESTS
from pipeline.model import Article, Credit, Evidence

from .archive import Archive
from .kit import FULL, article, rows


def document(**fields: Any) -> dict[str, Any]:
    [row] = rows(article("a", **fields))
    return to_document(row)


def test_null_and_empty_values_are_left_out_and_zero_is_not() -> None:
    made = document()
    assert set(made) == {
        *("id", "source", "commit", "offset", "language", "words", "version", "schema_version"),
        *("kind", "truncated", "withdrawn", "retired", "credit_count", "image_count", *DIGESTS),
    }
    assert (made["credit_count"], made["image_count"], made["words"]) == (0, 0, 0)


def test_the_language_says_which_fields_are_filled() -> None:
    made = document(body="tekst", title="tittel", language="nn-NO")
    assert made["body_lang"] == {"nn": "tekst"}
    assert made["title_lang"] == {"nn": "tittel"}
    assert "body_lang" not in document(body="tekst", language="is")
    assert "body_lang" not in document(body="tekst", language="und")
    assert "body_lang" not in document(language="nn")


def test_credits_stand_nested_and_flat() -> None:
    credits = (
        Credit("Foto: Berg/Scanpix", "photo", ("Berg",), ("NTB scanpix",)),
        Credit("Privat", "photo", holder="Privat"),
        Credit("Berg / AFP", "photo", ("Berg",), ("AFP",), caption="På kaia."),
    )
    made = document(credits=credits)
    assert made["photographer"] == ["Berg"]
    assert made["photo_agency"] == ["NTB scanpix", "AFP"]
    assert made["credit_text"] == ["Foto: Berg/Scanpix", "NTB scanpix", "Privat", "Berg / AFP"]
    assert made["credit_count"] == 3
    assert made["credits"][1] == {
        "verbatim": "Privat",
        "kind": "photo",
        "holder": "Privat",
        "where": "body line",
    }
    assert made["credits"][2]["caption"] == "På kaia."


def test_provenance_names_the_rules_that_won() -> None:
    lines = (
        Evidence("title", "x", "h1", "", 0.9, True),
        Evidence("title", "y", "og:title", "", 0.5, False),
        Evidence("credits", "a", "label", "", 0.9, True),
        Evidence("credits", "b", "slash", "", 0.9, True),
        Evidence("credits", "c", "label", "", 0.9, True),
    )
    assert document(provenance=lines)["provenance"] == {"title": ["h1"], "credits": ["label", "slash"]}


def test_texts_are_composed_and_numbers_that_are_none_left_out() -> None:
    made = document(
        title="Cafe\u0301", captions=("e\u0301", ""), ocr_confidence=math.nan, language_share=math.inf
    )
    assert (made["title"], made["captions"]) == ("Café", ["é"])
    assert not {"ocr_confidence", "language_share"} & set(made)


def test_a_tombstone_keeps_what_followers_need() -> None:
    [row] = rows(dataclasses.replace(FULL, withdrawn=True))
    made = to_document(row)
    assert set(made) == {
        *("id", "source", "commit", "version", "ingested", "retired", "withdrawn", "schema_version", *DIGESTS)
    }


def test_columns_are_those_of_the_table() -> None:
    assert set(COLUMNS) == set(to_batch([FULL]).schema.names)


@pytest.mark.parametrize(
    "change", [{"commit": 2}, {"id": "b"}, {"words": 1}, {"title": "t"}, {"withdrawn": True}]
)
def test_the_digest_sees_every_difference(change: dict[str, Any]) -> None:
    before, [row] = document(), rows(article(**{"id": "a", **change}))
    after = to_document(row)
    assert all(before[name] != after[name] for name in DIGESTS)


def test_the_digest_does_not_depend_on_order_or_on_itself() -> None:
    made = document(body="tekst", language="nn", extra={"b": "2", "a": "1"})
    shuffled = dict(reversed(made.items()))
    shuffled["digest_1"] = 0
    assert digest(shuffled) == digest(made) == tuple(made[name] for name in DIGESTS)


def test_sums_of_two_sets_differ_where_one_document_does() -> None:
    """Swapped texts change the sums: each digest is over a whole document."""
    one = [
        document(title="a"),
        to_document(rows(Article(id="b", source="s", body="", title="b", commit=1))[0]),
    ]
    two = [
        document(title="b"),
        to_document(rows(Article(id="b", source="s", body="", title="a", commit=1))[0]),
    ]
    assert sum(made["digest_1"] for made in one) != sum(made["digest_1"] for made in two)


def test_the_sample_dump_arrives_whole(archive: Archive) -> None:
    """Every row of a real run is in the index as its document, nothing in it was ignored."""
    client, index = archive.elastic.client, archive.elastic.status().where.rpartition("/")[2]
    expected = {}
    for batch in archive.corpus.rows_after(0):
        for row in batch.to_pylist():
            expected[row["id"]] = to_document(row)
    client.indices.refresh(index=index)
    hits = client.search(index=index, size=1_000)["hits"]["hits"]
    assert {hit["_id"]: hit["_source"] for hit in hits} == expected
    assert [hit["_id"] for hit in hits if "_ignored" in hit] == []
    assert len(expected) > 30
