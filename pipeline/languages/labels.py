"""Labels in text: which words announce a credit, a byline or furniture, in any language, and how credits are cut off.

The words are data: ``labels.<code>.toml``, one file a language. Texts mix languages (an English agency's credit under a
Norwegian picture), so all languages are looked for at once.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import NamedTuple

from pipeline.model import CreditKind

from . import load
from .agencies import find_agency, is_person, parse_credit
from .caption_words import begins_so
from .credit_forms import credit_form, is_imprint
from .credit_people import is_name_and_house, names_people
from .credit_tails import find_tail
from .credit_words import credit_words, is_rights_line
from .folding import STOPS, is_small
from .label_search import COPYRIGHT, Found, find_label, stands_first
from .label_words import label_key, label_table
from .patterns import any_of

_PROSE = re.compile(r"(?<=[^\W\d_]{3})[.!?;]\s+(?=[^\W\d_a-z])")
# In scripts without spaces a credit is short, and a space, a stop or a quote ends it.
_SIGNS = re.compile(
    r"\s*[^\s。「『（(]{0,12}[\u3040-\u30ff\u4e00-\u9fff][^\s。「『]{0,30}(?:\s[/／]\s[^\s。「『]{1,30})*"
    r"(?=[\s。「『](?![/／]\s)\S)"
)
# The address of a picture or of a mailbox is nobody who made it; a site's name may be who gave it.
_LINK = re.compile(r"https?[:/]|\S+@\S+\.\w+\Z", re.I)
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,7}")
_EDGES = " \t|/,;:–—-=＝·•"
_CLOSING = {"(": ")", "（": "）", "[": "]", "【": "】", "［": "］"}
_LONGEST = 170
_SHORT = 90
_LONG_LINE = 2400
_MOST_LABELS = 40
"""In one line: a gallery's captions in a row have fewer, a rule of copyright signs a thousand."""


_Credit = tuple[str, CreditKind, str]


class CreditSplit(NamedTuple):
    """A credit cut out of a line: the line's ``rest``, the ``label`` as printed (empty: none), ``kind``, ``credit``."""

    rest: str
    label: str
    kind: CreditKind
    credit: str


def _extent(text: str, found: Found) -> tuple[int, int, int]:
    """Start of what is cut out, end of the credit, end of what is cut out."""
    before = text[: found.start].rstrip()
    if before and before[-1] in _CLOSING:
        close = _closing(text, len(before) - 1)
        if close >= 0:
            return len(before) - 1, close, close + 1
    end = len(text)
    prose = _PROSE.search(text, found.credit)
    if prose and _is_prose(text[prose.end() :]):
        end = prose.start() + 1
    signs = _SIGNS.match(text, found.credit)
    if signs and signs.end() < end and not _named_on().fullmatch(text, signs.end(), end):
        end = signs.end()
    return found.start, end, end


@functools.cache
def _named_on() -> re.Pattern[str]:
    """A name and the word for "took it" behind a paper's word for reporters: ``每经记者 张蕊 摄``."""
    makers = any_of(load("agencies")["words"]["after"])
    return re.compile(rf"\s[\u4e00-\u9fff]{{2,4}}\s?{makers}[）)]?\s*")


def _closing(text: str, opening: int) -> int:
    """The index of the bracket that closes the one at ``opening``, or -1."""
    depth, close = 0, _CLOSING[text[opening]]
    for i in range(opening, min(len(text), opening + _LONGEST + 40)):
        depth += (text[i] == text[opening]) - (text[i] == close)
        if depth == 0:
            return i
    return -1


def _is_prose(text: str) -> bool:
    words = text.split()
    return len(words) >= 6 and ":" not in text[:30] and sum(w.islower() for w in words) * 2 >= len(words)


def looks_like_credit(text: str) -> bool:
    """Whether a text names people, agencies or, in a few capitalised words, a holder."""
    words = text.split()
    if not words or len(words) > 16:
        return False
    if _DOMAIN.fullmatch(text):
        return True
    found = parse_credit(text)
    if found.agencies or (found.photographers and (found.holder is None or len(found.holder.split()) <= 5)):
        return sum(map(is_small, words)) * 2 <= len(words) + 1
    return len(words) <= 5 and not any(is_small(w) or w[0].isdigit() for w in words if len(w) > 3)


def _plausible(text: str, found: Found, credit: str, bracketed: bool) -> bool:
    """Whether what follows a label may be a credit, the more strictly the less the label says."""
    if not credit or len(credit) > _LONGEST or not any(c.isalpha() for c in credit) or _LINK.match(credit):
        return False
    first, words = next(c for c in credit if c.isalpha()), credit.split()
    free = stands_first(text, found.start)
    if is_small(found.label[:1]) and not free:
        return False
    if found.start == 0 and begins_so(text) and not looks_like_credit(credit):
        return False  # "FILE PHOTO: The bridge in 2019. Jane Doe"
    if COPYRIGHT.match(found.label) and (is_rights_line(text[found.credit :]) or is_imprint(credit)):
        return False
    if (
        found.source
        and not bracketed
        and not text[: found.start].rstrip().endswith((".", "!", "?", "”", '"'))
    ):
        return False  # "Source: Reuters" in a line of its own tells where the text is from.
    if bracketed and (found.strong or not first.islower()):
        return True
    if found.strong and free:
        if first.islower() and len(words) > 4 and not looks_like_credit(credit):
            return False
        return len(words) <= 4 or is_person(credit) or sum(w.islower() for w in words) * 5 <= len(words) * 3
    if is_small(words[0]) and not _DOMAIN.fullmatch(credit) and not parse_credit(credit).agencies:
        return False
    return looks_like_credit(credit)


