"""The questions of docs/querying.md, as curl and in Python, asked of the real node: each with its expected answer.

The answers are computed from the corpus's articles by plain Python.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.engines.elasticsearch.document import to_document
from pipeline.model import Article
from pipeline.query import parse

from . import plain
from .archive import ROOT, Archive

HEADING = "## Asking Elasticsearch itself"
TEXT = (ROOT / "docs" / "querying.md").read_text("utf-8").split(HEADING)[1].split("\n## ")[0]


def blocks(kind: str) -> dict[str, str]:
    """Heading of a question -> its block of that kind."""
    found = {}
    for part in TEXT.split("\n### ")[1:]:
        [code] = re.findall(rf"^```{kind}\n(.*?)^```$", part, re.M | re.S)
        found[part.split("\n")[0]] = code
    return found


CURL, PYTHON = blocks("bash"), blocks("py")


@dataclass
class Asked:
    """The archive, where every third article was ingested yesterday, by the name of the docs."""

    archive: Archive
    old: set[str]

    @property
    def articles(self) -> list[Article]:
        return list(self.archive.articles.values())

    def curl(self, question: str) -> list[Any]:
        """What the commands of a question print, one JSON a line."""
        elastic = self.archive.elastic
        script = CURL[question].replace("localhost:9200/news", f"{elastic.where}/{elastic.generations.name}")
        script = script.replace("localhost:9200", elastic.where)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        decoder, answers, at = json.JSONDecoder(), list[Any](), 0
        while rest := done.stdout[at:].lstrip():
            answer, length = decoder.raw_decode(rest)
            at = len(done.stdout) - len(rest) + length
            answers.append(answer)
        assert not [answer for answer in answers if "error" in answer]
        return answers

    def python(self, question: str) -> dict[str, Any]:
        """The variables that the code of a question leaves."""
        elastic = self.archive.elastic
        code = PYTHON[question].replace('index="news"', f'index="{elastic.generations.name}"')
        variables: dict[str, Any] = {"client": elastic.client}
        exec(compile(code, question, "exec"), variables)
        return variables


@pytest.fixture(scope="module")
def asked(archive: Archive) -> Iterator[Asked]:
    client, write = archive.elastic.client, archive.elastic.generations.write
    rows = {row["id"]: row for batch in archive.corpus.rows_after(0) for row in batch.to_pylist()}
    old = set(sorted(archive.articles)[::3])

    def ingest(ids: set[str], moment: str | None) -> None:
        for id in ids:
            document = to_document(rows[id] | ({"ingested": moment} if moment else {}))
            client.index(index=write, id=id, document=document)
        client.indices.refresh(index=write)

    yesterday = datetime.now(UTC) - timedelta(days=1)
    ingest(old, yesterday.strftime("%Y-%m-%dT12:00:00Z"))
    yield Asked(archive, old)
    ingest(old, None)


def test_every_question_is_there_twice() -> None:
    assert list(CURL) == list(PYTHON) == list(QUESTIONS)


def test_the_docs_say_what_the_index_holds(asked: Asked) -> None:
    found = asked.archive.elastic.client.count(index=asked.archive.elastic.generations.name)["count"]
    assert found == len(asked.articles)


# ---------------------------------------------------------------- the questions


def full_text(asked: Asked, first: Any, variables: dict[str, Any]) -> None:
    forms = [parse(form) for form in ("ferge", "fergen", "ferger", "fergene")]
    expected = {
        one.title for one in asked.articles for form in forms
        if one.language == "nb" and plain.matches(form, one, ["title", "body"])
    }  # fmt: skip
    hits = first["hits"]["hits"]
    assert [hit["_source"].get("title") for hit in hits] == variables["titles"]
    assert set(variables["titles"]) == expected and len(expected) >= 1


def phrase(asked: Asked, first: Any, variables: dict[str, Any]) -> None:
    expected = {one.id for one in asked.articles if plain.matches(parse('"Gannet Point"'), one, ["body"])}
    assert {hit["_id"] for hit in first["hits"]["hits"]} == set(variables["found"]) == expected
    assert len(expected) >= 2
    assert all("<em>Gannet" in text for text in variables["found"].values())


def photographer(asked: Asked, first: Any, variables: dict[str, Any]) -> None:
    expected = [
        (one.title, credit.verbatim)
        for one in asked.articles
        for credit in one.credits
        if "Ramón Cifuentes" in credit.photographers
    ]
    assert sorted(variables["pictures"]) == sorted(expected) and expected
    assert first["hits"]["total"]["value"] == len({title for title, _ in expected})


def per_month(asked: Asked, first: Any, variables: dict[str, Any]) -> None:
    expected = Counter(
        one.published.start[:7]
        for one in asked.articles
        for credit in one.credits
        if "NTB" in credit.agencies and one.published and one.published.precision != "year"
    )
    assert variables["months"] == expected and expected
    buckets = first["aggregations"]["months"]["buckets"]
    assert {one["key_as_string"]: one["credits"]["ntb"]["doc_count"] for one in buckets} == expected


def per_million(asked: Asked, first: Any, variables: dict[str, Any]) -> None:
    words, found = Counter[str](), Counter[str]()
    for one in asked.articles:
        if one.published:
            words[one.published.start[:4]] += one.words
            found[one.published.start[:4]] += plain.matches(parse("Greyhaven"), one, ["title", "body"])
    expected = {year: 1_000_000 * found[year] / number for year, number in words.items() if number}
    assert variables["per_million"] == pytest.approx(expected)
    assert sum(found.values()) > 5
    buckets = first["aggregations"]["years"]["buckets"]
    assert {one["key_as_string"]: one["found"]["doc_count"] for one in buckets} == {
        year: found[year] for year in words
    }


def undated(asked: Asked, first: Any, variables: dict[str, Any]) -> None:
    expected = [one for one in asked.articles if one.published is None]
    assert first["hits"]["total"]["value"] == variables["undated"] == len(expected) > 5
    counts = Counter(one.publisher or "(none)" for one in expected)
    assert {one["key"]: one["doc_count"] for one in first["aggregations"]["publishers"]["buckets"]} == counts


def yesterday(asked: Asked, first: Any, variables: dict[str, Any]) -> None:
    expected = Counter(one.source for one in asked.articles if one.id in asked.old)
    assert variables["files"] == expected and expected
    assert first["hits"]["total"]["value"] == sum(expected.values()) < len(asked.articles)


def whole(asked: Asked, first: Any, variables: dict[str, Any]) -> None:
    expected = sorted(one.id for one in asked.articles if one.language == "en")
    assert sorted(variables["ids"]) == expected
    assert len(expected) > 10 and len(first["hits"]["hits"]) == 5


QUESTIONS: dict[str, Callable[[Asked, Any, dict[str, Any]], None]] = {
    "Full text in one language": full_text,
    "A phrase": phrase,
    "A photographer's pictures": photographer,
    "Credits of one agency per month": per_month,
    "A timeline per million words": per_million,
    "Articles with no date": undated,
    "What was ingested yesterday": yesterday,
    "The whole result": whole,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answers_are_those_of_the_corpus(asked: Asked, question: str) -> None:
    QUESTIONS[question](asked, asked.curl(question)[0], asked.python(question))


def test_the_shell_walks_through_the_whole_result(asked: Asked) -> None:
    pages = asked.curl("The whole result")
    ids = [hit["_id"] for page in pages for hit in page["hits"]["hits"]]
    assert sorted(ids) == sorted(one.id for one in asked.articles if one.language == "en")
    assert len(pages) > 2


def test_the_two_forms_of_a_question_ask_the_same(asked: Asked) -> None:
    for question in QUESTIONS:
        if question != "The whole result":
            [answer] = asked.curl(question)
            other = asked.python(question)["answer"].body
            for one in (answer, other):
                del one["took"]
                # Segments that are joined between the two questions change how rare a word counts.
                for each in (one["hits"], *one["hits"]["hits"]):
                    each.pop("max_score", None)
                    each.pop("_score", None)
            assert answer == other, question
