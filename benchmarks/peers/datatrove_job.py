"""datatrove's WARC reader, trafilatura, JSON Lines out, with two workers: run by its own environment's Python.

python benchmarks/peers/datatrove_job.py FOLDER_OF_WARCS OUT_FOLDER
"""

from __future__ import annotations

import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.readers import WarcReader
from datatrove.pipeline.writers import JsonlWriter

if __name__ == "__main__":
    source, out = sys.argv[1:3]
    LocalPipelineExecutor(
        pipeline=[WarcReader(source), Trafilatura(), JsonlWriter(out)],
        tasks=2, workers=2, logging_dir=f"{out}/logs",
    ).run()  # fmt: skip
