"""The lines above the text of a wire's message: headline, byline, notes to editors; and its dateline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.languages.agencies import Agency, find_agency, find_news_agency
from pipeline.languages.label_words import byline_words
from pipeline.languages.people import split_names
from pipeline.languages.persons import is_person
from pipeline.model import Hint

from .wrapped import joined

CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BEHIND: Final = re.compile(r"\s*\(([^()]{1,30})\)\Z")
_LABEL: Final = re.compile(r"([^\W\d_][^:_\n]{0,24}?)\s*(?:[:.]|\s_)\s*(.*)", re.S)
_DATELINE: Final = re.compile(
    r"(?P<place>[^\W\d_][^()\n]{1,30}?(?:\([^()\n]{2,30}\)[^()\n]{0,30}?)?)[.,]?\s*\((?P<agency>[^()\n]{2,40})\)"
    r"(?:\s*(?:\.?[-–—_=:]+|\.(?=\s)))?\s*(?=\S)"
)
_PLACE: Final = re.compile(
    r"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.' -]{2,30}(?:, [A-Z][\w. ]{2,25}(?: [A-Z]{2,8})?)?)\s(?:_|-|--|=)\s(?=\S)"
)
_AGENCY: Final = re.compile(
    r"(?P<agency>[^\W\d_]{2,12})(?:-[a-z]{2,4})?(?:[ /]+[a-z0-9]{1,5}(?:/[a-z0-9]{1,5})*){1,6}/?"
)
_INITIALS: Final = re.compile(r"(?=\S*/)[^\W\d_]{2,5}(?:\s?/\s?[^\W\d_]{2,5}){0,4}\s?/?")
_LONGEST_BYLINE: Final = 120
_LONGEST_SIGNATURE: Final = 60


@dataclass(slots=True)
class Heading:
    """What stood above a text."""

    title: list[str] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)
    signed: bool = False

    def told(self) -> list[Hint]:
        """The hints, the headline's among them."""
        title = joined(self.title)
        prio, _, rest = title.partition(":")
        if rest.strip() and prio.strip().lower() in _words("prios"):
            self.extra.append(("version", prio.strip()))
            title = rest.strip()
        behind = _BEHIND.search(title)
        if behind and behind.start() and is_version(behind[1]):
            self.extra.append(("version", behind[1]))
            title = title[: behind.start()]
        return [Hint("title", title, "headline"), *self.hints] if title else self.hints


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(load("wires")["heading"][key])


@cache
def _bylines() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, byline_words().by), key=len, reverse=True))
    return re.compile(rf"(?:{words})\s?:?\s+(?P<names>\S.*)", re.IGNORECASE | re.S)


@cache
def _embargos() -> tuple[str, ...]:
    return tuple(load("headers")["words"]["embargo"])


def is_version(line: str) -> bool:
    """Whether a line says nothing but which take or version a message is: ``1ST LEAD``, ``EXTRA``."""
    words = _WORD.findall(line.lower())
    return bool(words) and all(word.isdigit() or word in _words("versions") for word in words)


def byline(line: str) -> str | None:
    """The names of a byline that is a whole line, as printed; None for other lines."""
    found = _bylines().fullmatch(line) if len(line) <= _LONGEST_BYLINE else None
    if found is None:
        return None
    names = [name for name in split_names(found["names"]) if is_person(name)]
    return found["names"].strip(" .") if names else None


