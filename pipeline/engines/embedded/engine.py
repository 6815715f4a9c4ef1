"""The embedded engine: a tantivy index in a folder beside the corpus, made from it and never the truth."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import tantivy

from pipeline import faults
from pipeline.engines import FACETS, Applied, Hit, LookUp, SearchRequest, SearchResult, Status
from pipeline.engines.embedded.compile import compile_request, gone
from pipeline.engines.embedded.pages import count, facets, page
from pipeline.engines.embedded.reading import Links, may_write
from pipeline.engines.embedded.rows import COLUMNS
from pipeline.engines.embedded.schema import SCHEMA_VERSION, register, schema
from pipeline.engines.embedded.snippets import Marker
from pipeline.engines.embedded.step import Step, stored_id
from pipeline.errors import EngineError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

HEAP: Final = 48_000_000
THREADS: Final = 2
"""A run ends with the index, when its children have nothing left to do: two threads end it a third sooner, on a heap
of 48 MB. With 32 MB they leave so many segments that merging those takes as long."""
_DENIALS: Final = ("PermissionDenied", "Permission denied", "ReadOnlyFilesystem", "Read-only file system")
_WAY_OUT = "`newsmill index rebuild` makes it again from the corpus"


class Embedded:
    """The index in ``folder`` for the corpus ``corpus_id``. Nothing is opened or made before it is needed."""

    name = "embedded"
    columns = COLUMNS
    disposable = True

    def __init__(self, folder: str | os.PathLike[str], corpus_id: str) -> None:
        self.folder, self.corpus_id = Path(folder), corpus_id
        self._index: Any = None
        self._links: Links | None = None

    # ------------------------------------------------------------ the folder

    def position(self) -> int:
        """The round it has reached; EngineError if the folder holds another corpus's or an unreadable index."""
        state = self._state()
        return 0 if state is None else int(state["position"])

    def _state(self) -> dict[str, Any] | None:
        try:
            text = (self.folder / "newsmill.json").read_text("utf-8")
        except FileNotFoundError:
            if (self.folder / "meta.json").exists():
                raise self.broken("newsmill.json is missing") from None
            return None
        except (OSError, ValueError) as error:
            raise self.broken(str(error)) from error
        try:
            state = json.loads(text)
            found = state["corpus"], state["schema"], int(state["position"])
        except (ValueError, TypeError, KeyError) as error:
            raise self.broken(f"newsmill.json: {error}") from error
        if found[0] != self.corpus_id:
            raise EngineError(f"the index in {self.folder} belongs to another corpus; {_WAY_OUT}")
        if found[1] != SCHEMA_VERSION:
            raise EngineError(f"the index in {self.folder} is of another version of newsmill; {_WAY_OUT}")
        if found[2] and not (self.folder / "meta.json").exists():
            raise self.broken("meta.json is missing")
        return dict(state)

    def _save(self, position: int) -> None:
        state = {"corpus": self.corpus_id, "schema": SCHEMA_VERSION, "position": position}
        beside = self.folder / "newsmill.json.new"
        with beside.open("w", encoding="utf-8") as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.folder / "newsmill.json")

    def broken(self, detail: str) -> EngineError:
        """The error for a folder that is damaged."""
        return EngineError(f"the index in {self.folder} cannot be read ({detail}); {_WAY_OUT}")

    def _told(self) -> _Told:
        return _Told(self)

    def _open(self) -> Any:
        """The index; made if the folder has none."""
        if self._state() is None:
            self.reset()
        if self._index is None:
            with self._told():
                self._index = _opened(str(self.folder))
        return self._index

    def _open_to_read(self) -> Any:
        """The index that is there; nothing is written into its folder where that cannot be."""
        if may_write(self.folder):
            return self._open()
        with self._told():
            self._links = self._links or Links(self.folder)
            return _opened(self._links.path())

    def _make(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._save(0)

    def reset(self) -> None:
        """Empties the folder, whatever it holds."""
        self._index = None
        with self._told():
            self._make()

    def close(self) -> None:
        """Lets go of the index."""
        self._index = None
        if self._links is not None:
            self._links.close()
            self._links = None

    def status(self) -> Status:
        """Where it stands; counts live articles only."""
        articles, searcher = 0, self._searcher()
        if searcher is not None:
            with self._told():
                articles = searcher.num_docs - count(searcher, gone())
        size = sum(path.stat().st_size for path in self.folder.glob("*") if path.is_file())
        return Status(self.name, self.position(), articles, size, str(self.folder))

    # ------------------------------------------------------------ following

    def apply(self, batches: Iterable[pa.RecordBatch], upto: int) -> Applied:
        """Takes the rows in, commits, then moves to round ``upto``: a kill between the two only repeats rows."""
        index = self._open()
        with self._told():
            writer = index.writer(HEAP, num_threads=THREADS)
            self._sweep(writer)
            index.reload()
        step, whole = Step(index, writer, f"index:{self.name}"), False
        try:
            for batch in batches:
                with self._told():
                    step.take(batch)
            with self._told():
                writer.commit()
                writer.garbage_collect_files()
                whole = True
        finally:
            if not whole:
                with suppress(ValueError):
                    writer.rollback()
            with self._told():
                writer.wait_merging_threads()
        faults.at("index.commit")
        with self._told():
            self._save(max(upto, self.position()))
        return Applied(step.indexed, step.superseded, tuple(step.failed))

    def _sweep(self, writer: Any) -> None:
        """Removes what a kill left, with the writer's lock: else it may be another's in use. tantivy numbers deletions
        from its last commit, so a file of deletions that was never committed has the name that the next one needs."""
        writer.garbage_collect_files()
        for orphan in self.folder.glob(".tmp*"):
            orphan.unlink(missing_ok=True)

    # ------------------------------------------------------------ searching

    def _searcher(self) -> Any:
        """A searcher of what is committed; None where no index is yet. Searching makes none: it holds no lock."""
        if self._state() is None or not (self.folder / "meta.json").exists():
            return None
        index = self._open_to_read()
        with self._told():
            index.reload()
            return index.searcher()

    def search(self, request: SearchRequest, look_up: LookUp) -> SearchResult:
        """One page of hits. Without words that rank, and by date, undated ones come last."""
        began = time.perf_counter()
        searcher, query = self._searcher(), compile_request(request)
        if searcher is None:
            return SearchResult(0, (), {name: () for name in FACETS} if request.facets else {})
        with self._told():
            total = count(searcher, query)
            found = page(searcher, query, request, total)
            counted = facets(searcher, query, request.facet_size) if request.facets else {}
        texts = look_up([id for id, _ in found]) if found else {}
        marker = Marker(request.query)
        hits = tuple(_hit(id, score, texts.get(id) or {}, marker) for id, score in found)
        return SearchResult(total, hits, counted, round((time.perf_counter() - began) * 1_000, 1))

    def ids(self, request: SearchRequest) -> Iterator[str]:
        """Every id that the request finds, once."""
        searcher, query = self._searcher(), compile_request(request)
        if searcher is None:
            return
        with self._told():
            hits = searcher.search(query, limit=max(1, count(searcher, query)), count=False).hits
            for _, address in hits:
                yield stored_id(searcher, address)


def _opened(folder: str) -> Any:
    """The index in a folder, made where there is none. Its searchers change when it is told to reload, and no thread
    looks for commits meanwhile."""
    index = tantivy.Index(schema(), path=folder)
    index.config_reader("manual")
    register(index)
    return index


class _Told:
    """Turns what tantivy raises into an error that names the way out: ValueError for nearly all, and a panic
    (no Exception, and its class has no name to catch it by) where a damaged file passes tantivy's own checks."""

    def __init__(self, engine: Embedded) -> None:
        self.engine = engine

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or not (
            isinstance(error, ValueError | OSError) or type(error).__module__ == "pyo3_runtime"
        ):
            return
        if "LockBusy" in str(error):
            message = (
                f"another process writes to the index in {self.engine.folder}; try again when it has ended"
            )
            raise EngineError(message) from error
        if any(sign in str(error) for sign in _DENIALS):
            message = (
                f"the index in {self.engine.folder} cannot be read or written ({error}): this user has no permission, "
                "or the disk is mounted read-only"
            )
            raise EngineError(message) from error
        if "max expansions" in str(error):
            raise UsageError(
                "too many words begin like the one with *: expected more letters before it"
            ) from error
        if "No space left" in str(error):
            message = f"the disk of {self.engine.folder} is full: make room, then `newsmill index catch-up`"
            raise EngineError(message) from error
        raise self.engine.broken(str(error)) from error


def _hit(id: str, score: float, article: Any, marker: Marker) -> Hit:
    published = article.get("published")
    if isinstance(published, dict):
        published = published.get("value")
    language = article.get("language")
    return Hit(
        id=id,
        score=round(score, 4),
        title=article.get("title"),
        published=getattr(published, "value", published),
        publisher=article.get("publisher"),
        language=language,
        snippets=marker.snippets(article, language),
    )
