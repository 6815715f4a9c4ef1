"""Excel workbooks: sheets, kinds of cells, dates as precise as they are shown, and files that are broken."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest

from pipeline import readers
from pipeline.model import Failure, RawDocument, Rejected
from pipeline.readers import sheets as excel_sheets
from tests.readers_kit import fates, hints, items, tarred, zipped

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = [
    "",
    "dd/mm/yyyy;@",
    "mmm\\ yyyy",
    "yyyy",
    'dd.mm.yyyy "um" hh:mm',
    "hh:mm",
    '#,##0.00 "dager"',
    "[Red]0.0",
]
DAY = 43580  # 25 April 2019
HEAD = ["Tittel", "Tekst", "Dato", "Forfatter"]
ROW = ["Ny bru", "Brua over elva opna i dag.", "2019-04-25", "Kari Moe"]


def cell(value: Any) -> str:
    """A cell: text in the sheet itself, a number, a pair of number and format, or XML as it stands."""
    if isinstance(value, tuple):
        return f'<c s="{value[1]}"><v>{value[0]}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    if value.startswith("<c"):
        return str(value)
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def sheet(rows: list[list[Any]], end: str = "</sheetData></worksheet>") -> str:
    told = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    return f"<worksheet {MAIN}><sheetData>{told}{end}"


def workbook(
    sheets: dict[str, str], strings: str = "", properties: str = "", change: dict[str, str] | None = None
) -> bytes:
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>' for number, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    numbers = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for at, code in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{200 + at if code else 0}"/>' for at, code in enumerate(FORMATS))
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{OFFICE}/officeDocument" '
        'Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}">{properties}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
        "xl/styles.xml": f"<styleSheet {MAIN}><numFmts>{numbers}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
        **{f"xl/worksheets/sheet{number}.xml": text for number, text in enumerate(sheets.values(), 1)},
        **(change or {}),
    }
    return zipped({name: text.encode() for name, text in members.items()})


def usual(*rows: list[Any], **more: Any) -> bytes:
    return workbook({"Ark1": sheet([HEAD, *rows])}, **more)


def documents(data: bytes) -> list[RawDocument]:
    found = fates(items(data))
    assert all(isinstance(each, RawDocument) for each in found), found
    return found  # type: ignore[return-value]


def dates(*cells: Any, **more: Any) -> list[str | None]:
    rows = [["Ny bru", "Brua er open.", each, "Kari Moe"] for each in cells]
    return [(hints(each).get("published") or [None])[0] for each in documents(usual(*rows, **more))]


def test_a_row_is_an_article_and_is_known_by_its_number() -> None:
    first, second = documents(usual(ROW, [], ["Ny veg", "Vegen opna i går.", "", "Ola Dal"]))
    assert first.format == "xlsx"
    assert (first.offset, second.offset) == (0, 1)
    assert first.payload.decode() == "Brua over elva opna i dag."
    assert hints(first) == {
        "title": ["Ny bru"], "published": ["2019-04-25"], "authors": ["Kari Moe"],
    }  # fmt: skip
    assert "published" not in hints(second)


def test_detect_says_what_it_is() -> None:
    found = readers.detect(usual(ROW)[:65536], "liste.bin")
    assert (found.format, found.why) == ("xlsx", "an Excel workbook (XLSX)")


def test_shared_strings_are_whole_and_without_reading_aids() -> None:
    strings = (
        "<si><r><t>Brua er </t></r><r><t xml:space='preserve'>open.</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
        "<si><t>Linje_x000D_\nto, _x005F_under</t></si>"
    )
    refer = ['<c t="s"><v>1</v></c>', '<c t="s"><v>0</v></c>']
    first, second = documents(usual(refer, ["Ny", '<c t="s"><v>2</v></c>'], strings=strings))
    assert hints(first)["title"] == ["東京"]
    assert first.payload.decode() == "Brua er open."
    assert second.payload.decode() == "Linje\r\nto, _under"


@pytest.mark.parametrize(
    ("format", "number", "expected"),
    [
        (1, DAY, "2019-04-25"),
        (1, DAY + 0.75, "2019-04-25"),
        (2, DAY, "2019-04"),
        (3, DAY, "2019"),
        (4, DAY + 0.5, "2019-04-25T12:00:00"),
        (4, DAY, "2019-04-25"),
        (5, 0.5, "12:00"),
    ],
)
def test_a_date_is_as_precise_as_it_is_shown(format: int, number: float, expected: str) -> None:
    assert dates((number, format)) == [expected]


def test_other_numbers_are_no_dates() -> None:
    (found,) = documents(usual(["Ny bru", "Brua er open.", "", (DAY, 6), (3.5, 7)]))
    assert "published" not in hints(found)


def test_days_are_counted_from_the_workbook_s_own_first_day() -> None:
    assert dates((DAY, 1), properties='<workbookPr date1904="1"/>') == ["2023-04-26"]


def test_the_order_of_days_is_told_by_other_dates_of_the_workbook() -> None:
    strings = "".join(f"<si><t>{day}.04.2019</t></si>" for day in ("25", "26", "03"))
    rows = [["Ny bru", "Brua er open.", f'<c t="s"><v>{number}</v></c>'] for number in range(3)]
    assert {each.day_first for each in documents(usual(*rows, strings=strings))} == {True}


def test_places_of_cells_are_believed() -> None:
    row = '<c r="D2" t="inlineStr"><is><t>Kari Moe</t></is></c>'
    (found,) = documents(usual(['<c r="B2" t="str"><v>Brua er open.</v></c>', row]))
    assert (found.payload.decode(), hints(found)) == ("Brua er open.", {"authors": ["Kari Moe"]})


def test_errors_and_truths_are_no_text() -> None:
    head = [*HEAD, "Vist"]
    bad = '<c t="e"><v>#N/A</v></c>'
    (found,) = documents(
        workbook({"A": sheet([head, ["Ny bru", "Brua er open.", bad, bad, '<c t="b"><v>1</v></c>']])})
    )
    assert hints(found) == {"title": ["Ny bru"]}
    assert dict(found.extra) == {"Vist": "true"}


def test_the_names_may_stand_below_a_heading_and_on_any_sheet() -> None:
    cover = sheet([["Rapport", "laga i dag"]])
    listed = sheet([["Artiklar om bruer"], [], HEAD, ROW])
    found = fates(items(workbook({"Om": cover, "Tom": sheet([]), "Saker": listed, "Fleire": listed})))
    assert [type(each) for each in found] == [RawDocument, RawDocument, Rejected]
    assert [each.offset for each in found[:2]] == [0, 1]
    assert found[2].reason == "not-text"  # type: ignore[union-attr]
    assert "'Om'" in found[2].detail and "Rapport, laga i dag" in found[2].detail  # type: ignore[union-attr]


def test_a_workbook_without_a_column_of_texts_says_what_to_do() -> None:
    (found,) = items(workbook({"Tal": sheet([["År", "Sum"], [2019, 3]])}))
    assert isinstance(found, Failure)
    assert found.reason == "no-text-column"
    assert found.detail.startswith("no column is known to hold a text (Tal: År, Sum): name it in the setting")


def test_a_title_and_a_summary_are_enough() -> None:
    (found,) = documents(workbook({"A": sheet([["Title", "Description"], ["Bridge", "It is open."]])}))
    assert hints(found)["truncated"] == ["a summary alone"]


def test_a_workbook_without_rows_is_empty() -> None:
    (found,) = items(workbook({"Ark1": sheet([])}))
    assert isinstance(found, Rejected)
    assert found.reason == "empty"


def test_a_broken_sheet_costs_what_is_behind_the_break() -> None:
    broken = sheet([HEAD, ROW, ROW], end="<row><c")
    found = items(workbook({"Brote": broken, "Heilt": sheet([HEAD, ROW])}))
    assert [type(each).__name__ for each in found] == ["RawDocument", "RawDocument", "Failure", "RawDocument"]
    assert found[2].reason == "corrupt"  # type: ignore[union-attr]
    assert found[2].detail.startswith(
        "the sheet 'Brote' cannot be read behind this row: xl/worksheets/sheet1.xml"
    )  # type: ignore[union-attr]


def test_a_cell_that_points_nowhere_is_told() -> None:
    found = items(usual(ROW, ["Ny", '<c r="B3" t="s"><v>7</v></c>']))
    assert [type(each).__name__ for each in found] == ["RawDocument", "Failure"]
    assert "cell B3 holds '7'" in found[1].detail  # type: ignore[union-attr]


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    text = sheet([HEAD, ["Ny &b; bru", "Brua er open."]])
    (found,) = documents(workbook({"A": bomb + text}))
    assert "aaaa" not in str(found.hints)


def test_a_workbook_in_a_container_and_one_that_is_cut() -> None:
    data = usual(ROW)
    (found,) = documents(tarred({"liste.xlsx": data}))
    assert (found.member, found.payload.decode()) == ("liste.xlsx", "Brua over elva opna i dag.")
    (cut,) = items(data[:-40])
    assert isinstance(cut, Failure)
    assert cut.reason == "corrupt"


def test_a_bomb_is_too_large() -> None:
    blanks = f"<si><t>{' ' * 5_000_000}</t></si>" * 8
    data = usual(ROW, change={"xl/sharedStrings.xml": f"<sst {MAIN}>{blanks}</sst>"})
    (found,) = items(data)
    assert isinstance(found, Failure)
    assert found.reason == "too-large"


def test_shared_strings_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_sheets, "STRINGS_LIMIT", 10)
    (found,) = items(usual(ROW, strings="<si><t>Brua er</t></si><si><t>open i dag</t></si>"))
    assert isinstance(found, Failure)
    assert found.reason == "too-large"


def test_a_part_with_a_password_is_told() -> None:
    data = bytearray(usual(ROW))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            data[found.start() + at] |= 1
    (failure,) = items(bytes(data))
    assert isinstance(failure, Failure)
    assert failure.reason == "encrypted"


def test_a_macro_workbook_and_a_binary_one() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", "x")
    found = readers.detect(file.getvalue(), "liste.xlsb")
    assert (found.format, "office program" in found.why) == (None, True)
