"""Bylines of Chinese papers: ``示例日报记者 王小明 张大山``, ``（记者王小明 通讯员张大山）``, ``……。（王小明）``."""

from __future__ import annotations

import functools
import re
from typing import Final

from . import load
from .patterns import any_of

_HAN: Final = "[\u4e00-\u9fff]"
_BULLET: Final = "[□■●◎▲◆○★◇△*·\\s]*"
_PAPER: Final = f"(?:{_HAN}|[A-Za-z0-9·・])"
_BETWEEN: Final = "[、,，\\s\u3000]+"
_LONGEST: Final = 60
_OPENING: Final = 90
_BRACKETED: Final = re.compile(r"[（(\[【]([^（()）\[\]【】]{2,40})[）)\]】]")
_LAST: Final = re.compile(r"(?:[。！？”』」…]|\A)[\s|]*[（(]\s*([^（()）]{2,40}?)\s*[）)][\s。]*\Z")
_DATE: Final = re.compile(r"^[\d\s年月日:：./-]+")
_NAME: Final = re.compile(f"{_HAN}{{2,4}}")
_PADDED: Final = re.compile(f"(?<!{_HAN})({_HAN})[ \u3000]+({_HAN})(?!{_HAN})")


def reporters(text: str, *, bracketed: bool = False) -> tuple[str, ...]:
    """The names in a line that is a byline with a word for reporters, with or without their paper; none in others.

    ``bracketed``: it stands in brackets as bylines do; elsewhere what is glued to the word must begin as names do.
    """
    if text.isascii() or len(text) > _LONGEST:
        return ()
    line = _PADDED.sub(r"\1\2", _DATE.sub("", text.strip()))
    bare, with_paper = _lines()
    found = bare.fullmatch(line) or with_paper.fullmatch(line)
    if found is None:
        return ()
    listed = re.split(_BETWEEN, _words().sub(" ", found["names"]).strip())
    names = [name for name in listed if not is_word(name)]
    apart_from_word = line[found.start("names") - 1].isspace()
    if not (bracketed or apart_from_word or all(map(is_full_name, names))):
        return ()
    return tuple(names)


def apart(name: str) -> tuple[str, ...]:
    """Two names with a blank between them as two: ``宋一 杨二三``; all others as they are."""
    parts = name.split()
    if len(parts) > 1 and all(is_full_name(part) for part in parts):
        return tuple(parts)
    return (name,)


def is_full_name(text: str) -> bool:
    """Whether a text is a name of two to four signs that begins with one of the commonest surnames, and no word."""
    if not _NAME.fullmatch(text) or is_word(text):
        return False
    single, double = _surnames()
    return (text[0] in single and len(text) <= 3) or (text[:2] in double and len(text) > 2)


def is_word(text: str) -> bool:
    """Whether a text is a word of bylines or one that only begins as names do."""
    return text in _no_names()


def opening(text: str) -> tuple[str, ...]:
    """The reporters in the brackets that open a paragraph: ``示例报讯（记者 王小明）3月1日，...``."""
    head = text[:_OPENING]
    found = None if head.isascii() else _BRACKETED.search(head)
    if found is None or any(stop in head[: found.start()] for stop in "。，；！？"):
        return ()
    return reporters(found[1], bracketed=True)


def ending(text: str) -> tuple[str, ...]:
    """Who signs in brackets behind the last sentence: reporters, or nothing but names."""
    found = None if text.isascii() else _LAST.search(text[-_OPENING:])
    if found is None:
        return ()
    if names := reporters(found[1], bracketed=True):
        return names
    parts = [part for part in re.split(_BETWEEN, _PADDED.sub(r"\1\2", found[1])) if part]
    return tuple(parts) if all(map(is_full_name, parts)) else ()


@functools.cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    rows = load("labels.zh")["names"]
    return frozenset(rows["surnames"]), frozenset(rows["double_surnames"])


@functools.cache
def _no_names() -> frozenset[str]:
    rows = load("labels.zh")["names"]
    return frozenset((*rows["no_names"], *rows["behind"], *rows["before"]))


@functools.cache
def _words() -> re.Pattern[str]:
    return re.compile(f"{_word()}\\s*[:：]?\\s*")


@functools.cache
def _lines() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Bylines without their paper, and with it: what stands before the word for reporters holds no such word."""
    word = _word()
    name = f"{_HAN}{{2,4}}"
    names = f"{name}(?:{_BETWEEN}{name}){{0,7}}"
    rows = load("labels.zh")["names"]
    before = rf"(?:{any_of(rows['before'])}\s*[:：/|｜ ]?\s*)?"
    paper = rf"(?:(?!{word})(?:{_PAPER}|\s(?!$))){{2,24}}?"
    rest = (
        rf"{word}\s*[:：]?\s*(?P<names>{names}(?:{_BETWEEN}{word}\s*[:：]?\s*{names}){{0,3}})"
        rf"(?:\s*[/／]?\s*{any_of(rows['behind'])}{_HAN}{{0,10}})?[。.]?"
    )
    return re.compile(f"{_BULLET}{before}{rest}"), re.compile(f"{_BULLET}{before}{paper}{rest}")


def _word() -> str:
    """What calls somebody a reporter, the longest first."""
    rows = load("labels.zh")
    return any_of((*rows["byline"]["reporter"], *rows["names"]["reporters"]))
