"""The query language: text to one tree, and the one way in which words are cut and folded for every engine.

``parse("toppmøte (Putin OR Kim) -photographer:Kadobnov")`` gives frozen nodes; engines compile them, and
``str(node)`` writes them back. Words side by side are AND, which binds tighter than OR; AND, OR, NOT
count only in capitals. What does not parse is a QueryError with its position; nothing is ever silently ignored
but lone punctuation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NoReturn

from pipeline.errors import QueryError
from pipeline.languages.words import fold, prepare, spans, tokens
from pipeline.lexer import FIELDS, TEXT_FIELDS, Lexer, Token

__all__ = [
    "FIELDS",
    "TEXT_FIELDS",
    "All",
    "And",
    "Field",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "Word",
    "fold",
    "parse",
    "prepare",
    "spans",
    "tokens",
]

MAX_LENGTH: Final = 10_000
MAX_WORDS: Final = 200
MAX_DEPTH: Final = 30
MAX_PREFIX: Final = 100

# ---------------------------------------------------------------- the tree


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a query; ``position`` is where it begins in the text (not compared)."""

    position: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class All(Node):
    """Every article: the empty query, or ``*``; within a Field, every article that has something there."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A bare word; one with inner punctuation (``Jong-un``) is found where its parts stand side by side."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase(Node):
    """Words in this order, as written: no stemming."""

    text: str

    def __str__(self) -> str:
        escaped = self.text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Prefix(Node):
    """Words that begin so (``text`` is without the star)."""

    text: str

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Field(Node):
    """``node`` within the field ``name`` alone; it holds no other Field."""

    name: str
    node: Node

    def __str__(self) -> str:
        plain = isinstance(self.node, Word | Phrase | Prefix | All)
        return f"{self.name}:{self.node}" if plain else f"{self.name}:({self.node})"


@dataclass(frozen=True, slots=True)
class Not(Node):
    """What ``node`` does not match."""

    node: Node

    def __str__(self) -> str:
        return f"NOT {_grouped(self.node)}"


@dataclass(frozen=True, slots=True)
class And(Node):
    """What all of the (two or more) nodes match."""

    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(_grouped(node) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Or(Node):
    """What at least one of the (two or more) nodes matches."""

    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(_grouped(node) for node in self.nodes)


def _grouped(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or) else str(node)


# ---------------------------------------------------------------- reading


def parse(query: str) -> Node:
    """The tree of a query. The only error is QueryError, with the position and what was expected there."""
    if len(query) > MAX_LENGTH:
        raise QueryError(query[:80], 80, f"expected at most {MAX_LENGTH:,} characters")
    for position, char in enumerate(query):
        if "\ud800" <= char <= "\udfff":
            readable = query.encode("utf-8", "replace").decode()
            raise QueryError(readable, position, "expected text: this byte is no UTF-8")
    return _Parser(query).whole()


def ranks(node: Node) -> bool:
    """True if the node has words that rank articles; else all that it finds are alike."""
    match node:
        case And(nodes) | Or(nodes):
            return any(ranks(part) for part in nodes)
        case Field(_, inner):
            return ranks(inner)
        case _:
            return not isinstance(node, All | Not)


class _Parser:
    """Recursive descent over the lexer's tokens: OR, then AND, then NOT, then what stands alone."""

    def __init__(self, query: str) -> None:
        self.query, self.tokens = query, Lexer(query).tokens
        self.at = self.depth = self.words = 0
        self.inside = ""

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def _fail(self, expected: str) -> NoReturn:
        raise QueryError(self.query, self.token.position, expected)

    def _take(self, *kinds: str) -> Token | None:
        token = self.token
        if token.kind not in kinds:
            return None
        self.at += 1
        return token

    def whole(self) -> Node:
        if self.token.kind == "end":
            if self.query.strip():
                self._fail("expected a word with a letter or digit")
            return All()
        node = self._any_of()
        if self.token.kind != "end":
            self._fail("expected the end of the query: this bracket was not opened")
        return node

    def _any_of(self) -> Node:
        position = self.token.position
        nodes = [self._all_of()]
        while self._take("OR"):
            nodes.append(self._all_of())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes), position=position)

    def _all_of(self) -> Node:
        position = self.token.position
        nodes = [self._one()]
        while self._take("AND") or self.token.kind not in ("OR", ")", "end"):
            nodes.append(self._one())
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes), position=position)

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(f"expected at most {MAX_DEPTH} levels of brackets and NOT")
        node = read()
        self.depth -= 1
        return node

    def _one(self) -> Node:
        position = self.token.position
        if self._take("NOT", "minus"):
            return Not(self._deeper(self._one), position=position)
        if self.inside and self.token.kind == "field":
            self._fail(f"expected no field inside {self.inside}:")
        if name := self._take("field"):
            self.inside = name.text
            node = self._one()
            self.inside = ""
            return Field(name.text, node, position=position)
        if self._take("("):
            return self._bracket()
        return self._leaf()

    def _bracket(self) -> Node:
        opened = self.tokens[self.at - 1]
        node = self._deeper(self._any_of)
        if not self._take(")"):
            raise QueryError(self.query, opened.position, "this bracket is not closed: expected )")
        return node

    def _leaf(self) -> Node:
        token = self._take("word", "phrase", "prefix", "all")
        if token is None:
            self._fail("expected a word, a phrase or an opening bracket")
        self.words += 1
        if self.words > MAX_WORDS:
            self.at -= 1
            self._fail(f"expected at most {MAX_WORDS} words")
        if token.kind == "all":
            return All(position=token.position)
        if token.kind == "prefix" and len((tokens(token.text) or [token.text])[-1]) > MAX_PREFIX:
            self.at -= 1
            self._fail(f"expected at most {MAX_PREFIX} letters before *")
        leaf = {"word": Word, "phrase": Phrase, "prefix": Prefix}[token.kind]
        return leaf(token.text, position=token.position)
