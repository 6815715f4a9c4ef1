"""Plain texts as agencies and archives send them: what stands around the text, and what it says."""

from __future__ import annotations

import pytest

from tests.extract_kit import text

ENGLISH = (
    "The river has risen by two metres since Sunday, and the people of the valley wait for the rain to end.",
    "Nobody was hurt, the mayor said at noon, but the old bridge will stay closed until engineers saw it.",
    "Schools are to open on Monday if the weather gets better, according to the town council of the valley.",
)
TEXT = "\n\n".join(ENGLISH)
HEAD = "Old bridge closed as river rises"


@pytest.mark.parametrize(
    ("content", "agency"),
    [
        (f"{HEAD}\n\n{TEXT}\n\n/ritzau/\n", "Ritzau"),
        (f"{HEAD}\n\n{TEXT} /TT/\n", "TT"),
        (f"{HEAD}\n\n{TEXT}\n\n(©NTB)\n", "NTB"),
        (f"{HEAD}\n\n/TT/ {TEXT}\n", "TT"),
        (f"{HEAD}\n\n(PAP) {TEXT}\n", "PAP"),
        (f"{HEAD}\n\nHarbour Town (dpa/lnw). {TEXT}\n", "dpa"),
        (f"{HEAD}\n\nHARBOUR TOWN, 12 March. /TASS/. {TEXT}\n", "TASS"),
        (f"{HEAD}\n\nHarbour Town, 12 mar (EFE).- {TEXT}\n", "EFE"),
        (f"{HEAD}\n\nHARBOUR TOWN, Pa. (AP) _ {TEXT}\n", "AP"),
        (f"{HEAD}\n\nHARBOUR TOWN, March 3 AAP - {TEXT}\n", "AAP"),
        (f"{HEAD}\n\n{ENGLISH[0]} (NTB)\n\n{ENGLISH[1]}\n\n{ENGLISH[2]} (NTB)\n", "NTB"),
        (f"{HEAD}\n\n{TEXT} (ANSA).\n\nABC-DEF/GHI\n", "ANSA"),
    ],
)
def test_the_agency_of_a_text_is_no_credit(content: str, agency: str) -> None:
    found = text(content)
    assert found.byline_agency == agency and found.credits == () and found.captions == ()
    assert len(found.body.split("\n\n")) == 3


def test_east_asian_datelines_name_the_reporter() -> None:
    chinese = "自周日以来，河水上涨了两米，山谷居民正等待雨停。市长周五中午表示，没有人员受伤。"
    found = text(f"市中心老桥暂时封闭\n\n新华社山谷3月12日电（记者王强）{chinese}\n\n{chinese}\n")
    assert (found.byline_agency, found.authors) == ("Xinhua", ("王强",))
    korean = "일요일부터 강 수위가 2미터 올라 계곡 주민들은 비가 그치기를 기다리고 있다."
    found = text(
        f"도심 옛 다리 통행 제한\n\n(계곡=연합뉴스) 김민지 기자 = {korean}\n\n{korean}\n\n{korean}\n"
    )
    assert (found.byline_agency, found.authors) == ("Yonhap", ("김민지",))


@pytest.mark.parametrize(
    "end",
    [
        "© Reuters Limited 2023",
        "© dpa-infocom, dpa:210312-99-801234/2",
        "Copyright 2021 Harbour Media. All rights reserved.",
        "<저작권자(c) 연합뉴스, 무단 전재-재배포 금지>",
    ],
)
def test_a_notice_of_rights_is_no_text(end: str) -> None:
    found = text(f"{HEAD}\n\n{TEXT}\n\n{end}\n")
    assert found.body == TEXT and found.rights == end and found.credits == ()


@pytest.mark.parametrize(
    "end",
    [
        "jd/jr/ap",
        "ann/ kow/ lep/",
        "-30-",
        "###",
        "* * * *",
        "((jane.doe@paper.example; +1))",
        "ا ف ب/جص",
        "بور/غ ر",
    ],
)
def test_end_marks_and_initials_are_no_text(end: str) -> None:
    assert text(f"{HEAD}\n\n{TEXT}\n\n{end}\n").body == TEXT


def test_what_only_looks_like_an_end_stays() -> None:
    end = "The two sides drew 2/2."
    assert text(f"{HEAD}\n\n{TEXT}\n\n{end}\n").body.endswith(end)
    assert text("***\n").body == "***"


@pytest.mark.parametrize(
    ("head", "authors", "published"),
    [
        ("12 March 2021", (), "2021-03-12"),
        ("By Jane Doe | 12 March 2021, 14:30", ("Jane Doe",), "2021-03-12T14:30"),
        ("Jane Doe, 12 March 2021", ("Jane Doe",), "2021-03-12"),
        ("12 March 2021\n\nJane Doe", ("Jane Doe",), "2021-03-12"),
        ("MEHMET KAYA / ISTANBUL\n\n12 March 2021", ("Mehmet Kaya",), "2021-03-12"),
        (
            "By Jane Doe\n\nPublished: 14:30, 12 March 2021\n\nUpdated: 13 March 2021",
            ("Jane Doe",),
            "2021-03-12T14:30",
        ),
    ],
)
def test_lines_of_the_head_leave_the_text(head: str, authors: tuple[str, ...], published: str) -> None:
    found = text(f"{HEAD}\n\n{head}\n\n{TEXT}\n")
    assert found.body == TEXT and found.lead == ENGLISH[0] and found.crossheads == ()
    assert found.authors == authors
    assert found.published is not None and found.published.value == published


def test_the_days_of_a_chronicle_stay() -> None:
    days = "\n\n".join(f"{number} March 2021\n\n{paragraph}" for number, paragraph in enumerate(ENGLISH, 11))
    assert "11 March 2021" in text(f"{HEAD}\n\n{days}\n").body


def test_who_reported_is_told_once() -> None:
    found = text(f"{HEAD}\nBy Jane Doe\n\n{TEXT}\n\n(Reporting by Jane Doe; Editing by John Roe)\n")
    assert found.authors == ("Jane Doe",) and found.body == TEXT


def test_an_embargo_without_a_colon_and_a_slug() -> None:
    found = text(f"EMBARGOED UNTIL 00:01 GMT FRIDAY 12 MARCH 2021\n\n{HEAD}\n\n{TEXT}\n")
    assert (found.title, found.embargo_until) == (HEAD, "2021-03-12T00:01Z")
    found = text(f"BC-RIVER-BRIDGE (UPDATE 2)\n{HEAD}\nBy Jane Doe\n\n{TEXT}\n")
    assert (found.title, found.extra["slug"]) == (HEAD, "BC-RIVER-BRIDGE (UPDATE 2)")
