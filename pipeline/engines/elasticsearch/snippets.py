"""Snippets from Elasticsearch's highlighter: what to ask it for, and its marked text as parts.

The highlighter marks a stem only in the field of its language and a phrase or a prefix only in the neutral one, so
both are asked for, and pieces of the same passage become one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.engines import Snippet
from pipeline.engines.elasticsearch.dsl import Json, compile_node
from pipeline.engines.elasticsearch.mapping import QUERY_FIELDS
from pipeline.query import And, Field, Node, Not, Or, fold, tokens

MOST: Final = 3
WIDTH: Final = 200
"""Characters of a snippet, at most; more only where one hit is longer."""

_LONGEST: Final = 500_000
"""Characters of a text that are looked through: without a limit one long text fails the whole search."""

_ANSWERS: Final = {"photographer": "credits", "agency": "credits", "lead": "body", "crossheads": "body"}
"""Fields of a query whose words are shown where they stand in another."""

_SOURCES: Final = {
    "body": ("body_lang", *QUERY_FIELDS["body"]),
    "captions": QUERY_FIELDS["captions"],
    "credits": QUERY_FIELDS["credits"],
    "authors": QUERY_FIELDS["authors"],
    "title": ("title_lang", *QUERY_FIELDS["title"]),
}
"""A snippet's field -> where the highlighter finds it, the language's own field first."""

_ENDS: Final = ".!?…:;。！？।؟»”\"')"


def highlight(query: Node, tag: str, language: str | None) -> Json:
    """The ``highlight`` part of a search for articles of one language (its field's code; None: one without stems).
    ``tag`` must not occur in any text: make it anew for each search."""
    fields: list[Json] = []
    for name, places in _SOURCES.items():
        for place in places:
            stemmed = place.endswith("_lang")
            if stemmed and language is None:
                continue
            whole: Json = {"number_of_fragments": 0} if name == "title" else {}
            opening: Json = {"no_match_size": WIDTH} if place == "body" else {}
            fields.append({f"{place}.{language}" if stemmed else place: whole | opening})
    return {
        "pre_tags": [f"<{tag}>"],
        "post_tags": [f"</{tag}>"],
        "order": "score",
        "fragment_size": WIDTH,
        "number_of_fragments": MOST,
        "max_analyzed_offset": _LONGEST,
        "highlight_query": compile_node(_shown(query), language),
        "fields": fields,
    }


def _shown(node: Node) -> Node:
    """The query with its fields as they are shown."""
    match node:
        case Field(name, inner):
            return Field(_ANSWERS.get(name, name), inner)
        case And(nodes):
            return And(tuple(map(_shown, nodes)))
        case Or(nodes):
            return Or(tuple(map(_shown, nodes)))
        case Not(inner):
            return Not(_shown(inner))
    return node


def snippets(found: Mapping[str, Sequence[str]], tag: str) -> tuple[Snippet, ...]:
    """Up to three pieces of a hit's ``highlight``, each the one that adds most words to those before it; none marked:
    the beginning. The title is used only where nothing else has a hit, since it is shown anyway."""
    pieces: list[_Piece] = []
    opening: list[_Piece] = []
    for name, places in _SOURCES.items():
        if name == "title" and pieces:
            break
        of_name: list[_Piece] = []
        for place in places:
            for text in _texts(found, place):
                for piece in _pieces(name, text, tag):
                    if piece.marks:
                        _join(of_name, piece)
                    else:
                        opening.append(piece)
        pieces += of_name
    chosen: list[_Piece] = []
    seen: set[str] = set()
    while pieces and len(chosen) < MOST:
        best = max(pieces, key=lambda piece: (len(piece.words() - seen), len(piece.marks)))
        pieces.remove(best)
        chosen.append(best)
        seen |= best.words()
    return tuple(piece.snippet() for piece in chosen or opening[:1] if piece.text)


def _texts(found: Mapping[str, Sequence[str]], place: str) -> list[str]:
    return [
        text for key, texts in found.items() if key == place or key.startswith(f"{place}.") for text in texts
    ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of one paragraph and the places of its hits; whether it was cut ``before`` and ``after``."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]
    before: bool = False
    after: bool = False

    def words(self) -> set[str]:
        """What was found, folded, so that the same word counts once."""
        return {
            " ".join(tokens(self.text[start:end])) or fold(self.text[start:end]) for start, end in self.marks
        }

    def snippet(self) -> Snippet:
        """The piece in parts, no longer than WIDTH, with dots where it was cut."""
        start, end = _window(self.text, self.marks)
        parts: list[tuple[str, bool]] = [("…" if start > 0 or self.before else "", False)]
        at = start
        for begin, stop in self.marks:
            if at <= begin and stop <= end:
                parts += [(self.text[at:begin], False), (self.text[begin:stop], True)]
                at = stop
        parts += [(self.text[at:end], False), ("…" if end < len(self.text) or self.after else "", False)]
        return Snippet(self.field, tuple((part, hit) for part, hit in parts if part))


def _window(text: str, marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where to cut: around as many hits as fit, at spaces where there are any."""
    if len(text) <= WIDTH:
        return 0, len(text)
    first, last = marks[0] if marks else (0, 0)
    last = max([end for _, end in marks if end - first <= WIDTH * 3 // 4] or [last])
    spare = max(0, WIDTH - (last - first))
    left = max(0, min(first - spare // 3, len(text) - WIDTH))
    right = max(last, min(len(text), left + WIDTH))
    if left:
        left = text.find(" ", left, first) + 1 or left
    if right < len(text):
        space = text.rfind(" ", last, right)
        right = space if space > 0 else right
    return left, right


def _pieces(field: str, marked: str, tag: str) -> Iterator[_Piece]:
    """The paragraphs of a marked text that hold hits (none does: the first one), white space folded. The highlighter
    cuts between sentences where it can, so a text that begins small or ends without a stop was cut within one."""
    read = [_read(part, tag) for part in _paragraphs(marked, tag)]
    found = []
    for number, (text, marks) in enumerate(read):
        before = number == 0 and text[:1].islower()
        after = number == len(read) - 1 and field == "body" and text[-1:] not in _ENDS
        found.append(_Piece(field, text, marks, before, after))
    yield from [piece for piece in found if piece.marks] or found[:1]


def _paragraphs(marked: str, tag: str) -> list[str]:
    """Paragraphs in which every mark is closed: a hit may reach over a border (a phrase does)."""
    found, opened = [], False
    for part in marked.split("\n\n"):
        begun = f"<{tag}>{part}" if opened else part
        opened = begun.count(f"<{tag}>") > begun.count(f"</{tag}>")
        if begun.strip():
            found.append(begun + f"</{tag}>" if opened else begun)
    return found


def _read(marked: str, tag: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without its tags, and where they stood; hits that touch or stand side by side become one."""
    marked = " ".join(marked.split())
    text, marks = "", list[tuple[int, int]]()
    before, *rest = marked.split(f"<{tag}>")
    text += before
    for part in rest:
        hit, _, after = part.partition(f"</{tag}>")
        if hit:
            marks.append((len(text), len(text) + len(hit)))
        text += hit + after
    return text, tuple(marks)


def _join(pieces: list[_Piece], new: _Piece) -> None:
    """Adds a piece, or its hits to one of the same passage."""
    for number, old in enumerate(pieces):
        longer, shorter = (old, new) if len(old.text) >= len(new.text) else (new, old)
        at = longer.text.find(shorter.text)
        if at >= 0:
            shifted = [(start + at, end + at) for start, end in shorter.marks]
            pieces[number] = replace(longer, marks=_united([*longer.marks, *shifted]))
            return
        if _same_passage(old, new):
            return
    pieces.append(new)


def _united(marks: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Marks in order, overlapping ones as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def _same_passage(old: _Piece, new: _Piece) -> bool:
    """True if the new piece shows nothing that the old one does not: its hits, with what stands around them."""
    around = [new.text[max(0, start - 20) : end + 20].strip() for start, end in new.marks]
    return new.words() <= old.words() and all(text in old.text for text in around)
