"""Credits without a label: an agency, with or without a name, at the end of a caption or alone in a line."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from . import load
from .agencies import find_agency, is_person, is_uncased, may_name_agency
from .credit_forms import credit_form
from .credit_people import SIDES, has_person, house_and_person, is_name_and_house, names_people
from .folding import STOPS, plain_words
from .label_words import byline_words, label_key, label_table, labels_behind, last_signs, whole_credits
from .patterns import any_of

_WINDOW = 150
_MOST_BARE = 3
_SPACE = re.compile(r"\s+|\A")
_OPEN = {")": "(", "）": "（", "]": "["}
_BOUNDARY = re.compile(rf"[.!?…»”“\"'）)\]＝{STOPS}](?:\s*\|)?\s*(?=[^\s\W]|[-–—©/])")
_SENTENCE = re.compile(rf"(?:[^\W\d_]{{3}}|[가-힣])[.!?]\s|[！？{STOPS}]")
_ABBREVIATION = re.compile(r"(?:^|[\s.])[A-Za-zÀ-ɏА-я]{1,2}\.\Z")
_DAY = re.compile(r"(?<!\d)\d{1,2}\.\Z")
_SLASH = re.compile(r"\s?[/|]\s?|\s\(|\svia\s")
_PHRASE = re.compile(r"(?:[.!?”\"]\s+(?:[/|–—-]\s+)?|\s[(\[（])(?=[^\W\d_])")
_LONGEST_PHRASE = 24
_LONGEST_SIGN = 20
_AROUND = " .)]）"
_NUMBER = re.compile(r"\d\.\w|\w\.\d")  # "BY-SA 3.0", "12.jan.2023"
_PARTICLE = re.compile(r"(?:[^\W\d_]\.?|[a-zß-ÿ]{2,3}|[^\W\d_]\.[^\W\d_]\.)\Z")
_SHORT_END = 60
_STOPS = (".", "!", "?", "…", ":", ";", "”", "“", "»", '"', "'", "」", *STOPS)


class Tail(NamedTuple):
    """An unlabelled credit: ``text[start:end]`` is cut out, ``credit`` is what it says."""

    start: int
    end: int
    credit: str


def find_tail(text: str) -> Tail | None:
    """The unlabelled credit at the end of ``text`` or all of it, or None.

    It must name an agency, or stand in brackets after the sentence as a name in capitals does.
    """
    text = text.rstrip()
    if text[-_LONGEST_SIGN:].rstrip(_AROUND).casefold().endswith(last_signs()) and (
        known := _whole(text) or _before_label(text)
    ):
        return known
    if not text or text.endswith(_STOPS):
        # "... in Berlin. Photo Jane Doe."
        return _after_label(text[:-1]) if text[-1:] == "." and ". " in text[-_SHORT_END:] else None
    reporter = _reporter().search(text)
    if reporter:
        return Tail(reporter.start(), len(text), reporter["name"] or reporter["credit"] or reporter["last"])
    if text[-1] in _OPEN:
        return _alone(text) or _bracketed(text) or _doubled(text)
    if may_name_agency(text[-_WINDOW:]) and (found := _alone(text) or _plain(text)):
        return found
    return (_after_slash(text) if SIDES.search(text) else None) or _after_label(text)


def _whole(text: str) -> Tail | None:
    """A credit that names nobody behind the sentence of a caption: ``... am Hafen. Contributed photo``."""
    core = text.rstrip(_AROUND)
    if text.count(" ", -_SHORT_END) < 2:
        return None
    for boundary in _PHRASE.finditer(core, max(0, len(core) - _LONGEST_PHRASE)):
        if plain_words(core[boundary.end() :]) in whole_credits():
            return Tail(boundary.start() + (boundary[0][0] not in "([（"), len(text), core[boundary.end() :])
    return None


def _before_label(text: str) -> Tail | None:
    """``... aikštėje. Jono Petraičio nuotr.``: a name before the word that others have before it."""
    head, _, label = text.rstrip(". ").rpartition(" ")
    if not head or plain_words(label) not in labels_behind():
        return None
    for boundary in (None, *_BOUNDARY.finditer(head, max(0, len(head) - _SHORT_END))):
        start = boundary.end() if boundary else 0
        if is_person(head[start:]) or find_agency(head[start:]):
            return Tail(start, len(text), head[start:])
    return None


def _after_label(text: str) -> Tail | None:
    """``... am Hafen. Bild Max Muster``: a label without a colon and a name after the last sentence; in scripts without
    capitals, whose captions have no stop, behind any word."""
    begin = max(0, len(text) - _SHORT_END)
    bare = not text.isascii() and is_uncased(text.rpartition(" ")[2])
    for boundary in (_SPACE if bare else _BOUNDARY).finditer(text, begin):
        label, _, name = text[boundary.end() :].partition(" ")
        found = label_table()[0].get(label_key(label)) if bare or label[:1].isupper() else None
        if found is None or found.source or not (found.strong or not bare):
            continue
        if (names_people(name) and (not bare or len(name.split()) <= _MOST_BARE)) or (
            bare and credit_form(name)
        ):
            return Tail(boundary.start() + (not bare), len(text), text[boundary.end() :])
    return None


@functools.cache
def _reporter() -> re.Pattern[str]:
    """A name of a few signs and the word for a reporter, after the sentence of a caption."""
    words, makers = any_of(byline_words().reporter), any_of(load("agencies")["words"]["after"])
    han = r"[\u4e00-\u9fff]{2,4}"
    name = rf"(?:[가-힣]{{2,4}}|{han})"
    house = r"(?:\s?[|｜]\s?[^|｜]{2,12}|[（(][^（()）]{2,12}[)）])?"
    return re.compile(
        rf"(?:(?<=[.!?…\])])\s*|\s[/=]\s?|\s(?:사진|写真)\s)(?P<name>{name})\s?(?:{words})\Z"
        rf"|(?:\A|(?<=[\s。！？」』）)＝]))(?P<credit>(?:\w{{2,8}}(?:{words})\s?)?{han}(?:、{han})*\s?(?:{makers}))\Z"
        rf"|(?<=[、，で])(?P<last>{han}\s?(?:{makers}){house})\Z"
    )


def _alone(text: str) -> Tail | None:
    if len(text) <= _WINDOW and not _SENTENCE.search(text) and not _shown_before(text) and credit_form(text):
        inner = text[1:-1].strip() if text[0] == _OPEN.get(text[-1]) else text
        return Tail(0, len(text), inner)
    return None


def _shown_before(text: str) -> bool:
    """Whether who is shown stands before a credit in brackets that is whole: ``Jane Doe (John Roe/AFP)``; in a script
    without capitals, before an agency."""
    opening = text.rfind(_OPEN.get(text[-1], " "))
    before, inner = text[:opening].strip(), text[opening + 1 : -1].strip()
    if text[-1] not in _OPEN or not before or find_agency(before):
        return False
    return find_agency(inner) is not None if is_uncased(before) else has_person(inner)


def _doubled(text: str) -> Tail | None:
    """A word in brackets behind a credit in brackets: ``... (AP Photo/Jane Doe) (APMedia)``."""
    before, opening, word = text.rpartition(" " + _OPEN[text[-1]])
    found = _bracketed(before) if opening and before[-1:] in _OPEN and len(word.split()) == 1 else None
    return Tail(found.start, len(text), found.credit + opening + word) if found else None


def _bracketed(text: str) -> Tail | None:
    opening = text.rfind(_OPEN[text[-1]])
    if opening < 0 or len(text) - opening > _WINDOW:
        return None
    inner, before = text[opening + 1 : -1].strip(), text[:opening].rstrip()
    if not before:
        return Tail(0, len(text), inner) if "/" in inner and credit_form(inner, holder=True) else None
    label, _, named = inner.partition(" ")
    row = label_table()[0].get(label_key(label))
    if row and row.strong and (is_person(named) or is_person(named.partition(": ")[2])):
        return Tail(opening, len(text), inner)  # "(foto Jane Doe)", "(Foto Harbour News: Jane Doe)"
    if "/" in inner and is_name_and_house(inner):
        return Tail(opening, len(text), inner)
    # "... in Rafah. Max Muster (dpa)": the name before the bracket belongs to the credit.
    name = _name_before(before)
    if credit_form(inner):
        if name is None or has_person(inner):
            return Tail(opening, len(text), inner)
        return Tail(name, len(text), text[name:].strip())
    if before.endswith((".", "!", "?", "”", '"')) and (
        credit_form(inner, holder=True) or house_and_person(inner)
    ):
        return Tail(opening, len(text), inner)
    if name is None or text[:name].isupper() or not inner.isupper() or len(inner.split()) > _MOST_BARE:
        return None
    if text[name:].isupper():
        return Tail(name, len(text), text[name:])  # "... in Rafah. JANE DOE (HARBOUR NEWS)"
    return None


def _name_before(before: str) -> int | None:
    """Where a person's name starts that ends ``before`` and stands after a sentence, or None."""
    begin = max(0, len(before) - 60)
    for boundary in _BOUNDARY.finditer(before[begin:]):
        if is_person(before[begin + boundary.end() :]):
            return begin + boundary.end()
    starts = [begin + s for s in _name_starts(before[begin:])[:1] if is_person(before[begin + s :])]
    return starts[0] if starts and not is_person(before[-60:]) else None


