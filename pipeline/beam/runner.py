"""Which runner a job goes to, and its life there: submitted, watched, cancelled, met again by a later client.

``DirectRunner`` is never left to Beam: an online machine would silently get another runner.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import apache_beam as beam
import grpc
from apache_beam.options.pipeline_options import (
    DirectOptions,
    GoogleCloudOptions,
    PipelineOptions,
    PortableOptions,
    SetupOptions,
    StandardOptions,
)
from apache_beam.portability.api import beam_job_api_pb2 as api
from apache_beam.portability.api import beam_job_api_pb2_grpc as services
from apache_beam.runners.runner import PipelineResult, PipelineState, create_runner

from pipeline.errors import StoreError, UsageError

LOCAL_RUNNER: Final = "FnApiRunner"
LOOK_SECONDS: Final = 0.5
"""How often a job on a cluster is asked how it is."""
CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 30.0
"""A job service that takes longer to be reached, or to answer, is not there."""
ENDED: Final = (api.JobState.DONE, api.JobState.DRAINED, api.JobState.FAILED, api.JobState.CANCELLED)
Look = Callable[[], None]


def local(words: Sequence[str]) -> bool:
    """Whether the job runs within this process: driver, DoFn and pool are one."""
    parsed = PipelineOptions(list(words))
    runner = parsed.view_as(StandardOptions).runner or "DirectRunner"
    mode = parsed.view_as(DirectOptions).direct_running_mode
    return runner.rsplit(".", 1)[-1] in (LOCAL_RUNNER, "DirectRunner") and mode in (None, "in_memory")


def options_of(words: Sequence[str], name: str) -> PipelineOptions:
    """Beam's options from words, with a runner and the job's name, unless they have one."""
    parsed = PipelineOptions(list(words))
    standard = parsed.view_as(StandardOptions)
    if standard.runner in (None, "DirectRunner"):
        standard.runner = LOCAL_RUNNER
    cloud = parsed.view_as(GoogleCloudOptions)
    cloud.job_name = cloud.job_name or name
    parsed.view_as(SetupOptions).save_main_session = False
    return parsed


def check(words: Sequence[str]) -> None:
    """UsageError for a runner that Beam does not know; and, where the job runs in this process, for options that
    nobody takes. A job service may know more options than Beam does here."""
    parsed = PipelineOptions(list(words))
    try:
        create_runner(parsed.view_as(StandardOptions).runner or LOCAL_RUNNER)
    except (ValueError, ImportError, AttributeError) as error:
        raise UsageError(f"Beam has no such runner as the one asked for: {error}") from error
    unknown = set(parsed.get_all_options(retain_unknown_options=True)) - set(parsed.get_all_options())
    if unknown and local(words):
        names = ", ".join(f"--{name}" for name in sorted(unknown))
        raise UsageError(f"Beam has no option {names} (the words after -- are Beam's); is it misspelt?")


def job_name(corpus_id: str, kind: str, number: int | str) -> str:
    """What a job is called: letters, digits and hyphens, as every runner takes them."""
    return f"newsmill-{re.sub('[^a-z0-9]', '', corpus_id.lower())[:12]}-{kind}-{number}"


def finish(pipeline: beam.Pipeline, stop: threading.Event, look: Look | None = None) -> bool:
    """Runs a pipeline to its end; False where it was cancelled because ``stop`` was set.

    Raises what the runner raises; StoreError, with the runner's own reason, where the job failed on a cluster or the
    cluster went away. ``look`` is called now and then.
    """
    with _unreachable():
        result = pipeline.run()
        while result.state not in (None, PipelineState.UNKNOWN) and not PipelineState.is_terminal(
            result.state
        ):
            if stop.is_set():
                _cancel(result)
                return False
            if look is not None:
                look()
            time.sleep(LOOK_SECONDS)
        if look is not None:
            look()
        try:
            result.wait_until_finish()
        except RuntimeError as error:
            raise StoreError(
                f"the job did not end well; what was committed is intact, and the same command goes on from there. "
                f"The runner says: {error}"
            ) from error
    return True


def _cancel(result: PipelineResult) -> None:
    """Cancels a job and waits until its runner says that it has ended."""
    result.cancel()
    end = time.monotonic() + ANSWER_SECONDS
    while not PipelineState.is_terminal(result.state) and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)


@contextmanager
def _unreachable() -> Iterator[None]:
    try:
        yield
    except grpc.FutureTimeoutError as error:
        raise StoreError(_AWAY.format("it does not answer")) from error
    except grpc.RpcError as error:
        raise StoreError(_AWAY.format(_details(error))) from error


_AWAY: Final = (
    "the runner's job service cannot be reached ({}): see whether it runs and --job_endpoint names it, then give the "
    "same command again; what was committed is intact"
)


def _details(error: grpc.RpcError) -> str:
    details = getattr(error, "details", None)
    return str(details() if callable(details) else error)


# ---------------------------------------------------------------- jobs of an earlier client


def earlier(words: Sequence[str], corpus_id: str) -> list[str]:
    """Jobs of this corpus that still run at the job service that the options name: ids. StoreError where that cannot
    be reached. Runners without a job service (none is named) have none that can be known."""
    with _service(words) as service:
        if service is None:
            return []
        mine = job_name(corpus_id, "", "").rstrip("-") + "-"
        found = service.GetJobs(api.GetJobsRequest(), timeout=ANSWER_SECONDS).job_info
        return [
            one.job_id
            for one in found
            if one.state not in ENDED and (one.job_name.startswith(mine) or one.job_id.startswith(mine))
        ]


def await_earlier(words: Sequence[str], jobs: Sequence[str], stop: threading.Event) -> None:
    """Waits until these jobs have ended; cancels them where ``stop`` is set."""
    with _service(words) as service:
        if service is None:
            return
        for job in jobs:
            asked = api.GetJobStateRequest(job_id=job)
            while service.GetState(asked, timeout=ANSWER_SECONDS).state not in ENDED:
                if stop.is_set():
                    service.Cancel(api.CancelJobRequest(job_id=job), timeout=ANSWER_SECONDS)
                    break
                time.sleep(LOOK_SECONDS)


@contextmanager
def _service(words: Sequence[str]) -> Iterator[Any]:
    endpoint = PipelineOptions(list(words)).view_as(PortableOptions).job_endpoint
    if not endpoint or endpoint == "embed":
        yield None
        return
    with grpc.insecure_channel(endpoint) as channel, _unreachable():
        grpc.channel_ready_future(channel).result(timeout=CONNECT_SECONDS)
        yield services.JobServiceStub(channel)
