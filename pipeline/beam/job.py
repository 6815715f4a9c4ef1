"""The extract job: one round of units on the runner that the options name; without options in this process."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import replace

import apache_beam as beam

from pipeline.beam import runner
from pipeline.beam.extract import Extract
from pipeline.beam.local import LOCAL, Job
from pipeline.beam.staged import Watch
from pipeline.model import WorkUnit


def extract(units: Sequence[WorkUnit], job: Job, options: Sequence[str], name: str = "newsmill") -> None:
    """Runs one round. What it gives lies in the store's ``staged/``; raises what the runner raises, StoreError where
    a cluster fails. ``name``: the job's, on a cluster."""
    in_process = runner.local(options)
    look = None
    if in_process:
        # What stops a round is raised to the driver, which says it in a sentence.
        logging.getLogger("apache_beam").setLevel(logging.CRITICAL)
    else:
        logging.getLogger("apache_beam").setLevel(logging.ERROR)
        job = on_a_cluster(job)
        look = Watch(job, LOCAL.progress).look
    pipeline = beam.Pipeline(options=runner.options_of(options, name))
    found = pipeline | "Units" >> beam.Create(list(units), reshuffle=not in_process)
    _ = found | "Extract" >> beam.ParDo(Extract(job))
    runner.finish(pipeline, LOCAL.stop, look)


def on_a_cluster(job: Job) -> Job:
    """The same job for workers elsewhere: each has one child, reads all that it is given, and leaves a unit alone
    that another attempt of this round has finished. Relative paths are those of this process."""
    return replace(
        job,
        store=job.store if "://" in job.store else os.path.abspath(job.store),
        workers=1,
        window=max(2, job.window // job.workers),
        round_seconds=None,
        folder=os.getcwd(),
        skip_staged=True,
    )
