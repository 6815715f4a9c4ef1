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
from .field_values import body, day_of, marked_up, pictures, values, written, zoned

__all__ = ["Made", "configure", "document", "is_article", "outcome", "structured", "written"]

EXTRA_LIMIT: Final = 8 * 1024
_EXTRA_FIELDS: Final = 200
_LAST: Final = 1000
_CLOCK: Final = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")
_DAY: Final = re.compile(r"\d{1,2}\D+\d{4}\b|\b\d{4}\D\d{1,2}\D\d")
_SHORT: Final = 20
_OF_PUBLICATION: Final = {"title": "publication", "publisher": "imprint"}
_PAGE_TEXT: Final = len("ocreng")
_CUT: Final = re.compile(r"\s*\[\+\d+ chars\]\s*\Z")
"""How an interface says how much of a text it does not give."""
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
    if _is_publications(names):
        record = {_OF_PUBLICATION.get(key(name), name): value for name, value in record.items()}
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
    hints.extend(_dates(names))
    if (clock := _clock(names)) and not _told(hints):
        hints[:0] = _timed(hints, clock)
    return _made(bodies, hints, extra)


def _is_publications(names: Mapping[str, Any]) -> bool:
    """Whether the title of a record is the newspaper's, as libraries have it: beside a heading it is an object
    (Trove), or the record is a scanned page (Chronicling America)."""
    title = names.get("title")
    if isinstance(title, dict):
        return isinstance(names.get("heading"), str)
    pages = (name for name in names if name.startswith("ocr") and len(name) == _PAGE_TEXT)
    return isinstance(title, str) and any(place[0] == "text" for name in pages for place in places(name))


def _dates(names: Mapping[str, Any]) -> Iterator[tuple[Place, Hint]]:
    """The dates that two values tell together: numbers of year, month and day; a local time beside the universal."""
    if "year" in names and (day := day_of(names)):
        yield ("published", _LAST), Hint("published", day, "$.year")
    for field, local in (("published", "date"), ("modified", "modified")):
        here, there = names.get(local), names.get(f"{local}gmt")
        if isinstance(there, str) and there and (time := zoned(str(here or there), there)):
            yield (field, -1), Hint(field, time, f"$.{local}")


def _clock(names: Mapping[str, Any]) -> str:
    """The time of day in a field of its own; "" where there is none."""
    said = (str(names[name]).strip() for name in table().clocks.intersection(names))
    return next(filter(_CLOCK.fullmatch, said), "")


def _told(hints: list[tuple[Place, Hint]]) -> bool:
    """Whether the first of the dates has a time of its own."""
    dates = [each for each in hints if each[1].field == "published"]
    return bool(dates) and ":" in min(dates, key=lambda each: each[0][1])[1].value


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
    (kind, _), where, text = bodies[0]
    for (other, _), place, each in bodies[1:]:
        if other == "text" and each != text:
            extra.extend(_rest(place, each))
    if text.rstrip().endswith("chars]") and (cut := _CUT.search(text)):
        text = text[: cut.start()]
        told = (*told, Hint("truncated", cut[0].strip(), where))
    media = "text/html" if kind == "html" or marked_up(text) else "text/plain"
    if media == "text/html":
        text, extra = _pictured(text, extra)
    return Made(text, media, told, tuple(extra[:_EXTRA_FIELDS]))


def _pictured(text: str, extra: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """A text in HTML below the main picture that the record keeps apart from it, and the rest."""
    markup = table().pictures["markup"]
    main = next((pair for pair in extra if pair[0].lower() in markup and "<figure" in pair[1]), None)
    if main is None:
        return text, extra
    return f"{main[1]}\n{text}", [pair for pair in extra if pair is not main]


def _walk(record: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(key to look up, where it stands, value): an object with a known field within is taken apart."""
    removed = table().removed
    for name, value in record.items():
        if value in EMPTY or (isinstance(value, str) and len(value) < _SHORT and value.lower() in removed):
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


def _articles(value: Any) -> bool:
    """Whether a value is an article, or a list of them, rather than a text."""
    several = value if isinstance(value, list) else [value]
    return any(isinstance(each, dict) and is_article(each) for each in several)


def is_article(value: Mapping[str, Any]) -> bool:
    """Whether an object has a text, and a title or an address."""
    fields = {place[0] for name in by_key(value) for place in places(name)}
    return not fields.isdisjoint(BODY) and not fields.isdisjoint(("title", "url"))


def _rest(where: str, value: Any) -> Iterator[tuple[str, str]]:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode("utf-8")
    yield where.removeprefix("$."), _short(text)


def _short(text: str) -> str:
    return text if len(text) <= EXTRA_LIMIT // 4 else text.encode()[:EXTRA_LIMIT].decode("utf-8", "ignore")


# ---------------------------------------------------------------- documents


def outcome(raw: RawDocument, made: Made, extra: Iterable[tuple[str, str]]) -> Item:
    """The document that a record's fields are, with what else is to be said of it; one with a title and a summary
    alone has that for its text; rejected where it has none."""
    if not made.text:
        made = _summary(made)
    if not made.text:
        return rejected(raw, "no-text", "the record has no field with text", made.first("url"))
    if status := _unpublished(made):
        return rejected(raw, "not-published", f"a record that is not published: {status}", made.first("url"))
    if (retrieved := made.first("retrieved")) != raw.retrieved:
        raw = replace(raw, retrieved=retrieved)
    return text_document(raw, made.text, made.hints, (*made.extra, *extra), media_type=made.media_type)


def _unpublished(made: Made) -> str:
    """The status of a record that was never published, or was taken back; else nothing."""
    known = table()
    told = (value.lower() for name, value in made.extra if key(name) in known.status)
    return next((status for status in told if status in known.unpublished), "")


def _summary(made: Made) -> Made:
    """A record without a text, with the summary that stands below its title as what there is of one; a picture's
    description is none."""
    lead = _leads(made)
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


def _leads(made: Made) -> str:
    """The summary, and what else is known of the text's beginning; what says less than another is left out."""
    told = dict.fromkeys(hint.value for hint in made.hints if hint.field == "lead")
    begun = {lead: lead.rstrip(".… ") for lead in told}
    kept = [lead for lead in told if not any(begun[lead] in other for other in told if other is not lead)]
    if len(kept) < 2:
        return next(iter(kept or told), "")
    if any(map(marked_up, kept)):
        return "\n".join(f"<p>{lead}</p>" for lead in kept)
    return "\n\n".join(kept)


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
