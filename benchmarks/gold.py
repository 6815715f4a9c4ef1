"""The gold pages and what newsmill says of them: what ``quality.py`` scores, and other benchmarks read."""

from __future__ import annotations

import importlib.util
import json
import lzma
import multiprocessing as mp
import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
SETS: Final = (
    "aed,daniel,fundus,htmldate,mediacloud,newspaper4k,postlight,readability,scrapinghub,trafilatura,wcxb"
)
PLAIN: Final = "plaintext_credits"


def shared() -> Path:
    """The folder with the gold sets: ``NEWSMILL_SHARED``, else ``../shared`` beside the checkout."""
    return Path(os.environ.get("NEWSMILL_SHARED") or HERE.parent.parent / "shared")


@cache
def scorer(folder: Path) -> Any:
    """The gold sets' own ``evaluate.py``, as a module."""
    spec = importlib.util.spec_from_file_location("gold_evaluate", folder / "evaluate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
