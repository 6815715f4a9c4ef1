"""Formats: the golden cases, detection by content, and what a record's fields become."""

from __future__ import annotations

import gzip
import json
import pathlib

import pytest

from pipeline import readers
from pipeline.errors import UsageError
from pipeline.model import Failure, RawDocument, Rejected
from pipeline.readers import registry
from pipeline.readers.field_values import written
from tests.readers_kit import CASES, case, fates, items, local, memory, short, unit, warc_record


@pytest.mark.parametrize(
    "given", sorted(CASES.rglob("*.in")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_golden(given: pathlib.Path) -> None:
    assert case(given) == json.loads(given.with_suffix(".json").read_text("utf-8"))


def test_every_format_has_cases() -> None:
    assert {path.name for path in CASES.iterdir()} == set(readers.READERS)


@pytest.mark.parametrize(
    "given", sorted(CASES.rglob("*.in")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_detected_by_content(given: pathlib.Path) -> None:
    found = readers.describe(str(given), local)
    assert [each.format for each in found] == [given.parent.name]
    assert found[0].why and found[0].confidence > 0.3


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b"{\\rtf1 x}", "rtf"),
        (b"%PDF-1.4\n", "pdf"),
        (b"filedesc://a.arc 0.0.0.0 2008 text/plain 7\n", "arc"),
        (b'<?xml version="1.0"?>\n<nitf><body><p>x</p><p>y</p></body></nitf>', "nitf"),
        (
            b'<?xml version="1.0"?>\n<rss><channel><description>&lt;html&gt;<html></description></channel></rss>',
            "feed",
        ),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html><p>x</p></html>", "mail"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0", None),
        (b"From the capital, a story of 2024\n\nText.", "text"),
        (b"From a@b.no Mon Jan  1 00:00:00 2024\nSubject: x\n", "mail"),
        (b"{ this is } no JSON\n", "text"),
        ("\ufeffÅ lese".encode(), "text"),
        ("Å lese på bokmål er fint".encode("utf-16-le"), "text"),
        (b"{}\n", "jsonl"),
        (b"<p>one", None),
    ],
)
def test_detect(head: bytes, format: str | None) -> None:
    assert readers.detect(head, "x").format == format


def test_a_name_only_breaks_ties() -> None:
    assert readers.detect(b'{"text": "x"}\n', "page.html").format == "jsonl"
    assert readers.detect(b"<p>one", "x.html").format == "html"


def test_describe_shows_members(tmp_path: pathlib.Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("in/a.txt", "Some text.")
        archive.writestr("b.bin", bytes(range(256)))
    found = readers.describe(str(tmp_path / "a.zip"), local)
    assert [(each.member, each.format, each.container) for each in found] == [
        ("in/a.txt", "text", "zip"),
        ("b.bin", None, "zip"),
    ]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"status": "ok", "articles": [{"content": "One."}, {"title": "Two"}]}, ["One.", "-no-text"]),
        ({"response": {"docs": [{"body": "One."}, {"body": "Two."}]}}, ["One.", "Two."]),
        ({"_id": "7", "_source": {"text": "One."}}, ["One."]),
        (
            {"hits": {"hits": [{"_id": "1", "_source": {"text": "One."}}, {"_source": {"text": "Two."}}]}},
            ["One.", "Two."],
        ),
        ({"title": "Hall", "description": "The hall is open.", "content": None}, ["The hall is open."]),
        ({"description": "The hall is open."}, ["-no-text"]),
        ({"type": "picture", "title": "Hall", "description": "The hall is open."}, ["-no-text"]),
        ({"data": [1, 2]}, ["-no-text"]),
        ({"items": [], "data": {}}, ["-no-text"]),
    ],
)
def test_wrapped_records(record: dict[str, object], expected: list[str]) -> None:
    assert short(fates(items(json.dumps(record, indent=1).encode()))) == expected


@pytest.mark.parametrize(
    ("name", "reason"), [("a.csv", "unknown-format"), ("p_files/x.js", "not-text"), ("i.cdx.gz", "not-text")]
)
def test_plain_text_whose_name_says_more(name: str, reason: str) -> None:
    assert short(items(b"a, b, c\n1, 2, 3\n", name)) == [f"-{reason}"]
    assert [item.format for item in items(b"<html><p>x</p></html>", name)] == ["html"]


