"""What sort of page an article stands on: one of its own, a live blog, a page of a video or of pictures, a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from pipeline.decide.identity import path_of
from pipeline.languages import load
from pipeline.model import RUNNING, Candidate, Decision, Document

ARTICLE: Final = "article"

_TEXT: Final = RUNNING - {"table"}
_TIMED: Final = re.compile(r"(?:\W{0,3}|[^\W\d]{2,9}[.,]? )\d{1,2}[:.h]\d\d\b")
_WORDS: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_POSTS, _POSTS_ALONE = 5, 10
"""Paragraphs that begin with a time of day: of a live blog that calls itself so, and of one that does not."""
_POST: Final = 60
"""Characters of such a paragraph, or of the one behind a time that stands alone: a line of a timetable has fewer."""
_LITTLE: Final = 1_500
"""Characters: with more running text a page of a video or of pictures is an article that has some."""
_PICTURES: Final = 4


def kind(document: Document, candidates: list[Candidate]) -> Decision:
    """The kind for which the most trusted sign speaks that the text agrees with; ``article`` without one."""
    size = sum(len(block.text) for block in document.blocks if block.kind in RUNNING)
    says = next((candidate for candidate in candidates if candidate.value == ARTICLE), None)
    own = says is not None or any(c.rule == "json-ld headline" for c in document.candidates("title"))
    for candidate in (*candidates, *_address(document)):
        name = candidate.value
        little = size < _LITTLE and (not own or candidate.rule == "address")
        if (
            name == "live_blog"
            or (name == "video" and (little or (candidate.rule == "meta og:type" and not own)))
            or (name == "gallery" and little and _pictures(document) >= _PICTURES)
            or (name == "list" and not own)
        ):
            return Decision(name, candidate)
    posts = _posts([block.text for block in document.blocks if block.kind in _TEXT])
    if posts >= _POSTS_ALONE or (posts >= _POSTS and _calls_itself_live(document)):
        where = f"{posts} paragraphs begin with a time of day"
        return Decision("live_blog", Candidate("kind", "live_blog", "posts with a time", where, 0.7))
    return Decision(ARTICLE, says)


def _address(document: Document) -> Iterator[Candidate]:
    """Kinds that a whole part of the address names: ``/video/...``."""
    parts = path_of(document.url or "").lower().split("/")
    for name, data in load("marks")["kinds"].items():
        for part in set(parts[1:-1]) & set(data["parts"]):
            yield Candidate("kind", name, "address", f"/{part}/", 0.4)


def _pictures(document: Document) -> int:
    return len({image.value.url for image in document.candidates("images")})


def _posts(running: list[str]) -> int:
    """Paragraphs of some length that begin with a time of day, or that stand below one."""
    count = 0
    for text, below in pairwise([*running, ""]):
        found = _TIMED.match(text)
        count += bool(found) and (len(text) >= _POST or len(below) >= _POST)
    return count


def _calls_itself_live(document: Document) -> bool:
    named = [path_of(document.url or ""), *(str(c.value) for c in document.candidates("title"))]
    words = {word for text in named for word in _WORDS.findall(text.lower())}
    words |= {part for word in words for part in word.split("-")}
    return bool(words & set(load("marks")["kinds"]["live_blog"]["words"]))


POLICIES = {"kind": kind}
