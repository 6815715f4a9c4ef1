"""Pages and texts in scripts without capitals or spaces, and pages without an h1."""

from __future__ import annotations

import pytest

from pipeline.languages import dates
from pipeline.languages.people import split_names
from pipeline.languages.reporters import signed
from pipeline.model import Article
from tests import extract_kit
from tests.extract_kit import article

ARABIC = (
    "ارتفع منسوب النهر بنحو مترين منذ يوم الأحد، وينتظر سكان الوادي انتهاء الأمطار.",
    "وقال رئيس البلدية إن أحدا لم يصب بأذى، لكن الجسر القديم سيبقى مغلقا حتى يفحصه المهندسون.",
    "وأضاف أن المدارس ستفتح أبوابها يوم الاثنين إذا تحسن الطقس في المنطقة.",
)
CHINESE = (
    "自周日以来，河水上涨了两米，山谷居民正等待雨停。市长表示，没有人员受伤，但老桥将继续封闭。",
    "他补充说，如果天气好转，学校将于周一复课。一位居民说，二十年来她从未见过这么高的水位。",
    "市长周五中午表示，在工程师检查之前，老桥将继续封闭，山谷居民正等待雨停。",
)
ENGLISH = (
    "The river has risen by two metres since Sunday, and the people of the valley wait for the rain to end.",
    "Nobody was hurt, the mayor said at noon, but the old bridge will stay closed until engineers saw it.",
    "Schools are to open on Monday if the weather gets better, according to the town council of the valley.",
)


def page(title: str, above: str, paragraphs: tuple[str, ...], below: str = "") -> Article:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return article(
        f"<html><head><title>{title}</title></head><body><article>{above}{text}{below}</article></body></html>"
    )


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("12 மார்ச் 2021", "ta"),
        ("മാർച്ച് 12, 2021", "ml"),
        ("శుక్రవారం, 12 మార్చి 2021", "te"),
        ("12 ਮਾਰਚ 2021", "pa"),
        ("2021 මාර්තු 12", "si"),
        ("ថ្ងៃទី១២ ខែមីនា ឆ្នាំ២០២១", "km"),
        ("12 ມີນາ 2021", "lo"),
        ("၁၂ မတ် ၂၀၂၁", "my"),
        ("2021 оны 3 сарын 12", "mn"),
        ("2021 жылғы 12 наурыз", "kk"),
        ("2021-yil 12-mart", "uz"),
        ("12 Mawrth 2021", "cy"),
        ("12 Márta 2021", "ga"),
        ("12 ta’ Marzu 2021", "mt"),
        ("2021eko martxoaren 12a", "eu"),
        ("12 Maart 2021", "af"),
        ("ማርች 12, 2021", "am"),
    ],
)
def test_months_of_more_languages(line: str, language: str) -> None:
    found = dates.parse(line, language=language)
    assert found is not None and found.value == "2021-03-12"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("記者陳美玲／台北報導", ("陳美玲",)),
        ("【記者陳美玲／台北報導】", ("陳美玲",)),
        ("[계곡일보 김민지 기자]", ("김민지",)),
        ("文／李明", ("李明",)),
        ("文・佐藤花子", ("佐藤花子",)),
        ("记者 王强、李明", ("王强", "李明")),
        ("市长周五中午表示没有人员受伤", ()),
        ("责任编辑：王婧", ()),
    ],
)
def test_reporters_in_scripts_without_spaces(line: str, names: tuple[str, ...]) -> None:
    assert signed(line) == names


def test_an_editor_has_not_written_it() -> None:
    found = page(
        "河水上涨老桥暂时封闭", "<h1>河水上涨老桥暂时封闭</h1>", CHINESE, "<p>（责任编辑：王婧）</p>"
    )
    assert found.authors == () and "王婧" not in found.body


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Nga Elira Hoxha", ["Elira Hoxha"]),
        ("โดย สมหญิง ใจดี", ["สมหญิง ใจดี"]),
        ("Հեղինակ՝ Անի Պետրոսյան", ["Անի Պետրոսյան"]),
        ("ავტორი: ნინო ბერიძე", ["ნინო ბერიძე"]),
        ("Nga Nguyen", ["Nga Nguyen"]),
        ("Mehmet Kaya / İSTANBUL", ["Mehmet Kaya"]),
        ("Jane Doe / John Roe", ["Jane Doe", "John Roe"]),
    ],
)
def test_names_behind_words_of_bylines_and_before_places(printed: str, names: list[str]) -> None:
    assert split_names(printed) == names


