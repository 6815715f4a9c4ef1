"""Standards so close that no detector tells them apart: marker words decide. Data: ``lids.<group>.toml``."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from . import load, names


@dataclass(frozen=True, slots=True)
class Marker:
    """Words, and beginnings of words, that speak for some of a group's languages."""

    languages: tuple[str, ...]
    words: frozenset[str]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Languages that are told apart by markers."""

    members: tuple[str, ...]
    markers: tuple[Marker, ...]


@functools.cache
def groups() -> tuple[Group, ...]:
    """All groups, made from the TOML files on first use in a process."""
    return tuple(
        Group(
            tuple(data["members"]),
            tuple(
                Marker(tuple(m["languages"]), frozenset(m["words"]), tuple(m["stems"]))
                for m in data["markers"]
            ),
        )
        for data in (load(name) for name in names("lids."))
    )


def settle(text: str, code: str) -> str:
    """``code``, or the member of its group that more words of ``text`` speak for than for ``code`` itself.

    Every word is looked up: give a sample of a long text.
    """
    for group in groups():
        if code in group.members:
            score = dict.fromkeys(group.members, 0)
            for word in re.findall(r"\w+", text.lower()):
                for marker in group.markers:
                    if word in marker.words or word.startswith(marker.stems):
                        for language in marker.languages:
                            score[language] += 1
            return max(score, key=lambda language: (score[language], language == code))
    return code