def _tidy(credit: str) -> str:
    credit = credit.strip(_EDGES)
    for opening, closing in _CLOSING.items():
        if credit.endswith(closing) and credit.count(opening) < credit.count(closing):
            credit = credit[:-1].strip(_EDGES)
    mark = COPYRIGHT.match(credit)
    if mark:
        credit = credit[mark.end() :].strip(_EDGES)
    if re.search(r"[^\W\d_]{3}\.\Z", credit):
        credit = credit[:-1]
    return credit


def split_credit(text: str) -> list[CreditSplit]:
    """The credits in one line or caption, each with what is left of the line when all of them are cut out.

    Finds labelled credits at the end, alone, in brackets or before further text (``... tog. Foto: AP``), and
    unlabelled ones that name an agency (``... Klinik. Max Muster/dpa``). No credit: an empty list.
    """
    if len(text) > _LONG_LINE:
        # Only the end of a very long line is looked at: the time must not grow with the square of its length.
        head = len(text) - _LONG_LINE // 2
        return [s._replace(rest=text[:head] + s.rest) for s in split_credit(text[head:])]
    cuts, credits = _labelled(text)
    if not credits:
        cuts, credits = _unlabelled(text)
    if not credits:
        return []
    rest = _without(text, cuts)
    if not any(map(str.isalnum, rest)):
        rest = ""
    if len(credits) == 1 and find_agency(rest):
        return [CreditSplit("", "", credits[0][1], text)]  # "MTI Fotó: Kovács János"
    return [CreditSplit(rest, label, kind, credit) for label, kind, credit in credits]


def sourced(text: str) -> CreditSplit | None:
    """A whole line that says where a picture is from (``Quelle: Harbour News``), as a credit; None for other lines.

    Beside a picture alone: elsewhere such a line tells where the text is from.
    """
    label, colon, source = text.replace("：", ":", 1).partition(":")
    row = label_table()[0].get(label_key(label)) if colon and len(text) <= _SHORT else None
    source = _tidy(source)
    if row is None or not row.source or not source or _PROSE.search(source):
        return None
    return CreditSplit("", label.strip(), row.kind, source)


def _owns(text: str, found: Found, following: Found) -> bool:
    """Whether a copyright sign behind a label and a name says whose the same picture is: ``Foto: Jane Doe © NTB``."""
    if found.label.casefold() == "copyright" or COPYRIGHT.match(found.label):
        return False
    return COPYRIGHT.match(following.label) is not None and bool(text[found.credit : following.start].strip())


def _labelled(text: str) -> tuple[list[tuple[int, int]], list[_Credit]]:
    """What is to be cut out of ``text``, and the credits with a label."""
    cuts: list[tuple[int, int]] = []
    credits: list[_Credit] = []
    begin = 0
    for _ in range(_MOST_LABELS):
        if (found := find_label(text, begin)) is None:
            break
        start, end, cut = _extent(text, found)
        if start == 0 and text.startswith(tuple(STOPS), cut) and find_tail(text):
            break  # "资料图：...。新华社记者 ... 摄": what the label announces is the caption
        following = find_label(text, found.credit)
        if following and (owner := credit_words().owner.match(text, following.start)):
            following = find_label(text, owner.end())  # "Foto: Dok. Harbour Council"
        if following and following.start <= found.credit + 1 and following.start < end:
            # "Foto: © dpa", "Foto: Dok. Polda": two labels of one credit.
            found = replace(found, credit=following.credit)
            following = find_label(text, found.credit)
        if following is not None and _owns(text, found, following):
            following = None
        if following is not None and following.start < end:
            inner, last, _ = _extent(text, following)
            if _plausible(text, following, _tidy(text[following.credit : last]), True):
                end = cut = max(found.credit, inner)
        credit = _tidy(text[found.credit : end])
        if _plausible(text, found, credit, start < found.start):
            cuts.append((start, cut))
            credits.append((found.label, found.kind, credit))
            begin = max(end, found.credit)
        else:
            begin = found.credit
    return cuts, credits


def _unlabelled(text: str) -> tuple[list[tuple[int, int]], list[_Credit]]:
    """The same for a credit without a label, or with one but without a colon (``Foto Kari Nordmann``)."""
    tail = find_tail(text)
    if tail is not None:
        return [(tail.start, tail.end)], [_named(tail.credit)]
    if len(text) > 60 or text.endswith((".", "!", "?")):
        return [], []
    named = _named(text)
    return ([(0, len(text))], [named]) if named[0] and names_people(named[2]) else ([], [])


def _named(credit: str) -> _Credit:
    """Label, kind and credit of an unlabelled credit: ``Foto Ansa`` has a label after all, only no colon."""
    word, _, rest = credit.strip().partition(" ")
    table = label_table()[0]
    found = table.get(label_key(word))
    if found and rest and (found.strong or is_person(rest) or credit_form(rest) or is_name_and_house(rest)):
        return word, found.kind, rest.strip()
    kinds = (table[label_key(w)].kind for w in credit.split() if label_key(w) in table)
    return "", next((kind for kind in kinds if kind != "photo"), "photo"), credit  # "AP Video"


def _without(text: str, cuts: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in cuts:
        pieces.append(text[at:start])
        at = max(at, end)
    pieces.append(text[at:])
    first = pieces[0].rstrip(" \t|/,;、，–—=＝·•(（[")
    kept = [first.removesuffix(" -"), *(p.strip(" \t|/,;–—-=＝·•") for p in pieces[1:])]
    return " ".join(p for p in kept if p.strip(" .)"))
