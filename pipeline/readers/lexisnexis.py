"""LexisNexis: a text of several articles, each below a line ``8 of 383 DOCUMENTS``, with labels in the language of
whoever exported them; and the same as a page. The counters are not believed. ``lexisnexis_article.py`` reads articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any, Final

from pipeline.languages.folding import plain_words
from pipeline.model import Block, RawDocument

from . import export_lines, exports, fields
from .base import Item, Reader, Stream, rejected, unmarked
from .export_pages import Layout, chosen, flat, layout, split, tree
from .exports import labels, table
from .lexisnexis_article import article
from .recoded import decoded

_FORMAT: Final = "lexisnexis"
_COVER: Final = re.compile(rb"\s*([^\s:][^:\r\n]{1,40}):")
_WORD: Final = re.compile(rb"\d (?:DO[CK]UMENT|Do[ck]ument)|Do[ck]umento? \d|DO[CK]UMENTO? \d")
_LINE_LABEL: Final = re.compile(rb"^([A-Z\x80-\xff][A-Z\x80-\xff/ -]{1,30}):", re.M)
_LAYOUTS: Final[tuple[Layout, ...]] = (
    layout("page", rb"<DOC NUMBER=\d+>", b"<DOCFULL>", rb"<DOC NUMBER=\d+>\s*<DOCFULL>"),
)
_LABELLED: Final = re.compile(r"([A-ZÀ-ÞŒŠŽ][A-ZÀ-ÞŒŠŽ/ -]{1,30}):(?!\S*//)")
_BEFORE: Final = "the page before the first article, with the search and no article"
_CENTRED: Final = " " * 20
_ABOVE: Final = 6
"""Groups in which source and date stand."""


@cache
def _counter() -> re.Pattern[bytes]:
    forms = (re.escape(form) for form in table(_FORMAT)["counters"])
    known = "|".join(re.sub(r"\b[NM]\b", r"[\\d.,]{1,9}", form) for form in forms)
    return re.compile(rb"^(?:\xef\xbb\xbf)?[ \t\x0c]*(?:" + known.encode() + rb")[ \t\r]*$", re.M)


def is_counter(line: str) -> bool:
    """Whether a line is nothing but a counter."""
    return line[:1].isalnum() and _is_counter(line.encode())


def _is_counter(line: bytes) -> bool:
    return len(line) < 120 and _counter().fullmatch(line.rstrip(b"\n")) is not None


# ---------------------------------------------------------------- what it is


def _sniff(head: bytes, name: str) -> float:
    text = export_lines.seen(head)
    if text.lstrip()[:1] == b"<":
        return 0.98 if chosen(_LAYOUTS, head) else 0.0
    if (b"UMENT" not in text and b"ument" not in text) or not _WORD.search(text):
        return 0.0
    counters = [found.start() for found in _counter().finditer(text)]
    if not counters:
        return 0.0
    begun = not text[: counters[0]].strip()
    if begun and text[counters[0] : counters[0] + 1] in (b" ", b"\t"):  # no text begins so
        return 0.9
    found = {plain_words(decoded(label)[0]) for label in _LINE_LABEL.findall(text)}
    covered = _COVER.match(text)
    told = covered is not None and plain_words(decoded(covered[1])[0]) in exports.words(_FORMAT, "covers")
    return 0.9 if (begun or told or len(counters) > 1) and len(found & labels(_FORMAT).keys()) > 1 else 0.0


def _why(head: bytes, name: str) -> str:
    return 'articles below lines like "8 of 383 DOCUMENTS", with labels'


def _split(stream: Stream) -> Iterator[Item]:
    if unmarked(stream.head).lstrip()[:1] == b"<":
        return split(stream, _FORMAT, _LAYOUTS)
    return export_lines.by_lines(stream, _FORMAT, _is_counter, cover=_BEFORE)


# ---------------------------------------------------------------- parse


def _parse(raw: RawDocument) -> Iterator[Item]:
    page = raw.payload[:1] == b"<"
    yield _item(raw, _page(tree(raw)) if page else export_lines.text_of(raw).split("\n"))


def _item(raw: RawDocument, lines: list[str], more: Iterable[tuple[str, str]] = ()) -> Item:
    if lines and _is_counter(lines[0].encode()):
        del lines[0]
    found = article(lines)
    if not found.get("text"):
        return rejected(raw, "no-text", "an entry with a source or rights alone, without a text")
    mapping, extra = exports.record(found)
    made = fields.outcome(raw, fields.document(mapping), (*extra, *more))
    if isinstance(made, RawDocument) and found["text"] == found.get("captions"):
        # Nothing but a picture: what describes it is all the text that there is, and stays as printed.
        made = replace(made, blocks=tuple(Block("paragraph", text) for text in found["text"]))
    return made


def counted(raw: RawDocument, lines: list[str], extra: Iterable[tuple[str, str]] = ()) -> list[Item]:
    """The articles of a document with ``lines`` (blank ones part groups), each below its counter; none where there are
    no such or no labels."""
    starts = [at for at, line in enumerate(lines) if is_counter(line)]
    if not starts or not any(map(_field, lines)):
        return []
    items = [
        _item(raw, _centred(_groups(lines[begin + 1 : end])), extra)
        for begin, end in pairwise((*starts, len(lines)))
    ]
    if any(line.strip() for line in lines[: starts[0]]):
        items.insert(0, rejected(raw, "cover", _BEFORE))
    return items


def _field(line: str) -> str:
    """The field of the label that a line begins with."""
    found = _LABELLED.match(line)
    return labels(_FORMAT).get(plain_words(found[1]), "") if found else ""


def _groups(lines: list[str]) -> list[list[str]]:
    """The lines that stand without a blank one between, a label beginning a group of its own; where no line is blank,
    each above the first label is one."""
    groups: list[list[str]] = [[]]
    head = all(line.strip() for line in lines)
    for line in lines:
        labelled = _LABELLED.match(line) is not None
        head = head and not labelled
        if not line.strip() or head or labelled:
            groups.append([])
        if line.strip():
            groups[-1].append(line.strip())
    return [group for group in groups if group]


def _page(root: Any) -> list[str]:
    """The lines of an article on a page, as the text has them."""
    groups: list[list[str]] = []
    for box in root.iter("div"):
        for part in box if len(box) else ():
            if (lines := flat(part)) and part.tag == "p":
                groups.append(lines)
    return _centred(groups[_is_counter(groups[0][0].encode()) :] if groups else [])


def _centred(groups: list[list[str]]) -> list[str]:
    """The lines of an article as the text has them: source and date, which stand above the headline, in the middle."""
    above, lines = True, [""]
    passed = [
        any(map(exports.is_rights, group)) or exports.is_distributor(group[0]) for group in groups[:_ABOVE]
    ]
    source = passed.index(False) if False in passed else 0
    fields_of = [_field(group[0]) for group in groups]
    if "title" in fields_of:  # no headline is above its label
        source = max(source, next(at for at, field in enumerate(fields_of) if field) - 1)
    for number, group in enumerate(groups):
        dated = len(group[0]) < 80 and exports.day(group[0]) is not None
        above = above and number < max(_ABOVE, source + 1)
        centred = above and (number <= source or dated)
        lines += [f"{_CENTRED}{line}" if centred else line for line in group]
        lines.append("")
    return lines


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
