"""Captions, credits and addresses of pictures: figures, and what classes and attributes say beside images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.agencies import parse_credit, unbracketed, without_maker
from pipeline.languages.label_words import credit_kind
from pipeline.languages.label_words import is_furniture as furniture
from pipeline.languages.labels import looks_like_credit, split_credit
from pipeline.model import Candidate, Credit, Document, Image
from pipeline.steps.bylines import find_byline
from pipeline.steps.figure_boxes import (
    IMAGES,
    LINES,
    LONGEST_CAPTION,
    LONGEST_CREDIT,
    SHORTEST_CAPTION,
    Sort,
    containers,
    is_film,
    is_foreign,
    is_teaser,
    leads_away,
    may_be_credit,
    role_of,
    says_picture,
    text_of,
)
from pipeline.steps.fold import fold
from pipeline.steps.texts import SPACE

_BRACKETS: Final = re.compile(r"^[\s(\[©–—|/-]+|[\s)\]|/–—-]+$")
_WORDS: Final = re.compile(r"[\W_]+")
_MOST_PICTURES: Final = 80
_SURE_CREDIT: Final = 60
_NO_WORDS: Final = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "script", "style", "noscript", "button", "svg", "a"}
)
_COUNTER: Final = re.compile(
    r"^\d{1,3}(?:\s?/\s?\d{1,3}\b[\s|:.–-]*|\s\w{1,3}\s\d{1,3}\s*[|:.–-]\s*)(?=[^\W\d_])"
)
_FEWEST_WORDS: Final = 4
_OF_AUTHORS: Final = ("time", "address", "blockquote", "q")


def step(document: Document) -> None:
    """Adds ``captions`` (str), ``credits`` (Credit) and ``images`` (Image) in the order of the page; pictures in
    navigation, footers and teasers of other articles are left out."""
    if document.tree is None:
        return
    for container, sort in containers(document.tree)[:_MOST_PICTURES]:
        document.evidence.extend(_picture(container, sort))


def _picture(container: Any, sort: Sort) -> Iterator[Candidate]:
    """Image, caption and credits of one container."""
    if sort == "said":
        yield from _said(container)
        return
    marked = [
        (element, role)
        for element in container.iter()
        if (role := role_of(element)) and (role == "credit" or not is_foreign(element, container))
    ]
    outer = {element for element, role in marked if role == "credit"}
    credit_elements = [
        element for element, role in marked
        if role == "credit"
        and not any(parent in outer for parent in element.iterancestors())
        and not any(role_of(inner) == "caption" for inner in element.iterdescendants())
    ]  # fmt: skip
    captions = [element for element, role in marked if role == "caption"]
    caption, found = _caption(captions, frozenset(credit_elements))
    where = f"<{container.tag} class={(container.get('class') or '')[:60]}>"
    credits: list[tuple[Credit, float, str]] = []
    for element in credit_elements:
        credits.extend((c, 0.8, "figure credit") for c in _credits(text_of(element), caption, marked=True))
    images = list(container.iter(*IMAGES))
    if caption is None and not found and images and sort != "line":
        caption, found = _unmarked(container, images[0], frozenset(credit_elements))
    if caption is None and sort == "box":
        return
    credits.extend((credit, 0.75, "figure caption") for credit in found)
    if not credits:
        credits.extend(_from_lines(container, caption))
    if not credits and not is_teaser(container):
        credits.extend(_from_attributes(images, caption))
    if caption and (container.tag == "figure" or not is_film(container)):
        yield Candidate("captions", caption, "figure caption", where, 0.8)
    for credit, confidence, rule in credits:
        yield Candidate("credits", credit, rule, where, confidence)
    for element in images[:1]:
        if address := _address(element):
            alt = SPACE.sub(" ", element.get("alt") or "").strip() or None
            yield Candidate("images", Image(address, caption, alt), "figure image", "<img>", 0.75)


def _said(element: Any) -> Iterator[Candidate]:
    """A caption known by the image's description, and the credits in it."""
    caption, found = _parted(text_of(element))
    where = f"<{element.tag}> behind <img alt>"
    if caption:
        yield Candidate("captions", caption, "figure alt said again", where, 0.75)
    for credit in found:
        yield Candidate("credits", credit, "figure alt said again", where, 0.7)


def _from_lines(container: Any, caption: str | None) -> Iterator[tuple[Credit, float, str]]:
    """Credits in short lines of a figure, or beside an image, that nothing marks: only with a label or an agency."""
    for element in container.iter(*LINES):
        text = SPACE.sub(" ", element.text or "").strip()
        if text and may_be_credit(text):
            found = [split for split in split_credit(text) if len(split.rest) <= len(split.credit)]
            if (
                not found
                and container.tag == "figure"
                and looks_like_credit(text)
                and parse_credit(text).agencies
            ):
                yield _credit(text, "photo", caption), 0.6, "figure line"
            for split in found:
                yield _credit(split.credit, split.kind, caption), 0.6, "figure line"


