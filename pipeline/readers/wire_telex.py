"""A message between the marks of the telex network, ``ZCZC`` and ``NNNN``: lines of codes, headline, text.

Lines that begin with a sign (``#Slug``, ``$Headline``) are fields of the desk that sent it; no two desks use
the same signs.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.languages import stamps
from pipeline.model import Hint, RawDocument

from .base import Item
from .wire_heads import CONTROL, Heading, dateline, unsigned
from .wrapped import blocks_of, composed, paragraphs

MARK: Final = re.compile(rb"(?:\A|(?<=[\r\n]))[ \t]*[Zz][Cc][Zz][Cc](?![A-Za-z])[^\r\n]{0,80}[\r\n]")
_END: Final = re.compile(r"\s*(.*?)\s*\bNNNN\s*", re.I | re.S)
_SIGNED: Final = re.compile(r"(?:[%#$:&*@^=+~!|<>]|[A-Z]{2}#)[ \t]*(\S.*)?")
_CODES: Final = re.compile(
    r"(?=.{1,60}$)(?:(?=.*[0-9_(])[A-Z0-9]+(?:[ _/-]+[A-Z0-9()]+)*|[A-Z]{1,3}(?: [A-Z]{1,3}){0,3})"
)
_MOST_HEADING: Final = 16
_FEWEST_WORDS, _MOST_WORDS = 3, 20
_LONGEST_TITLE: Final = 120
_UNWORDED: Final = frozenset("0123456789():")
_ENDS: Final = (".", "-", ":", ";", ",", "...")


def telex(raw: RawDocument, text: str) -> Item:
    """The document of a message: ``text`` from its mark on."""
    begin, _, rest = text.partition("\n")
    heading = Heading()
    heading.extra.append(("message", begin.strip()[4:].strip()))
    lines = [CONTROL.sub("", line) for line in rest.split("\n")]
    lines = _ended(lines, heading)
    lines = _headed(lines, heading)
    texts = paragraphs("\n".join(unsigned(lines, heading)))
    if texts:
        heading.hints.extend(dateline(texts[0]))
    return composed(raw, blocks_of(texts), heading.told(), heading.extra)


def _ended(lines: list[str], heading: Heading) -> list[str]:
    """The lines before the end mark; a time of sending may stand on its line or the one above."""
    at = next((i for i, line in enumerate(lines) if _END.fullmatch(line)), len(lines))
    last = _END.fullmatch(lines[at]) if at < len(lines) else None
    kept = [*lines[:at], last[1]] if last and last[1] else lines[:at]
    while kept and not kept[-1].strip():
        kept.pop()
    if kept and (sent := stamps.read(kept[-1])):
        heading.hints.append(Hint("published", sent, "time of sending"))
        kept.pop()
    return kept


def _headed(lines: list[str], heading: Heading) -> list[str]:
    """The lines below the heading: fields of the desk, codes, and a headline that stands apart."""
    fields: list[str] = []
    at = 0
    while at < min(len(lines), _MOST_HEADING):
        line = lines[at].strip()
        signed = _SIGNED.fullmatch(line)
        if signed and line[1:2] != " ":
            fields.append((signed[1] or "").strip())
        elif line and not _CODES.fullmatch(line):
            break
        heading.extra.append(("heading", line))
        at += 1
    heading.extra[1:] = [
        ("heading", "; ".join(value for name, value in heading.extra[1:] if name == "heading" and value))
    ]
    if at + 1 < len(lines) and _is_title(lines[at], lines[at + 1 :]):
        heading.title.append(lines[at].strip())
        at += 1
    elif titles := [field for field in fields if _is_worded(field)]:
        heading.title.append(max(titles, key=lambda each: len(each.split())))
    return lines[at:]


def _is_worded(field: str) -> bool:
    return _FEWEST_WORDS <= len(field.split()) <= _MOST_WORDS and not (
        field.isupper() and any(map(_UNWORDED.__contains__, field))
    )


def _is_title(line: str, below: list[str]) -> bool:
    """Whether a line stands above a text as its headline does: short, no sentence, a dateline or a blank line below."""
    line = line.strip()
    if len(line) > _LONGEST_TITLE or line.endswith(_ENDS) or len(line.split()) < _FEWEST_WORDS:
        return False
    following = " ".join(part.strip() for part in below[:2])
    return not below[0].strip() or bool(dateline(following)) or following[:1] == "("
