"""JSON-LD of a page: tolerant parsing, the node that describes this article, and what it says."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.frozen import record
from pipeline.languages import load
from pipeline.languages.folding import fold
from pipeline.languages.people import split_names
from pipeline.model import Block, Candidate
from pipeline.steps.jsonld_values import MARKUP, Node, image_credits, images_of, resolve, string_of

_WRAPPER: Final = re.compile(
    r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[|/\*.*?\*/)+|(?://\s*)?(?:-->|\]\]>)[\s;]*$", re.S
)
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_BAD_ESCAPE: Final = re.compile(r"\\(?![\"\\/bfnrtu])")
_BETWEEN: Final = re.compile(r"[ \t\r\n,;]+")
_KIND: Final = re.compile(r'"@type"\s*:\s*"(\w+)"')
_PAIR: Final = re.compile(r'"(headline|datePublished|dateModified)"\s*:\s*"([^"\n\\]+)"\s*(?=[,}\n])')
_AUTHOR: Final = re.compile(r'"author"\s*:\s*\[?\s*\{[^{}]*?"name"\s*:\s*"([^"\n\\]+)"')
_BROKEN: Final = "@broken"
_OF_BROKEN: Final = 0.8
_MAX_NODES: Final = 500
_BODIES: Final = frozenset(("Organization", "NewsMediaOrganization", "Corporation"))


@record(frozen=True, slots=True)
class Found:
    """The nodes of a page: articles in order of their fitness, other pages, all nodes by their @id, all types."""

    articles: tuple[Node, ...]
    pages: tuple[Node, ...]
    by_id: dict[str, Node]
    types: tuple[str, ...] = ()

    @property
    def undated(self) -> bool:
        """Whether the page's articles are of a kind whose dates need support."""
        return bool(self.articles) and all(map(_is_undated, self.articles))


def _is_undated(node: Node) -> bool:
    return _types(node) <= set(load("markup")["jsonld"]["undated"])


def parse(text: str) -> list[Any]:
    """The values in one script element; what is broken beyond the usual slips gives an empty list."""
    text = _WRAPPER.sub("", text).strip().rstrip(";")
    for attempt in (
        text,
        _TRAILING_COMMA.sub(r"\1", text),
        _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", text)),
    ):
        try:
            return [json.loads(attempt, strict=False)]
        except (ValueError, RecursionError):
            continue
    return _first_values(text) or _salvaged(text)


def _salvaged(text: str) -> list[Any]:
    """The article's plain strings in a value that a quote or a comment within has broken: the first of each name."""
    kinds = set(_KIND.findall(text)) & set(load("markup")["jsonld"]["article"])
    if not kinds:
        return []
    node: Node = {"@type": min(kinds), _BROKEN: True}
    for name, value in _PAIR.findall(text):
        node.setdefault(name, value)
    if author := _AUTHOR.search(text):
        node["author"] = {"name": author[1]}
    return [node]


def _first_values(text: str) -> list[Any]:
    """Values that stand one after the other, up to the first that is broken."""
    decoder, values, position = json.JSONDecoder(strict=False), [], 0
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        values.append(value)
        if between := _BETWEEN.match(text, position):
            position = between.end()
    return values


def find(values: list[Any], title: str) -> Found:
    """Sorts the nodes of a page; ``title`` (headings, folded) tells which article it is about."""
    rules = load("markup")["jsonld"]
    articles: list[Node] = []
    pages: list[Node] = []
    by_id: dict[str, Node] = {}
    seen: dict[str, None] = {}
    for node in _nodes(values, frozenset(rules["containers"])):
        types = _types(node)
        seen |= dict.fromkeys(sorted(types))
        identifier = node.get("@id")
        if isinstance(identifier, str) and len(node) > 2:
            by_id.setdefault(identifier, node)
        if types & set(rules["article"]):
            articles.append(node)
        elif types & set(rules["page"]):
            pages.append(node)
    articles.sort(key=lambda node: _fitness(node, title), reverse=True)
    return Found(tuple(articles), tuple(pages), by_id, tuple(seen))


def _nodes(values: list[Any], containers: frozenset[str]) -> Iterator[Node]:
    stack, seen = list(reversed(values)), 0
    while stack and seen < _MAX_NODES:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            seen += 1
            yield value
            stack.extend(value[key] for key in sorted(containers & value.keys(), reverse=True))


def _types(node: Node) -> set[str]:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in listed if isinstance(kind, str)}


def _fitness(node: Node, title: str) -> int:
    """How surely a node is about this page: its headline is the page's; it has a date, a text."""
    headline = fold(string_of(node.get("headline")) or string_of(node.get("name")))
    return (
        4 * bool(headline and headline[:60] in title)
        + 2 * ("articleBody" in node)
        + ("datePublished" in node)
    )


def candidates(found: Found) -> Iterator[Candidate]:
    """What the nodes say, the article that fits best first and most trusted."""
    yield from _marks(found)
    for rank, node in enumerate(found.articles[:3]):
        yield from _from_node(node, found.by_id, 1.0 if rank == 0 else 0.3)
    for node in found.pages[:2]:
        for key, name, trust in (("headline", "title", 0.4), ("name", "title", 0.3)):
            if value := string_of(node.get(key)):
                yield Candidate(name, value, f"json-ld page {key}", f"$.{key}", trust)
        days = (("datePublished", "published"), ("uploadDate", "published"), ("dateModified", "modified"))
        for key, name in days:
            if value := string_of(node.get(key)):
                yield Candidate(name, value, f"json-ld page {key}", f"$.{key}", 0.6)


