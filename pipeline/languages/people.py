"""Names of authors in markup and metadata: strings to single names, and which of them are no persons."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.languages.agencies import find_agency
from pipeline.languages.agencies import is_person as is_full_name
from pipeline.languages.byline_labels import begins_as_byline, label_and_photo, photo_words, unlabelled
from pipeline.languages.credit_words import names_organisation
from pipeline.languages.dated_bylines import apart, date_words
from pipeline.languages.folding import plain_words
from pipeline.languages.label_words import byline_words
from pipeline.languages.patterns import any_of
from pipeline.languages.persons import (
    ADDRESS,
    has_sign,
    is_collective,
    is_organisation,
    is_person,
    without_mailbox,
    word_lists,
)
from pipeline.languages.reporters import signed
from pipeline.languages.roles import without_paper, without_place, without_role
from pipeline.languages.written import key
from pipeline.languages.written import words as calendar

_SPACE: Final = re.compile(r"[\s\u200b\xa0]+")
_BRACKETS: Final = re.compile(r"\s*[(\[<{][^)\]>}]*[)\]>}]")
_EDGE: Final = " .,;:|/\\-–—•·*'\"“”„«»_→←›‹（）【】［］〔〕"
_DIGITS: Final = re.compile(r"\s*\d.*$", re.S)
_TITLE: Final = re.compile(r"(?:[A-Z]\.?){2,5}$|(?:Ph|Psy|Ed|Pharm)\.?D\.?$|M\.?Sc\.?$|Dr$")
_MAX_NAME: Final = 60
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af・]{2,10}\Z")
_SMALL_JOINER: Final = 2
_SHORTEST: Final = 4
_SHORTEST_WORD: Final = 3


def split_names(text: str, *, told: bool = False) -> list[str]:
    """Names in a byline or an author field, in order; labels before and roles behind them are cut off.

    ``"By Jane Doe and John Roe, Staff Writers"`` gives ``["Jane Doe", "John Roe"]``; URLs give nothing. ``told``: a
    dump says that it is a byline, so that ``Jane Doe in Paris`` is one without a word before it.
    """
    # What follows a bar or a long dash is the paper, the role or the place: "Jane Doe | The Example Journal".
    text = _SPACE.sub(" ", _first_signed(apart(text)[0])).split(" — ")[0].strip(_EDGE)
    if not text or len(text) > 400 or text.startswith(("http:", "https:", "www.", "@")):
        return []
    if found := signed(text):
        return list(found)
    text = without_mailbox(text)
    if "(" in text:
        text = _makers().sub("", text)
    line = _BRACKETS.sub("", text)
    text = unlabelled(line)
    if not _photo_signs().isdisjoint(text.casefold().replace(":", " ").split()):
        text = _pictured().sub("", text)
    if is_organisation(_between(text.isupper()).split(text)[0]):
        return [text]
    names: list[str] = []
    parts = _without_makers(_between(text.isupper()).split(text))
    signs = told or text != line or len(parts) > 1  # a byline, not the beginning of a sentence
    for part in parts:
        if _edited(part):
            continue
        name = _ends().sub("", unlabelled(_without_date(part).strip(_EDGE))).strip(_EDGE)
        if signs:
            name = without_place(without_paper(name))
        name = _in_capitals(_without_verb(without_role(name)))
        if names and name.rstrip(".").casefold() in load("bylines")["suffixes"]:
            names[-1] += f", {name}"  # "John Roe, Jr."
        elif not (names and _is_behind(name, names[0], text)) and _plausible(name) and name not in names:
            names.append(name)
    return names


def _without_makers(parts: list[str]) -> list[str]:
    """The parts of a byline without those who took the pictures: ``Kari Nordmann; Journalist; Ola Nordmann; Fotograf``.
    The words for what they do stand before all names or behind all."""
    at = [number for number, part in enumerate(parts) if part.strip(_EDGE).casefold() in _makers_words()]
    if not at:
        return parts
    leading = parts[0].strip(_EDGE).casefold() in word_lists()[1] | _makers_words()
    beside = {number + (1 if leading else -1) for number in at}
    return [part for number, part in enumerate(parts) if number not in at and number not in beside]


def _edited(part: str) -> bool:
    """Whether a part of a byline names who wrote nothing of it: ``Editing by John Roe``, ``John Roe Fotograf``."""
    if plain_words(part).startswith(_editors()):
        return True
    name, _, role = part.strip(_EDGE).rpartition(" ")
    return role.casefold() in _makers_words() and is_full_name(name)


@cache
def _editors() -> tuple[str, ...]:
    return tuple(f"{editor} " for editor in byline_words().editors)


def _without_verb(name: str) -> str:
    """``Jane Doe reports``, ``Jane Doe is`` without the verb behind a full name."""
    head, _, last = name.rpartition(" ")
    return head if last in load("bylines")["verbs"] and is_full_name(head) else name


def _is_behind(name: str, first: str, text: str) -> bool:
    """Whether what follows the ``first`` name is a title (``Jane Doe, MD, PhD``), or behind a full name a single word
    that says where (``MEHMET KAYA / ISTANBUL``): no agency, in a script with capitals."""
    if find_agency(name) is not None:
        return False
    if (_TITLE.match(name) and not first.isupper()) or (is_full_name(first) and _is_house(name, first)):
        return True
    return "/" in text and " " in first and " " not in name and name[:1].isupper()


def _is_house(name: str, first: str) -> bool:
    """Whether a paper or a station stands behind the ``first`` name: ``Jane Doe, Harbour Times``."""
    return " " in name and (
        (is_organisation(name) or names_organisation(name)) or (has_sign(name) and not has_sign(first))
    )


def _first_signed(text: str) -> str:
    """Of pieces between bars the first, or where that is the newsroom, the next: ``Redacción | María García``."""
    pieces = [piece for piece in text.split("|") if piece.strip()]
    return next((piece for piece in pieces if not is_collective(piece)), pieces[0]) if pieces else ""


def labelled_names(text: str) -> list[str]:
    """Names in a line that begins as bylines do (``Von Max Muster``, ``Autorin: Erika Muster``, ``文=山田太郎``),
    persons of at least two words only where words are spaced; nothing in any other line."""
    return full_names(labelled_parts(text))


def labelled_parts(text: str) -> list[str]:
    """What ``split_names`` finds in a line that begins as bylines do; nothing in any other line."""
    text = _SPACE.sub(" ", text).strip(_EDGE)
    return split_names(text) if _SHORTEST <= len(text) <= 120 and begins_as_byline(text) else []


def full_names(names: list[str]) -> list[str]:
    """The persons among names, of at least two words where words are spaced."""
    return [name for name in names if is_person(name) and (len(name.split()) > 1 or _UNSPACED.match(name))]


def _without_date(part: str) -> str:
    """``Jane Doe December 24, 2019`` -> ``Jane Doe``; a month's name alone may be a person's (April, Juli)."""
    cut = _DIGITS.sub("", part)
    if cut == part:
        return part
    head, _, last = cut.rstrip(_EDGE).rpartition(" ")
    return head if key(last) in calendar().months else cut


@cache
def _makers() -> re.Pattern[str]:
    """A name behind which a bracket says that its bearer took the pictures: ``og Per Aas (foto)``."""
    rules = load("bylines")
    said = {*rules["photographers"], *photo_words()}
    joiners, roles = (any_of(words, cased=False) for words in (rules["joiners"], said))
    name = rf"(?:(?!\s{joiners}\s)[^,;&()])+?"
    return re.compile(rf"(?:^|\s+{joiners}\s+|\s*[,;&]\s*|(?<=\))\s*){name}[;\s]*\({roles}\)", re.I)


@cache
def _makers_words() -> frozenset[str]:
    return frozenset(load("bylines")["photographers"])


@cache
def _pictured() -> re.Pattern[str]:
    """Who took the pictures, in a line of nothing else or behind the writer: ``Text: Anna Lind Foto: Nils Ek``."""
    said, by = (any_of(words, cased=False) for words in (photo_words(), byline_words().by))
    return re.compile(rf"(?:^|(?<=\w)[\s,;/–-]+){said}(?:\s*:|\s{by}\s).*", re.I | re.S)


@cache
def _photo_signs() -> frozenset[str]:
    return frozenset(word.casefold() for word in photo_words())


@cache
def _both() -> re.Pattern[str]:
    return re.compile(label_and_photo("{1}"), re.I)


def wrote_too(credit: str) -> list[str]:
    """Who wrote as well as took the pictures, by a credit's label: ``Tekst og foto: Kari Nordmann``."""
    found = _both().match(credit)
    return split_names(credit[found.end() :]) if found else []


