"""Where pictures stand on a page: the elements that hold one picture and its words each."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final, Literal

from pipeline.languages import load
from pipeline.steps.fold import fold
from pipeline.steps.marked import words_of
from pipeline.steps.texts import SPACE

Sort = Literal["marked", "line", "box", "said"]
LINES: Final = ("p", "span", "div", "small", "em", "i", "strong", "footer", "cite", "figcaption", "td")
IMAGES: Final = ("img", "amp-img")
LONGEST_CAPTION: Final = 1_500
LONGEST_CREDIT: Final = 160
_FURNITURE_TAGS: Final = frozenset({"nav", "footer", "aside"})
_PICTURE_FILE: Final = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#].*)?$|^#|^javascript:", re.I)
_PATH: Final = re.compile(r"[/?&=_-]")
_MUTE: Final = frozenset({"script", "style", "noscript", "button", "svg"})
_APART: Final = frozenset({"p", "div", "br", "small", "figcaption", "cite"})
_TOO_WIDE: Final = frozenset(
    {"body", "article", "main", "section", "header", "li", "ul", "table", "tr", "p", "nav", "footer"}
)
_TEXTS: Final = ("p", "span", "div", "small", "em", "i", "b", "strong", "cite", "br", "img", "a")
SHORTEST_CAPTION: Final = 20
_STOPS: Final = (".", "!", "?", "…", "”", '"')
_CLIMB: Final = 3
_FAR_UP: Final = 4
_SHORTEST_ALT: Final = 6
_TRANSPARENT: Final = ("source", "picture")
_WORDY: Final = ("p", "div", "span", "small", "em", "i", "figcaption", "strong")
_NO_CAPTION: Final = ("a", "img", "button", "h1", "h2", "h3", "h4", "h5", "h6", "li")
# How many elements behind an image a line may still be about it.
_FAR: Final = 15
_CREDIT_SIGN: Final = re.compile(r"[:：©/|(（]|^[A-Z]{2,5}$|^dpa$")


@cache
def _words(table: str, name: str) -> frozenset[str]:
    return frozenset(load("markup")[table][name])


@cache
def _any_role() -> re.Pattern[str]:
    """A quick no for class names, most of which say nothing of pictures."""
    known = _words("classes", "credit") | _words("classes", "caption") | _words("pictures", "texts")
    return re.compile("|".join(map(re.escape, sorted(known))))


@lru_cache(16_384)
def _role(name: str) -> str | None:
    """``credit`` or ``caption`` by the words of a class; a class that says both marks a credit in a caption."""
    if not _any_role().search(name.lower()):
        return None
    said = words_of(name)
    if said & _words("classes", "credit") and not said & _words("pictures", "not_credit"):
        return "credit"
    if said & _words("pictures", "not_caption"):
        return None
    named = bool(said & _words("classes", "caption"))
    of_picture = bool(said & _words("pictures", "texts") and said & _words("pictures", "holders"))
    return "caption" if named or of_picture else None


@lru_cache(4_096)
def _is_sure(name: str) -> bool:
    """Whether a class says both caption and picture: it needs no image near, which may be drawn by a script."""
    said = words_of(name)
    return bool(said & _words("classes", "caption") and said & _words("pictures", "holders"))


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


def containers(tree: Any) -> list[tuple[Any, Sort]]:
    """What holds one picture and its words each, in the order of the page: figures, else the nearest element around
    an image and a ``marked`` one, else a short ``line`` close behind an image that may be its credit, else a small
    ``box`` around an image and words that nothing marks, or words that were ``said`` in the image's description."""
    found: dict[Any, Sort] = {}
    body = tree.find("body")
    since, images = _FAR, []
    for element in tree.iter() if body is None else body.iter():
        since += 1
        tag = element.tag
        if tag == "figure":
            if not any(parent in found for parent in element.iterancestors("figure")):
                found[element] = "marked"
        elif tag in IMAGES:
            images.append(element)
            since = _FAR if _inside_link(element) else 0
        elif tag == "figcaption" or ((name := element.get("class")) and _role(name)):
            if next(element.iterancestors("figure"), None) is None:
                container = _around(element)
                if container is None and _stands_alone(element):
                    container = element
                if (
                    container is not None
                    and not any(parent in found for parent in container.iterancestors())
                    and (_is_credit(element) or not is_foreign(element, container))
                ):
                    found[container] = "marked"
        elif since < _FAR and tag in LINES and element.text and may_be_credit(element.text):
            found[element] = "line"
    for image in images:
        box, sort = _behind(image)
        if box is not None and not any(found.get(e) == "marked" for e in (box, *box.iterancestors())):
            found[box] = sort
    return [
        (element, sort)
        for element, sort in found.items()
        if not (sort == "line" and any(found.get(parent) == "marked" for parent in element.iterancestors()))
        and not is_furniture(element)
    ]


