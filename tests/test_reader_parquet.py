"""Parquet and Arrow: rows as records, row groups, containers, and files that are broken."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import uuid
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import readers
from pipeline.model import Failure, RawDocument, Rejected
from pipeline.readers import columnar
from tests.readers_kit import fates, items, memory, tarred, unit, zipped

ROWS = {
    "id": ["a1", "a2", "a3"],
    "title": ["Ny bru", "Ny veg", None],
    "text": ["Brua opna i dag.", "Vegen opna i går.", "Ferja ligg til kai."],
    "published": [dt.datetime(2019, 4, 25), dt.datetime(2019, 4, 26), None],
}


def parquet(rows: dict[str, Any] | pa.Table = ROWS, **more: Any) -> bytes:
    file = io.BytesIO()
    pq.write_table(rows if isinstance(rows, pa.Table) else pa.table(rows), file, **more)
    return file.getvalue()


def arrow(rows: dict[str, Any] = ROWS, stream: bool = False, **more: Any) -> bytes:
    file, table = io.BytesIO(), pa.table(rows)
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(file, table.schema, **more) as writer:
        for at in range(table.num_rows):
            writer.write_batch(pa.RecordBatch.from_pylist(table.slice(at, 1).to_pylist(), table.schema))
    return file.getvalue()


def documents(data: bytes) -> list[RawDocument]:
    found = fates(items(data))
    assert all(isinstance(each, RawDocument) for each in found), found
    return found  # type: ignore[return-value]


def hint(document: RawDocument, field: str) -> list[str]:
    return [each.value for each in document.hints if each.field == field]


FORMS = [
    pytest.param(parquet(), id="parquet"),
    pytest.param(parquet(row_group_size=1), id="row groups"),
    pytest.param(arrow(), id="arrow file"),
    pytest.param(arrow(stream=True), id="arrow stream"),
]


@pytest.mark.parametrize("data", FORMS)
def test_a_row_is_a_record(data: bytes) -> None:
    found = documents(data)
    assert [each.payload.decode() for each in found] == ROWS["text"]
    assert [each.offset for each in found] == [0, 1, 2]
    assert [hint(each, "title") for each in found] == [["Ny bru"], ["Ny veg"], []]
    assert hint(found[0], "published") == ["2019-04-25"]
    assert all(each.record for each in found)


@pytest.mark.parametrize("data", FORMS)
@pytest.mark.parametrize(
    "pack", [gzip.compress, lambda data: zipped({"a": data}), lambda data: tarred({"a": data})]
)
def test_within_containers(data: bytes, pack: Any) -> None:
    assert [each.payload.decode() for each in documents(pack(data))] == ROWS["text"]


@pytest.mark.parametrize("data", FORMS)
def test_a_payload_alone_is_the_record(data: bytes) -> None:
    for raw in items(data):
        assert isinstance(raw, RawDocument) and raw.length == len(raw.payload)
        alone = RawDocument(raw.source, raw.offset, raw.length, raw.payload, raw.format)
        assert next(iter(readers.parse(alone))).payload.decode() == json.loads(raw.payload)["text"]  # type: ignore


def test_every_sort_of_cell() -> None:
    oslo = pa.timestamp("ns", tz="+02:00")
    found = documents(parquet(pa.table({
        "text": pa.array(["En tekst."]),
        "published": pa.array([dt.datetime(2019, 4, 25, 10, 30)]).cast(oslo),
        "modified": pa.array([dt.date(2019, 4, 26)]),
        "headline": pa.array([b"Overskrift med \xc3\xb8"]),
        "authors": pa.array([["Kari Nordmann", "Ola Nordmann"]]),
        "publisher": pa.array([{"name": "Avisa"}]),
        "price": pa.array([Decimal("1.50")]),
        "pairs": pa.array([[("a", "b")]], pa.map_(pa.string(), pa.string())),
        "section": pa.array(["Kultur"]).dictionary_encode(),
        "image": pa.array([{"bytes": b"\x89PNG\0\1\2" * 9, "path": "a.png"}]),
        "embedding": pa.array([[0.5] * 300]),
        "odd": pa.array([float("nan")]),
        "key": pa.array([str(uuid.UUID(int=7))]),
        "__index_level_0__": pa.array([4]),
    })))[0]  # fmt: skip
    assert hint(found, "published") == ["2019-04-25T12:30:00+02:00"]
    assert hint(found, "modified") == ["2019-04-26"]
    assert hint(found, "title") == ["Overskrift med ø"]
    assert hint(found, "authors") == ["Kari Nordmann", "Ola Nordmann"]
    assert hint(found, "publisher") == ["Avisa"] and hint(found, "section") == ["Kultur"]
    extra = dict(found.extra)
    assert extra["price"] == "1.50" and extra["pairs.a"] == "b"
    assert not {"embedding", "odd", "__index_level_0__"} & extra.keys() and "PNG" not in str(extra)


def test_a_time_is_no_day_where_another_row_has_one() -> None:
    times = [dt.datetime(2019, 4, 25), dt.datetime(2019, 4, 25, 9, 5)]
    found = documents(parquet({"text": ["Ein.", "To."], "published": times}))
    assert [hint(each, "published") for each in found] == [["2019-04-25T00:00:00"], ["2019-04-25T09:05:00"]]


def test_text_that_is_not_utf8() -> None:
    bad = pa.array([b"Br\xf8det er godt og gr\xf8nt", "Grønt".encode()]).cast(pa.binary())
    strings = pa.StringArray.from_buffers(2, bad.buffers()[1], bad.buffers()[2])
    found = documents(parquet(pa.table({"text": strings})))
    assert [each.payload.decode() for each in found] == ["Brødet er godt og grønt", "Grønt"]


def test_html_in_a_column() -> None:
    found = documents(parquet({"url": ["https://avis.example/1"], "html": ["<html><p>Tekst.</p></html>"]}))
    assert found[0].media_type == "text/html"


def test_rows_without_text() -> None:
    found = fates(items(parquet({"id": ["1", "2"], "text": ["Tekst.", None]})))
    assert isinstance(found[1], Rejected) and found[1].reason == "no-text" and found[1].offset == 1


def test_a_table_without_a_column_of_text() -> None:
    for data in (parquet({"a": [1, 2], "b": ["x", "y"]}), arrow({"a": [1, 2], "b": ["x", "y"]})):
        (found,) = items(data)
        assert isinstance(found, Failure) and found.reason == "no-text-column" and "(a, b)" in found.detail


def test_an_empty_table() -> None:
    for data in (parquet({"text": pa.array([], pa.string())}), arrow({"text": pa.array([], pa.string())})):
        (found,) = items(data)
        assert isinstance(found, Rejected) and found.reason == "empty"


def test_a_broken_row_group_costs_itself() -> None:
    texts = [f"Tekst nummer {number} med ord." for number in range(9)]
    data = bytearray(parquet({"text": texts}, row_group_size=3, compression="zstd", use_dictionary=False))
    group = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(1).column(0)
    at = group.data_page_offset
    data[at : at + group.total_compressed_size] = b"\xff" * group.total_compressed_size
    found = items(bytes(data))
    assert [type(each) for each in found] == [RawDocument] * 3 + [Failure] + [RawDocument] * 3
    lost = found[3]
    assert (
        isinstance(lost, Failure) and lost.reason == "corrupt" and "rows 3 to 5 of row group 1" in lost.detail
    )
    assert [each.offset for each in found] == [0, 1, 2, 3, 6, 7, 8]


@pytest.mark.parametrize("keep", [4, 60, 300, -1, -9])
def test_a_cut_parquet_file(keep: int) -> None:
    (found,) = items(parquet()[:keep])
    assert isinstance(found, Failure) and found.reason == "truncated" and "copy it again" in found.detail


def test_a_cut_arrow_file_gives_what_is_there() -> None:
    for data in (arrow(), arrow(stream=True)):
        found = items(data[: data.index(b"Ferja")])
        assert [type(each) for each in found] == [RawDocument, RawDocument, Failure]
        assert found[2].reason == "corrupt" and "after 2 rows" in found[2].detail and found[2].offset == 2  # type: ignore[union-attr]


def test_encrypted_and_old_files_say_what_to_do() -> None:
    (found,) = items(b"PARE" + b"\1" * 90 + b"PARE")
    assert isinstance(found, Failure) and found.reason == "encrypted"
    (found,) = items(b"FEA1" + b"\1" * 90 + b"FEA1")
    assert isinstance(found, Failure) and found.reason == "unknown-format" and "Parquet" in found.detail


def test_a_row_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "RECORD_LIMIT", 1000)
    found = items(parquet({"text": ["Kort.", "x" * 2000, "Kort."]}))
    assert [type(each) for each in found] == [RawDocument, Failure, RawDocument]
    assert found[1].reason == "too-large" and found[1].offset == 1  # type: ignore[union-attr]


def test_a_container_holds_more_than_the_disk_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "SPOOL_LIMIT", 100)
    (found,) = items(gzip.compress(parquet()))
    assert isinstance(found, Failure) and found.reason == "too-large"


def test_the_list_of_a_dataset_is_no_table() -> None:
    collected: list[Any] = []
    pq.write_table(pa.table(ROWS), sink := io.BytesIO(), metadata_collector=collected)
    collected[0].set_file_path("part-0.parquet")
    file = io.BytesIO()
    collected[0].write_metadata_file(file)
    (found,) = items(file.getvalue())
    assert sink.getvalue() and isinstance(found, Rejected) and found.reason == "index"


@pytest.mark.parametrize("data", FORMS)
def test_detected_by_content(data: bytes) -> None:
    found = readers.describe("x.bin", memory({"x.bin": data}))[0]
    assert found.format in ("parquet", "arrow") and found.confidence >= 0.9
    assert readers.describe("a.parquet", memory({"a.parquet": b"A plain text.\nMore.\n"}))[0].format == "text"
    assert (
        readers.describe("a.arrow", memory({"a.arrow": b"\xff\xff\xff\xff" + b"\0" * 90}))[0].format is None
    )


def test_columns_named_in_the_settings() -> None:
    readers.configure({"brødtekst_ny": "body"})
    try:
        assert len(documents(parquet({"brødtekst_ny": ["Tekst."]}))) == 1
    finally:
        readers.configure({})


def test_a_unit_that_goes_on() -> None:
    data = parquet(row_group_size=1)
    found = list(readers.read(unit("a", size=len(data), skip=2), memory({"a": data})))
    assert [each.offset for each in found] == [2]
