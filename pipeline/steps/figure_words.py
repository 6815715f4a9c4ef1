"""What classes, properties and links say of pictures: that an element is a caption, a credit, a box, or none of the
article's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.label_words import credit_kind
from pipeline.steps.classes import Walked, words_of

_FURNITURE_TAGS: Final = frozenset({"nav", "footer", "aside"})
_FOOT: Final = "footer"
_PICTURE_FILE: Final = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#].*)?$|^#|^javascript:", re.I)
_NEAR_CAPTION: Final = 3
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
_FEWEST_WORDS: Final = 3
_LONGEST_ROLE: Final = 25
_ENDS: Final = ("caption", "credit")
_ENDINGS: Final = (*_ENDS, "captions", "credits")
_PATH: Final = re.compile(r"[/?&=_-]")


@cache
def _words(table: str, name: str) -> frozenset[str]:
    return frozenset(load("markup")[table][name])


@cache
def _telling() -> frozenset[str]:
    named = _words("classes", "credit") | _words("classes", "caption")
    return named | _words("pictures", "texts") | _words("pictures", "makers")


def _tells(name: str, words: frozenset[str]) -> bool:
    """Whether a class with these words may have a role: most have none."""
    if not words.isdisjoint(_telling()):
        return True
    return any(end in name.lower() for end in _ENDS) and any(word.endswith(_ENDINGS) for word in words)


def roles_of(page: Walked) -> frozenset[str]:
    """The classes among all of a page that have a role."""
    return frozenset(filter(role_of_class, page.naming(_telling(), _ENDINGS)))


@lru_cache(16_384)
def role_of_class(name: str) -> str | None:
    """``credit`` or ``caption`` by the words of a class; a class that says both marks a credit in a caption."""
    said = words_of(name)
    if not _tells(name, said):
        return None
    said = said | {end for end in _ENDS if any(w.endswith((end, end + "s")) for w in said)}
    if "byline" in said:
        said = said - {"attribution"}  # of the text, not of a picture
    if said & _words("classes", "credit") and not said & _words("pictures", "not_credit"):
        return "credit"
    if _maker_of_picture().search(name.lower()):
        return "credit"
    if said & _words("pictures", "not_caption"):
        return None
    named = bool(said & _words("classes", "caption"))
    of_picture = bool(said & _words("pictures", "texts") and said & _words("pictures", "holders"))
    return "caption" if named or of_picture else None


@cache
def _maker_of_picture() -> re.Pattern[str]:
    """``photo-author`` names who took it, ``author-photo`` holds a portrait."""
    pictures, makers = ("|".join(_words("pictures", key)) for key in ("pictured", "makers"))
    return re.compile(rf"(?:{pictures})s?[-_]+(?:{makers})s?(?:[-_]+name)?(?:\s|\Z)")


@lru_cache(4_096)
def is_sure(name: str) -> bool:
    """Whether a class says both caption and picture: it needs no image near, which may be drawn by a script."""
    said = words_of(name)
    return bool(said & _words("classes", "caption") and said & _words("pictures", "holders"))


@lru_cache(4_096)
def is_sure_credit(name: str) -> bool:
    """The same of credit and picture."""
    said = words_of(name)
    return bool(said & _words("classes", "credit") and said & _words("pictures", "holders"))


def role_of(element: Any) -> str | None:
    """What an element says that it is: ``credit``, ``caption`` or neither."""
    itemprop = (element.get("itemprop") or "").lower()
    if element.tag == "figcaption":
        told = itemprop in _words("pictures", "maker_itemprops") or _is_credit_alone(element)
        return "credit" if told else "caption"
    if element.tag not in ("meta", "img") and _is_of_maker(element, itemprop):
        return "credit"
    name = element.get("class")
    role = role_of_class(name) if name else None
    if role != "credit" and (element.tag == "cite" or (name and _names_maker(name))) and _in_caption(element):
        return "credit"
    return role


def _is_credit_alone(element: Any) -> bool:
    """Whether an element's class says credit and not caption, and no class inside says either."""
    name = element.get("class") or ""
    return (
        role_of_class(name) == "credit"
        and words_of(name).isdisjoint(_words("classes", "caption"))
        and not any(role_of_class(inner.get("class") or "") for inner in element.iterdescendants())
    )


def _is_of_maker(element: Any, itemprop: str) -> bool:
    """Whether a property says who made a picture: by its name, or as the author of what is marked as an image."""
    if itemprop in _words("pictures", "itemprops"):
        return True
    if itemprop not in _words("pictures", "maker_itemprops"):
        return False
    scope = next((one.get("itemtype") or "" for one in element.iterancestors() if one.get("itemtype")), "")
    return scope.endswith("/ImageObject")


def said_of_maker(container: Any) -> Iterator[str]:
    """What the invisible properties in a picture's container say of who made it."""
    for meta in container.iter("meta"):
        value = (meta.get("content") or "").strip()
        if value and _is_of_maker(meta, (meta.get("itemprop") or "").lower()):
            yield value


