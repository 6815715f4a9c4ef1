"""Lists of words as groups of patterns, and what is kept of the texts that are asked for."""

import re
import tracemalloc
from collections.abc import Callable

import pytest

from pipeline.languages import agencies, folding
from pipeline.languages.patterns import any_of, first_of

WORDS = ("by", "By the", "by hand", "von", "Für", "a.b", "с")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("by hand and by", ["by hand", "by"]),
        ("Fürst, von, vonby", ["Für", "von", "von", "by"]),
        ("aXb a.b", ["a.b"]),
        ("By thes с", ["By the", "с"]),
        ("BY VON", []),
    ],
)
def test_the_longest_word_is_found_first_as_it_is_spelt(text: str, found: list[str]) -> None:
    assert re.findall(any_of(WORDS), text) == found
    assert re.findall(rf"(?={first_of(WORDS)}){any_of(WORDS)}", text) == found


def test_a_pattern_that_ignores_case_finds_the_longest_word_of_either_case() -> None:
    pattern = re.compile(any_of(WORDS, cased=False), re.I)
    assert pattern.findall("BY THE, By Hand, by, FÜR, С") == ["BY THE", "By Hand", "by", "FÜR", "С"]


def test_signs_of_patterns_are_letters() -> None:
    assert re.findall(rf"{first_of(('^x', ']y', '-z'))}", "a^]-") == ["^", "]", "-"]


@pytest.mark.parametrize(
    "ask", [folding.plain_words, agencies.find_agency, agencies.is_person, agencies.parse_credit]
)
def test_lines_of_a_million_letters_are_not_kept_in_memory(ask: Callable[[str], object]) -> None:
    ask("Jane Doe 99 " + "Ab c " * 200)
    tracemalloc.start()
    try:
        for number in range(20):
            ask(f"Jane Doe {number} " + "Ab c " * 20_000)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 200_000
