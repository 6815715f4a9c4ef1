"""Whether a name is a person's, a newsroom's, a body's or a login: what signs an article and what does not."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.languages.folding import is_small
from pipeline.languages.written import key, words

ADDRESS: Final = re.compile(r"https?://|www\.|@\w|\.(?:com|org|net|de|no|co\.uk)\b", re.I)
"""What no name has in it: the address of a page or of a mailbox."""
_MAILBOX: Final = re.compile(r"\s*[(<]?(?:(?<!\w)@\w|\b[\w.+-]+@\w)[\w.-]*[)>]?")
_LONGEST_SHORT: Final = 4
# So much without a blank or a dot is an office or a sentence.
_UNSPACED: Final = re.compile(r"[\u3400-\u9fff]{9}")
# A label or an address, no initials and no title: "Dok.Jane Doe".
_DOTTED: Final = re.compile(
    r"\b(?!(?:Prof|Do[çc]|Mag|Ing|Dipl|Chr|Drs|Sen|Gen|Col|Rev|Hon|Mrs|Msgr)\.)[^\W\d_]{3,}\.[^\W\d_]{2}"
)
# "The mayor's letters" are no person.
_WHOSE: Final = ("'s", "’s")


def is_person(name: str) -> bool:
    """False for agencies' and newsrooms' names, furniture ("View all posts") and URLs."""
    folded = name.casefold()
    tokens = re.findall(r"[\w'’.-]+", folded)
    if (
        not tokens
        or len(tokens) > 6
        or ADDRESS.search(name)
        or _DOTTED.search(name)
        or any(character.isdigit() or character in ":：" for character in name)
        or _UNSPACED.search(name)
    ):
        return False
    furniture, _, particles = word_lists()
    if not name.isascii() and any(part in name for part in _parts()):
        return False
    if (
        (
            len(tokens) == 1 and len(name) > _LONGEST_SHORT and key(name) in _of_dates()
        )  # "Wednesday", "December"
        or any(word.strip("'’.-") in furniture or _is_role(word) for word in tokens)
        or any(word.endswith(_WHOSE) for word in tokens)
        or tokens[0] in _ranks()
        or is_organisation(name)
        or is_collective(name)
        or is_place(name)
    ):
        return False
    # Names begin with capitals where a script has them; only particles (van, de la) do not.
    cased = [word for word in name.split() if is_small(word[:1]) and word.casefold() not in particles]
    return len(cased) <= (1 if len(tokens) > 1 else 0) and not is_small(name[:1])


def without_mailbox(text: str) -> str:
    """A byline without addresses of mailboxes and names of accounts: ``Jane Doe @janedoe``."""
    return _MAILBOX.sub("", text) if "@" in text else text


def has_sign(name: str) -> bool:
    """Whether a short word in capitals, a station's or a paper's sign, is in it: ``MDR Beispiel``; no line of several
    words that are all in capitals."""
    return not (" " in name and name.isupper()) and any(
        len(word) <= _LONGEST_SHORT and word.isupper() and word.isalpha() and len(word) > 1
        for word in name.split()
    )


def is_collective(name: str) -> bool:
    """Whether a newsroom or another body signs with this name (``Example Staff``, ``Team Muster``)."""
    tokens = re.findall(r"\w+", name.casefold())
    if (
        not 0 < len(tokens) <= 5
        or tokens[0] in before_names()
        or (name[:1].islower() and "." not in name.split()[0])
    ):
        return False
    return any(token in _collective() for token in tokens)


def is_handle(name: str) -> bool:
    """Whether a name is a single word in small letters, as people call themselves who sign with a login."""
    return (
        name.islower()
        and name.isalnum()
        and 2 <= len(name) <= 20
        and name not in word_lists()[0] | before_names()
    )


def is_organisation(name: str) -> bool:
    """Whether a name is that of a ministry, a company, a society: one of its words says so."""
    rules = _organisations()
    words = [word.strip("'’.-") for word in re.findall(r"[\w'’.-]+", name.casefold())]
    return any(word in rules[0] or (len(word) > 9 and word.endswith(rules[1])) for word in words)


@cache
def _organisations() -> tuple[frozenset[str], tuple[str, ...]]:
    rules = load("bylines")
    return frozenset(rules["organisations"]), tuple(rules["organisation_ends"])


def _is_role(word: str) -> bool:
    """Whether a word is a profession that its end shows: ``Projektleiterin``."""
    return len(word) > 9 and word.endswith(_role_ends())


@cache
def _role_ends() -> tuple[str, ...]:
    return tuple(load("bylines")["role_ends"])


@cache
def _of_dates() -> frozenset[tuple[str, ...]]:
    return frozenset(words().others) | frozenset(words().months)


@cache
def _ranks() -> frozenset[str]:
    return frozenset(load("bylines")["ranks"])


@cache
def _collective() -> frozenset[str]:
    return frozenset(load("bylines")["collective"])


@cache
def word_lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words of furniture, roles, and the small words inside names."""
    rules = load("bylines")
    return frozenset(rules["furniture"]), frozenset(rules["roles"]), frozenset(rules["particles"])


def is_place(name: str) -> bool:
    """Whether a text is one of the known places of several words, which have the shape of a person's name."""
    return name.casefold() in _places()


@cache
def _places() -> frozenset[str]:
    return frozenset(load("bylines")["places"])


@cache
def _parts() -> tuple[str, ...]:
    return tuple(load("bylines")["furniture_parts"])


@cache
def before_names() -> frozenset[str]:
    """What stands before a name (``by``, ``von``)."""
    return frozenset(load("bylines")["before"])
