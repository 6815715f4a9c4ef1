"""newsmill against the hand-made script on the same WARC, interleaved: ratio of wall times, of CPU, peak memory.

python benchmarks/compare.py [--pages 1000] [--turns 3]
python benchmarks/compare.py --memory 1000 10000      peak of all processes, newsmill alone
python benchmarks/compare.py --text 20000             text articles per second and core, without and with index
"""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass

import psutil

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import warc

HERE = pathlib.Path(__file__).resolve().parent
NEWSMILL = [sys.executable, "-m", "pipeline.cli"]


@dataclass(frozen=True)
class Measured:
    """A whole process tree: seconds of wall time and of CPU, peak bytes of all processes together."""

    wall: float
    cpu: float
    peak: int


class Watch(threading.Thread):
    """Samples a process tree: the peak of its memory (pages that processes share are counted once: PSS), and each
    process's CPU seconds as last seen."""

    def __init__(self, process: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.process, self.ended, self.peak = process, threading.Event(), 0
        self.cpu: dict[int, float] = {}

    def run(self) -> None:
        """Looks a few times a second."""
        while not self.ended.wait(0.25):
            total = 0
            for one in [self.process, *_children(self.process)]:
                try:
                    total += one.memory_full_info().pss
                    self.cpu[one.pid] = sum(one.cpu_times()[:2])
                except psutil.Error:
                    continue
            self.peak = max(self.peak, total)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def measure(command: list[str]) -> Measured:
    """Runs a command to its end; raises where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    before = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    watch = Watch(psutil.Process(process.pid))
    watch.start()
    process.wait()
    wall = time.monotonic() - before
    watch.ended.set()
    watch.join()
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return Measured(wall, sum(watch.cpu.values()), watch.peak)


def newsmill(source: pathlib.Path, folder: pathlib.Path, *more: str) -> Measured:
    """One run into a fresh store."""
    store = folder / "store"
    shutil.rmtree(store, ignore_errors=True)
    return measure([*NEWSMILL, "run", str(source), "--store", str(store), "--quiet", *more])


def compare(folder: pathlib.Path, pages: int, turns: int) -> None:
    """Prints each turn and the medians of the ratios."""
    source = folder / "gold.warc.gz"
    warc.write_gold(source, pages, warc.shared())
    ratios, cpus = [], []
    for turn in range(turns):
        hand = measure([sys.executable, str(HERE / "by_hand.py"), str(source), str(folder / "out.jsonl")])
        ours = newsmill(source, folder)
        ratios.append(hand.wall / ours.wall)
        cpus.append(hand.cpu / ours.cpu)
        print(
            f"turn {turn + 1}: by hand {hand.wall:.1f} s ({hand.cpu:.1f} s CPU, {hand.peak >> 20} MB), newsmill "
            f"{ours.wall:.1f} s ({ours.cpu:.1f} s CPU, {ours.peak >> 20} MB): {ratios[-1]:.2f} times as fast",
            flush=True,
        )
    print(
        f"{pages} pages, {turns} turns: wall {statistics.median(ratios):.2f}, CPU {statistics.median(cpus):.2f}"
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
    config = folder / "none.yaml"
    config.write_text("engines: []\n")
    cores = len(os.sched_getaffinity(0))
    for name, more in (("without index", ["--config", str(config)]), ("with index", [])):
        found = newsmill(source, folder, *more)
        print(
            f"{articles} articles {name}: {articles / found.wall / cores:.0f} per second and core of wall time, "
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
            compare(folder, given.pages, given.turns)


if __name__ == "__main__":
    main()
