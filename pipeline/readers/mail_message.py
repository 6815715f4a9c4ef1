"""One message: its header as hints, its text as blocks; of a saved page, the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

from pipeline.languages.charset import to_text
from pipeline.model import Hint, RawDocument

from . import proquest
from .base import Item, rejected, unmarked
from .mail_text import body_blocks
from .wrapped import composed

_FROM_LINE: Final = re.compile(rb"From [^\n]*\n(?:>From [^\n]*\n)?")
_QUOTED_FROM: Final = re.compile(rb"^>(>*From )", re.M)
_LENGTH: Final = re.compile(rb"(\d{1,9})[ \t]*\r?\n(?=[!-9;-~]+:)")
_ANGLES: Final = re.compile(r"<([^<>\s]+)>")
_SAVED: Final = re.compile(r"saved by ", re.I)
_COMMENT: Final = re.compile(r"\s*\([^()]*\)\s*\Z")
_TROUBLE: Final = (MessageError, ValueError, LookupError, AttributeError, TypeError)
"""What Python's parser of headers raises over those that are no such thing."""

_KEPT: Final = (
    "organization", "newsgroups", "to", "cc", "reply-to", "sender", "references", "in-reply-to", "list-id",
    "distribution", "x-newsreader", "x-mailer", "user-agent", "summary", "approved", "category", "comments",
)  # fmt: skip
_DEEPEST: Final = 20


