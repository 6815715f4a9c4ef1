"""The running text of a page by our own score: how likely each piece of its text belongs to the article.

The score is a sum of small decision trees over what ``piecefeatures`` says of a piece; ``benchmarks/fit_blocks.py``
fits them on annotated pages, with cross-validation by publisher. Their numbers are data (``blockscore.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final

from pipeline.frozen import record
from pipeline.languages import load
from pipeline.languages.words import dense
from pipeline.model import Block, Document
from pipeline.steps.piecefeatures import Said, features, said_of
from pipeline.steps.teasers import teasers
from pipeline.steps.textpieces import SENTENCE_END, Piece, pieces

_MOST_PIECES: Final = 5_000
_LONGEST_CELL: Final = 80
_SURE: Final = 0.6
_MOST_ASKED: Final = 1_000
_SEVERAL: Final = 2
_OWN_SHARE: Final = 0.2
_WHOLE: Final = 1_500
_ENOUGH: Final = 500
_SHORTEST_TITLE: Final = 12
_HEADING: Final = 0.1
# Sentences without links that stand among the article's, or right above its first one.
_AMONG: Final = 0.3
_ABOVE: Final = 0.4
_SENTENCES: Final = 80


@record(frozen=True, slots=True)
class Scored:
    """``blocks`` of the article and their texts ``folded``; ``sure``: how far the score tells them from the rest of
    the page (0 to 1); ``pieces``: how many that holds; ``said``: what it says of itself; ``links``: its lines that are
    but a link, folded; ``teasers``: of how many other articles the text is."""

    blocks: tuple[Block, ...]
    folded: tuple[str, ...]
    sure: float
    pieces: int
    said: Said
    links: frozenset[str]
    teasers: int = 0

    @property
    def doubtful(self) -> bool:
        """True where another extractor should be asked as well: not on huge pages, where that takes a second."""
        return not self.blocks or (self.sure < _SURE and self.pieces <= _MOST_ASKED)


def scored(document: Document) -> Scored:
    """The pieces of the page that the score takes for the article's, and how sure it is."""
    found, said = pieces(document.tree), said_of(document)
    if not found or len(found) > _MOST_PIECES:
        return Scored((), (), 0.0, len(found), said, frozenset())
    matrix, folded = features(said, found)
    links = frozenset(flat for piece, flat in zip(found, folded, strict=True) if piece.is_link)
    chances = probabilities(matrix)
    sizes = [len(piece.text) for piece in found]
    chosen = with_sentences(choose(chances, sizes), found, chances)
    chosen = with_lists(with_crossheads(chosen, found, chances), found)
    chosen = of_one_article(chosen, found, folded, said.named)
    if not chosen:
        return Scored((), (), 0.0, len(found), said, links)
    blocks, flat = as_blocks([found[number] for number in chosen], [folded[number] for number in chosen])
    sure = _sureness(chances, chosen, sizes)
    return Scored(tuple(blocks), tuple(flat), sure, len(found), said, links, teasers(chosen, found))


def of_one_article(chosen: list[int], found: list[Piece], folded: list[str], titles: list[str]) -> list[int]:
    """``chosen``, without the other articles that a page shows beside or below the one that has its title.

    ``titles``: what the page's own data call it, folded; headings say nothing here.
    """
    owners = {found[number].article for number in chosen}
    if len(owners) < _SEVERAL:
        return chosen
    headed = (
        piece
        for piece, flat in zip(found, folded, strict=True)
        if piece.article in owners and len(flat) >= _SHORTEST_TITLE and any(flat in title for title in titles)
    )
    heading = next(headed, None)
    if heading is None or not heading.article:
        return chosen
    own = heading.article
    its = [number for number in chosen if found[number].article == own]
    own_size = sum(len(found[number].text) for number in its)
    if own_size >= _ENOUGH and heading.kind == "crosshead":
        # Pages that load one article below the other: each has a heading of the same rank.
        others = {
            piece.article for piece in found if piece.kind == "crosshead" and piece.tag == heading.tag
        } - {own, 0}
        chosen = [number for number in chosen if found[number].article not in others]
    if own_size < _OWN_SHARE * sum(len(found[number].text) for number in chosen):
        return chosen
    return its if own_size >= _WHOLE else [number for number in chosen if found[number].article in (0, own)]


def choose(chances: Any, sizes: list[int]) -> list[int]:
    """The pieces whose text, taken together, is expected to agree best with the article (the highest expected F1).

    Where pieces are told apart clearly that means all above one half; on doubtful pages it takes more.
    """
    import numpy as np

    weights = np.array(sizes, dtype=float)
    expected = float((chances * weights).sum())
    if expected <= 0:
        return []
    order = np.argsort(-chances, kind="stable")
    agreed, taken = np.cumsum((chances * weights)[order]), np.cumsum(weights[order])
    best = int(np.argmax(2 * agreed / (taken + expected)))
    return sorted(int(number) for number in order[: best + 1])


