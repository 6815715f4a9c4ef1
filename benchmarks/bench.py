"""All measurements of speed, one after the other on this machine: about an hour when nothing else runs.

python benchmarks/bench.py [NAME ...]       only these; --list shows the names with their commands
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import time

from measure import HERE, machine

ALL = {
    "start": "machine.py start",
    "html": "compare.py --pages 2000 --turns 3 --peer datatrove",
    "memory": "compare.py --memory 1000 10000",
    "text": "compare.py --text 100000",
    "cores": "machine.py cores",
    "file": "machine.py file",
    "tiny": "machine.py tiny",
    "commits": "commits.py",
    "growth": "growth.py",
    "queries": "latency.py",
    "embedded": "embedded.py",
    "elasticsearch": "bulk.py",
}


def main() -> None:
    """Runs what is asked for; exits with 1 where one of them failed, after all have run."""
    if "--list" in sys.argv[1:]:
        for name, command in ALL.items():
            print(f"{name:14} python benchmarks/{command}")
        return
    unknown = [name for name in sys.argv[1:] if name not in ALL]
    if unknown:
        sys.exit(f"there is no measurement {', '.join(unknown)}; --list shows all")
    failed = []
    for name in sys.argv[1:] or ALL:
        script, *rest = shlex.split(ALL[name])
        print(f"== {name}: python benchmarks/{ALL[name]}\n{machine()}", flush=True)
        begun = time.monotonic()
        if subprocess.run([sys.executable, str(HERE / script), *rest], check=False).returncode:
            failed.append(name)
        print(f"== {name}: {time.monotonic() - begun:.0f} s\n", flush=True)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
