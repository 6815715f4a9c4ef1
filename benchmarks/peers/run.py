"""Other tools on the same pages, each in an environment of its own under ``.cache/peers``: no dependency of newsmill.

python benchmarks/peers/run.py [PEER ...]       all of them unless named
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))
import gold


def environment(peer: str, packages: list[str]) -> Path:
    """The Python of the peer's own environment, made once for these versions."""
    folder = ROOT / ".cache" / "peers" / peer
    ready = folder / "ready"
    if not ready.exists() or ready.read_text() != " ".join(packages):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(install, check=True)
        ready.write_text(" ".join(packages))
    return folder / "bin" / "python"


def main() -> None:
    """Predictions of each peer, then their table."""
    peers = tomllib.loads((HERE / "peers.toml").read_text())["peers"]
    folder = gold.shared() / "gold"
    for peer in sys.argv[1:] or peers:
        out = ROOT / ".cache" / "peers" / f"{peer}.jsonl"
        python = environment(peer, peers[peer])
        subprocess.run([python, str(HERE / "predict.py"), peer, str(folder), str(out)], check=True)
        print(f"\n=== {peer}: {', '.join(peers[peer])}", flush=True)
        score = [sys.executable, str(HERE.parent / "quality.py"), "--predictions", str(out), "--by", ""]
        subprocess.run(score, check=True)


if __name__ == "__main__":
    main()
