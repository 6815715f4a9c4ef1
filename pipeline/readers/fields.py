"""From the fields of a record (JSON, a row of a table) to a text and hints, by ``languages/fields.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from pipeline.frozen import record
from pipeline.model import Block, Hint, RawDocument

from .base import Item, rejected, text_document
from .field_names import BODY, EMPTY, Place, by_key, configure, key, places, table
from .field_values import body, day_of, marked_up, pictures, values, written

__all__ = ["Made", "articles", "configure", "document", "outcome", "structured", "written"]

EXTRA_LIMIT: Final = 8 * 1024
_EXTRA_FIELDS: Final = 200
_LAST: Final = 1000
_CLOCK: Final = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")
_DAY: Final = re.compile(r"\d{1,2}\D+\d{4}\b|\b\d{4}\D\d{1,2}\D\d")
_NO_ADDRESS: Final = re.compile(r"(?!https?:|ftp:|file:)(?:[A-Za-z][A-Za-z0-9+.-]*:.*|[^/.]*)", re.S)
_PAGE: Final = re.compile(r"https?://[^/\s]+/[^\s]*[^\s/]")


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


def document(record: Mapping[str, Any]) -> Made:
    """The text, hints and the rest of a record. A text wins over HTML; HTML is taken where there is none."""
    bodies: list[tuple[Place, str, str]] = []
    hints: list[tuple[Place, Hint]] = []
    extra: list[tuple[str, str]] = []
    titled: bool | None = None
    names, holders = by_key(record), table().pictures["holders"]
    crawled = _crawled(names)
    for name, where, value in _walk(record):
        known = places(name)
        if name in holders and isinstance(value, dict | list):
            shown = list(pictures(value, where))
            hints.extend(((hint.field, _LAST), hint) for hint in shown)
            if not shown:
                extra.extend(_rest(where, value))
        elif known and known[0][0] in BODY:
            titled = _titled(record) if titled is None else titled
            if not titled and _articles(value):
                continue
            if text := body(value):
                bodies.append((known[0], where, text))
            if isinstance(value, list):
                hints.extend(((hint.field, _LAST), hint) for hint in pictures(value, where, holder=False))
        else:
            found = [(place, hint) for place in known for hint in _hints(place, where, value, crawled)]
            hints.extend(found)
            if not found:
                extra.extend(_rest(where, value))
    if "year" in names and (day := day_of(names)):
        hints.append((("published", _LAST), Hint("published", day, "$.year")))
    if clock := _clock(names):
        hints[:0] = _timed(hints, clock)
    return _made(bodies, hints, extra)


def _clock(names: Mapping[str, Any]) -> str:
    """The time of day in a field of its own; "" where there is none."""
    said = (str(names[name]).strip() for name in table().clocks.intersection(names))
    return next(filter(_CLOCK.fullmatch, said), "")


def _timed(hints: list[tuple[Place, Hint]], clock: str) -> list[tuple[Place, Hint]]:
    """The dates without a time, with it: each comes before the day alone."""
    return [
        (place, Hint("published", f"{hint.value} {clock}", f"{hint.where}, time"))
        for place, hint in hints
        if hint.field == "published" and ":" not in hint.value and _DAY.search(hint.value)
    ]


def _made(
    bodies: list[tuple[Place, str, str]], hints: list[tuple[Place, Hint]], extra: list[tuple[str, str]]
) -> Made:
    # The texts in the order of the table; then HTML.
    bodies.sort(key=lambda body: (body[0][0] != "text", body[0][1]))
    hints.sort(key=lambda hint: (hint[1].field, hint[0][1]))
    told = tuple(hint for _, hint in hints)
    if not bodies:
        return Made("", "text/plain", told, tuple(extra[:_EXTRA_FIELDS]))
    (kind, _), _, text = bodies[0]
    for (other, _), where, each in bodies[1:]:
        if other == "text" and each != text:
            extra.extend(_rest(where, each))
    media = "text/html" if kind == "html" or marked_up(text) else "text/plain"
    return Made(text, media, told, tuple(extra[:_EXTRA_FIELDS]))


def _walk(record: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(key to look up, where it stands, value): an object with a known field within is taken apart."""
    for name, value in record.items():
        if value in EMPTY:
            continue
        own = key(name)
        if isinstance(value, dict) and own not in table().pictures["holders"]:
            inner = [(f"{own}.{key(sub)}", f"$.{name}.{sub}", each) for sub, each in value.items()]
            if any(places(dotted) for dotted, *_ in inner) or not places(own):
                yield from (each for each in inner if each[2] not in EMPTY)
                continue
        yield own, f"$.{name}", value