def _after_slash(text: str) -> Tail | None:
    """``... in La Soledat / Lorenzo Marina``: a name after a slash with spaces that ends a caption."""
    before, slash, name = text.rpartition(" / ")
    dated = sum(map(str.isdigit, before)) * 4 > len(before)
    people = all(map(is_person, before.split(" / ")))
    if (
        slash
        and len(before.split()) >= 5
        and not dated
        and not people
        and is_person(name)
        and not is_uncased(name)
    ):
        return Tail(len(before), len(text), name)
    begin = max(0, len(text) - 60)
    for boundary in _BOUNDARY.finditer(text, begin):
        before = text[: boundary.start() + 1]
        says = any(map(str.isalpha, before))  # no number of a list
        if says and _ABBREVIATION.search(before) is None and is_name_and_house(text[boundary.end() :]):
            return Tail(boundary.start() + 1, len(text), text[boundary.end() :])
    return None


def _plain(text: str) -> Tail | None:
    begin = max(0, len(text) - _WINDOW)
    window = text[begin:]
    for boundary in _BOUNDARY.finditer(window):
        if window[boundary.start()] == "." and _ABBREVIATION.search(window[: boundary.start() + 1]):
            continue
        if _NUMBER.match(window, boundary.start() - 1):
            continue
        credit = window[boundary.end() :]
        # "... am 12. Juli. Jane Doe / AP": a sentence ends later.
        if _DAY.search(window[: boundary.start() + 1]) and _SENTENCE.search(credit):
            continue
        label, _, named = credit.partition(" ")
        if credit and (credit_form(credit) or (label_key(label) in label_table()[0] and credit_form(named))):
            return Tail(begin + boundary.start() + 1, len(text), credit.strip(" |/-–—"))
    slash = _SLASH.search(window)
    while slash is not None:
        for start in _name_starts(window[: slash.start()]):
            credit = window[start:]
            if credit_form(credit, strict=True):
                return Tail(begin + start, len(text), credit)
        slash = _SLASH.search(window, slash.end())
    return None


def _name_starts(before: str) -> list[int]:
    """Where the name that ends ``before`` may start: two words back, more for initials and particles; one word. In a
    script without capitals nothing tells."""
    words = list(re.finditer(r"\S+", before))
    if words and (
        is_uncased(words[-1][0])
        or _SENTENCE.search(words[-1][0] + " ")
        or any(map(str.isdigit, words[-1][0]))
    ):
        return []
    starts = []
    if len(words) >= 2:
        n = 2
        while n < 4 and n < len(words) and _PARTICLE.match(words[-n][0]):
            n += 1
        starts.append(words[-n].start())
    if words:
        starts.append(words[-1].start())
    return starts
