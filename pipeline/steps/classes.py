"""The classes of a page's elements, by one walk that the steps over markup share, and the words in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

_APART: Final = {code: " " for code in range(128) if not chr(code).isalpha()}
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")


class Walked(NamedTuple):
    """A page's ``elements`` in document order, the ``class`` of each (None: it has none), each class once
    (``names``), and the words of all of them."""

    elements: list[Any]
    classes: list[str | None]
    names: frozenset[str]
    words: frozenset[str]

    def naming(self, is_told: Callable[[str], bool]) -> list[str]:
        """The classes with a word that tells something; most of a page's tell nothing, and need no second look."""
        told = list(filter(is_told, self.words))
        small = [(name, name.lower()) for name in self.names] if told else []
        return list({name for word in told for name, its in small if word in its})


@lru_cache(1)
def walked(tree: Any) -> Walked:
    """The walk over ``tree``, which must not change after it; kept until the next page's."""
    elements = list(tree.iter())
    classes = [element.get("class") for element in elements]
    names = frozenset(filter(None, classes))
    small = frozenset(name for name in names if name.islower())
    return Walked(elements, classes, names, words_in(" ".join(small)) | words_in(" ".join(names - small)))


def hides(element: Any) -> bool:
    """Whether an element's own style keeps it, and what is in it, from being shown."""
    style = element.get("style")
    return bool(style) and "none" in style and "display" in style


def words_in(text: str) -> frozenset[str]:
    """The words of classes or ids in lower case: ``article__author-Name`` gives article, author, name, and itself."""
    if text.isascii() and text.islower():  # most: nothing to part at capitals
        return frozenset((*text.translate(_APART).split(), *text.split()))
    words = _WORD.findall(text)
    if not text.islower():
        words = [word.lower() for word in words]
        text = text.lower()
    return frozenset((*words, *text.split()))


words_of = lru_cache(16_384)(words_in)
