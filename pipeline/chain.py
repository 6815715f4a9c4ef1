"""The chain that a child loads: readers, steps and policies, from settings. A library too: ``pipeline.extract``.

decode -> markup steps -> decide body -> block steps -> decide every field -> Article
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache, partial
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from pipeline import readers
from pipeline.decide import article as article_policy
from pipeline.decide import body as body_policy
from pipeline.model import (
    IDENTITY_VERSION,
    SCHEMA_VERSION,
    Article,
    Candidate,
    Document,
    Failure,
    Fate,
    Hint,
    RawDocument,
    Rejected,
)
from pipeline.process import attempt, process
from pipeline.steps import (
    archived,
    body,
    clean,
    credits,
    dates,
    decode,
    figures,
    header,
    hinted,
    language,
    marks,
    opening,
    signed,
    structured,
    tails,
    textblocks,
)

VERSION: Final = 16
"""Raised when the chain's results change: files are then read again. Part of every unit's name."""

DECIDING: Final = ("newsmill", "trafilatura", "lxml", "pycld2", "py3langid", "langdetect")
"""The packages whose versions decide what is found."""

_FORMATS: Final = {"text/html": "html", "text/plain": "text"}
_WARMING: Final = {
    "text/plain": b"date 2019-04 A line.\n\nBy Jane Doe\n\nOSLO (NTB) - A picture of it. Photo: Jane Doe / NTB\n\n"
    b"More.\n",
    "text/html": b"<html><title>A</title><body><article><h1>A</h1><figure><img src=a><figcaption>B. Photo: C D / AP"
    b"</figcaption></figure><p class=byline>By Jane Doe, 3 May 2019</p><p>"
    + b"Some words of a page. " * 40
    + b"</p></article>",
}

Step = Callable[[Document], None]
TEXT_STEPS: tuple[Step, ...] = (header.step, textblocks.step)
HTML_STEPS: tuple[Step, ...] = (archived.step, structured.step, figures.step, body.step, opening.step)
SNIFFED: Final = 65536
WEB_YEARS: Final = range(1990, 2200)
"""Years in which a page may have been fetched."""


@dataclass(frozen=True)
class Options:
    """What of the settings changes the chain's results: picklable, and part of a unit's name through ``key``."""

    detector: str = "auto"
    aliases: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    date_paths: bool = False

    @property
    def key(self) -> str:
        """A short name of the chain's version and options."""
        text = (
            f"{VERSION}\n{self.detector}\n{self.day_first}\n{self.date_paths}\n{sorted(self.aliases.items())}"
        )
        return blake2b(text.encode(), digest_size=4).hexdigest()

    def made_with(self) -> dict[str, str]:
        """What the chain's results depend on besides the dump, by name: versions, and settings."""
        return {
            **{name: _version(name) for name in DECIDING},
            **{"chain": str(VERSION), "identity": str(IDENTITY_VERSION), "schema": str(SCHEMA_VERSION)},
            "language.detector": self.detector,
            "dates.day_first": {None: "null", True: "true", False: "false"}[self.day_first],
            "dates.paths": str(self.date_paths).lower(),
            "fields.aliases": ", ".join(f"{name}: {field}" for name, field in sorted(self.aliases.items())),
        }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from its folder, not installed
        return "unknown"


