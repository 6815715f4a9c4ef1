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


class Marker:
    """Finds what a query's words are in articles. One for a query, used for all its hits."""

    def __init__(self, query: Node) -> None:
        self._terms = list(dict.fromkeys(_terms(query, None)))
        self._stems: dict[str, set[str]] = {}

    def snippets(self, article: Mapping[str, Any], language: str | None) -> tuple[Snippet, ...]:
        """Up to three pieces, those with the most different terms first; none marked: the body's beginning.

        The title is used only where nothing else has a hit, since it is shown anyway.
        """
        stemmed = stem_field(language)
        found: list[tuple[int, int, Snippet]] = []
        seen: set[int] = set()
        for name in _SOURCES:
            if name == "title" and found:
                break
            for text in _texts(article.get(name)):
                for piece, terms, matches in self._pieces(name, text, stemmed):
                    found.append((len(terms - seen), matches, piece))
                    seen |= terms
        found.sort(key=lambda entry: entry[:2], reverse=True)
        if found:
            return tuple(piece for _, _, piece in found[:MOST])
        opening = next(iter(_texts(article.get("body"))), "")
        return (Snippet("body", _parts(opening, 0, min(WIDTH, len(opening)), [])),) if opening else ()

    def _pieces(self, name: str, text: str, stemmed: str | None) -> Iterator[tuple[Snippet, set[int], int]]:
        """The best pieces of a text that do not overlap, with their terms and number of matches."""
        matches = self._matches(name, text, stemmed)
        for _ in range(MOST):
            if not matches:
                return
            window = max(_windows(matches), key=lambda part: (len({match.term for match in part}), len(part)))
            start, end = _around(text, window[0].start, window[-1].end)
            inside = [match for match in matches if start <= match.start and match.end <= end]
            yield (
                Snippet(name, _parts(text, start, end, inside)),
                {match.term for match in window},
                len(window),
            )
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
            stems = _stem(stemmed, term.surface)
            alike = {word for word in places if stems and _stem(stemmed, words[places[word][0]][2]) == stems}
            found |= {place for word in alike for place in places[word]}
        return found


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


def _stem(stemmed: str, word: str) -> list[str]:
    return list(stem_analyzers()[stemmed].analyze(prepare(word)))


def _texts(value: Any) -> Iterator[str]:
    """The texts of a field: a string, a list of strings, or credits (objects or dictionaries)."""
    if value is None:
        return
    if isinstance(value, str):
        yield unicodedata.normalize("NFC", value[:_LONGEST])
    elif isinstance(value, Mapping):
        yield from _texts(value.get("verbatim"))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    else:
        yield from _texts(value.verbatim)


def _windows(matches: list[_Match]) -> Iterator[list[_Match]]:
    """For every match, those from it on that fit into one snippet."""
    starts = [match.start for match in matches]
    for number, match in enumerate(matches):
        beyond = bisect_left(starts, match.start + WIDTH * 3 // 4)
        yield matches[number : max(beyond, number + 1)]


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """A piece around a window, within its paragraphs, cut at spaces."""
    spare = max(0, WIDTH - (end - start))
    left = max(text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0, start - spare // 3)
    after = text.find("\n\n", end)
    right = min(len(text) if after < 0 else after, end + spare - (start - left))
    if left and not text[left - 1].isspace():
        space = text.find(" ", left, start)
        left = start if space < 0 else space + 1
    if right < len(text) and not text[right].isspace():
        space = text.rfind(" ", end, right)
        right = end if space < 0 else space
    return left, right


def _parts(text: str, start: int, end: int, matches: list[_Match]) -> tuple[tuple[str, bool], ...]:
    """The piece in parts, with dots where it was cut; line breaks become spaces."""
    parts: list[tuple[str, bool]] = []
    at = start
    for match in matches:
        if match.end <= at:
            continue
        begin = max(match.start, at)
        parts += [(text[at:begin], False), (text[begin : match.end], True)]
        at = match.end
    parts.append((text[at:end], False))
    before = "…" if start and not text[:start].endswith("\n\n") else ""
    after = "…" if text[end:].strip() and not text[end:].startswith("\n\n") else ""
    folded = [(" ".join(part.split("\n")), hit) for part, hit in [(before, False), *parts, (after, False)]]
    return tuple((part, hit) for part, hit in folded if part)
