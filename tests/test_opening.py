"""Pages without headings, as old ones are: the headline by its letters or by the title, the writer and the day above
the text; and what stands far from a heading but right above the text."""

from __future__ import annotations

import pytest

from pipeline.languages import dates
from pipeline.languages.people import split_names
from pipeline.languages.persons import is_person
from pipeline.model import Article
from pipeline.steps.bylines import find_byline
from tests.extract_kit import FILL, article

TEXT = "".join(f"<p>{FILL} {number}.</p>" for number in range(4))
HEADLINE = "River rises in the valley"


def page(above: str, title: str = "Example Weekly: News", text: str = TEXT, **given: str) -> Article:
    return article(
        f"<html><head><title>{title}</title></head><body><table><tr><td><a href=/>Home</a> <a href=/n>News</a></td>"
        f"<td>{above}{text}</td></tr></table></body></html>",
        **given,
    )


@pytest.mark.parametrize(
    "line",
    [
        f"<font size=5>{HEADLINE}</font><br>",
        f"<b><font size=3>{HEADLINE}</font><font size=4><br></font></b>",
        f"<p><b><font size=+1>{HEADLINE}<!-- end of headline --></font></b>",
        f"<span class=hed>{HEADLINE}</span><br>",
        f"<span class=mainstorytitle>{HEADLINE}</span><br>",
        "<font size=4><b>River rises <br>in the valley</b></font><br>",
        "<b>River <i>rises</i> in the valley</b><br>",
    ],
)
def test_the_headline_is_the_line_that_is_printed_largest(line: str) -> None:
    found = page(f"<font size=2><b>Weather</b></font><br>{line}<font size=1>By Jane Doe</font><p>")
    assert found.title == HEADLINE
    assert HEADLINE not in found.body
    assert found.authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "title",
    [
        f"Example.com - Weather - {HEADLINE}",
        f"weather / {HEADLINE} by JANE DOE (05/15/00)",
        f"Article | {HEADLINE} | Jane Doe",
        f"Example (03-06-2000) {HEADLINE}?",
    ],
)
def test_a_line_that_the_title_repeats_is_the_headline(title: str) -> None:
    found = page(f"<b>Weather</b><br><div>{HEADLINE}</div>by JANE DOE<p>", title=title)
    assert found.title == HEADLINE


def test_a_lead_may_stand_above_the_headline() -> None:
    lead = f"<p>{FILL}</p><p><b><font size=+1>{HEADLINE}</font></b></p><p><b>By Jane Doe</b></p>"
    found = page(lead, title=f"Example (3-06-00) {HEADLINE}")
    assert (found.title, found.authors) == (HEADLINE, ("Jane Doe",))


def test_the_headline_may_stand_far_below_the_lead() -> None:
    pictures = "<img src=a.gif>" * 40
    above = f"<p>{FILL}</p>{pictures}<p><b><font size=+1>{HEADLINE}</font></b></p><p>3 May 2001</p><p>By Jane Doe</p>"
    found = page(above, title=f"Example (3-06-00) {HEADLINE}")
    assert (found.title, found.authors) == (HEADLINE, ("Jane Doe",))
    assert found.published is not None
    assert found.published.value == "2001-05-03"


def test_a_first_sentence_with_the_headline_s_words_stays_whole() -> None:
    for sentence in (
        f"{HEADLINE} after a week of rain, and nobody was ready for it.",
        "In the valley the river rises in it.",
    ):
        found = page(f"<font size=5>{HEADLINE}</font><br><p>{sentence} {FILL}</p>")
        assert sentence in found.body


def test_the_name_of_a_section_is_no_headline() -> None:
    title = "Bridge closed for the winter"
    for label in ("<b>Weather</b>", "<font size=4>columns and letters</font>", "<b>By Jane Doe</b>"):
        assert page(f"{label}<p>", title=title).title == title


def test_words_that_a_text_sets_apart_are_no_headline() -> None:
    text = TEXT.replace("valley", "<b>Great Valley</b>", 1)
    assert page("", title="Storm in the Great Valley", text=text).title == "Storm in the Great Valley"


def test_the_headline_that_begins_a_paragraph_is_cut_from_it() -> None:
    found = page(f"<p><font size=5>{HEADLINE}</font><br>{FILL}</p>")
    assert (found.title, found.body.startswith("The river")) == (HEADLINE, True)