def may_be_credit(text: str) -> bool:
    """Whether a line is short and has a sign that credits have."""
    return len(text) <= LONGEST_CREDIT and not text.isspace() and bool(_CREDIT_SIGN.search(text))


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


def _behind(image: Any) -> tuple[Any, Sort]:
    """The words close behind an image if they say its description again, else the nearest element around it and
    words if its class says that it holds a picture, and it holds no more than a caption; else None."""
    if _inside_link(image):
        return None, "box"
    alt = fold(image.get("alt") or "")
    step, steps = image, 0
    for box in image.iterancestors():
        if box.tag in _TRANSPARENT:  # the parser nests sources that are not closed
            step = box
            continue
        steps += 1
        if steps > _FAR_UP or leads_away(box):
            break
        following = next((e for e in step.itersiblings() if e.tag in _WORDY), None)
        if len(alt) >= _SHORTEST_ALT and following is not None and _says(following, alt):
            return following, "said"
        if box.tag in _TOO_WIDE:
            break
        if says_picture(box) and any(not text.isspace() for text in box.itertext(*_TEXTS)):
            single = sum(1 for _ in box.iter(*IMAGES)) == 1
            return (box if single and len(text_of(box)) <= LONGEST_CAPTION else None), "box"
        step = box
    return None, "box"


def _says(element: Any, alt: str) -> bool:
    """Whether a text without links and headings is an image's description, or begins with one of some length."""
    if next(element.iter(*_NO_CAPTION), None) is not None:
        return False
    text = text_of(element)
    if len(text) > LONGEST_CAPTION:
        return False
    folded = fold(text)
    return folded == alt or (len(alt) >= SHORTEST_CAPTION and folded.startswith(alt))


def says_picture(box: Any) -> bool:
    """Whether the class of an element says that it is the box of a picture."""
    name = box.get("class")
    return bool(name) and _is_picture_class(name)


@lru_cache(4_096)
def _is_picture_class(name: str) -> bool:
    said = words_of(name)
    return bool(said & _words("pictures", "boxes")) and not said & _words("pictures", "not_boxes")


def _is_credit(element: Any) -> bool:
    return _role(element.get("class") or "") == "credit"


def _stands_alone(element: Any) -> bool:
    """Whether an element is a caption though no image is near."""
    if element.tag == "figcaption":
        return not _is_quoted(element)
    return _is_sure(element.get("class") or "") and len(text_of(element)) <= LONGEST_CAPTION


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


def _inside_link(element: Any) -> bool:
    return any(map(leads_away, element.iterancestors("a")))


@lru_cache(4_096)
def _is_away(address: str) -> bool:
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
            if parts and inner.tag in _APART and (parts[-1][-1:].isalnum() or parts[-1][-1:] in _STOPS):
                parts.append(" ")
            parts.append(inner.text or "")
        elif inner is not element:
            parts.append(
                " " if inner.tag in ("p", "div", "br", "figcaption") and inner not in without else ""
            )
            parts.append(inner.tail or "")
    return SPACE.sub(" ", "".join(parts)).strip()
