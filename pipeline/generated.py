"""The files that are generated from the code and checked in: JSON schemas and the table of settings.

Nothing reads them at run time; ``newsmill schema check`` (and a test) holds them current.
"""

from __future__ import annotations

import inspect
import json
import pathlib
from typing import Any

import msgspec

from . import model, report, settings


def files() -> dict[str, str]:
    """Path below the project's root -> text of each generated file."""
    return {
        "schemas/article.schema.json": _schema(msgspec.json.schema(model.Article), "article"),
        "schemas/failure.schema.json": _schema(_listed(model.Failure, key=True), "failure"),
        "schemas/rejected.schema.json": _schema(_listed(model.Rejected, key=False), "rejected"),
        "schemas/report.schema.json": _schema(report.schema(), "report"),
        "docs/settings.md": settings_table(),
        **_elasticsearch(),
    }


def write(root: pathlib.Path) -> list[str]:
    """Writes what is not current below ``root``; the paths that changed."""
    changed = stale(root)
    for path in changed:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(files()[path], encoding="utf-8")
    return changed


def stale(root: pathlib.Path) -> list[str]:
    """The generated files below ``root`` that are missing or not current."""
    return [path for path, text in files().items() if _read(root / path) != text]


def settings_table() -> str:
    """docs/settings.md."""
    lines = [
        "# Settings",
        "",
        "<!-- Generated from pipeline/settings.py by `newsmill schema write`: do not edit. -->",
        "",
        "Weakest first: the defaults below, the profile `configs/local.yaml`, the YAML file (or profile",
        "name) given by `--config`, environment variables, flags. A name with a dot is a key in a section:",
        "`language.detector` is `detector` under `language:`. Its variable is the name in capitals after",
        "`NEWSMILL_`, with two underscores for the dot; lists take commas, mappings `{a: b}`.",
        "A name that does not exist is an error that names the nearest one.",
        "",
        "| setting | default | values | what it does | variable |",
        "|---|---|---|---|---|",
    ]
    for row in settings.rows():
        lines.append(f"| `{row.name}` | `{row.default}` | {row.type} | {row.sentence} | `{row.variable}` |")
    return "\n".join(lines) + "\n"


def _elasticsearch() -> dict[str, str]:
    """What is PUT to Elasticsearch, by its API path, and what Kibana imports."""
    from .engines.elasticsearch import kibana, runs
    from .engines.elasticsearch.mapping import templates

    put = templates() | runs.templates()
    return {
        **{
            f"schemas/elasticsearch/{path.lstrip('_')}.json": json.dumps(body, indent=2, ensure_ascii=True)
            + "\n"
            for path, body in put.items()
        },
        **{f"schemas/kibana/{path}": text for path, text in kibana.files().items()},
    }


def _listed(kind: Any, *, key: bool) -> dict[str, Any]:
    """The schema of a record as ``newsmill failures --json`` and ``newsmill rejected --json`` list it: with the run
    and round that it is of. Failures of an engine have no run and no ``key``; ``payload`` comes only if asked."""
    found = msgspec.json.schema(kind)
    text, number = {"type": "string"}, {"type": "integer"}
    absent = {"anyOf": [text, {"type": "null"}]}
    more = {"run": absent, "round": number, "key": absent} if key else {"run": text, "round": number}
    record = found["$defs"][kind.__name__]
    record["properties"] = more | record["properties"]
    record["required"] = [*more, *record["required"]]
    return found


def _schema(schema: dict[str, Any], name: str) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"newsmill {name}"}
    return msgspec.json.format(msgspec.json.encode(head | _cleaned(schema)), indent=2).decode() + "\n"


def _cleaned(part: Any) -> Any:
    """Descriptions without the indentation of their docstrings, which some Pythons keep."""
    if isinstance(part, dict):
        return {
            key: inspect.cleandoc(value)
            if key == "description" and isinstance(value, str)
            else _cleaned(value)
            for key, value in part.items()
        }
    return [_cleaned(one) for one in part] if isinstance(part, list) else part


def _read(path: pathlib.Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
