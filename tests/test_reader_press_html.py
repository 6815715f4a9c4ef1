"""Press clippings: work lists, clipping papers, printed reports."""

from __future__ import annotations

from . import exports_kit as kit


def test_a_work_list() -> None:
    ((hints, text, _),) = kit.articles(kit.WORK_LIST)
    assert hints == {
        "title": ["Veerboot vaart weer"],
        "publisher": ["De Havenkrant"],
        "published": ["2019-05-02"],
        "page": ["02-3"],
    }
    assert (
        text == "De veerboot die negen jaar geleden uit de vaart werd genomen, is gisteren weer uitgevaren."
    )
    assert kit.reasons(kit.WORK_LIST) == ["no-text"]


def test_zeros_behind_a_page_do_no_harm() -> None:
    data = kit.WORK_LIST.encode() + b' \0"\0\xef\xb7\xaf\0>\0'
    assert kit.articles(data) == kit.articles(kit.WORK_LIST)


def test_a_clipping_paper() -> None:
    (first, text, _), (second, other, _) = kit.articles(kit.CLIPPINGS)
    assert first == {
        "title": ["Veerboot vaart weer"],
        "publisher": ["De Havenkrant"],
        "published": ["2019-05-02"],
    }
    assert text.split("\n\n") == [
        "Haven",
        "De veerboot is gisteren weer uitgevaren.",
        "Kade",
        "Vierhonderd mensen stonden op de kade.",
    ]
    assert second["published"] == ["03 mei 2019"] and second["publisher"] == ["Haven.example"]
    assert other == "De tunnel komt later, zegt de aannemer."


def test_a_printed_report() -> None:
    (first, text, _), (second, _, _) = kit.articles(kit.PRINTED)
    assert first == {
        "publisher": ["Hafen-Zeitung"],
        "edition": ["065"],
        "published": ["2019-05-02"],
        "page": ["3"],
        "section": ["Lokales"],
        "kicker": ["Hafen"],
        "title": ["Die Fähre fährt wieder"],
    }
    assert text.split("\n\n") == [
        "Vierhundert Leute am Kai",
        "Bergen - Die Fähre, die vor neun Jahren eingestellt wurde, ist gestern wieder gefahren.",
        "Vierhundert Leute standen am Kai.",
    ]
    assert second["title"] == ["Der Tunnel wird später fertig"]
