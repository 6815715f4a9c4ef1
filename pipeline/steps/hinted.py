"""What a dump says of a record, as candidates: bylines as single names, captions without the credits in them, and
credits with the caption of their picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.languages.agencies import Agency, find_agency, parse_credit
from pipeline.languages.people import split_names
from pipeline.model import Candidate, Credit, CreditPlace, Hint, Image
from pipeline.steps.credits import divide, read_credit

RULE: Final = "dump"
CONFIDENCE: Final = 0.9
_PARTS: Final = re.compile(r"[,/;()|]\s*")
_SENDER: Final = re.compile(r"\S+@\S+\s+\((.+)\)")


def candidates(hints: Iterable[Hint]) -> Iterator[Candidate]:
    """The candidates of all hints but addresses of the page itself, in order."""
    hints = tuple(hints)
    captions = {_picture(hint): _parted(hint)[0] for hint in hints if hint.field == "captions"}
    for hint in hints:
        if hint.field == "authors":
            names, helper = _helped(hint.value)
            yield from (_candidate(hint, name) for name in _names(names))
            if agency := helper or next(filter(None, map(find_agency, _PARTS.split(names)[1:])), None):
                yield Candidate("byline_agency", agency.name, RULE, hint.where, CONFIDENCE)
        elif hint.field == "captions":
            yield from _caption(hint)
        elif hint.field == "credits":
            yield _credit(hint, hint.value, captions.get(_picture(hint)))
        elif hint.field == "images":
            yield _candidate(hint, Image(hint.value, captions.get(_picture(hint))))
        elif hint.field == "truncated":
            yield _candidate(hint, True)
        elif hint.field != "url":
            yield _candidate(hint, hint.value)


def _candidate(hint: Hint, value: object) -> Candidate:
    return Candidate(hint.field, value, RULE, hint.where, hint.trust or CONFIDENCE)


def _helped(text: str) -> tuple[str, Agency | None]:
    """``Jane Doe with AP`` as the names and the agency whose text was used; where there is none, the text as it is."""
    found = _helpers().fullmatch(text.strip())
    agency = find_agency(found[2].strip(" .)")) if found else None
    return (found[1].strip(" ,(-–"), agency) if found and agency else (text, None)


@cache
def _helpers() -> re.Pattern[str]:
    words = sorted(load("bylines")["helped"], key=len, reverse=True)
    forms = "|".join(re.escape(word) + ("" if word.endswith(("'", "’")) else r"\s+") for word in words)
    return re.compile(rf"(|.*?[\s(])(?:{forms})(\S.{{0,40}})", re.I | re.S)


def _names(text: str) -> Iterator[str]:
    """``By Jane Doe and John Roe, AP; Ola Hansen`` as three names; ``Doe, Jane`` is one, and what is no name stays."""
    sender = _SENDER.fullmatch(text)
    for part in (sender[1] if sender else text).split(";"):
        names = split_names(part, told=True)
        # A single word before another name is a surname; behind one it is an agency, a paper or a place.
        if len(names) > 1 and all(map(find_agency, names)):
            yield from names
        elif names and (len(names) == 1 or _whole(names[0])):
            yield from (name for name in names if len(names) == 1 or _whole(name))
        elif part.strip():
            yield part.strip()


def _whole(name: str) -> bool:
    return " " in name or not name.isascii()


def _picture(hint: Hint) -> str:
    """The place of a hint's picture: ``$.images[0]`` for ``$.images[0].caption``."""
    return hint.where.rpartition(".")[0]


def _parted(hint: Hint) -> tuple[str | None, list[str]]:
    """A caption without the credits that stand in it, and these."""
    blocks = divide(hint.value, hint.where)
    if blocks is None:
        return hint.value, []
    caption = next((block.text for block in blocks if block.kind != "credit"), None)
    return caption, [block.text for block in blocks if block.kind == "credit"]


def _caption(hint: Hint) -> Iterator[Candidate]:
    caption, credits = _parted(hint)
    if caption:
        yield _candidate(hint, caption)
    yield from (_credit(hint, credit, caption) for credit in credits)


def _credit(hint: Hint, text: str, caption: str | None) -> Candidate:
    kind, verbatim, _ = read_credit(text)
    where: CreditPlace = "caption" if caption else "metadata"
    made = Credit(verbatim, kind, *parse_credit(verbatim), where, caption)
    return Candidate("credits", made, RULE, hint.where, CONFIDENCE)
