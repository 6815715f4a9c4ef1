"""Commands that ask the archive or change it: search, show, explain, detect, export, withdraw, schema."""

from __future__ import annotations

import os
import pathlib
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from . import show
from .errors import UsageError
from .frame import State, emit
from .logs import tell

if TYPE_CHECKING:
    from .corpus.store import Corpus
    from .engines import Engine
    from .model import Article
    from .settings import Settings


# ---------------------------------------------------------------- search and export


@contextmanager
def _engine(settings: Settings, corpus: Corpus) -> Iterator[Engine]:
    """The engine that answers queries: the first that the settings name."""
    from .follow import engine_of

    if not settings.engines:
        raise UsageError("no engine is named: give --elasticsearch URL, or name `embedded` in engines.")
    with closing(engine_of(settings.engines[0], corpus, settings)) as engine:
        yield engine


def _behind(engine: Engine, corpus: Corpus) -> bool:
    """Says so where an engine does not know all that is committed, or something else: its answer is not the whole."""
    from .follow import unlike

    position = engine.position()
    if not corpus.has(position):
        tell(f"newsmill: {unlike(engine.name)}", "error")
        return True
    behind = position < corpus.round
    if behind:
        tell(
            "newsmill: the index is behind the corpus; newsmill index catch-up brings it up to date.",
            "warning",
        )
    return behind


def search(state: State, query: str, *, as_json: bool, **request: Any) -> int | None:
    """Prints one page of what a query finds; 1 where the index lags, so that a script does not take it for all."""
    from . import terminal
    from .engines import SearchRequest
    from .query import parse

    asked = SearchRequest(parse(query), **request)
    corpus = state.corpus()
    with _engine(state.settings(), corpus) as engine:
        behind = _behind(engine, corpus)
        result = engine.search(asked, corpus.text)
    if as_json:
        emit(result.to_json())
        return int(behind)
    untitled = corpus.text([hit.id for hit in result.hits if not hit.title])
    terminal.say(terminal.hits(result, untitled, asked))
    return int(behind)


def export(
    state: State, query: str, *, kind: str, output: str | None, each_picture: bool, **filters: Any
) -> int | None:
    """Writes all articles, or those that a query and filters find, to a file or to standard output."""
    from .corpus import export as exporting
    from .engines import SearchRequest
    from .query import parse

    if kind == "parquet" and not output and sys.stdout.isatty():
        raise UsageError("Parquet is nothing for a terminal: give a file with -o, or pipe it on.")
    asked = SearchRequest(parse(query), **filters)
    corpus = state.corpus()
    ids, behind = None, False
    if query or any(filters.values()):
        with _engine(state.settings(), corpus) as engine:
            behind = _behind(engine, corpus)
            ids = list(engine.ids(asked))
    number = exporting.export(corpus, kind, output, ids, each_picture=each_picture)
    if output:
        tell(f"{show.counted(number, 'picture' if each_picture else 'article')} written to {output}")
    return int(behind)


# ---------------------------------------------------------------- one article


def show_article(state: State, id: str, as_json: bool) -> int | None:
    """Prints one article."""
    from . import terminal

    one = _article(state.corpus(), id)
    if as_json:
        from .corpus.table import article_json

        emit(article_json(one))
    else:
        terminal.say(terminal.article(one))
    return None


def _article(corpus: Corpus, id: str) -> Article:
    found = corpus.get([id]).get(id)
    if found is None:
        raise UsageError(f"there is no article {id} in {corpus.path}; newsmill search finds ids.")
    return found


def explain(state: State, target: str, as_json: bool) -> int | None:
    """Prints the provenance of an article in the store, or of every document in a file."""
    from . import explaining, terminal

    if os.path.isdir(target):
        raise UsageError(f"{target} is a folder: name a file in it.")
    if not os.path.lexists(target) and (os.sep in target or "." in target):
        raise UsageError(f"there is no file {target}; an article's id has neither a point nor a slash.")
    fates = _fates(state, target) if os.path.lexists(target) else [_article(state.corpus(), target)]
    for number, fate in enumerate(fates):
        if as_json:
            emit(explaining.explained_json(fate))
        else:
            terminal.say(*([""] if number else []), explaining.explained(fate))
    return None


def _fates(state: State, path: str) -> Iterator[Any]:
    """What the chain makes of each document in a file: here, in this process, without the store."""
    from . import chain, plan, readers
    from .beam.planning import chain_options
    from .model import RawDocument, WorkUnit

    loaded = chain.Chain(chain_options(state.settings()))
    unit = WorkUnit("explain", tuple(plan.find([path], lambda _: ())))
    for item in readers.UnitReader(unit, _open):
        yield from loaded.process(item)[1] if isinstance(item, RawDocument) else [item]


def _open(path: str) -> Any:
    from .paths import opened

    return open(opened(path), "rb")


def detect(files: list[str], as_json: bool) -> int | None:
    """Prints what files are, and why."""
    from . import readers, terminal
    from .paths import shown

    for path in files:
        if not os.path.lexists(path):
            raise UsageError(f"there is no file {path}.")
    found = [one for path in files for one in readers.describe(shown(path), _open)]
    if as_json:
        for one in found:
            emit({name: getattr(one, name) for name in type(one).__dataclass_fields__})
    else:
        terminal.say(terminal.detections(found))
    return None


# ---------------------------------------------------------------- changes


def withdraw(state: State, id: str, reason: str) -> int | None:
    """Takes an article out of the corpus and lets the engines follow."""
    from .follow import followers
    from .indexing import lag_told

    if not reason.strip():
        raise UsageError("--reason is empty: say why, it is kept with the withdrawal.")
    corpus = state.corpus()
    with corpus.lock():
        copies = corpus.copies(id)
        anew = corpus.withdraw(id, reason)
        with followers(state.settings(), corpus) as engines:
            for engine in engines:
                engine.catch_up()
            lagging = [engine.name for engine in engines if engine.account().lag or engine.account().error]
    if anew:
        tell(f"{id} is withdrawn; no later run brings it back.")
    else:
        tell(f"{id} was withdrawn before; the reason given then is kept.")
    if copies:
        tell(
            f"newsmill: the same text is known as {', '.join(copies)}, too, and comes back under that id with the next "
            "reading: withdraw each of them.",
            "warning",
        )
    return lag_told(lagging)


def schema(root: str, write: bool) -> int | None:
    """Writes or checks the generated files below the project's root."""
    from . import generated

    place = pathlib.Path(root)
    if not (place / "schemas").is_dir():
        raise UsageError(f"{root} has no folder schemas: name the project's folder with --root.")
    changed = generated.write(place) if write else generated.stale(place)
    for path in changed:
        tell(f"{'written' if write else 'not current'}: {path}", "info" if write else "error")
    if not changed:
        tell("all generated files are current")
    elif not write:
        tell("newsmill schema write makes them again.", "error")
    return 1 if changed and not write else None
