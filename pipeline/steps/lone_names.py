"""Full names that are all of a line: beside a portrait, or in slanted letters below the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipeline.languages.agencies import is_person
from pipeline.languages.folding import fold
from pipeline.model import Candidate
from pipeline.steps.texts import words_apart

_RUNNING: Final = 60
_LONGEST_SIGNED: Final = 40
_MOST_INSIDE: Final = 2
_WIDEST_PORTRAIT: Final = 120
_PARAGRAPHS: Final = ("p", "div", "td", "section", "article")


def portrayed(elements: list[Any]) -> Iterator[Candidate]:
    """The full name that is all the text beside a small picture, or beside one that its description gives that name:
    the first of them. Names of larger pictures are their captions."""
    for element in elements:
        if element.tag != "img" or (box := element.getparent()) is None or len(box) > _MOST_INSIDE + 1:
            continue
        if next(element.iterancestors("a"), None) is not None:
            continue  # a button
        name = words_apart(box)
        if not 4 < len(name) <= _LONGEST_SIGNED or not is_person(name) or box.tag in ("figure", "picture"):
            continue
        width = element.get("width") or ""
        if (width.isdecimal() and int(width) <= _WIDEST_PORTRAIT) or fold(element.get("alt") or "") == fold(
            name
        ):
            yield Candidate("authors", name, "name beside portrait", f"<{box.tag}>", 0.4)
            return


def signed(tree: Any) -> Iterator[Candidate]:
    """A full name in slanted letters that is a paragraph of its own behind a longer one: so columns and guest articles
    are signed. A name in bold is not read so: it heads a portrait or an answer."""
    for element in tree.iter("em", "i"):
        text = words_apart(element).strip("() ") if len(element) <= _MOST_INSIDE else ""
        if len(text) <= _LONGEST_SIGNED and is_person(text) and _ends_text(element, text):
            yield Candidate("authors", text, "signed below text", f"<{element.tag}>", 0.34)
            return


def _ends_text(element: Any, text: str) -> bool:
    """Whether ``text`` is all of the element's paragraph, and a paragraph of text stands before it."""
    paragraph = next((one for one in element.iterancestors() if one.tag in _PARAGRAPHS), None)
    if paragraph is None or _is_long(paragraph) or words_apart(paragraph).strip("() ") != text:
        return False
    before = paragraph.getprevious()
    return before is not None and before.tag == "p" and len(words_apart(before)) >= _RUNNING


def _is_long(paragraph: Any) -> bool:
    """Whether an element has more text than a signature, whatever its length: it may hold thousands of names."""
    size = 0
    for text in paragraph.itertext():
        size += len(text.strip())
        if size > 2 * _LONGEST_SIGNED:
            return True
    return False
