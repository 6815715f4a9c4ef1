"""Fits the score that tells an article's pieces of text from the rest of its page: pipeline/languages/blockscore.toml.

python benchmarks/fit_blocks.py [--folds 5] [--write]

Reads the gold pages with a body (``gold.py`` says where they lie), labels each piece by the share of its four-word
shingles that the gold body holds; of pages of which only sentences are known that are the article's or are not, the
pieces with these teach too. Prints precision, recall and F1 of what the score chooses on pages of
publishers that it was not fitted on. ``--write`` then fits on all pages and writes the trees. Needs ``lightgbm``,
which newsmill does not depend on: ``pip install lightgbm`` into the environment that runs this.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import zlib
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import gold

OUT: Final = gold.HERE.parent / "pipeline" / "languages" / "blockscore.toml"
PARAMETERS: Final[dict[str, Any]] = {
    "objective": "cross_entropy",
    "learning_rate": 0.1,
    "num_leaves": 31,
    "max_depth": 6,
    "min_data_in_leaf": 60,
    "lambda_l2": 15,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "num_threads": 1,
    "seed": 1,
    "verbose": -1,
}
ROUNDS: Final = 120
SHORTEST_PART: Final = 30
HEAD: Final = """# How likely a piece of a page's text is the article's: {trees} decision trees, fitted by
# benchmarks/fit_blocks.py on {pages} annotated pages; not written by hand.
# On pages of publishers that a fit had not seen: {figures}.
# A node compares column `features` of the piece with `bounds`; `next` is its lower branch, the node after that its
# upper one; a leaf leads to itself. The piece's score is the sum of the `values` of the leaves that it reaches.
"""


@dataclass
class Page:
    """A gold page: its pieces as numbers, their labels (share of the text in gold) and weights, lengths and texts;
    ``body``: its shingles, None where only some sentences are known."""

    publisher: str
    matrix: Any
    labels: Any
    weights: Any
    sizes: list[int]
    texts: list[str]
    body: Counter[tuple[str, ...]] | None


def pages(folder: Path, scorer: Any) -> list[Page]:
    """All gold pages that have text, and a body or sentences of it."""
    from pipeline.model import Document, Hint, RawDocument
    from pipeline.steps import decode, figures, structured
    from pipeline.steps.piecefeatures import features, said_of
    from pipeline.steps.textpieces import pieces

    out = []
    for record in gold.pages(folder, gold.SETS):
        known = record["gold"]
        if not known.get("body") and not known.get("with"):
            continue
        payload, url = record["html"].encode("utf-8", "replace"), record.get("url") or ""
        raw = RawDocument(
            url, 0, len(payload), payload, "html", media_type="text/html", charset="utf-8",
            hints=(Hint("url", url, "gold"),),
        )  # fmt: skip
        document: Document = decode.decode(raw)
        if document.tree is None:
            continue
        structured.step(document)
        figures.step(document)
        if found := pieces(document.tree):
            texts = [piece.text for piece in found]
            body = scorer.shingles(known["body"]) if known.get("body") else None
            labels, weights = weighed(texts, known, body, scorer) if body else sentences(texts, known, scorer)
            matrix = features(said_of(document), found)[0]
            out.append(
                Page(publisher(record), matrix, labels, weights, [len(text) for text in texts], texts, body)
            )
    return out


def weighed(texts: list[str], known: dict[str, Any], body: Any, scorer: Any) -> tuple[Any, Any]:
    """Labels and weights by a gold body: each page weighs the same, each piece by its share of the article."""
    import numpy as np

    labels = np.array([label(text, body, known["body"], scorer) for text in texts])
    sizes = np.array([len(text) for text in texts]) / 6 + 2
    return labels, np.minimum(0.5, sizes / max(60.0, float((sizes * labels).sum())))


def sentences(texts: list[str], known: dict[str, Any], scorer: Any) -> tuple[Any, Any]:
    """Labels and weights by sentences that are the article's or are not; what holds none of them weighs nothing."""
    import numpy as np

    wanted = [scorer.ws(sentence) for sentence in known["with"]]
    others = [scorer.ws(sentence) for sentence in known.get("without") or []]
    texts = [scorer.ws(text) for text in texts]
    labels = np.array(
        [any(one in text or (len(text) > SHORTEST_PART and text in one) for one in wanted) for text in texts]
    )
    told = labels | np.array([any(one in text for one in others) for text in texts])
    return labels.astype(float), told / max(1, told.sum())


