"""The text of an element, as a reader sees it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

SPACE: Final = re.compile(r"[\s\u200b]+")
DENSE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Characters that say as much as three letters of an alphabet: Japanese, Chinese, Korean."""


def fold_space(text: str) -> str:
    """``text`` with white space folded, none at its ends, and no soft hyphens."""
    return " ".join(text.replace("\xad", "").replace("\u200b", " ").split())


def text_of(element: Any) -> str:
    """An element's text, white space folded; script and style in it do not count."""
    if len(element) == 0:
        return fold_space(element.text or "")
    return fold_space("".join(texts(element)))


def words_apart(element: Any) -> str:
    """As ``text_of``, with a blank between elements: bylines glue name, role and date together by their layout."""
    return " ".join(piece for text in texts(element) if (piece := fold_space(text)))


def texts(element: Any) -> list[str]:
    """The pieces of text in an element, those of scripts and styles left out."""
    found: list[str] = _texts()(element)
    return found


@cache
def _texts() -> Any:
    from lxml import etree

    return etree.XPath("descendant::text()[not(parent::script or parent::style)]", smart_strings=False)
