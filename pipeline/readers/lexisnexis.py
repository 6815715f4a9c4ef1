"""LexisNexis: a text of several articles, each below a line ``8 of 383 DOCUMENTS``, with labels in the language of
whoever exported them; and the same as a page. The counters are not believed. ``lexisnexis_article.py`` reads articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, Final

from pipeline.languages.agencies import fold
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
_CENTRED: Final = " " * 20
_ABOVE: Final = 6
"""Groups in which source and date stand."""


@cache
def _counter() -> re.Pattern[bytes]:
    forms = (re.escape(form) for form in table(_FORMAT)["counters"])
    known = "|".join(re.sub(r"\b[NM]\b", r"[\\d.,]{1,9}", form) for form in forms)
    return re.compile(rb"^(?:\xef\xbb\xbf)?[ \t\x0c]*(?:" + known.encode() + rb")[ \t\r]*$", re.M)


def _is_counter(line: bytes) -> bool:
    return len(line) < 120 and _counter().fullmatch(line.rstrip(b"\n")) is not None


# ---------------------------------------------------------------- what it is


def _sniff(head: bytes, name: str) -> float:
    text = export_lines.seen(head)
    if text.lstrip()[:1] == b"<":
        return 0.98 if chosen(_LAYOUTS, head) else 0.0
    if not _WORD.search(text):
        return 0.0
    counters = [found.start() for found in _counter().finditer(text)]
    if not counters:
        return 0.0
    begun = not text[: counters[0]].strip()
    if begun and text[counters[0] : counters[0] + 1] in (b" ", b"\t"):  # no text begins so
        return 0.9
    found = {fold(decoded(label)[0]) for label in _LINE_LABEL.findall(text)}
    covered = _COVER.match(text)
    told = covered is not None and fold(decoded(covered[1])[0]) in exports.words(_FORMAT, "covers")
    return 0.9 if (begun or told or len(counters) > 1) and len(found & labels(_FORMAT).keys()) > 1 else 0.0


def _why(head: bytes, name: str) -> str:
    return 'articles below lines like "8 of 383 DOCUMENTS", with labels'


def _split(stream: Stream) -> Iterator[Item]:
    if unmarked(stream.head).lstrip()[:1] == b"<":
        return split(stream, _FORMAT, _LAYOUTS)
    cover = "the page before the first article, with the search and no article"
    return export_lines.by_lines(stream, _FORMAT, _is_counter, cover=cover)


# ---------------------------------------------------------------- parse


def _parse(raw: RawDocument) -> Iterator[Item]:
    page = raw.payload[:1] == b"<"
    lines = _page(tree(raw)) if page else export_lines.text_of(raw).split("\n")
    if lines and _is_counter(lines[0].encode()):
        del lines[0]
    found = article(lines)
    if not found.get("text"):
        yield rejected(raw, "no-text", "an entry with a source or rights alone, without a text")
        return
    mapping, extra = exports.record(found)
    made = fields.outcome(raw, fields.document(mapping), extra)
    if isinstance(made, RawDocument) and found["text"] == found.get("captions"):
        # Nothing but a picture: what describes it is all the text that there is, and stays as printed.
        made = replace(made, blocks=tuple(Block("paragraph", text) for text in found["text"]))
    yield made


def _page(root: Any) -> list[str]:
    """The lines of an article on a page, as the text has them: what stands above the headline in the middle."""
    groups: list[list[str]] = []
    for box in root.iter("div"):
        for part in box if len(box) else ():
            if (lines := flat(part)) and part.tag == "p":
                groups.append(lines)
    above, lines = True, [""]
    for number, group in enumerate(groups):
        if number == 0 and _is_counter(group[0].encode()):
            continue
        dated = len(group[0]) < 80 and exports.day(group[0]) is not None
        above = above and number < _ABOVE
        centred = above and (number == 1 or dated)
        lines += [f"{_CENTRED}{line}" if centred else line for line in group]
        lines.append("")
    return lines


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
