"""Where pictures stand on a page: the elements that hold one picture and its words each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any, Final, Literal

from pipeline.languages.folding import fold
from pipeline.languages.labels import split_credit
from pipeline.languages.words import dense
from pipeline.steps.classes import walked
from pipeline.steps.figure_words import (
    is_foreign,
    is_furniture,
    is_own,
    is_sure,
    is_sure_credit,
    leads_away,
    role_of_class,
    roles_of,
    says_picture,
)
from pipeline.steps.texts import SPACE

Sort = Literal["marked", "line", "box", "lined", "said"]
LINES: Final = ("p", "span", "div", "small", "em", "i", "strong", "footer", "cite", "figcaption", "td")
IMAGES: Final = ("img", "amp-img")
_IMAGES: Final = frozenset(IMAGES)
_LINES: Final = frozenset(LINES)
LONGEST_CAPTION: Final = 1_500
LONGEST_CREDIT: Final = 160
SHORTEST_CAPTION: Final = 20
_MUTE: Final = frozenset({"script", "style", "noscript", "button", "svg"})
_APART: Final = frozenset({"p", "div", "br", "small", "figcaption", "cite"})
_BLOCKS: Final = frozenset({"p", "div", "br", "figcaption"})
_TOO_WIDE: Final = frozenset(
    {"body", "article", "main", "section", "header", "li", "ul", "table", "tr", "p", "nav", "footer"}
)
_TEXTS: Final = ("p", "span", "div", "small", "em", "i", "b", "strong", "cite", "br", "img", "a")
_STOPS: Final = (".", "!", "?", "…", "”", '"')
# The elements and the letters of a box that holds an image, a credit and a caption and nothing else.
_FEW: Final = 5
_SHORT_BOX: Final = 500
_CLIMB: Final = 3
_FAR_UP: Final = 4
_SHORTEST_ALT: Final = 6
_TRANSPARENT: Final = ("source", "picture")
_WORDY: Final = ("p", "div", "span", "small", "em", "i", "figcaption", "strong")
_NO_CAPTION: Final = ("a", "img", "button", "h1", "h2", "h3", "h4", "h5", "h6", "li")
_DEEPEST: Final = 200
# How many elements behind an image a line may still be about it.
_FAR: Final = 15
_CREDIT_SIGN: Final = re.compile(r"[:：©/|(（]|^[A-Z]{2,5}$|^dpa$")


def containers(tree: Any) -> list[tuple[Any, Sort]]:
    """What holds one picture and its words each, in the order of the page: figures, else the nearest element around
    an image and a ``marked`` one, else a short ``line`` close behind an image that may be its credit, else a small
    ``box`` around an image and words that nothing marks, or words that were ``said`` in the image's description."""
    found, images = _marked(tree)
    for image in images:
        box, sort = _behind(image)
        if box is not None and not any(found.get(e) == "marked" for e in (box, *box.iterancestors())):
            found[box] = sort
    return [
        (element, sort)
        for element, sort in found.items()
        if not (sort == "line" and any(found.get(parent) == "marked" for parent in element.iterancestors()))
        and is_own(element)
        and not is_furniture(element)
    ]


def _marked(tree: Any) -> tuple[dict[Any, Sort], list[Any]]:
    """The containers that markup tells, with the lines close behind images, and the images in no link."""
    page = walked(tree)
    elements, names, roles = page.elements, page.classes, roles_of(page)
    if (body := tree.find("body")) is not None:
        first = elements.index(body)
        elements, names = elements[first:], names[first:]
    # Cheaper than asking every element for its tag.
    told = frozenset(tree.iter("figure", "figcaption", *IMAGES))
    places = [i for i, element in enumerate(elements) if names[i] in roles or element in told]
    images = [i for i in places if elements[i].tag in _IMAGES]
    free = [i for i in images if not _inside_link(elements[i])]
    found: dict[Any, Sort] = {}
    for i in sorted({*places, *_close_behind(images, frozenset(free), len(elements))}):
        element = elements[i]
        tag = element.tag
        if tag == "figure":
            found[element] = "marked"
        elif tag in _IMAGES:
            continue
        elif tag == "figcaption" or names[i] in roles:
            container = _holder(element)
            if container is not None and not any(parent in found for parent in container.iterancestors()):
                found[container] = "marked"
        elif tag in _LINES and (text := element.text) and may_be_credit(text):
            found[element] = "line"
    return found, [elements[i] for i in free]


