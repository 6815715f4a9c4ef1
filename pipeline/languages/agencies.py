"""News and picture agencies by canonical name, and what a credit says: who, for whom.

The rules are data (``agencies.toml``): names with variants, words that are no names, words of organisations.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from . import load
from .folding import SIGNS, words_folded
from .written import key
from .written import words as calendar

_COMMA = re.compile(r"\s*[,،+]\s*")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})[.!?] +(?=[^\W\d_])")
YEAR = re.compile(r"^(?:19|20)\d\d\b[\s,]*|[\s,]*\b(?:19|20)\d\d$")
_FOR = re.compile(r"(?<=\w)\s+(?:for|FOR|pour|für)\s+(?P<name>[^/,;|()]+?)(?=\s+via\s|\s*[/,;|()]|$)")
_TOKEN = re.compile(r"[^\s]+")
_WORD = re.compile(rf"[^\W\d_][\w\u0300-\u036f{SIGNS}\u200c\u200d'’´`.-]*\Z")
_UNCASED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u137f\u1780-\u17ff]")
SHORT_NAME = re.compile(r"(?:[\u4e00-\u9fff]{2,4}|[가-힣]{2,4})\Z")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_WORD = re.compile(r"[\W_]+")
_LONGEST = 5
_LONGEST_WORD = 24  # of a name; what is longer is a clause in a script without spaces
_LONGEST_NAME = 80  # the longest that is known, twice over
_LONGEST_CREDIT = 400


class Agency(NamedTuple):
    """An agency: canonical ``name``, ISO ``country`` (or ``EU``), ``kind`` (news, picture, stock, archive)."""

    name: str
    country: str
    kind: str


class Names(NamedTuple):
    """A credit taken apart: ``photographers`` as printed, ``agencies`` by canonical name, the ``holder``."""

    photographers: tuple[str, ...]
    agencies: tuple[str, ...]
    holder: str | None


@dataclass(frozen=True, slots=True)
class _Words:
    noise: frozenset[str]
    organisation: frozenset[str]
    particles: frozenset[str]
    joiner: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    rights: frozenset[str]
    small: frozenset[str]
    separator: re.Pattern[str]


def fold(text: str) -> str:
    """``text`` without case, accents, punctuation and doubled spaces: how names are compared."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return words_folded(text)


@functools.cache
def _index() -> tuple[dict[str, Agency], frozenset[str]]:
    """Agencies by folded name, and every spelling as it is printed."""
    folded: dict[str, Agency] = {}
    printed: set[str] = set()
    for row in load("agencies")["agency"]:
        agency = Agency(row["name"], row["country"], row["kind"])
        for name in (row["name"], *row.get("variants", ())):
            folded.setdefault(fold(name), agency)
            printed.add(name)
    return folded, frozenset(printed)


def alternatives(key: str) -> str:
    """The words of a list in ``agencies.toml`` (``joiners``: ``and``, ``og`` ...) as alternatives of a pattern."""
    return "|".join(sorted(map(re.escape, load("agencies")["words"][key]), key=len, reverse=True))


@functools.cache
def credit_words() -> _Words:
    """The words that tell the parts of credits apart, in all languages."""
    words = load("agencies")["words"]
    return _Words(
        noise=frozenset(map(fold, words["noise"])),
        organisation=frozenset(map(fold, words["organisation"])),
        particles=frozenset(words["particles"]),
        joiner=re.compile(rf"\s+(?:{alternatives('joiners')})\s+"),
        before=re.compile(rf"(?:{alternatives('before')})(?:[\s:/・]+|(?<=[^\x00-\u2fff]))", re.IGNORECASE),
        after=re.compile(rf"\s*(?:{alternatives('after')})\Z"),
        rights=frozenset(map(fold, words["rights"])),
        small=frozenset(words["small"]),
        separator=re.compile(
            r"\s*(?:[/|;•·()\[\]{}<>*、＝=:：]|\s[-–—]+(?=\s|$)|^[-–—]+\s"
            rf"|(?<!\w)(?:{alternatives('between')})(?!\w)|{alternatives('between_signs')})\s*"
        ),
    )


def is_small_word(word: str) -> bool:
    """Whether a word stays small inside names of organisations and places (``of``, ``de``, ``am``)."""
    return word in credit_words().small


@functools.cache
def _agencycredit_words() -> frozenset[str]:
    """The first words of all agency names, folded and as printed: a text without any of them names no agency."""
    folded, printed = _index()
    names = [*folded, *(name.casefold() for name in printed)]
    return frozenset(_NO_WORD.split(name.strip())[0] for name in names if name)


def may_name_agency(text: str) -> bool:
    """A quick no: whether any word of ``text`` begins the name of an agency (in scripts without spaces: perhaps)."""
    if _agencycredit_words().isdisjoint(_NO_WORD.split(text.casefold())):
        return not text.isascii() and CJK.search(text) is not None
    return True


def is_rights_line(text: str) -> bool:
    """Whether a copyright line speaks of rights to the text (``All rights reserved``), not of a picture."""
    signed = any(sign in text for sign in load("agencies")["words"]["rights_signs"])
    return signed or not credit_words().rights.isdisjoint(fold(text).split())


def find_agency(text: str) -> Agency | None:
    """The agency that ``text`` names as a whole, in any of its spellings, or None.

    Names of up to four letters count only as they are printed, or in capitals: ``PA`` is one, ``pa`` is not.
    """
    agency = _index()[0].get(key := fold(text)) if len(text) <= _LONGEST_NAME else None
    if agency is not None and len(key) <= 4 and not text.isupper() and text.strip(" .") not in _index()[1]:
        return None
    return agency


