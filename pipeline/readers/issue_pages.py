"""Which pages, and texts of articles, belong to an issue that is taken apart: those that a METS or DIDL beside them
names."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Final

from pipeline.errors import RecordError
from pipeline.languages import load
from pipeline.model import Rejected
from pipeline.paths import opened

from .base import Stream
from .beside import Place, names, place_of

_NAME: Final = re.compile(r"(?:mets|didl).*\.xml(?:\.gz)?$", re.I)
_XML: Final = re.compile(r"\.xml(?:\.gz)?$", re.I)
_FOLDERS: Final = ("toc", "mets", "METS")
"""Folders beside those of the pages in which nothing but the METS is."""

_TEXTS: Final = re.compile(rb"(?:href|filename)\s*=\s*[\"']([^\"'<>]{1,500}\.xml(?:\.gz)?)[\"']", re.I)
_BLOCKS: Final = re.compile(rb"\salto\s*=\s*[\"']([^\"'<>]{1,500}\.xml(?:\.gz)?)[\"']", re.I)
_AREA: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?area\s[^<>]*\bBEGIN\s*=")
_DIDL: Final = (
    re.compile(rb"<(?:[\w.-]{1,40}:)?DIDL[\s>]"),
    re.compile(rb"<(?:[\w.-]{1,40}:)?article-part\s"),
)
_TYPE: Final = re.compile(rb"\bTYPE\s*=\s*[\"']([^\"'<>]{1,60})[\"']")


def taken_apart(stream: Stream, format: str) -> Rejected | None:
    """Why a file is not read for itself: its text is in the articles of an issue beside it. None where it is not."""
    issue = _issue_of(stream.source, stream.member)
    if issue is None:
        return None
    detail = f"a page or text of the issue {issue} beside it: that is read, article by article (give it, or its folder)"
    return Rejected(
        "read", "page-of-issue", detail, stream.source, stream.member, stream.start, format=format
    )


def _issue_of(source: str, member: str | None) -> str | None:
    """The METS or DIDL whose articles hold the text of a page, by its name; None where there is none, or where pages
    of the issue are missing."""
    place = place_of(source, member)
    above = place.above()
    page, folder = os.path.basename(member or opened(source)), os.path.basename(place.folder)
    near = [(place, page), (above, f"{folder}/{page}")]
    near += [(above.below(name), f"../{folder}/{page}") for name in _FOLDERS if name != folder]
    for each, path in near:
        if (changed := each.changed()) >= 0:
            for issue, pages in _issues(each, changed):
                if path in pages:
                    return issue
    return None


@lru_cache(64)
def _issues(place: Place, changed: int) -> tuple[tuple[str, frozenset[str]], ...]:
    """The issues in a folder that are taken apart, and the pages of each."""
    name_of = _XML if os.path.basename(place.folder) in _FOLDERS else _NAME
    named = [name for name in place.files() if name_of.search(name)]
    return tuple((name, pages) for name in named if (pages := _pages(place, name)))


def _pages(place: Place, name: str) -> frozenset[str]:
    """The pages that a METS names; none where it takes nothing apart, or where one of them is missing."""
    try:
        data = place.content(name) or b""
    except RecordError:
        return frozenset()
    articles = {kind.encode() for kind in load("mets")["divisions"]["articles"]}
    apart = _AREA.search(data) and not articles.isdisjoint(kind.lower() for kind in _TYPE.findall(data))
    if not apart and not all(form.search(data) for form in _DIDL):
        return frozenset()
    texts, pages = (
        {text.decode("utf-8", "replace") for text in form.findall(data)} for form in (_TEXTS, _BLOCKS)
    )
    if not all(map(place.has, texts - pages)):  # what a DIDL names pages for is in texts of their own
        return frozenset()
    return frozenset(path for text in texts | pages for path in names(text))