def add(heading: Heading, line: str, alone: bool = False) -> bool:
    """Takes in a line that is no headline; False where it may be one. ``alone``: a byline may stand without a word
    before it, as the name of an agency or a writer's role."""
    line = CONTROL.sub("", line).strip()
    if not line:
        return True
    label = _LABEL.fullmatch(line)
    name = label[1].strip().lower() if label else ""
    if line.lower().startswith(_embargos()):
        heading.hints.append(Hint("embargo_until", line, "heading"))
    elif line[0] == "(" and line[-1] == ")":
        heading.extra.append(("note", line[1:-1].strip()))
    elif is_version(line):
        heading.extra.append(("version", line))
    elif label and name in _words("title"):
        heading.title.append(label[2].strip())
    elif label and name in _words("index"):
        heading.hints.extend(Hint("keywords", part.strip(), "heading") for part in label[2].split(","))
    elif (label and name in _words("notes")) or (label and name.startswith(("editor's", "editors"))):
        heading.extra.append(("note", line))
    elif _is_pictures(line):
        heading.extra.append(("pictures", line))
    elif (names := byline(line)) is not None:
        heading.hints.append(Hint("authors", names, "byline"))
        heading.signed = True
    elif (alone or heading.signed) and (agency := _writers_line(line)):
        heading.hints.append(Hint("byline_agency", agency, "byline"))
    else:
        return False
    return True


def _is_pictures(line: str) -> bool:
    """``AP Photo SDDD101, SDDD102``: a line that names an agency at most, and pictures by their numbers."""
    words = line.replace(",", " ").split()
    first = next(
        (i for i, word in enumerate(words[:3]) if word.strip(":.").lower() in _words("pictures")), None
    )
    if first is None or (first and find_agency(" ".join(words[:first])) is None):
        return False
    rest = words[first + 1 :]
    return (
        not rest
        or words[first].endswith(":")
        or any(map(str.isdigit, rest[0]))
        or rest[0].lower() in ("with", "by")
    )


def _writers_line(line: str) -> str | None:
    """The agency of ``Associated Press`` or ``AP Sports Writer``."""
    agency = find_agency(line)
    words = line.split()
    for cut in range(1, min(4, len(words))):
        if agency is None and " ".join(words[-cut:]).lower() in _words("roles"):
            agency = find_agency(" ".join(words[:-cut]))
    return agency.name if agency is not None and agency.kind == "news" else None


def dateline(text: str) -> list[Hint]:
    """Place and agency at the beginning of a text: ``BRUXELLES 23/07 (AFP-BELGA) = ``, ``ATLANTA (AP) _ ``."""
    found = _DATELINE.match(text[:160])
    if found is not None:
        source = _source(found["agency"])
        if source is not None:
            where = Hint("dateline", found["place"].strip(" ,"), "dateline")
            return [where, Hint("byline_agency", source.name, "dateline")]
    found = _PLACE.match(text[:100])
    if found is None:
        return []
    place, _, last = found["place"].strip(" ,").rpartition(" ")
    agency = find_news_agency(last) if place else None
    if agency is None:
        return [Hint("dateline", found["place"].strip(" ,"), "dateline")]
    return [Hint("dateline", place, "dateline"), Hint("byline_agency", agency.name, "dateline")]


def _source(text: str) -> Agency | None:
    """The first news agency of ``AFP-BELGA``, ``Kyodo News``, ``ats afp``."""
    for seam, written in ((r"[/,-]", text), (r"[/,\s-]+", text.upper())):
        if source := next(filter(None, map(find_news_agency, re.split(seam, written))), None):
            return source
    return None


def unsigned(lines: list[str], heading: Heading) -> list[str]:
    """The lines of a text without blank ones at its end, end marks, and the agency and the initials that sign it."""
    while lines:
        last = lines[-1].strip()
        if last and last.lower() not in _ends():
            last = last.strip("()").replace("\\", "")
            first, _, rest = last.partition(" ")
            if not (_INITIALS.fullmatch(last) or (first.lower() in _ends() and _INITIALS.fullmatch(rest))):
                signed = _AGENCY.fullmatch(last) if len(last) <= _LONGEST_SIGNATURE else None
                if signed is None or find_agency(signed["agency"]) is None:
                    break
            heading.extra.append(("signature", last))
        lines = lines[:-1]
    return lines


@cache
def _ends() -> frozenset[str]:
    return frozenset(load("wires")["text"]["ends"])
