"""The headline in a title tag that nothing else on the page bears out."""

from __future__ import annotations

import pytest

from pipeline.decide.title_segments import main_segment
from tests.extract_kit import FILL, article

HEAD = "Council closes the old bridge for two years"


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        (f"{HEAD} | Local News | Harbour", HEAD),
        (f"HARBOUR NEWS | Local | {HEAD}", HEAD),
        (f"Harbour News - {HEAD}", HEAD),
        (f"{HEAD} - Local - Harbour News", HEAD),
        (f"{HEAD} « Harbour Blog", HEAD),
        (f"Harbour Blog » Archive » {HEAD}", HEAD),
        (f"{HEAD} - harbour.com", HEAD),
        (f"{HEAD} :: Harbour News Agency :: A new view of the harbour", HEAD),
        ("旧桥将关闭两年-港口频道-新华网", "旧桥将关闭两年"),
        ("旧桥将关闭两年_港口新闻网", "旧桥将关闭两年"),
        ("古い橋が閉鎖される：港新聞デジタル", "古い橋が閉鎖される"),
        # Dashes and guillemets of the headline itself.
        ("Bridge - the end of an era", "Bridge - the end of an era"),
        ("Le maire «ferme» le vieux pont", "Le maire «ferme» le vieux pont"),
        ("Fire brigade - Training", "Fire brigade - Training"),
    ],
)
def test_segments(tag: str, title: str) -> None:
    assert main_segment(tag) == title


def test_a_page_with_a_title_tag_alone() -> None:
    head = f"<title>HARBOUR NEWS | Local | {HEAD}</title>"
    page = f"<html><head>{head}</head><body><p>{FILL}</p><p>{FILL}</p></body></html>"
    assert article(page).title == HEAD


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (f"<h1>{HEAD} <span class=plus>+</span></h1>", HEAD),
        (f"<h1>{HEAD} (+)</h1>", HEAD),
        # A kicker that the page sets apart is no part of the first word.
        (f"<h1><span class=kicker>Traffic</span><span class=head>{HEAD}</span></h1>", f"Traffic {HEAD}"),
        ("<h1><span class=first>T</span><span class=rest>he old bridge of the harbour closes</span></h1>",
         "The old bridge of the harbour closes"),
    ],
)  # fmt: skip
def test_headings(heading: str, title: str) -> None:
    page = f"<html><body>{heading}<p>{FILL}</p><p>{FILL}</p></body></html>"
    assert article(page).title == title
