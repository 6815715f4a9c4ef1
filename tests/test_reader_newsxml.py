"""What all readers of news XML hold to: detection both ways, offsets, records that are parsed alone, broken files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from pipeline import readers
from pipeline.deadletter import failure
from pipeline.model import Block, Failure, Hint, RawDocument
from pipeline.process import restore
from tests.newsxml_kit import SAMPLES, article, made
from tests.readers_kit import items, told

NAMES = sorted(SAMPLES)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_known_by_its_content(name: str) -> None:
    for data in (
        SAMPLES[name].encode(),
        SAMPLES[name].encode("utf-16"),
        b"\xef\xbb\xbf" + SAMPLES[name].encode(),
    ):
        assert readers.detect(data[:65536], "file.bin").format == name


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html><html><head><title>X</title></head><body><p>&lt;nitf&gt; and &lt;NewsML&gt;</p></body></html>",
        "The file begins with <?xml and then comes the element <TEI>.",
    ],
)
def test_pages_and_texts_about_them_are_none_of_them(text: str) -> None:
    assert readers.detect(text.encode(), "page.xml").format in ("html", "text", None)


@pytest.mark.parametrize("name", NAMES)
def test_offsets_are_those_of_the_records(name: str) -> None:
    data = SAMPLES[name].encode()
    found = items(data, "mem:file.xml")
    assert found
    for each in found:
        assert isinstance(each, RawDocument)
        record = data[each.offset : each.offset + each.length]
        assert record.startswith(b"<") and record.endswith(b">") and each.payload.endswith(record)


@pytest.mark.parametrize("name", NAMES)
def test_a_record_is_parsed_alone_as_a_replay_does(name: str) -> None:
    for each in items(SAMPLES[name].encode(), "mem:file.xml"):
        assert isinstance(each, RawDocument)
        letter = failure("extract", "error", "", each)
        again = restore(letter.payload, letter.context)
        assert again is not None
        assert list(map(told, readers.parse(again))) == list(map(told, readers.parse(each)))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_text_in_other_bytes_gives_the_same(name: str) -> None:
    def what(data: bytes) -> list[object]:
        return [{**told(each), "offset": 0, "length": 0} for each in made(data)]

    assert what(SAMPLES[name].encode("utf-16")) == what(SAMPLES[name].encode())


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_was_cut_is_a_failure_or_what_is_whole_in_it(name: str) -> None:
    data = SAMPLES[name].encode()
    end = data.rstrip().rfind(b"</", 0, -10)
    for size in (end, len(data) // 2, len(data) // 3):
        found = made(data[:size])
        assert found
        for each in found:
            assert not isinstance(each, Failure) or each.reason in ("truncated", "bad-xml", "unknown-format")


@pytest.mark.parametrize("name", NAMES)
def test_markup_that_is_nested_without_end_costs_one_record(name: str) -> None:
    deep = SAMPLES[name].replace("<p>", "<div>" * 5000 + "<p>", 1)
    for each in items(deep.encode(), "mem:file.xml"):
        assert isinstance(each, RawDocument)
        with suppress(RecursionError):  # process.attempt makes a failure of it
            list(readers.parse(replace(each, extra=())))


def test_of_a_line_or_two_the_dump_says_in_which_language_it_is() -> None:
    def language(text: str) -> str:
        hint = (Hint("language", "fi", "contentMeta/language"),)
        raw = RawDocument("f", 0, 0, text.encode(), "nitf", None, "text/plain", "utf-8", hint, record=True)
        return article(replace(raw, blocks=(Block("paragraph", text),))).language

    assert language("(STT) - OULU, 1 TAM - TEST FROM DESK (STT).") == "fi"
    assert (
        language(
            "The new bridge over the fjord opened to traffic on Monday, two years late, and it cost two million."
        )
        == "en"
    )
