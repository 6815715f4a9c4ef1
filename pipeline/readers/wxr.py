"""WordPress' exports (WXR): RSS with all that the site holds; posts and pages that were published are articles."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.deadletter import failure
from pipeline.model import RawDocument

from . import feed, fields, xml_frames
from .base import Item, Reader, Stream, rejected
from .xml_tree import text_of, within

_FORMAT: Final = "wxr"
_ARTICLES: Final = frozenset(("", "post", "page"))
_NO_ARTICLES: Final = frozenset(
    (
        "attachment",
        "revision",
        "nav_menu_item",
        "custom_css",
        "customize_changeset",
        "oembed_cache",
        "user_request",
    )
)
_PUBLISHED: Final = frozenset(("", "publish", "private", "inherit"))
_BLOCK: Final = re.compile(
    r"\s*</?(?:p|div|h[1-6]|ul|ol|li|table|tr|td|blockquote|figure|figcaption|pre|section|hr)\b", re.I
)
_CAPTION: Final = re.compile(r"\[caption\b([^\]]*)\](.*?)\[/caption\]", re.S)
_CAPTION_ATTRIBUTE: Final = re.compile(r"\bcaption=\"([^\"]*)\"|\bcaption='([^']*)'")
_IMAGE: Final = re.compile(r"\s*(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.I)
_SHORT: Final = re.compile(
    r"\[/?(?:gallery|embed|audio|video|playlist|wp_\w+|vc_\w+|et_pb_\w+|contact-form\S*|youtube|vimeo|tweet|more)\b[^\]]*\]"
)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.S)
_LINE_END: Final = re.compile(r"(?<=[^>\s])[ \t]*\n(?=[ \t]*[^<\s])")
"""A line end within a paragraph, which the editor of old shows as one."""


def _sniff(head: bytes, name: str) -> float:
    return 0.98 if feed.exported(head) else 0.0


def _why(head: bytes, name: str) -> str:
    return "RSS in the name space of WordPress' exports"


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("item",), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    item, channel, note = feed.opened(raw)
    if item is None:
        yield failure("parse", "bad-xml", f"no item can be read: {note}", raw)
        return
    kind, status = _told(item, "post_type"), _told(item, "status")
    if kind in _NO_ARTICLES:
        yield rejected(raw, "not-text", f"of the site, but no article: {kind}")
        return
    if status not in _PUBLISHED:
        yield rejected(raw, "not-published", f"a post that was not published: {status}")
        return
    record = feed.record_of(item, channel)
    _sort(record, item)
    _dates(record, item)
    if name := _display(channel, record):
        record["authors"] = [name]
    for field in ("html", "text"):
        if field in record:
            record["html"] = _rendered(record.pop(field))
            break
    yield fields.outcome(raw, fields.document(record), [("xml-errors", note)] if note else [])


def _told(item: Any, name: str) -> str:
    """What an element of WordPress' own says, whatever version's name space it is in."""
    return next((text_of(each) for each in within(item, name)), "")


def _sort(record: dict[str, Any], item: Any) -> None:
    """Sections and tags are both categories, told apart by their domain; formats and the like are neither."""
    sections: list[str] = []
    tags: list[str] = []
    for each in within(item, "category"):
        place = {"category": sections, "post_tag": tags, None: tags, "tag": tags}.get(each.get("domain"))
        if place is not None and (text := text_of(each)) and text != "Uncategorized":
            place.append(text)
    record["keywords"] = list(dict.fromkeys([*tags, *sections[1:]]))
    if sections:
        record["section"] = sections[0]


def _dates(record: dict[str, Any], item: Any) -> None:
    """The date of publication by the feed, else by the post; a post that was never given one says year 0."""
    if record.get("published", "").partition(", ")[2].startswith(("30 Nov -0001", "30 Nov 0002")):
        record.pop("published")
    for field, name in (("published", "post_date"), ("modified", "post_modified")):
        universal, own = _told(item, f"{name}_gmt"), _told(item, name)
        if field not in record:
            if universal[:4].strip("0"):
                record[field] = f"{universal.replace(' ', 'T')}Z"
            elif own[:4].strip("0"):
                record[field] = own


def _display(channel: Any, record: dict[str, Any]) -> str:
    """The name that the site shows for the author's login, where it tells it."""
    login = next(iter(record.get("authors", ())), "")
    for each in within(channel, "author"):
        if login and _told(each, "author_login") == login:
            return _told(each, "author_display_name")
    return ""


def _rendered(text: str) -> str:
    """A post's content as a page shows it: blank lines part paragraphs, line ends lines; captions are marked."""
    classic = "<!-- wp:" not in text
    text = _SHORT.sub("", _CAPTION.sub(_figure, _COMMENT.sub("", text.replace("\r\n", "\n"))))
    if classic:
        text = _LINE_END.sub("<br>\n", text)
    if re.search(r"<p\b", text, re.I):
        return text
    parts = re.split(r"\n\s*\n", text)
    return "\n".join(part if _BLOCK.match(part) else f"<p>{part}</p>" for part in parts if part.strip())


def _figure(found: re.Match[str]) -> str:
    told = _CAPTION_ATTRIBUTE.search(found[1])
    image = _IMAGE.match(found[2])
    picture = image[0] if image else ""
    caption = html.unescape(told[1] or told[2] or "") if told else found[2][len(picture) :].strip()
    return f"\n\n<figure>{picture}<figcaption>{caption}</figcaption></figure>\n\n"


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
