"""What the readers of scanned pages share: lines as running text, and how sure a program is of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from .xml_story import Story

HYPHENS: Final = "-\u00ad¬⸗‐="
BESIDE: Final = (
    "page number",
    "pagenum",
    "page-number",
    "numberingzone",
    "runningtitlezone",
    "running head",
    "header",
    "footer",
)
"""What is no part of a page's text, as programs call it."""


def is_broken(word: str, then: str) -> bool:
    """Whether a line ends within a word that the next one, ``then``, goes on with."""
    return len(word) > 1 and word[-1] in HYPHENS and word[-2].isalpha() and then[:1].islower()


def running(lines: Iterable[str]) -> str:
    """Lines as running text: words that a line breaks are whole again."""
    text = ""
    for line in (" ".join(line.split()) for line in lines):
        if text and line and is_broken(text.rsplit(" ", 1)[-1], line):
            text = text.rstrip(HYPHENS) + line
        elif line:
            text = f"{text} {line}" if text else line
    return text


def mean(words: Sequence[float]) -> float | None:
    """How sure a program is of words, on the whole."""
    return sum(words) / len(words) if words else None


def confident(story: Story, words: Sequence[float], where: str) -> None:
    """Notes how sure a program is of the ``words``; nothing where it does not say."""
    sure = mean(words)
    story.once("ocr_confidence", f"{sure:.4f}" if sure is not None else None, where)


def number(text: str | None) -> float | None:
    """A confidence of 0 to 1; some programs write it in hundredths."""
    try:
        sure = float(text or "")
    except ValueError:
        return None
    sure = sure / 100 if sure > 1 else sure
    return sure if 0 <= sure <= 1 else None
