"""Pages as people save them from sites of all years: without their address, with boxes of other articles, with menus
that never end, with what a template prints around names and pictures."""

from __future__ import annotations

import pytest

from pipeline.languages.people import split_names
from pipeline.languages.persons import is_person
from tests.extract_kit import article, text

FILL = (
    "The ferry will run again from Monday, and the people of the island wait for the first boat with fresh bread. "
    "Nobody had expected the ice to stay so long, the harbour master said at noon, and the pier is still closed. "
)
TITLE = "Ferry runs again after the ice"
PARAGRAPHS = "".join(f"<p>{FILL} {number}.</p>" for number in range(4))


def test_the_site_of_a_saved_page_is_known_by_its_canonical_address() -> None:
    canonical = '<link rel=canonical href="https://www.the-island.example/2015/ferry">'
    page = f"<title>{TITLE} | The Island</title>{canonical}<h1>{TITLE} | The Island</h1>{PARAGRAPHS}"
    assert article(page).title == TITLE
    assert article(page.replace(canonical, "")).title == f"{TITLE} | The Island"


def test_a_menu_left_open_does_not_take_the_article_away() -> None:
    menu = "<header><nav><div class=box><a href=/>Home</a><a href=/news>News</a></nav></header>"
    page = f"<title>{TITLE}</title><body>{menu}<div><h1>{TITLE}</h1>{PARAGRAPHS}</div>"
    assert article(page).body.count("The ferry will run again") == 4


def test_signs_between_links_are_no_paragraphs_and_the_end_of_a_section_is_one() -> None:
    bars = "<p>|</p><p>»</p>"
    body = article(
        f"<h1>{TITLE}</h1><article>{PARAGRAPHS}{bars}<p>* * *</p>{bars}{PARAGRAPHS.replace('ferry', 'boat')}</article>"
    ).body
    lines = body.split("\n\n")
    assert not {"|", "»"}.intersection(lines)
    assert "* * *" in lines


@pytest.mark.parametrize("agency", ["Reuters", "Getty Images"])
def test_a_hidden_label_before_a_credit(agency: str) -> None:
    label = "<span class=off-screen>Image copyright</span>"
    picture = f"<figure><img src=a.jpg><span class=image-copyright>{label} {agency}</span></figure>"
    found = article(f"<h1>{TITLE}</h1><article>{PARAGRAPHS}{picture}</article>").credits
    assert [(credit.verbatim, credit.agencies) for credit in found] == [(agency, (agency,))]


@pytest.mark.parametrize(
    ("led", "credit"),
    [
        ("AP – ", "AP"),
        ("Reuters/Jane Doe - ", "Reuters/Jane Doe"),
        ("AFP/Pool Photo: ", "AFP/Pool"),
        ("Harbour – ", None),
    ],
)
@pytest.mark.parametrize("name", ["caption", "source"])
def test_a_credit_that_stands_before_its_caption(led: str, credit: str | None, name: str) -> None:
    caption = "The first boat with fresh bread leaves the pier on Monday"
    picture = f"<div class=photo><img src=a.jpg><div class={name}>{led}{caption}</div></div>"
    found = article(f"<h1>{TITLE}</h1><article>{picture}{PARAGRAPHS}</article>")
    if credit is not None:
        assert found.captions == (caption,)
        assert [(c.verbatim, c.caption) for c in found.credits] == [(credit, caption)]
    elif name == "caption":
        assert (found.captions, found.credits) == ((led + caption,), ())


def box(link: str) -> str:
    source = "<p class=source-credit>Harbour News</p>"
    return f"<div class=item><a href=/other-story><img src=b.jpg></a>{link}{source}</div>"


@pytest.mark.parametrize(
    "link",
    [
        "<h3><a href=/another-story>Storm takes the pier</a></h3>",
        "<a href=/other-story><h4>Storm</h4></a>",
        "<a href=/other-story>Storm takes the pier</a>",
    ],
)
def test_who_made_another_article_is_no_credit_of_a_picture(link: str) -> None:
    page = f"<h1>{TITLE}</h1><article>{PARAGRAPHS}</article>"
    assert [c.verbatim for c in article(page + box("")).credits] == ["Harbour News"]
    assert article(page + box(link)).credits == ()


@pytest.mark.parametrize(
    "line", ["By Jane Doe 3 hours ago", "甬公网安备 33020002000000号", "发布时间：03-0512:00"]
)
def test_who_put_it_there_and_when_is_no_credit(line: str) -> None:
    picture = f"<div class=pic><img src=a.jpg><span class=credit>{line}</span></div>"
    assert article(f"<h1>{TITLE}</h1><article>{PARAGRAPHS}</article>{picture}").credits == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By William R. Doe, Jr.", ["William R. Doe, Jr"]),
        ("By Jane Doe and John Roe, III", ["Jane Doe", "John Roe, III"]),
        ("Interviewed by Jane Doe", ["Jane Doe"]),
    ],
)
def test_what_belongs_to_a_name(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    "name", ["Special to The Courier", "The Mayor's Downfall", "Powered By", "Technical Director", "当前位置"]
)
def test_no_persons(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("发布时间：2019-05-18 来源：岛报", "2019-05-18"),
        ("發佈日期：2019-05-18 瀏覽次數：12", "2019-05-18"),
        ("掲載日時：2019年5月18日", "2019-05-18"),
        ("등록일 2019.05.18", "2019-05-18"),
    ],
)
def test_labels_of_dates_in_scripts_without_spaces(line: str, day: str) -> None:
    found = article(f"<title>{TITLE}</title><div>{PARAGRAPHS}</div><div><b>{line}</b></div>").published
    assert found is not None
    assert found.value == day


@pytest.mark.parametrize("dash", ["—", "--"])
def test_the_day_in_the_dateline_of_a_release(dash: str) -> None:
    page = f"<h1>{TITLE}</h1><p>SEATOWN{dash}March 9, 2015{dash}{FILL}</p>{PARAGRAPHS}"
    found = article(page).published
    assert found is not None
    assert found.value == "2015-03-09"


@pytest.mark.parametrize(
    "line", ["Friday, 9 May, 2003, 10:15 GMT 11:15 UK", "March 2, 2005", "5/9/2003 @ 9:02AM"]
)
def test_the_headline_of_a_text_may_stand_below_its_day(line: str) -> None:
    found = text(f"{line}\n{TITLE}\nBy Jane Doe\n\n{FILL}\n\n{FILL}\n")
    assert (found.title, found.authors) == (TITLE, ("Jane Doe",))
    assert found.published is not None


def test_a_headline_that_names_a_day_stays_the_headline() -> None:
    headline = "What the storm of 9 May 2003 left behind in the valley"
    assert text(f"{headline}\nBy Jane Doe\n\n{FILL}\n\n{FILL}\n").title == headline


def test_a_byline_and_its_agency_without_a_sign_between_them() -> None:
    found = text(f"{TITLE}\n\nBy Jane Doe  \tAssociated Press\n\n{FILL}\n\n{FILL}\n")
    assert (found.authors, found.byline_agency, found.credits) == (("Jane Doe",), "AP", ())


def test_a_long_paragraph_that_cites_somebody_at_its_end_is_no_caption() -> None:
    cited = f"{FILL}{FILL}“It was a long winter,” she said. [HD]"
    found = text(f"{TITLE}\n\n{FILL}\n\n{cited}\n\n{FILL}\n")
    assert (found.captions, found.credits) == ((), ())
    assert "a long winter" in found.body
