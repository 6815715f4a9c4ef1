"""One policy per field chooses among the candidates; here they are gathered and the Article is put together.

A policy is ``decide(document, candidates) -> Decision``. A new one is a file with ``POLICIES`` and one line below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
from hashlib import blake2b
from typing import Any

from pipeline.decide import authors, credits, dates, identity, kind, language, plain, title
from pipeline.languages.folding import STRANGE
from pipeline.model import (
    RUNNING,
    Article,
    Block,
    Candidate,
    Credit,
    DateValue,
    Decision,
    Document,
    Evidence,
    Image,
    LanguageShare,
)

Policy = Callable[[Document, list[Candidate]], Decision]

MODULES = (title, authors, credits, dates, language, kind, plain)
LISTS = frozenset(
    {"authors", "captions", "crossheads", "credits", "images", "keywords", "languages", "subjects"}
)
KEPT_LOSERS = 8
VALUE_LENGTH = 200

_FIELDS = frozenset(f.name for f in fields(Article))
_OURS = frozenset(
    [
        "id",
        "source",
        "offset",
        "member",
        "body",
        "lead",
        "ingested",
        "commit",
        "version",
        "words",
        "fingerprint",
        "provenance",
        "extra",
        "schema_version",
        "withdrawn",
        "retired",
        "format",
        "retrieved",
    ]
)
_CUT = re.compile(r"[\s.…\[\]()]+$")
"""What stands behind a text that a summary cuts off."""

_LETTERS = re.compile(r"[^\W_]+")
_ALIKE = 60
"""Letters in which a summary is as the body is: so many are no accident."""

_REST = 0.25
"""What of it may be other words then: ``Read on``."""

# Scripts that write without spaces: each character counts as a word, as concordancers do.
_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CHARACTER = re.compile(f"[{_NO_SPACES}]")
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


def _shape(code: int) -> int:
    """A letter as ``a``, a sign that joins two of them as a full stop, all else as a blank."""
    if chr(code) in "'.-":
        return ord(".")
    return ord("a") if code >= 128 or chr(code).isalnum() or chr(code) == "_" else ord(" ")


# The same count by bytes, at a third of the cost.
_SHAPES = bytes(map(_shape, range(256)))


@cache
def policies() -> dict[str, Policy]:
    """Field name to policy, of all modules; fields without one get ``default``."""
    return {name: policy for module in MODULES for name, policy in module.POLICIES.items()}


def default(document: Document, candidates: list[Candidate]) -> Decision:
    """The most trusted candidate; for a list, all that the most trusted rule found, each once."""
    winner = max(candidates, key=lambda c: c.confidence)
    if winner.field not in LISTS:
        return Decision(winner.value, winner)
    return Decision(tuple(dict.fromkeys(c.value for c in candidates if c.rule == winner.rule)), winner)


def count_words(text: str) -> int:
    """Words of running text; in scripts without spaces, characters."""
    if text.isascii():
        return _count(text.encode())
    if not _CHARACTER.search(text):
        # Letters of other alphabets count as any; the few signs that are none become blanks.
        plain = STRANGE.sub(" ", text.replace("’", "'"))
        return _count(plain.encode("utf-8", "replace"))
    return len(_CHARACTER.findall(text)) + len(_WORD.findall(_CHARACTER.sub(" ", text)))


def _count(text: bytes) -> int:
    """Words in UTF-8 of letters and ASCII: runs of letters, with signs between two of them."""
    shape = b" " + text.translate(_SHAPES)
    joined = shape.replace(b"a.a", b"aaa").replace(b"a.a", b"aaa")  # twice, for the second joint of U.S.A
    return joined.replace(b".", b" ").count(b" a")


def running_text(blocks: Iterable[Block]) -> list[str]:
    """The paragraphs of the body: crossheads among them, captions and credits not."""
    return [block.text for block in blocks if block.kind in RUNNING and block.text]


def _with_lead(document: Document, paragraphs: list[str]) -> tuple[str | None, list[str], Candidate | None]:
    """The lead, the body that begins with it, and the candidate that gave it (None: the first paragraph)."""
    candidates = sorted(document.candidates("lead"), key=lambda c: -c.confidence)
    whole = " ".join(" ".join(paragraphs).split()) if candidates else ""
    for candidate in candidates:
        text = str(candidate.value).strip()
        if text and paragraphs and paragraphs[0].startswith(text):
            return text, paragraphs, candidate
        # A dump's own lead is text of the article, unless it is but a piece of the body, cut perhaps; a page's summary
        # is not, unless it also begins the body.
        own = text and candidate.rule in ("dump", "text header")
        if own and _CUT.sub("", " ".join(text.split())) not in whole and not _repeats(text, whole):
            return text, [text, *paragraphs], candidate
    first = next(
        (b.text for b in document.blocks if b.kind in ("paragraph", "quote", "list") and b.text), None
    )
    if first is None:
        return (paragraphs[0] if paragraphs else None), paragraphs, None
    start = paragraphs.index(first)
    # A crosshead above the first paragraph is part of how the body begins.
    return (first if start == 0 else paragraphs[0]), paragraphs, None


def _repeats(text: str, whole: str) -> bool:
    """Whether a summary is what a part of the body begins with, cut in a way of its own (``… Read on``)."""
    letters, of_all = ("".join(_LETTERS.findall(each)).casefold() for each in (text, whole))
    at = of_all.find(letters[:_ALIKE]) if len(letters) >= _ALIKE else -1
    if at < 0:
        return False
    least = int((1 - _REST) * len(letters))
    return of_all.startswith(letters[:least], at)


def shorten(name: str, value: Any) -> str:
    """A value as provenance keeps it: up to 200 characters; a body as its length and hash."""
    if name == "body":
        text = "\n\n".join(running_text(value)) if isinstance(value, tuple) else str(value)
        return (
            f"{len(text)} characters, {blake2b(text.encode('utf-8', 'replace'), digest_size=6).hexdigest()}"
        )
    match value:
        case str():  # most
            text = value
        case DateValue():
            text = value.value
        case Credit():
            text = value.verbatim
        case Image():
            text = value.url
        case LanguageShare():
            text = f"{value.code} {value.share:.0%}"
        case _:
            text = str(value)
    return text if len(text) <= VALUE_LENGTH else text[: VALUE_LENGTH - 1] + "…"


def _provenance(evidence: dict[str, list[Candidate]], decisions: dict[str, Decision]) -> tuple[Evidence, ...]:
    lines = []
    for name, decision in decisions.items():
        losers = 0
        if decision.winner is not None and name not in LISTS:
            winner = decision.winner
            lines.append(
                Evidence(
                    name, shorten(name, decision.value), winner.rule, winner.where, winner.confidence, True
                )
            )
        candidates = evidence.get(name, [])
        kept = frozenset(decision.value or ()) if name in LISTS else frozenset()
        read = {(c.rule, c.where) for c in candidates if isinstance(c.value, DateValue)}
        for candidate in candidates:
            if candidate is decision.winner and name not in LISTS:
                continue
            if isinstance(candidate.value, str) and (candidate.rule, candidate.where) in read:
                continue  # the text of a date that stands here as the date
            won = candidate.value in kept
            losers += not won
            if won or losers <= KEPT_LOSERS:
                value = shorten(name, candidate.value)
                lines.append(
                    Evidence(name, value, candidate.rule, candidate.where, candidate.confidence, won)
                )
    return tuple(lines)


def assemble(document: Document, body: Decision) -> Article:
    """Lets each policy decide its field and builds the Article with its provenance."""
    evidence: dict[str, list[Candidate]] = {}
    for candidate in document.evidence:
        evidence.setdefault(candidate.field, []).append(candidate)
    names = [name for name in evidence if name in _FIELDS and name not in _OURS]
    chosen = policies()
    decisions: dict[str, Decision] = {"body": body}
    for name in (*names, *(n for n in chosen if n not in evidence)):
        decisions[name] = chosen.get(name, default)(document, evidence.get(name, []))
    values = {name: d.value for name, d in decisions.items() if d.value is not None and name != "body"}
    values = {name: tuple(v) if name in LISTS else v for name, v in values.items()}
    lead, paragraphs, lead_candidate = _with_lead(document, running_text(document.blocks))
    decisions["lead"] = Decision(
        lead, lead_candidate or Candidate("lead", lead, "first paragraph", "body", 0.5)
    )
    text = "\n\n".join(paragraphs)
    raw, publisher = document.raw, values.get("publisher")
    urgency = str(values.pop("urgency", ""))
    return Article(
        **{k: v for k, v in values.items() if k != "url"},
        id=identity.identify(document, publisher, values.get("source_id")),
        url=document.url,
        source=raw.source,
        member=raw.member,
        offset=raw.offset,
        body=text,
        lead=lead,
        urgency=int(urgency) if urgency.isdecimal() and len(urgency) < 4 else None,
        retrieved=raw.retrieved,
        version=identity.version(raw.retrieved, values.get("modified"), values.get("published")),
        words=count_words(text),
        fingerprint=identity.fingerprint(document, publisher, text),
        format=raw.format,
        provenance=_provenance(evidence, decisions),
        extra=dict(raw.extra) | dict(candidate.value for candidate in evidence.get("extra", ())),
    )
