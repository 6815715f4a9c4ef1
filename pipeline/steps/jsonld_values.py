"""Values of JSON-LD nodes: strings, nodes that are named elsewhere, images and who made them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.languages.agencies import parse_credit
from pipeline.languages.labels import looks_like_credit, split_credit
from pipeline.model import Credit, Image
from pipeline.steps.clean import clean

Node = dict[str, Any]
MARKUP: Final = re.compile(r"<(/?)(p|br|div|h\d|li|ul|blockquote)\b[^<>]*>|<[a-zA-Z/][^<>]*>", re.I)
"""Tags that some sites leave in their data; those of blocks are told apart."""
_MOST_PICTURES: Final = 20
_MAKERS: Final = ("creditText", "creator", "author", "copyrightHolder", "copyrightNotice")


def string_of(value: Any) -> str:
    """The text of a value, or of the node that it is; empty where there is none."""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("alternateName")
    if not isinstance(value, str):
        return ""
    return clean(MARKUP.sub(" ", html.unescape(value)))


def resolve(value: Any, by_id: dict[str, Node]) -> Any:
    """The first value, or the node that it names by its ``@id``."""
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict) and "name" not in value:
        return by_id.get(str(value.get("@id")), value)
    return value


def _pictures(value: Any, by_id: dict[str, Node]) -> Iterator[Any]:
    """The addresses and nodes of an article's pictures, up to ``_MOST_PICTURES``."""
    for entry in (value if isinstance(value, list) else [value])[:_MOST_PICTURES]:
        yield resolve(entry, by_id)


def images_of(value: Any, by_id: dict[str, Node]) -> Iterator[Image]:
    """The pictures of an article, with their captions."""
    for image in _pictures(value, by_id):
        if isinstance(image, str) and image:
            yield Image(image)
        elif isinstance(image, dict):
            url = image.get("url") or image.get("contentUrl")
            url = url[0] if isinstance(url, list) and url else url
            if isinstance(url, str) and url:
                yield Image(url, caption=string_of(image.get("caption")) or None)


def image_credits(value: Any, by_id: dict[str, Node]) -> Iterator[Credit]:
    """Who made the article's pictures, where their nodes say so: of each node the most exact statement."""
    for image in _pictures(value, by_id):
        if not isinstance(image, dict):
            continue
        text = next(filter(None, (string_of(image.get(key)) for key in _MAKERS)), "")
        for credit in [split.credit for split in split_credit(text)] or [text]:
            if looks_like_credit(credit):
                yield Credit(credit, "photo", *parse_credit(credit), "metadata")
        if not text:
            caption = string_of(image.get("caption")) or string_of(image.get("description"))
            for split in split_credit(caption):
                yield Credit(
                    split.credit, split.kind, *parse_credit(split.credit), "metadata", split.rest or None
                )