def test_the_day_and_the_writer_above_the_text() -> None:
    found = page(
        f"<font size=4>{HEADLINE}</font><br><font size=1>Tuesday, August 15, 2000</font><p>By Jane Doe<br>Staff<p>"
    )
    assert found.published is not None
    assert (found.published.value, found.authors) == ("2000-08-15", ("Jane Doe",))


def test_a_year_in_a_notice_of_rights_dates_nothing() -> None:
    assert page(f"<font size=4>{HEADLINE}</font><br>Copyright 2002 Example Weekly<p>").published is None


def test_names_of_whom_the_text_tells_are_no_writers() -> None:
    text = TEXT.replace("<p>", "<p><i>John Roe</i> 12 May 2001 ", 1)
    assert page(f"<font size=4>{HEADLINE}</font><p>", text=text).authors == ()


def test_a_byline_far_from_its_heading_stands_above_the_text() -> None:
    between = "<table>" + "<tr><td><img src=a.gif></td></tr>" * 90 + "</table>"
    found = page(f"<h1>{HEADLINE}</h1>{between}<div>By Jane Doe, Times Staff Writer</div>", title=HEADLINE)
    assert found.authors == ("Jane Doe",)


def test_a_heading_that_no_title_repeats_is_not_the_article_s() -> None:
    below = f"<br><span>{HEADLINE}</span><br><span>January 28, 2005</span><p>"
    found = page("<h1>Financial News</h1>" + "<br>" * 200 + below, title=f"Example.com: {HEADLINE}")
    assert found.title == HEADLINE
    assert found.published is not None
    assert found.published.value == "2005-01-28"


def test_a_date_that_a_script_writes_as_it_stands_there() -> None:
    script = (
        "<script>if (abroad) {document.write('February 3, 2010 -- Updated 0056 GMT');} "
        "else {document.write('February 2, 2010 7:56 p.m. EST');}</script>"
    )
    found = page(f"<h1>{HEADLINE}</h1><div>{script}</div>", title=HEADLINE)
    assert found.published is not None
    assert found.published.value.startswith("2010-02-02")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"{HEADLINE} - August 12, 2000", HEADLINE),
        (f"{HEADLINE} | Example Weekly | 28.04.2023", HEADLINE),
        (f"{HEADLINE} (05/15/00)", HEADLINE),
        ("Review of the year - 2020", "Review of the year - 2020"),
        ("August 12, 2000", "August 12, 2000"),
    ],
)
def test_the_day_behind_a_title_goes(title: str, expected: str) -> None:
    head = '<meta property="og:site_name" content="Example Weekly">'
    found = article(f"<html><head><title>{title}</title>{head}</head><body>{TEXT}</body></html>")
    assert found.title == expected


def test_a_headline_where_the_site_s_name_belongs_stays_the_headline() -> None:
    head = '<meta property="og:site_name" content="Valley floods"><title>Valley floods</title>'
    found = article(
        f"<html><head>{head}</head><body><h1>back to our home</h1><h1 itemprop=headline>Valley floods</h1>{TEXT}"
    )
    assert found.title == "Valley floods"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe Special to Example Movies", ["Jane Doe"]),
        ("By the Example's Jane Doe", ["Jane Doe"]),
        ("By Example News Online's Jane Doe", ["Jane Doe"]),
        ("By Carol J. Doe, Times Staff Writer", ["Carol J. Doe"]),
        ("By JANE DOE and ERIC ROE, Times Staff Writers", ["JANE DOE", "ERIC ROE"]),
        ("By Jane Doe and John Roe Chronicle Staff Writers", ["Jane Doe", "John Roe"]),
    ],
)
def test_papers_and_roles_beside_names(line: str, names: list[str]) -> None:
    byline = find_byline(line)
    assert byline is not None
    assert list(byline.authors) == names
    assert split_names(line)[: len(names)] == names


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("01.28.05, 3:25 PM ET", "2005-01-28T15:25"),
        ("03.02.05, 3:25 PM ET", "2005-03-02T15:25"),
        ("03/08/2010 6:25 PM EST", "2010-03-08T18:25-05:00"),
        ("03.02.2005, 15:25 CET", "2005-02-03T15:25+01:00"),
    ],
)
def test_who_names_an_american_zone_writes_the_month_first(text: str, value: str) -> None:
    found = dates.parse(text)
    assert found is not None
    assert found.value == value


