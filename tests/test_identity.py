"""Who an article is: from what the record says of itself, never from what was extracted."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline
from pipeline.decide import identity
from pipeline.decide.article import count_words
from pipeline.languages import dates
from pipeline.model import Article, Candidate, Document, RawDocument


def document(
    url: str | None = None, canonical: str = "", og: str = "", source: str = "d/a.jsonl", text: str = "t"
) -> Document:
    evidence = [Candidate("canonical_url", canonical, "link canonical")] if canonical else []
    evidence += [Candidate("canonical_url", og, "meta og:url")] if og else []
    raw = RawDocument(source, 0, len(text), text.encode(), "text")
    return Document(raw, url, text=text, text_as_read=text, evidence=evidence)


@pytest.mark.parametrize(
    "spelling",
    [
        "http://paper.example/a/b?id=1",
        "https://www.paper.example/a/b?id=1",
        "HTTPS://Paper.Example:443/a/b?id=1#part",
        "https://paper.example/a/b?utm_source=x&id=1&fbclid=y",
        "https://paper.example/a/b?id=1 #part",
    ],
)
def test_spellings_of_one_address_are_one(spelling: str) -> None:
    assert identity.normalise(spelling) == "https://paper.example/a/b?id=1"


@pytest.mark.parametrize(
    "other",
    ["https://paper.example/a/c?id=1", "https://paper.example/a/b?id=2", "https://x.example/a/b?id=1"],
)
def test_other_addresses_are_others(other: str) -> None:
    assert identity.normalise(other) != "https://paper.example/a/b?id=1"


@given(st.text(max_size=80).map(lambda tail: f"http://www.paper.example/{tail}") | st.text(max_size=40))
def test_normalising_twice_changes_nothing(url: str) -> None:
    once = identity.normalise(url)
    assert identity.normalise(once) == once


@pytest.mark.parametrize(
    ("url", "canonical", "og", "taken"),
    [
        ("https://m.paper.example/2024/storm", "https://paper.example/news/storm", "", True),
        (
            "https://paper.example/x?id=7",
            "https://paper.example/news/storm",
            "https://paper.example/news/storm",
            True,
        ),
        ("https://paper.example/x?id=7", "https://paper.example/news/storm", "", False),
        ("https://paper.example/news/storm", "https://paper.example/", "https://paper.example/", False),
        ("https://paper.example/news/storm", "https://other.example/news/storm", "", False),
    ],
)
def test_a_canonical_address_stands_in_only_where_it_is_the_pages_own(
    url: str, canonical: str, og: str, taken: bool
) -> None:
    own = identity.identify(document(canonical or url), None, None)
    assert (identity.identify(document(url, canonical, og), None, None) == own) is taken


def test_ids_of_records_without_address() -> None:
    numbered = identity.identify(document(source="a/dump.jsonl.gz"), None, "17")
    assert numbered == identity.identify(document(source="b/dump.jsonl", text="other"), None, "17")
    assert numbered != identity.identify(document(), "Paper", "17")
    folded = identity.identify(document(text="A story\n\n  of  two"), None, None)
    assert folded == identity.identify(document(text="A story of two ", source="z/other.txt"), None, None)


PAGE = (
    "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    "<p>By {author}</p>{body}</article></body></html>"
)


def page(title: str, author: str) -> Article:
    body = (
        "<p>The council has decided that the bridge will be closed over the summer, a spokesman said.</p>" * 6
    )
    found = pipeline.extract(
        PAGE.format(title=title, author=author, body=body), url="https://paper.example/bridge"
    )
    assert isinstance(found, Article)
    return found


def test_an_id_does_not_depend_on_what_was_extracted() -> None:
    one, two = page("Bridge closed", "Jane Doe"), page("Another title altogether", "Max Muster")
    assert one.title != two.title
    assert one.id == two.id


@settings(max_examples=25)
@given(st.lists(st.integers(0, 50), min_size=2, max_size=8, unique=True), st.randoms())
def test_ids_do_not_depend_on_order(numbers: list[int], chance: random.Random) -> None:
    def ids(order: list[int]) -> dict[int, str]:
        return {n: identity.identify(document(text=f"Story number {n}"), None, None) for n in order}

    shuffled = numbers.copy()
    chance.shuffle(shuffled)
    assert ids(numbers) == ids(shuffled)
    assert len(set(ids(numbers).values())) == len(numbers)


def test_versions_are_retrieved_else_modified_else_published_else_nothing() -> None:
    published, modified = dates.parse("2024-05-01"), dates.parse("2024-05-02T10:00:00Z")
    assert identity.version("2024-06-01T00:00:00Z", modified, published) == 1717200000000
    assert identity.version(None, modified, published) == 1714644000000
    assert identity.version(None, None, published) == 1714521600000
    assert identity.version(None, None, None) == 0


def test_a_fingerprint_is_of_the_text_within_a_publisher() -> None:
    one = identity.fingerprint(document(), "The Paper", "A story, of two!")
    assert one == identity.fingerprint(document(), "the paper", "a story  of two")
    assert one != identity.fingerprint(document(), "Another", "A story, of two!")
    assert identity.fingerprint(document(), "The Paper", " … ") is None


@given(st.text(alphabet="ab1_-.' \n,\x1c\x0b", max_size=20) | st.text(max_size=20))
def test_words_and_fingerprints_are_the_same_by_the_quick_way_for_ascii(text: str) -> None:
    pattern = re.compile(r"\w+(?:['’.-]\w+)*")
    if not re.search("[\u0e00-\uffdc]", text):
        assert count_words(text) == len(pattern.findall(text))
    quick = identity.fingerprint(document(url="https://a.example/"), None, text)
    slow = identity.fingerprint(document(url="https://a.example/"), None, text + "\u2014")
    assert quick == slow  # a dash is no letter, and takes the way for all scripts


def test_a_version_is_the_same_in_every_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Machines of a cluster may stand in others; a date without a zone counts as it is printed."""
    plain = dates.parse("2024-05-05T10:30:00")
    zoned = dates.parse("2024-05-05T10:30:00+02:00")
    assert plain is not None and zoned is not None
    try:
        for zone in ("UTC", "America/New_York", "Asia/Tokyo"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert identity.version("2024-05-05T10:30:00", None, None) == 1_714_905_000_000
            assert identity.version(None, plain, None) == 1_714_905_000_000
            assert (
                identity.version(None, zoned, None)
                == identity.version(None, None, zoned)
                == 1_714_897_800_000
            )
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.paper.co.uk/a", "paper.co.uk"),
        ("http://news.paper.intern/a", "paper.intern"),
        ("http://10.0.0.17/a", "10.0.0.17"),
        ("http://[2001:db8::17]/a", "2001:db8::17"),
        ("mailto:desk", ""),
        ("http://[broken", ""),
    ],
)
def test_the_domain_of_an_address(url: str, expected: str) -> None:
    assert identity.domain(url) == expected


def test_without_a_publisher_a_text_is_compared_within_its_site() -> None:
    """Two sites in one dump that print one report are two articles."""
    one, same, other = (
        identity.fingerprint(document(url), None, "The same report.")
        for url in ("https://a.paper.example/1", "https://b.paper.example/2", "https://post.example/1")
    )
    assert one == same != other
    here, there = (
        identity.fingerprint(document(source=name), None, "The same.") for name in ("d/a.jsonl", "d/b.jsonl")
    )
    assert here != there