def _caption(elements: list[Any], credit_elements: frozenset[Any]) -> tuple[str | None, list[Credit]]:
    """The caption without its credits, and the credits that stand in it."""
    for element in elements:
        text = text_of(element, credit_elements)
        if not text or len(text) > LONGEST_CAPTION or _is_of_author(element, text):
            continue
        return _parted(text)
    return None, []


def _unmarked(container: Any, image: Any, credit_elements: frozenset[Any]) -> tuple[str | None, list[Credit]]:
    """A caption that no markup tells: what the image's own description says again, or all the words of its box."""
    alt = fold(image.get("alt") or "")
    boxed = says_picture(container)
    if len(alt) < SHORTEST_CAPTION and not boxed:
        return None, []
    lines = [line for line in _lines_behind(image, container, credit_elements) if not furniture(line)]
    if len(alt) >= SHORTEST_CAPTION:
        for line in lines:
            if fold(line).startswith(alt):
                return _parted(line)
    text = " ".join(lines)
    if not boxed or not SHORTEST_CAPTION <= len(text) <= LONGEST_CAPTION or find_byline(text):
        return None, []
    rest, found = _parted(text)
    return (rest, found) if rest and len(rest.split()) >= _FEWEST_WORDS else (None, [])


def _parted(text: str) -> tuple[str | None, list[Credit]]:
    """A caption without its credits and its number, and these."""
    text = _COUNTER.sub("", text)
    found = split_credit(text)
    if not found and (bare := unbracketed(text)) != text and looks_like_credit(bare):
        return None, [_credit(bare, "photo", None)]  # a caption that is all in brackets: "(The Harbour News)"
    if not found:
        return text, []
    rest = found[0].rest or None
    return rest, [_credit(split.credit, split.kind, rest) for split in found]


def _lines_behind(image: Any, container: Any, credit_elements: frozenset[Any]) -> Iterator[str]:
    """The texts that follow an image inside its container; links and headings are none of its words."""
    element = image
    while element is not container and element is not None:
        if element.tail and (text := SPACE.sub(" ", element.tail).strip()):
            yield text
        for following in element.itersiblings():
            if following in credit_elements or following.tag in _NO_WORDS or leads_away(following):
                continue
            if text := text_of(following, credit_elements):
                yield text
        element = element.getparent()


def _is_of_author(element: Any, text: str) -> bool:
    """Whether what looks like a caption is a byline beside a portrait, or names who is quoted."""
    return next(element.iter(*_OF_AUTHORS), None) is not None or find_byline(text) is not None


def _credits(text: str, caption: str | None, *, marked: bool) -> Iterator[Credit]:
    """Credits in a text; ``marked``: the page says that it is one, so that it needs no label."""
    if all(credit_kind(word) for word in _WORDS.split(text) if word):
        return  # a label of what is shown, as "Photo/Graphic"
    found = split_credit(text) if len(text) <= LONGEST_CAPTION else []
    for split in found:
        yield _credit(split.credit, split.kind, caption)
    bare = _BRACKETS.sub("", text)
    folded = fold(bare)
    if any(phrase in folded for phrase in _phrases()):
        return
    if marked and len(bare) > _SURE_CREDIT and not looks_like_credit(bare):
        return
    if not found and bare and len(bare) <= LONGEST_CREDIT and (marked or looks_like_credit(bare)):
        yield _credit(bare, "photo", caption)


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(fold(phrase) for phrase in load("markup")["pictures"]["rights"])


def _credit(text: str, kind: Any, caption: str | None) -> Credit:
    text = without_maker(unbracketed(text))
    names = parse_credit(text)
    return Credit(text, kind, names.photographers, names.agencies, names.holder, "figure", caption)


def _from_attributes(images: list[Any], caption: str | None) -> Iterator[tuple[Credit, float, str]]:
    for image in images[:1]:
        for name in load("markup")["pictures"]["credit_attributes"]:
            value = image.get(name)
            if value and not value.startswith(("http", "/", "{")):
                for credit in _credits(SPACE.sub(" ", value).strip(), caption, marked=True):
                    yield credit, 0.6, f"figure {name}"
                return
        for split in split_credit(SPACE.sub(" ", image.get("alt") or "").strip()):
            yield _credit(split.credit, split.kind, caption), 0.4, "figure alt"


def _address(image: Any) -> str | None:
    for name in load("markup")["pictures"]["address_attributes"]:
        value = (image.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return str(value.split(",")[0].split()[0]) if name.endswith("srcset") else str(value)
    return None
