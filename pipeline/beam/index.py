"""Writes to Elasticsearch from a Beam pipeline: a transform for anyone, and newsmill's index job made with it.

    written = documents | WriteToElasticsearch(Connection("http://localhost:9200"), "news-write", id=..., version=...)
    written[SUCCESSFUL_WRITES], written[FAILED_WRITES]

All that is hard (batches, retries, fates) is in ``engines/elasticsearch/bulk.py``; nothing here knows HTTP.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import apache_beam as beam
from apache_beam.transforms.error_handling import ErrorHandler
from apache_beam.utils.windowed_value import WindowedValue

from pipeline import faults
from pipeline.beam import runner
from pipeline.beam.counts import Counts, Result, Sum, taken
from pipeline.corpus import look
from pipeline.corpus.layout import locate
from pipeline.engines import Applied
from pipeline.engines.elasticsearch import bulk, fill
from pipeline.engines.elasticsearch.bulk import Limits, Outcome, Sink
from pipeline.engines.elasticsearch.client import Connection
from pipeline.engines.elasticsearch.document import to_document
from pipeline.errors import EngineError, StoreError

SUCCESSFUL_WRITES: Final = "SUCCESSFUL_WRITES"
FAILED_WRITES: Final = "FAILED_WRITES"
STOPPED: Final = "stopped"


@dataclass(frozen=True, slots=True)
class Written:
    """An element that the index holds, or (``superseded``) of which it holds a newer version."""

    element: Any
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class NotWritten:
    """An element that the index did not take: a stable code and Elasticsearch's own reason. ``stopped``: nothing
    was wrong with it, but the server could not be written to."""

    element: Any
    reason: str
    detail: str


class WriteToElasticsearch(beam.PTransform[Any, Any]):
    """Indexes every element; each comes out once, of SUCCESSFUL_WRITES or of FAILED_WRITES.

    ``id``: an element's ``_id``, without which a retry would write twice. ``version``: a number that grows with each
    change of a document: an older one never replaces a newer (external_gte). ``document``: what is indexed of an
    element, the element itself unless given. All three travel to workers by name: module-level functions.
    ``target``: an alias, or an index where ``require_alias`` is false. ``stop``: when for ``limits.patience`` seconds
    nothing gets through, ``raise`` leaves it to the runner to try the bundle again, ``fail`` gives what is left to
    FAILED_WRITES as ``stopped``.
    """

    def __init__(
        self,
        connection: Connection,
        target: str,
        *,
        id: Callable[[Any], str],
        version: Callable[[Any], int] | None = None,
        document: Callable[[Any], Any] | None = None,
        limits: Limits | None = None,
        require_alias: bool = True,
        stop: Literal["raise", "fail"] = "raise",
    ) -> None:
        super().__init__()
        self._write = _Write(
            connection, target, id, version, document, limits or Limits(), require_alias, stop
        )
        self._handler: ErrorHandler | None = None

    def with_error_handler(self, handler: ErrorHandler | None) -> WriteToElasticsearch:
        """What fails goes to this handler; the transform then gives SUCCESSFUL_WRITES alone."""
        self._handler = handler
        return self

    def expand(self, elements: Any) -> Any:
        """Both outputs by name, or with an error handler the successful one."""
        found = elements | "Write" >> beam.ParDo(self._write).with_outputs(SUCCESSFUL_WRITES, FAILED_WRITES)
        if self._handler is None:
            return found
        self._handler.add_error_pcollection(found[FAILED_WRITES])
        return found[SUCCESSFUL_WRITES]


@dataclass(eq=False)
class _Write(beam.DoFn):
    """One client a worker, one sink a bundle. An element keeps its window and timestamp on the way."""

    connection: Connection
    target: str
    id: Callable[[Any], str]
    version: Callable[[Any], int] | None
    document: Callable[[Any], Any] | None
    limits: Limits
    require_alias: bool
    stop: str

    def __post_init__(self) -> None:
        super().__init__()

    def setup(self) -> None:
        """Opens the worker's client."""
        self.client = self.connection.open()

    def start_bundle(self) -> None:
        """Nothing is on its way."""
        self.sink = Sink(
            self.client,
            self.target,
            self.limits,
            where=self.connection.where,
            require_alias=self.require_alias,
        )

    def process(
        self, element: Any, time: Any = beam.DoFn.TimestampParam, window: Any = beam.DoFn.WindowParam
    ) -> Iterator[Any]:
        """Hands an element to the sink; what is known by now of this or earlier ones comes out."""
        kept = element, time, window
        try:
            document = element if self.document is None else self.document(element)
            version = None if self.version is None else self.version(element)
            one = bulk.item(self.id(element), document, version, kept)
        except (ValueError, TypeError) as error:
            yield self._out(kept, FAILED_WRITES, NotWritten(element, "document", str(error)))
            return
        yield from self._known(self.sink.add(one))

    def finish_bundle(self) -> Iterator[Any]:
        """Waits for what is on its way."""
        try:
            yield from self._known(self.sink.flush())
        finally:
            self.sink.close()

    def teardown(self) -> None:
        """Closes the client."""
        self.client.close()

    def _known(self, outcomes: Iterable[Outcome]) -> Iterator[Any]:
        for one in outcomes:
            element = one.item.element[0]
            if one.fate in ("indexed", "superseded"):
                written = Written(element, one.fate == "superseded")
                yield self._out(one.item.element, SUCCESSFUL_WRITES, written)
            elif one.fate == "waiting" and self.stop == "raise":
                self.sink.close()
                raise EngineError(one.detail)
            else:
                yield self._out(one.item.element, FAILED_WRITES, NotWritten(element, one.reason, one.detail))

    @staticmethod
    def _out(kept: tuple[Any, Any, Any], tag: str, value: Any) -> Any:
        return beam.pvalue.TaggedOutput(tag, WindowedValue(value, kept[1], (kept[2],)))


