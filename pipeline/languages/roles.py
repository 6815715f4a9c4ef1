"""Papers and roles that no sign parts from a writer's name: ``Jane Doe Chronicle Staff Writer``, ``the Example's Jane
Doe``."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.languages.agencies import find_agency
from pipeline.languages.agencies import is_person as is_full_name
from pipeline.languages.patterns import any_of

_WORDS_OF_PAPER: Final = 3
_WHOSE: Final = re.compile(r"(?:[Tt]he\s)?(?:[A-ZÀ-Þ][\w.&-]*\s){0,4}[A-ZÀ-Þ][\w.&-]*['’]s\s+(?=[A-ZÀ-Þ])")


def without_role(text: str) -> str:
    """``Jane Doe Chronicle Staff Writer``, ``Jane Doe Special to The Chronicle`` without what no sign parts from the
    name."""
    found = _glued_roles().search(text)
    words = text[: found.start()].split() if found else []
    for end in range(len(words), max(1, len(words) - _WORDS_OF_PAPER - 1), -1):
        # "Jane Doe AP Health Writer"
        if is_full_name(name := " ".join(words[:end])) and find_agency(words[end - 1]) is None:
            return name
    return text


def ends_with_role(text: str) -> bool:
    """A quick no: whether the last word of a text is that of a post at a paper."""
    return text.rpartition(" ")[2].casefold() in _last_words()


@cache
def _last_words() -> frozenset[str]:
    rules = load("bylines")
    posts = [form for post in rules["posts"] for form in (post, f"{post}s")]
    return frozenset(role.split()[-1] for role in (*rules["glued_roles"], *posts))


def without_place(name: str) -> str:
    """``Jane Doe in London``, ``Jane Doe For The Courier`` without what is behind it, where that is a full name."""
    found = _behind().search(name)
    return name[: found.start()] if found and is_full_name(name[: found.start()]) else name


@cache
def _behind() -> re.Pattern[str]:
    words = any_of(load("bylines")["behind"], cased=False)
    return re.compile(rf"\s+(?i:{words})\s+(?=[^\W\d_a-zß-ÿ])")


def without_paper(name: str) -> str:
    """``the Example's Jane Doe`` without the paper, where a full name is left."""
    found = _WHOSE.match(name)
    return name[found.end() :] if found and is_full_name(name[found.end() :].partition(" in ")[0]) else name


@cache
def _glued_roles() -> re.Pattern[str]:
    names = ("glued_roles", "role_fields", "posts", "written_for")
    roles, fields, posts, written_for = (any_of(load("bylines")[name], cased=False) for name in names)
    roles = rf"(?:{fields}\s+)+{posts}s?|{roles}"
    return re.compile(rf"(?<=[^\W\d_])\s+(?:(?:{roles})\s*|{written_for}\s.*)$", re.I)