def label(text: str, body: Counter[tuple[str, ...]], whole: str, scorer: Any) -> float:
    """How much of ``text`` is in the gold body, 0 to 1."""
    if len(scorer.tokens(text)) < 4:
        folded = scorer.fold(text, False)
        return float(bool(folded) and folded in scorer.fold(whole, False))
    own = scorer.shingles(text)
    return float(sum((own & body).values()) / sum(own.values()))


def publisher(record: dict[str, Any]) -> str:
    """Whose page a gold record is; where that is not known, a publisher of its own."""
    return str(record.get("publisher") or record["id"])


def fold_of(publisher: str, folds: int) -> int:
    """In which of the folds a publisher's pages are left out."""
    return zlib.crc32(publisher.encode()) % folds


def fit(chosen: list[Page]) -> Any:
    """A model on ``chosen``."""
    import numpy as np

    # By name: the type checker runs where it is not installed.
    lightgbm = import_module("lightgbm")

    weight = np.concatenate([page.weights for page in chosen])
    data = lightgbm.Dataset(
        np.vstack([page.matrix for page in chosen]),
        np.concatenate([page.labels for page in chosen]),
        weight=weight * len(weight) / weight.sum(),
    )
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def validate(all_pages: list[Page], folds: int, scorer: Any) -> str:
    """Precision, recall and F1 as a sentence, each page judged by a fit that saw none of its publisher's pages."""
    from pipeline.steps.scored import choose

    precision, recall = [], []
    for fold in range(folds):
        known = [page for page in all_pages if fold_of(page.publisher, folds) != fold]
        model = fit(known)
        for page in all_pages:
            if page.body is not None and fold_of(page.publisher, folds) == fold:
                kept = choose(model.predict(page.matrix), page.sizes)
                got = scorer.shingles("\n".join(page.texts[number] for number in kept))
                right, extra, missed = scorer.overlap(page.body, got)
                if right + extra:
                    precision.append(right / (right + extra))
                recall.append(right / (right + missed))
    p, r = statistics.mean(precision), statistics.mean(recall)
    return f"precision {p:.3f}, recall {r:.3f}, F1 {2 * p * r / (p + r):.3f}"


def nodes(model: Any) -> dict[str, list[Any]]:
    """The trees as the flat lists that ``pipeline.steps.scored`` walks."""
    flat: dict[str, list[Any]] = {"roots": [], "features": [], "bounds": [], "next": [], "values": []}

    def room(count: int) -> int:
        start = len(flat["features"])
        for name, empty in (("features", 0), ("bounds", float("inf")), ("next", 0), ("values", 0.0)):
            flat[name].extend([empty] * count)
        return start

    def place(node: dict[str, Any], at: int) -> None:
        flat["next"][at] = at
        if "leaf_value" in node:
            flat["values"][at] = round(node["leaf_value"], 5)
            return
        flat["features"][at] = node["split_feature"]
        flat["bounds"][at] = float(f"{node['threshold']:.6g}")
        flat["next"][at] = lower = room(2)
        place(node["left_child"], lower)
        place(node["right_child"], lower + 1)

    for tree in model.dump_model()["tree_info"]:
        root = room(1)
        flat["roots"].append(root)
        place(tree["tree_structure"], root)
    return flat


def written(flat: dict[str, list[Any]], head: str) -> str:
    """The lists as TOML, twenty-five numbers a line, as text: an array of so many numbers takes a tenth of a second to
    read."""
    lines = [head, f"depth = {PARAMETERS['max_depth']}"]
    for name, values in flat.items():
        lines.append(f'{name} = """')
        lines += [" ".join(map(repr, values[start : start + 25])) for start in range(0, len(values), 25)]
        lines.append('"""')
    return "\n".join(lines) + "\n"


def main() -> int:
    """Validates, and with ``--write`` fits on all pages."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="fit on all pages and write the trees")
    given = parser.parse_args()
    folder = gold.shared() / "gold"
    scorer = gold.scorer(folder)

    known = pages(folder, scorer)
    figures = validate(known, given.folds, scorer)
    print(f"{len(known)} pages, publishers not seen: {figures}")
    if given.write:
        head = HEAD.format(trees=ROUNDS, pages=len(known), figures=figures)
        OUT.write_text(written(nodes(fit(known)), head), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
