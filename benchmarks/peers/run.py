"""Other tools on the same pages, each in an environment of its own under ``.cache/peers``: no dependency of newsmill.

python benchmarks/peers/run.py [PEER ...]       all of them unless named
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import gold
from peer import CACHE, environment, read_peers


def main() -> None:
    """Predictions of each peer, then their table."""
    peers = read_peers("peers")
    folder = gold.shared() / "gold"
    for peer in sys.argv[1:] or peers:
        out = CACHE / f"{peer}.jsonl"
        python = environment(peer, peers[peer])
        subprocess.run([python, str(HERE / "predict.py"), peer, str(folder), str(out)], check=True)
        print(f"\n=== {peer}: {', '.join(peers[peer])}", flush=True)
        score = [sys.executable, str(HERE.parent / "quality.py"), "--predictions", str(out), "--by", ""]
        subprocess.run(score, check=True)


if __name__ == "__main__":
    main()
