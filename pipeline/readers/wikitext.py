"""The text of a wiki page: paragraphs, headings, lists, tables and captions, without templates, notes and markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from pipeline.frozen import record
from pipeline.languages import load
from pipeline.model import Block, BlockKind

_SIZE: Final = re.compile(
    r"(?:\d+\s*)?x?\d+\s*px|(?:alt|link|upright|page|class|lang|thumb|frame)\s*=.*", re.I | re.S
)
_NO_TEXT: Final = frozenset(
    (
        "ref", "references", "gallery", "math", "chem", "timeline", "score", "imagemap", "syntaxhighlight", "source",
        "graph", "hiero", "templatestyles", "section", "mapframe", "maplink", "nowiki/", "categorytree", "inputbox",
        "indicator", "dynamicpagelist", "style", "script",
    )
)  # fmt: skip
_MAGIC: Final = re.compile(r"__[A-Z]+__")
_VARIANTS: Final = re.compile(r"-\{([^{}]*)\}-")
"""Words in several scripts of a language (``-{zh-hans:渡轮;zh-hant:渡輪}-``), or such as no script changes."""

_EMPTY: Final = re.compile(r"\s?\([\s,;:/]*\)")
"""What a template leaves in brackets."""

_ATTRIBUTES: Final = re.compile(r"(?:\w+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[\w%#.-]+)\s*)+")
"""How a table's cell is shown, before nothing."""

_INTERWIKI: Final = re.compile(r"[a-z]{2,3}(?:-[a-z]+)*|simple")


@record(frozen=True, slots=True)
class Page:
    """What wiki markup says: ``blocks`` in order, ``categories``, ``date`` and ``place`` of a news template ("" for
    none)."""

    blocks: tuple[Block, ...]
    categories: tuple[str, ...]
    date: str
    place: str


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("wiki")[name])


class _Builder:
    """Blocks as they come: a paragraph ends at a blank line, an entry of a list at the end of its line."""

    def __init__(self) -> None:
        self.blocks: list[tuple[Block, int]] = []
        self.parts: list[str] = []
        self.kind: BlockKind = "paragraph"

    def text(self, text: str) -> None:
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if number and (self.kind == "list" or not lines[number - 1].strip() or not line.strip()):
                last = number == len(lines) - 1
                if self.kind == "list" or not (last and lines[number - 1].strip()):
                    self.flush()
            self.parts.append(f" {line}" if number else line)

    def flush(self, kind: BlockKind | None = None, level: int = 0) -> None:
        text = " ".join(_EMPTY.sub("", "".join(self.parts)).split())
        self.parts.clear()
        if text.strip(" *#:;|-–—"):
            self.blocks.append((Block(kind or self.kind, text), level))
        self.kind = "paragraph"

    def finished(self) -> Iterator[Block]:
        """All blocks but headings with nothing under them."""
        for number, (block, level) in enumerate(self.blocks):
            following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
            if level and (following is None or (following[1] and following[1] <= level)):
                continue
            yield block


def page(text: str, files: Iterable[str] = (), categories: Iterable[str] = ()) -> Page:
    """``text``: wiki markup; ``files`` and ``categories``: the names that the wiki has for these name spaces."""
    import mwparserfromhell

    walk = _Walk({*_words("files"), *files}, {*_words("categories"), *categories})
    text = _VARIANTS.sub(_variant, _MAGIC.sub("", text))
    walk.nodes(mwparserfromhell.parse(text).nodes)
    walk.end()
    walk.out.flush()
    blocks = tuple(walk.out.finished())
    return Page(blocks, tuple(dict.fromkeys(walk.found)), walk.date, walk.place)


def _variant(found: re.Match[str]) -> str:
    """The first of a word's scripts, the word itself; a rule for the whole page (``T|``, ``A|``) shows nothing."""
    flag, bar, text = found[1].rpartition("|")
    if bar and flag.strip() not in ("", "R"):
        return ""
    return text.split(";")[0].rpartition(":")[2].strip()


