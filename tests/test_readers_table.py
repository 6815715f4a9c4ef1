"""CSV in its dialects, whole and broken; and tables that are no texts."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Sequence

import pytest

from pipeline.model import RawDocument
from pipeline.readers import table
from tests.readers_kit import fates, items, short

ROWS = (
    ("", "title", "text", "date", "authors"),
    (
        "0",
        "Hall",
        'The "old" hall;\nclosed, at last.\n\n\tSo it is | was.',
        "2024-01-02",
        "['Jane Doe', 'John Roe']",
    ),
    ("1", "Øl på tapp", "Blåbær og øl.", "2.1.2024", "nan"),
)


def written(separator: str, end: str, quoting: int, rows: Sequence[Sequence[str]] = ROWS) -> str:
    file = io.StringIO(newline="")
    kind = csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL
    csv.writer(file, delimiter=separator, lineterminator=end, quoting=kind).writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize("separator", list(",;\t|"))
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("quoting", [0, 1])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_dialects(separator: str, charset: str, quoting: int, end: str) -> None:
    data = written(separator, end, quoting).encode(charset)
    for name, whole in (("x.csv", data), ("x", data), ("x.csv.gz", gzip.compress(data))):
        one, two = fates(items(whole, name))
        assert isinstance(one, RawDocument) and isinstance(two, RawDocument)
        assert (one.payload.decode(), two.payload.decode()) == (ROWS[1][2], ROWS[2][2])
        told = {(hint.field, hint.value) for hint in one.hints}
        assert told >= {("title", "Hall"), ("authors", "Jane Doe"), ("authors", "John Roe")}
        assert not any(hint.field == "authors" for hint in two.hints)


def test_the_separator_that_excel_names() -> None:
    data = b"sep=;\r\ntitle;text, or not\r\n" + b"title;text\r\nHall;One, two.\r\n"
    assert short(fates(items(data.replace(b"title;text, or not\r\n", b""), "x.csv"))) == ["One, two."]


def test_where_a_row_is() -> None:
    data = b'title,text\nA one,"First\nrow."\n\nB two,Second row.\n'
    found = items(data, "x.csv")
    places = [(item.offset, item.length) for item in found]
    assert [data[at : at + size] for at, size in places] == [b'A one,"First\nrow."\n', b"B two,Second row.\n"]
    assert items(data, "x.csv", skip=1) == found[1:]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (b'A,"open\nB,Two.\nC,Three.\n', ["-open-quote", "Two.", "Three."]),
        (b'A,"open\nmore of it\nB,"Two,\ntwo."\nC,Three.\n', ["-open-quote", "Two,\ntwo.", "Three."]),
        (b'A,"open\n' * 3 + b"B,Two.\n", [*["-open-quote"] * 3, "Two."]),
        (b"A,too,many\nB,Two.\nC,more,and,more\nD,,\n", ["-bad-row", "Two.", "-bad-row", "-no-text"]),
        (b'A,"He said \\"no\\" to it, \\"yes\\""\nB,"Two ""2"""\n', ['He said "no" to it, "yes"', 'Two "2"']),
        (b'A,5" of rain\nB\n\nC,Three.', ['5" of rain', "-no-text", "Three."]),
        (b'A,One.\nB,"cut he', ["One.", "-truncated"]),
        (b"A,One.\nB,\0T\0wo.\n", ["One.", "Two."]),
        (b"", ["-empty"]),
    ],
)
def test_broken_rows(rows: bytes, expected: list[str]) -> None:
    assert short(fates(items(b"title,text\n" + rows, "x.csv"))) == expected


def test_a_broken_row_keeps_its_bytes() -> None:
    data = b'title,text\nA,"open\nand more of it\nB,Two.\n'
    bad, good = items(data, "x.csv")
    assert (bad.offset, bad.length) == (11, 23) and good.offset == 34


def test_a_stream_that_breaks_off_costs_its_last_row() -> None:
    rows = [("title", "text"), *((f"T {n}", random.Random(n).randbytes(300).hex()) for n in range(50))]
    data = written(",", "\n", 0, rows)
    packed = gzip.compress(data.replace("T 20,", '"T 20,').encode())[:-2000]
    found = short(fates(items(packed, "x.csv.gz")))
    assert len(found) > 35 and found.count("-open-quote") == 1 and found[-1] == "-truncated"
    assert found[:20] == [text[:40] for _, text in rows[1:21]] and found[21] == rows[22][1][:40]


def test_a_row_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "RECORD_LIMIT", 100_000)
    data = b'title,text\nA,"open\n' + b"line\n" * 30_000 + b"B,Two.\nC,Three.\n"
    assert short(fates(items(data, "x.csv"))) == ["-too-large", "Two.", "Three."]


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"Headline,Story_of_the_day\nA,b\n", "x.csv", "fields.aliases"),
        (b"1\tThe\tthe\tDET\n2\thall\thall\tNOUN\n3\tcloses\tclose\tVERB\n", "x.txt", "4 columns"),
        (b"Obj\x01\0\0" + bytes(200), "x", "CSV"),
        (b"]\0\0\x80\0" + bytes(range(200, 256)), "x.lzma", "unpack"),
    ],
)
def test_what_is_no_text_says_what_to_do(data: bytes, name: str, word: str) -> None:
    (found,) = items(data, name)
    assert getattr(found, "reason", "") == "unknown-format" and word in getattr(found, "detail", "")


@pytest.mark.parametrize(
    "text",
    [
        b"Title, text and more\n\nWords, of a text.\n",
        b"Results:\nA\t1\t2\nB\t3\n",
        b"1 of 1 DOCUMENT\n\nA.\n",
    ],
)
def test_a_text_is_a_text(text: bytes) -> None:
    assert [item.format for item in items(text, "x.txt")] == ["text"]


WORDS = {
    "cp1250": "Rada gminy zdecydowała we wtorek o zamknięciu starej pływalni po czterogodzinnej debacie.",
    "cp1251": "Городской совет во вторник после четырёхчасовых дебатов решил закрыть старый бассейн.",
    "cp932": "村の議会は火曜日、四時間にわたる議論の末、古い水泳場を閉鎖することを決めた。",
    "cp949": "시의회는 화요일 네 시간의 토론 끝에 오래된 수영장을 폐쇄하기로 결정했다.",
    "gb18030": "市议会星期二经过四个小时的辩论，决定永久关闭旧游泳馆。",
    "cp1256": "قرر المجلس البلدي يوم الثلاثاء إغلاق المسبح القديم نهائيا بعد نقاش استمر أربع ساعات.",
    "cp1252": "Rådet vedtok på tysdag å stengje den gamle symjehallen – «ei skam», sa ein lærar.",
}  # fmt: skip


@pytest.mark.parametrize("charset", WORDS)
def test_the_charset_of_a_whole_file(charset: str) -> None:
    words = WORDS[charset]
    csv_file = "title;text\n" + "".join(f"T{n};{words}\n" for n in range(20))
    lines = "".join(f'{{"title": "T{n}", "text": "{words}"}}\n' for n in range(20))
    for data, name in ((csv_file, "x.csv"), (lines, "x.jsonl")):
        first = fates(items(data.encode(charset), name))[0]
        assert isinstance(first, RawDocument) and first.payload.decode() == words
        assert dict(first.extra)["encoding-errors"].startswith("not UTF-8: read as ")


def test_a_few_letters_tell_no_charset() -> None:
    (found,) = fates(items("title;text\nA;Blåbær på Łódź\n".encode("cp1252", "ignore"), "x.csv"))
    assert isinstance(found, RawDocument) and found.payload.decode() == "Blåbær på ód"
