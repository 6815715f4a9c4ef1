"""NAME-runs: a small index of what runs did, one document a run, one for each reason and one for each format in it.

It is there to be looked at: the truth is each run's report in the store. A run that could not be listed, because the
server was away, is listed by the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from elasticsearch import Elasticsearch

from pipeline.engines.elasticsearch.client import told
from pipeline.errors import EngineError

Report = Mapping[str, Any]
"""A run's account as ``newsmill report --json`` has it."""

Failed = Mapping[tuple[str, str], int]
"""Reason and format of failed records -> how many."""

COUNTS: Final = ("read", "written", "stale", "duplicate", "rejected", "failed", "retired", "rounds")
_KEYWORD: Final = {"type": "keyword", "ignore_above": 8191}
_DATE: Final = {"type": "date", "format": "strict_date_optional_time"}
VERSION: Final = 1
"""Of the template; a field more raises it."""

PROPERTIES: Final[dict[str, dict[str, Any]]] = {
    **{name: _KEYWORD for name in ("kind", "run", "corpus", "inputs", "fate", "reason", "format", "error")},
    **{name: {"type": "long"} for name in (*COUNTS, "records", "lag")},
    **{name: {"type": "double"} for name in ("seconds", "rate", "newest_age_hours")},
    **{name: {"type": "boolean"} for name in ("balanced", "stopped")},
    **{name: _DATE for name in ("started", "newest")},
}
"""``kind``: run, reason or format; the last two have ``records``. ``newest``: when the newest article was published."""


def index_of(name: str) -> str:
    """The index of runs beside the articles of ``name``."""
    return f"{name}-runs"


def templates(name: str = "news") -> dict[str, dict[str, Any]]:
    """API path -> body of the index template; its pattern is the one index, which no pattern of articles catches."""
    index = index_of(name)
    settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "codec": "best_compression"}
    mappings = {"dynamic": "strict", "properties": dict(sorted(PROPERTIES.items()))}
    return {
        f"_index_template/{index}": {
            "index_patterns": [index],
            "priority": 500,
            "template": {"settings": {"index": settings}, "mappings": mappings},
            "_meta": {"newsmill_runs": VERSION},
        }
    }


def install(client: Elasticsearch, where: str, name: str) -> None:
    """Puts the template in place."""
    for path, body in templates(name).items():
        with told(where, f"writing /{path} (it takes the privilege manage_index_templates)"):
            headers = {"accept": "application/json", "content-type": "application/json"}
            client.perform_request("PUT", f"/{path}", headers=headers, body=body)


def documents(
    report: Report, corpus: str, failed: Failed | None = None, newest: str | None = None
) -> dict[str, dict[str, Any]]:
    """Id -> document of a run and of its reasons and formats. ``newest``: local time, as the articles have it."""
    run, started = report["run"], report["started"]
    common = {"run": run, "corpus": corpus, "started": started}
    seconds = float(report["seconds"])
    engine = report["engines"].get("elasticsearch", {})
    whole = {
        **common,
        **{name: report[name] for name in COUNTS},
        **{name: report[name] for name in ("inputs", "balanced", "stopped")},
        **{name: engine[name] for name in ("lag", "error") if engine.get(name) is not None},
        "kind": "run",
        "seconds": seconds,
        "rate": round(report["read"] / seconds, 3) if seconds else 0.0,
    }
    if newest is not None:
        whole |= {"newest": newest, "newest_age_hours": _age(newest, started, seconds)}
    found = {run: whole}
    for fate, reason, form, number in _reasons(report, failed or {}):
        one = {**common, "kind": "reason", "fate": fate, "reason": reason, "records": number}
        found[f"{run} {fate} {reason} {form}".rstrip()] = one | ({"format": form} if form else {})
    for form, number in report["by_format"].items():
        found[f"{run} format {form}"] = {**common, "kind": "format", "format": form, "records": number}
    return found


def _reasons(report: Report, failed: Failed) -> Iterable[tuple[str, str, str, int]]:
    """Fate, reason, format where it is known, records."""
    for fate in ("stale", "duplicate"):
        if report[fate]:
            yield fate, fate, "", report[fate]
    for reason, number in report["rejected_by_reason"].items():
        yield "rejected", reason, "", number
    for reason, number in report["failed_by_reason"].items():
        known = {form: count for (why, form), count in failed.items() if why == reason and form}
        yield from (("failed", reason, form, count) for form, count in known.items())
        if number > sum(known.values()):  # what was tried again meanwhile is no longer listed
            yield "failed", reason, "", number - sum(known.values())


def _age(newest: str, started: str, seconds: float) -> float:
    """Hours from a local time, read as UTC, to the end of the run; never negative."""
    end = datetime.fromisoformat(started).replace(tzinfo=None) + timedelta(seconds=seconds)
    passed = end - datetime.fromisoformat(newest).replace(tzinfo=None)
    return max(0.0, round(passed.total_seconds() / 3600, 2))


def newest(client: Elasticsearch, where: str, name: str) -> str | None:
    """The newest date of an article that is known to the day and no later than the article was seen."""
    known = [{"terms": {"published_precision": ["day", "minute", "second"]}}]
    query = {"bool": {"filter": known, "must_not": [{"exists": {"field": "doubts"}}]}}
    aggregation = {
        "newest": {"max": {"field": "published_local", "format": "strict_date_hour_minute_second"}}
    }
    with told(where, f"asking {name} for its newest article"):
        answer = client.search(
            index=name, size=0, query=query, aggregations=aggregation, ignore_unavailable=True
        )
    found = answer.get("aggregations", {}).get("newest", {})
    return found.get("value_as_string") if found.get("value") is not None else None


def write(client: Elasticsearch, where: str, name: str, found: Mapping[str, Mapping[str, Any]]) -> int:
    """Writes documents under their ids, in place of what was there; how many. EngineError where one is refused."""
    if not found:
        return 0
    index = index_of(name)
    if not _is_there(client, where, index):
        install(client, where, name)
    operations: list[Mapping[str, Any]] = []
    for id, document in found.items():
        operations += [{"index": {"_id": id}}, document]
    with told(where, f"writing to {index}"):
        answer = client.bulk(index=index, operations=operations, refresh=True)
    for item in answer["items"]:
        if item["index"]["status"] >= 300:
            raise EngineError(
                f"{index} at {where} refuses a run's document: {item['index']['error']['reason']}"
            )
    return len(found)


def listed(client: Elasticsearch, where: str, name: str, runs: Iterable[str]) -> set[str]:
    """Which of these runs the index has."""
    wanted = list(runs)
    if not wanted:
        return set()
    with told(where, f"asking {index_of(name)} for runs"):
        answer = client.options(ignore_status=404).mget(index=index_of(name), ids=wanted, source=False)
    return {one["_id"] for one in answer.body.get("docs", ()) if one.get("found")}


def _is_there(client: Elasticsearch, where: str, index: str) -> bool:
    with told(where, f"looking for {index}"):
        return bool(client.indices.exists(index=index))
