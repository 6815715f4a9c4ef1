"""How right newsmill is on saved pages of a set that nothing was fitted on: body against what people read off them.

python benchmarks/saved.py FOLDER [--workers 2]

Pairs each page (``.html``, ``.htm``) with the text of its name, beside it or in a folder ``gold`` beside its own. The
texts begin with the headline, as such sets have them. Prints precision, recall and F1 of four-word shingles for
newsmill and for trafilatura, each folder by itself, and on how many pages the title is one of the text's first lines.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import gold

_ADDRESS = re.compile(rb"rel=[\"']?canonical[\"']? href=[\"'](https?:[^\"']+)")
_NO_LETTERS = re.compile(r"[\W_]+")
_FIRST = 6


@dataclass
class Page:
    """One page: its ``folder``, the scores of either body as precision and recall, whether the title was right."""

    folder: str
    newsmill: tuple[float, float]
    trafilatura: tuple[float, float]
    titled: bool


def text_of(path: Path) -> str | None:
    """The text that belongs to a page, None where there is none."""
    for beside in (path.with_suffix(".txt"), path.parent.parent / "gold" / f"{path.stem}.txt"):
        if beside.exists():
            found = beside.read_bytes()
            try:
                return found.decode()
            except UnicodeDecodeError:
                return found.decode("cp1252", "replace")
    return None


def judge(path: Path) -> Page | None:
    """Reads one page with both; None for pages without a text."""
    import trafilatura

    import pipeline

    text, markup = text_of(path), path.read_bytes()
    if not text:
        return None
    address = _ADDRESS.search(markup)
    fate = pipeline.extract(
        markup, url=address[1].decode("latin-1") if address else None, media_type="text/html"
    )
    title, body = (fate.title or "", fate.body) if isinstance(fate, pipeline.Article) else ("", "")
    lines = [folded(line) for line in text.splitlines() if line.strip()][:_FIRST]
    evaluate = gold.scorer(gold.shared() / "gold")
    known = evaluate.shingles(text)

    def score(found: str) -> tuple[float, float]:
        precision, recall, _ = evaluate.prf(*evaluate.overlap(known, evaluate.shingles(found)))
        return precision, recall

    peer = trafilatura.extract(markup) or ""
    return Page(str(path.parent), score(body), score(peer), bool(title) and folded(title) in lines)


def folded(text: str) -> str:
    """Letters and digits of a line."""
    return _NO_LETTERS.sub(" ", text.replace("\ufffd", "").casefold()).strip()


def figures(scores: list[tuple[float, float]]) -> str:
    """Mean precision and recall, and their F1."""
    p, r = (statistics.mean(each[number] for each in scores) for number in (0, 1))
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r) if p + r else 0:.3f}"


def show(name: str, pages: list[Page]) -> None:
    """One line of the table."""
    titled = sum(page.titled for page in pages)
    print(f"{len(pages):5}  newsmill {figures([page.newsmill for page in pages])}", end="  ")
    print(f"trafilatura {figures([page.trafilatura for page in pages])}", end="  ")
    print(f"titles {titled / len(pages):.3f}  {name}")


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    paths = sorted(path for path in given.folder.rglob("*") if path.suffix in (".html", ".htm"))
    with ProcessPoolExecutor(given.workers) as pool:
        pages = [page for page in pool.map(judge, paths, chunksize=8) if page]
    if not pages:
        print(f"{given.folder} holds no pages (.html, .htm) with a text (.txt) beside them", file=sys.stderr)
        return 1
    folders: dict[str, list[Page]] = {}
    for page in pages:
        folders.setdefault(page.folder, []).append(page)
    for name, its in folders.items():
        show(name.removeprefix(f"{given.folder}/"), its)
    show("all", pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
