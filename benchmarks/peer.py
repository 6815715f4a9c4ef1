"""Other tools, each in an environment of its own under ``.cache/peers``: their packages are in peers/peers.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent / ".cache" / "peers"


def environment(peer: str, packages: list[str]) -> Path:
    """The Python of the peer's own environment, made once for these versions."""
    folder = CACHE / peer
    ready = folder / "ready"
    if not ready.exists() or ready.read_text() != " ".join(packages):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, "--upgrade", "pip"], check=True)  # older ones stumble over a peer's extras
        subprocess.run([*install, *packages], check=True)
        ready.write_text(" ".join(packages))
    return folder / "bin" / "python"


def read_peers(kind: str) -> dict[str, list[str]]:
    """Peers and their packages: ``peers`` of quality, or ``speed``."""
    found: dict[str, list[str]] = tomllib.loads((HERE / "peers" / "peers.toml").read_text())[kind]
    return found
