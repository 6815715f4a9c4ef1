"""The words that announce credits, bylines and furniture, of all languages: look-ups over ``labels.<code>.toml``."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipeline.frozen import record
from pipeline.model import CreditKind

from . import load, names
from .credit_words import credit_words
from .folding import plain_words
from .patterns import any_of, first_of

_KINDS: tuple[CreditKind, ...] = ("photo", "illustration", "graphic", "video")


@record(frozen=True, slots=True)
class Label:
    """What a label announces: the ``kind`` of credit; ``strong``: never an everyday word; ``source``: of text too."""

    kind: CreditKind
    strong: bool
    source: bool = False


def label_key(label: str) -> str:
    """A label as labels are compared."""
    return label.casefold().strip(" .").replace("’", "'")


@functools.cache
def label_table() -> tuple[dict[str, Label], frozenset[str], int]:
    """Labels by folded form, the last words of all of them (a quick no), and the most words that one has."""
    kinds: dict[str, CreditKind] = {}
    weak: set[str] = set()
    sources: set[str] = set()
    for name in names("labels."):
        rows = load(name)["credit"]
        for kind in _KINDS:
            for label in rows.get(kind, ()):
                kinds.setdefault(label_key(label), kind)
        for label in rows.get("source", ()):
            kinds.setdefault(label_key(label), "photo")
            sources.add(label_key(label))
        weak.update(map(label_key, rows.get("weak", ())))
    table = {k: Label(kind, k not in weak | sources, k in sources) for k, kind in kinds.items()}
    last = frozenset(label_key(k.replace("/", " ").split()[-1]) for k in kinds)
    return table, last, max(len(k.split()) for k in kinds)


@dataclass(frozen=True, slots=True)
class Forms:
    """Credits without a colon: ``between`` finds the small words (`` by ``), ``pairs`` are label and small word of one
    language, ``starts`` finds what needs no small word (``Fot.``, ``Courtesy of``)."""

    between: re.Pattern[str]
    pairs: frozenset[tuple[str, str]]
    starts: re.Pattern[str]


def _titled(words: str) -> str:
    return " ".join(w if w in credit_words().small | {"by", "to"} else w.capitalize() for w in words.split())


@functools.cache
def forms() -> Forms:
    """The forms ``Photo by X``, ``Foto von X``, ``Fot. X``, ``Courtesy of X`` of all languages."""
    pairs: set[tuple[str, str]] = set()
    starts: set[str] = set()
    for name in names("labels."):
        rows = load(name)["credit"]
        words = [w for kind in _KINDS for w in rows.get(kind, ())]
        pairs.update((label_key(w).split()[-1], by) for w in words for by in rows.get("by", ()))
        dotted = [w for w in words if w.endswith(".") and "/" not in w] + rows.get("courtesy", [])
        # As a pattern of all cases it would take three times as long.
        starts.update(form for w in dotted for form in (w, w.casefold(), w.upper(), _titled(w)))
    return Forms(
        re.compile(rf"\s+({any_of(by for _, by in pairs)})\s*:?\s+(?=\S)"),
        frozenset(pairs),
        re.compile(rf"(?={first_of(starts)})(?<![\w-]){any_of(starts)}\s*:?\s*(?=[^\s.])"),
    )


def credit_labels(*keys: str) -> frozenset[str]:
    """The words under these keys of ``[credit]`` in all languages, as printed."""
    rows = [load(name)["credit"] for name in names("labels.")]
    return frozenset(word for row in rows for key in keys for word in row.get(key, ()))


@functools.cache
def whole_credits() -> frozenset[str]:
    """What is a credit by itself and names nobody (``Contributed photo``, ``DR``), folded."""
    return frozenset(map(plain_words, credit_labels("whole")))


@functools.cache
def last_signs() -> tuple[str, ...]:
    """The ends of all phrases that are credits by themselves and of labels behind names, as printed in small letters: a
    quick no for every line."""
    return tuple({word.rstrip(".").casefold().split()[-1] for word in credit_labels("whole", "behind")})


@functools.cache
def labels_behind() -> frozenset[str]:
    """Labels that stand behind a name (``Jono Petraičio nuotr.``), folded."""
    return frozenset(map(plain_words, credit_labels("behind")))


@functools.cache
def _furniture() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """Whole lines, beginnings of lines, and the first two letters of these (a quick no)."""
    lines: set[str] = set()
    starts: set[str] = set()
    for name in names("labels."):
        rows = load(name)["furniture"]
        lines.update(map(plain_words, rows["lines"]))
        starts.update(s.casefold() for s in rows["starts"])
    return frozenset(lines - {""}), tuple(sorted(starts)), frozenset(s[:2] for s in starts)


def is_furniture(line: str) -> bool:
    """Whether a whole line is furniture of a page (``Les også``, ``Read more``, ``Annonse``), never a part of one."""
    if not 0 < len(line) <= 160:
        return False
    lines, starts, heads = _furniture()
    if len(line) <= 60 and plain_words(line) in lines:
        return True
    if line[0] in " >»▶→-":
        line = line.lstrip(" >»▶→-")
    return line[:2].casefold()[:2] in heads and line.casefold().startswith(starts)


@dataclass(frozen=True, slots=True)
class BylineWords:
    """Words that announce a writer: ``by`` before a name (``Av``, ``By``), ``labels`` before a colon (``Tekst``),
    ``reporter`` beside a name in scripts without spaces (``记者``, ``기자``), ``signs`` the labels of these scripts,
    ``editors`` those who wrote nothing of it."""

    by: tuple[str, ...]
    labels: frozenset[str]
    reporter: tuple[str, ...]
    signs: tuple[str, ...]
    editors: frozenset[str]


@functools.cache
def byline_words() -> BylineWords:
    """The byline words of all languages; labels are folded."""
    rows = [load(name)["byline"] for name in names("labels.")]
    by, reporter = ({w for row in rows for w in row.get(key, ())} for key in ("by", "reporter"))
    labels = {w.rstrip("/／") for row in rows for w in row["label"]}
    return BylineWords(
        tuple(sorted(by, key=len, reverse=True)),
        frozenset(map(plain_words, labels)),
        tuple(sorted(reporter, key=len, reverse=True)),
        tuple(sorted((w for w in labels if w[:1] > "\u2e7f"), key=len, reverse=True)),
        frozenset(plain_words(w) for row in rows for w in row.get("editor", ())),
    )


def credit_kind(label: str) -> CreditKind | None:
    """The kind of credit that ``label`` (``Foto``, ``Grafikk``) announces, or None."""
    found = label_table()[0].get(label_key(label))
    return found.kind if found else None
