"""newsmill against the hand-made script (and datatrove) on the same WARC, interleaved: ratios of wall time and CPU.

python benchmarks/compare.py [--pages 1000] [--turns 3] [--peer datatrove]
python benchmarks/compare.py --memory 1000 10000      peak of all processes, newsmill alone
python benchmarks/compare.py --text 20000             text articles per second and core, without and with index
"""

from __future__ import annotations

import argparse
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import warc
from measure import HERE, cores, measure, newsmill, no_index, spread
from peer import environment, read_peers


def compare(folder: pathlib.Path, pages: int, turns: int, peers: list[str]) -> None:
    """Prints each turn, and the ratios to each peer."""
    source = folder / "gold.warc.gz"
    warc.write_gold(source, pages, warc.shared())
    commands = {"by hand": [sys.executable, str(HERE / "by_hand.py"), str(source), str(folder / "out.jsonl")]}
    if "datatrove" in peers:
        halves = folder / "halves"  # it gives a worker whole files
        warc.write_gold(halves, pages, warc.shared(), files=2)
        python = environment("datatrove", read_peers("speed")["datatrove"])
        commands["datatrove"] = [
            str(python),
            str(HERE / "peers/datatrove_job.py"),
            str(halves),
            str(folder / "dt"),
        ]
    walls: dict[str, list[float]] = {name: [] for name in commands}
    cpus: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(turns):
        ours = newsmill(source, folder)
        print(f"turn {turn + 1}: newsmill {ours}", flush=True)
        for name, command in commands.items():
            shutil.rmtree(folder / "dt", ignore_errors=True)
            theirs = measure(command)
            ratio = theirs.wall / ours.wall
            walls[name].append(ratio)
            cpus[name].append(theirs.cpu / ours.cpu)
            read = pages_read(folder / "dt") if name == "datatrove" else pages
            each = (
                f", {ratio * pages / read:.2f} for each of the {read} pages that it read"
                if read != pages
                else ""
            )
            print(f"        {name} {theirs}: {ratio:.2f} times as long{each}", flush=True)
    for name in commands:
        print(
            f"{pages} pages, {turns} turns, {name} / newsmill: wall {spread(walls[name])}, CPU {spread(cpus[name])}",
            flush=True,
        )


def pages_read(folder: pathlib.Path) -> int:
    """The pages that datatrove's reader gave its extractor: it drops those whose charset it does not find."""
    stages = json.loads((folder / "logs" / "stats.json").read_text())
    return int(
        next(stage["stats"]["documents"]["total"] for stage in stages if "documents" in stage["stats"])
    )


def memory(folder: pathlib.Path, sizes: list[int]) -> None:
    """Prints the peak of all processes for runs of these sizes."""
    for pages in sizes:
        source = folder / "gold.warc.gz"
        warc.write_gold(source, pages, warc.shared())
        found = newsmill(source, folder)
        print(f"{pages} pages: {found.wall:.1f} s, peak {found.peak >> 20} MB", flush=True)


def text(folder: pathlib.Path, articles: int) -> None:
    """Prints text articles per second and core, the whole process counted."""
    source = folder / "text.jsonl"
    warc.write_text(source, articles)
    for name, more in (("without index", no_index(folder)), ("with index", [])):
        found = newsmill(source, folder, *more)
        print(
            f"{articles} articles {name}: {articles / found.wall / cores():.0f} per second and core of wall time, "
            f"{articles / found.cpu:.0f} per second of CPU, peak {found.peak >> 20} MB",
            flush=True,
        )


def main() -> None:
    """What the arguments ask for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--peer", action="append", default=[], choices=["datatrove"])
    parser.add_argument("--memory", type=int, nargs="+")
    parser.add_argument("--text", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsmill-bench-") as name:
        folder = pathlib.Path(name)
        if given.memory:
            memory(folder, given.memory)
        elif given.text:
            text(folder, given.text)
        else:
            compare(folder, given.pages, given.turns, given.peer)


if __name__ == "__main__":
    main()
