"""Dates as evidence, and the policy that chooses among them."""

from __future__ import annotations

from dataclasses import replace

from pipeline.decide.dates import POLICIES
from pipeline.languages import dates as dates_of
from pipeline.model import Block, Candidate, DateValue, Document, RawDocument
from pipeline.steps import dates


def document(
    *evidence: Candidate, url: str | None = None, blocks: tuple[str, ...] = (), retrieved=None
) -> Document:
    raw = RawDocument("dump", 0, 0, b"", "html", retrieved=retrieved)
    made = Document(
        raw, url=url, text="", blocks=[Block("paragraph", text, f"line {i}") for i, text in enumerate(blocks)]
    )
    made.evidence.extend(evidence)
    dates.step(made)
    return made


def decided(made: Document, field: str = "published") -> str | None:
    value = POLICIES[field](made, made.candidates(field)).value
    return value.value if isinstance(value, DateValue) else value


def found(made: Document, field: str = "published") -> list[tuple[str, str]]:
    return [(c.rule, c.value.value) for c in made.candidates(field) if isinstance(c.value, DateValue)]


def test_strings_stay_and_dates_are_added() -> None:
    made = document(Candidate("published", "25. april 2019 kl. 12.30", "dump", "$.date", 0.9))
    assert [c.value for c in made.candidates("published") if isinstance(c.value, str)] == [
        "25. april 2019 kl. 12.30"
    ]
    (value,) = (c for c in made.candidates("published") if isinstance(c.value, DateValue))
    assert (value.rule, value.where, value.confidence) == ("dump", "$.date", 0.9)
    assert (value.value.source, value.value.confidence) == ("dump", 0.9)


def test_no_evidence_no_date() -> None:
    made = document(
        blocks=("Onsdag møttes de to i byen.", "Det skjedde 25. april 2019 etter lange samtaler.")
    )
    assert found(made) == []
    assert decided(made) is None


def test_labels_say_which_date_it_is() -> None:
    made = document(
        Candidate("published", "Updated April 5, 2019 | Published April 3, 2019", "class date", "", 0.45)
    )
    assert decided(made) == "2019-04-03"
    assert decided(made, "modified") == "2019-04-05"


def test_a_date_of_change_is_no_date_of_publication() -> None:
    made = document(Candidate("published", "Sist oppdatert 25. april 2019", "class date", "", 0.45))
    assert decided(made) is None
    assert decided(made, "modified") == "2019-04-25"


def test_order_of_day_and_month_from_the_declared_language() -> None:
    date = Candidate("published", "04/05/2019", "class date", "", 0.45)
    for tag, value in (
        ("en-US", "2019-04-05"),
        ("en_GB", "2019-05-04"),
        ("fr", "2019-05-04"),
        ("en", "2019"),
    ):
        assert decided(document(date, Candidate("language", tag, "html lang", "", 0.5))) == value


def test_order_of_day_and_month_from_the_host_and_from_other_evidence() -> None:
    date = Candidate("published", "04/05/2019", "class date", "", 0.45)
    assert decided(document(date, url="https://www.example.co.uk/story")) == "2019-05-04"
    assert decided(document(date, url="https://example.com/2019/04/05/story")) == "2019-04-05"
    assert decided(document(date, url="https://example.com/story")) == "2019"


def test_dates_in_addresses() -> None:
    cases = {
        "https://example.com/2019/04/25/story": "2019-04-25",
        "https://example.com/news/2019-04-25-story.html": "2019-04-25",
        "https://example.com/politics/2019/apr/25/story": "2019-04-25",
        "https://example.com/story-20190425.html": "2019-04-25",
        "https://example.com/2019/4/5/story": "2019-04-05",
        "https://example.com/2019/04/story": "2019-04",
        "https://example.com/2019-04/25/c_1125597921.htm": "2019-04-25",
        "https://web.archive.org/web/20200101000000/https://example.com/2019/04/25/story": "2019-04-25",
        "https://web.archive.org/web/20200101000000/https://example.com/story": None,
        "https://example.com/2019/story": None,
        "https://example.com/story?date=2019-04-25": None,
        "https://example.com/story-1820190425123": None,
        "https://example.com/a/2019/13/45/": None,
        "http://[broken": None,
    }
    assert {url: decided(document(url=url)) for url in cases} == cases


