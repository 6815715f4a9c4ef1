"""The text of a page that is put together in the browser: it stands in the page's program data, not in its markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from pipeline.model import Block
from pipeline.steps.decode import parse
from pipeline.steps.textpieces import SENTENCE_END
from pipeline.steps.texts import DENSE, fold_space
from pipeline.steps.whole import whole_blocks

# Possessive, and a string without end is one that ends with the data: nothing is read twice in megabytes.
_PAIR: Final = re.compile(r'"([A-Za-z_][\w-]{0,40})"\s*+:\s*+"((?:[^"\\]++|\\.)*+)(?:"|\Z)', re.S)
_STRING: Final = re.compile(r'"((?:[^"\\]++|\\.)*+)(?:"|\Z)', re.S)
_TAG: Final = re.compile(r"<(?:p|br|div|figure|h[2-4]|ul|blockquote|span)\b[^<>]*>", re.I)
_NO_PROSE: Final = re.compile(r"[{}\[\]=;<>|\\_]|https?://")
_SHORTEST: Final = 80
_SHORTEST_DENSE: Final = 40
_LEAST: Final = 400
_SIGNS: Final = 0.02
_DEEPEST: Final = 3
_LARGEST: Final = 4_000_000
_MOST: Final = 5_000


def scripted_blocks(tree: Any) -> tuple[Block, ...]:
    """The blocks of the running text that the page's scripts hold under one name (``content``, ``body``): of all names
    the one with the most; nothing where that is less than a few sentences."""
    told: dict[str, list[tuple[Block, ...]]] = {}
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") and _LEAST < len(text) <= _LARGEST:
            for name, value in islice(_values(text, 0), _MOST):
                if blocks := _prose(value):
                    told.setdefault(name, []).append(blocks)
    most = max(told.values(), key=_size, default=[])
    return tuple(block for held in dict.fromkeys(most) for block in held) if _size(most) >= _LEAST else ()


def _size(held: list[tuple[Block, ...]]) -> int:
    """The letters of running text under one name; short strings, though kept, do not tell that it is the article's."""
    return sum(
        size for blocks in dict.fromkeys(held) if (size := sum(len(b.text) for b in blocks)) >= _least(blocks)
    )


def _least(blocks: tuple[Block, ...]) -> int:
    return _SHORTEST_DENSE if any(DENSE.search(block.text) for block in blocks) else _SHORTEST


def _values(text: str, depth: int) -> Iterator[tuple[str, str]]:
    """The named strings in program data, also in data that is itself written as a string in other data."""
    for name, value in _PAIR.findall(text):
        if len(value) >= _SHORTEST_DENSE:
            yield name, _unescaped(value)
    if depth < _DEEPEST and '\\"' in text:
        for value in _STRING.findall(text):
            if len(value) >= _LEAST and '\\"' in value:
                yield from _values(_unescaped(value), depth + 1)


def _unescaped(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:  # an escape of another language: no text of an article
        return ""


def _prose(value: str) -> tuple[Block, ...]:
    """The blocks of a text or of a piece of HTML, if it is running text in the main."""
    if _TAG.search(value):
        tree = parse(value)
        blocks = whole_blocks(tree) if tree is not None else ()
    else:
        lines = map(fold_space, value.splitlines())
        blocks = tuple(Block("paragraph", line) for line in lines if line)
    text = " ".join(block.text for block in blocks)
    if len(text) < _SHORTEST_DENSE or len(_NO_PROSE.findall(text)) > _SIGNS * len(text):
        return ()
    return blocks if any(SENTENCE_END.search(block.text) for block in blocks) else ()
