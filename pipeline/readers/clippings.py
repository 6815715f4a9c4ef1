"""Press reviews: articles under lines that name the paper, the day and the page. Their forms are data
(``languages/exports.toml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.folding import fold
from pipeline.model import Block, Hint

from .paragraphs import Para

LABEL: Final = re.compile(r"([^\W\d_][\w '’./-]{1,40}?)\s?:\s*(.*)\Z", re.S)
"""A label and what it says."""

_LONGEST: Final = 110
_MOST_ABOVE: Final = 6


@dataclass(slots=True)
class Found:
    """What is found of one article of an export."""

    hints: list[Hint] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def add(self, name: str, value: str, where: str) -> None:
        value = value.strip()
        if value:
            self.hints.append(Hint(name, value, where))

    def note(self, name: str, value: str) -> None:
        if value.strip():
            self.extra.append((name, value.strip()[:2000]))


def clippings(all_lines: list[Para]) -> list[Found]:
    """The articles of a press review, each under a line that names its paper and day; none where there are no such."""
    for form in load("exports")["clipping"]:
        head = re.compile(form["head"])
        starts = [at for at, line in enumerate(all_lines) if head.match(line.text)]
        if starts and not any(len(line.text) > _LONGEST for line in all_lines[: starts[0]]):
            ends = (*starts[1:], len(all_lines))
            return [_clipping(all_lines[a:b], head, form) for a, b in zip(starts, ends, strict=True)]
    return []


def _clipping(part: list[Para], head: re.Pattern[str], form: dict[str, Any]) -> Found:
    article = Found()
    match = head.match(part[0].text)
    for name, value in (match.groupdict() if match else {}).items():
        article.add(name, value or "", "head")
    labels = {fold(label): name for name, words in form["labels"].items() for label in words}
    printed = part[0].italic
    at = 1
    loose: list[str] = []
    while at < len(part) and (
        not part[at].text or (printed and part[at].italic) or _named(part[at].text, labels)
    ):
        told = _named(part[at].text, labels)
        if told:
            article.add(*told)
        elif part[at].text:
            loose.append(part[at].text)
        at += 1
    if loose:
        article.add("edition", loose.pop(), "head")
    for text in loose:
        article.note("head", text)
    _printed(article, [line for line in part[at:] if line.text])
    return article


def _named(text: str, labels: dict[str, str]) -> tuple[str, str, str] | None:
    match = LABEL.match(text)
    name = labels.get(fold(match[1])) if match else None
    return (name, match[2], match[1]) if match and name else None


def _printed(article: Found, rest: list[Para]) -> None:
    """Kicker, title and text: the first bold line is the title, else the first line."""
    title = next((at for at, line in enumerate(rest[:_MOST_ABOVE]) if line.bold), 0)
    for line in rest[:title]:
        article.add("kicker", line.text, "above the title")
    if rest:
        article.add("title", rest[title].text, "bold line" if rest[title].bold else "first line")
    for number, line in enumerate(rest[title + 1 :], 1):
        article.blocks.append(_line_block(line, number))


def _line_block(line: Para, number: int) -> Block:
    """The block of a line of an export's text."""
    kind = line.kind if line.kind in ("list", "table", "quote", "caption") else "paragraph"
    return Block(
        "crosshead" if line.bold and len(line.text) < _LONGEST else kind, line.text, f"line {number}"
    )
