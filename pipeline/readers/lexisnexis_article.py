"""An article of LexisNexis, from its lines to its fields.

Above the text stand, in the middle of the line, its source and its date, and from the left margin its headline; then
labels, the text, and labels again. The order of headline, date and labels differs from paper to paper.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.languages.folding import plain_words

from . import export_lines, exports
from .export_lines import paragraphs
from .exports import Fields, add, add_extra, labels, table

_FORMAT: Final = "lexisnexis"
_LABEL: Final = re.compile(r"\s*([A-ZÀ-ÞŒŠŽ][A-ZÀ-ÞŒŠŽ/&' -]{1,30}?) ?:(?!\S*//)[ \t]*(.*)", re.S)
_LEAST_INDENT: Final = 4
_LONGEST_RIGHTS: Final = 120
_LONGEST_TITLE: Final = 200
_NEAR: Final = 6
"""Groups after a label that may still belong to its value (a list of pictures)."""

_STRANGE: Final = 3
"""Labels without a known one between them."""

_ASIDE: Final = {"picture": "captions", "head": "head"}
_CODE: Final = re.compile(r"-?\d{5,}")


class Group:
    """Lines without a blank one between: whether they stand in the middle (``centred``), how many blank lines are
    above, and the label that they begin with, with its value."""

    __slots__ = ("blanks", "centred", "field", "label", "lines", "value")

    def __init__(self, lines: list[str], blanks: int) -> None:
        self.lines, self.blanks = lines, blanks
        indents = [len(line) - len(line.lstrip()) for line in lines]
        self.centred = max(indents) >= _LEAST_INDENT and (indents[0] >= _LEAST_INDENT or len(lines[0]) > 60)
        found = _LABEL.fullmatch("\n".join(lines))
        self.label = found[1] if found else ""
        self.field = labels(_FORMAT).get(plain_words(self.label), "") if found else ""
        self.value = found[2] if found else ""

    @property
    def text(self) -> str:
        """All lines as one."""
        return " ".join(" ".join(self.lines).split())


def article(lines: list[str]) -> Fields:
    """The fields of an article from its lines, the counter taken off."""
    groups = _groups(lines)
    found: Fields = {}
    at = _flat(groups, found) or _front(groups, found)
    tail = _tail(groups, at)
    body = [line for group in groups[at:tail] for line in ("", *group.lines)]
    text = paragraphs(body, export_lines.width(body, table(_FORMAT)["wrap"]))
    _labelled(groups[tail:], found)
    for owner in found.pop("owner", []):
        if owner not in found.setdefault("publisher", [owner]):
            add_extra(found, "owner", owner)
    head = found.pop("head", [])
    if head and plain_words(" ".join(head)) not in plain_words(" ".join(text)):
        text = [*head, *text]
        found.setdefault("lead", head[:1])
    while (
        len(text) > 1
        and len(text[-1]) < _LONGEST_RIGHTS
        and (_CODE.fullmatch(text[-1]) or exports.is_rights(text[-1]))
    ):
        add_extra(found, "note", text.pop())
    found["text"] = text or found.get("captions", [])
    return found


def _unlabelled(line: str) -> str:
    found = _LABEL.fullmatch(line)
    return found[2] if found else line


def _groups(lines: list[str]) -> list[Group]:
    found: list[Group] = []
    group: list[str] = []
    blanks = above = 0
    for line in (*lines, ""):
        if line.strip():
            if not group:
                above = blanks
            group.append(line.rstrip().expandtabs())
            blanks = 0
        else:
            if group:
                found.append(Group(group, above))
                group = []
            blanks += 1
    return found


def _tail(groups: list[Group], begin: int) -> int:
    """Where, behind ``begin``, the labels after the text start: all groups from there on are labels, rights, or belong
    to a label. Of labels that nobody knows only those that stand among known ones count: people in a transcript look
    like labels."""
    at = tail = len(groups)
    while at > begin:
        group = groups[at - 1]
        if (group.field and group.field != "body") or exports.is_rights(group.text):
            at = tail = at - 1
        elif group.label and not group.field and group.blanks < 2 and tail - at < _STRANGE:
            at -= 1
        elif (owner := _owner(groups, at - 1, begin)) is not None:
            at = tail = owner
        else:
            break
    return tail


def _owner(groups: list[Group], at: int, begin: int) -> int | None:
    """The label whose value a group without one may belong to: the last one above it describes a picture, or is empty
    and the group right above."""
    for number in range(at - 1, max(begin - 1, at - _NEAR), -1):
        group = groups[number]
        if group.field:
            near = number == at - 1 and not group.value.strip() and group.field != "body"
            return number if near or group.field == "picture" else None
        if group.label or exports.is_rights(group.text):
            return None
    return None


def _flat(groups: list[Group], found: Fields) -> int:
    """A page from the web: source, address, date, headline and length from the left margin; where its text begins."""
    at = next((n for n, group in enumerate(groups[:7]) if exports.is_length(group.text)), 0)
    if at < 2 or any(group.field or group.centred for group in groups[:at]):
        return 0
    add(found, "publisher", groups[0].text)
    for group in groups[1:at]:
        if group.text.startswith(("http://", "https://")):
            add(found, "url", "".join(line.strip() for line in group.lines))
        elif "published" not in found and (date := exports.day(group.text)):
            add(found, "published", date)
        else:
            add(found, "title" if "title" not in found else "lead", group.text)
    add_extra(found, "length", groups[at].text)
    return at + 1


def _front(groups: list[Group], found: Fields) -> int:
    """Reads what stands above the text; where the text begins."""
    labelled = False
    at = 0
    while at < len(groups):
        group = groups[at]
        if group.field == "body":
            group.lines = group.value.split("\n") if group.value.strip() else []
            return at if group.lines else at + 1
        if group.field:
            labelled = labelled or not group.centred
            at += _labelled_here(groups, at, found, below=False)
            continue
        if exports.is_rights(group.text) or (group.centred and not labelled):
            _centred(group, found)
        elif labelled or not _is_headline(groups, at, found):
            return at
        at += 1
    return at


def _is_headline(groups: list[Group], at: int, found: Fields) -> bool:
    """Takes a group from the left margin above the labels as headline, or below it as byline; False: it is text."""
    group = groups[at]
    following = groups[at + 1] if at + 1 < len(groups) else None
    meta = following is not None and (
        following.field != "" or (following.centred and "published" not in found)
    )
    if "title" not in found:
        if group.blanks > 1 and not meta and "published" in found:
            return False
        _headline(group.lines, found)
        return True
    if meta and len(group.text) < 120:
        add(found, "authors", group.text)
        return True
    return False


def _headline(lines: list[str], found: Fields) -> None:
    """A headline, and what is set below it after a ``;`` at the end of a line."""
    for number, line in enumerate(lines):
        if line.rstrip().endswith(";"):
            add(found, "title", " ".join(" ".join(lines[: number + 1]).split()).rstrip("; "))
            add(found, "lead", " ".join(" ".join(lines[number + 1 :]).split()))
            return
    title, below = " ".join(" ".join(lines).split()), ""
    if len(title) > _LONGEST_TITLE:
        title, _, below = title.partition("; ")
    add(found, "title", title)
    add(found, "lead", below)


def _centred(group: Group, found: Fields) -> None:
    """Source, date, edition and rights, which stand in the middle of the line."""
    dated = "published" in found
    others = []
    last = max((at for at, line in enumerate(group.lines) if exports.is_rights(line)), default=-1)
    for at, line in enumerate(map(str.strip, group.lines)):
        if exports.is_distributor(line):
            add_extra(found, "distributor", line)
        elif exports.is_rights(line):
            add(found, "rights", line)
        elif at < last and found.get("rights"):
            found["rights"][-1] += f" {line}"
        elif "published" not in found and (date := exports.day(line)):
            add(found, "published", date)
        elif (
            "published" in found and exports.has_clock(line) and not exports.has_clock(found["published"][0])
        ):
            found["published"][0] += f" {line}"
        elif not (exports.is_weekday(line) or exports.day(line)):
            others.append(line)
    if others and any(map(exports.is_rights, group.lines)):
        found.setdefault("owner", [" ".join(others)])  # the source too, where none stands above the date
        others = []
    if "published" in found and "publisher" not in found and (owner := found.pop("owner", [])):
        found["publisher"] = owner
    if others and "publisher" not in found:
        whole = dated or "published" not in found
        add(found, "publisher", " ".join(others) if whole else others.pop(0))
        others = [] if whole else others
    place = "edition" if "published" in found and "edition" not in found else "header"
    if place == "edition":
        add(found, "edition", " ".join(others))
    else:
        add_extra(found, "header", " ".join(others))


def _labelled(groups: list[Group], found: Fields) -> None:
    """Reads what stands below the text."""
    at = 0
    while at < len(groups):
        group = groups[at]
        if group.field or group.label:
            at += _labelled_here(groups, at, found, below=True)
            continue
        if exports.is_rights(group.text):
            add(found, "rights", group.text)
        else:
            add_extra(found, "note", group.text)
        at += 1


def _labelled_here(groups: list[Group], at: int, found: Fields, below: bool) -> int:
    """Reads the label at ``at`` with the groups of its value; how many groups that were. A label with nothing behind it
    has its value below it; pictures ``below`` the text may be described in several groups."""
    group, end = groups[at], at + 1
    while end < len(groups) and not (
        groups[end].field or groups[end].label or exports.is_rights(groups[end].text)
    ):
        end += 1
    if group.value.strip() and not (below and group.field == "picture"):
        end = at + 1
    elif not below and not (end < len(groups) and groups[end].field == "body"):
        end = min(end, at + 2)
    lines = group.lines.copy()
    for more in groups[at + 1 : end]:
        lines += ["", *more.lines]
    _take(group, lines, found)
    return end - at


def _take(group: Group, lines: list[str], found: Fields) -> None:
    """The value that stands in a label's lines into its field."""
    whole = paragraphs(lines, table(_FORMAT)["wrap"])  # the label counts for where its line was broken
    whole = [text for text in (_unlabelled(whole[0]), *whole[1:]) if text]
    value = " ".join(" ".join(whole).split())
    field = group.field
    if field == "title":
        _headline([text for line in (_unlabelled(lines[0]), *lines[1:]) if (text := line.strip())], found)
    elif field == "section":
        exports.add_section(found, value)
    elif field == "subjects":
        exports.add_subjects(found, value)
    elif field == "language":
        add(found, "language", re.split(r"[;,/]", value)[0])
    elif field in _ASIDE:
        found.setdefault(_ASIDE[field], []).extend(whole)
    elif field in ("", "extra"):
        add_extra(found, group.label, value)
    else:
        add(found, field, value)
