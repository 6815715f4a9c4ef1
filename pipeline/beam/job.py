"""The extract job: one round of units on the runner that the options name; without options in this process.

``python -m pipeline.beam.job --input DUMP --store STORE --runner=... BEAM OPTIONS`` is the job as a plain Beam program.
What it finishes lies in the store until ``newsmill run DUMP --store STORE`` commits it, which reads nothing twice.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

import apache_beam as beam

from pipeline import plan, settings, show
from pipeline.beam import runner
from pipeline.beam.extract import Extract
from pipeline.beam.files import find_remote
from pipeline.beam.local import LOCAL, Job, stop_guard
from pipeline.beam.planning import cut_by, job_of
from pipeline.beam.staged import Watch
from pipeline.corpus.store import Corpus
from pipeline.errors import NewsmillError
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


def main(argv: Sequence[str] | None = None) -> int:
    """The plain Beam program: extracts all that is new in the inputs; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m pipeline.beam.job", description=__doc__.partition("\n")[0], allow_abbrev=False
    )
    parser.add_argument(
        "--input", action="append", required=True, help="file, folder or pattern; may be repeated"
    )
    parser.add_argument("--store", help="the store")
    parser.add_argument("--config", help="settings: a YAML file, or the name of a profile")
    parser.add_argument("--input_format", help="read every input as this format")
    parser.add_argument("--fresh", action="store_true", help="read everything again")
    asked, words = parser.parse_known_args(argv)
    try:
        count = _extract_all(asked, words)
    except NewsmillError as error:
        sys.stderr.write(f"newsmill: {error.message}\n")
        return error.exit_code
    finally:
        stop_guard()
    done = show.counted(count, "unit")
    sys.stderr.write(f"{done} of reading extracted; newsmill run on the same inputs commits what is there\n")
    return 0


def _extract_all(asked: argparse.Namespace, words: Sequence[str]) -> int:
    """Begins, or goes on with, the run of these inputs; how many units it read."""
    chosen = settings.load(asked.config, flags={"store": asked.store})
    words = [*chosen.beam.words(), *words]
    runner.check(words)
    files = plan.find(asked.input, find_remote)
    corpus = Corpus.open(chosen.store, cache=chosen.cache)
    with corpus.lock():
        if jobs := runner.earlier(words, corpus.corpus_id):
            runner.await_earlier(words, jobs, LOCAL.stop)
        begun = corpus.begin(asked.input, fresh=asked.fresh)
        job = replace(job_of(chosen, asked.input_format), round=corpus.next_round(), round_seconds=None)
        waiting = {result.unit.name for result in corpus.staged()}
        units = plan.units(files, job.plan, cut_by(job.plan), corpus.done(begun).get)
        units = [unit for unit in units if unit.name not in waiting]
        extract(units, job, words, runner.job_name(corpus.corpus_id, "extract", job.round))
    return len(units)


if __name__ == "__main__":
    sys.exit(main())
