"""What the benchmarks share: a whole process tree measured, one run of newsmill, ratios with their spread."""

from __future__ import annotations

import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

HERE = pathlib.Path(__file__).resolve().parent
NEWSMILL = [sys.executable, "-m", "pipeline.cli"]


@dataclass(frozen=True)
class Measured:
    """A whole process tree: seconds of wall time and of CPU, peak bytes of all processes together."""

    wall: float
    cpu: float
    peak: int

    def __str__(self) -> str:
        return f"{self.wall:.1f} s ({self.cpu:.1f} s CPU, {self.peak >> 20} MB)"


class Watch(threading.Thread):
    """Samples a process tree: the peak of its memory (pages that processes share are counted once: PSS), and each
    process's CPU seconds as last seen."""

    def __init__(self, process: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.process, self.ended, self.peak = process, threading.Event(), 0
        self.cpu: dict[int, float] = {}

    def run(self) -> None:
        """Looks at the CPU four times a second; at the memory once: the kernel walks all pages for it, 20 ms of CPU."""
        looks = 0
        while not self.ended.wait(0.25):
            total = 0
            for one in [self.process, *_children(self.process)]:
                try:
                    if looks % 4 == 0:
                        total += one.memory_full_info().pss
                    self.cpu[one.pid] = sum(one.cpu_times()[:2])
                except psutil.Error:
                    continue
            self.peak, looks = max(self.peak, total), looks + 1


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


def no_index(folder: pathlib.Path) -> list[str]:
    """The options of a run without an engine."""
    config = folder / "none.yaml"
    config.write_text("engines: []\n")
    return ["--config", str(config)]


def cores() -> int:
    """The cores that a run may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2


def spread(ratios: Sequence[float]) -> str:
    """``2.31 (2.20 to 2.44)``: median, minimum and maximum."""
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def machine() -> str:
    """The machine in a line."""
    memory = psutil.virtual_memory().total / (1 << 30)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{cores()} cores ({platform.machine()}), {memory:.0f} GiB, {system}, load before: {load}"
