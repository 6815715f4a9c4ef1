"""Who a credit names: a person, a person and a house, in the forms that stand without an agency."""

from __future__ import annotations

import re
from typing import Final

from .agencies import classify, find_agency, is_person, parts_of
from .credit_forms import fits_holder
from .credit_words import credit_words
from .folding import plain_words
from .persons import word_lists

_MOST_BARE: Final = 3
_MOST_WORDS: Final = 8
_LONGEST_HOUSE: Final = 5
SIDES: Final = re.compile(r"\s?/\s?|\s\|\s?|\sfor\s")
"""What stands between a person and a house."""


def names_people(text: str) -> bool:
    """Whether a text is a person, or a person and a house at a comma: ``Jane Doe``, ``HARBOUR NEWS, JANE DOE``."""
    sides = text.split(", ")
    if len(sides) != 2:
        return is_person(text)
    house, person = sides if is_person(sides[1]) else sides[::-1]
    return is_person(person) and len(house.split()) <= _MOST_BARE and all(map(fits_holder, house.split()))


def has_person(credit: str) -> bool:
    """Whether a credit names a photographer."""
    return any(role == "photographer" for part in parts_of(credit) for role, _ in classify(part))


def house_and_person(inner: str) -> bool:
    """``Harbour News: Jane Doe``, ``Supplied: Jane Doe``, and no role: ``Stage Manager: Jane Doe``."""
    house, _, person = inner.partition(": ")
    words = house.split()
    if not is_person(person) or not 0 < len(words) <= _MOST_BARE or words[-1].casefold() in word_lists()[1]:
        return False
    known = find_agency(house) or plain_words(house) in credit_words().noise
    return bool(known) or house.isupper() or (len(words) > 1 and all(map(fits_holder, words)))


def is_name_and_house(text: str) -> bool:
    """Whether a text is a person and a house around a slash, or a person before a rule or ``for`` and a house:
    ``Jane Doe/HARBOUR``, ``Harbour News/Jane Doe``, ``Jane Doe for Harbour News``."""
    sides = [side.strip() for side in SIDES.split(text)]
    if len(sides) != 2 or ":" in text or len(text.split()) > _MOST_WORDS:
        return False
    return any(
        is_person(one) and 0 < len(other.split()) <= _LONGEST_HOUSE and all(map(fits_holder, other.split()))
        for one, other in ((sides, sides[::-1]) if "/" in text else (sides,))
    )
