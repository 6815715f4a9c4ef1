"""Snippets are pieces of the text, whatever the text and the query are."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.embedded.snippets import MOST, WIDTH, Marker
from pipeline.query import And, Node, Phrase, Prefix, Word, tokens

_words = st.sampled_from(["tog", "toget", "Møte", "møter", "北京", "a", "jong-un", "é", "I\u0307", "x" * 250])
_texts = st.lists(st.one_of(_words, st.sampled_from([" ", ", ", "\n\n", "\n", "– "])), max_size=80).map(
    "".join
)
_nodes = st.one_of(
    _words.map(Word), _words.map(Prefix), st.lists(_words, min_size=1, max_size=2).map(" ".join).map(Phrase)
)


@given(_texts, st.lists(_nodes, min_size=1, max_size=3), st.sampled_from(["nn", "en", "und", None]))
def test_pieces_are_of_the_text(body: str, nodes: list[Node], language: str | None) -> None:
    made = Marker(And((*nodes, Word("zz")))).snippets({"body": body, "language": language}, language)
    assert len(made) <= MOST
    composed = unicodedata.normalize("NFC", body)
    paragraphs = [" ".join(part.split()) for part in composed.split("\n\n")]
    for snippet in made:
        text = snippet.text().removeprefix("…").removesuffix("…")
        longest = max((len(part) for part, hit in snippet.parts if hit), default=0)
        assert any(text in part for part in paragraphs)
        assert len(text) <= max(WIDTH, longest * 2)


@given(_texts, _words)
def test_a_word_that_stands_there_is_marked(body: str, word: str) -> None:
    found = tokens(word)
    made = Marker(Word(word)).snippets({"body": body}, "und")
    marked = [part for snippet in made for part, hit in snippet.parts if hit]
    held = any(
        tokens(part)[at : at + len(found)] == found
        for part in body.split("\n\n")
        for at in range(len(tokens(part)))
    )
    assert bool(marked) == held
    assert all(tokens(part) == found or len(found) > 1 for part in marked)


def test_any_text_is_taken() -> None:
    for text in ("", "\n\n", "\x00", "…", "\u0301", "a" * 10_000):
        Marker(Word("a")).snippets(
            {"body": text, "captions": [None, text], "credits": [{"verbatim": None}]}, "nn"
        )
