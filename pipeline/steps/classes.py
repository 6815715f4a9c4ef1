"""The classes of a page's elements, by one walk that the steps over markup share, and the words in them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

_APART: Final = bytes(code if chr(code).isalpha() else 32 for code in range(128)) + bytes(range(128, 256))
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")


class Walked(NamedTuple):
    """A page's ``elements`` in document order, the ``class`` of each (None: it has none), each class once as it is and
    in lower case (``names``), and the words of all of them."""

    elements: list[Any]
    classes: list[str | None]
    names: list[tuple[str, str]]
    words: frozenset[str]

    def naming(self, telling: frozenset[str], ends: tuple[str, ...]) -> set[str]:
        """The classes that may have a ``telling`` word, or one that ends so; most of a page's tell nothing, and need
        no second look."""
        told = self.words & telling
        told |= {word for word in self.words if word.endswith(ends)}
        return {name for word in told for name, its in self.names if word in its}


@lru_cache(1)
def walked(tree: Any) -> Walked:
    """The walk over ``tree``, which must not change after it; kept until the next page's."""
    elements = list(tree.iter())
    classes = [element.get("class") for element in elements]
    names = [(name, name.lower()) for name in {*classes} if name]
    small = " ".join(name for name, lower in names if name == lower)
    mixed = " ".join(name for name, lower in names if name != lower)
    return Walked(elements, classes, names, frozenset((*word_list(small), *word_list(mixed))))


def hides(style: str) -> bool:
    """Whether an element's own style keeps it, and what is in it, from being shown."""
    return "none" in style and "display" in style


def word_list(text: str) -> list[str]:
    """The words of classes or ids in lower case: ``article__author-Name`` gives article, author, name, and itself."""
    if text.isascii() and text.islower():  # most: nothing to part at capitals
        return [*text.encode().translate(_APART).decode().split(), *text.split()]
    words = _WORD.findall(text)
    if not text.islower():
        words = [word.lower() for word in words]
        text = text.lower()
    return [*words, *text.split()]


@lru_cache(16_384)
def words_of(text: str) -> frozenset[str]:
    """Each of them once."""
    return frozenset(word_list(text))
