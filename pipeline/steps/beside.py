"""What stands beside an article and not in it: readers' comments, lists of other articles, the foot of the page."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final

from pipeline.languages import load
from pipeline.steps.classes import hides, words_of
from pipeline.steps.texts import text_of

_COMMENT: Final = frozenset(("comment", "commentlist", "kommentar", "commentaire"))
_ANY_COMMENTS: Final = _COMMENT | {"comments", "conversation", "kommentare", "commentaires"}
_COMMENT_DEPTH: Final = 6
_NAMES: Final = ("class", "itemprop", "itemtype")
_COLUMNS: Final = ("aside", "nav")
_FIGURES: Final = ("figure", "figcaption")
_LONGEST_LINK: Final = 100
_HIDDEN_BY: Final = 2
_MOST_OF_PORTRAIT: Final = 40
# Beside a date in the head of an article stands the number of its comments.
_COUNTED: Final = frozenset(("count", "date", "info", "link", "meta", "number"))
_PARTS: Final = frozenset(("article", "li", "footer"))
_HEADINGS: Final = ("h1", "h2", "h3", "h4")


def of_another(element: Any) -> bool:
    """Whether a reader's comment, a picture or the link to another article holds the element: its writer is not the
    article's."""
    for ancestor, _ in zip(element.iterancestors(), range(_COMMENT_DEPTH), strict=False):
        if (ancestor.tag in _FIGURES and not _signs(ancestor)) or (
            ancestor.tag == "a" and len(text_of(ancestor)) > _LONGEST_LINK
        ):
            return True
        names = filter(None, map(ancestor.get, _NAMES))
        if any(not _COMMENT.isdisjoint(words_of(name)) for name in names):
            return True
    return False


def _signs(figure: Any) -> bool:
    """Whether a figure has an ``address``: the writer's, with a portrait, and no picture's words. A whole page may
    stand in one: only its beginning is looked at."""
    return any(one.tag == "address" for one in islice(figure.iter(), _MOST_OF_PORTRAIT))


def is_beside(element: Any, heading: Any, *, dated: bool) -> bool:
    """Whether an element stands among other articles or, unless it is a date, in a column, and the ``heading`` does
    not: papers print an article's own date in a column too. No heading: it is not known."""
    if heading is None:
        return False
    for ancestor in element.iterancestors():
        if (
            (ancestor.tag in _COLUMNS and not dated)
            or _lists_others(ancestor)
            or (ancestor.tag == "article" and _is_other(ancestor, _article_of(heading)))
            or (ancestor.tag == "li" and _is_headed(ancestor))
        ):
            return ancestor not in heading.iterancestors()
    return False


def without_others(elements: list[Any], heading: Any) -> list[Any]:
    """A run of elements without other articles and lists of them, readers' comments and the foot of the page."""
    own, kept = {heading, *heading.iterancestors()}, []
    left_out: set[Any] = set()
    article = _article_of(heading)
    for element in elements:
        told = element not in own and (
            _lists_others(element)
            or (element.tag in _PARTS and _is_part_of_others(element, article))
            or _holds_comments(element)
        )
        if told or (left_out and element.getparent() in left_out):
            left_out.add(element)
        else:
            kept.append(element)
    return kept


def _is_part_of_others(element: Any, article: Any) -> bool:
    """Whether an element by its tag and place is another article, an item in a list of them, or the page's foot."""
    if element.tag == "footer":
        return _is_foot(element)
    return _is_headed(element) if element.tag == "li" else _is_other(element, article)


def _article_of(heading: Any) -> Any:
    """The outermost ``article`` around the heading, or None."""
    return next(reversed(list(heading.iterancestors("article"))), None)


def _is_other(element: Any, article: Any) -> bool:
    """Whether an ``article`` with a heading of its own stands beside the page's: what stands in that, as the portrait
    of its writer, is a part of it."""
    return (
        article is not None
        and element is not article
        and article not in element.iterancestors("article")
        and _is_headed(element)
    )


def _is_headed(element: Any) -> bool:
    """Whether an element has a heading of its own, as each item in a list of articles."""
    return next(element.iter(*_HEADINGS), None) is not None


def in_comments(element: Any) -> bool:
    """Whether readers' comments are around an element."""
    return any(map(_holds_comments, islice(element.iterancestors(), _COMMENT_DEPTH)))


def _holds_comments(element: Any) -> bool:
    """Whether a class or an id says that readers' comments stand in an element."""
    name, identifier = element.get("class"), element.get("id")
    if identifier:
        name = f"{name} {identifier}" if name else identifier
    return bool(name) and _names_comments(name)


@lru_cache(16_384)
def _names_comments(name: str) -> bool:
    words = words_of(name)
    return not words.isdisjoint(_ANY_COMMENTS) and words.isdisjoint(_COUNTED)


def in_foot(element: Any) -> bool:
    """Whether an element stands in the ``footer`` of the page, not in that of an article or a picture."""
    return any(map(_is_foot, element.iterancestors("footer")))


def _is_foot(footer: Any) -> bool:
    return next(footer.iterancestors("article", "main", "section", "figure"), None) is None


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
    return any(hides(one.get("style") or "") for one in near)


def _lists_others(element: Any) -> bool:
    name = element.get("class")
    return bool(name) and element.tag != "body" and _names_others(name)


@lru_cache(16_384)
def _names_others(name: str) -> bool:
    """Whether a class says that other articles stand in it; hooks of scripts (``js-related``) say nothing."""
    if "js-" in name:
        name = " ".join(word for word in name.split() if not word.startswith("js-"))
    words, classes = _others()
    return not words.isdisjoint(words_of(name)) or not classes.isdisjoint(name.lower().split())


@cache
def _others() -> tuple[frozenset[str], frozenset[str]]:
    classes = load("markup")["classes"]
    return frozenset(classes["others_words"]), frozenset(classes["others"])
