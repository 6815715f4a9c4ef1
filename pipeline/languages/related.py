"""Standards so close that no detector tells them apart: marker words decide. Data: ``lids.<group>.toml``."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from string import ascii_letters

from pipeline.frozen import record

from . import load, names

_HEAD = 400
_LATIN = frozenset(ascii_letters)
_RIVALS, _RIVAL = 4, 8


@dataclass(frozen=True, slots=True)
class Marker:
    """Words, and beginnings of words, that speak for some of a group's languages."""

    languages: tuple[str, ...]
    words: frozenset[str]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Languages that are told apart by markers; ``name`` is that of their file."""

    name: str
    members: tuple[str, ...]
    markers: tuple[Marker, ...]


@functools.cache
def groups() -> tuple[Group, ...]:
    """All groups, made from the TOML files on first use in a process."""
    return tuple(
        Group(
            name.removeprefix("lids."),
            tuple(data["members"]),
            tuple(
                Marker(tuple(m["languages"]), frozenset(m["words"]), tuple(m["stems"]))
                for m in data["markers"]
            ),
        )
        for name, data in ((name, load(name)) for name in names("lids."))
    )


@record(frozen=True, slots=True)
class Settled:
    """A language and, where markers chose among a group's, that group and by how many words more than the next;
    ``rivals``: others for which a good part of the markers speak, as where parts of the text are in them."""

    language: str
    group: str | None = None
    margin: int = 0
    rivals: frozenset[str] = frozenset()


def group_of(code: str) -> frozenset[str]:
    """The languages that are close to ``code``, itself among them; empty where it has no close relatives."""
    return next((frozenset(group.members) for group in groups() if code in group.members), frozenset())


def _is_latin(head: str) -> bool:
    return 2 * sum(map(_LATIN.__contains__, head)) >= sum(map(str.isalpha, head))


def settle(text: str, code: str) -> Settled:
    """``code``, or the member of its group that more words of ``text`` speak for than for ``code`` itself.

    Every word is looked up: give a sample of a long text. The markers are of Latin script.
    """
    for group in groups():
        if code in group.members and _is_latin(text[:_HEAD]):
            score = dict.fromkeys(group.members, 0)
            for word in re.findall(r"\w+", text.lower()):
                for marker in group.markers:
                    if word in marker.words or word.startswith(marker.stems):
                        for language in marker.languages:
                            score[language] += 1
            best = max(score, key=lambda language: (score[language], language == code))
            others = {name: number for name, number in score.items() if name != best}
            least = max(_RIVALS, score[best] / _RIVAL)
            rivals = frozenset(name for name, number in others.items() if number >= least)
            return Settled(best, group.name, score[best] - max(others.values()), rivals)
    return Settled(code)