def names_maker(image: Any) -> bool:
    """Whether an attribute of an image names who made it."""
    return any(image.get(name) for name in load("markup")["pictures"]["credit_attributes"])


@lru_cache(4_096)
def _names_maker(name: str) -> bool:
    """Whether a class names the maker of whatever it stands in."""
    return not words_of(name).isdisjoint(_words("pictures", "makers"))


def _in_caption(element: Any) -> bool:
    """Whether an element, no link, stands in a figcaption."""
    return element.tag != "a" and any(
        one.tag == "figcaption" for one in islice(element.iterancestors(), _NEAR_CAPTION)
    )


def says_picture(box: Any) -> bool:
    """Whether the class of an element says that it is the box of a picture."""
    name = box.get("class")
    return bool(name) and _is_picture_class(name)


@lru_cache(4_096)
def _is_picture_class(name: str) -> bool:
    said = words_of(name)
    return bool(said & _words("pictures", "boxes")) and not said & _words("pictures", "not_boxes")


@lru_cache(16_384)
def _is_furniture_class(name: str) -> bool:
    return bool(frozenset(name.lower().split()) & _words("classes", "furniture"))


def is_furniture(element: Any, within: Any = None) -> bool:
    """Whether something around an element, up to ``within``, makes it part of the page, not of the article."""
    for ancestor in element.iterancestors():
        if ancestor is within:
            return False
        if ancestor.tag in _FURNITURE_TAGS or ancestor.get("id") == _FOOT or leads_away(ancestor):
            return True
        name = ancestor.get("class")
        if name and ancestor.tag not in ("body", "html", "main", "article") and _is_furniture_class(name):
            return True
    return False


def is_teaser(container: Any) -> bool:
    """Whether a container's own class says that it announces another article."""
    return not words_of(container.get("class") or "").isdisjoint(_words("classes", "furniture"))


def announces(container: Any) -> bool:
    """Whether what holds a picture is about another article: it holds a heading that is a link, or, no figure, the
    picture is a link to the page that words beside it lead to as well."""
    links = [link for link in container.iter("a") if leads_away(link)]
    if container.tag == "figure":
        return any(next(link.iter(*_HEADINGS), None) is not None for link in links)
    pictured = {link.get("href") for link in links if next(link.iter("img", "amp-img"), None) is not None}
    return any(
        next(link.iter(*_HEADINGS), None) is not None
        or ((parent := link.getparent()) is not None and parent.tag in _HEADINGS)
        or (link.get("href") in pictured and len("".join(link.itertext()).split()) >= _FEWEST_WORDS)
        for link in links
    )


def is_quote(container: Any) -> bool:
    """Whether a container's class says that it holds a quotation: its words name who is quoted."""
    return "quote" in words_of(container.get("class") or "")


def is_own(element: Any) -> bool:
    """Whether a container's own tag and class make it no picture's: a footer, a byline, the site's imprint."""
    if element.tag == "figure":
        return True
    if element.tag in ("nav", "footer"):
        return False
    return words_of(element.get("class") or "").isdisjoint(_words("pictures", "not_containers"))


def names_writer(element: Any) -> bool:
    """Whether an element's class says that it holds the name of a writer: beside a portrait."""
    return not words_of(element.get("class") or "").isdisjoint(_words("classes", "byline"))


def is_foreign(element: Any, container: Any) -> bool:
    """Whether a marked element is no word about the picture of its container: a link, a list of links, furniture."""
    if container.tag in ("nav", "footer") or leads_away(container):
        return True
    return leads_away(element) or is_furniture(element, container)


def is_film(container: Any) -> bool:
    """Whether a container or what is close around it plays a film: its words are the film's title."""
    near = [container, *islice(container.iterancestors(), 3)]
    return any(
        "video" in words_of(e.get("class") or "") for e in near if e.tag not in ("body", "main", "article")
    )


def leads_away(element: Any) -> bool:
    """Whether an element is a link to another page, not to a larger picture."""
    if element.tag != "a":
        return False
    return _is_away(element.get("href") or "#")


@lru_cache(4_096)
def _is_away(address: str) -> bool:
    return not _PICTURE_FILE.search(address) and _words("pictures", "pages").isdisjoint(
        _PATH.split(address.lower())
    )


def took_pictures(element: Any) -> bool:
    """Whether what stands right behind a name, ``(foto)`` or ``Fotograf``, says that its bearer made the pictures."""
    behind = (element.tail or "").strip()
    if not behind and (following := element.getnext()) is not None:
        behind = "".join(following.itertext()).strip()
    behind = behind.strip("()[] ,:/–-").casefold()
    return 0 < len(behind) <= _LONGEST_ROLE and (
        credit_kind(behind) is not None or behind in _photographers()
    )


@cache
def _photographers() -> frozenset[str]:
    return frozenset(load("bylines")["photographers"])
