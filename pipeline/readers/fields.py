"""From the fields of a JSON record to a text and hints, by the names in ``languages/fields.toml``."""

from __future__ import annotations

import datetime as dt
import html
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

import msgspec

from pipeline.errors import UsageError
from pipeline.frozen import record
from pipeline.model import Hint

EXTRA_LIMIT: Final = 8 * 1024
_EXTRA_FIELDS: Final = 200
_BODY: Final = ("text", "html")
_TAG: Final = re.compile(
    r"</(?:p|div|a|span|h[1-6]|ul|ol|li|em|strong|b|i|article|body|html)>|<(?:p|br|div|img|html|h[1-6])\b[^<>]*>",
    re.I,
)
_COMPACT: Final = re.compile(r"(1[5-9]|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{4}|\d{6})?")
_UNITS: Final = ((1e11, 1), (1e14, 1_000), (1e17, 1_000_000), (1e20, 1_000_000_000))


@dataclass(frozen=True, slots=True)
class Names:
    """The table: ``fields`` name -> (field, rank); ``inner`` keys of objects; the kinds of fields."""

    fields: Mapping[str, tuple[str, int]]
    inner: tuple[str, ...]
    not_text: frozenset[str]
    dates: frozenset[str]
    lists: frozenset[str]
    parted: frozenset[str]
    single: tuple[str, ...]
    several: tuple[str, ...]


@record(frozen=True, slots=True)
class Made:
    """What a record gave: its text ("" for none) with its media type, hints, and what has no field."""

    text: str
    media_type: str
    hints: tuple[Hint, ...]
    extra: tuple[tuple[str, str], ...]

    def first(self, field: str) -> str | None:
        """The first hint of a field."""
        return next((hint.value for hint in self.hints if hint.field == field), None)


@cache
def _table() -> Names:
    data = tomllib.loads(resources.files("pipeline.languages").joinpath("fields.toml").read_text("utf-8"))
    ranked: dict[str, tuple[str, int]] = {}
    for field, names in data["fields"].items():
        for rank, name in enumerate(names):
            ranked.setdefault(_key(name), (field, rank))
    kinds = data["kinds"]
    return Names(
        ranked,
        tuple(data["inner"]["keys"]),
        frozenset(data["inner"]["not_text"]),
        frozenset(kinds["dates"]),
        frozenset(kinds["lists"]),
        frozenset(kinds["parted"]),
        tuple(data["wrappers"]["single"]),
        tuple(data["wrappers"]["several"]),
    )


_extra_names: dict[str, tuple[str, int]] = {}


def configure(aliases: Mapping[str, str]) -> None:
    """Sets the names that the settings add, before those of the table. Raises UsageError for an unknown field."""
    known = {field: field for field, _ in _table().fields.values()} | {"body": "text"}
    for name, field in aliases.items():
        if field not in known:
            raise UsageError(
                f"setting fields.aliases: {name!r} points to {field!r}, which is none of {', '.join(sorted(known))}."
            )
    _extra_names.clear()
    _extra_names.update((_key(name), (known[field], -1)) for name, field in aliases.items())


@lru_cache(4096)
def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip()).lower()


def _field(key: str) -> tuple[str, int] | None:
    return _extra_names.get(key) or _table().fields.get(key)


# ---------------------------------------------------------------- the record


def document(record: Mapping[str, Any]) -> Made:
    """The text, hints and the rest of a record. A text wins over HTML; HTML is taken where there is none."""
    bodies: list[tuple[str, int, str, str]] = []
    hints: list[tuple[str, int, Hint]] = []
    extra: list[tuple[str, str]] = []
    for key, where, value in _walk(record):
        found = _field(key)
        if found is None:
            extra.extend(_rest(where, value))
        elif found[0] in _BODY:
            text = _body(value)
            if text:
                bodies.append((found[0], found[1], where, text))
        else:
            hints.extend((*found, Hint(found[0], text, where)) for text in _values(found[0], value))
    # The texts in the order of the table; then HTML: "text" sorts after "html", so by kind backwards.
    bodies.sort(key=lambda body: (body[0] != "text", body[1]))
    hints.sort(key=lambda hint: hint[:2])
    if not bodies:
        return Made("", "text/plain", tuple(hint for *_, hint in hints), tuple(extra[:_EXTRA_FIELDS]))
    kind, _, _, text = bodies[0]
    for other in bodies[1:]:
        if other[0] == "text" and other[3] != text:
            extra.append((other[2], _short(other[3])))
    media = "text/html" if kind == "html" or marked_up(text) else "text/plain"
    return Made(text, media, tuple(hint for *_, hint in hints), tuple(extra[:_EXTRA_FIELDS]))


