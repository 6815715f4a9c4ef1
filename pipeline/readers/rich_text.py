"""Texts that editors keep as trees of JSON (ProseMirror, Slate, Lexical, Portable Text, Editor.js and the like): blocks
with runs of words in them, whatever their names."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_DEEPEST: Final = 40
_WORDS: Final = ("text", "value", "html", "content", "markdown")
_INNER: Final = (
    "children", "content", "contents", "nodes", "blocks", "components", "items", "root", "document", "data", "body",
    "line", "textdata", "doc",
)  # fmt: skip
_KINDS: Final = ("type", "_type", "__typename", "nodetype", "node_type", "kind")
_NAME: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_INLINE: Final = frozenset(("text", "span", "link", "hyperlink", "mention", "emoji", "mark"))
_NOT_TEXT: Final = frozenset(
    (
        "image", "picture", "photo", "figure", "gallery", "video", "embed", "audio", "ad", "advert", "advertisement",
        "related", "tweet", "script", "button", "newsletter", "divider", "byline",
    )
)  # fmt: skip
_TAGS: Final = {
    **dict.fromkeys(("heading", "header", "h1", "h2", "h3", "h4", "h5", "h6"), "h3"),
    **dict.fromkeys(("quote", "blockquote"), "blockquote"),
}
_SIGNS: Final = tuple(f'"{name}"' for name in (
    "type", "_type", "__typename", "nodeType", "blocks", "nodes", "root", "children", "components",
))  # fmt: skip
_TREE: Final = re.compile(r'\s*[\[{]\s*[\[{"]')


def parsed(text: str) -> Any:
    """The tree that a text is, written as JSON; None for any other."""
    if not _TREE.match(text) or not any(sign in text[:300] for sign in _SIGNS):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def markup(tree: Any) -> str:
    """A tree as HTML, an element for each block that has words; "" where it is no such tree."""
    made: list[str] = []
    run: list[str] = []
    for text, tag in (*_walk(tree, 0), ("", "p")):
        run.append(text)
        if tag:
            words = "".join(run).strip()
            run.clear()
            if words:
                made.append(f"<{tag}>{words if '</' in words else html.escape(words, quote=False)}</{tag}>")
    return "\n".join(made)


def _walk(node: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Runs of words in order, each with the element that ends behind it ("": none)."""
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for each in node:
            yield from ((each, "p"),) if isinstance(each, str) else _walk(each, depth + 1)
        return
    if not isinstance(node, Mapping):
        return
    names = _kind(node)
    if not _NOT_TEXT.isdisjoint(names):
        return
    if "break" in names:
        yield " ", ""
        return
    inline = bool(names) and names[-1] in _INLINE
    styled = [*names, str(node.get("style") or "").lower()]
    tag = next((_TAGS[name] for name in styled if name in _TAGS), "p")
    inner = [
        (name, node[name]) for name in node if name.lower() in _INNER and isinstance(node[name], dict | list)
    ]
    words = next((node[name] for name in _WORDS if isinstance(node.get(name), str) and node[name]), "")
    if words and not any(each for _, each in inner):
        yield words, "" if inline or not names else tag
        return
    for name, each in inner:
        for one in each if name == "items" and isinstance(each, list) else (each,):
            yield from _walk([one] if isinstance(one, str) else one, depth + 1)
            if name == "items":
                yield "", tag
    if inner and not inline and (names or any(_holds_words(each) for _, each in inner)):
        yield "", tag


def _kind(node: Mapping[str, Any]) -> list[str]:
    """The words of a node's type: ``EntryBodyParagraph`` is entry, body, paragraph; none where it has none."""
    told = next((node[name] for name in node if name.lower() in _KINDS and isinstance(node[name], str)), "")
    return [word.lower() for word in _NAME.findall(told.replace("hardBreak", "hard_break"))]


def _holds_words(inner: Any) -> bool:
    """Whether runs of words stand directly in a node, which then is a block."""
    return isinstance(inner, list) and any(isinstance(each, Mapping) and "text" in each for each in inner)