def _marks(found: Found) -> Iterator[Candidate]:
    """What sort of page it is, whether all of it is free, how many words it says that it has."""
    kinds = load("marks")["kinds"]
    for name, kind in kinds.items():
        for type_ in found.types:
            if type_ in kind["types"]:
                yield Candidate("kind", name, f"json-ld {type_}", "$.@type", 0.6)
    for node in (*found.articles[:3], *found.pages[:2]):
        if str(node.get("isAccessibleForFree")).lower().endswith("false"):
            rule = "json-ld isAccessibleForFree"
            yield Candidate("access", "closed", rule, "$.isAccessibleForFree", 0.6)
        if (words := str(node.get("wordCount"))).isdecimal():
            yield Candidate("stated_words", int(words), "json-ld wordCount", "$.wordCount", 0.5)


def _from_node(node: Node, by_id: dict[str, Node], trust: float) -> Iterator[Candidate]:
    undated = _is_undated(node)
    trust *= _OF_BROKEN if _BROKEN in node else 1.0
    strings = (
        ("headline", "title", 0.8),
        ("datePublished", "published", 0.9),
        ("dateCreated", "published", 0.6),
        ("dateModified", "modified", 0.85),
        ("articleSection", "section", 0.75),
        ("inLanguage", "language", 0.5),
        ("url", "canonical_url", 0.4),
    )
    for key, name, confidence in strings:
        value = node.get(key)
        text = string_of(value[0] if isinstance(value, list) and value else value)
        if text:
            # Site software dates recipes as it dates pages: no statement unless something agrees.
            rule = f"json-ld page {key}" if undated and name == "published" else f"json-ld {key}"
            yield Candidate(name, text, rule, f"$.{key}", confidence * trust)
    if "headline" not in node and (name := string_of(node.get("name"))):
        yield Candidate("title", name, "json-ld name", "$.name", 0.6 * trust)
    yield from _writers(node, by_id, trust)
    publisher = resolve(node.get("publisher"), by_id)
    if isinstance(publisher, dict) and (name := string_of(publisher.get("name"))):
        yield Candidate("publisher", name, "json-ld publisher", "$.publisher.name", 0.75 * trust)
    for keyword in _keywords(node.get("keywords")):
        yield Candidate("keywords", keyword, "json-ld keywords", "$.keywords", 0.7 * trust)
    for image in images_of(node.get("image"), by_id):
        yield Candidate("images", image, "json-ld image", "$.image", 0.7 * trust)
    for credit in image_credits(node.get("image"), by_id):
        yield Candidate("credits", credit, "json-ld image", "$.image", 0.5 * trust)
    if body := _body(node):
        yield Candidate("body", body, "json-ld articleBody", "$.articleBody", 0.5 * trust)


def _writers(node: Node, by_id: dict[str, Node], trust: float) -> Iterator[Candidate]:
    """Who is named as author, beside them as contributor, and as an organisation that signs news."""
    author = node.get("author") or node.get("creator")
    for person in _people(author, by_id):
        yield Candidate("authors", person, "json-ld author", "$.author", 0.85 * trust)
    for person in _people(node.get("contributor"), by_id):
        yield Candidate("authors", person, "json-ld contributor", "$.contributor", 0.3 * trust)
    for signer in _organisations(author, by_id) if "NewsArticle" in _types(node) else ():
        yield Candidate("authors", signer, "json-ld organisation", "$.author", 0.5 * trust)


def _people(value: Any, by_id: dict[str, Node]) -> Iterator[str]:
    for entry in value if isinstance(value, list) else [value]:
        person = resolve(entry, by_id)
        if isinstance(person, dict):
            if _types(person) & _BODIES:
                continue
            names = person.get("name")
            for name in names if isinstance(names, list) else [names]:
                yield from split_names(string_of(name))
        elif isinstance(person, str):
            yield from split_names(string_of(person))


def _organisations(value: Any, by_id: dict[str, Node]) -> Iterator[str]:
    """The newspapers and agencies that a news article's data give as its author."""
    for entry in value if isinstance(value, list) else [value]:
        body = resolve(entry, by_id)
        if isinstance(body, dict) and _types(body) & _BODIES and (name := string_of(body.get("name"))):
            yield name


def _keywords(value: Any) -> Iterator[str]:
    for entry in value if isinstance(value, list) else [value]:
        # Only a single string is a list in disguise; entries of a list may hold commas of their own.
        parts = string_of(entry).split(",") if not isinstance(value, list) else [string_of(entry)]
        yield from (part.strip() for part in parts if part.strip())


def _body(node: Node) -> tuple[Block, ...]:
    """The text as paragraphs, as far as the node keeps them apart."""
    value = node.get("articleBody") or node.get("reviewBody")
    if not isinstance(value, str):
        return ()
    value = html.unescape(html.unescape(value) if "&lt;" in value else value)
    lines = MARKUP.sub(lambda match: "\n" if match.group(2) else "", value).splitlines()
    texts = (" ".join(line.split()) for line in lines)
    return tuple(Block("paragraph", text, "$.articleBody") for text in texts if text)
