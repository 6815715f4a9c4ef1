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
from .feed_item import record_of
from .field_values import zoned
from .xml_tree import text_of, within

_FORMAT: Final = "wxr"
_NO_ARTICLES: Final = frozenset(
    (
        "attachment",
        "revision",
        "nav_menu_item",
        "custom_css",
        "customize_changeset",
        "oembed_cache",
        "user_request",
        "feedback",
        "scheduled-action",
        "elementor_library",
        "tablepress_table",
        "amp_validated_url",
    )
)
_SITE_TYPES: Final = ("wp_", "acf-", "wpcf7_", "jp_", "nf_", "mc4wp-")
"""How the types begin that are parts of the site: its styles, templates, menus, forms."""

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
_MARKED: Final = re.compile(
    r"\[/?[A-Za-z][\w-]*(?:\s+[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'\[\]]+))+\s*/?\]|\[/[A-Za-z][\w-]*\]"
)
"""A mark of an extension (a shortcode) that is told by its attributes, or that ends what it stands around."""

_NAME: Final = re.compile(r"[A-Za-z][\w-]*")
_EMBEDDED: Final = re.compile(r"^[ \t]*https?://\S+[ \t]*$", re.M)
"""An address alone on its line, which the editor shows as the film or post that is there."""

_COMMENT: Final = re.compile(r"<!--.*?-->", re.S)
_TAGS: Final = re.compile(r"(<(pre|script|style|textarea)\b(?:(?!<\2\b).)*?</\2\s*>|<[^<>]*>)", re.S | re.I)
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
    if kind in _NO_ARTICLES or kind.startswith(_SITE_TYPES):
        yield rejected(raw, "not-text", f"of the site, but no article: {kind}")
        return
    if status not in _PUBLISHED:
        yield rejected(raw, "not-published", f"a post that was not published: {status}")
        return
    record = record_of(item, channel)
    together = _sort(record, item)
    _dates(record, item)
    if together:
        record["authors"] = together
    elif name := _display(channel, record):
        record["authors"] = [name]
    for field in ("html", "text"):
        if field in record:
            record["html"] = rendered(record.pop(field))
            break
    yield fields.outcome(raw, fields.document(record), [("xml-errors", note)] if note else [])


def _told(item: Any, name: str) -> str:
    """What an element of WordPress' own says, whatever version's name space it is in."""
    return next((text_of(each) for each in within(item, name)), "")


def _sort(record: dict[str, Any], item: Any) -> list[str]:
    """Sections and tags are both categories, told apart by their domain; formats and the like are neither. Given back
    are the authors that are categories, too (where several wrote a post)."""
    sections: list[str] = []
    tags: list[str] = []
    authors: list[str] = []
    places = {"category": sections, "post_tag": tags, None: tags, "tag": tags, "author": authors}
    for each in within(item, "category"):
        place = places.get(each.get("domain"))
        if place is not None and (text := text_of(each)) and text != "Uncategorized":
            place.append(text)
    record["keywords"] = list(dict.fromkeys([*tags, *sections[1:]]))
    if sections:
        record["section"] = sections[0]
    return list(dict.fromkeys(authors))


def _dates(record: dict[str, Any], item: Any) -> None:
    """The dates of the post in the site's own time, where it tells how far that is from the universal, else that of
    the feed; a post that was never given one says year 0."""
    if record.get("published", "").partition(", ")[2].startswith(("30 Nov -0001", "30 Nov 0002")):
        record.pop("published")
    for field, name in (("published", "post_date"), ("modified", "post_modified")):
        universal, own = _told(item, f"{name}_gmt"), _told(item, name)
        if local := zoned(own, universal):
            record[field] = local
        elif field not in record:
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


def rendered(text: str) -> str:
    """A post's content as a page shows it: blank lines part paragraphs, line ends lines; captions are marked."""
    classic = "<!-- wp:" not in text
    text = _CAPTION.sub(_figure, _COMMENT.sub("", text.replace("\r\n", "\n")))
    text = _EMBEDDED.sub("", _unmarked(_SHORT.sub("", text)))
    if classic:
        # What stands between tags is every third piece.
        pieces = _TAGS.split(text)
        text = "".join(
            _LINE_END.sub("<br>\n", piece) if number % 3 == 0 else piece
            for number, piece in enumerate(pieces)
            if number % 3 < 2
        )
    if re.search(r"<p\b", text, re.I):
        return text
    parts = re.split(r"\n\s*\n", text)
    return "\n".join(part if _BLOCK.match(part) else f"<p>{part}</p>" for part in parts if part.strip())


def _unmarked(text: str) -> str:
    """A text without the marks of extensions, which a page shows as what they stand for."""
    if "[" not in text:
        return text
    ended = {
        name[0].lower() for mark in re.findall(r"\[/[A-Za-z][\w-]*\]", text) if (name := _NAME.search(mark))
    }
    text = _MARKED.sub("", text)
    return (
        re.sub(rf"\[(?:{'|'.join(map(re.escape, sorted(ended)))})\]", "", text, flags=re.I) if ended else text
    )


def _figure(found: re.Match[str]) -> str:
    told = _CAPTION_ATTRIBUTE.search(found[1])
    image = _IMAGE.match(found[2])
    picture = image[0] if image else ""
    caption = html.unescape(told[1] or told[2] or "") if told else found[2][len(picture) :].strip()
    return f"\n\n<figure>{picture}<figcaption>{caption}</figcaption></figure>\n\n"


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
