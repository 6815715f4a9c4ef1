"""What the tags around the text of an SGML record say: hints, and what has no field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from pipeline.languages import dates, load, stamps
from pipeline.languages.agencies import find_agency
from pipeline.languages.people import split_names
from pipeline.languages.persons import is_person
from pipeline.model import Hint

from .sgml_tree import Element

_STAMPED: Final = re.compile(r"[A-Z]{2,4}\s+\d{1,2} [A-Z]{3} \d{2,4}\s*/\s*")
_SIGNED: Final = re.compile(r"\s*-{2,}\s*(?=By\b)|\s+-{4,}\s*\Z", re.I)
_SLUG: Final = re.compile(r"\s*\(([A-Z]{2}-[^()\s]{3,60})\)\s*\Z")
_EDITION: Final = re.compile(
    r"(?P<date>.*?\b\d{4})(?:\s*,\s*(?P<day>[^\W\d_]+))?(?:\s*,\s*(?P<edition>.+))?", re.S
)
_PAGE: Final = re.compile(r"\bpage\s+([A-Z]?-?\d{1,3}[A-Z]?|[A-Z]\d?)\b", re.I)
_CLOCK: Final = re.compile(r"(\d{1,2})[.:]?(\d{2})(?:[.:]?(\d{2}))?")
_NUMERIC: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b.*", re.S)
_STAMPS: Final = ("fileid", "trailer")
_SHORTEST_PAGE: Final = 12
_LONGEST_DATE: Final = 200
_LONGEST_TITLE: Final = 2000


@dataclass(slots=True)
class Told:
    """What the tags said: ``leads`` are paragraphs that stand apart above the text."""

    hints: list[Hint] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)

    def first(self, name: str) -> str | None:
        """The first hint of a field."""
        return next((hint.value for hint in self.hints if hint.field == name), None)


@cache
def _places() -> dict[str, list[tuple[str, int]]]:
    """Fields, and the rank in each, by tag."""
    found: dict[str, list[tuple[str, int]]] = {}
    for name, tags in load("sgml")["fields"].items():
        for rank, tag in enumerate(tags):
            found.setdefault(tag, []).append((name, rank))
    return found


def told(root: Element, bodies: list[Element]) -> Told:
    """The hints of a record and the rest, from all tags but those of its text."""
    found = Told()
    ranked: dict[str, list[tuple[int, str, str]]] = {}
    for element in _outside(root, bodies):
        value = _own(element)
        if not value.strip():
            continue
        places = _places().get(element.name, [])
        for name, rank in places:
            ranked.setdefault(name, []).append((rank, element.name, value))
        if not places and element.name not in ("d", *load("sgml")["body"]["text"]):
            found.extra.append((element.name, " ".join(value.split())))
    _attributes(root, ranked, found)
    for values in ranked.values():
        values.sort(key=lambda row: row[0])
    _names(ranked, found)
    _texts(ranked, found)
    _published(ranked, root, found)
    return found


def _outside(root: Element, bodies: list[Element]) -> Iterator[Element]:
    """The elements around the text, and the notes within it."""
    notes = frozenset(load("sgml")["body"]["notes"])
    texts = {id(body) for body in bodies if body is not root}

    def within(element: Element, inside: bool) -> Iterator[Element]:
        inside = inside or id(element) in texts
        for child in element.children():
            if not inside or child.name in notes:
                yield child
            yield from within(child, inside)

    yield from within(root, False)


def _own(element: Element) -> str:
    """An element's text, without that of the tags within it that have a field of their own; values of a list (``<D>``)
    are parted by ``;``."""
    listed = [child.text().strip() for child in element.children() if child.name == "d"]
    if listed:
        return "; ".join(listed)
    texts = load("sgml")["body"]["text"]
    parts = []
    for part in element.parts:
        if isinstance(part, str):
            parts.append(part)
        elif part.name not in _places() and part.name not in texts and part.name != "d":
            parts.append(f"\n{part.text()}\n" if part.name == "p" else part.text())
    return "".join(parts)


def _attributes(root: Element, ranked: dict[str, list[tuple[int, str, str]]], found: Told) -> None:
    known = {
        "id": "source_id",
        "newid": "source_id",
        "type": "genre",
        "url": "url",
        "title": "title",
        "lang": "language",
    }
    for name, value in root.attributes.items():
        if name in known:
            ranked.setdefault(known[name], []).append((-1, f"{root.name} {name}", value))
        else:
            found.extra.append((name, value))
    if root.name == "reuters":
        ranked.setdefault("publisher", []).append((-1, "reuters", "Reuters"))


def _names(ranked: dict[str, list[tuple[int, str, str]]], found: Told) -> None:
    """Bylines: what names nobody (``Associated Press Writer``) is the agency's, or kept beside."""
    for _, tag, value in ranked.pop("authors", []):
        line = " ".join(value.split())
        names = [name for name in split_names(line) if is_person(name)]
        agency = find_agency(line) or find_agency(line.rpartition(" ")[0])
        if agency is not None and agency.kind == "news":
            found.hints.append(Hint("byline_agency", agency.name, tag))
        elif names and not any(map(str.isdigit, line)):
            found.hints.append(Hint("authors", line, tag))
        else:
            found.extra.append((tag, line))


