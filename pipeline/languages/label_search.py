"""Where labels stand in a line: before a colon or a slash, before a small word (``Photo by``), or as a sign (``©``)."""

from __future__ import annotations

import functools
import re

from pipeline.frozen import record
from pipeline.model import CreditKind

from . import load
from .agencies import find_agency, is_person
from .credit_words import alternatives
from .folding import SIGNS, STOPS, plain_words
from .label_words import Label, byline_words, credit_kind, forms, label_key, label_table

_DASHES = "-–—"
_SEPARATOR = re.compile(f"[:：՝`៖፡፦=＝/／|{_DASHES[::-1]}]")
_MARKS = re.compile(r"[©ⓒⒸ（(&]")
COPYRIGHT = re.compile(r"©|Ⓒ|ⓒ|[(（][CcＣｃ][)）](?!\w\))|&copy;")
_LAST_WORD = re.compile(rf"[^\W\d_][\w{SIGNS}\u200c'’.·-]*\Z")
_WHOSE = re.compile(r"(?:(?<=[(\[（])|(?<=[.!?”\"] )|^)(?:[A-Z][\w.'’]*\s){1,4}\Z")
_HOUSE = re.compile(r"(?:(?<=[.!?”\"] )|^)[A-Z]{2,4}\s\Z")
_GLUED = re.compile(r"(?<=[a-zà-ÿß\w])[A-ZÀ-Þ][a-zà-ÿ]+\Z")
_BOUNDARY = re.compile(r"(?:^|[.!?…:;,|»”“\"')\]（(\[–—=＝・。、/-])\s*\Z")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_STOPS = tuple(STOPS)
_JOINING = ("/", "&", "+", ",")
_COLON_NEXT = re.compile(r"\s?[\w.]{1,14}\s?[:：]")


@record(frozen=True, slots=True)
class Found:
    """A label in a text: where it starts, where the credit starts, and whether it stands by itself."""

    start: int
    credit: int
    label: str
    kind: CreditKind
    strong: bool
    source: bool = False


def _label_before(text: str, end: int) -> tuple[int, Label] | None:
    """The label that ends at ``end``: its start and what it is."""
    table, last_words, most = label_table()
    segment = text[max(0, end - 40) : end].rstrip()
    word = _LAST_WORD.search(segment)
    if word is None:
        return None
    base = max(0, end - 40)
    if label_key(word[0]) not in last_words:
        tail = word[0].rpartition(".")[2] if "." in word[0].rstrip(".") else ""
        glued = _GLUED.search(word[0])
        tail = tail if label_key(tail) in table else glued[0] if glued else ""
        found = table.get(label_key(tail)) if tail and tail[0].isupper() else None
        return (base + word.end() - len(tail), found) if found else None
    starts = [m.start() for m in re.finditer(r"(?<![\w'’])[^\W\d_]", segment)][-most - 1 :]
    for start in starts:
        found = table.get(label_key(segment[start:]))
        if found:
            return _widen(segment, start, found, base)
    return None


@functools.cache
def _joined() -> re.Pattern[str]:
    """A word and what joins it to the next: ``Foto og``, ``Tekst/``."""
    return re.compile(rf"[\w'’.-]+(?: ?[/&+,] ?| {alternatives('joiners', cased=False)} )\Z", re.IGNORECASE)


def _joined_before(text: str) -> re.Match[str] | None:
    """What is joined to the word behind ``text``: asked of the pattern only where the last word may join."""
    last = text.rstrip().rpartition(" ")[2]
    may_join = last[-1:] in _JOINING or last.casefold() in _joiners()
    return _joined().search(text) if may_join else None


@functools.cache
def _joiners() -> frozenset[str]:
    return frozenset(word.casefold().split()[-1] for word in load("agencies")["words"]["joiners"])


def _widen(segment: str, start: int, found: Label, base: int) -> tuple[int, Label]:
    """Takes in what is joined to the label from the left: ``Foto og video``, ``Tekst/foto``, ``Ill./foto``."""
    table, texts = label_table()[0], byline_words().labels
    while (joined := _joined_before(segment[:start])) is not None:
        word = re.split(r"[\s/&+,]", joined[0], maxsplit=1)[0]
        other = table.get(label_key(word))
        if other is None and plain_words(word) not in texts:
            break
        found = Label(other.kind if other else found.kind, found.strong or bool(other and other.strong))
        start = joined.start()
    return base + start, found


