"""How right the body is on publishers that its score has not seen: the whole chain, cross-validated by publisher.

python benchmarks/unseen.py [--folds 5] [--sure X,Y]

Fits the score (``fit_blocks.py``) without a fifth of the publishers, extracts the pages of these with that fit, and so
on round; prints body F1 and snippets F1 over all pages. ``--sure``: also with these other bounds below which a second
opinion is asked. Needs ``lightgbm``, as ``fit_blocks.py`` does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import fit_blocks
import gold
import quality

SHOWN = ("body.f1", "snippets.f1")


def use(trees: dict[str, list[Any]]) -> None:
    """Lets the product score with ``trees`` from now on."""
    from pipeline.steps import scored

    arrays = scored.as_arrays(trees, fit_blocks.PARAMETERS["max_depth"])
    scored._trees = lambda: arrays  # type: ignore[assignment]


def rounds(folder: Path, folds: int, evaluate: Any) -> Iterator[list[dict[str, Any]]]:
    """The gold pages of one fold after the other, with a score in use that none of them taught."""
    known = fit_blocks.pages(folder, evaluate)
    records = [r for r in gold.pages(folder, gold.SETS) if r["gold"].get("body") or r["gold"].get("with")]
    for fold in range(folds):
        taught = [page for page in known if fit_blocks.fold_of(page.publisher, folds) != fold]
        use(fit_blocks.nodes(fit_blocks.fit(taught)))
        yield [r for r in records if fit_blocks.fold_of(fit_blocks.publisher(r), folds) == fold]


def main() -> int:
    """Fits, extracts, scores."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--sure", default="", help="other bounds of the score's sureness, comma-separated")
    given = parser.parse_args()
    folder = gold.shared() / "gold"
    evaluate = gold.scorer(folder)
    from pipeline.steps import scored

    bounds = [scored._SURE, *map(float, filter(None, given.sure.split(",")))]
    rows: dict[float, list[Any]] = {bound: [] for bound in bounds}
    cpu = dict.fromkeys(bounds, 0.0)
    for records in rounds(folder, given.folds, evaluate):
        for bound in bounds:
            scored._SURE = bound  # type: ignore[misc]
            made = [gold.predict(record) for record in records]
            cpu[bound] += sum(one["cpu"] for one in made)
            rows[bound] += [evaluate.score_page(r, one) for r, one in zip(records, made, strict=True)]
    for bound in bounds:
        found = quality.figures(evaluate, rows[bound])
        shown = ", ".join(
            f"{quality.FIGURES[name]} {found[name][0]:.4f} (n {found[name][1]})" for name in SHOWN
        )
        print(f"sure {bound:g}: {shown}; {1000 * cpu[bound] / len(rows[bound]):.1f} ms a page")
    return 0


if __name__ == "__main__":
    sys.exit(main())
