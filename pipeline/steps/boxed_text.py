"""The text of what holds a picture, as a reader sees it: without scripts and buttons, blanks where blocks end."""

from __future__ import annotations

from typing import Any, Final

from pipeline.steps.texts import SPACE

_MUTE: Final = frozenset({"script", "style", "noscript", "button", "svg"})
_APART: Final = frozenset({"p", "div", "br", "small", "figcaption", "cite"})
_BLOCKS: Final = frozenset({"p", "div", "br", "figcaption"})
_SET_APART: Final = frozenset({"p", "div", "small", "cite", "em", "i", "span"})
_STOPS: Final = (".", "!", "?", "…", "”", '"')
_SHORTEST_LABEL: Final = 4
_PAIR: Final = 2
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
                text = inner.text or ""
                if (apart and (parts[-1][-1:].isalnum() or parts[-1][-1:] in _STOPS)) or _is_glued(
                    inner, text
                ):
                    parts.append(" ")
                parts.append(text)
                if depth == _DEEPEST:
                    parts.extend(text for child in inner for text in (*child.itertext(), child.tail or ""))
                elif len(inner):
                    _gather(inner, without, parts, depth + 1)
            if apart and tag in _BLOCKS:
                parts.append(" ")
        parts.append(inner.tail or "")


def _is_glued(element: Any, text: str) -> bool:
    """Whether a capital follows on the last small letter of an element right before: ``Credit`` and the name."""
    before = element.getprevious() if text[:1].isupper() else None
    if before is None or before.tail or not (said := before.text) or len(before):
        return False
    return len(said) >= _SHORTEST_LABEL and bool(said[-1].islower())


def set_apart(element: Any) -> tuple[str, bool]:
    """The last words of an element that markup sets apart (in a block, in slanted letters, behind a broken line), empty
    where nothing does; and whether the element is nothing but these and one other."""
    while len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip():
        element = element[0]
    if not len(element):
        return "", False
    last = element[-1]
    behind = SPACE.sub(" ", last.tail or "").strip()
    if last.tag == "br":
        return behind, False
    if last.tag not in _SET_APART or behind:
        return "", False
    loose = (element.text or "").strip() or (element[0].tail or "").strip()
    return text_of(last), len(element) == _PAIR and not loose


def is_short(element: Any, most: int) -> bool:
    """Whether an element's text has at most so many letters."""
    if sum(map(len, element.itertext())) + sum(1 for _ in element.iter(*_APART)) * 2 <= most:
        return True
    return len(text_of(element)) <= most
