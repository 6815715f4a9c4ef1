"""Bylines of Chinese papers, in lines, in brackets behind and before the text."""

from __future__ import annotations

import pytest

from pipeline.languages import chinese
from pipeline.languages.people import split_names
from tests.extract_kit import article

TEXT = "示例市今天宣布，连接两岸的老桥将关闭到春天，工程师要先检查桥墩。市长说，没有人受伤。"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("示例日报记者 王建示 张文例", ["王建示", "张文例"]),
        ("□ 本报记者 葛灵示", ["葛灵示"]),
        ("示例新闻·河南示例报记者马俊示/文受访者供图", ["马俊示"]),
        ("示例网黑龙江频道 记者 伊示 李清例", ["伊示", "李清例"]),
        ("采写：示例见习记者 林子示", ["林子示"]),
        ("记者李示 通讯员王例", ["李示", "王例"]),
        ("记者 李 示", ["李示"]),
        ("作者：宋示 杨志例", ["宋示", "杨志例"]),
        ("文/記者 範示", ["範示"]),
        ("记者招待会", []),
        ("记者：您好", []),
        ("示例社记者 王示例 摄", []),
        ("记者近日从示例局获悉", []),
    ],
)
def test_lines(line: str, names: list[str]) -> None:
    found = split_names(line) if line.startswith(("作者", "文")) else list(chinese.reporters(line))
    assert found == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("经济更好地发展。（记者 胡晓示）", ("胡晓示",)),
        ("祥和的春节。（常书示 马丹例 ）", ("常书示", "马丹例")),
        ("更好。(记者李示 通讯员王例)", ("李示", "王例")),
        ("外科医生。 | （袁示）", ("袁示",)),
        ("这是真的。（完）", ()),
        ("很好。（高清）", ()),
        ("他来了（王示）", ()),
        ("It ended well. (AP)", ()),
    ],
)
def test_behind_the_text(text: str, names: tuple[str, ...]) -> None:
    assert chinese.ending(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("示例报讯（记者 陆一示）11月25日，桥关闭了。", ("陆一示",)),
        ("示例网10月4日讯（记者陈示 整合） 国庆", ("陈示",)),
        ("据示例社拉萨电（记者 格桑示例）记者近日获悉", ("格桑示例",)),
        ("本站讯（职工通讯员 李琴示 刘例）为推进", ("李琴示", "刘例")),
        ("他说，（记者 王示）来了", ()),
        ("示例局（以下简称示例）宣布", ()),
    ],
)
def test_before_the_text(text: str, names: tuple[str, ...]) -> None:
    assert chinese.opening(text) == names


def test_two_names_with_a_blank_between_are_two_and_a_padded_one_is_one() -> None:
    assert chinese.apart("宋示 杨志例") == ("宋示", "杨志例")
    assert chinese.apart("山田 太郎") == ("山田 太郎",)


def test_a_reporter_and_a_mailbox_below_a_text_of_nobody() -> None:
    told = "<p>오래된 다리는 봄까지 닫혀 있다고 시장이 정오에 말했다. 다친 사람은 없다.</p>" * 3
    fill = "<div><span>항구</span></div>" * 40
    others = "<ul><li>홍길동 기자의 다리 이야기</li></ul>"
    for end in (
        "<div>김민지 기자 minji@harbour.example</div>",
        "<div><a href=/r/1>김민지</a> <span>기자</span><span>minji@harbour.example</span></div>",
    ):
        page = (
            f"<html lang=ko><body><h1>오래된 다리가 봄까지 닫힌다</h1>{told}{fill}{end}{others}</body></html>"
        )
        assert article(page).authors == ("김민지",)
    head = "<h1>오래된 다리가 봄까지 닫힌다</h1><span>김민지 기자 외 1명</span>"
    assert article(f"<html lang=ko><body>{head}{told}</body></html>").authors == ("김민지",)


@pytest.mark.parametrize(
    "page",
    [
        f"<p>示例报讯（记者 陆一示）{TEXT}</p><p>{TEXT}</p>",
        f"<p>{TEXT}</p><p>{TEXT}（记者 陆一示）</p>",
        f"<div>2021-03-02 示例日报记者 陆一示</div><p>{TEXT}</p><p>{TEXT}</p>",
        f"<span>示例日报记者 陆一示</span><p>{TEXT}</p><p>{TEXT}</p>",
    ],
)
def test_on_a_page(page: str) -> None:
    found = article(
        f"<html lang=zh><head><title>老桥关闭到春天</title></head><body><h1>老桥关闭到春天</h1>{page}"
    )
    assert found.authors == ("陆一示",)