def test_lines_that_hold_only_a_date() -> None:
    made = document(
        blocks=("Torsdag 25. april 2019 kl. 12.30", "Toppmøtet vert halde i Vladivostok.", "Slutt.")
    )
    assert found(made) == [("date line", "2019-04-25T12:30")]


def test_dateline_with_a_year_is_weak_evidence() -> None:
    made = document(
        blocks=("Wien, 25. April 2019 – Die Regierung hat am Donnerstag beschlossen, dass gebaut wird.",)
    )
    (candidate,) = made.candidates("published")
    assert (candidate.rule, candidate.value.value) == ("dateline", "2019-04-25")
    assert candidate.confidence < 0.35


def test_trust_decides_and_agreement_refines() -> None:
    coarse = Candidate("published", "2019-04", "dump", "$.date", 0.9)
    finer = Candidate("published", "2019-04-25T12:30", "json-ld datePublished", "", 0.85)
    other = Candidate("published", "2019-05-01T10:00:00", "meta article:published_time", "", 0.8)
    assert decided(document(coarse, finer, other)) == "2019-04-25T12:30"
    assert decided(document(coarse, other)) == "2019-04"


def test_weak_evidence_does_not_refine() -> None:
    made = document(
        Candidate("published", "2019-04", "text header", "line 1", 0.9),
        blocks=("Wien, 25. April 2019 – Die Regierung hat am Donnerstag beschlossen, dass gebaut wird.",),
    )
    assert decided(made) == "2019-04"


def test_equal_confidence_follows_the_order_of_trust() -> None:
    made = document(
        Candidate("published", "2019-04-26", "url", "", 0.6),
        Candidate("published", "2019-04-25", "json-ld datePublished", "", 0.6),
    )
    assert decided(made) == "2019-04-25"


def test_nothing_appears_after_it_was_fetched() -> None:
    late = Candidate("published", "2020-01-10", "json-ld datePublished", "", 0.9)
    true = Candidate("published", "2019-04-25", "time element", "", 0.5)
    assert decided(document(late, true, retrieved="2019-04-26T00:00:00Z")) == "2019-04-25"
    assert decided(document(late, true)) == "2020-01-10"
    # A day of grace: it may be tomorrow already where the page was written.
    tomorrow = Candidate("published", "2019-04-27", "json-ld datePublished", "", 0.9)
    assert decided(document(tomorrow, retrieved="2019-04-26T20:00:00Z")) == "2019-04-27"


def test_embargo_is_a_string() -> None:
    made = document(Candidate("embargo_until", "25 April 2019 06:00 GMT", "dump", "$.embargo", 0.9))
    assert decided(made, "embargo_until") == "2019-04-25T06:00Z"


def test_step_keeps_what_others_found() -> None:
    value = dates_of.parse("2019-04-25", source="dump")
    before = [Candidate("published", value, "dump", "$.date", 0.9), Candidate("title", "2018-01-01", "h1")]
    made = document(*before)
    assert made.evidence == before


def test_utc_is_shown_as_the_page_prints_it() -> None:
    utc = Candidate("published", "2019-04-24T22:04:10Z", "json-ld datePublished", "", 0.9)
    printed = Candidate("published", "25. april 2019 kl. 08.04", "class date", "", 0.45)
    made = document(utc, printed)
    decision = POLICIES["published"](made, made.candidates("published"))
    assert decision.value.value == "2019-04-25T08:04+10:00"
    assert decision.value.instant == "2019-04-24T22:04:00Z"
    assert decision.winner is not None and decision.winner.rule == "class date"
    other_minute = Candidate("published", "25. april 2019 kl. 08.05", "class date", "", 0.45)
    assert decided(document(utc, other_minute)) == "2019-04-24T22:04:10Z"


