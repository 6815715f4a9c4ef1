"""What stands below a text and is none of it: notices of rights, end marks, initials of a desk, addresses."""

from __future__ import annotations

import re
from typing import Final

from pipeline.languages.credit_forms import is_imprint
from pipeline.languages.credit_words import is_rights_line
from pipeline.languages.dates import is_date_line
from pipeline.languages.label_search import COPYRIGHT
from pipeline.model import RUNNING, Candidate, Document

_LAST: Final = 6
_LONGEST_NOTICE: Final = 300
_RIGHTS: Final = re.compile(r"[<(\[]?\s*(?:copyright\b|저작권자|版权)", re.IGNORECASE)
_BEGINNINGS: Final = frozenset("©ⓒⒸ(（&<[ cC저版")
_MARK: Final = re.compile(r"[\W_]*(?:\d{1,2})?[\W_]*")
_INITIALS: Final = re.compile(r"[^\W\d_]{2,5}(?:\s?[/-]\s?[^\W\d_]{2,5}){0,3}\s?/\s?(?:[^\W\d_]{2,5}/?)?")
_SPACED: Final = r"[\u0621-\u064a]{1,4}(?: [\u0621-\u064a]{1,2}){0,2}"
_ARABIC: Final = re.compile(rf"{_SPACED}(?:/{_SPACED}){{1,4}}")
"""Initials of an Arabic desk: ``ا ف ب/جص``."""

_ADDRESS: Final = re.compile(r"[(<\s]*\S+@[\w.-]+\.\w{2,}[\s;,+\d()>/-]*")
_KINDS: Final = RUNNING - {"table"}


def step(document: Document) -> None:
    """Takes such lines off the end of ``document.blocks``; a notice of rights becomes a candidate for ``rights``. What
    would leave no text stays."""
    blocks = document.blocks
    end = len(blocks)
    while end > 1 and len(blocks) - end < _LAST and blocks[end - 1].kind in _KINDS:
        block = blocks[end - 1]
        if is_notice(block.text):
            document.evidence.append(Candidate("rights", block.text, "notice below text", block.where, 0.5))
        elif is_date_line(block.text):
            document.evidence.append(Candidate("published", block.text, "date line", block.where, 0.45))
        elif not _is_mark(block.text):
            break
        end -= 1
    if any(block.kind == "paragraph" for block in blocks[:end]):
        document.blocks = [*blocks[:end], *(b for b in blocks[end:] if b.kind not in _KINDS)]


def is_notice(text: str) -> bool:
    """Whether a line is about who holds the rights to the text: ``© Harbour Media 2023``."""
    if len(text) > _LONGEST_NOTICE or text[:1] not in _BEGINNINGS:
        return False
    sign = COPYRIGHT.match(text)
    if sign is None and _RIGHTS.match(text) is None:
        return False
    return is_rights_line(text) or is_imprint(text[sign.end() if sign else 0 :].strip())


def _is_mark(block: str) -> bool:
    return any(pattern.fullmatch(block) for pattern in (_MARK, _INITIALS, _ARABIC, _ADDRESS))