class _Walk:
    def __init__(self, files: set[str], categories: set[str]) -> None:
        self.files, self.categories = files, categories
        self.out = _Builder()
        self.found: list[str] = []
        self.date = self.place = ""
        self._below: tuple[int, _Builder] | None = None
        """The level of the heading below which nothing is of the article, and what is, until it ends."""

    def end(self) -> None:
        """What stands below the article is over."""
        if self._below:
            self.out, self._below = self._below[1], None

    def nodes(self, nodes: Iterable[Any]) -> None:
        for node in nodes:
            getattr(self, f"_{type(node).__name__.lower()}", _nothing)(node)

    def _text(self, node: Any) -> None:
        self.out.text(str(node.value))

    def _htmlentity(self, node: Any) -> None:
        try:
            self.out.parts.append(node.normalize())
        except ValueError:  # no character has that number
            return

    def _heading(self, node: Any) -> None:
        self.out.flush()
        level = int(node.level)
        if self._below and level <= self._below[0]:
            self.end()
        title = str(node.title.strip_code()).strip(" :").casefold()
        if not self._below and title in _words("below"):
            self._below, self.out = (level, self.out), _Builder()
        self.nodes(node.title.nodes)
        self.out.flush("crosshead", level)

    def _externallink(self, node: Any) -> None:
        if node.title is not None:
            self.nodes(node.title.nodes)
        elif not node.brackets:
            self.out.parts.append(str(node.url))

    def _wikilink(self, node: Any) -> None:
        title = str(node.title).strip()
        space, colon, name = title.partition(":")
        space = space.strip().casefold().replace("_", " ")
        if colon and space in self.files:
            self._picture(node)
        elif colon and space in self.categories:
            self.found.append(name.strip().replace("_", " "))
        elif colon and node.text is None and _INTERWIKI.fullmatch(space):
            return  # the same article in another language
        elif node.text is not None and str(node.text).strip():
            self.nodes(node.text.nodes)
        else:
            self.out.parts.append(title.lstrip(":"))

    def _picture(self, node: Any) -> None:
        """The caption of a picture: the last of its parts that says not how it is shown."""
        parts = _parts(node.text.nodes) if node.text is not None else []
        options = _words("options")
        told = [part for part in parts if not _is_option("".join(map(str, part)).strip(), options)]
        if told:
            inner = _Walk(self.files, self.categories)
            inner.nodes(told[-1])
            inner.out.flush()
            text = " ".join(block.text for block, _ in inner.out.blocks)
            if text:
                self.out.blocks.append((Block("caption", text), 0))

    def _template(self, node: Any) -> None:
        name = str(node.name).strip().casefold().replace("_", " ")
        if name in _words("shown_last") or name in _words("shown_first") or name in _words("quotes"):
            self._shown(node, name)
            return
        if name in _words("credited"):
            self.out.parts.append(" Photo: ")
            self._shown(node, name)
            return
        if name not in _words("dates") or self.date:
            return
        for parameter in node.params:
            key = str(parameter.name).strip().casefold()
            value = " ".join(str(parameter.value.strip_code()).split())
            if key in _words("places"):
                self.place = value
            elif key in _words("dates") or (key == "1" and name != "byline"):
                self.date = value

    def _shown(self, node: Any, name: str) -> None:
        """The words that a template stands for."""
        quote = name in _words("quotes")
        if quote:
            told = [each for each in node.params if str(each.name).strip().casefold() in _words("quoted")][:1]
        else:
            told = [each for each in node.params if not each.showkey and str(each.value).strip()]
            told = told[-1:] if name in _words("shown_last") else told[:1]
        if quote:
            self.out.flush()
            self.out.kind = "quote"
        for each in told:
            self.nodes(each.value.nodes)
        if quote:
            self.out.flush()

    def _tag(self, node: Any) -> None:
        name = str(node.tag).strip().casefold()
        if name == "table":
            self._table(node)
        elif name in ("li", "dt", "dd") and node.wiki_markup:
            if self.out.kind != "list":
                self.out.flush()
            self.out.kind = "list"
        elif name == "br":
            self.out.parts.append(" ")
        elif name not in _NO_TEXT and node.contents is not None:
            if name in ("blockquote", "p", "div", "poem", "center", "ul", "ol", "li"):
                self.out.flush()
                self.out.kind = "list" if name == "li" else "quote" if name == "blockquote" else "paragraph"
                self.nodes(node.contents.nodes)
                self.out.flush()
            else:
                self.nodes(node.contents.nodes)

    def _table(self, table: Any) -> None:
        """A line for each row; the first row may stand in the table itself."""
        self.out.flush()
        rows: list[list[Any]] = [[]]
        for node in _tags(table):
            if str(node.tag) == "tr":
                rows.append(_tags(node))
            else:
                rows[0].append(node)
        for row in rows:
            texts = [self._cell(node) for node in row if str(node.tag) in ("td", "th")]
            if line := " | ".join(filter(None, texts)):
                self.out.blocks.append((Block("table", line), 0))

    def _cell(self, cell: Any) -> str:
        inner = _Walk(self.files, self.categories)
        inner.nodes(cell.contents.nodes)
        inner.out.flush()
        text = " ".join(block.text for block, _ in inner.out.blocks)
        return "" if _ATTRIBUTES.fullmatch(text) else text


def _tags(node: Any) -> list[Any]:
    return list(node.contents.filter_tags(recursive=False))


def _nothing(node: Any) -> None:
    """Comments, arguments and the like say nothing to readers."""


def _is_option(text: str, options: frozenset[str]) -> bool:
    return not text or text.casefold() in options or _SIZE.fullmatch(text) is not None


def _parts(nodes: Iterable[Any]) -> list[list[Any]]:
    """The parts of a link between its ``|``; those within links and templates part nothing."""
    from mwparserfromhell.nodes import Text

    parts: list[list[Any]] = [[]]
    for node in nodes:
        if not isinstance(node, Text):
            parts[-1].append(node)
            continue
        pieces = str(node.value).split("|")
        parts[-1].append(Text(pieces[0]))
        parts.extend([Text(piece)] for piece in pieces[1:])
    return parts
