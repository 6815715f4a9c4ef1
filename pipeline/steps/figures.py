"""Captions, credits and addresses of pictures: figures, and what classes and attributes say beside images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.agencies import parse_credit
from pipeline.languages.byline_labels import begins_as_byline
from pipeline.languages.credit_people import is_name_and_house
from pipeline.languages.folding import fold
from pipeline.languages.label_words import is_furniture as furniture
from pipeline.languages.labels import looks_like_credit, split_credit
from pipeline.languages.words import unspaced
from pipeline.model import Candidate, Credit, Document, Image
from pipeline.steps.boxed_text import set_apart, text_of
from pipeline.steps.bylines import find_byline
from pipeline.steps.dated import DATE
from pipeline.steps.figure_boxes import (
    IMAGES,
    LINES,
    LONGEST_CAPTION,
    SHORTEST_ALT,
    Sort,
    containers,
    is_long,
    may_be_credit,
)
from pipeline.steps.figure_texts import captioned, credits_in, parted, picture_credit, set_apart_credit
from pipeline.steps.figure_words import (
    announces,
    is_film,
    is_foreign,
    is_quote,
    is_teaser,
    leads_away,
    role_of,
    said_of_maker,
    says_picture,
)
from pipeline.steps.tails import is_notice
from pipeline.steps.texts import SPACE

_MOST_PICTURES: Final = 80
_NO_WORDS: Final = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "script", "style", "noscript", "button", "svg", "a"}
)
_FEWEST_WORDS: Final = 4
_MOST_OF_PAIR: Final = 5
# What no caption holds: a byline, a quotation, a list of links, a form.
_NO_CAPTION: Final = ("time", "address", "blockquote", "q", "ul", "ol", "form")


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
    if container.tag == "figure" and announces(container):
        return
    inner = _within_figures(container)
    marked = [
        (element, role)
        for element in container.iter()
        if (role := role_of(element))
        and element not in inner
        and (role == "credit" or not is_foreign(element, container))
    ]
    outer = {element for element, role in marked if role == "credit"}
    credit_elements = [
        element for element, role in marked
        if role == "credit"
        and not any(parent in outer for parent in element.iterancestors())
        and not any(role_of(inner) == "caption" for inner in element.iterdescendants())
    ]  # fmt: skip
    captions = [element for element, role in marked if role == "caption"]
    images = [image for image in container.iter(*IMAGES) if image not in inner]
    apart = frozenset(credit_elements)
    quoted = is_quote(container) or (not images and next(container.iter("blockquote", "q"), None) is not None)
    caption, found = (None, []) if quoted else _caption(captions, apart)
    where = f"<{container.tag} class={(container.get('class') or '')[:60]}>"
    caption, credits = _credited(container, credit_elements, caption)
    if caption is None and not found and not quoted:
        caption, found = _told(container) or _unmarked(container, images, apart, sort)
    if caption is None and sort == "box":
        return
    credits.extend((credit, 0.75, "figure caption") for credit in found)
    if not credits and not quoted:
        credits.extend(_from_lines(container, inner, caption))
    if not credits and not is_teaser(container):
        credits.extend(_from_attributes(images, caption))
        if not credits:
            credits.extend(_from_properties(container, caption))
    if caption and (container.tag == "figure" or not is_film(container)):
        yield Candidate("captions", caption, "figure caption", where, 0.8)
    for credit, confidence, rule in credits:
        yield Candidate("credits", credit, rule, where, confidence)
    for element in images[:1]:
        if address := _address(element):
            alt = SPACE.sub(" ", element.get("alt") or "").strip() or None
            yield Candidate("images", Image(address, caption, alt), "figure image", "<img>", 0.75)


def _credited(
    container: Any, elements: list[Any], caption: str | None
) -> tuple[str | None, list[tuple[Credit, float, str]]]:
    """The credits in the elements that are marked so, and the caption, also where one of them holds it."""
    credits: list[tuple[Credit, float, str]] = []
    elsewhere = bool(elements) and container.tag != "figure" and announces(container)  # figures: see _picture
    for element in elements:
        text = text_of(element)
        caption = caption or captioned(text)
        told = [] if elsewhere or _says_rights(container, text) else list(credits_in(text, caption))
        credits.extend((c, 0.8, "figure credit") for c in told)
        if not told and element.tag == "figcaption":
            caption = caption or parted(text)[0]  # its class is called so, its words are about the picture
    return caption, credits


def _within_figures(container: Any) -> set[Any]:
    """The elements of all figures inside a container."""
    inner: set[Any] = set()
    for figure in container.iterdescendants("figure"):
        if figure not in inner:
            inner.update(figure.iter())
    return inner


def _told(figure: Any) -> tuple[str | None, list[Credit]] | None:
    """The caption that a figure holds in an attribute alone, and the credits in it or in one beside it."""
    if figure.tag != "figure":
        return None
    names = load("markup")["pictures"]
    told = next((e.get(n) for e in figure.iter() for n in names["caption_attributes"] if e.get(n)), None)
    if not told:
        return None
    caption, found = parted(SPACE.sub(" ", told).strip())
    beside = [e for e in figure.iter("div", "p", "span") if any(e.get(n) for n in names["credit_attributes"])]
    return caption, found or [credit for credit, *_ in _from_attributes(beside, caption)]


def _said(element: Any) -> Iterator[Candidate]:
    """A caption known by the image's description, and the credits in it."""
    caption, found = parted(text_of(element))
    where = f"<{element.tag}> behind <img alt>"
    if caption:
        yield Candidate("captions", caption, "figure alt said again", where, 0.75)
    for credit in found:
        yield Candidate("credits", credit, "figure alt said again", where, 0.7)