# ---------------------------------------------------------------- the index job


@dataclass(frozen=True, slots=True)
class Step:
    """One step of following: the corpus's parts that hold rows after a round, and where they go."""

    store: str
    parts: tuple[str, ...]
    position: int
    connection: Connection
    target: str
    limits: Limits


def index(step: Step, options: Sequence[str], name: str = "newsmill-index") -> Applied:
    """Runs the index job on the runner that the options name, without options in this process.

    EngineError, with the reason, where Elasticsearch could not be written to: what was written may be written again.
    """
    path = f"engines/step-{uuid.uuid4().hex}.json"
    pipeline = beam.Pipeline(options=runner.options_of(options, name))
    written = (
        pipeline
        | "Parts" >> beam.Create(list(step.parts), reshuffle=bool(options))
        | "Rows" >> beam.ParDo(_Rows(step.store, step.position))
        | "Index"
        >> WriteToElasticsearch(
            step.connection,
            step.target,
            id=_id,
            version=_commit,
            document=to_document,
            limits=step.limits,
            stop="fail",
        )
    )
    fates = (written[SUCCESSFUL_WRITES], written[FAILED_WRITES]) | beam.Flatten()
    _ = fates | beam.Map(_counted) | beam.CombineGlobally(Sum()) | beam.ParDo(Result(step.store, path))
    try:
        runner.finish(pipeline, threading.Event())
    except StoreError as error:
        raise EngineError(error.message) from error
    return _taken(step, path)


def _id(row: dict[str, Any]) -> str:
    return str(row["id"])


def _commit(row: dict[str, Any]) -> int:
    return int(row["commit"])


class _Rows(beam.DoFn):
    """A part's name -> its rows that were committed after a round."""

    def __init__(self, store: str, position: int) -> None:
        self.store, self.position = store, position

    def process(self, part: str) -> Iterator[dict[str, Any]]:
        """The rows of a part."""
        for row in fill.rows(look.rows_of(locate(self.store), part, self.position, None)):
            if not faults.dropped("index"):
                yield row


def _counted(fate: Written | NotWritten) -> Counts:
    if isinstance(fate, Written):
        return Counts(superseded=1) if fate.superseded else Counts(indexed=1)
    if fate.reason == STOPPED:
        return Counts(stopped=1, why=fate.detail)
    return Counts(failed=[fill.row_failure(fate.element, fate.reason, fate.detail)])


def _taken(step: Step, path: str) -> Applied:
    counts = taken(step.store, path)
    if counts.stopped:
        raise EngineError(counts.why)
    return Applied(counts.indexed, counts.superseded, tuple(counts.failed))
