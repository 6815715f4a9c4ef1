"""What every search engine does, and the nouns of searching.

An engine follows the corpus from its own position: ``apply`` takes Arrow batches with the Article's columns (a
retired or withdrawn row takes its id out) and may be given the same rows again. It holds no texts: snippets
are made from what ``look_up`` gives. Engines know nothing of the corpus, of Beam, or of each other.
"""

from __future__ import annotations

import html
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from pipeline.errors import EngineError, UsageError
from pipeline.model import Failure
from pipeline.query import All, Field, Node, Phrase, ranks, tokens

if TYPE_CHECKING:
    import pyarrow as pa

FACETS: Final = ("language", "month", "agency", "photographer", "publisher")
"""What search results are counted by: the most frequent values of each."""

MAX_SIZE: Final = 1_000
MAX_FACET_SIZE: Final = 10_000
SORTS: Final = ("relevance", "date", "oldest")

LookUp = Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]
"""Ids to the texts of their articles by field (title, body, captions, authors, credits, published ...)."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search: the query's tree and what narrows it. Dates may be partial (2019, 2019-04, 2019-04-03).

    ``exact_dates``: only articles that lie within the range, not those that overlap it. The filters mean what
    ``language:"..."`` means in a query. ``sort``: ``date`` is newest first, ``oldest`` oldest first; undated articles
    come last in both. ``page`` counts from 1; ``size`` 0 gives the total and the facets alone. Wrong values raise
    UsageError.
    """

    query: Node = field(default_factory=All)
    date_from: str | None = None
    date_to: str | None = None
    exact_dates: bool = False
    language: str | None = None
    publisher: str | None = None
    photographer: str | None = None
    agency: str | None = None
    sort: Literal["relevance", "date", "oldest"] = "relevance"
    page: int = 1
    size: int = 10
    facets: bool = False
    facet_size: int = 10

    def __post_init__(self) -> None:
        if self.page < 1:
            raise UsageError(f"page {self.page}: expected 1 or more")
        if not 0 <= self.size <= MAX_SIZE:
            raise UsageError(
                f"size {self.size}: expected 0 to {MAX_SIZE}; newsmill export gives all there is"
            )
        if not 1 <= self.facet_size <= MAX_FACET_SIZE:
            raise UsageError(f"facet size {self.facet_size}: expected 1 to {MAX_FACET_SIZE}")
        if self.sort not in SORTS:
            raise UsageError(f"sort {self.sort}: expected one of {', '.join(SORTS)}")
        start, end = self.days()
        if start is not None and end is not None and start >= end:
            raise UsageError(
                f"no day lies between {self.date_from} and {self.date_to}: expected the earlier one first"
            )
        self.filters()

    def days(self) -> tuple[int | None, int | None]:
        """The wanted range as ordinals of days (``date.toordinal``), half-open; None: no bound."""
        start = None if self.date_from is None else first_day(self.date_from)
        return start, None if self.date_to is None else day_after(self.date_to)

    @property
    def by_date(self) -> bool:
        """Whether dates give the order: asked for, or nothing in the query ranks."""
        return self.sort != "relevance" or not ranks(self.query)

    def filters(self) -> list[Field]:
        """The filters as nodes of the query language; they neither rank nor show in snippets."""
        found = []
        for name in ("language", "publisher", "photographer", "agency"):
            value = getattr(self, name)
            if value is None:
                continue
            if not tokens(value):
                raise UsageError(f"{name} {value!r}: expected a letter or digit")
            found.append(Field(name, Phrase(value)))
        return found


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of an article around what was found: its field, and its text in parts (text, is a hit)."""

    field: str
    parts: tuple[tuple[str, bool], ...]

    def html(self) -> str:
        """HTML-escaped text with ``<mark>`` around the hits."""
        return "".join(
            f"<mark>{html.escape(text)}</mark>" if hit else html.escape(text) for text, hit in self.parts
        )

    def text(self) -> str:
        """The text alone."""
        return "".join(text for text, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found. ``published`` is as precise as known (``2019-04``), None where undated; ``score``
    is 0 when sorted by date. Scores compare within one result only."""

    id: str
    score: float
    title: str | None
    published: str | None
    publisher: str | None
    language: str | None
    snippets: tuple[Snippet, ...] = ()


_SHOWN: Final = ("id", "score", "title", "published", "publisher", "language")


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of hits, the exact ``total`` over all pages, and per facet its (value, count) pairs."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    took_ms: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The form that ``newsmill search --json`` prints; snippets as HTML with ``<mark>``."""
        return {
            "total": self.total,
            "hits": [
                {name: getattr(hit, name) for name in _SHOWN}
                | {"snippets": [snippet.html() for snippet in hit.snippets]}
                for hit in self.hits
            ],
            "facets": {
                name: [{"value": value, "count": count} for value, count in values]
                for name, values in self.facets.items()
            },
            "took_ms": self.took_ms,
        }


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the rows given to ``apply``: each is in exactly one of the three.

    ``superseded``: the engine held a newer row of that id, or the same call brought one. ``failed``: with
    stage ``index:<engine>``.
    """

    indexed: int = 0
    superseded: int = 0
    failed: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """Where an engine stands: the round it has reached, its articles, its size in bytes on disk."""

    name: str
    position: int
    articles: int
    size: int
    where: str


class Unreachable(EngineError):
    """Nobody answers there now; somebody may later: nothing is lost, the engine lags."""


class Refused(EngineError):
    """The engine is another's, or does not let us in: known before anything starts, and waiting changes nothing."""


class Engine(Protocol):
    """A search engine that follows the corpus. All methods may raise EngineError, which names the way out."""

    @property
    def name(self) -> str:
        """Its name in reports and settings."""

    @property
    def columns(self) -> Sequence[str]:
        """The columns of the article table that ``apply`` needs."""

    @property
    def disposable(self) -> bool:
        """Whether only this corpus's commands read it, so that following may empty it and fill it again."""

    def position(self) -> int:
        """The round it has reached; 0 when it holds nothing."""

    def apply(self, batches: Iterable[pa.RecordBatch], upto: int) -> Applied:
        """Takes the rows in, then moves to round ``upto``. Rows may come again; older ones never win."""

    def search(self, request: SearchRequest, look_up: LookUp) -> SearchResult:
        """One page of what the request finds."""

    def ids(self, request: SearchRequest) -> Iterator[str]:
        """Every id that the request finds, once, in no particular order; page, size, sort play no part."""

    def status(self) -> Status:
        """Where it stands."""

    def reset(self) -> None:
        """Empties it: position 0, ready to be filled again. Works on broken and foreign ones too."""

    def close(self) -> None:
        """Lets go of what it holds open."""


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def _parts(text: str) -> tuple[int, int | None, int | None]:
    match = _DATE.fullmatch(text.strip())
    if match is not None:
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            date(year or 0, month or 1, day or 1)
            return year or 0, month, day
        except ValueError:
            pass
    raise UsageError(f"{text!r} is no date: expected YYYY, YYYY-MM or YYYY-MM-DD")


def first_day(text: str) -> int:
    """The ordinal of the first day of a partial date; UsageError if it is none."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1).toordinal()


def day_after(text: str) -> int:
    """The ordinal of the day after the last day of a partial date; UsageError if it is none."""
    year, month, day = _parts(text)
    return date(year, month or 12, day or monthrange(year, month or 12)[1]).toordinal() + 1
