"""News and picture agencies by canonical name, and what a credit says: who, for whom.

The rules are data (``agencies.toml``): names with variants, words that are no names, words of organisations.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import NamedTuple

from . import load
from .credit_words import credit_words
from .folding import SIGNS, plain_words
from .kept import for_lines
from .written import key
from .written import words as calendar

_COMMA = re.compile(r"\s*[,،+]\s*")
YEAR = re.compile(r"^(?:19|20)\d\d\b[\s,]*|[\s,]*\b(?:19|20)\d\d$")
_DAY_PARTS = re.compile(r"[\s.,]+")
_FOR = re.compile(r"(?<=\w)\s+(?:for|FOR|pour|für)\s+(?P<name>[^/,;|()]+?)(?=\s+via\s|\s*[/,;|()]|$)")
_TOKEN = re.compile(r"[^\s]+")
_WORD = re.compile(rf"[^\W\d_][\w\u0300-\u036f{SIGNS}\u200c\u200d'’´`.-]*\Z")
_UNCASED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u137f\u1780-\u17ff]")
SHORT_NAME = re.compile(r"(?:[\u4e00-\u9fff]{2,4}|[가-힣]{2,4})\Z")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_WORD = re.compile(r"[\W_]+")
_LONGEST = 5
_LONGEST_WORD = 24  # of a name; what is longer is a clause in a script without spaces
_SHORT_AGENCY = 4
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


@functools.cache
def _index() -> tuple[dict[str, Agency], frozenset[str]]:
    """Agencies by folded name, and every spelling as it is printed."""
    folded: dict[str, Agency] = {}
    printed: set[str] = set()
    for row in load("agencies")["agency"]:
        agency = Agency(row["name"], row["country"], row["kind"])
        for name in (row["name"], *row.get("variants", ())):
            folded.setdefault(plain_words(name), agency)
            printed.add(name)
    return folded, frozenset(printed)


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


@for_lines
def find_agency(text: str) -> Agency | None:
    """The agency that ``text`` names as a whole, in any of its spellings, or None.

    Names of up to four letters count only as they are printed, or in capitals: ``PA`` is one, ``pa`` is not.
    """
    agency = _index()[0].get(key := plain_words(text)) if len(text) <= _LONGEST_NAME else None
    if agency is not None and len(key) <= 4 and not text.isupper() and text.strip(" .") not in _index()[1]:
        return None
    return agency


def is_uncased(text: str) -> bool:
    """Whether a text begins in a script without capitals: nothing there tells a name from other words."""
    return _UNCASED.match(text) is not None


def find_news_agency(text: str) -> Agency | None:
    """The agency that ``text`` names as a whole, where it sends texts (kind ``news``), or None."""
    agency = find_agency(text)
    return agency if agency is not None and agency.kind == "news" else None


@for_lines
def is_person(text: str) -> bool:
    """Whether ``text`` looks like a person's name: two to five capitalised words, particles between."""
    tokens = _TOKEN.findall(text)
    if not 2 <= len(tokens) <= _LONGEST:
        return False
    words, capitals = credit_words(), 0
    first = tokens[0].casefold()
    if first in words.no_first_names or (
        len(tokens) == 2 and tokens[0][0].isupper() and first in words.articles
    ):
        return False  # "AND AUDIO", "LE SOLEIL"
    for token in tokens:
        if not _WORD.match(token) or len(token) > _LONGEST_WORD or plain_words(token) in words.organisation:
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
            if agency and (
                is_person(words.before.sub("", rest, count=1)) or plain_words(rest) in words.noise
            ):
                return [agency, rest]
            other = find_agency(rest) if agency else None
            if agency and other:
                return [agency, other]
    return None


@for_lines
def classify(part: str) -> tuple[tuple[str, str], ...]:
    """What one part of a credit is: pairs of role (photographer, agency, holder, stock) and name."""
    words = credit_words()
    part = words.before_house.sub("", YEAR.sub("", part).strip(" .,:;'\"“”„«»_-–—©®"), count=1)
    stripped = words.before.match(part)
    marked = words.after.search(part)
    agency = find_agency(part)
    if agency:
        return (("stock" if agency.kind == "stock" else "agency", agency.name),)
    if stripped and stripped.end() < len(part):
        rest = part[stripped.end() :]
        return (("photographer", rest),) if SHORT_NAME.match(rest) else classify(rest)
    if marked and marked.start():
        name = part[: marked.start()]
        found = find_agency(name)
        return (("agency", found.name) if found else ("photographer", name),)
    if not part or _names_nobody(part):
        return ()
    if owner := words.owner.match(part):  # "Dok. Harbour Council": whose archive it is from
        return (("holder", part[owner.end() :]),)
    known = _known(part) if part.count(" ") > 1 and _leads_or_ends(part) else None
    if is_person(part) and not known:
        return (("photographer", part),)
    pieces = words.joiner.split(part)
    if len(pieces) > 1 and all(is_person(p) or find_agency(p) for p in pieces):
        return tuple(pair for p in pieces for pair in classify(p))
    known = known or _known(part)
    if known:
        return tuple(
            pair for k in known for pair in ((("agency", k.name),) if isinstance(k, Agency) else classify(k))
        )
    name, _, last = part.rpartition(" ")
    return (("holder", name if " " in name and plain_words(last) in words.noise else part),)


