"""What stands beside an article and not in it: readers' comments, lists of other articles, the foot of the page."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import Any, Final

from pipeline.languages import load
from pipeline.steps.classes import hides, words_of
from pipeline.steps.texts import text_of

_COMMENT: Final = frozenset(("comment", "commentlist", "kommentar", "commentaire"))
_COMMENT_DEPTH: Final = 6
_COLUMNS: Final = ("aside", "nav")
_FIGURES: Final = ("figure", "figcaption")
_LONGEST_LINK: Final = 100
_HIDDEN_BY: Final = 2


def of_another(element: Any) -> bool:
    """Whether a reader's comment, a picture or the link to another article holds the element: its writer is not the
    article's."""
    for ancestor, _ in zip(element.iterancestors(), range(_COMMENT_DEPTH), strict=False):
        if ancestor.tag in _FIGURES or (ancestor.tag == "a" and len(text_of(ancestor)) > _LONGEST_LINK):
            return True
        name = (
            f"{ancestor.get('class') or ''} {ancestor.get('itemprop') or ''} {ancestor.get('itemtype') or ''}"
        )
        if name != "  " and words_of(name) & _COMMENT:
            return True
    return False


def is_beside(element: Any, heading: Any, *, dated: bool) -> bool:
    """Whether an element stands among other articles or, unless it is a date, in a column, and the ``heading`` does
    not: papers print an article's own date in a column too. No heading: it is not known."""
    if heading is None:
        return False
    for ancestor in element.iterancestors():
        if (ancestor.tag in _COLUMNS and not dated) or _lists_others(ancestor):
            return ancestor not in heading.iterancestors()
    return False


def without_others(elements: list[Any], heading: Any) -> list[Any]:
    """A run of elements without the lists of other articles in it."""
    own, left_out, kept = set(heading.iterancestors()), set(), []
    for element in elements:
        told = element not in own and _lists_others(element)
        if told or element.getparent() in left_out:
            left_out.add(element)
        else:
            kept.append(element)
    return kept


def is_below(element: Any) -> bool:
    """Whether an element stands at the page's own foot, where years of copyright and of the site's software are."""
    for one in element.iterancestors("footer", "div"):
        parent = one.getparent()
        # An article may have a foot of its own.
        of_page = one.tag == "footer" and parent is not None and parent.tag in ("body", "div")
        if of_page or one.get("class") == "footer":
            return True
    return False


def is_hidden(element: Any) -> bool:
    """Whether the page holds an element but does not show it: themes keep a login so, for machines."""
    near = (element, *islice(element.iterancestors(), _HIDDEN_BY))
    return any(map(hides, near))


def _lists_others(element: Any) -> bool:
    name = element.get("class")
    return bool(name) and _is_list_of_others(name)


@lru_cache(16_384)
def _is_list_of_others(name: str) -> bool:
    classes = load("markup")["classes"]
    whole = [
        word for word in name.lower().split() if not word.startswith("js-")
    ]  # hooks of scripts say nothing
    words = words_of(" ".join(whole))
    return not words.isdisjoint(classes["others_words"]) or not set(classes["others"]).isdisjoint(whole)
