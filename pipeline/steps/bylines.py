"""Bylines and datelines in text: ``Av Kari Nordmann``, ``Tekst: ...``, ``OSLO (NTB) –``, ``(Reporting by Jane)``."""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.frozen import record
from pipeline.languages.agencies import (
    alternatives,
    find_agency,
    fold,
    is_person,
    is_small_word,
    parse_credit,
)
from pipeline.languages.label_words import byline_words, credit_kind
from pipeline.languages.people import split_names, wrote_too
from pipeline.model import Block, Candidate, Document

FIRST_BLOCKS = 6
LAST_BLOCKS = 4
_LONGEST = 160
_LONGEST_SIGNED = 60
_LONGEST_MARKED = 80
_LONG = 200
_DEEPEST = 40
_BYLINE_KINDS = ("paragraph", "crosshead", "list")
_LABELLED = re.compile(r"(?P<label>[^\W\d_][^:：|\n]{0,28}?)\s?[:：]\s*(?P<rest>\S.*)\Z")
_ROLE = re.compile(r"\s*[(（]([^()（）]{2,20})[)）]")
_DATELINE = re.compile(
    r"(?P<place>[^\W\d_a-z][^()\n]{1,58}?)\s?\((?P<agency>[^()]{2,40})\)\s?(?:[:–—-]|--)+\s*(?=\S)"
)
_CAPITALS = re.compile(
    r"(?P<place>[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я.' -]{2,30}(?:, [A-Z][\w. ]{2,25})?)\s?(?:[–—]|--)\s*(?=\S)"
)
_SIGN_OFF = re.compile(
    r"[(（\[]\s*©?\s*(?P<agency>[^()（）\[\]]{2,30}?)\s*[)）\]]\.?\Z|(?:^|\s)©\s?(?:\d{4}\s)?(?P<other>[^()]{2,20})\Z"
)
_SIGNATURE: Final = re.compile(r"[.!?…“”\"»]\s*[(（](?P<names>[^()（）]{5,60})[)）][\s+*]*\Z")


@record(frozen=True, slots=True)
class Byline:
    """Who wrote: ``authors`` as printed, ``agency`` by canonical name, the ``rule`` that found them."""

    authors: tuple[str, ...]
    agency: str | None
    rule: str


@functools.cache
def _between_labels() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[/&+,]|\s(?:{alternatives('joiners')})\s)\s*")


@functools.cache
def _between_names() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[,;/|•·&、]|\s(?:{alternatives('joiners')})\s)\s*")


@functools.cache
def _reporter() -> re.Pattern[str]:
    """``记者 ...`` and ``... 기자``: a name of two to four signs beside the word, perhaps an address behind it."""
    words, name = "|".join(map(re.escape, byline_words().reporter)), "[가-힣]{2,4}|[\u4e00-\u9fff]{2,4}"
    return re.compile(
        rf"[(（【]?\s*(?:(?:{words})\s*[:：]?\s*(?P<after>{name})|(?P<before>{name})\s?(?:{words})(?:\s*\(?\S+@\S+\)?)?)"
        r"\s*[)）】]?\Z"
    )


@functools.cache
def _by() -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in byline_words().by)
    return re.compile(rf"\(?(?:{words})\s?:?\s+(?P<names>\S.*)\Z", re.IGNORECASE)


def find_byline(text: str) -> Byline | None:
    """The byline that a whole line is, or None; names of photographers are left out."""
    if not 2 <= len(text) <= _LONGEST:
        return None
    by = _by().match(text)
    if by:
        # "(Reporting by Jane Doe; Editing by John Roe)": the first of them wrote it.
        found = _writers(
            by["names"].split(";")[0].rstrip(" )") if text[0] == "(" else by["names"], "byline by"
        )
        if found:
            return found
    labelled = _LABELLED.match(text) if ":" in text or "：" in text else None
    if labelled and _announces_writer(labelled["label"]):
        return _writers(labelled["rest"], "byline label", labelled=True)
    agency = find_agency(text) if len(text) <= 40 else None
    if agency is not None and agency.kind == "news":
        return Byline((), agency.name, "agency line")
    local = _reporter().match(text)
    return Byline((local["after"] or local["before"],), None, "byline reporter") if local else None


def find_signed(text: str) -> Byline | None:
    """The byline of one writer and a news agency, ``Jana Nováková, ČTK``, that is a whole line; None for others. Under
    a picture such a line is its credit."""
    if not 8 <= len(text) <= _LONGEST_SIGNED or text[-1] in ".!?:":
        return None
    names = parse_credit(text)
    agency = find_agency(names.agencies[0]) if len(names.agencies) == 1 else None
    if agency is None or agency.kind != "news" or names.holder or len(names.photographers) != 1:
        return None
    return Byline(names.photographers, agency.name, "byline name and agency")


def _announces_writer(label: str) -> bool:
    labels = byline_words().labels
    if fold(label) in labels:
        return True
    words = [w for w in _between_labels().split(label) if w]
    known = [fold(w) in labels for w in words]
    return any(known) and all(k or credit_kind(w) for k, w in zip(known, words, strict=True))


def _writers(text: str, rule: str, labelled: bool = False) -> Byline | None:
    """People and the agency in a list of names; None when anything else stands among them."""
    for role in _ROLE.finditer(text):
        if credit_kind(role[1]):
            # "Kari Nordmann (tekst) og Ola Nordmann (foto)": the second made the pictures.
            names = _between_names().split(text[: role.start()])
            text = text[: role.start() - len(names[-1])] + text[role.end() :]
            break
    text = _ROLE.sub("", text).strip(" .,") + " "
    authors: list[str] = []
    agency = None
    for i, part in enumerate(p.strip(" .") for p in _between_names().split(text) if p.strip(" .")):
        known = find_agency(part)
        if known:
            agency = agency or known.name
        elif is_person(part) and not (authors and _has_sign(part) and not _has_sign(authors[0])):
            authors.append(part)
        elif "@" in part or (authors and i and len(part.split()) <= 4):
            continue  # "By Jane Doe, Staff Writer, jane@example.org"
        elif labelled and len(part.split()) <= 3 and parse_credit(part).photographers:
            authors.append(part)
        else:
            return None
    return Byline(tuple(dict.fromkeys(authors)), agency, rule) if authors or agency else None