def _from_lines(container: Any, inner: set[Any], caption: str | None) -> Iterator[tuple[Credit, float, str]]:
    """Credits in short lines of a figure, or beside an image, that nothing marks: only with a label or an agency.
    Figures within (``inner``: their elements) speak for themselves."""
    for element in container.iter(*LINES):
        text = "" if element in inner else SPACE.sub(" ", element.text or "").strip()
        if text and may_be_credit(text) and not _says_rights(container, text):
            splits = split_credit(text)
            found = [split for split in splits if len(split.rest) <= len(split.credit)]
            if (
                not splits
                and container.tag == "figure"
                and ((looks_like_credit(text) and parse_credit(text).agencies) or _is_short_pair(text))
            ):
                yield picture_credit(text, "photo", caption), 0.6, "figure line"
            for split in found:
                yield picture_credit(split.credit, split.kind, caption), 0.6, "figure line"


def _is_short_pair(text: str) -> bool:
    """Whether a line is a person and a house, and not two dishes: ``Jane Doe/Harbour``."""
    return len(text.replace("/", " ").split()) <= _MOST_OF_PAIR and is_name_and_house(text)


def _caption(elements: list[Any], credit_elements: frozenset[Any]) -> tuple[str | None, list[Credit]]:
    """The caption without its credits, and the credits that stand in it."""
    for element in elements:
        text = text_of(element, credit_elements)
        if (
            not text
            or len(text) > LONGEST_CAPTION
            or _is_of_author(element, text)
            or _is_linked(element, text)
        ):
            continue
        caption, found = parted(text)
        last, divided = set_apart(element)
        if caption and not found and last and text.endswith(last):
            head = text.removesuffix(last).rstrip(" |–—-")
            if credit := set_apart_credit(head, last, divided):
                return head, [credit]
        if caption or found:
            return caption, found
    return None, []


def _unmarked(
    container: Any, images: list[Any], credit_elements: frozenset[Any], sort: Sort
) -> tuple[str | None, list[Credit]]:
    """A caption that no markup tells: what the image's own description says again, or all the words of its box."""
    if not images or sort == "line":
        return None, []
    image = images[0]
    alt = fold(image.get("alt") or "")
    boxed = sort == "lined" or says_picture(container)
    short = len(alt) >= SHORTEST_ALT and bool(credit_elements)  # a name said again beside a credit
    if not (short or boxed or is_long(alt)):
        return None, []
    lines = [line for line in _lines_behind(image, container, credit_elements) if not furniture(line)]
    for line in lines:
        flat = fold(line)
        if (is_long(alt) and flat.startswith(alt)) or (short and flat == alt):
            return parted(line)
    text = " ".join(lines)
    if not boxed or not is_long(text) or len(text) > LONGEST_CAPTION or find_byline(text) or is_notice(text):
        return None, []
    rest, found = parted(text)
    words = len(rest.split()) + unspaced(rest) // 2 if rest else 0
    return (rest, found) if words >= _FEWEST_WORDS else (None, [])


def _lines_behind(image: Any, container: Any, credit_elements: frozenset[Any]) -> Iterator[str]:
    """The texts that follow an image inside its container; links and headings are none of its words."""
    element = image
    while element is not container and element is not None:
        if element.tail and (text := SPACE.sub(" ", element.tail).strip()):
            yield text
        for following in element.itersiblings():
            told = following in credit_elements or following.tag in _NO_WORDS or leads_away(following)
            if not told and (text := text_of(following, credit_elements)):
                yield text
            if following.tag == "br" and following.tail and (text := SPACE.sub(" ", following.tail).strip()):
                yield text
        element = element.getparent()


def _is_of_author(element: Any, text: str) -> bool:
    """Whether what looks like a caption is a byline beside a portrait, or names who is quoted."""
    return (
        next(element.iter(*_NO_CAPTION), None) is not None
        or find_byline(text) is not None
        or (begins_as_byline(text) and DATE.search(text) is not None)
    )


def _is_linked(element: Any, text: str) -> bool:
    """Whether all the words of a caption are a link to another page: they are its headline."""
    return any(leads_away(link) and text_of(link) == text for link in element.iter("a"))


def _says_rights(container: Any, text: str) -> bool:
    """Whether a line outside figures is the site's notice of rights; that of an agency may be a picture's."""
    return container.tag != "figure" and is_notice(text) and not parse_credit(text).agencies


def _from_attributes(images: list[Any], caption: str | None) -> Iterator[tuple[Credit, float, str]]:
    for image in images[:1]:
        for name in load("markup")["pictures"]["credit_attributes"]:
            value = image.get(name)
            if value and not value.startswith(("http", "/", "{")):
                for credit in credits_in(SPACE.sub(" ", value).strip(), caption):
                    yield credit, 0.6, f"figure {name}"
                return
        for split in split_credit(SPACE.sub(" ", image.get("alt") or "").strip()):
            yield picture_credit(split.credit, split.kind, caption), 0.4, "figure alt"


def _from_properties(container: Any, caption: str | None) -> Iterator[tuple[Credit, float, str]]:
    for said in said_of_maker(container):
        for credit in credits_in(SPACE.sub(" ", said), caption):
            yield credit, 0.6, "figure property"


def _address(image: Any) -> str | None:
    for name in load("markup")["pictures"]["address_attributes"]:
        value = (image.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return str(value.split(",")[0].split()[0]) if name.endswith("srcset") else str(value)
    return None
