"""How places and agencies sign a text: datelines (``OSLO (NTB) –``), sign-offs (``(©NTB)``), openings (``/TT/``)."""

from __future__ import annotations

import re
from typing import Final

from pipeline.languages.agencies import find_agency, find_news_agency
from pipeline.languages.credit_words import is_small_word

_DATELINE = re.compile(
    r"(?P<place>[^\W\d_a-z][^()\n]{1,58}?)[.,]?\s?(?:\((?P<agency>[^()]{2,40})\)|/(?P<slashed>[^()/\s]{2,20})/)"
    r"(?:\.?\s?(?:[:–—_-]|--)+|\.(?=\s))\s*(?=\S)"
)
_BARE: Final = re.compile(
    r"(?P<place>[A-ZÀ-Þ]{2}[^()/\n]{1,50}\d)\s(?P<agency>[A-Z][A-Za-z]{1,9})\s[-–—]\s(?=\S)"
)
"""``MELBOURNE, March 3 AAP - ``: a day and an agency without brackets."""

_CAPITALS = re.compile(
    r"(?P<place>[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я.' -]{2,30}(?:, [A-Z][\w. ]{2,25})?)\s?(?:[–—]|--)\s*(?=\S)"
)
_OPENING: Final = ("(", "/", "[", "（")
_OPENS: Final = re.compile(r"[(/\[（](?P<agency>[^()/（）=]{2,20}?)[)/\]）][\s.:–—-]+(?=\S)")
_SEOUL: Final = re.compile(
    r"[(（][^()=（）]{1,12}=(?P<agency>[가-힣A-Za-z]{2,10})[)）]\s*(?:(?P<names>[가-힣]{2,4}) ?기자)?\s?="
)
_BEIJING: Final = re.compile(
    r"[（(]?(?P<agency>[\u4e00-\u9fff]{2}社)[\u4e00-\u9fff]{2,12}?(?:\d{1,2}月)?\d{1,2}日[电電]"
    r"(?:[（(](?:记者|記者)\s?(?P<names>[^（）()]{2,20})[）)])?"
)
_UNSIGNED: Final = re.compile(
    r"(?P<place>[A-ZÀ-ÞЀ-Я]{2}[A-ZÀ-ÞЀ-Я'. -]{0,28}(?:[,.]\s\d{1,2}\.?(?:\s[^\W\d_]{3,12})?\.?)?)"
    r"(?:\s\((?P<in_brackets>[^()\n]{2,25})\)|\s?[-–—.]\s(?P<behind>[^.()\n]{2,25})\.)\s+(?=[A-ZÀ-ÞЀ-Я])"
)
"""``STOCKHOLM (TT) The``, ``МОСКВА, 3 мая - РИА Новости. ``: a place in capitals, no sign behind the agency."""

_SIGN_OFF = re.compile(
    r"[(（\[/]\s*©?\s*(?P<agency>[^()（）\[\]]{2,30}?)\s*[)）\]/]\.?\Z|(?:^|\s)©\s?(?:\d{4}\s)?(?P<other>[^()]{2,20})\Z"
)
SIGNED = re.compile(r"[/(（\[]\s?©?\s?([^()（）/]{2,30}?)\s?[/)）\]]\.?")
"""An agency between brackets or slashes."""


def _is_place(text: str) -> bool:
    """A place, perhaps with a date: words in capitals; small ones only inside names and after a number."""
    words = text.replace("/", " ").split()
    return len(words) <= 7 and all(
        not word[0].islower() or is_small_word(word)
        or words[i - 1].strip(".")[-1].isdigit()
        for i, word in enumerate(words)
    )  # fmt: skip


def find_dateline(text: str) -> tuple[str, str | None] | None:
    """Place (with date, as printed) and agency at the beginning of a paragraph, or None."""
    head = text[:120]
    if "(" in head or "/" in head:
        match = _DATELINE.match(head)
        if match and _is_place(match["place"]):
            named = re.split(r"[/,]", (match["agency"] or match["slashed"]).strip())
            agency = next(filter(None, map(find_agency, named)), None)
            if agency:
                return match["place"].strip(" ,"), agency.name
    elif (
        (bare := _BARE.match(head))
        and _is_place(bare["place"])
        and (agency := find_news_agency(bare["agency"]))
    ):
        return bare["place"].strip(" ,"), agency.name
    if (unsigned := _UNSIGNED.match(head)) and (
        agency := find_agency(unsigned["in_brackets"] or unsigned["behind"])
    ) is not None:
        return (unsigned["place"].strip(" ,"), agency.name) if agency.kind == "news" else None
    match = _CAPITALS.match(head)
    return (match["place"].strip(" ,"), None) if match else None


def find_sign_off(text: str) -> str | None:
    """The news agency in brackets that ends an article, ``(NTB)`` or ``(©NTB)``, by canonical name, or None."""
    if not text.endswith((")", "]", "）", ").", "].", "/", "/.")) and "©" not in text[-25:]:
        return None
    match = _SIGN_OFF.search(text)
    if match is None:
        return None
    first: str | None = None
    for name in re.split(r"[/,]", match["agency"] or match["other"]):
        agency = find_news_agency(name.strip())
        if agency is None:
            return None
        first = first or agency.name
    return first


def is_agency_sign(text: str) -> bool:
    """Whether a whole line is a news agency between slashes or brackets, ``/ritzau/``: it signs the text."""
    found = SIGNED.fullmatch(text) if len(text) <= 40 and text[:1] in _OPENING else None
    return found is not None and find_news_agency(found[1]) is not None


def find_source(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The news agency that opens a paragraph without a place (``(PAP) ...``, ``/TT/ ...``) or as those of East Asia do
    (``新华社北京3月12日电（记者王强）``), and its reporters; None otherwise."""
    head = text[:80]
    match = _OPENS.match(head) if head[:1] in _OPENING else None
    if match is None and not head.isascii():
        match = _SEOUL.match(head) or _BEIJING.match(head)
    if match is None:
        return None
    agency = find_news_agency(match["agency"])
    if agency is None:
        return None
    names = match.groupdict().get("names")
    return agency.name, tuple(re.split("[、，,]", names)) if names else ()