def with_sentences(chosen: list[int], found: list[Piece], chances: Any) -> list[int]:
    """``chosen``, with the sentences that stand between two chosen pieces in their own element, and with those right
    above the first one, where the beginning of many articles is set apart: for these less is enough."""
    out = list(chosen)
    for before, after in pairwise(chosen):
        if after - before > 1 and found[before].parent == found[after].parent:
            out += [
                n
                for n in range(before + 1, after)
                if found[n].parent == found[before].parent and chances[n] > _AMONG and _is_told(found[n])
            ]
    if chosen and (above := chosen[0] - 1) >= 0 and chances[above] > _ABOVE and _is_told(found[above]):
        out.append(above)
    return sorted(out) if len(out) > len(chosen) else chosen


def _is_told(piece: Piece) -> bool:
    return len(piece.text) >= _SENTENCES and not piece.linked and SENTENCE_END.search(piece.text) is not None


def with_crossheads(chosen: list[int], found: list[Piece], chances: Any) -> list[int]:
    """``chosen``, with the headings that stand among chosen pieces (above one of their own element), however short."""
    kept = set(chosen)
    return chosen and sorted(
        kept.union(
            number
            for number in range(chosen[0] + 1, chosen[-1])
            if found[number].kind == "crosshead"
            and chances[number] > _HEADING
            and number + 1 in kept
            and found[number].parent == found[number + 1].parent
            and (number - 1 in kept or number - 2 in kept)
        )
    )


def with_lists(chosen: list[int], found: list[Piece]) -> list[int]:
    """``chosen``, with the items of a list without links that stands between two chosen pieces of one element: short
    as they are, they look like what stands around articles."""
    kept = set(chosen)
    for first in chosen:
        last = first + 1
        while last < len(found) and _is_item(found[last], found[first], found[first + 1]):
            last += 1
        if first + 1 < last < len(found) and last in kept and found[last].parent == found[first].parent:
            kept.update(range(first + 1, last))
    return sorted(kept)


def _is_item(piece: Piece, before: Piece, first: Piece) -> bool:
    """Whether a piece without links is of the same list as ``first``, beside the piece ``before`` it."""
    return (
        piece.kind == "list"
        and not piece.linked
        and piece.parent == first.parent
        and piece.grandparent == before.parent
    )


def _sureness(chances: Any, chosen: list[int], sizes: list[int]) -> float:
    """The share of the chosen text that is expected to be the article's."""
    import numpy as np

    weights = np.array(sizes, dtype=float)[chosen]
    return float((chances[chosen] * weights).sum() / weights.sum())


def as_blocks(kept: list[Piece], folded: list[str]) -> tuple[list[Block], list[str]]:
    """Pieces and their folded texts as blocks and theirs; the short cells of one row become one line."""
    out: list[Block] = []
    flats: list[str] = []
    row = 0
    for piece, flat in zip(kept, folded, strict=True):
        short = piece.kind == "table" and len(piece.text) + 2 * dense(piece.text) < _LONGEST_CELL
        if short and piece.row and piece.row == row:
            out[-1] = Block("table", f"{out[-1].text} | {piece.text}")
            flats[-1] += flat
        else:
            kind = piece.kind if piece.kind != "table" or short else "paragraph"
            out.append(Block(kind, piece.text))
            flats.append(flat)
        row = piece.row if short else 0
    return out, flats


@cache
def _trees() -> tuple[Any, ...]:
    data = load("blockscore")
    return as_arrays({name: text.split() for name, text in data.items() if name != "depth"}, data["depth"])


def as_arrays(data: Mapping[str, Sequence[Any]], depth: int) -> tuple[Any, ...]:
    """The trees of ``blockscore.toml`` as ``probabilities`` walks them: NumPy arrays, and their depth."""
    import numpy as np

    return (
        np.array(data["roots"], dtype=np.int32),
        np.array(data["features"], dtype=np.int32),
        np.array(data["bounds"], dtype=np.float32),
        np.array(data["next"], dtype=np.int32),
        np.array(data["values"], dtype=np.float64),
        depth,
    )


def probabilities(matrix: Any) -> Any:
    """The chance, for each row, that it is the article's. All trees are walked at once, one level after the other;
    a node's lower branch is ``next``, its upper one the node after that; a leaf leads to itself. No index is out of
    bounds: ``clip`` spares the check."""
    import numpy as np

    roots, columns, bounds, following, values, depth = _trees()
    flat = np.ascontiguousarray(matrix).ravel()
    starts = (np.arange(len(matrix), dtype=np.int32) * matrix.shape[1])[:, None]
    nodes = np.broadcast_to(roots, (len(matrix), len(roots)))
    for _ in range(depth):
        upper = flat.take(columns.take(nodes, mode="clip") + starts, mode="clip") > bounds.take(
            nodes, mode="clip"
        )
        nodes = following.take(nodes, mode="clip") + upper
    return 1.0 / (1.0 + np.exp(-values.take(nodes).sum(axis=1)))
