"""Settings: validated, frozen, documented in one table.

Weakest first: the defaults below, the profile ``local`` (configs/local.yaml), ``--config FILE``, the
environment (``NEWSMILL_WORKERS``, ``NEWSMILL_LANGUAGE__DETECTOR``: two underscores after a section), flags.
The sentences below are the documentation: ``docs/settings.md`` is generated from them.
"""

from __future__ import annotations

import os
import re
import typing
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from . import layers
from .errors import UsageError


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``language``."""

    detector: Annotated[
        Literal["auto", "langdetect", "py3langid", "pycld2"],
        Meta(description="Which detector names an article's language; `auto` asks several and weighs them."),
    ] = "auto"


class Fields(Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``fields``."""

    aliases: Annotated[
        dict[str, str],
        Meta(description="More names of fields, columns: the dump's, and the article's (title, body ...)."),
    ] = {}

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.aliases.items())))


class Dates(Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``dates``."""

    day_first: Annotated[
        bool | None,
        Meta(description="How to read 04/05/2019: true is 4 May, false is 5 April, null: by evidence."),
    ] = None
    paths: Annotated[
        bool, Meta(description="Whether days in the names of files and folders date what nothing else dates.")
    ] = False


class Elasticsearch(Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``elasticsearch``. Its secrets never stand in the repr."""

    url: Annotated[str | None, Meta(description="Address of an Elasticsearch server.")] = None
    cloud_id: Annotated[
        str | None, Meta(description="Name of a deployment in Elastic Cloud, in place of an address.")
    ] = None
    index: Annotated[
        str, Meta(min_length=1, description="Name of the alias that is read; writing goes to NAME-write.")
    ] = "news"
    api_key: Annotated[
        str | None, Meta(description="Key for that server; best given by the environment.")
    ] = None
    user: Annotated[str | None, Meta(description="User for that server, where there is no key.")] = None
    password: Annotated[
        str | None, Meta(description="That user's password; best given by the environment.")
    ] = None
    ca_certs: Annotated[
        str | None, Meta(description="File with the certificates that the server's must be signed by.")
    ] = None
    patience_seconds: Annotated[
        float,
        Meta(gt=0, description="Writing gives up when for so long not one document could be written."),
    ] = 300.0
    batch_docs: Annotated[int, Meta(ge=1, description="At most so many documents are sent at once.")] = 1000
    batch_bytes: Annotated[
        int,
        Meta(ge=1 << 10, description="A request is not made larger than this.", extra={"unit": "bytes"}),
    ] = 5 << 20
    in_flight: Annotated[
        int, Meta(ge=1, le=32, description="So many requests are on their way at once, for each worker.")
    ] = 2

    def __repr__(self) -> str:
        url = re.sub(r"//[^/@]*@", "//***@", self.url) if self.url else None
        secrets = ", ".join(
            f"{name}={'***' if getattr(self, name) else None}" for name in ("api_key", "password")
        )
        return f"Elasticsearch(url={url!r}, index={self.index!r}, {secrets})"


class Beam(Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``beam``."""

    options: Annotated[
        dict[str, str | int | float | bool],
        Meta(
            description="Options of Beam by name, such as `runner: FlinkRunner`; words after `--` are stronger."
        ),
    ] = {}

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.options)))

    def words(self) -> list[str]:
        """The options as they are written on a command line: true is the bare option, false leaves it out."""
        return [
            f"--{name}" if value is True else f"--{name}={value}"
            for name, value in self.options.items()
            if value is not False
        ]


class ProgressSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``progress``."""

    interval: Annotated[
        float, Meta(gt=0, description="Seconds between two lines of progress where there is no terminal.")
    ] = 5.0


class LogSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``log``."""

    format: Annotated[
        Literal["text", "json"],
        Meta(
            description="Progress and problems as text for people, or as a JSON object a line for machines."
        ),
    ] = "text"


class MetricsSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``metrics``."""

    file: Annotated[
        str | None,
        Meta(description="A file for a run's metrics in Prometheus' text format, renewed with each commit."),
    ] = None


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings of a run; hashable, and pickled to workers as it is."""

    store: Annotated[
        str, Meta(min_length=1, description="The folder of corpus, reports and index, or `s3://bucket/path`.")
    ] = "newsmill-store"
    cache: Annotated[str | None, Meta(description="Folder for an s3:// store's index; null: yours.")] = None
    workers: Annotated[
        int, Meta(ge=0, description="Child processes that extract articles; 0 is one for each core.")
    ] = 0
    round_seconds: Annotated[
        float,
        Meta(gt=0, description="About how long a round works before it commits; a kill costs at most that."),
    ] = 60.0
    unit_bytes: Annotated[
        int,
        Meta(ge=1, description="Size of a unit of reading; large files are cut so.", extra={"unit": "bytes"}),
    ] = 64 << 20
    pack_files: Annotated[
        int, Meta(ge=1, description="At most so many small files are packed into one unit of reading.")
    ] = 5000
    chunk_bytes: Annotated[
        int,
        Meta(
            ge=1,
            description="Records go to the child processes in chunks of this size.",
            extra={"unit": "bytes"},
        ),
    ] = 1 << 20
    window: Annotated[
        int, Meta(ge=1, description="So many chunks are on their way to each child process at once.")
    ] = 3
    record_seconds: Annotated[
        float,
        Meta(gt=0, description="A chunk that takes longer is stopped and tried again record by record."),
    ] = 60.0
    record_retry_seconds: Annotated[
        float, Meta(gt=0, description="A single record that then takes longer becomes a failure.")
    ] = 10.0
    child_memory: Annotated[
        int,
        Meta(
            ge=64 << 20,
            description="Memory that a child process may take beyond what it holds when idle.",
            extra={"unit": "bytes"},
        ),
    ] = 900 << 20
    engines: Annotated[
        tuple[Literal["embedded", "elasticsearch"], ...],
        Meta(description="The search engines that follow the corpus."),
    ] = ("embedded",)
    language: Language = Language()
    fields: Fields = Fields()
    dates: Dates = Dates()
    elasticsearch: Elasticsearch = Elasticsearch()
    beam: Beam = Beam()
    progress: ProgressSettings = ProgressSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()


class Row(typing.NamedTuple):
    """One line of the table of settings: dotted name, default and type as printed, one sentence, variable."""

    name: str
    default: str
    type: str
    sentence: str
    variable: str


def load(
    config: str | None = None,
    *,
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings of this run.

    ``config``: a file, or the name of a profile under configs/. ``flags``: dotted names to values; None is
    "not given". ``environ``: os.environ unless given. UsageError names the file or variable, and
    the nearest key.
    """
    known = _leaves()
    stack = layers.files(config)
    stack += layers.environment(os.environ if environ is None else environ, known)
    stack += layers.from_flags(flags or {})
    merged: dict[str, Any] = {}
    for where, layer in stack:
        layers.check_keys(layer, where, known)
        layer = layers.sizes(layer, where, known)
        _convert(layer, where)
        layers.merge(merged, layer)
    return _convert(merged, "the settings together")


def rows() -> list[Row]:
    """The table of all settings, in the order of the code."""
    return [
        Row(
            name, _default(default, meta), _type(kind, meta), meta.description or "", layers.variable_of(name)
        )
        for name, (kind, meta, default) in _leaves().items()
    ]


def _convert(layer: Mapping[str, Any], where: str) -> Settings:
    try:
        return msgspec.convert(layer, Settings, strict=False)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at ")
        name = re.sub(r"\[.*", "", path.strip("`").removeprefix("$."))
        kind = _type(*_leaves()[name][:2]) if name in _leaves() else "a section of settings"
        raise UsageError(f"{where}: setting {name}: {reason} (it takes: {kind}).") from None


# ---------------------------------------------------------------- the table


def _leaves(kind: Any = Settings, prefix: str = "") -> dict[str, tuple[Any, Meta, Any]]:
    """Dotted name -> (type, metadata, default) of each setting."""
    found: dict[str, tuple[Any, Meta, Any]] = {}
    hints = typing.get_type_hints(kind, include_extras=True)
    for field in msgspec.structs.fields(kind):
        hint = hints[field.name]
        if isinstance(hint, type) and issubclass(hint, Struct):
            found |= _leaves(hint, f"{prefix}{field.name}.")
        else:
            inner, meta = typing.get_args(hint)
            default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
            found[prefix + field.name] = (inner, meta, default)
    return found


def _type(kind: Any, meta: Meta | None = None) -> str:
    if meta is not None and (meta.extra or {}).get("unit") == "bytes":
        return "a size such as 64 MiB"
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return ", ".join(str(arg) for arg in args)
    if origin is tuple:
        return f"a list of: {_type(args[0])}"
    if origin is dict:
        return f"a mapping of text to {'text' if args[1] is str else 'text, numbers, true or false'}"
    names = {int: "a whole number", float: "a number", str: "text", bool: "true, false", type(None): "null"}
    return ", ".join(names[arg] for arg in args) if args else names[kind]


def _default(value: Any, meta: Meta) -> str:
    if (meta.extra or {}).get("unit") == "bytes":
        return f"{value >> 30} GiB" if value >= 1 << 30 else f"{value >> 20} MiB"
    if isinstance(value, float):
        return f"{value:g}"
    return msgspec.json.encode(value).decode() if not isinstance(value, str) else value
