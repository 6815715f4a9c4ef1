"""The text of what holds a picture, as a reader sees it: without scripts and buttons, blanks where blocks end."""

from __future__ import annotations

from typing import Any, Final

from pipeline.steps.texts import SPACE

_MUTE: Final = frozenset({"script", "style", "noscript", "button", "svg"})
_APART: Final = frozenset({"p", "div", "br", "small", "figcaption", "cite"})
_BLOCKS: Final = frozenset({"p", "div", "br", "figcaption"})
_STOPS: Final = (".", "!", "?", "…", "”", '"')
_DEEPEST: Final = 200


def text_of(element: Any, without: frozenset[Any] = frozenset()) -> str:
    """An element's text, white space folded, without the given elements, scripts and buttons."""
    if element in without or element.tag in _MUTE:
        return ""
    parts = [element.text or ""]
    if len(element):
        _gather(element, without, parts)
    return SPACE.sub(" ", "".join(parts)).strip()


def _gather(element: Any, without: frozenset[Any], parts: list[str], depth: int = 0) -> None:
    """Appends the texts inside an element, blanks where blocks begin and end, and the texts behind what is in it."""
    for inner in element:
        tag = inner.tag
        apart = tag in _APART
        if inner not in without:
            if tag not in _MUTE:
                if apart and (parts[-1][-1:].isalnum() or parts[-1][-1:] in _STOPS):
                    parts.append(" ")
                parts.append(inner.text or "")
                if depth == _DEEPEST:
                    parts.extend(text for child in inner for text in (*child.itertext(), child.tail or ""))
                elif len(inner):
                    _gather(inner, without, parts, depth + 1)
            if apart and tag in _BLOCKS:
                parts.append(" ")
        parts.append(inner.tail or "")


def is_short(element: Any, most: int) -> bool:
    """Whether an element's text has at most so many letters."""
    if sum(map(len, element.itertext())) + sum(1 for _ in element.iter(*_APART)) * 2 <= most:
        return True
    return len(text_of(element)) <= most
