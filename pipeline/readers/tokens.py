"""Words of a corpus that keeps them one by one, put together to the text that they were cut from; names and signs are
data (``languages/tokens.toml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.model import Block, BlockKind, RawDocument

from . import fields
from .base import Item

_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
"""Scripts whose words stand without blanks between them."""


_FIELDS: Final = ("title", "kicker", "lead")
_BLOCKS: Final[Mapping[str, BlockKind]] = {
    "crosshead": "crosshead", "caption": "caption", "list": "list", "quote": "quote",
}  # fmt: skip


@dataclass(slots=True)
class Word:
    """A word as it is printed. ``spaced``: whether a blank follows; None where the corpus does not say."""

    text: str
    spaced: bool | None = None


@dataclass(slots=True)
class Part:
    """A paragraph: what kind it is ("" for running text) and its words."""

    kind: str = ""
    words: list[Word] = field(default_factory=list)


@cache
def names(table: str, key: str) -> frozenset[str]:
    """A list of names of the table."""
    return frozenset(load("tokens")[table][key])


@cache
def kind_of(name: str) -> str:
    """What paragraphs of this type are: title, kicker, lead or a kind of block; "" for running text."""
    kinds: Mapping[str, list[str]] = load("tokens")["kinds"]
    return next((kind for kind, known in kinds.items() if name.lower() in known), "")


@dataclass(frozen=True, slots=True)
class _Spacing:
    """How print sets blanks. ``quotes``: an opening mark and those that can close it."""

    before: frozenset[str]
    after: frozenset[str]
    leaning: re.Pattern[str]
    eliding: re.Pattern[str]
    quotes: Mapping[str, tuple[str, ...]]
    spelled: Mapping[str, str]


@cache
def _spacing() -> _Spacing:
    data: Mapping[str, Any] = load("tokens")
    told = data["spacing"]
    return _Spacing(
        frozenset(told["before"]),
        frozenset(told["after"]),
        re.compile(told["leaning"]),
        re.compile(told["eliding"]),
        {mark: tuple(closing) for mark, closing in told["quotes"].items()},
        data["spelled"],
    )


def joined(words: Iterable[Word]) -> str:
    """Words as a text: with the blanks that the corpus tells of, else as print sets them around marks and brackets."""
    rules, text = _spacing(), ""
    closing: tuple[str, ...] = ()
    prior: Word | None = None
    tight = True
    for word in words:
        form = rules.spelled.get(word.text, word.text)
        closes = form in closing
        opens = not closes and form in rules.quotes
        if prior is None:
            blank = False
        elif prior.spaced is not None:
            blank = prior.spaced
        else:
            leans = closes or form in rules.before or rules.leaning.fullmatch(form) is not None
            blank = not (tight or leans or (_UNSPACED.match(form) and _UNSPACED.match(prior.text[-1:])))
        text += f" {form}" if blank else form
        closing = () if closes else rules.quotes[form] if opens else closing
        tight = opens or form in rules.after or rules.eliding.fullmatch(form) is not None
        prior = word
    return text


def document(raw: RawDocument, record: Mapping[str, Any], parts: Iterable[Part]) -> Item:
    """The document of a text's paragraphs and of what the corpus says about it, by the names of its fields."""
    told = dict(record)
    blocks: list[Block] = []
    for number, part in enumerate(parts, 1):
        text = joined(part.words).strip()
        if not text or (not blocks and text == told.get("title")):
            continue
        if part.kind in _FIELDS and not told.get(part.kind):
            told[part.kind] = text
        if part.kind not in ("title", "kicker"):
            blocks.append(Block(_BLOCKS.get(part.kind, "paragraph"), text, f"paragraph {number}"))
    if not blocks and told.get("title"):  # a flash: its headline is its text
        blocks = [Block("paragraph", told["title"], "title")]
    return fields.structured(raw, told, blocks)
