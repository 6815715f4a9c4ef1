"""A message of IPTC 7901: header, keywords, headline, text, time of sending."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import load, stamps
from pipeline.model import Hint, RawDocument

from .base import Item
from .wire_heads import CONTROL, Heading, add, dateline, unsigned
from .wrapped import blocks_of, composed, joined, paragraphs

_HEADER: Final = re.compile(
    r"(?P<service>[A-Za-z]{1,8})-?(?P<number>\d{1,5}) +(?P<priority>\S) +(?P<category>[A-Za-z]{1,4}) +"
    r"(?P<words>\d{1,5})(?P<more>[^\n]*)"
)
_NOTEBOOK: Final = re.compile(r"#{1,2}\s+[^\W\d_]")
_END: Final = re.compile(r"\s*\./\.\s*\S{0,12}\s*")
_STAMP: Final = re.compile(r"\s*\d{6}\s+(?:\w{1,5}\s+)?[^\W\d_]{3,9}\.?\s+\d{2,4}\s*")
_MOST_HEADING: Final = 14
_MOST_MORE: Final = 3
_LONGEST_NOTE: Final = 600


def iptc(raw: RawDocument, head: str, rest: str | None) -> Item:
    """The document of a message: ``head`` up to the start of text, ``rest`` from there on; None where the control
    characters were taken out."""
    header, _, below = head.partition("\n")
    if rest is None:
        below, rest = _unframed(below)
    text, _, trailer = rest.partition("\x03")
    heading = Heading()
    _header(header, below, heading)
    lines = CONTROL.sub("", text.replace("\x0b", "\n")).split("\n")
    lines = _heading(lines, heading)
    lines, trailer = _cut(lines, trailer, heading)
    texts = paragraphs("\n".join(lines))
    if texts:
        heading.hints.extend(dateline(texts[0]) or (dateline(texts[1]) if len(texts) > 1 else []))
    if published := stamps.read(CONTROL.sub(" ", trailer)):
        heading.hints.append(Hint("published", published, "time of sending"))
    # A flash has no other text than its headline.
    return composed(raw, blocks_of(texts or [joined(heading.title)]), heading.told(), heading.extra)


def _unframed(below: str) -> tuple[str, str]:
    """Keywords and the rest of a message without control characters: the keywords are its first line."""
    slug, _, rest = below.lstrip("\n").partition("\n")
    return slug, rest


def _header(header: str, below: str, heading: Heading) -> None:
    found = _HEADER.match(header)
    if found is None:
        heading.extra.append(("header", header))
    else:
        heading.extra.append(("message", found["service"] + found["number"]))
        heading.extra.append(("category", found["category"]))
        heading.extra.append(("word-count", found["words"].lstrip("0")))
        heading.extra.append(("header", " ".join(found["more"].split())))
        if found["priority"].isdigit() and found["priority"] != "0":
            heading.hints.append(Hint("urgency", found["priority"], "header"))
    slug = " ".join(CONTROL.sub(" ", below).split())
    heading.extra.append(("slug", slug))
    heading.hints.extend(Hint("keywords", part.strip(), "keywords") for part in slug.split("/"))


def _heading(lines: list[str], heading: Heading) -> list[str]:
    """The lines below the heading. A heading ends with ``=``, else before the first blank line."""
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    end = next((i for i in range(start, len(lines)) if not lines[i].strip()), len(lines))
    marked = next(
        (i for i in range(start, min(end, start + _MOST_HEADING)) if lines[i].rstrip().endswith("=")), None
    )
    stop = marked + 1 if marked is not None else min(end, start + 1) if end == len(lines) else end
    for line in _bracketed(lines[start:stop]):
        line = line.strip().removesuffix("=").strip()
        if not add(heading, line, alone=bool(heading.title)):
            heading.title.append(line)
    rest = lines[stop:]
    while marked is not None and (more := _more(rest)):
        for line in rest[:more]:
            line = line.strip().removesuffix("=").strip()
            if not add(heading, line, alone=True):
                heading.extra.append(("subheading", line))
        rest = rest[more:]
    return rest


def _bracketed(lines: list[str]) -> list[str]:
    """The lines of a heading, those of a note in brackets as one."""
    found: list[str] = []
    open_ = False
    for line in lines:
        if open_:
            found[-1] = joined([found[-1], line])
        else:
            found.append(line)
        bare = found[-1].strip().removesuffix("=").strip()
        open_ = bare[:1] == "(" and bare[-1:] != ")" and len(bare) <= _LONGEST_NOTE
    return found


def _more(lines: list[str]) -> int:
    """How many lines a further heading has: a few, the last ends with ``=``."""
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    for i in range(start, min(len(lines), start + _MOST_MORE)):
        if not lines[i].strip():
            return 0
        if lines[i].rstrip().endswith(" ="):
            return i + 1
    return 0


@cache
def _table(key: str) -> tuple[str, ...]:
    return tuple(load("wires")["text"][key])


def _cut(lines: list[str], trailer: str, heading: Heading) -> tuple[list[str], str]:
    """The lines of the text alone, and where the time of sending stands."""
    for i, line in enumerate(lines):
        if _END.fullmatch(line):
            lines, trailer = lines[:i], trailer if trailer.strip() else "\n".join(lines[i:])
            break
    lines, trailer = _unstamped(lines, trailer)
    private = next((i for i, line in enumerate(lines) if _is_private(line)), None)
    if private is not None:
        heading.extra.append(("notebook", "\n".join(line.rstrip() for line in lines[private:]).strip()))
        lines, trailer = _unstamped(lines[:private], trailer)
    return unsigned(lines, heading), trailer


def _unstamped(lines: list[str], trailer: str) -> tuple[list[str], str]:
    """The lines without the time of sending below them, which is the trailer where there is no other."""
    while lines and (not (last := lines[-1].strip()) or _STAMP.fullmatch(last)):
        trailer = last if last and not stamps.read(trailer) else trailer
        lines = lines[:-1]
    return lines, trailer


def _is_private(line: str) -> bool:
    line = line.strip()
    if _NOTEBOOK.match(line):
        return True
    return bool(line) and line.lower().startswith(_table("private"))
