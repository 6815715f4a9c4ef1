"""What stands around articles and looks like a part of one: headings of boxes, kickers of others, notices of rights,
numbers of pages, headlines below small pictures."""

from __future__ import annotations

import pytest

from pipeline.model import Article
from tests.extract_kit import FILL, article, text

TITLE = "River rises in the valley"


def page(
    head: str = "", body: str = "", title: str = TITLE, above: str = "", url: str | None = None
) -> Article:
    paragraphs = "".join(f"<p>{FILL} {number}.</p>" for number in range(4))
    return article(
        f"<html><head><title>{title}</title>{head}</head><body>{above}<article>{paragraphs}{body}</article></body></html>",
        **({"url": url} if url else {}),
    )


def test_headings_of_boxes_do_not_support_each_other() -> None:
    boxes = "<h1>Latest Weather Videos</h1><h1>Most Read <span>In Weather Videos</span></h1>"
    meta = f'<meta property="og:title" content="{TITLE}">'
    assert page(head=meta, body=boxes).title == TITLE


def test_the_site_s_name_at_the_end_of_a_title_is_no_headline() -> None:
    logo = "<h3>Example Weather Weekly</h3>"
    found = page(title=f"{TITLE}: Example Weather Weekly", above=logo, body=f"<h2>{TITLE}</h2>")
    assert found.title == TITLE


def test_sections_behind_the_site_s_name_go_with_it() -> None:
    site = '<meta property="og:site_name" content="Dalposten">'
    assert page(head=site, title=f"{TITLE} - Dalposten - News - Nature").title == TITLE
    whole = "A new bridge - Dalposten - and all that a valley should know of it before the winter"
    assert page(head=site, title=whole).title == whole


def test_a_kicker_far_from_the_heading_is_another_s() -> None:
    own, other = "<p class=kicker>Weather</p>", "<div class=kicker>Home and Garden »</div>"
    assert page(above=f"{own}<h1>{TITLE}</h1>", body=other).kicker == "Weather"
    assert page(above=f"<h1>{TITLE}</h1>", body="<br>" * 9 + other).kicker is None


def picture(caption: str) -> str:
    link = "<a href=/2024/other-story.html><img src=a.jpg></a>"
    return f"<div class=box>{link}<span class=caption>{caption}</span></div>"


def test_the_headline_of_another_article_below_its_picture_is_no_caption() -> None:
    linked = "<a href=/2024/other-story.html>Storm hits the coast again</a>"
    assert page(body=picture(linked)).captions == ()
    assert page(body=picture("The bridge in the rain")).captions == ("The bridge in the rain",)


def test_a_byline_in_an_element_called_a_caption_is_none() -> None:
    found = page(above=f"<h1>{TITLE}</h1>", body=picture("By Jane Doe posted Aug 18th 2010 7:30PM"))
    assert found.captions == ()


def test_a_site_s_notice_of_rights_is_no_credit_of_a_picture() -> None:
    rights = "Copyright 2011 Valley Media, a division of <a href=/>River</a>"
    notice = f"<div class=copyright-strip><img src=logo.gif>{rights}</div>"
    assert page(body=notice).credits == ()
    agency = "<div class=copyright-strip><img src=logo.gif>© AFP</div>"
    assert [credit.verbatim for credit in page(body=agency).credits] == ["AFP"]


def test_a_lead_that_stands_on_the_page_again_is_told_once() -> None:
    lead = (
        "The old bridge of the valley stays closed until spring, and the ferry takes its place on all days but Sunday, "
        "the mayor said at noon."
    )
    text = "".join(f"<p>{FILL} Part {number} of the story goes on.</p>" for number in range(9))
    found = page(above=f"<h1>{TITLE}</h1><p class=lead>{lead}</p>", body=f"{text}<p class=chapo>{lead}</p>")
    assert found.body.count(lead) == 1


def test_what_stands_in_the_foot_of_a_page_is_no_caption() -> None:
    address = "Harbour Media, 3 Old Pier Street | No copies of this page without leave. Copyright by harbour.example"
    foot = f"<div id=footer><div class=copyright><p><img src=logo.gif></p><p class=address>{address}</p></div></div>"
    found = page(body=foot)
    assert (found.captions, found.credits) == ((), ())


def test_a_line_with_a_date_and_a_clock_is_no_credit() -> None:
    line = "<figure><img src=a.jpg><span class=source>Jane Doe March 4, 2021 at 7:35 PM</span></figure>"
    assert page(body=line).credits == ()


def test_the_agency_of_a_text_in_a_card_is_no_credit_of_a_picture() -> None:
    card = '<div class="vcard source-org"><img src=ap.gif> The Associated Press</div>'
    assert page(body=card).credits == ()


@pytest.mark.parametrize("last", ["4", "12", "«", "- 3 -"])
def test_a_page_number_below_a_text_is_none_of_it(last: str) -> None:
    found = text(f"{TITLE}\n\n{FILL}\n\n{FILL}\n\n{last}\n")
    assert found.body == f"{FILL.strip()}\n\n{FILL.strip()}"


def test_a_label_before_a_stop_has_no_credit() -> None:
    told = "市の公園で、チューリップが見頃を迎えている＝写真＝。大勢の人たちが多彩な色や形を鑑賞している。"
    assert text(f"チューリップ見頃\n\n{told}\n\n{told}\n").credits == ()
