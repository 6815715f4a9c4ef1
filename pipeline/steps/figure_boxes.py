"""Where pictures stand on a page: the elements that hold one picture and its words each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any, Final, Literal

from pipeline.languages.folding import fold
from pipeline.languages.label_words import credit_kind
from pipeline.languages.labels import split_credit
from pipeline.languages.words import dense
from pipeline.steps.beside import in_comments, in_foot
from pipeline.steps.boxed_text import is_short, text_of
from pipeline.steps.classes import walked
from pipeline.steps.figure_words import (
    is_foreign,
    is_furniture,
    is_own,
    is_sure,
    is_sure_credit,
    leads_away,
    names_maker,
    names_writer,
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
_TOO_WIDE: Final = frozenset(
    {"body", "article", "main", "section", "header", "li", "ul", "table", "tr", "p", "nav", "footer"}
)
_TEXTS: Final = ("p", "span", "div", "small", "em", "i", "b", "strong", "cite", "br", "img", "a")
# The elements and the letters of a box that holds an image, a credit and a caption and nothing else.
_FEW: Final = 5
_SHORT_BOX: Final = 500
_SHORT_CREDIT: Final = 60
_CLIMB: Final = 3
_MOST_PARAGRAPHS: Final = 3
_FAR_UP: Final = 4
SHORTEST_ALT: Final = 6
_SLANTED: Final = ("em", "i", "small")
_PICTURE: Final = (*IMAGES, "picture", "br")
_TRANSPARENT: Final = ("source", "picture")
_WORDY: Final = ("p", "div", "span", "small", "em", "i", "figcaption", "strong")
_NO_CAPTION: Final = ("a", "img", "button", "h1", "h2", "h3", "h4", "h5", "h6", "li")
# How many elements behind an image a line may still be about it.
_FAR: Final = 15
_STOPS: Final = (".", "!", "?", "…", "”", '"', "»", "。")
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
    free_places = frozenset(free)
    found: dict[Any, Sort] = {}
    for i in sorted({*places, *_close_behind(images, free_places, len(elements))}):
        element = elements[i]
        tag = element.tag
        if tag == "figure":
            found[element] = "marked"
        elif tag in _IMAGES:
            if i in free_places and names_maker(element):
                found[element] = "line"
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
    if container is None or not is_foreign(element, container):
        return container
    return container if _is_credit(element) and not in_foot(element) and not in_comments(element) else None


def _follows_image(element: Any) -> bool:
    """Whether a short element comes right behind an image, or behind what holds an image and no words."""
    before = element.getprevious()
    if before is None or (before.tail or "").strip() or not is_short(element, LONGEST_CAPTION):
        return False
    if before.tag in _IMAGES or before.tag == "picture":
        return not leads_away(before)
    if before.tag not in ("div", "p", "a", "span", "figure"):
        return False
    words = text_of(before)
    if words and (before.tag != "figure" or len(words) > _SHORT_CREDIT):
        return False
    return next(before.iter("img", "picture", "amp-img"), None) is not None


def may_be_credit(text: str) -> bool:
    """Whether a line is short and has a sign that credits have, or begins with a label."""
    if len(text) > LONGEST_CREDIT or text.isspace():
        return False
    return bool(_CREDIT_SIGN.search(text)) or credit_kind(text.split(None, 1)[0]) is not None


def _around(element: Any) -> Any:
    """The nearest element that holds a marked one together with an image; None where no image is near."""
    container = element
    for _ in range(_CLIMB + 1):
        if container is None or container.tag in ("body", "article", "main"):
            return None
        if next(container.iter("img", "picture", "amp-img"), None) is not None:
            # Several paragraphs or much text: that is the article, not a picture.
            paragraphs = sum(1 for _ in islice(container.iter("p"), _MOST_PARAGRAPHS + 1))
            short = paragraphs <= _MOST_PARAGRAPHS and is_short(container, LONGEST_CAPTION)
            return container if short else None
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
        following = next((e for e in islice(step.itersiblings(), _FAR) if e.tag in _WORDY), None)
        if following is not None and (
            (len(alt) >= SHORTEST_ALT and _says(following, alt) and not names_writer(following))
            or _is_captioned(following)
        ):
            return following, "said"
        if box.tag == "p" and _sets_words_apart(box):
            return box, "lined"
        if box.tag in _TOO_WIDE:
            if box.tag == "p" and _is_captioned(box):
                return box, "lined"
            break
        if _has_credit(box, step):
            single = sum(1 for _ in box.iter(*IMAGES)) == 1
            if single and is_short(box, _SHORT_BOX):
                return box, "lined"
        if says_picture(box) and any(not text.isspace() for text in box.itertext(*_TEXTS)):
            single = sum(1 for _ in box.iter(*IMAGES)) == 1
            return (box if single and is_short(box, LONGEST_CAPTION) else None), "box"
        step = box
    return None, "box"


def _sets_words_apart(paragraph: Any) -> bool:
    """Whether a paragraph holds a picture and, in slanted or small letters, all of its words: so captions are set where
    the text is written in a markup language that knows none."""
    words = [inner for inner in paragraph if inner.tag in _SLANTED]
    return (
        len(words) == 1
        and next(words[0].iter("a"), None) is None
        and not (paragraph.text or "").strip()
        and all(
            not (inner.tail or "").strip()
            and (inner is words[0] or inner.tag in _PICTURE or (inner.tag == "a" and not text_of(inner)))
            for inner in paragraph
        )
    )


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


def _is_captioned(line: Any) -> bool:
    """Whether a line behind an image, or one that holds one image, ends with a labelled credit behind other words."""
    parts, size = [], 0
    for part in line.itertext():
        parts.append(part)
        size += len(part)
        if size > 2 * _SHORT_BOX:
            return False
    end = "".join(parts).rstrip()[-LONGEST_CREDIT:]
    if size < SHORTEST_CAPTION or end.endswith(_STOPS) or not _CREDIT_SIGN.search(end):  # a sentence, mostly
        return False
    text = text_of(line)
    if not SHORTEST_CAPTION <= len(text) <= _SHORT_BOX or sum(1 for _ in line.iter(*IMAGES)) > 1:
        return False
    return any(split.label and text.endswith(split.credit) for split in split_credit(text))


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
        return is_sure_credit(element.get("class")) and is_short(element, LONGEST_CREDIT)
    return is_sure(element.get("class") or "") and is_short(element, LONGEST_CAPTION)


def _is_quoted(element: Any) -> bool:
    """Whether a figcaption without a picture names who is quoted."""
    return any(
        "quote" in (parent.get("class") or "").lower()
        for parent in element.iterancestors("div", "blockquote")
    )


def _inside_link(element: Any) -> bool:
    return any(map(leads_away, element.iterancestors("a")))
