"""Our words are the index's words: the rule in pipeline.languages.words against tantivy's own analyzer."""

import sys
import unicodedata
from functools import lru_cache
from typing import Any

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.embedded.schema import STEMMERS, register, stem_analyzers, stem_field
from pipeline.query import fold, prepare, tokens


@lru_cache(maxsize=1)
def analyzer() -> Any:
    """The analyzer that the index itself is given."""
    taken = {}

    class Index:
        def register_tokenizer(self, name: str, made: Any) -> None:
            taken[name] = made

    register(Index())
    return taken["words"]


def test_a_final_sigma_is_a_sigma_whatever_the_case() -> None:
    assert analyzer().analyze(prepare("ΝΟΜΟΣ νομος")) == tokens("ΝΟΜΟΣ") + tokens("νομος")
    assert tokens("ΝΟΜΟΣ") == tokens("νομος")


def test_every_character_of_unicode() -> None:
    """Where Python knows a later Unicode than tantivy does, what both know for sure."""
    wrong = []
    unicode = unicodedata if unicodedata.unidata_version < "15" else unicodedata.ucd_3_2_0
    known = (chr(code) for code in range(1, sys.maxunicode + 1) if not 0xAC00 <= code < 0xF900)
    for char in (char for char in known if unicode.category(char) not in ("Cn", "Cs", "Co")):
        text = f"a{char}b {char}"
        if analyzer().analyze(prepare(text)) != tokens(text):
            wrong.append((hex(ord(char)), analyzer().analyze(prepare(text)), tokens(text)))
    assert wrong == []


_assigned = st.characters(exclude_categories=("Cs", "Cn"))  # tantivy's Unicode may be newer than Python's


@given(st.text(_assigned, max_size=60))
def test_any_text(text: str) -> None:
    assert analyzer().analyze(prepare(text)) == tokens(text)


@given(st.text(alphabet="aåÅé\u0301ø ßǤİıſﬁ²ΣςΑ北京กาह्न\u200d\xad-_.'12", max_size=30))
def test_awkward_text(text: str) -> None:
    assert analyzer().analyze(prepare(text)) == tokens(text)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", ["hus", "huset", "husene"]),
        ("nn-NO", ["regjeringa", "regjeringen"]),
        ("en", ["return", "returned", "returning"]),
        ("de-AT", ["Hauses", "hause"]),
        ("fr", ["élections", "élection"]),
    ],
)
def test_stems(language: str, words: list[str]) -> None:
    field = stem_field(language)
    assert field is not None
    stems = {tuple(stem_analyzers()[field].analyze(word)) for word in words}
    assert len(stems) == 1
    assert all(fold(stem) == stem for stem in next(iter(stems)))


@pytest.mark.parametrize("language", ["und", "", None, "zh", "pl"])
def test_languages_without_a_stemmer(language: str | None) -> None:
    assert stem_field(language) is None


@pytest.mark.parametrize("language", sorted(STEMMERS))
def test_every_stemmer_is_one_of_tantivys(language: str) -> None:
    assert tantivy.Filter.stemmer(STEMMERS[language]) is not None
