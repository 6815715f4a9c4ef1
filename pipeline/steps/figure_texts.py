"""The words beside a picture: what of them is caption, what credit, and what neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.agencies import find_agency, is_person, is_uncased, parse_credit
from pipeline.languages.caption_words import announced
from pipeline.languages.credit_forms import credit_form, is_imprint, without_maker
from pipeline.languages.credit_people import is_name_and_house
from pipeline.languages.dates import is_date_line
from pipeline.languages.folding import fold, plain_words, unbracketed
from pipeline.languages.label_words import byline_words, credit_kind, is_furniture
from pipeline.languages.labels import looks_like_credit, sourced, split_credit
from pipeline.languages.patterns import any_of
from pipeline.model import Credit
from pipeline.steps.dated import has_date
from pipeline.steps.figure_boxes import LONGEST_CAPTION, LONGEST_CREDIT, SHORTEST_CAPTION

_BRACKETS: Final = re.compile(r"^[\s(\[©–—|/-]+|[\s)\]|/–—-]+$")
_WORDS: Final = re.compile(r"[\W_]+")
_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}[:：]\d\d(?!\d)")
_MAILBOX: Final = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
_LAST_LABEL: Final = re.compile(r"[\s(|–-]*\b([^\W\d]+)\s*[:：]$")
_CLAUSES: Final = (", ", "; ", " – ", " - ", " | ")
_FEWEST_WORDS: Final = 4
_ENDS: Final = (".", "!", "?", "…", "”", '"')
_RULES: Final = (" | ", " – ", " - ", " — ")
_TIME_TO_READ: Final = re.compile(r"\b\d{1,2} min(?:ute)?s?\.? read$", re.I)
_SURE_CREDIT: Final = 60
_COUNTER: Final = re.compile(
    r"^\d{1,3}(?:\s?/\s?\d{1,3}\b[\s|:.–-]*|\s\w{1,3}\s\d{1,3}\s*[|:.–-]\s*)(?=[^\W\d_])"
    r"|^[^\W\d_]{3,9}\s\d{1,3}\s\w{1,3}\s\d{1,3}\b[\s|:.–-]*"
)
# "AP – A boat at the pier", "REUTERS/Jane Doe - A boat", "AFP Photo: A boat": the credit stands first.
_LED: Final = re.compile(
    r"(?P<credit>\w[^–—:|]{1,50}?)(?:\s+[–—-]\s+|(?:\s(?:[Pp]hoto|PHOTO))?:\s+)(?P<rest>\W?\w.{18,})", re.S
)
# "harbour-news.example", "jdoe / pictures.example": an address alone names who gave the picture.
_ADDRESS: Final = re.compile(r"(?:[\w .'-]{2,30}\s?/\s?)?(?:[a-z0-9-]+\.)+[a-z]{2,7}")


def parted(text: str) -> tuple[str | None, list[Credit]]:
    """A caption without its credits, its number and the page's own words, and these credits."""
    text = announced(text) or text
    text = _without_label(_COUNTER.sub("", _frames().sub("", text)).rstrip(" —–|/"))
    if not text or is_furniture(text) or _says_nothing(text) or _announces(text):
        return None, []
    found = split_credit(text)
    bare = unbracketed(text)
    if not found and ((bare != text and looks_like_credit(bare)) or _is_credit(bare)):
        return None, [picture_credit(bare, "photo", None)]  # all of it: "(The Harbour News)"
    if not found and (led := _led(text)):
        return led[1], [picture_credit(led[0], "photo", led[1])]
    if not found and (source := sourced(bare)):
        return None, [picture_credit(source.credit, source.kind, None)]
    if not found:
        return _source_behind(text) or (text, [])
    rest, credits = found[0].rest or None, [(split.credit, split.kind) for split in found]
    if rest and (source := sourced(unbracketed(rest))):  # "Source: MTI; Photo: Jane Doe"
        rest, credits = None, [(source.credit, source.kind), *credits]
    return rest, [picture_credit(credit, kind, rest) for credit, kind in credits]


def _without_label(text: str) -> str:
    """A caption without the label at its end, whose credit stands elsewhere: ``The old pier. Photo:``."""
    found = _LAST_LABEL.search(text) if text.endswith((":", "：")) else None
    return text[: found.start()] if found and credit_kind(found[1]) else text


def _announces(text: str) -> bool:
    """Whether a text is a template's, or the title of an article or a gallery beside which stands how long it is."""
    if "{{" in text or _TIME_TO_READ.search(text):
        return True
    number, _, what = text.partition(" ")
    noun, _, title = what.partition(" ")
    return number.isdecimal() and noun.casefold() in _counted() and title[:1].isupper()


