"""How right the product is on annotated pages: body, title, authors, dates, credits, against pinned floors.

python benchmarks/gold.py [--every N [--from K]] [--workers 2] [--out FILE.jsonl] [--lower-floors] [--worst FIELD:N]

Runs ``pipeline.extract`` over every HTML page of the gold sets (a rejected page is an empty prediction), scores with
the sets' own ``evaluate.py`` and compares with ``benchmarks/floors.json``: a figure below its floor exits 1. Floors
only rise by hand; ``--lower-floors`` alone writes them downward. ``--plaintext`` scores the credits of plain texts.
"""

from __future__ import annotations

import argparse
import json
import lzma
import multiprocessing as mp
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
FLOORS: Final = HERE / "floors.json"
SETS: Final = (
    "aed,daniel,fundus,htmldate,mediacloud,newspaper4k,postlight,readability,scrapinghub,trafilatura,wcxb"
)
PLAIN: Final = "plaintext_credits"


def shared() -> Path:
    """The folder with the gold sets: ``NEWSMILL_SHARED``, else ``../shared`` beside the checkout."""
    return Path(os.environ.get("NEWSMILL_SHARED") or HERE.parent.parent / "shared")


def pages(folder: Path, sets: str, every: int = 1, first: int = 0) -> Iterator[dict[str, Any]]:
    """The gold records of ``sets`` (comma-separated), each ``every``-th from ``first`` on."""
    number = 0
    wanted = sets.split(",")
    for path in sorted(folder.glob("*.jsonl.xz")):
        if path.name.split(".")[0] not in wanted:
            continue
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if number % every == first:
                    yield json.loads(line)
                number += 1


def predict(record: dict[str, Any]) -> dict[str, Any]:
    """The prediction for one page, as ``evaluate.py`` reads it; ``cpu`` in seconds."""
    import pipeline

    began = time.process_time()
    if "html" in record:
        fate = pipeline.extract(record["html"], url=record.get("url") or None, media_type="text/html")
    else:
        fate = pipeline.extract(record["text"], media_type="text/plain")
    cpu = time.process_time() - began
    if isinstance(fate, pipeline.Rejected):
        empty: dict[str, Any] = {
            "title": None,
            "authors": [],
            "date": None,
            "body": "",
            "credits": [],
            "captions": [],
            "lang": None,
        }
        return {"id": record["id"], **empty, "cpu": cpu, "rejected": f"{fate.reason}: {fate.detail}"}
    signed = signatures(fate)
    return {
        "id": record["id"],
        "title": fate.title,
        "authors": list(signed),
        "date": fate.published.value if fate.published else None,
        "body": fate.body,
        "credits": [credit.verbatim for credit in fate.credits],
        "captions": list(fate.captions),
        "lang": fate.language,
        "cpu": cpu,
    }


def signatures(article: Any) -> tuple[str, ...]:
    """Who signs, as printed. The sets count an agency that signs an article among its authors; the product keeps it in
    a field of its own, by its canonical name: the name as printed is looked up in the provenance. Beside people an
    agency counts where the byline that names them names it too."""
    from pipeline.languages.agencies import find_agency

    def is_it(line: Any) -> bool:
        agency = find_agency(line.value) if line.field in ("authors", "byline_agency") else None
        return agency is not None and agency.name == article.byline_agency

    authors = tuple(article.authors)
    lines = [line for line in article.provenance if article.byline_agency and is_it(line)]
    rules = {line.rule for line in article.provenance if line.field == "authors" and line.won}
    if authors:
        return (
            *authors,
            *[line.value for line in lines if line.field == "authors" and line.rule in rules][:1],
        )
    return (next((line.value for line in lines if not line.won), article.byline_agency),) if lines else ()


def run(records: Iterator[dict[str, Any]], out: Path, workers: int) -> list[dict[str, Any]]:
    """Predictions of all records, also written to ``out`` as JSON Lines."""
    if workers > 1:
        with mp.get_context("spawn").Pool(workers) as pool:
            predictions = list(pool.imap(predict, records, chunksize=16))
    else:
        predictions = [predict(record) for record in records]
    with out.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(prediction, ensure_ascii=False) + "\n" for prediction in predictions)
    return predictions