def _close_behind(images: list[int], free: frozenset[int], end: int) -> Iterator[int]:
    """The places so close behind an image in no link, and before the next, that a line there may be about it."""
    for image, following in pairwise((*images, end)):
        if image in free:
            yield from range(image + 1, min(image + _FAR, following))


def _holder(element: Any) -> Any:
    """What holds a marked element outside figures and its image; None where it is no word about a picture."""
    if next(element.iterancestors("figure"), None) is not None:
        return None
    container = _around(element)
    if container is None and (_stands_alone(element) or _follows_image(element)):
        container = element
    if container is None or not (_is_credit(element) or not is_foreign(element, container)):
        return None
    return container


def _follows_image(element: Any) -> bool:
    """Whether a short element comes right behind an image, or behind what holds an image and no words."""
    before = element.getprevious()
    if before is None or (before.tail or "").strip() or not _is_short(element, LONGEST_CAPTION):
        return False
    if before.tag in _IMAGES or before.tag == "picture":
        return not leads_away(before)
    if before.tag not in ("div", "p", "a", "span"):
        return False
    return next(before.iter("img", "picture", "amp-img"), None) is not None and not text_of(before)


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
            return container if _is_short(container, LONGEST_CAPTION) else None
        container = container.getparent()
    return None


def _behind(image: Any) -> tuple[Any, Sort]:
    """The words close behind an image if they say its description again, else the nearest element around it and
    words if its class says that it holds a picture, and it holds no more than a caption; else None."""
    alt = fold(image.get("alt") or "")
    step, steps = image, 0
    for box in image.iterancestors():
        if box.tag in _TRANSPARENT:  # the parser nests sources that are not closed
            step = box
            continue
        steps += 1
        if steps > _FAR_UP or leads_away(box):
            break
        if len(alt) >= _SHORTEST_ALT:
            close = islice(step.itersiblings(), _FAR)
            following = next((e for e in close if e.tag in _WORDY), None)
            if following is not None and _says(following, alt):
                return following, "said"
        if box.tag in _TOO_WIDE:
            break
        if _has_credit(box, step):
            single = sum(1 for _ in box.iter(*IMAGES)) == 1
            if single and _is_short(box, _SHORT_BOX):
                return box, "lined"
        if says_picture(box) and any(not text.isspace() for text in box.itertext(*_TEXTS)):
            single = sum(1 for _ in box.iter(*IMAGES)) == 1
            return (box if single and _is_short(box, LONGEST_CAPTION) else None), "box"
        step = box
    return None, "box"


def _has_credit(box: Any, image: Any) -> bool:
    """Whether a short line with a label stands in a box, beside what holds the image."""
    if len(box) > _FEW:
        return False
    for line in box:
        text = line.text
        if line is image or line.tag not in _LINES or not text or len(text) > LONGEST_CREDIT:
            continue
        if may_be_credit(text):
            found = split_credit(SPACE.sub(" ", text).strip())
            if any(split.label and not split.rest for split in found):
                return True
    return False


def _says(element: Any, alt: str) -> bool:
    """Whether a text without links and headings is an image's description, or begins with one of some length."""
    if next(element.iter(*_NO_CAPTION), None) is not None:
        return False
    text = text_of(element)
    if len(text) > LONGEST_CAPTION:
        return False
    folded = fold(text)
    return folded == alt or (is_long(alt) and folded.startswith(alt))


def is_long(alt: str) -> bool:
    """Whether an image's description, folded, is as long as captions are."""
    return len(alt) + 2 * dense(alt) >= SHORTEST_CAPTION


def _is_credit(element: Any) -> bool:
    return role_of_class(element.get("class") or "") == "credit"


def _stands_alone(element: Any) -> bool:
    """Whether an element is a caption though no image is near."""
    if element.tag == "figcaption":
        return not _is_quoted(element)
    if role_of_class(element.get("class") or "") == "credit":
        return is_sure_credit(element.get("class")) and _is_short(element, LONGEST_CREDIT)
    return is_sure(element.get("class") or "") and _is_short(element, LONGEST_CAPTION)


def _is_quoted(element: Any) -> bool:
    """Whether a figcaption without a picture names who is quoted."""
    return any(
        "quote" in (parent.get("class") or "").lower()
        for parent in element.iterancestors("div", "blockquote")
    )


def _inside_link(element: Any) -> bool:
    return any(map(leads_away, element.iterancestors("a")))


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


def _is_short(element: Any, most: int) -> bool:
    """Whether an element's text has at most so many letters."""
    if sum(map(len, element.itertext())) + sum(1 for _ in element.iter(*_APART)) * 2 <= most:
        return True
    return len(text_of(element)) <= most
