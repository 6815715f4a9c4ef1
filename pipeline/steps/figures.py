"""Pictures of a page with their captions and credits: figures, and what classes and attributes say beside images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.agencies import parse_credit, unbracketed
from pipeline.languages.labels import looks_like_credit, split_credit
from pipeline.model import Candidate, Credit, Document, Image
from pipeline.steps.fold import fold
from pipeline.steps.marked import words_of

_SPACE: Final = re.compile(r"[\s\u200b]+")
_FURNITURE_TAGS: Final = frozenset({"nav", "footer", "aside"})
_PICTURE_FILE: Final = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#].*)?$|^#|^javascript:", re.I)
_BRACKETS: Final = re.compile(r"^[\s(\[©–—|/-]+|[\s)\]|/–—-]+$")
_MUTE: Final = frozenset({"script", "style", "noscript", "button", "svg"})
_APART: Final = frozenset({"p", "div", "br", "small", "figcaption", "cite"})
_LONGEST_CAPTION: Final = 1_500
_LONGEST_CREDIT: Final = 160
_MOST_PICTURES: Final = 80
_CLIMB: Final = 3
_SURE_CREDIT: Final = 60
# How many elements behind an image a line may still be about it.
_FAR: Final = 15
_LINES: Final = ("p", "span", "div", "small", "em", "i", "strong", "footer", "cite", "figcaption", "td")
_CREDIT_SIGN: Final = re.compile(r"[:：©/|(（]|^[A-Z]{2,5}$|^dpa$")


def step(document: Document) -> None:
    """Adds ``captions`` (str), ``credits`` (Credit) and ``images`` (Image) in the order of the page; pictures in
    navigation, footers and teasers of other articles are left out."""
    if document.tree is None:
        return
    for container in _containers(document.tree)[:_MOST_PICTURES]:
        document.evidence.extend(_picture(container))


@lru_cache(16_384)
def _role(name: str) -> str | None:
    """``credit`` or ``caption`` by the words of a class; a class that says both marks a credit in a caption."""
    words = words_of(name)
    if words & _words("classes", "credit") and not words & _words("pictures", "not_credit"):
        return "credit"
    if words & _words("classes", "caption") and not words & _words("pictures", "not_caption"):
        return "caption"
    return None


@cache
def _words(table: str, name: str) -> frozenset[str]:
    return frozenset(load("markup")[table][name])


def _role_of(element: Any) -> str | None:
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


def _containers(tree: Any) -> list[Any]:
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
        elif tag == "img" or tag == "amp-img":
            since = 0
        elif tag == "figcaption" or ((name := element.get("class")) and _role(name)):
            if next(element.iterancestors("figure"), None) is None:
                container = _around(element)
                container = element if container is None and tag == "figcaption" else container
                if container is not None and not any(parent in found for parent in container.iterancestors()):
                    found[container] = True
        elif since < _FAR and tag in _LINES and element.text and _may_be_credit(element.text):
            found[element] = False
    return [
        element
        for element, whole in found.items()
        if (whole or not any(found.get(parent) for parent in element.iterancestors()))
        and not _is_furniture(element)
    ]


def _may_be_credit(text: str) -> bool:
    return len(text) <= _LONGEST_CREDIT and bool(_CREDIT_SIGN.search(text))


def _around(element: Any) -> Any:
    """The nearest element that holds a marked one together with an image; None where no image is near."""
    container = element
    for _ in range(_CLIMB + 1):
        if container is None or container.tag in ("body", "article", "main"):
            return None
        if next(container.iter("img", "picture", "amp-img"), None) is not None:
            # Several figures or much text: that is the article, not a picture.
            return container if len(_text(container)) <= _LONGEST_CAPTION else None
        container = container.getparent()
    return None


def _is_furniture(element: Any) -> bool:
    for ancestor in element.iterancestors():
        if ancestor.tag in _FURNITURE_TAGS:
            return True
        if ancestor.tag == "a" and not _PICTURE_FILE.search(ancestor.get("href") or "#"):
            return True
        name = ancestor.get("class")
        if name and ancestor.tag not in ("body", "html", "main", "article") and _is_furniture_class(name):
            return True
    return False


@lru_cache(16_384)
def _is_furniture_class(name: str) -> bool:
    return bool(frozenset(name.lower().split()) & _words("classes", "furniture"))


def _text(element: Any, without: frozenset[Any] = frozenset()) -> str:
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
    return _SPACE.sub(" ", "".join(parts)).strip()


def _picture(container: Any) -> Iterator[Candidate]:
    """Image, caption and credits of one container."""
    marked = [(element, role) for element in container.iter() if (role := _role_of(element))]
    outer = {element for element, role in marked if role == "credit"}
    credit_elements = [
        element for element, role in marked
        if role == "credit"
        and not any(parent in outer for parent in element.iterancestors())
        and not any(_role_of(inner) == "caption" for inner in element.iterdescendants())
    ]  # fmt: skip
    captions = [element for element, role in marked if role == "caption"]
    caption, found = _caption(captions, frozenset(credit_elements))
    where = f"<{container.tag} class={(container.get('class') or '')[:60]}>"
    credits: list[tuple[Credit, float, str]] = []
    for element in credit_elements:
        credits.extend((c, 0.8, "figure credit") for c in _credits(_text(element), caption, marked=True))
    credits.extend((credit, 0.75, "figure caption") for credit in found)
    images = list(container.iter("img", "amp-img"))
    if not credits:
        credits.extend(_from_lines(container, caption))
    if not credits:
        credits.extend(_from_attributes(images, caption))
    if caption:
        yield Candidate("captions", caption, "figure caption", where, 0.8)
    for credit, confidence, rule in credits:
        yield Candidate("credits", credit, rule, where, confidence)
    for element in images[:1]:
        if address := _address(element):
            alt = _SPACE.sub(" ", element.get("alt") or "").strip() or None
            yield Candidate("images", Image(address, caption, alt), "figure image", "<img>", 0.75)


def _from_lines(container: Any, caption: str | None) -> Iterator[tuple[Credit, float, str]]:
    """Credits in short lines of a figure, or beside an image, that nothing marks: only with a label or an agency."""
    for element in container.iter(*_LINES):
        text = _SPACE.sub(" ", element.text or "").strip()
        if text and _may_be_credit(text):
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
        text = _text(element, credit_elements)
        if not text or len(text) > _LONGEST_CAPTION:
            continue
        found = split_credit(text)
        if not found:
            return text, []
        rest = found[0].rest or None
        return rest, [_credit(split.credit, split.kind, rest) for split in found]
    return None, []


def _credits(text: str, caption: str | None, *, marked: bool) -> Iterator[Credit]:
    """Credits in a text; ``marked``: the page says that it is one, so that it needs no label."""
    found = split_credit(text) if len(text) <= _LONGEST_CAPTION else []
    for split in found:
        yield _credit(split.credit, split.kind, caption)
    bare = _BRACKETS.sub("", text)
    folded = fold(bare)
    if any(phrase in folded for phrase in _phrases()):
        return
    if marked and len(bare) > _SURE_CREDIT and not looks_like_credit(bare):
        return
    if not found and bare and len(bare) <= _LONGEST_CREDIT and (marked or looks_like_credit(bare)):
        yield _credit(bare, "photo", caption)


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(fold(phrase) for phrase in load("markup")["pictures"]["rights"])


def _credit(text: str, kind: Any, caption: str | None) -> Credit:
    text = unbracketed(text)
    names = parse_credit(text)
    return Credit(text, kind, names.photographers, names.agencies, names.holder, "figure", caption)


def _from_attributes(images: list[Any], caption: str | None) -> Iterator[tuple[Credit, float, str]]:
    for image in images[:1]:
        for name in load("markup")["pictures"]["credit_attributes"]:
            value = image.get(name)
            if value and not value.startswith(("http", "/", "{")):
                for credit in _credits(_SPACE.sub(" ", value).strip(), caption, marked=True):
                    yield credit, 0.6, f"figure {name}"
                return
        for split in split_credit(_SPACE.sub(" ", image.get("alt") or "").strip()):
            yield _credit(split.credit, split.kind, caption), 0.4, "figure alt"


def _address(image: Any) -> str | None:
    for name in load("markup")["pictures"]["address_attributes"]:
        value = (image.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return str(value.split(",")[0].split()[0]) if name.endswith("srcset") else str(value)
    return None