def _has_sign(text: str) -> bool:
    """Whether a short word in capitals, a station's or a paper's sign, is in it: ``MDR Beispiel``."""
    return any(
        len(word) <= 4 and word.isupper() and word.isalpha() and len(word) > 1 for word in text.split()
    )


def is_by_word(text: str) -> bool:
    """Whether a line is nothing but the word before a writer's name: ``Von``, ``By``, ``Author of the article:``."""
    words = byline_words()
    return text in words.by or (text.endswith((":", "：")) and fold(text) in words.labels)


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
    if "(" in head:
        match = _DATELINE.match(head)
        if match and _is_place(match["place"]):
            agency = next(
                (a for a in map(find_agency, re.split(r"[/,]", match["agency"].strip())) if a), None
            )
            if agency:
                return match["place"].strip(" ,"), agency.name
    match = _CAPITALS.match(head)
    return (match["place"].strip(" ,"), None) if match and text[match.end() : match.end() + 1] else None


def find_sign_off(text: str) -> str | None:
    """The news agency in brackets that ends an article, ``(NTB)`` or ``(©NTB)``, by canonical name, or None."""
    if not text.endswith((")", "]", "）", ").", "].")) and "©" not in text[-25:]:
        return None
    match = _SIGN_OFF.search(text)
    if match is None:
        return None
    for name in re.split(r"[/,]", match["agency"] or match["other"]):
        agency = find_agency(name.strip())
        if agency is None or agency.kind != "news":
            return None
    first = find_agency(re.split(r"[/,]", match["agency"] or match["other"])[0].strip())
    return first.name if first else None


def find_signature(text: str) -> tuple[str, ...]:
    """The full names in brackets behind the last sentence, ``... until spring. (Kari Nordmann)``; none otherwise."""
    match = _SIGNATURE.search(text[-90:])
    names = [part for part in _between_names().split(match["names"].strip()) if part] if match else []
    return tuple(names) if all(is_person(name) and 1 < len(name.split()) <= 4 for name in names) else ()


def step(document: Document) -> None:
    """Adds candidates for ``authors``, ``byline_agency`` and ``dateline``; whole byline lines leave the blocks.

    Bylines stand above the text; at its end only where none stood above, since other articles' teasers follow there.
    """
    blocks, n = document.blocks, len(document.blocks)
    head = _head(blocks)
    kept: list[Block] = []
    dated = found = False
    for i, block in enumerate(blocks):
        near = i < head or (i >= n - LAST_BLOCKS and not found)
        byline = find_byline(block.text) if near and block.kind in _BYLINE_KINDS else None
        if byline is None and document.tree is not None and i < FIRST_BLOCKS and block.kind == "paragraph":
            byline = find_signed(block.text)
            if byline is None and _is_marked(block.text, document):
                continue
        if byline is not None:
            found = True
            _add(document, byline, block)
            continue
        if block.kind == "credit" and (authors := wrote_too(block.text)):
            _add(document, Byline(tuple(authors), None, "byline text and photo"), block)
        kept.append(block)
        if i < head and not dated and block.kind == "paragraph":
            dated = _dateline(document, block)
    if kept and kept[-1].kind in ("paragraph", "quote"):
        for name in find_signature(kept[-1].text):
            document.evidence.append(Candidate("authors", name, "sign-off name", kept[-1].where, 0.5))
        agency = find_sign_off(kept[-1].text)
        if agency:
            document.evidence.append(Candidate("byline_agency", agency, "sign-off", kept[-1].where, 0.6))
    # An article of bylines alone does not exist: then they were no bylines.
    document.blocks = kept if any(b.kind != "title" for b in kept) else blocks


def _is_marked(text: str, document: Document) -> bool:
    """Whether a short line of a page holds nothing but names that its markup or its place has shown to be authors."""
    if len(text) > _LONGEST_MARKED or text[-1] in ".!?:":
        return False
    known = {fold(str(candidate.value)) for candidate in document.candidates("authors")}
    names = [name for name in split_names(text) if not name[:1].islower()] if known else []
    return bool(names) and all(fold(name) in known for name in names)


def _head(blocks: list[Block]) -> int:
    """How many blocks stand above the text, its first long paragraph with them: at least FIRST_BLOCKS."""
    first = next((i for i, b in enumerate(blocks) if b.kind == "paragraph" and len(b.text) >= _LONG), 0)
    return max(FIRST_BLOCKS, min(first + 2, _DEEPEST))


def _add(document: Document, byline: Byline, block: Block) -> None:
    for author in byline.authors:
        document.evidence.append(Candidate("authors", author, byline.rule, block.where, 0.85))
    if byline.agency:
        document.evidence.append(Candidate("byline_agency", byline.agency, byline.rule, block.where, 0.7))


def _dateline(document: Document, block: Block) -> bool:
    found = find_dateline(block.text)
    if found is None:
        return False
    place, agency = found
    document.evidence.append(
        Candidate("dateline", place, "text dateline", block.where, 0.7 if agency else 0.5)
    )
    if agency:
        document.evidence.append(Candidate("byline_agency", agency, "text dateline", block.where, 0.7))
    return True
