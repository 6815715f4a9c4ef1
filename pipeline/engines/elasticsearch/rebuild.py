"""Rebuild, swap, roll back: a new generation is filled while the old one serves, and serves only when it is equal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from pipeline.engines.elasticsearch import mapping
from pipeline.engines.elasticsearch.client import check, told
from pipeline.engines.elasticsearch.engine import Elastic
from pipeline.engines.elasticsearch.generations import Generation
from pipeline.engines.elasticsearch.parity import NAMED, differences
from pipeline.errors import EngineError, Lost

if TYPE_CHECKING:
    import pyarrow as pa

PASSES: Final = 20
"""A rebuild runs after the corpus so often; what comes later the swap takes in."""

Say = Callable[[str], None]


class Rows(Protocol):
    """What of a corpus is needed: its last round, and the rows after one."""

    def refresh(self) -> int:
        """Takes in what other processes committed; the last round."""

    def has(self, position: int) -> bool:
        """Whether a round is one of its own, or 0."""

    def rows_after(self, position: int, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Rows committed after a round."""


def catch_up(engine: Elastic, one: Generation, corpus: Rows, say: Say) -> Generation:
    """Brings a generation up to the corpus's last round; says which documents it does not take."""
    if not corpus.has(one.position):
        raise EngineError(
            f"{one.index} followed rounds that the corpus does not have, as after an older copy of the store was put "
            "back: `newsmill index rebuild` makes a new generation"
        )
    for last in (False, False, True):
        upto = corpus.refresh()
        if one.position >= upto:
            break
        try:
            one, applied = engine.apply_to(one, corpus.rows_after(one.position, engine.columns), upto)
            for failed in applied.failed[:NAMED]:
                say(f"{one.index} does not take {failed.detail}")
            return one
        except Lost:  # a run replaced a part long ago and another swept it: from the table as it is now
            if last:
                raise
    return one


def create(engine: Elastic) -> Generation:
    """Makes a new, empty generation; the very first one serves at once."""
    check(engine.client, engine.where)
    engine.generations.allowed()
    return engine.generations.create(
        serve=not engine.generations.found() and engine.generations.serving() is None
    )


def rebuild(engine: Elastic, corpus: Rows, say: Say) -> Generation:
    """Fills a new generation, or goes on with one that a rebuild left; the serving one serves on, and runs go on."""
    check(engine.client, engine.where)
    engine.generations.allowed()
    engine.generations.templates()
    one = _unfinished(engine, corpus) or engine.generations.create()
    say(f"{one.index}: filling from round {one.position}")
    engine.client.indices.put_settings(index=one.index, settings={"index.refresh_interval": "-1"})
    for _ in range(PASSES):
        one = catch_up(engine, one, corpus, say)
        if one.position >= corpus.refresh():
            break
    articles, _ = engine.size(one)
    say(f"{one.index}: {articles:,} articles, round {one.position}; `newsmill index swap` lets it serve")
    return one


def _unfinished(engine: Elastic, corpus: Rows) -> Generation | None:
    """The newest generation, if it is ours, of this mapping, followed this corpus, and has not served yet."""
    found = engine.generations.found()
    if not found:
        return None
    last = found[-1]
    fits = last.corpus == engine.generations.corpus_id and last.mapping == mapping.version()
    fits = fits and corpus.has(last.position)
    return last if fits and not (last.served or last.reads or last.writes) else None


def swap(engine: Elastic, corpus: Rows, say: Say) -> Generation:
    """Lets the newest generation serve, once it equals the corpus; the one before stays for a rollback, older ones
    are deleted. Hold the store's lock. EngineError with a list of what differs."""
    check(engine.client, engine.where)
    found = engine.generations.found()
    if not found:
        raise EngineError(
            f"there is no generation of {engine.generations.name}: `newsmill index rebuild` makes one"
        )
    one = found[-1]
    if one.serves:
        raise EngineError(f"{one.index} serves already: `newsmill index rebuild` makes a new generation")
    one = catch_up(engine, engine.generations.ours(one), corpus, say)
    with told(engine.where, f"comparing {one.index} with the corpus"):
        differ = differences(
            engine.client,
            one.index,
            corpus.rows_after(0, engine.columns),
            corpus.rows_after(0, engine.columns),
        )
    if differ:
        lines = "\n  ".join(differ)
        raise EngineError(
            f"{one.index} does not equal the corpus and does not serve:\n  {lines}\n"
            "`newsmill index catch-up` or `newsmill index rebuild` may mend it"
        )
    before = next((other.index for other in found if other.reads), "")
    _serve(engine, replace(one, previous=before))
    say(f"{engine.generations.name} is {one.index} now; `newsmill index rollback` undoes it")
    for other in found:
        if other.index not in (one.index, before) and other.corpus == engine.generations.corpus_id:
            engine.generations.drop(other)
            say(f"{other.index} is deleted")
    return one


def _serve(engine: Elastic, one: Generation) -> None:
    with told(engine.where, f"setting {one.index} to be searched"):
        engine.client.indices.put_settings(index=one.index, settings={"index.refresh_interval": None})
    engine.generations.mark(replace(one, served=True))
    engine.generations.serve(one)


def rollback(engine: Elastic, corpus: Rows, say: Say) -> Generation:
    """Lets the generation that served before serve again, after bringing it up to date. Hold the store's lock.

    One with another version's mapping cannot be brought up to date by this one: it serves as it is.
    """
    check(engine.client, engine.where)
    found = {one.index: one for one in engine.generations.found()}
    now = next((one for one in found.values() if one.reads), None)
    one = found.get(now.previous) if now else None
    if one is None or one.corpus != engine.generations.corpus_id:
        raise EngineError(f"there is no generation of {engine.generations.name} that served before this one")
    if one.mapping == mapping.version():
        one = catch_up(engine, one, corpus, say)
    else:
        say(
            f"{one.index} is of another version of newsmill and stays at round {one.position}: use that version"
        )
    _serve(engine, one)
    say(f"{engine.generations.name} is {one.index} again")
    return one
