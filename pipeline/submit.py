"""What a driver does around the jobs that it submits to a cluster. Importing this does not import Beam."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from pipeline.beam import local
from pipeline.corpus.store import Corpus
from pipeline.progress import Progress


def check(options: Sequence[str]) -> None:
    """UsageError for Beam options that cannot be meant, before anything starts."""
    if options:
        beam().runner.check(options)


def meet_earlier_jobs(corpus: Corpus, options: Sequence[str], progress: Progress) -> None:
    """A client that was killed leaves its job at work on the cluster: what that finishes is taken in by this run, so
    that nothing is done twice."""
    if not options:
        return
    runner = beam().runner
    if jobs := runner.earlier(options, corpus.corpus_id):
        progress.note(f"waiting for the job of an earlier run ({', '.join(jobs)}); Ctrl-C cancels it")
        runner.await_earlier(options, jobs, local.LOCAL.stop)


def beam() -> Any:
    """Beam's import takes most of a second: it overlaps with the children's start."""
    logging.disable(logging.WARNING)  # at import it warns of cloud clients that nobody asked for
    try:
        from pipeline.beam import job
    finally:
        logging.disable(logging.NOTSET)
    return job