@pytest.mark.parametrize(
    "data",
    [
        b'{"text": "a"},\n{"text": "b"},\n',
        b'{"text": "a"}{"text": "b"}',
        b'{"text": "a"} {"text": "b"}\n',
        b'\x1e{"text": "a"}\n\x1e{"text": "b"}\n',
        b'[\n{"text": "a"}\n,\n{"text": "b"}\n]',
        b'[{"text":"a"}]\n[{"text":"b"}]',
        b'{\n"text": "a"\n}\n{\n"text": "b"\n}',
        b'\n\n{"text": "a"}\r\n\r\n{"text": "b"}',
    ],
)
def test_ways_to_write_json(data: bytes) -> None:
    assert short(fates(items(data))) == ["a", "b"]


LINES = b"".join(b'{"id": %d, "text": "Text %d."}\n' % (n, n) for n in range(9))
TEXTS = [f"Text {n}." for n in range(9)]


@pytest.mark.parametrize("name", ["part.jsonl", "part.ndjson.gz", "part"])
@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (b"# export\n", "bad-json"),
        (b"null\n", "bad-record"),
        (b'xt": "torn"}\n', "bad-json"),
        (b"{tor\n", "bad-json"),
    ],
)
def test_a_bad_first_line_costs_only_itself(first: bytes, reason: str, name: str) -> None:
    assert short(fates(items(first + LINES, name))) == [f"-{reason}", *TEXTS]
    assert readers.splittable(name, memory({name: first + LINES})) is readers.READERS["jsonl"]
    assert short(fates(items(first + LINES[: LINES.index(b"\n") + 1], "x.jsonl"))) == [
        f"-{reason}",
        "Text 0.",
    ]
    large = b'{"text": "%s"}\n' % (b"Long. " * 12_000)
    assert short(fates(items(first + large * 2, "x.jsonl"))) == [f"-{reason}", *[("Long. " * 7)[:40]] * 2]


def test_several_bad_lines_and_other_values_after_one() -> None:
    assert short(fates(items(b"# export\n# of May\n" + LINES, "x"))) == ["-bad-json", "-bad-json", *TEXTS]
    array = b"# export\n[\n" + LINES.strip().replace(b"}\n", b"},\n") + b"\n]\n"
    assert short(fates(items(array, "x.json"))) == ["-bad-json", *TEXTS]


@pytest.mark.parametrize("name", ["x.txt", "x"])
def test_a_text_that_quotes_json_is_a_text(name: str) -> None:
    for text in (
        b"A record is like this:\n" + LINES[:31],
        b"Two, and then text:\n" + LINES[:62] + b"\nA.\nB.\n",
    ):
        assert [item.format for item in items(text, name)] == ["text"]


@pytest.mark.parametrize(
    "before", [b"\r\n", b"\n\n\n", b"\xef\xbb\xbf", b"a line of garbage\n", b"\r\nx\r\n\r\n"]
)
def test_a_warc_after_what_is_none(before: bytes) -> None:
    data = before + warc_record() * 3
    failures = ["-bad-record"] if before.strip() else []
    assert [text[:11] for text in short(items(data, "x"))] == [*failures, *["WARC/1.0\r\nW"[:11]] * 3]
    assert items(gzip.compress(before) + gzip.compress(warc_record() * 3), "x.gz") == items(data, "x.gz")


def test_a_torn_warc_is_known_by_its_name() -> None:
    data = (warc_record() * 3)[200:]
    assert [item.format for item in items(data, "x.warc")] == ["warc"] * 3
    assert [item.format for item in items(b"The header:\n\n" + warc_record()[:40], "x")] == ["text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1556187000", "2019-04-25T10:10:00Z"),
        ("1556187000123", "2019-04-25T10:10:00.123Z"),
        ("1556187000123456", "2019-04-25T10:10:00.123Z"),
        ("-86400000", "1967-04-07T00:00:00Z"),
        ("20190425", "2019-04-25"),
        ("20190425123000", "2019-04-25T12:30:00"),
        ("2019", "2019"),
        ("17", ""),
        ("9" * 400, ""),
        ("-" + "9" * 11, ""),
        ("25. april 2019", "25. april 2019"),
    ],
)
def test_written_dates(text: str, expected: str) -> None:
    assert written(text) == expected


