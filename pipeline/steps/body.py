"""The running text of a page as blocks: our own score of its pieces, and trafilatura (this is its only home) where
that score is in doubt; both weighed against what the page says."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import cache, partial
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.byline_labels import is_label
from pipeline.languages.caption_words import begins_so
from pipeline.languages.folding import fold, is_small
from pipeline.languages.labels import split_credit
from pipeline.model import Block, BlockKind, Candidate, Document
from pipeline.steps.galleries import of_galleries
from pipeline.steps.scored import Scored, scored
from pipeline.steps.scripted import scripted_blocks
from pipeline.steps.textpieces import SENTENCE_END, SHORTEST_SPLIT
from pipeline.steps.texts import DENSE
from pipeline.steps.trim import NO_LETTERS, is_sentence, trim
from pipeline.steps.whole import is_fragment, parted, whole_blocks

_CUT: Final = re.compile(r"(?:…|\.\.\.|\[[^\[\]]*\])\s*$")
_LEAST: Final = 500
_SCANT: Final = 250
_TELLING: Final = 40
_LONGEST_CREDIT: Final = 80
_LONGEST_CELL: Final = 200
_SHORTEST_CAPTION: Final = 15
_COVERED: Final = 0.8
_MUCH_MORE: Final = 1.5
_TWICE: Final = 0.15
_OFTEN: Final = 4
_PARAGRAPH: Final = 100
_HEAD: Final = 4
_LONGEST_LABEL: Final = 20
_IN_COMMON: Final = 0.1
_KINDS: Final[dict[str, BlockKind]] = {"head": "crosshead", "quote": "quote", "item": "list", "row": "table"}
_CONTAINERS: Final = frozenset(
    {"body", "div", "list", "quote", "table", "html", "figure", "section", "article"}
)
_PARTS: Final = frozenset({"p", "list", "quote", "table", "head", "item", "row", "div", "code"})


def step(document: Document) -> None:
    """Adds ``body`` candidates: the pieces of text that the score chose and, where it is in doubt, what trafilatura
    finds; where the page's own articleBody (already among the evidence) says more, also that. The tree stays as it
    is."""
    if document.tree is None:
        return
    if document.raw.record and is_fragment(document.raw.payload):
        # All of such a record is the article: nothing in it is furniture.
        blocks = whole_blocks(document.tree)
        document.evidence.append(Candidate("body", blocks, "whole record", "<body>", 0.8))
        return
    own = scored(document)
    blocks = _refined(own, own.blocks, own.folded)
    _add(document, blocks, "scored text", 0.6 if own.doubtful else 0.8)
    if own.teasers:
        where = f"{own.teasers} headings that are links, with a few lines each"
        document.evidence.append(Candidate("kind", "list", "teasers", where, 0.4))
    if own.doubtful:
        found = trafilatura_blocks(document.tree)
        second = _refined(own, found, [fold(block.text) for block in found])
        _add(document, second, "trafilatura", 0.7 if is_better(second, blocks) else 0.5)
    if sum(len(block.text) for block in blocks) < _SCANT:
        hidden = scripted_blocks(document.tree)
        if hidden and _says_as_much(hidden, blocks):
            document.evidence.append(Candidate("body", hidden, "script data", "<script>", 0.85))
    if document.raw.record and not any(c.value for c in document.candidates("body")):
        blocks = whole_blocks(document.tree)
        document.evidence.append(Candidate("body", blocks, "whole record", "<body>", 0.3))


def _says_as_much(hidden: tuple[Block, ...], shown: tuple[Block, ...]) -> bool:
    """Whether a page's data hold what it shows of its article: else they may hold another one."""
    told = fold("".join(block.text for block in hidden))
    lines = [line for line in (fold(block.text) for block in shown) if len(line) >= _TELLING]
    return not lines or any(line in told for line in lines)


def _add(document: Document, blocks: tuple[Block, ...], rule: str, confidence: float) -> None:
    """A candidate of ``blocks``, and one of what the page's own articleBody makes of them: for the score, which has
    weighed it already, only where the page shows but the beginning."""
    if blocks:
        document.evidence.append(Candidate("body", blocks, rule, "<body>", confidence))
    described = next((c.value for c in document.candidates("body") if c.rule == "json-ld articleBody"), ())
    agreed = within(blocks, described) if described else ()
    if agreed and (rule == "trafilatura" or agreed is described):
        where = "<body>, $.articleBody"
        document.evidence.append(Candidate("body", agreed, f"{rule} + articleBody", where, confidence + 0.15))


