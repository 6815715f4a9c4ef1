"""Snippets: the pieces of an article's own text where a query's words stand, found by the index's rules.

tantivy's generator has none for prefixes; this one knows words, phrases, prefixes and stems, and offsets into the
text as it is in the corpus.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipeline.engines import Snippet
from pipeline.engines.embedded.schema import stem_analyzers, stem_field
from pipeline.query import And, Field, Node, Or, Phrase, Prefix, Word, fold, prepare, spans, tokens

MOST: Final = 3
WIDTH: Final = 200
"""Characters of a snippet, at most; more only where one phrase is longer."""

_LONGEST = 300_000
_SOURCES = ("body", "captions", "credits", "authors", "title")
_ANSWERS = {"credits": ("credits", "photographer", "agency"), "body": ("body", "lead", "crossheads")}
"""The fields of a query that a source of snippets answers for, where it is not its own alone."""


@dataclass(frozen=True, slots=True)
class _Term:
    """Folded words side by side; the last may be a beginning. ``field`` None: a bare term, found in all."""

    words: tuple[str, ...]
    field: str | None
    prefix: bool = False
    surface: str | None = None  # set where the stem counts too


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    term: int


@dataclass(frozen=True, slots=True)
class _Piece:
    snippet: Snippet
    terms: frozenset[int]
    matches: int


class Marker:
    """Finds what a query's words are in articles. One for a query, used for all its hits."""

    def __init__(self, query: Node) -> None:
        self._terms = list(dict.fromkeys(_terms(query, None)))
        self._stems: dict[tuple[str, str], list[str]] = {}

    def snippets(self, article: Mapping[str, Any], language: str | None) -> tuple[Snippet, ...]:
        """Up to three pieces, each the one that adds most terms to those before it; none marked: the beginning.

        The title is used only where nothing else has a hit, since it is shown anyway.
        """
        stemmed, pieces = stem_field(language), list[_Piece]()
        for name in _SOURCES if self._terms else ():
            if name == "title" and pieces:
                break
            for text in _paragraphs(article.get(name)):
                pieces += self._pieces(name, text, stemmed)
        chosen: list[_Piece] = []
        seen: frozenset[int] = frozenset()
        while pieces and len(chosen) < MOST:
            best = max(pieces, key=lambda piece: (len(piece.terms - seen), piece.matches))
            pieces.remove(best)
            chosen.append(best)
            seen |= best.terms
        if chosen:
            return tuple(piece.snippet for piece in chosen)
        opening = next(iter(_paragraphs(article.get("body"))), "")
        return (Snippet("body", _parts(opening, 0, _around(opening, 0, 0)[1], [])),) if opening else ()

    def _pieces(self, name: str, text: str, stemmed: str | None) -> Iterator[_Piece]:
        """The best pieces of a paragraph that do not overlap."""
        matches = self._matches(name, text, stemmed)
        for _ in range(MOST):
            if not matches:
                return
            window = max(_windows(matches), key=lambda part: (len({match.term for match in part}), len(part)))
            start, end = _around(text, window[0].start, max(match.end for match in window))
            inside = [match for match in matches if start <= match.start and match.end <= end]
            terms = frozenset(match.term for match in inside)
            yield _Piece(Snippet(name, _parts(text, start, end, inside)), terms, len(inside))
            matches = [match for match in matches if match.end <= start or match.start >= end]

    def _matches(self, name: str, text: str, stemmed: str | None) -> list[_Match]:
        words = list(spans(text))
        folded = [fold(word) for _, _, word in words]
        places: dict[str, list[int]] = {}
        for place, word in enumerate(folded):
            places.setdefault(word, []).append(place)
        found = []
        for number, term in enumerate(self._terms):
            if term.field is not None and term.field not in _ANSWERS.get(name, (name,)):
                continue
            for place in sorted(self._places(term, places, folded, words, stemmed)):
                found.append(_Match(words[place][0], words[place + len(term.words) - 1][1], number))
        return sorted(found, key=lambda match: (match.start, -match.end))

    def _places(
        self,
        term: _Term,
        places: dict[str, list[int]],
        folded: list[str],
        words: list[tuple[int, int, str]],
        stemmed: str | None,
    ) -> set[int]:
        """Where the term begins, as indices of words."""
        first, length = term.words[0], len(term.words)
        if length == 1 and term.prefix:
            return {place for word, at in places.items() if word.startswith(first) for place in at}
        found = set()
        for place in places.get(first, ()):
            part = folded[place : place + length]
            same = part[:-1] == list(term.words[:-1]) and len(part) == length
            if same and (part[-1].startswith(term.words[-1]) if term.prefix else part[-1] == term.words[-1]):
                found.add(place)
        if stemmed is not None and term.surface is not None:
            stems = self._stem(stemmed, term.surface)
            alike = {
                word for word in places if stems and self._stem(stemmed, words[places[word][0]][2]) == stems
            }
            found |= {place for word in alike for place in places[word]}
        return found

    def _stem(self, stemmed: str, word: str) -> list[str]:
        """A word's stem; what was asked once is remembered for the other hits."""
        known = self._stems.get((stemmed, word))
        if known is None:
            known = self._stems[stemmed, word] = list(stem_analyzers()[stemmed].analyze(prepare(word)))
        return known


def _terms(node: Node, field: str | None) -> Iterator[_Term]:
    """The terms that a match may stand for; what is under NOT marks nothing."""
    match node:
        case And(nodes) | Or(nodes):
            for part in nodes:
                yield from _terms(part, field)
        case Field(name, inner):
            yield from _terms(inner, name)
        case Word(text) | Phrase(text) | Prefix(text):
            words = tuple(tokens(text))
            if words:
                bare = isinstance(node, Word) and field is None and len(words) == 1
                yield _Term(words, field, isinstance(node, Prefix), text if bare else None)
        case _:
            return


def _paragraphs(value: Any) -> Iterator[str]:
    """The paragraphs of a field: of a string, a list of strings, or credits (objects or dictionaries)."""
    if value is None:
        return
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value[:_LONGEST])
        yield from (" ".join(part.split()) for part in text.split("\n\n") if part and not part.isspace())
    elif isinstance(value, Mapping):
        yield from _paragraphs(value.get("verbatim"))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _paragraphs(part)
    else:
        yield from _paragraphs(value.verbatim)


def _windows(matches: list[_Match]) -> Iterator[list[_Match]]:
    """For every match, those from it on that fit into one snippet."""
    starts = [match.start for match in matches]
    for number, match in enumerate(matches):
        beyond = bisect_left(starts, match.start + WIDTH * 3 // 4)
        yield matches[number : max(beyond, number + 1)]


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """A piece of a paragraph around a window, cut at spaces where there are any."""
    spare = max(0, WIDTH - (end - start))
    left = max(0, start - spare // 3)
    right = min(len(text), end + spare - (start - left))
    left = max(0, min(left, start - (spare - (right - end))))
    if left and text[left - 1] != " ":
        space = text.find(" ", left, start)
        left = left if space < 0 else space + 1
    if right < len(text) and text[right] != " ":
        space = text.rfind(" ", end, right)
        right = right if space < 0 else space
    return left, right


def _parts(text: str, start: int, end: int, matches: list[_Match]) -> tuple[tuple[str, bool], ...]:
    """The piece in parts, with dots where it was cut."""
    parts: list[tuple[str, bool]] = [("…" if start else "", False)]
    at = start
    for match in matches:
        if match.end <= at:
            continue
        begin = max(match.start, at)
        parts += [(text[at:begin], False), (text[begin : match.end], True)]
        at = match.end
    parts += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return tuple((part, hit) for part, hit in parts if part)
