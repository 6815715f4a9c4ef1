"""How well newsmill uses the machine: cores, one large file, many tiny files, the start.

python benchmarks/machine.py cores [--pages 2000] [--turns 3]     two workers against one, index off, start excluded
python benchmarks/machine.py file [--articles 60000]              the same on one gzip file that cannot be split
python benchmarks/machine.py tiny [--articles 100000]             files of 2 kB against the same in one JSONL
python benchmarks/machine.py start [--turns 5]                    one small file against the imports that it needs
"""

from __future__ import annotations

import argparse
import gzip
import json
import pathlib
import random
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import warc
from measure import Measured, measure, newsmill, no_index, spread

IMPORTS = (
    "import pipeline.cli, pipeline.run, pipeline.beam.job, pipeline.engines.embedded, pipeline.report_html"
)
SMALL = "OSLO (NTB) - A text of a few words.\n\nIt goes on here with a sentence.\n"


def small(folder: pathlib.Path) -> pathlib.Path:
    """A file with one short text."""
    path = folder / "small.txt"
    path.write_text(SMALL)
    return path


def workers(folder: pathlib.Path, source: pathlib.Path, what: str, turns: int) -> None:
    """Prints how many times as fast two workers are as one, without the time that a run of one small file takes."""
    ratios = []
    for turn in range(turns):
        found: list[Measured] = []
        for number in ("1", "2"):
            options = ["--workers", number, *no_index(folder)]
            start = newsmill(small(folder), folder, *options)
            run = newsmill(source, folder, *options)
            found.append(Measured(run.wall - start.wall, run.cpu - start.cpu, run.peak))
        ratios.append(found[0].wall / found[1].wall)
        print(f"turn {turn + 1}: one worker {found[0]}, two {found[1]}: {ratios[-1]:.2f}", flush=True)
    print(f"{what}: two workers are {spread(ratios)} times as fast as one", flush=True)


def cores(folder: pathlib.Path, pages: int, turns: int) -> None:
    """HTML pages."""
    source = folder / "gold.warc.gz"
    warc.write_gold(source, pages, warc.shared())
    workers(folder, source, f"{pages} pages as WARC.gz", turns)


def file(folder: pathlib.Path, articles: int, turns: int) -> None:
    """One file that cannot be split."""
    plain, source = folder / "text.jsonl", folder / "text.jsonl.gz"
    warc.write_text(plain, articles)
    with open(plain, "rb") as read, gzip.open(source, "wb", compresslevel=6) as out:
        shutil.copyfileobj(read, out)
    workers(folder, source, f"{articles} texts in one .jsonl.gz", turns)


def tiny(folder: pathlib.Path, articles: int, turns: int) -> None:
    """Files of 2 kB, and the same texts as lines of one file."""
    chance = random.Random(3)
    files, lines = folder / "tiny", folder / "tiny.jsonl"
    with open(lines, "w") as out:
        for number in range(articles):
            inner = files / f"{number // 1000:04}"
            inner.mkdir(parents=True, exist_ok=True)
            words = [" ".join(chance.choices(warc.WORDS, k=12)).capitalize() + "." for _ in range(26)]
            text = "\n\n".join(" ".join(words[at : at + 4]) for at in range(0, len(words), 4))
            (inner / f"{number}.txt").write_text(text)
            out.write(json.dumps({"id": str(number), "text": text}) + "\n")
    ratios = []
    for turn in range(turns):
        many, one = newsmill(files, folder, *no_index(folder)), newsmill(lines, folder, *no_index(folder))
        ratios.append(many.wall / one.wall)
        print(f"turn {turn + 1}: many files {many}, one file {one}: {ratios[-1]:.2f}", flush=True)
    print(f"{articles} files of 2 kB take {spread(ratios)} times as long as one file", flush=True)


def start(folder: pathlib.Path, turns: int) -> None:
    """Seconds of a run on one small file beyond its imports."""
    more = []
    for _ in range(turns):
        run = newsmill(small(folder), folder)
        imports = measure([sys.executable, "-c", IMPORTS])
        more.append(run.wall - imports.wall)
        print(f"run {run}, imports {imports}", flush=True)
    print(f"one small file: {spread(more)} s beyond the imports", flush=True)


def main() -> None:
    """What the arguments ask for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["cores", "file", "tiny", "start"])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--turns", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsmill-bench-") as name:
        folder = pathlib.Path(name)
        match given.what:
            case "cores":
                cores(folder, given.pages, given.turns or 3)
            case "file":
                file(folder, given.articles or 60_000, given.turns or 3)
            case "tiny":
                tiny(folder, given.articles or 100_000, given.turns or 1)
            case _:
                start(folder, given.turns or 5)


if __name__ == "__main__":
    main()