def evaluate(folder: Path, out: Path, sets: str, whole: bool, worst: str | None) -> dict[str, Any]:
    """The sets' own scorer, run as documented; its results for all pages, printed as it prints them."""
    with tempfile.NamedTemporaryFile(suffix=".json") as scores:
        command = [
            sys.executable,
            str(folder / "evaluate.py"),
            "--gold",
            str(folder),
            "--predictions",
            str(out),
        ]
        command += ["--set", sets, "--json", scores.name]
        command += ["--missing-as-empty"] if whole else []
        command += ["--worst", worst] if worst else []
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        results: dict[str, Any] = json.loads(Path(scores.name).read_text(encoding="utf-8"))
    head, _, rest = text.partition("[ALL]")
    others = rest.find("\n[")
    print(head + "[ALL]" + (rest if others < 0 else rest[:others]))
    if worst and others >= 0:
        print(
            "\n".join(
                line for line in rest[others:].splitlines() if line[:1].isdigit() or line[:5] == "     "
            )
        )
    return results


def check(results: dict[str, Any], floors: dict[str, float]) -> list[str]:
    """The figures that are worse than pinned, as sentences. A name ending in ``.max`` is an upper bound."""
    broken = []
    for name, bound in floors.items():
        field, metric, *most = name.split(".")
        value = results["results"]["ALL"].get(field, {}).get(metric)
        if value is None or (value > bound if most else value < bound):
            broken.append(f"{name}: {value}, pinned at {bound}")
    return broken


def lowered(results: dict[str, Any], floors: dict[str, float]) -> dict[str, float]:
    """The floors with those that do not hold set to what was measured."""
    new = dict(floors)
    for name, bound in floors.items():
        field, metric, *most = name.split(".")
        value = results["results"]["ALL"][field][metric]
        new[name] = max(value, bound) if most else min(value, bound)
    return new


def main() -> int:
    """Runs, scores, compares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--every", type=int, default=1, help="only each N-th page; floors are then not compared"
    )
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first of those pages")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, help="where predictions are kept")
    parser.add_argument("--worst", help="FIELD:N, lists the worst pages of a field")
    parser.add_argument(
        "--plaintext", action="store_true", help="credits of plain texts instead of HTML pages"
    )
    parser.add_argument("--lower-floors", action="store_true", help="write floors that do not hold downward")
    given = parser.parse_args()
    folder, sets = shared() / "gold", PLAIN if given.plaintext else SETS
    if not folder.is_dir():
        print(f"no gold sets in {folder}: set NEWSMILL_SHARED", file=sys.stderr)
        return 2
    out = given.out or Path(tempfile.mkdtemp()) / "predictions.jsonl"
    predictions = run(pages(folder, sets, given.every, given.first), out, given.workers)
    whole = given.every == 1
    results = evaluate(folder, out, sets, whole, given.worst)
    rejected = [p for p in predictions if "rejected" in p]
    spent = sum(p["cpu"] for p in predictions)
    print(f"CPU {1000 * spent / len(predictions):.1f} ms a page; {len(rejected)} pages rejected")
    for prediction in rejected:
        print(f"  {prediction['id'][:70]}  {prediction['rejected']}")
    if not whole:
        return 0
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))
    group = "plaintext" if given.plaintext else "html"
    pinned_pages = pinned["pages"][group]
    broken = check(results, pinned[group])
    if results["pages"] != pinned_pages:
        broken.append(f"pages scored: {results['pages']}, pinned at {pinned_pages}")
    print("\n".join(["below the floor:", *broken]) if broken else "all figures hold their floors")
    if given.lower_floors:
        pinned[group] = lowered(results, pinned[group])
        FLOORS.write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")
    return 1 if broken and not given.lower_floors else 0


if __name__ == "__main__":
    sys.exit(main())
