"""How right the product is on annotated pages: a table per field, set and language, the worst pages, pinned floors.

python benchmarks/quality.py [--workers 2] [--every N [--from K]] [--by set,lang] [--worst N] [--keep FILE]
python benchmarks/quality.py --without data|marks           pages without their data for machines, or their classes too
python benchmarks/quality.py --predictions FILE.jsonl       scores what another tool predicted (benchmarks/peers/)
python benchmarks/quality.py --lower-floors                 the only way in which a floor falls

Runs ``pipeline.extract`` over every HTML page and plain text of the gold sets, one prediction a page (a rejected page
is an empty one), and scores with the sets' own ``evaluate.py``. Each figure comes with its n and a 95 % interval,
bootstrapped over pages. A figure below its floor in ``tests/quality_floors.toml`` exits 1.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent))
import bare
import gold

FLOORS: Final = Path(__file__).resolve().parents[1] / "tests" / "quality_floors.toml"
RESAMPLES: Final = 300
FIGURES: Final = {
    "body.f1": "body F1", "snippets.f1": "snippets F1", "title.norm": "title, normalised",
    "authors.f1": "authors F1", "authors_none.spurious": "authors invented where there is none",
    "date.day": "date right to the day", "date.wrong": "date wrong", "date.missing": "date missing",
    "date_none.spurious": "date invented where there is none",
    "credits.atom_f1": "photo credits, atoms F1, all pages with gold images",
    "credited.atom_f1": "photo credits, atoms F1, pages with gold credits",
    "captions.f1": "captions F1",
}  # fmt: skip
OF_TEXTS: Final = ("credits", "credited", "captions")
"""What the plain texts are annotated for; their pages' other fields are not in them."""
LEAST_PAGES: Final = 10
"""Languages and sets of fewer pages say nothing in a table of their own."""

Row = dict[str, dict[str, Any]]
Page = tuple[dict[str, Any], Row]
Figures = dict[str, tuple[float, int]]


def figures(evaluate: Any, rows: Iterable[Row]) -> Figures:
    """Name of a figure -> value and number of pages that count for it."""
    rows = list(rows)
    found = evaluate.aggregate(rows)
    credited = [{"credits": row["credits"]} for row in rows if row.get("credits", {}).get("has")]
    found["credited"] = evaluate.aggregate(credited).get("credits", {})
    out = {}
    for name in FIGURES:
        field, metric = name.split(".")
        if found.get(field, {}).get(metric) is not None:
            out[name] = found[field][metric], found[field]["n"]
    return out


def intervals(evaluate: Any, rows: Sequence[Row]) -> dict[str, tuple[float, float]]:
    """95 % intervals, by drawing as many pages again and again."""
    draw, seen = random.Random(1), defaultdict(list)
    for _ in range(RESAMPLES):
        for name, (value, _) in figures(evaluate, draw.choices(rows, k=len(rows))).items():
            seen[name].append(value)
    cuts = {name: statistics.quantiles(values, n=40) for name, values in seen.items() if len(values) > 1}
    return {name: (cut[0], cut[-1]) for name, cut in cuts.items()}


def of_texts(scored: Sequence[Page]) -> list[Page]:
    """The scores that count for plain texts."""
    return [(record, {name: row[name] for name in OF_TEXTS if name in row}) for record, row in scored]


def check(title: str, found: Figures, number: int, floors: dict[str, float]) -> list[str]:
    """The figures that are worse than pinned, as sentences. A name ending in ``.max`` is an upper bound."""
    broken = []
    for name, bound in floors.items():
        plain = name.removesuffix(".max")
        value = number if name == "pages" else found.get(plain, (None, 0))[0]
        if name == "pages":
            holds = value == bound
        else:
            holds = value is not None and (value <= bound if name != plain else value >= bound)
        if not holds:
            broken.append(f"{title} {name}: {value}, pinned at {bound}")
    return broken


def whole(evaluate: Any, title: str, scored: Sequence[Page], floors: dict[str, float]) -> list[str]:
    """Prints the table of all pages; the figures that do not hold their floors."""
    rows = [row for _, row in scored]
    found, around = figures(evaluate, rows), intervals(evaluate, rows)
    print(f"\n{title}: {len(scored)} pages\n{'':56} {'n':>5} {'value':>6}   95 % interval   floor")
    for name, (value, number) in found.items():
        floor, most = floors.get(name), floors.get(f"{name}.max")
        bound = f">= {floor:.3f}" if floor is not None else f"<= {most:.3f}" if most is not None else ""
        low, high = around.get(name, (value, value))
        print(f"{FIGURES[name]:56} {number:5} {value:6.3f}   {low:.3f} to {high:.3f}  {bound}")
    return check(title, found, len(scored), floors)


