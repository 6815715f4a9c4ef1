"""A record in SGML as a small tree. SGML of corpora is no XML: many roots, end tags left out, ``<`` half escaped,
references to control characters."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from pipeline.languages import load

_TOKEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|<[!?][^<>]*>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][\w.-]*)(?P<attributes>(?:\s[^<>]*)?)/?>",
    re.S,
)
_ATTRIBUTE: Final = re.compile(r"([A-Za-z][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_REFERENCE: Final = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,30});?")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_STEERS: Final = re.compile(r"&C[xX][0-9a-fA-F]{1,2};")
_DEEPEST: Final = 60


@dataclass(slots=True)
class Element:
    """A tag with what stands in it: ``parts`` are texts, references resolved, and elements, in their order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[str | Element] = field(default_factory=list)

    def children(self) -> list[Element]:
        """The elements right within it."""
        return [part for part in self.parts if isinstance(part, Element)]

    def walk(self) -> Iterator[Element]:
        """It and all elements within, in their order."""
        yield self
        for child in self.children():
            yield from child.walk()

    def find(self, *names: str) -> Element | None:
        """The first element within of one of the names."""
        return next((each for each in self.walk() if each is not self and each.name in names), None)

    def text(self) -> str:
        """All text within."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.parts)


@cache
def _entities() -> dict[str, str]:
    return dict(load("sgml")["entities"])


def resolved(text: str) -> str:
    """``text`` with its references resolved, without control characters."""
    if "&" in text:
        text = _REFERENCE.sub(_character, _STEERS.sub("", text))
    return _CONTROL.sub("", text)


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if name[0] != "#" and (own := _entities().get(name.lower())) is not None and found[0][-1] == ";":
        return own
    if name[0] == "#" and found[0][-1] != ";":
        return found[0]
    return html.unescape(found[0]) if found[0][-1] == ";" else found[0]


def tree(text: str) -> Element:
    """The record's root element. An end tag that nothing opened is passed over, one left out is where its parent ends
    or the next of its kind begins; what looks like a tag but is only ever opened (``<PKN>`` in a text) is text."""
    ends = {match["name"].lower() for match in _TOKEN.finditer(text) if match["end"]}
    root = Element("")
    open_ = [root]
    at = 0
    for token in _TOKEN.finditer(text):
        _add(open_[-1], text[at : token.start()])
        at = token.end()
        if token["cdata"] is not None:
            open_[-1].parts.append(_CONTROL.sub("", token["cdata"]))
        if token["name"] is None:
            continue
        name = token["name"].lower()
        if token["end"]:
            _close(open_, name)
        elif name not in ends and name not in _all_known():
            _add(open_[-1], token[0])
        else:
            _open(open_, name, token["attributes"])
    _add(open_[-1], text[at:])
    return next((child for child in root.children() if child.name in load("sgml")["records"]["tags"]), root)


def _add(element: Element, text: str) -> None:
    if text:
        element.parts.append(resolved(text))


def _open(open_: list[Element], name: str, attributes: str) -> None:
    if open_[-1].name == name and name in _paragraphs():
        open_.pop()
    if len(open_) > _DEEPEST:
        return
    found = {
        key.lower(): resolved(first or second or third)
        for key, first, second, third in _ATTRIBUTE.findall(attributes)
    }
    element = Element(name, found)
    open_[-1].parts.append(element)
    open_.append(element)


def _close(open_: list[Element], name: str) -> None:
    at = next((i for i in range(len(open_) - 1, 0, -1) if open_[i].name == name), 0)
    if at:
        del open_[at:]


@cache
def _paragraphs() -> frozenset[str]:
    return frozenset(load("sgml")["body"]["paragraphs"])


@cache
def _all_known() -> frozenset[str]:
    table = load("sgml")
    return frozenset([*table["body"]["text"], *table["body"]["paragraphs"], *table["records"]["tags"]])