def parse(raw: RawDocument) -> Iterator[Item]:
    """The document of a message, or of each message in a digest; of a saved page, that page; the articles that a press
    database sent."""
    data = unmarked(raw.payload).lstrip(b"\r\n\0")
    data = re.sub(rb"\A(?:[ \t]+\r?\n)+", b"", data)
    if begin := _FROM_LINE.match(data):
        data = _QUOTED_FROM.sub(rb"\1", data[begin.end() :])
    if length := _LENGTH.match(data):
        data = data[length.end() : length.end() + int(length[1])]
    message = message_from_bytes(data, policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError("the policy makes e-mail messages")
    if (page := _page(message)) is not None:
        yield _saved(raw, message, page)
        return
    inner = _digest(message)
    for each in inner or [message]:
        part = _text(each)
        sent = proquest.on_page(raw, decoded(part)) if part and part.get_content_type() == "text/html" else []
        yield from sent or [_document(raw, each, part)]


def header(message: EmailMessage, name: str) -> str:
    """A field of the header, decoded; as it stands there where it cannot be."""
    try:
        value = str(message.get(name, ""))
    except _TROUBLE:
        value = _raw(message, name)
    return _whole(value)


def _raw(message: EmailMessage, name: str) -> str:
    """A field of the header as it stands there: the parser drops comments, in which old mail has names."""
    return next((str(text) for key, text in message.raw_items() if key.lower() == name), "")


def _dated(message: EmailMessage) -> str:
    """The date as it stands in the header, without the name of its zone behind it."""
    return _COMMENT.sub("", _whole(_raw(message, "date")))


def _whole(value: str) -> str:
    """A value as one line; bytes that are not ASCII and undeclared are read as a text's."""
    if any("\ud800" <= letter <= "\udfff" for letter in value):  # bytes that are not ASCII, undeclared
        value = to_text(value.encode("utf-8", "surrogateescape"), None)[0]
    return " ".join(value.split())


def _digest(message: EmailMessage) -> list[EmailMessage]:
    if message.get_content_type() != "multipart/digest" or not message.is_multipart():
        return []
    found: list[EmailMessage] = []
    for part in message.iter_parts():
        inner = part.get_payload()
        found.extend(
            each for each in (inner if isinstance(inner, list) else []) if isinstance(each, EmailMessage)
        )
    return found


def _document(raw: RawDocument, message: EmailMessage, part: EmailMessage | None) -> Item:
    hints, extra = _told(message)
    if part is None:
        return rejected(raw, "no-text", "a message without a text")
    text, html = decoded(part), part.get_content_type() == "text/html"
    if html:
        return replace(
            raw, payload=text.encode("utf-8", "replace"), media_type="text/html", charset="utf-8", hints=tuple(hints),
            extra=tuple(extra), record=True,
        )  # fmt: skip
    flowed = part.get_param("format") == "flowed"
    blocks, signature = body_blocks(text, flowed=flowed, joined_space=part.get_param("delsp") == "yes")
    if signature:
        extra.append(("signature", signature))
    return composed(raw, blocks, hints, extra)


def _told(message: EmailMessage) -> tuple[list[Hint], list[tuple[str, str]]]:
    hints: list[Hint] = []
    name = sender(_raw(message, "from"))
    pairs = (
        ("title", "subject", header(message, "subject")),
        ("authors", "from", name),
        ("published", "date", _dated(message)),
        ("source_id", "message-id", header(message, "message-id").strip("<>")),
        ("language", "content-language", header(message, "content-language").split(",")[0]),
        ("embargo_until", "embargo", header(message, "embargo")),
    )
    hints.extend(Hint(field, value, where) for field, where, value in pairs if value)
    if address := _ANGLES.search(header(message, "archived-at")):
        hints.append(Hint("url", address[1], "archived-at"))
    for word in re.split(r"[,;]", header(message, "keywords")):
        if word.strip():
            hints.append(Hint("keywords", word.strip(), "keywords"))
    extra = [(key, value) for key in _KEPT if (value := header(message, key))]
    if not name and (value := header(message, "from")):
        extra.append(("from", value))
    return hints, extra


def sender(value: str) -> str:
    """The name in ``Jane Doe <jane@example.org>`` or ``jane@example.org (Jane Doe)``; nothing where there is none."""
    name, address = parseaddr(" ".join(value.split()))
    if not name and "@" not in value:
        name = value
    with suppress(*_TROUBLE):
        name = str(make_header(decode_header(name)))
    name = _whole(name).strip(" \"'<>")
    return "" if "@" in name or name == address or _SAVED.match(name) else name


# ---------------------------------------------------------------- parts


def _text(message: EmailMessage, depth: int = 0) -> EmailMessage | None:
    """The part that holds the text: plain, else HTML; none that is attached."""
    parts = [
        part for part in _leaves(message, depth) if part.get_content_type() in ("text/plain", "text/html")
    ]
    own = [part for part in parts if part.get_content_disposition() != "attachment" and decoded(part).strip()]
    plain = next((part for part in own if part.get_content_type() == "text/plain"), None)
    return plain or next(iter(own), None)


def _leaves(message: EmailMessage, depth: int = 0) -> Iterator[EmailMessage]:
    if depth > _DEEPEST:
        return
    payload = message.get_payload()
    if not isinstance(payload, list):
        yield message
        return
    if message.get_content_maintype() == "message":
        return
    for part in payload:
        if isinstance(part, EmailMessage):
            yield from _leaves(part, depth + 1)


def decoded(part: EmailMessage) -> str:
    """The text of a part, whatever it says about its charset and its encoding."""
    payload = part.get_payload(decode=True)
    data = (
        payload if isinstance(payload, bytes) else str(part.get_payload()).encode("utf-8", "surrogateescape")
    )
    charset = part.get_param("charset")
    return to_text(
        data, charset if isinstance(charset, str) else None, markup=part.get_content_type() == "text/html"
    )[0]


def _page(message: EmailMessage) -> EmailMessage | None:
    """The page of a saved one: the first HTML of a message that tells its address, or that nobody sent."""
    if message.get_content_type() not in (
        "multipart/related",
        "multipart/mixed",
        "multipart/alternative",
        "text/html",
    ):
        return None
    page = next((part for part in _leaves(message) if part.get_content_type() == "text/html"), None)
    if page is None or "@" in header(message, "from") or message.get("message-id"):
        return None
    located = header(message, "snapshot-content-location") or header(page, "content-location")
    return page if located or message.get_content_type() == "multipart/related" else None


def _saved(raw: RawDocument, message: EmailMessage, page: EmailMessage) -> Item:
    place = (
        header(message, "snapshot-content-location")
        or header(page, "content-location")
        or header(message, "content-location")
    )
    url = place.strip("<>")
    hints = [Hint("url", url, "content-location")] if url.startswith(("http:", "https:")) else []
    date = _dated(message)
    return replace(
        raw, payload=decoded(page).encode("utf-8", "replace"), media_type="text/html", charset="utf-8",
        hints=tuple(hints), extra=(("saved", date),) if date else (),
    )  # fmt: skip
