"""Runs the extract job on the runner that the options name; without options in this process, with the guarded pool.

``DirectRunner`` is never left to Beam: an online machine would silently get another runner.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

import apache_beam as beam
from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, SetupOptions, StandardOptions

from pipeline.beam.extract import Extract
from pipeline.beam.local import Job
from pipeline.model import WorkUnit

LOCAL_RUNNER = "FnApiRunner"


def local(options: Sequence[str]) -> bool:
    """Whether the job runs within this process: driver, DoFn and pool are one."""
    parsed = PipelineOptions(list(options))
    runner = parsed.view_as(StandardOptions).runner or "DirectRunner"
    mode = parsed.view_as(DirectOptions).direct_running_mode
    return runner.rsplit(".", 1)[-1] in (LOCAL_RUNNER, "DirectRunner") and mode in (None, "in_memory")


def extract(units: Sequence[WorkUnit], job: Job, options: Sequence[str]) -> None:
    """Runs one round. What it gives lies in the store's ``staged/``; raises what the runner raises."""
    parsed = PipelineOptions(list(options))
    standard = parsed.view_as(StandardOptions)
    if standard.runner in (None, "DirectRunner"):
        standard.runner = LOCAL_RUNNER
    in_process = local(options)
    if in_process:
        # What stops a round is raised to the driver, which says it in a sentence.
        logging.getLogger("apache_beam").setLevel(logging.CRITICAL)
    else:
        parsed.view_as(SetupOptions).save_main_session = False
        job = replace(job, workers=1, window=max(2, job.window // job.workers), round_seconds=None)
    with beam.Pipeline(options=parsed) as pipeline:
        found = pipeline | "Units" >> beam.Create(list(units), reshuffle=not in_process)
        _ = found | "Extract" >> beam.ParDo(Extract(job))
