"""The running text of a page as blocks: candidates from trafilatura (its only home) beside the page's own articleBody.

A second extractor is a second line in ``EXTRACTORS``: a function from the shared tree to blocks.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from pipeline.model import Block, BlockKind, Candidate, Document

_SPACE: Final = re.compile(r"\s+")
_SENTENCE_END: Final = re.compile(r"[.!?…:。！？][\"'”’»)\]]*$")
_SHORTEST_SPLIT: Final = 40
_KINDS: Final[dict[str, BlockKind]] = {"head": "crosshead", "quote": "quote", "item": "list", "row": "table"}
_CONTAINERS: Final = frozenset(
    {"body", "div", "list", "quote", "table", "html", "figure", "section", "article"}
)
_PARTS: Final = frozenset({"p", "list", "quote", "table", "head", "item", "row", "div", "code"})


def step(document: Document) -> None:
    """Adds one ``body`` candidate per extractor; the tree stays as it is."""
    if document.tree is None:
        return
    for rule, confidence, extractor in EXTRACTORS:
        blocks = extractor(document.tree)
        if blocks:
            document.evidence.append(Candidate("body", blocks, rule, "<body>", confidence))


def trafilatura_blocks(tree: Any) -> tuple[Block, ...]:
    """trafilatura's main text with its external comparison, without metadata, comments and dates of its own."""
    # Given a tree it works on its own copy; txt output leaves the conversion to text to us.
    document = _trafilatura()(tree, include_comments=False, with_metadata=False, output_format="txt")
    return tuple(_blocks(document.body)) if document is not None else ()


EXTRACTORS: tuple[tuple[str, float, Callable[[Any], tuple[Block, ...]]], ...] = (
    ("trafilatura", 0.7, trafilatura_blocks),
)


@cache
def _trafilatura() -> Any:
    from trafilatura import bare_extraction

    # It logs every page without text; that page is rejected with a reason instead.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return bare_extraction


def _blocks(element: Any, kind: BlockKind = "paragraph") -> Iterator[Block]:
    """Blocks of trafilatura's body in reading order; running text between its elements is kept too."""
    yield from _texts(element.text, kind)
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        inner = _KINDS.get(tag, kind)
        if tag == "row":
            cells = [text for cell in child if (text := _flat(cell))]
            yield from _texts(" | ".join(cells), inner)
        elif tag in _CONTAINERS or any(part.tag in _PARTS for part in child):
            yield from _blocks(child, inner)
        else:
            yield from _paragraphs(child, inner)
        yield from _texts(child.tail, kind)


def _paragraphs(element: Any, kind: BlockKind) -> Iterator[Block]:
    """One element's text; a line break after a full sentence begins a new paragraph, for many pages mean that."""
    parts = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag == "lb":
            so_far = parts[-1].rstrip()
            if len(so_far) >= _SHORTEST_SPLIT and _SENTENCE_END.search(so_far):
                parts.append("")
            else:
                parts[-1] += " "
        parts[-1] += (child.text or "") + (child.tail or "")
    for part in parts:
        yield from _texts(part, kind)


def _flat(element: Any) -> str:
    return _SPACE.sub(" ", " ".join(element.itertext())).strip()


def _texts(text: str | None, kind: BlockKind) -> Iterator[Block]:
    folded = _SPACE.sub(" ", text or "").strip()
    if folded:
        yield Block(kind, folded)