def _walk(record: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(key to look up, where it stands, value): an object with a known field within is taken apart."""
    for name, value in record.items():
        if value is None or value in ("", [], {}):
            continue
        key = _key(name)
        if isinstance(value, dict):
            inner = [(f"{key}.{_key(sub)}", f"$.{name}.{sub}", each) for sub, each in value.items()]
            if any(_field(dotted) for dotted, *_ in inner) or _field(key) is None:
                yield from (each for each in inner if each[2] not in (None, "", [], {}))
                continue
        yield key, f"$.{name}", value


def _rest(where: str, value: Any) -> Iterator[tuple[str, str]]:
    if value is None or value in ("", [], {}):
        return
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode("utf-8")
    yield where.removeprefix("$."), _short(text)


def _short(text: str) -> str:
    return text if len(text) <= EXTRA_LIMIT // 4 else text.encode()[:EXTRA_LIMIT].decode("utf-8", "ignore")


def marked_up(text: str) -> bool:
    """Whether a text is a piece of HTML: it begins with a tag, or has two at least."""
    head = text[:20_000]
    found = _TAG.findall(head)
    return len(found) >= 2 or bool(found and head.lstrip().startswith("<"))


def unwrapped(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The articles in an object that is no article itself but wraps them: an answer of a news API with a list of
    them, or one search hit with its source. Empty where there is nothing of the kind."""
    table = _table()
    names = {_key(name): value for name, value in record.items()}
    for key in table.single:
        inner = names.get(key)
        if isinstance(inner, dict):
            outer = {name: value for name, value in record.items() if value is not inner}
            return [{**outer, **inner}]
    for key in table.several:
        inner = names.get(key)
        if isinstance(inner, dict):
            found = unwrapped(inner)
            if found:
                return found
        if isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner):
            return [found for each in inner for found in (unwrapped(each)[:1] or [each])]
    return []


# ---------------------------------------------------------------- values


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _inner(value: Any) -> Any:
    """An object's own text, by the table's inner keys (a full name may be in two parts)."""
    if not isinstance(value, dict):
        return value
    names = {_key(name): each for name, each in value.items()}
    parts = [names.get(part) for part in ("first_name", "last_name")]
    if all(isinstance(part, str) and part for part in parts):
        return " ".join(str(part) for part in parts)
    return next((names[key] for key in _table().inner if names.get(key) not in (None, "", [], {})), None)


def _values(field: str, value: Any) -> Iterator[str]:
    """The hints' strings: one for a scalar field, one for each value of a list."""
    table = _table()
    values = value if isinstance(value, list) else [value]
    for each in values:
        text = _scalar(_inner(_inner(each)))
        if field in table.dates:
            text = written(text)
        if not text:
            continue
        if field in table.parted and not isinstance(value, list):
            yield from (part.strip() for part in re.split(r"[,;|]", text) if part.strip())
            continue
        yield text
        if field not in table.lists:
            return


def written(text: str) -> str:
    """A date as written, an epoch number (seconds to nanoseconds) as ISO 8601 in UTC; ``20190425`` stays a date."""
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        return text
    if _COMPACT.fullmatch(text):
        day = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
        time = ":".join(text[at : at + 2] for at in range(8, len(text), 2))
        return f"{day}T{time}" if time else day
    number = float(text)
    if abs(number) < 1e7:
        return text if re.fullmatch(r"(1[5-9]|20)\d\d", text) else ""
    unit = next((divisor for limit, divisor in _UNITS if abs(number) < limit), 0)
    if not unit:
        return ""
    seconds = int(number // unit)
    if not -6e10 < seconds < 2.5e11:
        return ""
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)
    rest = int(number * 1000 // unit) % 1000 if unit > 1 else 0
    return moment.isoformat() + (f".{rest:03}" if rest else "") + "Z"


def _body(value: Any) -> str:
    """A text, or the texts of a list of paragraphs (strings, or objects with a type) as one."""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, dict):
        return _body(_inner(value))
    if not isinstance(value, list):
        return ""
    skip = _table().not_text
    parts = []
    for each in value:
        if isinstance(each, dict) and str(each.get("type", "")).lower() in skip:
            continue
        content = each.get("content", _inner(each)) if isinstance(each, dict) else each
        if isinstance(content, str) and content.strip():
            parts.append(content.strip())
    if any(marked_up(part) or "</" in part for part in parts):
        return "\n".join(part if part.startswith("<p") else f"<p>{_escaped(part)}</p>" for part in parts)
    return "\n\n".join(parts)


def _escaped(part: str) -> str:
    return part if "<" in part or "&" in part else html.escape(part, quote=False)
