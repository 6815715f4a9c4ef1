"""Labels in text: which words announce a credit, a byline or furniture, in any language, and how credits are cut off.

The words are data: ``labels.<code>.toml``, one file a language. Texts mix languages (an English agency's credit under a
Norwegian picture), so all languages are looked for at once.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model import CreditKind

from .agencies import alternatives, find_agency, fold, is_imprint, is_person, is_rights_line, parse_credit
from .credit_tails import find_tail
from .label_words import Label, byline_words, credit_kind, forms, label_key, label_table

_SEPARATOR = re.compile(r"[:：=＝/／|]")
_COPYRIGHT = re.compile(r"©|Ⓒ|ⓒ|[(（][CcＣｃ][)）](?!\w\))|&copy;")
_MARKS = re.compile(r"[©ⓒⒸ（(&]")
_LAST_WORD = re.compile(r"[^\W\d_][\w'’.·-]*\Z")
_GLUED = re.compile(r"(?<=[a-zà-ÿß\w])[A-ZÀ-Þ][a-zà-ÿ]+\Z")
_BOUNDARY = re.compile(r"(?:^|[.!?…:;,|»”“\"')\]（(\[–—=＝・。、/-])\s*\Z")
_COLON_NEXT = re.compile(r"\s?[\w.]{1,14}\s?[:：]")
_PROSE = re.compile(r"(?<=[^\W\d_]{3})[.!?;]\s+(?=[^\W\d_a-z])")
_EDGES = " \t|/,;:–—-=＝·•"
_CLOSING = {"(": ")", "（": "）", "[": "]", "【": "】", "［": "］"}
_LONGEST = 170
_LONG_LINE = 2400


class CreditSplit(NamedTuple):
    """A credit cut out of a line: the line's ``rest``, the ``label`` as printed (empty: none), ``kind``, ``credit``."""

    rest: str
    label: str
    kind: CreditKind
    credit: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A label in a text: where it starts, where the credit starts, and whether it stands by itself."""

    start: int
    credit: int
    label: str
    kind: CreditKind
    strong: bool
    source: bool = False


def _label_before(text: str, end: int) -> tuple[int, Label] | None:
    """The label that ends at ``end``: its start and what it is."""
    table, last_words, most = label_table()
    segment = text[max(0, end - 40) : end].rstrip()
    word = _LAST_WORD.search(segment)
    if word is None:
        return None
    base = max(0, end - 40)
    if label_key(word[0]) not in last_words:
        tail = word[0].rpartition(".")[2] if "." in word[0].rstrip(".") else ""
        glued = _GLUED.search(word[0])
        tail = tail if label_key(tail) in table else glued[0] if glued else ""
        found = table.get(label_key(tail)) if tail and tail[0].isupper() else None
        return (base + word.end() - len(tail), found) if found else None
    starts = [m.start() for m in re.finditer(r"(?<![\w'’])[^\W\d_]", segment)][-most - 1 :]
    for start in starts:
        found = table.get(label_key(segment[start:]))
        if found:
            return _widen(segment, start, found, base)
    return None


@functools.cache
def _joined() -> re.Pattern[str]:
    """A word and what joins it to the next: ``Foto og``, ``Tekst/``."""
    return re.compile(rf"[\w'’.-]+(?: ?[/&+,] ?| (?:{alternatives('joiners')}) )\Z", re.IGNORECASE)


def _widen(segment: str, start: int, found: Label, base: int) -> tuple[int, Label]:
    """Takes in what is joined to the label from the left: ``Foto og video``, ``Tekst/foto``, ``Ill./foto``."""
    table, texts = label_table()[0], byline_words().labels
    while joined := _joined().search(segment[:start]):
        word = re.split(r"[\s/&+,]", joined[0], maxsplit=1)[0]
        other = table.get(label_key(word))
        if other is None and fold(word) not in texts:
            break
        found = Label(other.kind if other else found.kind, found.strong or bool(other and other.strong))
        start = joined.start()
    return base + start, found


def _find(text: str, begin: int) -> _Found | None:
    """The first label at or after ``begin``."""
    hits: list[_Found] = []
    for separator in _SEPARATOR.finditer(text, begin):
        at, sign = separator.start(), separator[0]
        label = _label_before(text, at)
        if label is None or label[0] < begin or text.startswith("//", at + 1):
            continue
        start, row = label
        if sign in "/／|" and (
            begin or not row.strong or not _stands_first(text, start) or _COLON_NEXT.match(text, at + 1)
        ):
            continue
        hits.append(_Found(start, at + 1, text[start:at].strip(), row.kind, row.strong, row.source))
        break
    if _MARKS.search(text, begin):
        mark = _COPYRIGHT.search(text, begin)
        if mark:
            hits.append(_Found(mark.start(), mark.end(), mark[0], "photo", True))
    if not text.endswith((".", "!", "?")) or "oto" in text or "OTO" in text:
        by = _find_form(text, begin)
        if by is not None:
            hits.append(by)
    if len(hits) > 1:
        hits.sort(key=lambda found: found.start)
    return hits[0] if hits else None


def _find_form(text: str, begin: int) -> _Found | None:
    """The first ``Photo by`` or ``Fot.`` at or after ``begin``."""
    known = forms()
    for small in known.between.finditer(text, begin):
        head = text[max(begin, small.start() - 40) : small.start()]
        word = _LAST_WORD.search(head)
        if word is None or (label_key(word[0].rpartition(".")[2] or word[0]), small[1]) not in known.pairs:
            glued = _GLUED.search(head)
            if glued is None or (label_key(glued[0]), small[1]) not in known.pairs:
                continue
        label = _label_before(text, small.start())
        if label is None or label[0] < begin:
            continue
        start, row = label
        ahead = text[:start].split()
        if ahead and (
            ahead[-1][-1] in "/|"
            or find_agency(f"{ahead[-1].rpartition('/')[2]} {text[start : small.start()]}")
        ):
            continue  # "Max Muster/PA Images via Getty Images": a name, no label.
        return _Found(start, small.end(), text[start : small.end()].strip(" :"), row.kind, False)
    start_form = known.starts.search(text, begin)
    if start_form is None:
        return None
    label_text = start_form[0].strip(" :")
    kind = credit_kind(label_text) or "photo"
    return _Found(start_form.start(), start_form.end(), label_text, kind, False)


def _stands_first(text: str, start: int) -> bool:
    """Whether nothing, a sentence's end or a bracket stands before ``start``."""
    return _BOUNDARY.search(text[max(0, start - 4) : start]) is not None


