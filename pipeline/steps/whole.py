"""All text of a piece of HTML as blocks: for dumps whose records hold the article and nothing around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.folding import fold
from pipeline.model import Block, BlockKind
from pipeline.steps.marked import role_of

# A line break of the markup, told from those of its source: a character that no XML text may hold.
_BREAK: Final = "\v"
_BREAKS: Final = re.compile(r"\v\s*\v\s*")
_PAGE: Final = re.compile(rb"<(?:html|head|body|!doctype)\b", re.I)
_MUTE: Final = frozenset(
    {"script", "style", "noscript", "template", "title", "head", "svg", "iframe", "select"}
)
_SAME: Final = 0.7
_ROLES: Final = ("byline", "date", "modified")
_KINDS: Final[dict[str, BlockKind]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "crosshead"),
    "li": "list",
    "dd": "list",
    "dt": "list",
    "tr": "table",
    "figcaption": "caption",
}


def is_fragment(payload: bytes) -> bool:
    """True for markup that is no page of its own: nothing in it says where a page begins."""
    return _PAGE.search(payload[:4096]) is None


def whole_blocks(tree: Any) -> tuple[Block, ...]:
    """Every text of the tree in reading order, one block for each block element; nothing is judged or left out."""
    return tuple(_walk(tree))


def parted(blocks: tuple[Block, ...], page: Any) -> tuple[Block, ...]:
    """``blocks``, or where that is a single lump of a page's paragraphs (an extractor's last resort for short
    articles), those paragraphs; what a class calls a byline or a date is left out of them."""
    if len(blocks) != 1:
        return blocks
    lump = fold(blocks[0].text)
    for tag in ("article", "main", "body"):
        for element in page.iter(tag):
            parts = [block for block in _walk(element, marked=False) if fold(block.text) in lump]
            if len(parts) > 1 and sum(len(fold(part.text)) for part in parts) >= _SAME * len(lump):
                return tuple(parts)
    return blocks


@cache
def _breaks() -> frozenset[str]:
    return frozenset(load("markup")["tags"]["blocks"])


def _walk(tree: Any, *, marked: bool = True) -> Iterator[Block]:
    from lxml import etree

    breaks, parts = _breaks(), [""]
    kinds: list[BlockKind] = []
    skipped: set[Any] = set()
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        cell = tag in ("td", "th")
        if event == "start":
            if tag in _MUTE or (not marked and role_of(element.get("class") or "") in _ROLES):
                walker.skip_subtree()
                skipped.add(element)
                continue
            if tag in breaks and not cell:
                yield from _flush(parts, kinds)
                kinds.append(_kind(tag, kinds))
            elif tag == "br" or cell:
                parts.append(_BREAK if tag == "br" else " | " if "".join(parts).strip() else "")
            parts.append(element.text or "")
        else:
            if tag in breaks and not cell and element not in skipped:
                yield from _flush(parts, kinds)
                kinds.pop()
            parts.append(element.tail or "")
    yield from _flush(parts, kinds)


def _kind(tag: str, kinds: list[BlockKind]) -> BlockKind:
    if tag == "blockquote":
        return "quote"
    # What stands in a quote, a list item or a row is of its kind.
    return _KINDS.get(tag) or (kinds[-1] if kinds and kinds[-1] != "crosshead" else "paragraph")


def _flush(parts: list[str], kinds: list[BlockKind]) -> Iterator[Block]:
    """The text so far as blocks: two line breaks in a row part paragraphs, one is a blank."""
    text = "".join(parts)
    parts.clear()
    for paragraph in _BREAKS.split(text):
        folded = " ".join(paragraph.split())
        if folded:
            yield Block(kinds[-1] if kinds else "paragraph", folded)