def is_better(second: tuple[Block, ...], first: tuple[Block, ...]) -> bool:
    """Whether a second opinion on a doubtful page is to be trusted: not where it takes in much more than the first,
    nor where the two have hardly a line in common. On gold pages of publishers not fitted on, that doubles its gain."""
    told, own = fold("".join(block.text for block in second)), [fold(block.text) for block in first]
    shared = sum(len(flat) for flat in own if flat in told)
    return not own or (len(told) < _MUCH_MORE * sum(map(len, own)) and shared > _IN_COMMON * len(told))


def warm() -> None:
    """Loads trafilatura now: it is asked on some pages only, but before long."""
    _trafilatura(False)


def trafilatura_blocks(tree: Any) -> tuple[Block, ...]:
    """trafilatura's main text, without metadata, comments and dates of its own.

    Its fast mode alone: on the pages in doubt, its comparison with other algorithms costs more and gave no better body
    F1 (snippets F1 was .003 lower without it); only a page without any text is worth it.
    """
    from lxml import etree

    page = copy(tree)
    etree.strip_elements(page, *load("markup")["tags"]["unseen"], with_tail=False)
    written = "".join(element.text_content() for element in page.iter("p"))
    dense = 3 * len(DENSE.findall(written)) > len(written)
    return parted(_run(page, dense, fast=True) or _run(page, dense, fast=False), page)


