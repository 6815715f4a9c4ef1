"""Names of authors in markup and metadata: strings to single names, and which of them are no persons."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.languages import names as tables
from pipeline.languages.agencies import find_agency
from pipeline.languages.agencies import is_person as is_full_name
from pipeline.languages.label_words import byline_words
from pipeline.languages.persons import (
    ADDRESS,
    before_names,
    is_collective,
    is_organisation,
    is_person,
    word_lists,
)
from pipeline.languages.reporters import signed
from pipeline.languages.roles import without_paper, without_role
from pipeline.languages.written import key, words

_SPACE: Final = re.compile(r"[\s\u200b\xa0]+")
_BRACKETS: Final = re.compile(r"\s*[(\[<{][^)\]>}]*[)\]>}]")
_EDGE: Final = " .,;:|/\\-–—•·*'\"“”„«»_→←›‹（）【】［］〔〕"
_DIGITS: Final = re.compile(r"\s*\d.*$", re.S)
_TITLE: Final = re.compile(r"(?:[A-Z]\.?){2,5}$|(?:Ph|Psy|Ed|Pharm)\.?D\.?$|M\.?Sc\.?$|Dr$")
_MAX_NAME: Final = 60
_AFTER_LABEL: Final = r"(?:[:：=＝／՝`៖፡፦]|[-–—](?=\s)|[・/](?=[\u3040-\u9fff\uac00-\ud7af]))"
_ENDS_LABEL: Final = tuple(":：=＝／/՝`៖፡፦・-–—")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af・]{2,10}\Z")
_ADDRESS: Final = re.compile(r"\s*[(<]?(?:(?<!\w)@\w|\b[\w.+-]+@\w)[\w.-]*[)>]?")
_SMALL_JOINER: Final = 2
_WORD: Final = re.compile(r"[^\W\d_]+")
_UNSPACED_FROM: Final = "\u2e7f"
_SHORTEST: Final = 4


def split_names(text: str, *, told: bool = False) -> list[str]:
    """Names in a byline or an author field, in order; labels before and roles behind them are cut off.

    ``"By Jane Doe and John Roe, Staff Writers"`` gives ``["Jane Doe", "John Roe"]``; URLs give nothing. ``told``: a
    dump says that it is a byline, so that ``Jane Doe in Paris`` is one without a word before it.
    """
    # What follows a bar or a long dash is the paper, the role or the place: "Jane Doe | The Example Journal".
    text = _SPACE.sub(" ", _first_signed(text)).split(" — ")[0].strip(_EDGE)
    if not text or len(text) > 400 or text.startswith(("http:", "https:", "www.", "@")):
        return []
    if found := signed(text):
        return list(found)
    if "@" in text:
        text = _ADDRESS.sub("", text)
    if "(" in text:
        text = _makers().sub("", text)
    line = _BRACKETS.sub("", text)
    text = _unlabelled(line)
    if ":" in text:
        text = _pictured().sub("", text)
    if is_organisation(_between(text.isupper()).split(text)[0]):
        return [text]
    names: list[str] = []
    parts = _between(text.isupper()).split(text)
    signs = told or text != line or len(parts) > 1  # a byline, not the beginning of a sentence
    for part in parts:
        name = _patterns()[1].sub("", _unlabelled(_without_date(part).strip(_EDGE))).strip(_EDGE)
        name = without_role(without_paper(name) if signs else name)
        behind = _behind().search(name) if signs else None
        if behind and is_full_name(name[: behind.start()]):
            name = name[: behind.start()]
        if names and name.rstrip(".").casefold() in load("bylines")["suffixes"]:
            names[-1] += f", {name}"  # "John Roe, Jr."
        elif not (names and _is_behind(name, names[0], text)) and _plausible(name) and name not in names:
            names.append(name)
    return names


def _is_behind(name: str, first: str, text: str) -> bool:
    """Whether what follows the ``first`` name is a title (``Jane Doe, MD, PhD``), or behind a full name a single word
    that says where (``MEHMET KAYA / ISTANBUL``): no agency, in a script with capitals."""
    if _TITLE.match(name) and not first.isupper():
        return True
    place = "/" in text and " " in first and " " not in name and name[:1].isupper()
    return place and find_agency(name) is None


def _first_signed(text: str) -> str:
    """Of pieces between bars the first, or where that is the newsroom, the next: ``Redacción | María García``."""
    pieces = [piece for piece in text.split("|") if piece.strip()]
    return next((piece for piece in pieces if not is_collective(piece)), pieces[0]) if pieces else ""


def _label(text: str) -> re.Match[str] | None:
    """What stands before names at the beginning of a text. The pattern, of hundreds of words, is asked only where the
    first word is that of one of them."""
    word = _WORD.match(text)
    known = text[:1] > _UNSPACED_FROM or (word is not None and word[0].casefold() in _beginnings())
    return _patterns()[0].match(text) if known else None


def _unlabelled(text: str) -> str:
    found = _label(text)
    return text[found.end() :] if found else text


@cache
def _beginnings() -> frozenset[str]:
    words = {*load("bylines")["before"], *_writers()}
    return frozenset(found[0].casefold() for found in map(_WORD.match, words) if found)


def begins_as_byline(text: str) -> bool:
    """Whether a short text begins with a word that stands before names (``By``, ``Von``): a cheap first look."""
    if not 1 < len(text) <= 200:
        return False
    found = _label(text.strip())
    return found is not None and (
        found.group().rstrip().endswith(_ENDS_LABEL) or found.group().strip().casefold() not in _weak()
    )


def says_who_wrote(text: str) -> bool:
    """Whether a line begins with words that speak of nothing but its writer: ``Written by``, ``Autor``, ``Author:``."""
    found = _label(text) if 1 < len(text) <= 200 else None
    return found is not None and found.group().strip(" :：=＝／/").casefold() in _plain()


@cache
def _plain() -> frozenset[str]:
    return frozenset(load("bylines")["plain"])


def is_label(text: str) -> bool:
    """Whether a text is nothing but what stands before names: ``By``, ``Von``, ``Author:``, ``Autorin/Autor``."""
    if text.count(" ") > 5:
        return False
    words = [word for word in re.split(r"[\s:：/]+", text.casefold()) if word]
    if len(words) == 1 and words[0] in _weak() and not text.endswith(_ENDS_LABEL):
        return False
    return 0 < len(words) <= 3 and (
        " ".join(words) in before_names() or all(word in before_names() for word in words)
    )


@cache
def _weak() -> frozenset[str]:
    return frozenset(load("bylines")["weak"])


def labelled_names(text: str) -> list[str]:
    """Names in a line that begins as bylines do (``Von Max Muster``, ``Autorin: Erika Muster``, ``文=山田太郎``),
    persons of at least two words only where words are spaced; nothing in any other line."""
    text = _SPACE.sub(" ", text).strip(_EDGE)
    if not _SHORTEST <= len(text) <= 120 or not begins_as_byline(text):
        return []
    names = [name for name in split_names(text) if is_person(name)]
    return [name for name in names if len(name.split()) > 1 or _UNSPACED.match(name)]


def _without_date(part: str) -> str:
    """``Jane Doe December 24, 2019`` -> ``Jane Doe``; a month's name alone may be a person's (April, Juli)."""
    cut = _DIGITS.sub("", part)
    if cut == part:
        return part
    head, _, last = cut.rstrip(_EDGE).rpartition(" ")
    return head if key(last) in words().months else cut


@cache
def _writers() -> frozenset[str]:
    """The labels of bylines in all languages."""
    rows = [load(name)["byline"] for name in tables("labels.")]
    return frozenset(word for row in rows for key in ("by", "label") for word in row.get(key, ()))


@cache
def _photo_words() -> frozenset[str]:
    """The labels of photographs in all languages."""
    return frozenset(w for name in tables("labels.") for w in load(name)["credit"].get("photo", ()))


def _signed(joiners: str, joined: str = "?") -> str:
    """The labels of bylines in all languages with a colon, alone or with one of pictures: ``Tekst og foto:``.
    ``joined``: how often that may follow."""
    one, other = (
        "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        for words in (_writers(), _photo_words())
    )
    return rf"(?:{one})(?:\s*(?:[/&+・]|\b(?:{joiners})\b)\s*(?:{other})){joined}\s*[:：՝`៖፡፦]\s*"


@cache
def _makers() -> re.Pattern[str]:
    """A name behind which a bracket says that its bearer took the pictures: ``og Per Aas (foto)``."""
    rules = load("bylines")
    said = {*rules["photographers"], *_photo_words()}
    joiners, roles = ("|".join(map(re.escape, words)) for words in (rules["joiners"], said))
    name = rf"(?:(?!\s(?:{joiners})\s)[^,;&()])+?"
    return re.compile(rf"(?:^|\s+(?:{joiners})\s+|\s*[,;&]\s*){name}\s*\((?:{roles})\)", re.I)


@cache
def _pictured() -> re.Pattern[str]:
    """Who took the pictures, in a line that names the writer first: ``Text: Anna Lind Foto: Nils Ek``."""
    said = "|".join(map(re.escape, _photo_words()))
    return re.compile(rf"(?<=\w)[\s,;/–-]+(?:{said})\s*:.*", re.I | re.S)


@cache
def _both() -> re.Pattern[str]:
    return re.compile(_signed("|".join(map(re.escape, load("bylines")["joiners"])), "{1}"), re.I)


def wrote_too(credit: str) -> list[str]:
    """Who wrote as well as took the pictures, by a credit's label: ``Tekst og foto: Kari Nordmann``."""
    found = _both().match(credit)
    return split_names(credit[found.end() :]) if found else []


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """What stands before names, what joins them, and what stays at a name's ends when they are taken apart."""
    rules = load("bylines")
    before = "|".join(re.escape(word) for word in sorted(rules["before"], key=len, reverse=True))
    # Some of these are first names too: a full name must follow.
    signs = "|".join(re.escape(word) for word in byline_words().by)
    joiners = "|".join(re.escape(word) for word in rules["joiners"])
    label = re.compile(
        rf"^(?:{_signed(joiners)}|(?:{before})(?:\s*{_AFTER_LABEL}\s*|\s+)|(?:{before})$|(?:{signs})\s+(?=\S+\s+[^\W\d_]))",
        re.I,
    )
    after = "|".join(re.escape(word) for word in rules["after"])
    signs = "|".join(re.escape(word) for word in rules["after_signs"])
    ends = re.compile(rf"^(?-i:{joiners})\s+|(?:\s+(?:{after}))+$|(?<=\w)\s?(?:{signs})$", re.I)
    return label, ends