@pytest.mark.parametrize(
    ("caption", "kept", "credit"),
    [
        ("الجسر القديم بعد ارتفاع المياه (أ ف ب)", "الجسر القديم بعد ارتفاع المياه", ((), ("AFP",))),
        (
            "الجسر القديم بعد ارتفاع المياه تصوير سامر خوري / أ ف ب",
            "الجسر القديم بعد ارتفاع المياه",
            (("سامر خوري",), ("AFP",)),
        ),
        ("河水上涨后的市中心老桥 王强 摄", "河水上涨后的市中心老桥", (("王强",), ())),
        ("河水上涨后的市中心老桥 新华社记者 王强 摄", "河水上涨后的市中心老桥", (("王强",), ("Xinhua",))),
        ("河水上涨后的市中心老桥 图/视觉中国", "河水上涨后的市中心老桥", ((), ("VCG",))),
        (
            "수위가 오른 도심의 옛 다리 모습 사진 이철수 기자",
            "수위가 오른 도심의 옛 다리 모습",
            ((), ()),
        ),
        (
            "ძველი ხიდი ქალაქის ცენტრში ფოტო: გიორგი მაისურაძე",
            "ძველი ხიდი ქალაქის ცენტრში",
            (("გიორგი მაისურაძე",), ()),
        ),
        (
            "Քաղաքի հին կամուրջը Լուսանկարը՝ Արմեն Սարգսյան",
            "Քաղաքի հին կամուրջը",
            (("Արմեն Սարգսյան",), ()),
        ),
        ("ຂົວເກົ່າກາງເມືອງ ພາບ: ຄຳພູ ວົງສາ", "ຂົວເກົ່າກາງເມືອງ", (("ຄຳພູ ວົງສາ",), ())),
        ("ਸ਼ਹਿਰ ਦਾ ਪੁਰਾਣਾ ਪੁਲ ਫੋਟੋ: ਹਰਜੀਤ ਗਿੱਲ", "ਸ਼ਹਿਰ ਦਾ ਪੁਰਾਣਾ ਪੁਲ", (("ਹਰਜੀਤ ਗਿੱਲ",), ())),
    ],
)
def test_captions_and_credits_in_scripts_without_capitals(
    caption: str, kept: str, credit: tuple[object, object]
) -> None:
    figure = f'<figure><img src="a.jpg"><figcaption>{caption}</figcaption></figure>'
    found = page("River rises", f"<h1>River rises in the valley</h1>{figure}", ENGLISH)
    assert found.captions == (kept,)
    assert [(one.photographers, one.agencies) for one in found.credits] == [credit]


def test_a_caption_that_says_its_short_description_again() -> None:
    said = "水位が上がった市中心部の橋"
    picture = f'<div><img src="a.jpg" alt="{said}"><div>{said}（共同）</div></div>'
    found = page("河水上涨老桥暂时封闭", f"<h1>河水上涨老桥暂时封闭</h1>{picture}", CHINESE)
    assert found.captions == (said,) and found.credits[0].agencies == ("Kyodo",)


@pytest.mark.parametrize(
    "heading",
    ["<h2>{}</h2>", '<div class="top">{}</div>', '<font size="5"><b>{}</b></font>'],
)
def test_a_page_without_h1(heading: str) -> None:
    title = "River rises in the valley of the old bridge"
    found = page(
        f"{title} - Harbour News",
        f"{heading.format(title)}<div>By Jane Doe</div><div>12 March 2021</div>",
        ENGLISH,
    )
    assert found.title == title and found.authors == ("Jane Doe",)
    assert found.published is not None and found.published.value == "2021-03-12"


def test_above_a_lesser_heading_stand_other_articles() -> None:
    title = "River rises in the valley of the old bridge"
    above = f"<div>1 March 2020</div><h2>{title}</h2><div>12 March 2021</div>"
    found = page(title, above, ENGLISH).published
    assert found is not None and found.value == "2021-03-12"


def test_a_standfirst_in_a_heading_is_no_crosshead() -> None:
    above = "<h1>River rises in the valley</h1><h2>The old bridge is closed, and so are the schools.</h2>"
    text = (*ENGLISH[:2], "</p><h2>A bridge of another century</h2><p>" + ENGLISH[2], *ENGLISH)
    found = page("River rises in the valley", above, text)
    assert found.crossheads == ("A bridge of another century",)
    assert found.lead == "The old bridge is closed, and so are the schools."


def test_paragraphs_in_the_cell_of_a_table_stay_apart() -> None:
    rows = "".join(f"<p>{paragraph}</p>" for paragraph in (*CHINESE, *CHINESE[::-1]))
    found = article(
        f"<html><head><title>河水上涨老桥暂时封闭</title></head><body><table><tr><td>{rows}</td></tr></table></body></html>"
    )
    assert " | " not in found.body


def test_a_crosshead_with_signs_for_vowels() -> None:
    text = "\n\n".join(("ระดับน้ำสูงขึ้นทั้งเมือง", ARABIC[0], "สะพานจากศตวรรษที่แล้ว", ARABIC[1], ARABIC[2]))
    assert extract_kit.text(text, "https://paper.example/a/river").crossheads == ("สะพานจากศตวรรษที่แล้ว",)
