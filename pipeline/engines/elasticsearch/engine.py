"""Elasticsearch as an engine: it follows the corpus into the generation that serves, and answers from the alias."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline import faults
from pipeline.engines import (
    FACETS,
    Applied,
    LookUp,
    Refused,
    SearchRequest,
    SearchResult,
    Status,
    Unreachable,
)
from pipeline.engines.elasticsearch import mapping
from pipeline.engines.elasticsearch import search as searching
from pipeline.engines.elasticsearch.bulk import Limits, Sink
from pipeline.engines.elasticsearch.client import Connection, check, patiently, told
from pipeline.engines.elasticsearch.document import COLUMNS
from pipeline.engines.elasticsearch.fill import fill
from pipeline.engines.elasticsearch.generations import LIVE, Generation, Generations
from pipeline.errors import EngineError

if TYPE_CHECKING:
    import pyarrow as pa


T = TypeVar("T")


class Elastic:
    """The alias ``index`` of a server, for the corpus ``corpus_id``. Nothing is asked before it is needed."""

    name = "elasticsearch"
    columns = COLUMNS
    disposable = False

    def __init__(
        self, connection: Connection, index: str, corpus_id: str, limits: Limits | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.connection, self.where = connection, connection.where
        self.client = connection.open()
        self.generations = Generations(self.client, self.where, index, corpus_id)
        self._checked = self._met = False

    def check(self) -> None:
        """Asks once, before writing: whether the server answers, goes with this client, lets us write, and holds what
        is ours; the templates are put in place.

        ``Unreachable`` where it may only be too early, else ``Refused``: both name the way out.
        """
        if self._checked:
            return
        with _refused():
            check(self.client, self.where)
            self.generations.allowed()
            serving = self.generations.serving()
            if serving is not None:
                self.generations.ours(serving)
            self.generations.templates()
        self._checked = self._met = True

    def _ask(self, question: Callable[[], T]) -> T:
        """Asks; once this engine writes, as patiently as it writes: a server may come back between two steps."""
        return patiently(self.limits.patience if self._checked else 0, question)

    def _serving(self) -> Generation | None:
        """The generation that answers: reading asks for no right to write, and for no mapping of this version."""
        with _refused():
            if not self._met:
                check(self.client, self.where)
                self._met = True
            serving = self._ask(self.generations.serving)
            return None if serving is None else self.generations.of_this_corpus(serving)

    def position(self) -> int:
        """The round that the serving generation has reached; 0 where there is none yet."""
        serving = self._serving()
        return 0 if serving is None else serving.position

    @property
    def mapping_version(self) -> str:
        """The mapping that this version makes."""
        return mapping.version()

    # ------------------------------------------------------------ following

    def apply(self, batches: Iterable[pa.RecordBatch], upto: int) -> Applied:
        """Writes the rows through the write alias, then moves the serving generation to round ``upto``."""
        with self.following(upto) as target:
            return self._fill(target, batches, require_alias=True)

    @contextmanager
    def following(self, upto: int) -> Iterator[str]:
        """The alias to write rows to; when all is written, the serving generation is at round ``upto``."""
        self.check()
        one = self._ask(self.generations.prepare)
        yield self.generations.write
        faults.at("index.commit")
        moved = replace(one, position=max(upto, one.position))
        self._ask(lambda: self.generations.mark(moved))

    def apply_to(
        self, one: Generation, batches: Iterable[pa.RecordBatch], upto: int
    ) -> tuple[Generation, Applied]:
        """Writes the rows into a generation, whether it serves or not; the generation as it is then."""
        self.generations.ours(one)
        applied = self._fill(one.index, batches, require_alias=False)
        moved = replace(one, position=max(upto, one.position))
        self._ask(lambda: self.generations.mark(moved))
        return moved, applied

    def _fill(self, target: str, batches: Iterable[pa.RecordBatch], *, require_alias: bool) -> Applied:
        with Sink(self.client, target, self.limits, where=self.where, require_alias=require_alias) as sink:
            return fill(sink, batches)

    def reset(self) -> None:
        """Deletes this corpus's generations and begins again with an empty one, which serves."""
        check(self.client, self.where)
        one = self.generations.create()
        self.generations.serve(one)
        self.generations.mark(replace(one, served=True))
        for other in self.generations.found():
            if other.index != one.index and other.corpus == self.generations.corpus_id:
                self.generations.drop(other)
        self._checked = False

    # ------------------------------------------------------------ answering

    def search(self, request: SearchRequest, look_up: LookUp) -> SearchResult:
        """One page of what the request finds; snippets come from the index itself."""
        if self._serving() is None:
            return SearchResult(0, (), {name: () for name in FACETS} if request.facets else {})
        with told(self.where, "searching"):
            return searching.search(self.client, self.generations.name, request, look_up)

    def ids(self, request: SearchRequest) -> Iterator[str]:
        """Every id that the request finds, once."""
        if self._serving() is None:
            return
        with told(self.where, "searching"):
            yield from searching.ids(self.client, self.generations.name, request)

    def status(self) -> Status:
        """Where the serving generation stands."""
        one = self._serving()
        if one is None:
            return Status(self.name, 0, 0, 0, f"{self.where}/{self.generations.name}")
        articles, size = self.size(one)
        return Status(self.name, one.position, articles, size, f"{self.where}/{one.index}")

    def size(self, one: Generation) -> tuple[int, int]:
        """Live articles in a generation, and its bytes on disk."""
        with told(self.where, f"counting {one.index}"):
            articles = int(self.client.count(index=one.index, query=LIVE)["count"])
            stats: Any = self.client.indices.stats(
                index=one.index, metric="store", filter_path="_all.primaries"
            )
        return articles, int(stats["_all"]["primaries"]["store"]["size_in_bytes"])

    def close(self) -> None:
        """Closes the connections."""
        self.client.close()


@contextmanager
def _refused() -> Iterator[None]:
    """What goes wrong before anything is written is Refused, unless it is only too early."""
    try:
        yield
    except Unreachable:
        raise
    except EngineError as error:
        raise Refused(error.message) from error
