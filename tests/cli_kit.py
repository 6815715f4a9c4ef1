"""What the tests of the command line share: the real program, and a small dump with every kind of fate."""

import json
import os
import pathlib
import subprocess
import sys
import types

ROOT = pathlib.Path(__file__).resolve().parents[1]
SEED = """ date 2019-04 Dronninga kom til Voss i eit blått tog.
Foto: Ola Nordli / NTB
Opninga av den nye brua over elva vert halden i dag, seier ordføraren i kommunen. Ho har venta lenge på dette.

Mange i gatene

– Dette er ein stor dag for heile bygda, seier ho til avisa. Fleire hundre menneske hadde møtt fram i regnet.

Brua kosta meir enn venta, men no er ho endeleg ferdig. Arbeidet tok fire år, og vegen har vore stengd lenge.
"""
LONG = (
    "The harbour council met on Tuesday to discuss the new ferry and the price of tickets for children. " * 4
)
LINES = [
    {
        "id": "a1",
        "title": "=1+1",
        "text": LONG,
        "date": "2024-03-05",
        "publisher": "Harbour News",
        "language": "en",
    },
    {"id": "a2", "title": "Copy", "text": LONG, "date": "2024-03-05", "publisher": "Harbour News"},
    {
        "id": "a3",
        "text": "Ein \u001b[31mraud\u001b[0m dag i byen. " + LONG[:200],
        "url": "https://x.example/a3",
    },
]


def newsmill(*words, store=None, cwd=ROOT, status=0, **environ):
    """A run of the real program, which must exit with ``status``: its output as text."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words, *(["--store", str(store)] if store else [])],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        timeout=120,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert done.returncode == status, err
    assert "Traceback" not in err
    return types.SimpleNamespace(
        out=out, err=err, lines=[json.loads(line) for line in out.splitlines() if line[:1] == "{"]
    )


def make_dump(folder):
    """Seven records: four articles, a duplicate, an empty file, a broken line; one file name does not decode."""
    (folder / "seed.txt").write_text(SEED, encoding="utf-8")
    lines = [json.dumps(line) for line in LINES]
    (folder / "lines.jsonl").write_text(
        "\n".join([*lines, '{"id": "a4", "text": "cut']) + "\n", encoding="utf-8"
    )
    (folder / "empty.txt").write_text("")
    (folder / os.fsdecode(b"odd-\xff\x1b.txt")).write_text(
        "A short note about the ferry.\n\n" + LONG, encoding="utf-8"
    )
    return folder
