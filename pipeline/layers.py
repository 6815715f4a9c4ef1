"""The layers that settings are put together from: profile, file, environment, flags; weakest first.

``known`` is the table of settings: dotted name -> (type, metadata, default). A layer is a nested mapping.
"""

from __future__ import annotations

import difflib
import importlib.resources
import pathlib
import re
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from .errors import UsageError

PREFIX: Final = "NEWSMILL_"
RESERVED: Final = frozenset({"NEWSMILL_FAULT", "NEWSMILL_SHARED", "NEWSMILL_NO_SKIPS"})
RESERVED_PREFIX: Final = "NEWSMILL_TEST_"
"""Variables of that prefix that are no settings: all are for tests."""

_BYTES: Final = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}

Known = Mapping[str, tuple[Any, msgspec.Meta, Any]]
Layer = tuple[str, dict[str, Any]]
"""Where a layer comes from, for messages, and its nested values."""


def variable_of(name: str) -> str:
    """The environment variable of a setting: ``language.detector`` is NEWSMILL_LANGUAGE__DETECTOR."""
    return PREFIX + name.replace(".", "__").upper()


def files(config: str | None) -> list[Layer]:
    """The shipped profile ``local``, and the file or profile that ``--config`` names."""
    found = [("the profile local", _decode(_profile("local"), "the profile local"))]
    if config is not None:
        found.append((config, _decode(_config(config), config)))
    return found


def from_flags(flags: Mapping[str, Any]) -> list[Layer]:
    """One layer for each flag that is given, named as it is written."""
    return [
        (f"--{name.replace('.', '-').replace('_', '-')}", _nest(name, value))
        for name, value in flags.items()
        if value is not None
    ]


def environment(environ: Mapping[str, str], known: Known) -> list[Layer]:
    """One layer for each variable of ours. Lists by commas, mappings as YAML ``{a: b}``."""
    found = []
    for variable, text in sorted(environ.items()):
        if variable.startswith(PREFIX) and not _is_reserved(variable):
            name = variable.removeprefix(PREFIX).lower().replace("__", ".")
            kind = known[name][0] if name in known else str
            found.append((variable, _nest(name, _value(text, kind, variable))))
    return found


def _is_reserved(variable: str) -> bool:
    return variable in RESERVED or variable.startswith(RESERVED_PREFIX)


def _value(text: str, kind: Any, variable: str) -> Any:
    if typing.get_origin(kind) is tuple:
        return [part.strip() for part in text.strip("[] ").split(",") if part.strip()]
    if typing.get_origin(kind) is dict:
        return _decode(text.encode(errors="replace"), variable)
    return None if text == "null" and type(None) in typing.get_args(kind) else text


def merge(into: dict[str, Any], layer: Mapping[str, Any]) -> None:
    """Adds a stronger layer to ``into``; sections and mappings are joined key by key."""
    for key, value in layer.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = dict(value) if isinstance(value, dict) else value


def _nest(name: str, value: Any) -> dict[str, Any]:
    section, _, key = name.rpartition(".")
    return _nest(section, {key: value}) if section else {key: value}


def _profile(name: str) -> bytes | None:
    """A shipped profile, or None. A checkout that is not installed has no ``pipeline.configs``."""
    try:
        folder = importlib.resources.files("pipeline.configs")
    except ModuleNotFoundError:
        folder = pathlib.Path(__file__).resolve().parents[1] / "configs"
    file = folder / f"{name}.yaml"
    return file.read_bytes() if file.is_file() else None


def _config(config: str) -> bytes:
    try:
        return pathlib.Path(config).read_bytes()
    except OSError as error:
        shipped = _profile(config) if re.fullmatch(r"[\w-]+", config) else None
        if shipped is None:
            raise UsageError(
                f"--config {config}: {error.strerror}. Give a YAML file, or the name of a profile (local, flink ...)."
            ) from None
        return shipped


def _decode(text: bytes | None, where: str) -> dict[str, Any]:
    try:
        found = msgspec.yaml.decode(text or b"")
    except msgspec.DecodeError as error:
        raise UsageError(f"{where}: this is no YAML: {error}") from None
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise UsageError(f"{where}: settings are `name: value` lines; this holds a {type(found).__name__}.")
    return {str(key): value for key, value in found.items() if value is not None}


def check_keys(layer: Mapping[str, Any], where: str, known: Known) -> None:
    """UsageError for the first key that no setting has, with the nearest one that there is."""
    sections = {name.rpartition(".")[0] for name in known}
    for name in _names(layer, known):
        if name in known or name in sections:
            continue
        near = difflib.get_close_matches(name, [*known, *(sections - {""})], 1, 0.6)
        leaf = name.rpartition(".")[2]
        near = [full for full in known if full.rpartition(".")[2] == leaf] or near
        ends = {full.rpartition(".")[2]: full for full in known}
        near = near or [ends[end] for end in difflib.get_close_matches(leaf, ends, 1, 0.5)]
        hint = (
            f" Did you mean {_spelled(near[0], where)}?" if near else " docs/settings.md lists all settings."
        )
        raise UsageError(f"{where}: there is no setting {_spelled(name, where)}.{hint}")


def _spelled(name: str, where: str) -> str:
    return variable_of(name) if where.startswith(PREFIX) else f"`{name}`"


def _names(layer: Mapping[str, Any], known: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in layer.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value and name not in known:
            yield from _names(value, known, f"{name}.")
        else:
            yield name


def sizes(layer: Mapping[str, Any], where: str, known: Known) -> dict[str, Any]:
    """The layer with sizes such as ``64 MiB`` as numbers of bytes."""
    result: dict[str, Any] = {}
    merge(result, layer)
    for name, (_, meta, _default) in known.items():
        *sections, key = name.split(".")
        holder: Any = result
        for section in sections:
            holder = holder.get(section) if isinstance(holder, dict) else None
        if (meta.extra or {}).get("unit") != "bytes" or not isinstance(holder, dict):
            continue
        if isinstance(holder.get(key), str):
            holder[key] = _size(holder[key], f"{where}: {name}")
    return result


def _size(text: str, what: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:([kmg]i?)?b?)", text.strip().lower())
    if match is None:
        raise UsageError(f"{what} is a size in bytes, such as 67108864 or 64 MiB; got {text!r}.")
    return int(float(match[1]) * _BYTES[match[2] or ""])