class Chain:
    """Readers, steps and policies, loaded once per process."""

    def __init__(self, options: Options) -> None:
        self.options = options
        readers.configure(options.aliases)

    @cached_property
    def block_steps(self) -> tuple[Step, ...]:
        """The steps over blocks, whatever format these came from."""
        return (
            clean.step,
            credits.step,
            tails.step,
            signed.step,
            language.make(self.options.detector),
            partial(dates.step, asked=self.options.day_first, paths=self.options.date_paths),
            marks.step,
        )

    def warm(self) -> None:
        """Loads models, word lists and patterns now, not with the first record: by a page and a text of no meaning."""
        language.warm(self.options.detector)
        body.warm()
        for media_type, content in _WARMING.items():
            form = _FORMATS[media_type]
            self.extract(RawDocument("", 0, len(content), content, form, media_type=media_type))

    def parse(self, raw: RawDocument) -> Iterator[RawDocument | Rejected | Failure]:
        """The documents of a record as read."""
        return readers.parse(raw)

    def extract(self, raw: RawDocument) -> Article | Rejected:
        """One document's article, or why it is none."""
        raw = _believed(raw)
        document = decode.decode(raw)
        document.text_as_read = document.text or ""
        document.evidence.extend(hinted.candidates(raw.hints))
        if raw.blocks is not None:  # the format knows its own structure
            blocks = Candidate("body", raw.blocks, hinted.RULE, raw.format, hinted.CONFIDENCE)
            document.evidence.append(blocks)
        else:
            for step in HTML_STEPS if document.tree is not None else TEXT_STEPS:
                step(document)
        if document.url is None:
            urls = document.candidates("url")
            document.url = str(urls[0].value) if urls else None
        chosen = body_policy.choose(document)
        document.blocks = list(chosen.value or ())
        for step in self.block_steps:
            step(document)
        why = body_policy.reject(document, document.blocks)
        if why is not None:
            return Rejected(
                "extract",
                why[0],
                why[1],
                raw.source,
                raw.member,
                raw.offset,
                raw.length,
                document.url,
                format=raw.format,
            )
        return article_policy.assemble(document, chosen)

    def process(self, raw: RawDocument) -> tuple[int, list[Fate]]:
        """How many documents a record held, and the fate of each."""
        return process(raw, self)


def _believed(raw: RawDocument) -> RawDocument:
    """The record without a time of fetching that cannot be: nothing appears after that, so a placeholder (year 1,
    1970, 9999) would take every date away. It stays in ``extra``."""
    if raw.retrieved is None:
        return raw
    try:
        if date.fromisoformat(raw.retrieved[:10]).year in WEB_YEARS:
            return raw
    except ValueError:
        pass
    return replace(raw, retrieved=None, extra=(*raw.extra, ("retrieved", raw.retrieved[:200])))


@lru_cache(8)
def _loaded(detector: str) -> Chain:
    return Chain(Options(detector))


def extract(
    content: str | bytes, *, url: str | None = None, media_type: str | None = None, retrieved: str | None = None,
    detector: str = "auto",
) -> Article | Rejected:  # fmt: skip
    """The article in one page or text, by the same chain as a run, without Beam and without a store.

    ``content``: HTML or plain text; ``media_type`` (``text/html``, ``text/plain``) where the caller knows it, else
    seen from the content. ``url``: the page's own address. ``retrieved``: ISO 8601. Raises only for wrong arguments
    (TypeError, ValueError); what cannot be processed is a Rejected with the reason.
    """
    if not isinstance(content, str | bytes):
        raise TypeError(f"content must be str or bytes, not {type(content).__name__}")
    if media_type is not None and media_type not in _FORMATS:
        raise ValueError(f"media_type must be text/html or text/plain, not {media_type!r}")
    if detector not in language.DETECTORS:
        raise ValueError(f"detector must be one of {', '.join(language.DETECTORS)}, not {detector!r}")
    if retrieved is not None:
        datetime.fromisoformat(retrieved).astimezone(UTC)
    payload = content.encode("utf-8", "replace") if isinstance(content, str) else content
    if media_type is None:
        media_type = "text/html" if readers.detect(payload[:SNIFFED], "").format == "html" else "text/plain"
    raw = RawDocument(
        source=url or "", offset=0, length=len(payload), payload=payload, format=_FORMATS[media_type],
        media_type=media_type, charset="utf-8" if isinstance(content, str) else None, retrieved=retrieved,
        hints=(Hint("url", url, "argument"),) if url else (),
    )  # fmt: skip
    fate = attempt("extract", raw, lambda: _loaded(detector).extract(raw))
    if isinstance(fate, Failure):
        return Rejected(fate.stage, fate.reason, fate.detail, fate.source, url=url, format=raw.format)
    return fate