@cache
def _trafilatura(dense: bool) -> Callable[..., Any]:
    """Its extraction; for ``dense`` scripts, where a character says as much as three, with lower thresholds."""
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    # It logs every page without text; that page is rejected with a reason instead.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    config = use_config()
    if dense:
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(config.getint("DEFAULT", "MIN_EXTRACTED_SIZE") // 3))
    # Given a tree it works on its own copy; txt output leaves the conversion to text to us.
    options: dict[str, Any] = {
        "include_comments": False,
        "with_metadata": False,
        "output_format": "txt",
        "config": config,
    }
    return partial(bare_extraction, **options)


def _run(page: Any, dense: bool, *, fast: bool) -> tuple[Block, ...]:
    document = _trafilatura(dense)(page, fast=fast)
    return tuple(_blocks(document.body)) if document is not None else ()


def _refined(page: Scored, blocks: Sequence[Block], folded: Sequence[str]) -> tuple[Block, ...]:
    """The headline marked as title; captions, credits, repetitions and what stands around the article left out."""
    said = page.said
    captions = {caption for caption in said.captions if len(caption) >= _SHORTEST_CAPTION}
    out: list[Block] = []
    again, gallery = _repeated(folded), of_galleries(blocks)
    for number, (block, flat) in enumerate(zip(blocks, folded, strict=True)):
        if number in gallery:
            if kind := gallery[number]:
                out.append(replace(block, kind=kind))
        elif number in again or (
            number < _HEAD and len(block.text) <= _LONGEST_LABEL and is_label(block.text)
        ):
            continue
        elif block.kind == "paragraph" and begins_so(block.text):
            out.append(replace(block, kind="caption"))
        elif number < 3 and flat in said.titles and len(flat) > 1:
            out.append(replace(block, kind="title"))
        elif flat not in said.credits and not _is_caption(block.text, flat, said.credits, captions):
            out.append(block)
    kept = _with_standfirst(trim(tuple(out), page.links))
    return kept if any(NO_LETTERS.sub("", block.text) for block in kept) else ()


def _repeated(folded: Sequence[str]) -> set[int]:
    """The lines that only say again what was said: of a text that stands on the page twice (for small screens),
    those that stand there many times (below each picture), and whole paragraphs (a lead beside the picture and above
    the text). An article may well repeat a sentence."""
    counts = Counter(flat for flat in folded if len(flat) >= _TELLING)
    if len(counts) == len(folded) or not counts:
        return set()
    twice = sum((count - 1) * len(flat) for flat, count in counts.items())
    least = 2 if twice > _TWICE * sum(map(len, folded)) else _OFTEN
    seen: set[str] = set()
    out = set()
    for number, flat in enumerate(folded):
        if counts[flat] >= (2 if len(flat) >= _PARAGRAPH else least):
            if flat in seen:
                out.add(number)
            seen.add(flat)
    return out


def _with_standfirst(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A heading that begins the text and is a sentence is its standfirst, a paragraph."""
    first = next((i for i, block in enumerate(blocks) if block.kind != "title"), 0)
    if not blocks or blocks[first].kind != "crosshead" or not is_sentence(blocks[first].text):
        return blocks
    return (*blocks[:first], replace(blocks[first], kind="paragraph"), *blocks[first + 1 :])


def _is_caption(text: str, folded: str, credits: Collection[str], captions: set[str]) -> bool:
    """Whether a text is a caption, or one with a credit before or behind it; a sentence that goes on is none."""
    return folded in captions or any(
        (
            folded.startswith(caption)
            and len(folded) <= len(caption) + _LONGEST_CREDIT
            and (not _goes_on(text, len(caption)) or bool(split_credit(text)))
        )
        or (folded.endswith(caption) and folded[: -len(caption)] in credits)
        for caption in captions
    )


def _goes_on(text: str, letters: int) -> bool:
    """Whether a word in small letters follows the first ``letters`` of a text without a sign between them."""
    for end in range(letters, len(text)):
        if len(fold(text[:end])) >= letters:
            return text[end : end + 1] == " " and is_small(text[end + 1 : end + 2])
    return False


def within(blocks: tuple[Block, ...], described: tuple[Block, ...]) -> tuple[Block, ...]:
    """``blocks`` cut to what the page's own articleBody confirms; articleBody itself where it holds all of the
    blocks and more (a page that shows only the beginning); nothing where the two do not agree or it is a teaser."""
    told = fold("".join(block.text for block in described))
    if len(told) < _LEAST or _CUT.search(described[-1].text):
        return ()
    folded = [fold(block.text) for block in blocks]
    known = [bool(text) and text in told for text in folded]
    covered = sum(len(text) for text, inside in zip(folded, known, strict=True) if inside)
    found = sum(map(len, folded))
    if covered >= _COVERED * len(told):
        first, last = known.index(True), len(known) - known[::-1].index(True)
        return blocks[:last] if first <= 2 else blocks[first:last]
    if covered >= _COVERED * found:
        return described
    return ()


def _blocks(element: Any, kind: BlockKind = "paragraph") -> Iterator[Block]:
    """Blocks of trafilatura's body in reading order; running text between its elements is kept too."""
    yield from _texts(element.text, kind)
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        inner = _KINDS.get(tag, kind)
        if tag == "row":
            yield from _row(child)
        elif tag in _CONTAINERS or any(part.tag in _PARTS for part in child):
            yield from _blocks(child, inner)
        else:
            yield from _paragraphs(child, inner)
        yield from _texts(child.tail, kind)


def _row(row: Any) -> Iterator[Block]:
    """A row of a table of figures as one block; of a table that only lays out the page, the blocks in its cells."""
    cells = [(cell, text) for cell in row if (text := _flat(cell))]
    if len(cells) == 1 or any(len(text) > _LONGEST_CELL for _, text in cells):
        for cell, _ in cells:
            yield from _blocks(cell)
    else:
        yield from _texts(" | ".join(text for _, text in cells), "table")


def _paragraphs(element: Any, kind: BlockKind) -> Iterator[Block]:
    """One element's text; a line break after a full sentence begins a new paragraph, for many pages mean that."""
    parts = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag == "lb":
            so_far = parts[-1].rstrip()
            if len(so_far) >= SHORTEST_SPLIT and SENTENCE_END.search(so_far):
                parts.append("")
            else:
                parts[-1] += " "
        parts[-1] += (child.text or "") + (child.tail or "")
    for part in parts:
        yield from _texts(part, kind)


def _flat(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _texts(text: str | None, kind: BlockKind) -> Iterator[Block]:
    folded = " ".join((text or "").split())
    if folded:
        yield Block(kind, folded)
