"""Where pictures stand on a page: the elements that hold one picture and its words each."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.steps.marked import words_of

SPACE: Final = re.compile(r"[\s\u200b]+")
LINES: Final = ("p", "span", "div", "small", "em", "i", "strong", "footer", "cite", "figcaption", "td")
IMAGES: Final = ("img", "amp-img")
LONGEST_CAPTION: Final = 1_500
LONGEST_CREDIT: Final = 160
_FURNITURE_TAGS: Final = frozenset({"nav", "footer", "aside"})
_PICTURE_FILE: Final = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#].*)?$|^#|^javascript:", re.I)
_PATH: Final = re.compile(r"[/?&=_-]")
_MUTE: Final = frozenset({"script", "style", "noscript", "button", "svg"})
_APART: Final = frozenset({"p", "div", "br", "small", "figcaption", "cite"})
_CLIMB: Final = 3
# How many elements behind an image a line may still be about it.
_FAR: Final = 15
_CREDIT_SIGN: Final = re.compile(r"[:：©/|(（]|^[A-Z]{2,5}$|^dpa$")


def words(table: str, name: str) -> frozenset[str]:
    """A list of words of ``markup.toml``."""
    return _words(table, name)


@cache
def _words(table: str, name: str) -> frozenset[str]:
    return frozenset(load("markup")[table][name])


@cache
def _any_role() -> re.Pattern[str]:
    """A quick no for class names, most of which say nothing of pictures."""
    known = _words("classes", "credit") | _words("classes", "caption")
    return re.compile("|".join(map(re.escape, sorted(known))))


@lru_cache(16_384)
def _role(name: str) -> str | None:
    """``credit`` or ``caption`` by the words of a class; a class that says both marks a credit in a caption."""
    if not _any_role().search(name.lower()):
        return None
    said = words_of(name)
    if said & _words("classes", "credit") and not said & _words("pictures", "not_credit"):
        return "credit"
    if said & _words("classes", "caption") and not said & _words("pictures", "not_caption"):
        return "caption"
    return None


def role_of(element: Any) -> str | None:
    """What an element says that it is: ``credit``, ``caption`` or neither."""
    if element.tag == "figcaption":
        return "caption"
    itemprop = element.get("itemprop")
    if (
        itemprop
        and itemprop.lower() in _words("pictures", "itemprops")
        and element.tag not in ("meta", "img")
    ):
        return "credit"
    name = element.get("class")
    return _role(name) if name else None


def containers(tree: Any) -> list[Any]:
    """What holds one picture and its words each, in the order of the page: figures, else the nearest element around
    both, else a short line close behind an image that may be its credit."""
    found: dict[Any, bool] = {}
    body = tree.find("body")
    since = _FAR
    for element in tree.iter() if body is None else body.iter():
        since += 1
        tag = element.tag
        if tag == "figure":
            if not any(parent in found for parent in element.iterancestors("figure")):
                found[element] = True
        elif tag in IMAGES:
            since = _FAR if any(map(leads_away, element.iterancestors("a"))) else 0
        elif tag == "figcaption" or ((name := element.get("class")) and _role(name)):
            if next(element.iterancestors("figure"), None) is None:
                container = _around(element)
                if container is None and tag == "figcaption" and not _is_quoted(element):
                    container = element
                if (
                    container is not None
                    and not any(parent in found for parent in container.iterancestors())
                    and not is_foreign(element, container)
                ):
                    found[container] = True
        elif since < _FAR and tag in LINES and element.text and may_be_credit(element.text):
            found[element] = False
    return [
        element
        for element, whole in found.items()
        if (whole or not any(found.get(parent) for parent in element.iterancestors()))
        and not is_furniture(element)
    ]


def may_be_credit(text: str) -> bool:
    """Whether a line is short and has a sign that credits have."""
    return len(text) <= LONGEST_CREDIT and bool(_CREDIT_SIGN.search(text))


def _around(element: Any) -> Any:
    """The nearest element that holds a marked one together with an image; None where no image is near."""
    container = element
    for _ in range(_CLIMB + 1):
        if container is None or container.tag in ("body", "article", "main"):
            return None
        if next(container.iter("img", "picture", "amp-img"), None) is not None:
            # Several figures or much text: that is the article, not a picture.
            return container if len(text_of(container)) <= LONGEST_CAPTION else None
        container = container.getparent()
    return None


def _is_quoted(element: Any) -> bool:
    """Whether a figcaption without a picture names who is quoted."""
    return any(
        "quote" in (parent.get("class") or "").lower()
        for parent in element.iterancestors("div", "blockquote")
    )


def is_furniture(element: Any, within: Any = None) -> bool:
    """Whether something around an element, up to ``within``, makes it part of the page, not of the article."""
    for ancestor in element.iterancestors():
        if ancestor is within:
            return False
        if ancestor.tag in _FURNITURE_TAGS or leads_away(ancestor):
            return True
        name = ancestor.get("class")
        if name and ancestor.tag not in ("body", "html", "main", "article") and _is_furniture_class(name):
            return True
    return False


def is_teaser(container: Any) -> bool:
    """Whether a container's own class says that it announces another article."""
    return not words_of(container.get("class") or "").isdisjoint(_words("classes", "furniture"))


def is_foreign(element: Any, container: Any) -> bool:
    """Whether a marked element is no word about the picture of its container: a link, a list of links, furniture."""
    return container.tag in ("nav", "footer") or leads_away(element) or is_furniture(element, container)


def leads_away(element: Any) -> bool:
    """Whether an element is a link to another page, not to a larger picture."""
    if element.tag != "a":
        return False
    address = element.get("href") or "#"
    return not _PICTURE_FILE.search(address) and _words("pictures", "pages").isdisjoint(
        _PATH.split(address.lower())
    )


@lru_cache(16_384)
def _is_furniture_class(name: str) -> bool:
    return bool(frozenset(name.lower().split()) & _words("classes", "furniture"))


def text_of(element: Any, without: frozenset[Any] = frozenset()) -> str:
    """An element's text, white space folded, without the given elements, scripts and buttons."""
    from lxml import etree

    parts: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walker:
        if event == "start":
            if inner in without or inner.tag in _MUTE:
                walker.skip_subtree()
                continue
            if parts and inner.tag in _APART and parts[-1][-1:].isalnum():
                parts.append(" ")
            parts.append(inner.text or "")
        elif inner is not element:
            parts.append(
                " " if inner.tag in ("p", "div", "br", "figcaption") and inner not in without else ""
            )
            parts.append(inner.tail or "")
    return SPACE.sub(" ", "".join(parts)).strip()
