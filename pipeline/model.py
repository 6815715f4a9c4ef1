"""Every noun of newsmill: frozen, slotted dataclasses that travel between processes and runners unchanged (``record``:
frozen for the type checker, see ``frozen``).

The flow is ``WorkUnit -> RawDocument -> Document -> Candidate -> Article | Rejected | Failure -> UnitResult``;
ARCHITECTURE.md shows it in one picture. Times are ISO 8601 strings; offsets and lengths are bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from pipeline.document import RUNNING, Block, BlockKind, Candidate, Decision, Document, Hint, RawDocument
from pipeline.frozen import record

__all__ = [
    "IDENTITY_VERSION",
    "RUNNING",
    "SCHEMA_VERSION",
    "Article",
    "ArticleKind",
    "Block",
    "BlockKind",
    "Candidate",
    "Covered",
    "Credit",
    "CreditKind",
    "CreditPlace",
    "DateValue",
    "Decision",
    "Document",
    "Evidence",
    "Failure",
    "Fate",
    "Hint",
    "Image",
    "LanguageShare",
    "Precision",
    "RawDocument",
    "Rejected",
    "SourceFile",
    "UnitResult",
    "WorkUnit",
]

SCHEMA_VERSION: Final = 2
"""Version of the Article record; a change of meaning or of fields raises it."""

IDENTITY_VERSION: Final = 1
"""Version of the rule that makes ids; a change needs a rebuilt corpus."""

Precision = Literal["year", "month", "day", "minute", "second"]
CreditKind = Literal["photo", "illustration", "graphic", "video"]
ArticleKind = Literal["article", "live_blog", "video", "gallery", "list"]
CreditPlace = Literal["caption", "body line", "figure", "metadata"]


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was found: ``path``, ``size`` in bytes, and ``stamp`` (mtime in ns, or an etag)."""

    path: str
    size: int
    stamp: str


@dataclass(frozen=True, slots=True)
class WorkUnit:
    """A share of the reading: a byte range of one file, or a pack of small files.

    ``start`` and ``end`` are byte positions in the one file of a range; a record belongs to the unit in whose
    range it begins. A whole file and a pack have start 0 and end None. ``skip`` says how many records of the unit
    are committed already (a unit that did not end within its round goes on there). ``format`` forces a reader.
    """

    name: str
    files: tuple[SourceFile, ...]
    start: int = 0
    end: int | None = None
    format: str | None = None
    skip: int = 0


# ---------------------------------------------------------------- what comes out


@record(frozen=True, slots=True)
class DateValue:
    """A date as precise as it is known, never more.

    ``value``: as known, in the source's own zone (``2019-04``, ``2019-04-25T12:30+02:00``). ``start`` and ``end``:
    the half-open range in the printed local calendar; dates (``2019-04-01``) for day precision or coarser,
    local times without zone (``2019-04-25T12:30:00``) for minute and second. ``instant``: UTC
    (``2019-04-25T10:30:00Z``) where the zone is known. ``source``: the rule or dump field that gave it.
    """

    value: str
    precision: Precision
    start: str
    end: str
    zone: str | None = None
    instant: str | None = None
    source: str = ""
    confidence: float = 0.5


@record(frozen=True, slots=True)
class Credit:
    """Who made a picture and for whom. ``verbatim``: as printed, without its label (``Yuri Kadobnov / AFP``);
    ``holder``: who is neither photographer nor agency (``Privat``, a company); ``caption``: the one it belongs to."""

    verbatim: str
    kind: CreditKind = "photo"
    photographers: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    holder: str | None = None
    where: CreditPlace = "body line"
    caption: str | None = None


@record(frozen=True, slots=True)
class Image:
    """A picture of the article: its address as given, its caption, its alternative text."""

    url: str
    caption: str | None = None
    alt: str | None = None


@record(frozen=True, slots=True)
class LanguageShare:
    """A language of the text: ``code`` in BCP-47, ``share`` of the text, 0 to 1."""

    code: str
    share: float


@record(frozen=True, slots=True)
class Evidence:
    """One line of an article's provenance: a candidate that won or lost its field. ``value`` is shortened to 200
    characters (a body: its length and hash)."""

    field: str
    value: str
    rule: str
    where: str
    confidence: float
    won: bool


