"""Documents of several articles, as press databases export them, taken apart by the lines that they are parted with.

Their marks and labels in many languages are data: ``languages/exports.toml``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.languages.folding import fold
from pipeline.model import Block, RawDocument

from . import lexisnexis
from .base import Item, rejected, text_document
from .clippings import LABEL, Found, clippings
from .paragraphs import Para, lines

_DATED: Final = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_SHARE: Final = re.compile(r"\s*\(\d{1,3}\s?%\)")
_LONGEST_DATE: Final = 110
_LONGEST_TITLE: Final = 200
_MOST_ABOVE: Final = 6
_FIELDS: Final = ("section", "authors", "dateline", "lead", "language", "subjects", "edition")


def articles(raw: RawDocument, paras: list[Para], extra: tuple[tuple[str, str], ...] = ()) -> list[Item]:
    """The articles of a press export; none where the document is no such."""
    all_lines = list(lines(paras))
    found = _nexis(all_lines) or clippings(all_lines)
    if found:
        return [_item(raw, article, extra) for article in found]
    return lexisnexis.counted(raw, [line.text for line in all_lines], extra)


def one(raw: RawDocument, part: list[Para]) -> Item:
    """The article of the lines between two ends."""
    mark = _first_mark(part)
    if mark is None:
        return rejected(raw, "no-text", f"lines that belong to no article: {part[0].text[:100]}")
    return _item(raw, _article(part, mark), ())


def _item(raw: RawDocument, article: Found, extra: tuple[tuple[str, str], ...]) -> Item:
    running = [block.text for block in article.blocks if block.kind != "caption"]
    if not running:
        title = next((hint.value for hint in article.hints if hint.field == "title"), "")
        return rejected(raw, "no-text", f"an article of the export has no text: {title[:100]}".rstrip(": "))
    everything = (*article.extra, *extra)
    return text_document(raw, "\n\n".join(running), article.hints, everything, article.blocks)


# ---------------------------------------------------------------- Nexis


@cache
def _marks(name: str) -> frozenset[str]:
    return frozenset(map(fold, load("exports")["nexis"][name]))


@cache
def _labels(head: bool) -> dict[str, str]:
    """The field of each label; above the text the first field of the table counts, below it the last."""
    found: dict[str, str] = {}
    for name, labels in load("exports")["nexis"]["labels"].items():
        for label in map(fold, labels):
            found[label] = found.get(label, name) if head else name
    return found


def label(text: str, head: bool = True) -> tuple[str, str, str] | None:
    """(field, value, label as printed) of a line that begins with a label."""
    match = LABEL.match(text)
    name = _labels(head).get(fold(match[1])) if match else None
    return (name, match[2], match[1]) if match and name else None


def _nexis(all_lines: list[Para]) -> list[Found]:
    folded = [fold(line.text) for line in all_lines]
    ends = [at for at, text in enumerate(folded) if text in _marks("ends")]
    marked = any(text in _marks("body") for text in folded)
    if not ends or not (marked or any(label(line.text) for line in all_lines)):
        return []
    found = []
    start = 0
    for end in (*ends, len(all_lines)):
        part = all_lines[start:end]
        start = end + 1
        body = _first_mark(part)
        if end < len(all_lines) or body is not None:
            found.append(_article(part, body))
    return found


def _first_mark(part: list[Para]) -> int | None:
    """Where the labels or the text of an article begin."""
    for at, line in enumerate(part):
        if fold(line.text) in _marks("body") or label(line.text):
            return at
    return None


def _article(part: list[Para], mark: int | None) -> Found:
    article = Found()
    if mark is None:  # nothing but a text
        _text(article, part)
        return article
    _head(article, _above(part, mark))
    at = mark
    while at < len(part) and fold(part[at].text) not in _marks("body"):
        told = label(part[at].text)
        if told:
            _field(article, *told)
        elif part[at].text and not _is_furniture(part[at].text):
            if not any(fold(line.text) in _marks("body") for line in part[at:]):
                break  # without its heading the text begins here
            _continued(article, part[at].text)
        at += 1
    rest = part[at + 1 :] if at < len(part) and fold(part[at].text) in _marks("body") else part[at:]
    _text(article, rest)
    return article


def _above(part: list[Para], mark: int) -> list[str]:
    """The lines of the head: those since the page or section began, without the cover list of the export."""
    begin = next((at for at in range(mark, 0, -1) if part[at].begins), 0)
    above = [line.text for line in part[begin:mark] if line.text]
    if not above:
        above = [line.text for line in part[:mark] if line.text]
    if len(above) <= _MOST_ABOVE and not any(map(is_cover, above)):
        return above
    dated = next((at for at in range(len(above) - 1, -1, -1) if _is_date(above[at])), None)
    return above[max(0, dated - 2) :] if dated is not None else above[-3:]


_LONGEST_COVER: Final = 100
"""Signs of a line that tell whether it is one of the list."""


@cache
def _covers() -> tuple[str, ...]:
    return tuple(map(fold, load("exports")["nexis"]["cover"]))


def is_cover(text: str) -> bool:
    """Whether a line stands in the list before the articles."""
    return fold(text[:_LONGEST_COVER]).startswith(_covers())


def _is_date(text: str) -> bool:
    return len(text) <= _LONGEST_DATE and bool(_DATED.search(text)) and not _is_rights(text)


def _is_rights(text: str) -> bool:
    return text.casefold().startswith(tuple(word.casefold() for word in load("exports")["nexis"]["rights"]))


def _is_furniture(text: str) -> bool:
    return fold(text) in _marks("furniture")


def _head(article: Found, above: list[str]) -> None:
    """Title, source and date, which stand above the labels in this order and without any of their own."""
    dated = next((at for at in range(1, len(above)) if _is_date(above[at])), None)
    first = dated if dated is not None else min(2, len(above))
    titles, source = (above[: first - 1], above[first - 1]) if first > 1 else (above[:1], "")
    title, below = " ".join(titles), ""
    if len(title) > _LONGEST_TITLE:  # what is set below the headline stands in the same line
        title, _, below = title.partition("; ")
    article.add("title", title, "line 1")
    article.add("lead", below, "line 1")
    article.add("publisher", source, "line above the date")
    for at, text in enumerate(above[first:], first):
        if at == dated:
            article.add("published", text, "date line")
        elif _is_rights(text):
            article.add("rights", text, "head")
        elif any(word in text.casefold() for word in load("exports")["nexis"]["edition"]):
            article.add("edition", text, "head")
        elif not _is_furniture(text):
            article.note("head", text)


def _field(article: Found, name: str, value: str, label: str) -> None:
    value = value.strip()
    if name == "section":
        _section(article, value, label)
    elif name == "subjects":
        for part in _SHARE.sub("", value).split(";"):
            article.add(name, part, label)
    elif name in _FIELDS:
        article.add(name, value, label)
    else:
        article.note(name, value)


def _section(article: Found, value: str, label: str) -> None:
    """``POLITICS; Version:28``, ``SPORT; Pg. 12``: the section, and its page."""
    words = tuple(load("exports")["nexis"]["page"])
    for number, part in enumerate(piece.strip() for piece in value.split(";")):
        page = next((part[len(word) :].strip(" .:") for word in words if part.startswith(word)), "")
        if page and page[0].isalnum() and any(map(str.isdigit, page)):
            article.add("page", page, label)
        elif number:
            article.note("section", part)
        else:
            article.add("section", part, label)


def _continued(article: Found, text: str) -> None:
    """A line between the labels that has none goes on with what is above it."""
    if article.hints and article.hints[-1].field == "lead":
        last = article.hints.pop()
        article.add("lead", f"{last.value} {text}", last.where)
    else:
        article.note("head", text)


def _text(article: Found, rest: list[Para]) -> None:
    """The text, then the captions and labels that follow it."""
    end = len(rest)
    while end and (not rest[end - 1].text or label(rest[end - 1].text, head=False)):
        end -= 1
    tail = [line.text for line in rest[end:]]
    part = "body"
    for number, line in enumerate(rest[:end], 1):
        text, word = line.text, fold(line.text)
        name = next((name for name in ("classification", "graphic", "notes") if word in _marks(name)), None)
        if name and (part != "body" or _heads(rest[number:end], name)):
            part = name
        elif part == "classification":
            tail.append(text)
        elif part == "notes":
            article.note("notes", text)
        elif text and not _is_furniture(text):
            kind = line.kind if line.kind in ("list", "table", "quote", "crosshead") else "paragraph"
            article.blocks.append(Block("caption" if part == "graphic" else kind, text, f"line {number}"))
    for text in tail:
        if told := label(text, head=False):
            _field(article, *told)


def _heads(following: list[Para], name: str) -> bool:
    """Whether a mark is none of the text's lines: labels follow a classification, hardly anything the rest."""
    texts = [line.text for line in following if line.text]
    if name == "classification":
        return not texts or label(texts[0], head=False) is not None
    return len(texts) <= _MOST_ABOVE or any(fold(text) in _marks("classification") for text in texts)