def _names_nobody(part: str) -> bool:
    """Whether a part is a word beside names, a licence or a day."""
    words, folded = credit_words(), plain_words(part)
    return (
        folded in words.noise
        or not any(c.isalpha() for c in part)
        or folded.startswith(words.licences)
        or _is_day(part)
    )


def _leads_or_ends(part: str) -> bool:
    """Whether an agency beside a name is no part of it: ``PAP Jan Muster``, ``Jane Doe Reuters``; but ``Sita Devi``."""
    tokens = part.split()
    agencies = ((word, find_agency(word)) for word in (tokens[0], tokens[-1]))
    return not part.isupper() and any(
        agency
        and (
            (word.isupper() and agency.kind != "archive")
            or (len(word) > _SHORT_AGENCY and agency.kind == "news")
        )
        for word, agency in agencies
    )


def _is_day(part: str) -> bool:
    """Whether a part is when it was taken: ``January 30``, ``3. mai``, ``12.jan.2023``."""
    return any(map(str.isdecimal, part)) and all(
        token.isdecimal() or key(token) in calendar().months for token in _DAY_PARTS.split(part) if token
    )


def parts_of(text: str) -> list[str]:
    """The credit at its separators; at commas too, but not where an agency's own name has one."""
    parts: list[str] = []
    for piece in credit_words().separator.split(text):
        for half in _at_host(piece):
            parts.extend([half] if find_agency(half) else _COMMA.split(half))
    return [p for p in parts if p]


def _at_host(piece: str) -> list[str]:
    """A name and the site that gives its pictures away: ``Jane Doe on Unsplash``, ``Jane Doe from Pixabay``."""
    host = credit_words().host.search(piece)
    agency = find_agency(piece[host.end() :]) if host else None
    return (
        [piece[: host.start()], piece[host.end() :]]
        if host and agency and agency.kind == "stock"
        else [piece]
    )


def _narrow(text: str) -> str:
    """Wide letters and signs as narrow ones; the vowel am of Thai and Lao stays one sign."""
    text = unicodedata.normalize("NFKC", text)
    return text.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")


@for_lines
def parse_credit(text: str) -> Names:
    """Who made a picture and for whom, from a credit without its label.

    ``Yuri Kadobnov / AFP`` gives photographer and agency, ``NTB scanpix`` the agency ``NTB Scanpix``, ``Privat``
    the holder. What is neither person nor agency is the holder, joined by `` / `` when it stands in pieces.
    Never raises; an empty text gives nothing.
    """
    cut, *behind = credit_words().sentence.split(_narrow(text[:_LONGEST_CREDIT]).strip(), maxsplit=1)
    if behind and find_agency(behind[0]):
        cut = f"{cut} / {behind[0]}"  # "Jane Doe. AP"
    parts = parts_of(cut)
    roles = [pair for part in parts for pair in classify(part)]
    if house := _FOR.search(cut):  # "Jane Doe for Example World": the customer took no picture
        roles = [("holder", n) if r == "photographer" and n == house["name"] else (r, n) for r, n in roles]
    if any(role == "stock" for role, _ in roles):
        # On stock sites photographers go by one word: "cristina - stock.adobe.com".
        roles = [("photographer", n) if r == "holder" and len(n.split()) == 1 else (r, n) for r, n in roles]
    if any(role == "agency" for role, _ in roles) or credit_words().after.search(cut):
        # Chinese, Japanese and Korean names have no capitals: beside an agency, or before a word that says who took
        # it, two to four signs are a person; before the word for reporters they are a paper.
        house = credit_words().reporters_house.match(cut)
        roles = [
            ("photographer", n)
            if r == "holder" and SHORT_NAME.match(n) and not (house and house[1] == n)
            else (r, n)
            for r, n in roles
        ]
    photographers = tuple(dict.fromkeys(n for r, n in roles if r == "photographer"))
    agencies = tuple(dict.fromkeys(n for r, n in roles if r in ("agency", "stock")))
    holder = " / ".join(dict.fromkeys(n for r, n in roles if r == "holder")) or None
    if not (photographers or agencies or holder):
        holder = cut.strip(" ./|()[]-–—") or None
    return Names(photographers, agencies, holder)
