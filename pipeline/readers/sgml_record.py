"""One record of an SGML corpus: its tags as hints, its text as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.languages.agencies import find_news_agency
from pipeline.languages.charset import to_text
from pipeline.model import Block, Hint, RawDocument

from .base import Item
from .sgml_fields import Told, told
from .sgml_tree import Element, tree
from .wrapped import blocks_of, composed, joined, paragraphs

_PAGE: Final = re.compile(r"</DOCHDR>", re.I)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.I)
_KEY: Final = re.compile(r"\s*([A-Z][A-Za-z ]{2,20}):[ \t]*(\S[^\n]{0,120})?$", re.M)
_MARK: Final = re.compile(r"\[([A-Za-z ]{4,20})\]\s*")
_SIGNED: Final = re.compile(r"(?:\A|[\s.!?\"'”)])([^\W\d_]{2,12})[.)\s]*\Z")
_MOST_UPPER: Final = 0.7
_TAIL: Final = 40


def parse(raw: RawDocument) -> Iterator[Item]:
    """The document of one record; of one that holds a page fetched from the web, that page."""
    text, _ = to_text(raw.payload, raw.charset or "cp1252")
    page = _PAGE.search(text)
    if page is not None:
        yield _page(raw, text, page)
        return
    root = tree(text)
    bodies = _bodies(root)
    found = told(root, bodies)
    blocks = [*_leads(found, bodies), *(block for body in bodies for block in _blocks(body, found))]
    blocks = _signed(_unmarked(blocks, found), found)
    if not blocks and (title := found.first("title")):
        kinds = {element.attributes.get("type", "").lower() for element in root.walk()}
        if "brief" in kinds:  # a flash: its headline is its text
            blocks = [Block("paragraph", title, "title")]
    if "</" in text and not re.search(r"</(?:doc|reuters)\s*>\s*\Z", text, re.I):
        found.hints.append(Hint("truncated", "the end tag is missing", "record"))
    yield composed(raw, blocks, found.hints, found.extra)


def _page(raw: RawDocument, text: str, header: re.Match[str]) -> Item:
    """A record of TREC's web collections: the page below what the server said."""
    above = text[: header.start()]
    address = _ADDRESS.search(above)
    root = tree(above)
    name = root.find("docno", "docid")
    hints = []
    if address:
        hints.append(Hint("url", address[0], "DOCHDR"))
    if name:
        hints.append(Hint("source_id", name.text().strip(), "DOCNO"))
    page = re.sub(r"</DOC>\s*\Z", "", text[header.end() :], flags=re.I)
    return replace(
        raw,
        payload=page.encode("utf-8", "replace"),
        media_type="text/html",
        charset="utf-8",
        hints=tuple(hints),
    )


# ---------------------------------------------------------------- the text


@cache
def _names(key: str) -> frozenset[str]:
    return frozenset(load("sgml")["body"][key])


def _bodies(root: Element) -> list[Element]:
    """The elements that hold the running text: the innermost of those of its names, else the record itself."""
    names = _names("text")
    holders = [each for each in root.walk() if each is not root and each.name in names]
    inner = [
        each for each in holders if not any(other.name in names for other in each.walk() if other is not each)
    ]
    return inner or [root]


def _leads(found: Told, bodies: list[Element]) -> list[Block]:
    """Paragraphs that stand apart above the text and are its beginning, unless the text repeats them."""
    text = " ".join(bodies[0].text().split()) if bodies else ""
    leads = [" ".join(lead.split()) for lead in found.leads]
    kept = (
        []
        if leads and text.startswith(leads[0])
        else [each for lead in found.leads for each in paragraphs(lead)]
    )
    if leads:
        found.hints.append(Hint("lead", leads[0], "lead"))
    return blocks_of(kept, "lead")


def _blocks(body: Element, found: Told) -> list[Block]:
    blocks: list[Block] = []
    for kind, text in _runs(body, body.name in ("doc", "reuters")):
        if kind == "run":
            blocks.extend(blocks_of(paragraphs(_unheaded(text, found, body, not blocks)), body.name))
        elif kind == "p":
            parts = paragraphs(text) if "\n\n" in text else [joined(text.split("\n"))]
            blocks.extend(blocks_of(parts, "p"))
        elif text.strip():
            blocks.append(Block("table" if kind == "table" else "crosshead", " ".join(text.split()), kind))
    fillers = _names("fillers")
    return [block for block in blocks if block.text.strip().lower() not in fillers]


def _runs(element: Element, outer: bool) -> Iterator[tuple[str, str]]:
    """The pieces of a text in order: what stands in paragraphs, crossheads and rows, and runs between them. Of the
    record itself (``outer``) only what stands in no tag, or in one of a paragraph."""
    run = ""
    for part in element.parts:
        if isinstance(part, str):
            run += part
            continue
        kind = _kind(part.name)
        if kind == "note" or (outer and not kind):
            yield "run", run
            run = ""
            continue
        if not kind and not _holds_kinds(part):
            run += part.text()
            continue
        yield "run", run
        run = ""
        if kind and not _holds_kinds(part):
            yield kind, part.text()
        else:
            yield from _runs(part, False)
    yield "run", run


def _kind(name: str) -> str:
    for kind, key in (
        ("note", "notes"),
        ("p", "paragraphs"),
        ("crosshead", "crossheads"),
        ("table", "tables"),
    ):
        if name in _names(key):
            return kind
    return ""


def _holds_kinds(element: Element) -> bool:
    return any(_kind(each.name) for each in element.walk() if each is not element)


def _unheaded(text: str, found: Told, body: Element, first: bool) -> str:
    """A run without lines ``Key: value`` at its top; of a text that its archive could not take apart, the headline."""
    if not first or not text.strip():
        return text
    text = text.lstrip("\n")
    while (match := _KEY.match(text)) and match[1].strip().lower() in _names("keys"):
        found.extra.append((match[1].strip().lower(), match[2] or ""))
        text = text[match.end() :].lstrip("\n")
    if body.attributes.get("type", "").upper() == "UNPROC" and not found.first("title"):
        line, _, rest = text.partition("\n")
        letters = [letter for letter in line if letter.isalpha()]
        if rest.strip() and letters and sum(map(str.isupper, letters)) >= _MOST_UPPER * len(letters):
            found.hints.append(Hint("title", line.strip(" *"), "first line"))
            return rest
    return text


def _unmarked(blocks: list[Block], found: Told) -> list[Block]:
    """The text without the mark of a translation before its first sentence: ``[Text] Oslo, Feb 28 ...``."""
    mark = _MARK.match(blocks[0].text) if blocks else None
    if mark is None or mark[1].lower() not in _names("marks"):
        return blocks
    found.extra.append(("mark", mark[1]))
    rest = blocks[0].text[mark.end() :]
    return [replace(blocks[0], text=rest), *blocks[1:]] if rest else blocks[1:]


def _signed(blocks: list[Block], found: Told) -> list[Block]:
    """The text without the wire's name that signs it."""
    if not blocks:
        return blocks
    last = blocks[-1]
    match = _SIGNED.search(last.text, max(0, len(last.text) - _TAIL))
    if match is None:
        return blocks
    name = load("sgml")["wires"]["signs"].get(match[1].lower())
    alone = not last.text[: match.start(1)].strip(" (")
    agency = find_news_agency(match[1]) if alone and name is None else None
    source = name or (agency.name if agency else None)
    if source is None:
        return blocks
    found.hints.append(Hint("byline_agency", source, last.where))
    rest = last.text[: match.start(1)].rstrip(" (")
    return [*blocks[:-1], replace(last, text=rest)] if rest else blocks[:-1]