@dataclass(frozen=True, slots=True)
class Article:
    """One article. All but ``id``, ``source`` and ``body`` may be null or empty.

    ``body``: running text, paragraphs separated by a blank line, crossheads as paragraphs of their own, without
    captions and credits. ``lead``: a standfirst where one is set apart, else the first paragraph; always the
    beginning of ``body``. ``language``: BCP-47 or ``und``; ``language_confidence``: how often such an answer is
    right; ``languages``: all of the text, the main one first, each with its share (``language_share`` is the main
    one's). ``kind``: what sort of page it is. ``truncated``: the text is but the beginning. ``version``: what
    decides between two records of one id (milliseconds of retrieved, else modified, else published, else 0).
    ``commit``: the round that wrote the row. ``fingerprint``: a hash of the normalised text, with the publisher it
    is compared within. ``words``: a count.
    """

    id: str
    source: str
    body: str
    source_id: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    member: str | None = None
    offset: int = 0
    publisher: str | None = None
    section: str | None = None
    kicker: str | None = None
    title: str | None = None
    lead: str | None = None
    authors: tuple[str, ...] = ()
    byline_agency: str | None = None
    dateline: str | None = None
    published: DateValue | None = None
    modified: DateValue | None = None
    retrieved: str | None = None
    ingested: str | None = None
    language: str = "und"
    language_confidence: float | None = None
    language_share: float | None = None
    languages: tuple[LanguageShare, ...] = ()
    captions: tuple[str, ...] = ()
    crossheads: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    images: tuple[Image, ...] = ()
    keywords: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    genre: str | None = None
    kind: ArticleKind = "article"
    urgency: int | None = None
    edition: str | None = None
    page: str | None = None
    rights: str | None = None
    embargo_until: str | None = None
    ocr_confidence: float | None = None
    truncated: bool = False
    withdrawn: bool = False
    retired: bool = False
    commit: int = 0
    version: int = 0
    words: int = 0
    fingerprint: str | None = None
    format: str | None = None
    provenance: tuple[Evidence, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    schema_version: int = SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that is no article (or not a new one), and why. ``reason`` is a short stable code (``redirect``,
    ``empty``, ``navigation``, ``duplicate``, ``stale``, ``withdrawn``), ``detail`` a sentence for people."""

    stage: str
    reason: str
    detail: str
    source: str
    member: str | None = None
    offset: int = 0
    length: int = 0
    url: str | None = None
    id: str | None = None
    duplicate_of: str | None = None
    version: int = 0
    fingerprint: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that could not be processed. ``payload``: the raw record, zlib-compressed, up to 1 MB before
    compression, so that a replay needs no dump (None: the replay reads the source again). ``context``: the rest of
    the record as it was split off (a RawDocument in JSON, without payload)."""

    stage: str
    reason: str
    detail: str
    source: str
    member: str | None = None
    offset: int = 0
    length: int = 0
    payload: bytes | None = None
    retryable: bool = True
    format: str | None = None
    context: str | None = None


Fate = Article | Rejected | Failure
"""What becomes of a record inside a run, before the commit settles versions and duplicates."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A file (of a pack) or a range that an attempt read: under ``name`` a later plan knows it. Not ``complete``:
    the round ended within it, after ``records`` records. ``source``: the file."""

    name: str
    source: str
    complete: bool
    records: int


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What one attempt at a unit gave. ``part``: the staged Parquet file with its articles (None: no articles).

    ``read`` is counted where readers yield, ``articles``/``rejected``/``failures`` where fates are given.
    ``first`` and ``after``: offset of a range's first record, and of the first record at or beyond its end, as
    found by reading on (neighbouring ranges must agree; None where reading did not come so far). ``covers``: what
    the attempt settles for later plans. ``sent`` to children and ``answered`` by them count records. ``seconds`` by
    source feed the slowest inputs.
    """

    unit: WorkUnit
    attempt: str
    round: int
    part: str | None
    read: int
    articles: int
    rejected: tuple[Rejected, ...] = ()
    failures: tuple[Failure, ...] = ()
    first: int | None = None
    after: int | None = None
    covers: tuple[Covered, ...] = ()
    read_by_format: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    sent: int = 0
    answered: int = 0