def is_uncased(text: str) -> bool:
    """Whether a text begins in a script without capitals: nothing there tells a name from other words."""
    return _UNCASED.match(text) is not None


def is_person(text: str) -> bool:
    """Whether ``text`` looks like a person's name: two to five capitalised words, particles between."""
    tokens = _TOKEN.findall(text)
    if not 2 <= len(tokens) <= _LONGEST:
        return False
    words, capitals = credit_words(), 0
    for token in tokens:
        if not _WORD.match(token) or len(token) > _LONGEST_WORD or fold(token) in words.organisation:
            return False
        if token[0].isupper() or _UNCASED.match(token):
            capitals += 1
        elif token.split("'")[0].split("’")[0] not in words.particles:
            return False
    return capitals >= 2 or (capitals == 1 and len(tokens) == 2 and tokens[0] in words.particles)


def _known(part: str) -> list[str | Agency] | None:
    """``part`` as an agency with a person before or after it (``Reuters Jane Doe``), or None."""
    tokens, words = part.split(), credit_words()
    for n in range(min(4, len(tokens) - 1), 0, -1):
        for head, tail in ((tokens[:n], tokens[n:]), (tokens[-n:], tokens[:-n])):
            agency, rest = find_agency(" ".join(head)), " ".join(tail)
            if agency and (is_person(words.before.sub("", rest, count=1)) or fold(rest) in words.noise):
                return [agency, rest]
            other = find_agency(rest) if agency else None
            if agency and other:
                return [agency, other]
    return None


def classify(part: str) -> list[tuple[str, str]]:
    """What one part of a credit is: pairs of role (photographer, agency, holder, stock) and name."""
    words = credit_words()
    part = YEAR.sub("", part).strip(" .,:;'\"“”„«»_-–—©®")
    stripped = words.before.match(part)
    marked = words.after.search(part)
    agency = find_agency(part)
    if agency:
        return [("stock" if agency.kind == "stock" else "agency", agency.name)]
    if stripped and stripped.end() < len(part):
        rest = part[stripped.end() :]
        return [("photographer", rest)] if SHORT_NAME.match(rest) else classify(rest)
    if marked and marked.start():
        name = part[: marked.start()]
        found = find_agency(name)
        return [("agency", found.name)] if found else [("photographer", name)]
    if not part or fold(part) in words.noise or not any(c.isalpha() for c in part) or _is_day(part):
        return []
    if is_person(part):
        return [("photographer", part)]
    pieces = words.joiner.split(part)
    if len(pieces) > 1 and all(is_person(p) or find_agency(p) for p in pieces):
        return [pair for p in pieces for pair in classify(p)]
    known = _known(part)
    if known:
        return [
            pair for k in known for pair in ([("agency", k.name)] if isinstance(k, Agency) else classify(k))
        ]
    name, _, last = part.rpartition(" ")
    return [("holder", name if " " in name and fold(last) in words.noise else part)]


def _is_day(part: str) -> bool:
    """Whether a part is when it was taken: ``January 30``, ``3. mai``."""
    return any(map(str.isdecimal, part)) and all(
        token.strip(".,").isdecimal() or key(token.strip(".,")) in calendar().months for token in part.split()
    )


def parts_of(text: str) -> list[str]:
    """The credit at its separators; at commas too, but not where an agency's own name has one."""
    parts: list[str] = []
    for piece in credit_words().separator.split(text):
        parts.extend([piece] if find_agency(piece) else _COMMA.split(piece))
    return [p for p in parts if p]


def _narrow(text: str) -> str:
    """Wide letters and signs as narrow ones; the vowel am of Thai and Lao stays one sign."""
    text = unicodedata.normalize("NFKC", text)
    return text.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")


def parse_credit(text: str) -> Names:
    """Who made a picture and for whom, from a credit without its label.

    ``Yuri Kadobnov / AFP`` gives photographer and agency, ``NTB scanpix`` the agency ``NTB Scanpix``, ``Privat``
    the holder. What is neither person nor agency is the holder, joined by `` / `` when it stands in pieces.
    Never raises; an empty text gives nothing.
    """
    cut = _SENTENCE.split(_narrow(text[:_LONGEST_CREDIT]).strip(), maxsplit=1)[0]
    parts = parts_of(cut)
    roles = [pair for part in parts for pair in classify(part)]
    if house := _FOR.search(cut):  # "Jane Doe for Example World": the customer took no picture
        roles = [("holder", n) if r == "photographer" and n == house["name"] else (r, n) for r, n in roles]
    if any(role == "stock" for role, _ in roles):
        # On stock sites photographers go by one word: "cristina - stock.adobe.com".
        roles = [("photographer", n) if r == "holder" and len(n.split()) == 1 else (r, n) for r, n in roles]
    if any(role == "agency" for role, _ in roles) or credit_words().after.search(cut):
        # Chinese, Japanese and Korean names have no capitals: beside an agency, or before a word that says who took
        # it, two to four signs are a person.
        roles = [("photographer", n) if r == "holder" and SHORT_NAME.match(n) else (r, n) for r, n in roles]
    photographers = tuple(dict.fromkeys(n for r, n in roles if r == "photographer"))
    agencies = tuple(dict.fromkeys(n for r, n in roles if r in ("agency", "stock")))
    holder = " / ".join(dict.fromkeys(n for r, n in roles if r == "holder")) or None
    if not (photographers or agencies or holder):
        holder = cut.strip(" ./|()[]-–—") or None
    return Names(photographers, agencies, holder)