@cache
def _behind() -> re.Pattern[str]:
    """Where a name ends that a place or a paper follows: ``Jane Doe in London``, ``Jane Doe For The Courier``."""
    words = "|".join(re.escape(word) for word in load("bylines")["behind"])
    return re.compile(rf"\s+(?i:{words})\s+(?=[^\W\d_a-zß-ÿ])")


@cache
def _between(capitals: bool) -> re.Pattern[str]:
    """What stands between two names. Words of a letter or two (``e``, ``og``) are written small there, but in
    ``capitals``: else ``John E Smith`` were two people."""
    rules = load("bylines")
    words = rules["joiners"]
    short = [word for word in words if len(word) <= _SMALL_JOINER]
    small = "|".join(map(re.escape, short + rules["small_joiners"]))
    joiners = "|".join(re.escape(word) for word in words if len(word) > _SMALL_JOINER)
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
    if name.split()[0].casefold() in _date_words():
        return False
    return any(character.isalpha() for character in name)


@cache
def _date_words() -> frozenset[str]:
    """Words such as ``Published`` that stand before dates: no name begins so."""
    words = {
        word
        for name in tables("dates.")
        for key in ("published", "updated")
        for word in load(name).get(key, ())
    }
    return frozenset(word for word in words if " " not in word and len(word) >= _SHORTEST)
