"""Credits, captions and crossheads in the blocks, whatever format these came from."""

from __future__ import annotations

from dataclasses import replace

from pipeline.languages.agencies import find_news_agency, parse_credit
from pipeline.languages.caption_words import announced, in_brackets
from pipeline.languages.folding import plain_words, unbracketed
from pipeline.languages.label_words import credit_kind, is_furniture
from pipeline.languages.labels import CreditSplit, sourced, split_credit
from pipeline.languages.words import dense
from pipeline.model import Block, Candidate, Credit, CreditKind, Document

from .bylines import find_byline, find_signed
from .datelines import find_sign_off, is_agency_sign
from .tails import is_notice

FIRST_LINES = 5
"""So many lines may hold the byline above the text."""

SHORTEST_SOURCED = 60
"""A shorter sentence that ends with an agency in brackets is more likely a caption."""

MOST_BEHIND = 30
"""A caption ends with its credit: with more text than this behind it, the line is running text."""

LONGEST_CAPTION = 700
"""A paragraph longer than this is running text, even if a credit ends it."""

LONGEST_CITED = 250
"""Above a bracket without a person or an agency, a paragraph longer than this is none."""

_ANNOUNCED = ("paragraph", "crosshead", "list", "caption")
_COLONS = (":", "：", "=", "＝")
_LABELLED = 0.8
_UNLABELLED = 0.6
_CAPTION_AND_CREDIT = 2
_MANY_CITED = 3
"""So many houses in brackets, each behind a paragraph, are where these are from."""


def divide(
    text: str, where: str, *, last: bool = False, first: bool = False, signed: bool = False
) -> list[Block] | None:
    """A line as caption and credit blocks, or None when no credit is in it.

    ``last``: no running text follows, so a news agency that ends the line tells where the text is from.
    ``first``: no running text came before, so a news agency alone is the byline. ``signed``: pictures bring their
    credits with them, so a name and an agency there are a byline too.
    """
    if is_furniture(text) or is_agency_sign(text) or is_notice(text) or (last and find_sign_off(text)):
        return None
    if (caption := in_brackets(text)) is not None:
        shown = split_credit(caption)
        rest = shown[0].rest if shown else caption
        told = [Block("credit", _as_printed(s, caption), where) for s in shown]
        return [Block("caption", rest, where), *told] if rest else told
    splits = split_credit(text)
    if (
        not splits
        or (first and _is_source(splits, text))
        or ((last or (first and not splits[0].rest)) and _is_sign_off(splits))
        or _is_byline(splits, text)
        or (signed and not splits[0].label and find_signed(text) is not None)
        or _is_cited(splits)
    ):
        return None
    rest = splits[0].rest
    blocks: list[Block] = []
    if rest:
        running = _is_running(rest, text, splits[-1].credit) or sourced(rest) is not None
        blocks.append(Block("paragraph" if running else "caption", rest, where))
    blocks.extend(Block("credit", _as_printed(s, text), where) for s in splits)
    return blocks


def _is_source(splits: list[CreditSplit], text: str) -> bool:
    """Whether a first paragraph only tells, behind its last sentence, which news agency it is from: ``... . (NTB)``."""
    rest = splits[0].rest
    told = len(rest) >= SHORTEST_SOURCED and rest.endswith((".", "!", "?", "”", "»"))
    return told and is_agency_sign(text[len(rest) :].strip())


def _is_cited(splits: list[CreditSplit]) -> bool:
    """Whether a running paragraph only names in brackets at its end where it is from: no person, no agency, no word
    that says photo."""
    rest = splits[0].rest
    if splits[0].label or len(rest) + 2 * dense(rest) <= LONGEST_CITED:
        return False
    named = parse_credit(splits[0].credit)
    return not named.agencies and not named.photographers


def _is_running(rest: str, text: str, credit: str) -> bool:
    """Whether what is left of a line is no caption: too long, a byline, or most of it stands behind the credit."""
    if len(rest) + 2 * dense(rest) > LONGEST_CAPTION or find_byline(rest) is not None:
        return True
    return len(text) - text.rfind(credit) - len(credit) > MOST_BEHIND