def _in_capitals(name: str) -> str:
    """``JANE DOE Madrid`` without the place: the name is what is in capitals."""
    tokens = name.split()
    size = next((i for i, token in enumerate(tokens) if not token.isupper()), 0)
    full = sum(len(token) >= _SHORTEST_WORD for token in tokens[:size]) > 1
    return " ".join(tokens[:size]) if full and tokens[size][0].isupper() else name


@cache
def _ends() -> re.Pattern[str]:
    """What stays at a name's ends when a line is taken apart."""
    rules = load("bylines")
    after, signs = (any_of(rules[name], cased=False) for name in ("after", "after_signs"))
    return re.compile(rf"^(?-i:{any_of(rules['joiners'])})\s+|(?:\s+{after})+$|(?<=\w)\s?{signs}$", re.I)


@cache
def _between(capitals: bool) -> re.Pattern[str]:
    """What stands between two names. Words of a letter or two (``e``, ``og``) are written small there, but in
    ``capitals``: else ``John E Smith`` were two people."""
    rules = load("bylines")
    words = rules["joiners"]
    short = [word for word in words if len(word) <= _SMALL_JOINER]
    small = any_of(short + rules["small_joiners"], cased=not capitals)
    joiners = any_of((word for word in words if len(word) > _SMALL_JOINER), cased=False)
    small = small if capitals else f"(?-i:{small})"
    return re.compile(rf"\s*[,،;|/•·&]\s*|\s+[-–—+]\s+|\s+(?:{small}|{joiners})\s+|、|，", re.I)


@cache
def _joiners() -> frozenset[str]:
    return frozenset(load("bylines")["joiners"])


def _plausible(name: str) -> bool:
    _, roles, _ = word_lists()
    if not 2 <= len(name) <= _MAX_NAME or ADDRESS.search(name) or name.casefold() in roles | _joiners():
        return False
    if name[0] == "#" or name in byline_words().by or name.casefold() in load("bylines")["after"]:
        return False  # a tag; a small word before a name or a date
    if name.split()[0].casefold() in date_words():
        return False
    return any(character.isalpha() for character in name)