def test_midnight_stored_in_utc_is_the_printed_day() -> None:
    utc = Candidate("published", "2019-04-24T22:00:00Z", "json-ld datePublished", "", 0.9)
    assert (
        decided(document(utc, Candidate("published", "25.04.2019", "class date", "", 0.45))) == "2019-04-25"
    )
    assert (
        decided(document(utc, Candidate("published", "27.04.2019", "class date", "", 0.45)))
        == "2019-04-24T22:00:00Z"
    )


def test_the_same_moment_in_another_zone_is_preferred_to_utc() -> None:
    utc = Candidate("published", "2019-10-18T22:04:00Z", "json-ld datePublished", "", 0.9)
    local = Candidate("published", "Sat, 19 Oct 2019 00:04:00 +0200", "meta date", "", 0.6)
    assert decided(document(utc, local)) == "2019-10-19T00:04:00+02:00"


def test_a_date_that_names_itself_the_publication_wins_over_teasers() -> None:
    made = document(
        Candidate("published", "2019-05-02", "time element", "", 0.44),
        Candidate("published", "2019-05-03", "time element", "", 0.44),
        Candidate("published", "Published: 25 April 2019", "text near heading", "", 0.35),
    )
    assert decided(made) == "2019-04-25"


def test_years_in_titles_are_no_dates() -> None:
    for text in ("2019", "The ten best cameras of 2019", "Comunicato n. 03/2020", "Årets beste 2019"):
        assert decided(document(Candidate("published", text, "text near heading", "", 0.35))) is None
    assert decided(document(Candidate("published", "2019", "dump", "$.date", 0.9))) == "2019"


def test_kinds_of_evidence_that_agree_outweigh_one_hidden_date() -> None:
    hidden = Candidate("published", "2022-01-26T14:32:06+02:00", "meta date", "", 0.6)
    seen = [
        Candidate("published", "21.01.2022", "class date", "", 0.45),
        Candidate("published", "2022-01-21", "time element", "", 0.55),
    ]
    assert decided(document(hidden, *seen)) == "2022-01-21"
    told = replace(hidden, rule="meta publishdate", confidence=0.75)
    assert decided(document(told, seen[0])) == "2022-01-26T14:32:06+02:00"


def test_a_day_that_was_still_to_come_is_the_other_way_round() -> None:
    date = Candidate("published", "04-12-2019", "dump", "$.date", 0.9)
    assert decided(document(date, retrieved="2019-04-24T16:40:00Z")) == "2019-04-12"
    assert decided(document(date, retrieved="2019-12-24T16:40:00Z")) == "2019"
    assert decided(document(date)) == "2019"


def test_the_month_of_the_address_says_which_is_the_month() -> None:
    date = Candidate("published", "04-12-2019", "dump", "$.date", 0.9)
    assert decided(document(date, url="https://example.com/2019/04/vote")) == "2019-04-12"
    assert decided(document(date, url="https://example.com/2019/12/vote")) == "2019-12-04"
    assert decided(document(date, url="https://example.com/2019/07/vote")) == "2019-07"


def test_midnight_of_the_hosts_own_clock_is_a_day() -> None:
    def at(time: str, host: str) -> str | None:
        value = Candidate("published", time, "meta article:published_time", "", 0.85)
        return decided(document(value, url=f"https://www.example.{host}/a"))

    assert at("2022-11-06T23:00:00Z", "de") == "2022-11-07"
    assert at("2022-07-06T22:00:00Z", "de") == "2022-07-07"
    assert at("2022-11-06T22:00:00Z", "de") == "2022-11-06T22:00:00Z"
    assert at("2022-11-06T23:00:00Z", "com") == "2022-11-06T23:00:00Z"
    assert at("2022-11-06T23:00:05Z", "de") == "2022-11-06T23:00:05Z"
    assert at("2022-11-06T18:30:00Z", "in") == "2022-11-07"
    assert at("2022-07-06T23:00:00Z", "co.uk") == "2022-07-07"
    assert at("2022-11-06T15:00:00Z", "jp") == "2022-11-07"