def find_label(text: str, begin: int) -> Found | None:
    """The first label at or after ``begin``."""
    hits: list[Found] = []
    # Cheaper than the pattern, and most lines have none.
    signed = ":" in text or "/" in text or "|" in text or "=" in text or " - " in text
    for separator in _SEPARATOR.finditer(text, begin) if signed or not text.isascii() else ():
        at, sign = separator.start(), separator[0]
        if sign in _DASHES and not _stands_apart(text, at):
            continue
        label = _label_before(text, at)
        if (
            label is None
            or label[0] < begin
            or text.startswith("//", at + 1)
            or text.startswith(_STOPS, at + 1)
        ):
            continue
        start, row = label
        if sign in "/／|-–—" and (
            begin
            or not (row.strong or text[start] > "\u2e80" or find_agency(text[at + 1 :]))
            or not stands_first(text, start)
            or _COLON_NEXT.match(text, at + 1)
        ):
            continue
        if sign in _DASHES and not _names_one(text[at + 1 :].strip(" .)）]")):
            continue
        start = _with_house(text, start, begin)
        hits.append(Found(start, at + 1, text[start:at].strip(), row.kind, row.strong, row.source))
        break
    if ("(" in text or "&" in text or not text.isascii()) and _MARKS.search(text, begin):
        mark = COPYRIGHT.search(text, begin)
        if mark:
            hits.append(Found(mark.start(), mark.end(), mark[0], "photo", True))
    if not text.endswith((".", "!", "?")) or "oto" in text or "OTO" in text:
        by = _find_form(text, begin)
        if by is not None:
            hits.append(by)
    if len(hits) > 1:
        hits.sort(key=lambda found: found.start)
    return hits[0] if hits else None


def _stands_apart(text: str, at: int) -> bool:
    """Whether a dash stands between a word and something else, with spaces: ``Photo - Jane Doe``."""
    return (
        at > 1
        and text[at - 1].isspace()
        and text[at - 2].isalpha()
        and text[at + 1 : at + 2].isspace()
        and not text[at + 2 : at + 3].isspace()
        and at + 2 < len(text)
    )


def _names_one(text: str) -> bool:
    """Whether a text is one person or one agency and nothing else."""
    return find_agency(text) is not None or is_person(text)


def _is_name(before: str, label: str) -> bool:
    """Whether the word before a label makes it a name: ``Max Muster/PA Images via ...``, ``(AP Video by ...``."""
    last = before.rpartition("/")[2].lstrip("([")
    return before[-1] in "/|" or find_agency(f"{last} {label}") is not None or find_agency(last) is not None


def _widened(text: str, start: int, begin: int) -> int:
    """Where ``Staff photo by`` and ``U.S. Air Force photo by`` begin: with the words in capitals behind a bracket or
    a stop."""
    before = _WHOSE.search(text[:start])
    return max(begin, before.start()) if before else start


def _with_house(text: str, start: int, begin: int) -> int:
    """Where ``ST PHOTO:`` begins behind a sentence: with the short name in capitals of whose picture it is."""
    before = _HOUSE.search(text, begin, start)
    return before.start() if before and not find_agency(before[0].strip()) else start


def _find_form(text: str, begin: int) -> Found | None:
    """The first ``Photo by`` or ``Fot.`` at or after ``begin``."""
    known = forms()
    for small in known.between.finditer(text, begin):
        head = text[max(begin, small.start() - 40) : small.start()]
        word = _LAST_WORD.search(head)
        if word is None or (label_key(word[0].rpartition(".")[2] or word[0]), small[1]) not in known.pairs:
            glued = _GLUED.search(head)
            if glued is None or (label_key(glued[0]), small[1]) not in known.pairs:
                continue
        label = _label_before(text, small.start())
        if label is None or label[0] < begin:
            continue
        start, row = label
        ahead = text[:start].split()[-1:]
        if ahead and ahead[0] not in "/|" and _is_name(ahead[0], text[start : small.start()]):
            continue
        start = _widened(text, start, begin)
        return Found(start, small.end(), text[start : small.end()].strip(" :"), row.kind, False)
    start_form = known.starts.search(text, begin)
    if start_form is None:
        return None
    label_text = start_form[0].strip(" :")
    kind = credit_kind(label_text) or "photo"
    return Found(start_form.start(), start_form.end(), label_text, kind, False)


def stands_first(text: str, start: int) -> bool:
    """Whether nothing, a sentence's end or a bracket stands before ``start``; in scripts without spaces, a space."""
    if text[start - 1 : start].isspace() and _UNSPACED.match(text, start):
        return True
    return _BOUNDARY.search(text[max(0, start - 4) : start]) is not None