def test_a_declared_language_goes_before_the_zone() -> None:
    found = dates.parse("03.02.2005, 15:25 EST", day_first=True)
    assert found is not None
    assert found.value.startswith("2005-02-03")


@pytest.mark.parametrize(
    "heading", ["Related Stories", "Also In This Issue", "Section Map", "Print This Article"]
)
def test_the_heading_of_a_box_beside_a_date_is_no_writer(heading: str) -> None:
    found = page(f"<h1>{HEADLINE}</h1><div>March 2, 2005</div><div>{heading}</div>", title=HEADLINE)
    assert found.authors == ()


def test_classes_in_words_that_are_glued_together() -> None:
    above = f"<h1>{HEADLINE}</h1>" + "<br>" * 70
    marked = "<span class=mainstoryauthor>Jane Doe</span><br><span class=mainstorydate>28 January 2005</span>"
    found = page(above + marked, title=HEADLINE)
    assert found.published is not None
    assert (found.published.value, found.authors) == ("2005-01-28", ("Jane Doe",))
    other = page(f"<h1>{HEADLINE}</h1><span class=globaldate>28 January 2005</span>", title=HEADLINE)
    assert not any(e.rule == "class date" for e in other.provenance)


def test_an_element_of_a_site_s_own_invention_holds_a_line_too() -> None:
    found = page(f"<h1>{HEADLINE}</h1><p><example_byline>by JANE DOE</example_byline></p>", title=HEADLINE)
    assert found.authors == ("Jane Doe",)


def test_a_path_through_the_site_is_no_headline() -> None:
    assert page("<b>Home - Latest news</b><p>", title="Valley floods").title == "Valley floods"


def test_the_day_beside_the_heading_goes_before_those_of_other_articles() -> None:
    others = "<br>" * 100 + "<div class=publish-time>2018-03-02 08:58</div>" * 3
    found = page(
        f"<h1>{HEADLINE}</h1><span class=h-time>2019-12-10 07:57</span>", title=HEADLINE, text=TEXT + others
    )
    assert found.published is not None
    assert found.published.value == "2019-12-10T07:57"


def test_what_stands_beside_the_heading_goes_before_the_title_s_day_and_lists_far_behind() -> None:
    beside = "<div>2011-12-16 01:32:00 Source: Example Economy</div>"
    far = "<br>" * 30 + "<span>2009-06-16</span>"
    found = page(f"<h1>{HEADLINE}</h1>{beside}{far}", title=HEADLINE)
    assert found.published is not None
    assert found.published.value == "2011-12-16T01:32:00"
    found = page(f"<h1>{HEADLINE}</h1><div>December 2, 2000</div>", title=f"{HEADLINE} - November 30, 2000")
    assert found.published is not None
    assert found.published.value == "2000-12-02"


def test_a_month_in_the_article_s_own_text_dates_nothing() -> None:
    text = TEXT.replace("<p>", "<p><b>January 1984</b> ", 1)
    assert page(f"<h1>{HEADLINE}</h1>", title=HEADLINE, text=text).published is None


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [("18-03-08", "zh", "2018-03-08"), ("18.03.08", "ko", "2018-03-08"), ("18.03.2008", "hu", "2008-03-18")],
)
def test_where_dates_begin_with_the_year_a_short_one_does(text: str, language: str, value: str) -> None:
    found = dates.parse(text, language=language)
    assert found is not None
    assert found.value == value


def test_an_office_is_no_person() -> None:
    assert is_person("王文")
    assert not is_person("中国示例大学示例研究院执行院长")


def test_by_in_running_text_signs_nothing() -> None:
    song = "<div><i>Iron Song</i> by Black River in a heavy style that nobody had expected.</div>"
    assert page(f"<h1>{HEADLINE}</h1>{song}", title=HEADLINE).authors == ()


def test_a_word_like_the_site_s_name_before_a_dash_is_the_headline_s_own() -> None:
    title = "Valley floods – What to know of them"
    found = article(
        f"<html><head><title>{title}</title></head><body>{TEXT}</body></html>",
        url="https://valleyfloods24.example/x",
    )
    assert found.title == title