def parts(evaluate: Any, scored: Sequence[Page], by: str) -> None:
    """Prints a line per set or language."""
    groups = defaultdict(list)
    for record, row in scored:
        groups[str(record.get(by))].append(row)
    names = [name for name in FIGURES if not name.startswith("credits")]
    print(f"\n{'by ' + by:16} pages " + " ".join(f"{name.split('.')[0][:12]:>12}" for name in names))
    for group, rows in sorted(groups.items(), key=lambda item: -len(item[1])):
        if len(rows) >= LEAST_PAGES:
            found = figures(evaluate, rows)
            cells = [f"{found[name][0]:7.3f}/{found[name][1]:<4}" if name in found else "" for name in names]
            print(f"{group[:16]:16} {len(rows):5} " + " ".join(f"{cell:>12}" for cell in cells))


def worst(scored: Sequence[Page], number: int) -> None:
    """Prints the worst pages of each field."""
    for field in ("body", "snippets", "title", "authors", "date", "credits", "captions"):
        pages = [(row[field]["score"], record["id"]) for record, row in scored if field in row]
        pages += [
            (0.0, record["id"]) for record, row in scored if row.get(f"{field}_none", {}).get("spurious")
        ]
        bad = sorted(page for page in pages if page[0] < 1)
        if not pages:
            continue
        print(f"\n{field}: {len(bad)} of {len(pages)} pages not whole; the worst:")
        print("\n".join(f"  {score:.2f}  {name[:120]}" for score, name in bad[:number]))


def lowered(floors: dict[str, float], found: Figures) -> dict[str, float]:
    """The floors with those that do not hold set to what was measured."""
    out = {}
    for name, bound in floors.items():
        value = found.get(name.removesuffix(".max"), (bound, 0))[0]
        out[name] = max(value, bound) if name.endswith(".max") else min(value, bound)
    return out


def write(floors: dict[str, dict[str, float]]) -> None:
    """Writes the floors' file."""
    lines = [
        "# What must hold on the open gold pages; only `benchmarks/quality.py --lower-floors` lowers one."
    ]
    for group, bounds in floors.items():
        lines += [f"\n[{group}]", *(f'"{name}" = {bound}' for name, bound in bounds.items())]
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def predictions(given: argparse.Namespace, folder: Path, group: str, sets: str) -> dict[str, dict[str, Any]]:
    """Id -> prediction: those of a file, or made now."""
    if given.predictions:
        # ``splitlines`` would cut at signs inside texts.
        with given.predictions.open(encoding="utf-8") as lines:
            return {one["id"]: one for one in map(json.loads, lines)}
    records = gold.pages(folder, sets, given.every, given.first)
    if given.without:
        records = (bare.bare(record, given.without) for record in records)
    out = given.keep or Path(tempfile.mkdtemp()) / "predictions.jsonl"
    made = gold.run(records, out.with_name(f"{group}-{out.name}"), given.workers)
    print(
        f"{len(made)} pages, CPU {1000 * sum(one['cpu'] for one in made) / len(made):.1f} ms a page",
        flush=True,
    )
    return {one["id"]: one for one in made}


def main() -> int:
    """Runs, scores, compares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1, help="only each N-th page; without floors")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first of those pages")
    parser.add_argument("--without", choices=(bare.DATA, bare.MARKS), help="pages without data, or marks too")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--by", default="set,lang", help="tables by set, lang or publisher; empty for none")
    parser.add_argument("--worst", type=int, default=0, help="so many of the worst pages of each field")
    parser.add_argument("--keep", type=Path, help="where predictions are kept")
    parser.add_argument("--predictions", type=Path, help="score these instead of running newsmill")
    parser.add_argument("--lower-floors", action="store_true", help="write floors that do not hold downward")
    given = parser.parse_args()
    folder = gold.shared() / "gold"
    if not folder.is_dir():
        print(f"no gold sets in {folder}: set NEWSMILL_SHARED", file=sys.stderr)
        return 2
    evaluate, floors = gold.scorer(folder), tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    pinned = given.every == 1 and not given.predictions and not given.without
    broken: list[str] = []
    measured: dict[str, Figures] = {}
    groups = (("html", gold.SETS), ("plaintext", gold.PLAIN))
    for group, sets in groups[:1] if given.predictions or given.without else groups:
        made = predictions(given, folder, group, sets)
        empty = dict.fromkeys(next(iter(made.values()), {}))
        scored = [
            (record, evaluate.score_page(record, made.get(record["id"], empty)))
            for record in gold.pages(folder, sets, given.every, given.first)
        ]
        scored = of_texts(scored) if group == "plaintext" else scored
        broken += whole(evaluate, group, scored, floors[group] if pinned else {})
        measured[group] = figures(evaluate, [row for _, row in scored])
        for by in filter(None, given.by.split(",")) if group == "html" else ():
            parts(evaluate, scored, by)
        if given.worst:
            worst(scored, given.worst)
    if pinned:
        print("\n".join(["", "below the floor:", *broken]) if broken else "\nall figures hold their floors")
    if given.lower_floors:
        write({group: lowered(bounds, measured[group]) for group, bounds in floors.items()})
        return 0
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