def _texts(ranked: dict[str, list[tuple[int, str, str]]], found: Told) -> None:
    for name, values in ranked.items():
        if name == "published":
            continue
        if name == "lead":
            found.leads.extend(value for _, _, value in values)
            continue
        for number, (_, tag, value) in enumerate(values):
            line = " ".join(value.split())
            if name == "captions":
                found.hints.extend(Hint(name, " ".join(part.split()), tag) for part in value.split("\n\n"))
            elif name == "images":
                found.hints.extend(Hint(name, part, tag) for part in value.split())
            elif name in ("keywords", "subjects"):
                found.hints.extend(Hint(name, part, tag) for part in _parts(value))
            elif number:
                found.extra.append((tag, line))
            else:
                found.hints.extend(_single(name, tag, line, found))


def _parts(value: str) -> list[str]:
    seam = ";" if ";" in value else "," if "," in value else "\n"
    return [" ".join(part.split()) for part in value.split(seam) if part.strip()]


def _single(name: str, tag: str, line: str, found: Told) -> Iterator[Hint]:
    if name == "title" and len(line) <= _LONGEST_TITLE:
        line = _STAMPED.sub("", line, count=1) if _STAMPED.match(line) else line
        line, *signed = _SIGNED.split(line, maxsplit=1)
        if signed and signed[0].strip():
            yield Hint("authors", signed[0].strip(), tag)
    elif name == "dateline" and (slug := _SLUG.search(line)):
        found.extra.append(("slug", slug[1]))
        line = line[: slug.start()]
    elif name in ("publisher", "section", "page"):
        page = _PAGE.search(line)
        if page:
            yield Hint("page", page[1], tag)
        if name == "page" and page is None and len(line) <= _SHORTEST_PAGE:
            yield Hint("page", line, tag)
        if name == "page" or (page and name == "section"):
            found.extra.append((tag, line))
        if name == "page":
            return
        if page:
            line = re.split(r"\s*[,;]\s*", line)[0]
    yield Hint(name, line, tag)


# ---------------------------------------------------------------- dates


def _published(ranked: dict[str, list[tuple[int, str, str]]], root: Element, found: Told) -> None:
    """The date of the tags, else of the wire's own stamp, else of the record's id."""
    name = found.first("source_id") or ""
    day = stamps.of_id(name)
    clock = next((each.text() for each in root.walk() if each.name == "time"), "")
    for _, tag, value in ranked.get("published", []):
        line, edition = _dated(" ".join(value.split("#")[0].split()))
        date = _iso(line, day, clock)
        if date is None:
            found.extra.append((tag, line))
            continue
        if edition:
            found.hints.append(Hint("edition", edition, tag))
        found.hints.append(Hint("published", date, tag))
        return
    stamp = next((value for tag, value in found.extra if tag in _STAMPS and stamps.read(value)), None)
    if stamp:
        found.hints.append(Hint("published", stamps.read(stamp) or "", "stamp"))
    elif day:
        found.hints.append(Hint("published", day, "id"))


def _dated(line: str) -> tuple[str, str]:
    """``April 29, 1990, Sunday, Home Edition`` as a date and an edition."""
    match = _EDITION.fullmatch(line) if len(line) <= _LONGEST_DATE else None
    if match is None or not (match["day"] or match["edition"]):
        return line, ""
    return match["date"], match["edition"] or ""


def _iso(line: str, day: str | None, clock: str) -> str | None:
    """A date as it is written in these corpora; None where it is none. What could be two days is the one of the id."""
    if re.fullmatch(r"\d{6}|\d{8}", line):
        value = stamps.day(line) or (day if len(line) == 6 else None)
        time = _CLOCK.fullmatch(clock.strip())
        return f"{value}T{time[1]:>02}:{time[2]}" if value and time else value
    if _NUMERIC.fullmatch(line):
        for first in (True, False):
            read = dates.parse(line, day_first=first)
            if read and read.start[:10] == day:
                return read.value
    read = dates.parse(line)
    if read is None:
        return stamps.read(line)
    return line