def _extent(text: str, found: _Found) -> tuple[int, int, int]:
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
    return found.start, end, end


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
    found = parse_credit(text)
    if found.agencies or (found.photographers and (found.holder is None or len(found.holder.split()) <= 5)):
        return sum(w.islower() for w in words) * 2 <= len(words) + 1
    return len(words) <= 5 and not any(w.islower() or w[0].isdigit() for w in words if len(w) > 3)


def _plausible(text: str, found: _Found, credit: str, bracketed: bool) -> bool:
    """Whether what follows a label may be a credit, the more strictly the less the label says."""
    if not credit or len(credit) > _LONGEST or not any(c.isalpha() for c in credit):
        return False
    first, words = next(c for c in credit if c.isalpha()), credit.split()
    free = _stands_first(text, found.start)
    if found.label[:1].islower() and not free:
        return False
    if _COPYRIGHT.match(found.label) and (is_rights_line(text[found.credit :]) or is_imprint(credit)):
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
    if words[0].islower() and not parse_credit(credit).agencies:
        return False
    return looks_like_credit(credit)


def _tidy(credit: str) -> str:
    credit = credit.strip(_EDGES)
    for opening, closing in _CLOSING.items():
        if credit.endswith(closing) and credit.count(opening) < credit.count(closing):
            credit = credit[:-1].strip(_EDGES)
    mark = _COPYRIGHT.match(credit)
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
    cuts: list[tuple[int, int]] = []
    credits: list[tuple[str, CreditKind, str]] = []
    begin = 0
    while (found := _find(text, begin)) is not None:
        start, end, cut = _extent(text, found)
        following = _find(text, found.credit)
        if following is not None and following.start < end:
            inner_start = _extent(text, following)[0]
            if _plausible(text, following, _tidy(text[following.credit : _extent(text, following)[1]]), True):
                end = max(found.credit, inner_start)
                cut = end if cut <= len(text) and end < cut else cut
        credit = _tidy(text[found.credit : end])
        if _plausible(text, found, credit, start < found.start):
            cuts.append((start, cut))
            credits.append((found.label, found.kind, credit))
            begin = max(end, found.credit)
        else:
            begin = found.credit
    if not credits:
        tail = find_tail(text)
        if tail is not None:
            cuts, credits = [(tail.start, tail.end)], [_named(tail.credit)]
    if not credits:
        return []
    rest = _without(text, cuts)
    if not any(map(str.isalnum, rest)):
        rest = ""
    return [CreditSplit(rest, label, kind, credit) for label, kind, credit in credits]


def _named(credit: str) -> tuple[str, CreditKind, str]:
    """Label, kind and credit of an unlabelled credit: ``Foto Ansa`` has a label after all, only no colon."""
    word, _, rest = credit.partition(" ")
    found = label_table()[0].get(label_key(word))
    return (
        (word, found.kind, rest.strip()) if found and found.strong and rest.strip() else ("", "photo", credit)
    )


def _without(text: str, cuts: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in cuts:
        pieces.append(text[at:start])
        at = max(at, end)
    pieces.append(text[at:])
    kept = [p.strip(" \t|/,;–—-=＝·•") if i else p.rstrip(" \t|/,;–—=＝·•(（[") for i, p in enumerate(pieces)]
    return " ".join(p for p in kept if p.strip(" .)"))