def _as_printed(split: CreditSplit, text: str) -> str:
    """The credit with its label and what stood between them: a colon, a slash, or nothing."""
    if not split.label:
        return split.credit
    between = text[text.find(split.label) + len(split.label) :].lstrip()[:1]
    glue = ": " if between in _COLONS else "/" if between in ("/", "／") else " "
    return f"{split.label}{glue}{split.credit}"


def _is_byline(splits: list[CreditSplit], text: str) -> bool:
    byline = find_byline(text) if not splits[0].label else None
    return byline is not None and byline.rule != "agency line"


def _is_sign_off(splits: list[CreditSplit]) -> bool:
    parts = [find_news_agency(part.strip()) for part in splits[0].credit.split("/")]
    plain = splits[0].label in ("", "©", "(c)", "(C)")
    return plain and None not in parts


def read_credit(text: str) -> tuple[CreditKind, str, bool]:
    """Kind, credit without its label, and whether it had a label, from the text of a credit block."""
    label, colon, rest = text.partition(": ")
    if colon and len(label) <= 30:
        words = label.replace("/", " ").split()
        kind = credit_kind(label) or next((k for k in map(credit_kind, words) if k), None)
        if kind:
            return kind, rest.strip(), True
    splits = split_credit(text)
    if len(splits) == 1 and not splits[0].rest:
        return splits[0].kind, splits[0].credit, bool(splits[0].label)
    return "photo", text, False


def step(document: Document) -> None:
    """Cuts credits out of captions and paragraphs, and adds candidates for credits, captions and crossheads."""
    blocks = _divided(document)
    caption: str | None = None
    for block in blocks:
        if block.kind == "caption":
            caption = block.text
            document.evidence.append(Candidate("captions", block.text, "caption block", block.where, 0.7))
        elif block.kind == "credit":
            _credit(document, block, caption)
        else:
            caption = None
            if block.kind == "crosshead":
                document.evidence.append(
                    Candidate("crossheads", block.text, "crosshead block", block.where, 0.7)
                )
    document.blocks = blocks


def _divided(document: Document) -> list[Block]:
    """The blocks with captions divided; of a page, whose text may hide credits, paragraphs too."""
    kinds = {"caption"} if document.tree is None else {"caption", "paragraph"}
    end = max((i for i, b in enumerate(document.blocks) if b.kind in ("paragraph", "quote")), default=-1)
    found: list[tuple[Block, list[Block] | None]] = []
    for i, block in enumerate(document.blocks):
        if block.kind in _ANNOUNCED and (caption := announced(block.text)) is not None:
            block = replace(block, kind="caption", text=caption)
        running = block.kind == "paragraph"
        parts = (
            divide(
                block.text,
                block.where,
                last=running and i >= end,
                first=running and i < FIRST_LINES,
                signed=running and i < FIRST_LINES and document.tree is not None,
            )
            if block.kind in kinds
            else None
        )
        found.append((block, parts))
    cited = {i: parts[-1].text for i, (block, parts) in enumerate(found) if parts and _cites(block, parts)}
    round_up = len(set(cited.values())) >= _MANY_CITED
    blocks: list[Block] = []
    for i, (block, parts) in enumerate(found):
        if parts is None or (round_up and i in cited):
            blocks.append(block)
        elif block.kind == "caption":
            blocks.extend(replace(p, kind="caption") if p.kind == "paragraph" else p for p in parts)
        else:
            blocks.extend(parts)
    return blocks


def _cites(block: Block, parts: list[Block]) -> bool:
    """Whether a paragraph ends with a house in brackets and nothing more, as each line of a round-up of what others
    wrote does: ``... soon. (NYT)``."""
    if block.kind != "paragraph" or not block.text.endswith(")") or len(parts) != _CAPTION_AND_CREDIT:
        return False
    _, credit, labelled = read_credit(parts[-1].text)
    return not labelled and not parse_credit(credit).photographers


def _credit(document: Document, block: Block, caption: str | None) -> None:
    kind, verbatim, labelled = read_credit(block.text)
    verbatim = unbracketed(verbatim)
    if not plain_words(verbatim):
        return
    credit = Credit(verbatim, kind, *parse_credit(verbatim), "caption" if caption else "body line", caption)
    rule = "credit label" if labelled else "credit form"
    confidence = _LABELLED if labelled else _UNLABELLED
    document.evidence.append(Candidate("credits", credit, rule, block.where, confidence))
