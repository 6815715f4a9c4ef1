"""The commands ``newsmill index ...``: how far engines have followed, catching up, generations of Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from . import engine_failures, show
from .errors import UsageError
from .frame import State, emit
from .logs import tell

if TYPE_CHECKING:
    from .corpus.store import Corpus
    from .engines.elasticsearch.engine import Elastic


def status(state: State, as_json: bool) -> int | None:
    """Prints how far the engines have followed."""
    from . import terminal
    from .follow import engine_of, unlike

    corpus, chosen = state.corpus(), state.settings()
    rows = []
    for name in chosen.engines:
        with closing(engine_of(name, corpus, chosen)) as engine:
            found = engine.status()
            matches = corpus.has(found.position)
            # Of an index that followed something else, no row can be relied upon.
            since = found.position if matches else 0
            behind = corpus.count_after(since) if since < corpus.round else 0
            row = {name: getattr(found, name) for name in type(found).__dataclass_fields__}
            row |= {"lag": behind, "matches": matches, "missing": 0}
            if (
                found.position == corpus.refresh()
            ):  # else a run is at work, and the numbers are of two moments
                row["missing"] = engine_failures.missing(corpus, name, found.articles)
            if name == "elasticsearch":
                row["generations"] = _generations(engine)
            rows.append(row)
    if as_json:
        emit({"round": corpus.round, "articles": corpus.count(), "engines": rows})
    else:
        terminal.console().print(terminal.engines(corpus.count(), rows))
        for row in rows:
            for one in row.get("generations", ()):
                tell(_line(one))
    for row in rows:
        if not row["matches"]:
            tell(f"newsmill: {unlike(row['name'])}", "error")
        if row["missing"]:
            tell(f"newsmill: {_lacks(row['name'], row['missing'])}", "error")
    return 1 if any(row["lag"] or row["missing"] or not row["matches"] for row in rows) else None


def _lacks(name: str, missing: int) -> str:
    from .follow import lacks

    swap = ", then newsmill index swap" if name == "elasticsearch" else ""
    return f"{lacks(name, missing)}; to make it again: newsmill index rebuild{swap}."


def _generations(engine: Any) -> list[dict[str, Any]]:
    found = []
    for one in engine.generations.found():
        articles, size = (0, 0) if one.closed else engine.size(one)  # a closed one says nothing
        found.append(
            {
                "index": one.index,
                "position": one.position,
                "articles": articles,
                "size": size,
                "serves": one.serves,
                "closed": one.closed,
                "current": one.mapping == engine.mapping_version,
                "ours": one.corpus == engine.generations.corpus_id,
            }
        )
    return found


def _line(one: dict[str, Any]) -> str:
    words = [f"  {one['index']}: {show.counted(one['articles'], 'article')}, round {one['position']}"]
    words += ["serves"] if one["serves"] else []
    words += ["closed: open it in Elasticsearch"] if one["closed"] else []
    words += [] if one["current"] else ["of another version's mapping"]
    words += [] if one["ours"] else ["of another corpus"]
    return ", ".join(words)


def catch_up(state: State, *, rebuild: bool = False) -> int | None:
    """Brings the engines up to date, emptying them first if asked."""
    from .follow import followers

    corpus = state.corpus()
    with corpus.lock(), followers(state.settings(), corpus) as engines:
        for engine in engines:
            if rebuild:
                engine.engine.reset()
            engine.catch_up()
            account = engine.account()
            tell(
                f"engine {engine.name}: {show.counted(account.offered, 'row')} taken, {account.failed:,} failed"
            )
            if account.error:
                tell(f"newsmill: {account.error}", "error")
        return lag_told([engine.name for engine in engines if engine.account().lag or engine.account().error])


def lag_told(names: list[str]) -> int | None:
    """The exit status where these engines lag, which is said."""
    for name in names:
        tell(f"newsmill: engine {name} has not followed; newsmill index catch-up tries again.", "error")
    return 1 if names else None


def rebuild(state: State) -> int | None:
    """The embedded index is emptied and filled; Elasticsearch gets a new generation, without the store's lock."""
    if "elasticsearch" not in state.settings().engines:
        return catch_up(state, rebuild=True)
    from .engines.elasticsearch import rebuild as rebuilding

    with _elastic(state, "rebuild") as (engine, corpus):
        rebuilding.rebuild(engine, corpus, tell)
    return None


def generation(state: State, action: str) -> int | None:
    """``create``, ``swap`` or ``rollback``: only Elasticsearch has generations."""
    with _elastic(state, action) as (engine, corpus):
        from .engines.elasticsearch import rebuild as rebuilding

        with corpus.lock():
            if action == "create":
                tell(f"{rebuilding.create(engine).index} is made")
            elif action == "swap":
                rebuilding.swap(engine, corpus, tell)
                engine_failures.add(corpus.layout, engine.name, (), anew=True)
            else:
                rebuilding.rollback(engine, corpus, tell)
    return None


def setup(state: State, kibana: str | None) -> int | None:
    """Puts the templates in place, and the dashboards if a Kibana is named. Needs no store."""
    from .engines.elasticsearch import kibana as dashboards
    from .engines.elasticsearch import kibana_client, runs
    from .engines.elasticsearch.client import check
    from .engines.elasticsearch.generations import Generations
    from .follow import connection

    chosen = state.settings().elasticsearch
    server = connection(state.settings())
    name, where = chosen.index, server.where
    key = kibana_client.authorization(chosen.api_key, chosen.user, chosen.password)
    place = kibana_client.Kibana(kibana, key, chosen.ca_certs) if kibana else None
    with closing(server.open()) as client:
        version = check(client, where)
        generations = Generations(client, where, name, "")
        generations.allowed()
        generations.templates()
        runs.install(client, where, name)
    tell(
        f"the templates of {name} and {runs.index_of(name)} are in place at {where} (Elasticsearch {version})"
    )
    if place:
        place.ready(chosen.patience_seconds)
        number = place.load(dashboards.everything(name))
        tell(
            f"{show.counted(number, 'object')} imported into Kibana at {place.url}: look for dashboards named {name}"
        )
    return None


@contextmanager
def _elastic(state: State, action: str) -> Iterator[tuple[Elastic, Corpus]]:
    chosen = state.settings()
    if "elasticsearch" not in chosen.engines:
        raise UsageError(
            f"index {action} needs --elasticsearch URL: the embedded index has no generations (or name "
            "elasticsearch in engines)."
        )
    from .follow import elastic

    corpus = state.corpus()
    with closing(elastic(corpus, chosen)) as engine:
        yield engine, corpus