def _source_behind(text: str) -> tuple[str, list[Credit]] | None:
    """A caption, and where the picture is from, as its last clause says: ``The old pier, source: AP``."""
    for sign in _CLAUSES:
        caption, _, clause = text.rpartition(sign)
        source = sourced(clause.strip(" ()")) if len(caption) >= SHORTEST_CAPTION else None
        if source and looks_like_credit(source.credit):
            return caption, [picture_credit(source.credit, source.kind, caption)]
    head, _, maker = text.rpartition(": ")
    caption, _, label = head.rpartition(". ")
    if plain_words(label.strip(" |/")) in byline_words().labels and looks_like_credit(maker):
        return f"{caption}.", [
            picture_credit(maker, "photo", f"{caption}.")
        ]  # "The old pier. Autor: Jan Novák"
    for sign in _RULES:  # "The old pier | AP"
        caption, _, agency = text.rpartition(sign)
        named = credit_form(agency) or ("|" in sign and is_person(agency) and not is_uncased(agency))
        if len(caption) >= SHORTEST_CAPTION and named:
            return caption, [picture_credit(agency, "photo", caption)]
    return None


def set_apart_credit(caption: str, last: str, divided: bool) -> Credit | None:
    """The credit in the last words below a picture, which markup sets apart: one with a label, a person behind a
    sentence, a person and a house. ``divided``: nothing but these words and the caption is there."""
    if len(caption.split()) < _FEWEST_WORDS:
        return None
    labelled = split_credit(last)
    if len(labelled) == 1 and labelled[0].label and not labelled[0].rest:
        return picture_credit(labelled[0].credit, labelled[0].kind, caption)
    person = is_person(last) and (divided or caption.endswith(_ENDS))
    return (
        picture_credit(last, "photo", caption)
        if person or is_name_and_house(last) or credit_form(last)
        else None
    )


def _led(text: str) -> tuple[str, str] | None:
    """The credit that stands before a caption, and the caption."""
    found = _LED.match(text)
    return (found["credit"], found["rest"]) if found and credit_form(found["credit"]) else None


def _is_credit(text: str) -> bool:
    """Whether a whole caption names who gave the picture and shows nothing."""
    return find_agency(text) is not None or is_name_and_house(text) or bool(_ADDRESS.fullmatch(text))


def _says_nothing(text: str) -> bool:
    """Whether a text is a label or a number of pictures alone."""
    words = [word for word in _WORDS.split(text.casefold()) if word]
    if len(words) > 3:
        return False
    return " ".join(words) in _nothing() or all(
        word.isdigit() or credit_kind(word) or word in _counted() or word == "slideshow" for word in words
    )


@cache
def _nothing() -> frozenset[str]:
    return frozenset(load("markup")["pictures"]["nothing"])


@cache
def _counted() -> frozenset[str]:
    return frozenset(load("markup")["pictures"]["counted"]) | {"caption"}


@cache
def _frames() -> re.Pattern[str]:
    """What pages print around captions: buttons and hidden labels."""
    pictures = load("markup")["pictures"]
    words, shares = any_of(pictures["frames"], cased=False), any_of(pictures["shares"], cased=False)
    # A hidden label may be glued to the caption, buttons for sharing come in rows.
    end = r"(?:\b|(?-i:(?=[^\W\d_a-zß-ÿ])))"
    return re.compile(
        rf"^(?:(?:(?:{shares})\s+){{2,}}|(?:(?:{words}){end}[\s:,.|]*)+)|(?:(?:^|[\s,|])\s*(?:{words})[.\s]*)+$",
        re.IGNORECASE,
    )


def captioned(text: str) -> str | None:
    """The caption in a text that the page calls a credit: what is left of several words when the credit is cut out."""
    if not _SURE_CREDIT <= len(text) <= LONGEST_CAPTION:
        return None
    found = split_credit(text)
    led = None if found else _led(text)
    rest = found[0].rest if found else led[1] if led else ""
    return rest if len(rest) >= SHORTEST_CAPTION else None


def credits_in(text: str, caption: str | None) -> Iterator[Credit]:
    """Credits in a text that the page marks as one, so that it needs no label."""
    if (
        all(credit_kind(word) for word in _WORDS.split(text) if word)
        or _says_nothing(text)
        or _MAILBOX.fullmatch(text)
    ):
        return  # a mailbox, a label of what is shown, as "Photo/Graphic", or a button
    found = split_credit(text) if len(text) <= LONGEST_CAPTION else []
    for split in found:
        yield picture_credit(split.credit, split.kind, caption)
    bare = _BRACKETS.sub("", text)
    if not found and (led := _led(bare)):
        yield picture_credit(led[0], "photo", led[1])
        return
    folded = fold(bare)
    if any(phrase in folded for phrase in _phrases()) or is_imprint(bare) or _is_dated(bare):
        return
    if len(bare) > _SURE_CREDIT and not looks_like_credit(bare):
        return
    if not found and bare and len(bare) <= LONGEST_CREDIT:
        source = sourced(bare)
        yield picture_credit(source.credit if source else bare, "photo", caption)


def _is_dated(text: str) -> bool:
    """Whether a line is a date, or has one and a clock in it, as the line below a headline has."""
    return is_date_line(text) or (_CLOCK.search(text) is not None and has_date(text))


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(fold(phrase) for phrase in load("markup")["pictures"]["rights"])


def picture_credit(text: str, kind: Any, caption: str | None) -> Credit:
    """A credit as printed, taken apart."""
    text = unbracketed(text)
    return Credit(without_maker(text), kind, *parse_credit(text), "figure", caption)
