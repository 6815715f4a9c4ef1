"""The nouns inside ``process``: a record as read, its blocks, the evidence found in it. Part of ``model``, which
re-exports them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pipeline.frozen import record

BlockKind = Literal["title", "paragraph", "crosshead", "caption", "credit", "list", "quote", "table"]
RUNNING: Final[frozenset[BlockKind]] = frozenset({"paragraph", "crosshead", "list", "quote", "table"})
"""The kinds of block that make up an article's body."""


@record(frozen=True, slots=True)
class Hint:
    """What the dump itself says about a field: evidence, not truth. ``where`` is its place (a key, a header).
    ``trust``: how far it goes (0 to 1) where that is less than of what a dump says (a program's own entry)."""

    field: str
    value: str
    where: str
    trust: float | None = None


@record(frozen=True, slots=True)
class RawDocument:
    """One record of a dump, before anything is made of it.

    ``format`` names the reader that parses it; after parsing, ``media_type`` is ``text/html`` or ``text/plain``
    and ``payload`` the markup or text (or ``blocks`` are given by a format that knows its own structure).
    ``offset``: of the record's member as stored where records are compressed one by one, else in the decompressed
    stream. ``hints`` carry Article field names; what has no field goes to ``extra``.
    """

    source: str
    offset: int
    length: int
    payload: bytes
    format: str
    member: str | None = None
    media_type: str | None = None
    charset: str | None = None
    hints: tuple[Hint, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    retrieved: str | None = None
    blocks: tuple[Block, ...] | None = None
    record: bool = False
    """True for a record of a dump that has text: an article, however short."""
    day_first: bool | None = None
    """How the records around it write 04/05/2019 (True: 4 May), where they tell."""


@record(frozen=True, slots=True)
class Block:
    """A piece of an article in reading order: ``kind``, its ``text`` (one line of running text, cleaned), and
    ``where`` it stood (``line 12``, ``//figure[2]/figcaption``). A caption's credit is a block of its own after it."""

    kind: BlockKind
    text: str
    where: str = ""


@record(frozen=True, slots=True)
class Candidate:
    """Evidence for one field: a value, the rule that found it, where, and how far the rule trusts it (0 to 1).

    ``value`` has the type of the Article field; for dates a DateValue, for credits one Credit per candidate.
    """

    field: str
    value: Any
    rule: str
    where: str = ""
    confidence: float = 0.5


@dataclass(slots=True)
class Document:
    """A decoded record on its way through the steps: the only mutable noun, and it never leaves the child.

    Exactly one of ``tree`` (an ``lxml.html.HtmlElement``, shared by all steps, which must not change it) and
    ``text`` is given. Steps append to ``evidence``; ``blocks`` are those of the body that won, as the steps over
    blocks leave them. ``url``: the record's own. ``charset``: what ``payload`` was in. ``text_as_read``: the text
    before any step took a header off it (what the id of a record without address or id is made of).
    """

    raw: RawDocument
    url: str | None = None
    tree: Any = None
    text: str | None = None
    charset: str | None = None
    blocks: list[Block] = field(default_factory=list)
    evidence: list[Candidate] = field(default_factory=list)
    text_as_read: str = ""

    def candidates(self, name: str) -> list[Candidate]:
        """The evidence for one field, in the order in which it was found."""
        return [candidate for candidate in self.evidence if candidate.field == name]


@record(frozen=True, slots=True)
class Decision:
    """What a policy chose for one field: the value and the candidate that won (None: nothing was found)."""

    value: Any
    winner: Candidate | None = None
