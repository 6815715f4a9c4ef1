"""Whether an unlabelled text has the form of a credit, of a company's imprint, of a maker's name."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from .agencies import CJK, SHORT_NAME, YEAR, classify, is_uncased, parse_credit, parts_of
from .credit_words import credit_words, is_small_word

_ROMAN: Final = re.compile(r"M(?:CM|M)[CLXVI]*\Z")
_LONGEST_UNCASED: Final = 3
_MOST_PARTS: Final = 12  # of a credit without a label; what has more is an address, a path, a rule of signs


def fits_holder(word: str) -> bool:
    """Whether an organisation's name may have this word: no small letters (a desk's ``sak``), no numbers (a date)."""
    return not any(c.isdigit() for c in word) and (not word[0].islower() or is_small_word(word))


def credit_form(text: str, *, strict: bool = False, holder: bool = False) -> bool:
    """Whether an unlabelled text has the form of a credit: an agency, and beside it only names.

    ``strict``: running text stands before it, so there must be a name or a second agency. ``holder``:
    it stands in brackets, so a few capitalised words will do (``U.S. District Court``).
    """
    text = unicodedata.normalize("NFKC", text).strip(" -–—|")
    if not text or len(text.split()) > 16 or text.endswith((".", "!", "?", ":")):
        return False
    words = credit_words()
    if len(text) <= 24 and CJK.search(text) and (words.after.search(text) or words.before.match(text)):
        return True
    if len(parts := parts_of(text)) > _MOST_PARTS:
        return False
    roles = [pair for part in parts for pair in classify(part)]
    kinds = [role for role, _ in roles]
    agencies = kinds.count("agency") + kinds.count("stock")
    holders = [name for role, name in roles if role == "holder"]
    if any(r == "photographer" and is_uncased(n) and len(n.split()) > _LONGEST_UNCASED for r, n in roles):
        return False  # a caption, where capitals do not tell
    if ":" in text or any(len(h.split()) > (6 if holder else 4) for h in holders):
        return False
    if "stock" not in kinds and any(not fits_holder(w) for h in holders for w in h.split()):
        return False
    if agencies:
        people = kinds.count("photographer")
        apart = "/" in text or "|" in text or " via " in text
        return (not holders or apart or "stock" in kinds) and (
            not strict or (not holders and people + agencies > 1)
        )
    if holder and "photographer" in kinds and not holders:
        return "/" in text or words.before.match(text) is not None
    if holder and "photographer" in kinds and "/" in text:
        return True
    if holder and holders:
        return text.isupper() or all(len(h.split()) > 1 and h[0].isupper() for h in holders)
    return False


def is_imprint(credit: str) -> bool:
    """A year and a company: the copyright of the text, as in ``© 2018 Example Media``."""
    if _ROMAN.fullmatch(credit.strip()):
        return True
    if not YEAR.search(credit):
        return False
    names = parse_credit(credit)
    return not names.photographers and not names.agencies


def without_maker(text: str) -> str:
    """A credit without the word for "took it" that stands behind the name in scripts without spaces (``撮影``)."""
    marked = credit_words().after.search(text)
    return text[: marked.start()] if marked and SHORT_NAME.match(text[: marked.start()]) else text