def test_extra_names() -> None:
    line = b'{"hovudtekst": "Teksten.", "Over-Skrift": "Tittel"}\n'
    assert [type(item) for item in fates(items(line))] == [Rejected]
    try:
        readers.configure({"hovudtekst": "text", "over skrift": "title"})
        (found,) = fates(items(line))
    finally:
        readers.configure({})
    assert isinstance(found, RawDocument)
    assert (found.payload, found.hints[0].field, found.hints[0].value) == (b"Teksten.", "title", "Tittel")
    with pytest.raises(UsageError, match="overskrift"):
        readers.configure({"x": "overskrift"})


def test_extra_is_bounded() -> None:
    line = json.dumps({"text": "x", "big": "å" * 100_000, **{f"k{n}": n for n in range(1000)}}).encode()
    (found,) = fates(items(line))
    assert isinstance(found, RawDocument)
    assert len(found.extra) == 200
    assert len(dict(found.extra)["big"].encode()) == 8192


def test_a_forced_format() -> None:
    (found,) = items(b'{"text": "x"}\n', format="text")
    assert isinstance(found, RawDocument) and found.format == "text"


def test_a_parse_failure_can_be_replayed() -> None:
    import zlib

    (found,) = fates(items(b'{"id": 1, "text": \n{"id": 2, "text": "x"}\n'))[:1]
    assert isinstance(found, Failure) and found.payload and found.context
    assert zlib.decompress(found.payload) == b'{"id": 1, "text": \n'
    assert json.loads(found.context)["format"] == "jsonl"


def test_skip_goes_on_where_it_stopped() -> None:
    data = b"".join(b'{"id": %d, "text": "x"}\n' % n for n in range(10))
    everything = items(data)
    assert items(data, skip=4) == everything[4:]
    assert items(data, skip=99) == []


def test_the_parser_reads_the_record_alone() -> None:
    (found,) = items(warc_record())
    assert isinstance(found, RawDocument)
    assert found.payload.startswith(b"WARC/1.0\r\n") and found.payload.endswith(b"</html>")


@pytest.mark.shared
def test_shared_samples(shared: pathlib.Path) -> None:
    """Article counts of the real files: documents before the steps, so an upper bound for WARC."""
    folder = shared / "samples"
    seen = 0
    for line in (folder / "expected.jsonl").read_text("utf-8").splitlines():
        expected = json.loads(line)
        path = folder / expected["file"]
        if expected["format"] not in ("html", "jsonl", "warc", "wet", "wat", "derived", "arc"):
            continue
        if expected["file"].endswith((".csv", ".arc", ".arc.gz")):
            continue
        found = fates(readers.read(unit(str(path), size=path.stat().st_size), local))
        documents = [item for item in found if isinstance(item, RawDocument)]
        assert not [item for item in found if isinstance(item, Failure)], path
        pages = [item for item in documents if item.media_type == "text/html"]
        if "html_200" in expected:
            assert len(pages) == expected["html_200"], path
        elif expected["articles"] is not None:
            assert len(documents) == expected["articles"], path
        assert len(documents) <= expected.get("articles_max", 99), path
        seen += 1
    assert seen > 25


def test_formats_of_markup_begin_with_it() -> None:
    """Their readers are not asked of other files: none of them would know one."""
    for form in registry._MARKUP:
        sniff = readers.READERS[form].sniff
        known = [data for path in (CASES / form).glob("*.in") if sniff(data := path.read_bytes(), path.name)]
        assert known, form
        assert not any(sniff(b"text " + data, "file.xml") for data in known), form


def test_formats_need_their_signs() -> None:
    """As above: without one of the signs no reader knows a file."""
    for form, signs in registry._NEEDED.items():
        sniff = readers.READERS[form].sniff
        known = [
            (data, path.name)
            for path in (CASES / form).glob("*.in")
            if sniff(data := path.read_bytes(), path.name)
        ]
        assert known, form
        assert all(set(data[: 64 * 1024]).intersection(signs) for data, _ in known), form
        assert not any(sniff(data.translate(None, signs), name) for data, name in known), form