def _hints(place: Place, where: str, value: Any, crawled: bool) -> Iterator[Hint]:
    """What a value says of a field; addresses that are none are the dump's own ids, and a page's address under the
    name of a source is the article's."""
    field = place[0]
    if crawled and field == "publisher":
        return
    if crawled and field == "published":
        field = "retrieved"
    for text in values(field, value):
        if field == "url" and _NO_ADDRESS.fullmatch(text):
            yield Hint("source_id", text, where)
        elif field == "publisher" and _PAGE.fullmatch(text):
            yield Hint("url", text, where)
        else:
            yield Hint(field, text, where)


def _titled(record: Mapping[str, Any]) -> bool:
    """Whether a record has a title of its own: then objects with titles within its text are its sections."""
    return any(place[0] == "title" for name, *_ in _walk(record) for place in places(name))


def _crawled(names: Mapping[str, Any]) -> bool:
    """Whether a record is of a web corpus, which knows when it was fetched and not when it was published."""
    known = table()
    return ("timestamp" in names and names.keys() <= known.crawl) or not known.crawl_marks.isdisjoint(names)


def _rest(where: str, value: Any) -> Iterator[tuple[str, str]]:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode("utf-8")
    yield where.removeprefix("$."), _short(text)


def _short(text: str) -> str:
    return text if len(text) <= EXTRA_LIMIT // 4 else text.encode()[:EXTRA_LIMIT].decode("utf-8", "ignore")


# ---------------------------------------------------------------- records within records


def outcome(raw: RawDocument, made: Made, extra: Iterable[tuple[str, str]]) -> Item:
    """The document that a record's fields are, with what else is to be said of it; one with a title and a summary
    alone has that for its text; rejected where it has none."""
    if not made.text:
        made = _summary(made)
    if not made.text:
        return rejected(raw, "no-text", "the record has no field with text", made.first("url"))
    raw = replace(raw, retrieved=made.first("retrieved"))
    return text_document(raw, made.text, made.hints, (*made.extra, *extra), media_type=made.media_type)


def _summary(made: Made) -> Made:
    """A record without a text, with the summary that stands below its title as what there is of one; a picture's
    description is none."""
    lead = made.first("lead")
    picture = dict(made.extra).get("type", "").lower() in table().pictures["types"]
    if not lead or not made.first("title") or picture:
        return made
    hint = Hint("truncated", "a summary alone", "lead")
    return replace(
        made,
        text=lead,
        media_type="text/html" if marked_up(lead) else "text/plain",
        hints=(*made.hints, hint),
    )


def structured(
    raw: RawDocument,
    record: Mapping[str, Any],
    blocks: Iterable[Block],
    extra: Iterable[tuple[str, str]] = (),
) -> Item:
    """The document of a format that knows its own structure: its ``blocks``, and a record's other fields."""
    found, made = tuple(blocks), document(record)
    text = "\n\n".join(block.text for block in found)
    item = outcome(raw, replace(made, text=text, media_type="text/plain"), extra)
    return replace(item, blocks=found) if isinstance(item, RawDocument) else item


def articles(record: Mapping[str, Any]) -> list[Made]:
    """The article that a record is, or those in an object that wraps them: the answer of a news API with a list of
    them, a search hit with its source, a table by its columns. One without text where there is nothing of the kind."""
    made = document(record)
    return [made] if made.text else _within(record) or [made]


def _within(record: Mapping[str, Any]) -> list[Made]:
    names = by_key(record)
    for name in table().single:
        inner = names.get(name)
        if isinstance(inner, dict):
            outer = {each: value for each, value in record.items() if value is not inner}
            made = document({**outer, **inner})
            if made.text or name == "_source":
                return [made]
    for name in (*table().several, *table().single):
        inner = names.get(name)
        if isinstance(inner, dict) and (found := _within(inner)):
            return found
        if isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner):
            return [made for each in inner for made in articles(each)]
    rows = _by_id(record) or _by_column(record)
    return [document(row) for row in rows]


def _articles(value: Any) -> bool:
    """Whether a value is an article, or a list of them, rather than a text."""
    several = value if isinstance(value, list) else [value]
    return any(isinstance(each, dict) and _is_article(each) for each in several)


def _is_article(value: Mapping[str, Any]) -> bool:
    fields = {place[0] for name in by_key(value) for place in places(name)}
    return not fields.isdisjoint(BODY) and not fields.isdisjoint(("title", "url"))


def _by_id(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The articles of an object that has each under its id."""
    if not record or not all(isinstance(each, dict) for each in record.values()):
        return []
    if sum(map(_is_article, record.values())) * 2 < len(record):
        return []
    return [{"id": name, **each} for name, each in record.items()]


def _by_column(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table that is written by columns, each an object of its values by row."""
    if not any(place[0] in BODY for name in by_key(record) for place in places(name)):
        return []
    columns = [each for each in record.values() if isinstance(each, dict)]
    if (
        len(columns) < 2
        or len(columns) < len(record)
        or any(each.keys() != columns[0].keys() for each in columns)
    ):
        return []
    rows = [{name: column[row] for name, column in record.items()} for row in columns[0]]
    return rows
