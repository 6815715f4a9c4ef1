"""Pages as a web archive plays them back: the archive's own banner goes, the page's address and the day of its capture
are told from what the archive wrote around them."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pipeline.languages import load
from pipeline.model import Candidate, Document

# The capture's time and the address of what was captured, behind the archive's own: /web/20050607083012id_/http://...
_ADDRESS: Final = re.compile(
    r"(?:https?://[^/\s]+)?/(?:[^/?#\s]+/){0,3}?(\d{14})(?:[a-z]{2}_)?/(https?:/{1,2}\S+)"
)
_PLAYED: Final = (
    re.compile(rb"__wm\.wombat\(\s*\"(?P<url>https?:[^\"\s]+)\"\s*,\s*\"(?P<time>\d{14})\""),
    re.compile(
        rb"wbinfo\.url\s*=\s*\"(?P<url>https?:[^\"\s]+)\".{0,400}?wbinfo\.timestamp\s*=\s*\"(?P<time>\d{14})\"",
        re.S,
    ),
    re.compile(rb"/(?P<time>\d{14})\*?/(?P<url>https?:[^\"'\s<>]+)\" title=\"See a list of every capture"),
)
# What archives write into the beginning of a page: a search through all of it costs more than all that is done with it.
_AT_HEAD: Final = (b"archive.org", b"__wm.", b"wbinfo", b"banner-styl", b"wm-ipp")
_HEAD: Final = 8_192
_PLAYER: Final = (b"wm-ipp", b"__wm.", b"wbinfo.", b"wmtb")


def original(address: str) -> tuple[str, str | None]:
    """The address of a captured page and the time of its capture (14 digits) from that in an archive; others as they
    are, with None."""
    found = _ADDRESS.match(address)
    if found is None:
        return address, None
    url = found[2]
    return (url if "://" in url else url.replace(":/", "://", 1)), found[1]


def step(document: Document) -> None:
    """Adds ``canonical_url``; the record was fetched when it was captured, where nothing else says when."""
    url, time = original(document.url or "")
    payload = document.raw.payload
    if time is None and is_played(payload):
        played = next(filter(None, (pattern.search(payload) for pattern in _PLAYED)), None)
        if played is not None:
            url, time = html.unescape(played["url"].decode("utf-8", "replace")), played["time"].decode()
    if time is None:
        return
    document.evidence.append(
        Candidate("canonical_url", url, "archived address", document.url or "<script>", 0.85)
    )
    if document.raw.retrieved is None and (moment := _moment(time)):
        document.raw = replace(document.raw, retrieved=moment)


def _moment(digits: str) -> str | None:
    try:
        return f"{datetime.strptime(digits, '%Y%m%d%H%M%S').isoformat()}Z"
    except ValueError:
        return None


def is_played(payload: bytes) -> bool:
    """Whether a page is one as an archive plays it back."""
    head = payload[:_HEAD]
    return any(sign in head for sign in _AT_HEAD) and any(sign in payload for sign in _PLAYER)


def take_banner(tree: Any) -> None:
    """Takes the archive's own banner out of a tree that no step has seen yet."""
    banners = frozenset(load("markup")["archives"]["banners"])
    for element in [one for one in tree.iter("div", "table", "header", "iframe") if one.get("id") in banners]:
        if element.getparent() is not None:
            element.drop_tree()
