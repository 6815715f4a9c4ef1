"""From settings to an extract job and its units. Without Beam's import, so that a driver can start children first."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO

from pipeline import chain, guard, plan, readers
from pipeline.beam.files import open_source
from pipeline.beam.local import Job
from pipeline.model import SourceFile
from pipeline.settings import Settings

Cut = Callable[[SourceFile], "tuple[plan.Boundary, BinaryIO] | None"]


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 2


def chain_options(settings: Settings) -> chain.Options:
    """What of the settings the chain needs to know."""
    return chain.Options(
        settings.language.detector,
        dict(settings.fields.aliases),
        settings.dates.day_first,
        settings.dates.paths,
    )


def job_of(settings: Settings, input_format: str | None = None) -> Job:
    """The job that these settings ask for, its round not yet numbered."""
    options = chain_options(settings)
    workers = settings.workers or cores()
    return Job(
        settings.store,
        0,
        options,
        plan.Options(options.key, settings.unit_bytes, settings.pack_files, input_format),
        guard.Limits(settings.record_seconds, settings.record_retry_seconds, settings.child_memory),
        workers,
        settings.chunk_bytes,
        settings.window * workers,
        settings.round_seconds,
    )


def cut_by(options: plan.Options) -> Cut:
    """How a large file is cut: by its reader's boundaries, where it has any."""

    def cut(file: SourceFile) -> tuple[plan.Boundary, BinaryIO] | None:
        reader = readers.splittable(file.path, open_source)
        if reader is None or reader.boundary is None or options.format not in (None, reader.name):
            return None
        return reader.boundary, open_source(file.path)

    return cut
