"""NITF (News Industry Text Format, 2.x to 3.6): one article an ``nitf`` element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.languages.folding import fold
from pipeline.model import Block, RawDocument

from . import xml_frames, xml_markup
from .base import Item, Reader, Stream, rejected, unmarked
from .xml_story import Story, instant
from .xml_tree import first, language_of, local, named, opened, text_of, unreadable, value, within

_FORMAT: Final = "nitf"
_WITHIN: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?nitf[\s>]")
_INSTEAD: Final = ("lead_paragraph", "online_lead_paragraph")
_BESIDE: Final = ("correction_text", "author_info")
_LEAD_MARK: Final = re.compile(r"LEAD:\s*")
_KEYWORDS: Final = ("descriptor", "general_descriptor", "names", "biographical_categories")
_NOTED: Final = (
    "dsk", "print_section", "print_column", "column_name", "series_name", "banner", "feature_page", "slug",
    "correction_date", "category", "service",
)  # fmt: skip


def _sniff(head: bytes, name: str) -> float:
    outer = xml_frames.root_name(head)
    if outer == "nitf":
        return 0.95
    return 0.5 if outer and outer.lower() != "html" and _WITHIN.search(unmarked(head)) else 0.0


def _why(head: bytes, name: str) -> str:
    return "XML with the element nitf"


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("nitf",), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, document, wrong = opened(raw, "nitf")
    if document is None:
        yield unreadable(raw, wrong, "nitf")
        return
    status = first(document, "head", "docdata")
    if status is not None and _withdrawn(status):
        yield rejected(raw, "withdrawn", f"the agency withdrew it: {value(document, 'head', 'title')[:100]}")
        return
    story = Story()
    read(document, story)
    if wrong:
        story.note("xml-errors", wrong)
    yield story.item(raw, "NITF document")


def _withdrawn(docdata: Any) -> bool:
    """Whether a document is taken back. With the id of another one that is what it updates or cancels, and the status
    is part of that notice."""
    return docdata.get("management-status", "").lower() in ("canceled", "cancelled") and not docdata.get(
        "management-doc-idref"
    )


def read(nitf: Any, story: Story) -> None:
    """Adds to a story what an ``nitf`` element says; what is said there already stays."""
    head, body = first(nitf, "head"), first(nitf, "body")
    if body is None and first(nitf, "body.content") is not None:
        body = nitf
    metas = _metas(head)
    if body is not None:
        _headlines(body, story)
    story.once("title", value(nitf, "head", "title"), "head/title")
    if head is not None:
        _docdata(head, story)
        _dates(head, body, metas, story)
        _published_in(head, metas, story)
        _subjects(head, story)
        _say_metas(metas, story)
    if body is not None:
        _body_head(body, story)
        _content(body, story)
    for element in (nitf, body):
        if element is not None:
            story.once(
                "language", element.get("baselang") or language_of(element), f"{local(element)}/baselang"
            )


def _metas(head: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    if head is not None:
        for meta in named(head, "meta"):
            found.setdefault((meta.get("name") or "").lower(), (meta.get("content") or "").strip())
    return found


# ---------------------------------------------------------------- head


def _docdata(head: Any, story: Story) -> None:
    for data in named(head, "docdata"):
        for each in data.iterchildren():
            name = local(each)
            if name == "doc-id":
                story.once("source_id", each.get("id-string"), "docdata/doc-id")
            elif name == "urgency":
                story.once("urgency", each.get("ed-urg"), "docdata/urgency")
            elif name == "series":
                story.once("kicker", each.get("series.name"), "docdata/series")
            elif name == "doc.copyright":
                holder, year = each.get("holder") or "", each.get("year") or ""
                story.once("rights", f"{year} {holder}", "docdata/doc.copyright")
            elif name in ("ed-msg", "evloc", "du-key", "fixture", "date.expire"):
                said = (
                    each.get("info")
                    or each.get("city")
                    or each.get("key")
                    or each.get("fix-id")
                    or each.get("norm")
                )
                story.note(name, said)
        status = data.get("management-status") or ""
        story.note("management-status", "" if status.lower() == "usable" else status)
        for keyword in within(data, "keyword"):
            for word in re.split(r"[,;]", keyword.get("key") or ""):
                story.say("keywords", word, "docdata/key-list")
        for listed in named(data, "identified-content"):
            _identified(listed, story)


def _identified(listed: Any, story: Story) -> None:
    for each in listed.iterchildren():
        kind, text = (each.get("type") or "").lower(), text_of(each) or each.get("value")
        if local(each) != "classifier":
            story.say("keywords", text, f"identified-content/{local(each)}")
        elif kind == "types_of_material":
            story.once("genre", text, "identified-content/classifier")
        elif kind in _KEYWORDS:
            story.say("keywords", text, "identified-content/classifier")
        elif kind:
            story.say("subjects", text, "identified-content/classifier")


def _dates(head: Any, body: Any, metas: dict[str, str], story: Story) -> None:
    """When it was issued; the dates of the DTD, of expiry and of revisions are none of the article's."""
    data = first(head, "docdata")
    issued = _norm(data, "date.issue")
    story.once("published", issued, "docdata/date.issue")
    for told in within(body, "story.date") if body is not None else ():
        story.once("published", instant(told.get("norm") or text_of(told)), "dateline/story.date")
    for published in named(head, "pubdata"):
        story.once("published", instant(published.get("date.publication")), "pubdata/date.publication")
    parts = [metas.get(f"publication_{part}", "") for part in ("year", "month", "day_of_month")]
    if parts[0].isdecimal():
        known = [part.zfill(2) for part in parts if part.isdecimal()]
        story.once("published", "-".join(known), "meta/publication_year")
    release = _norm(data, "date.release")
    embargoed = data is not None and (data.get("management-status") or "").lower() == "embargoed"
    if release and (embargoed or (issued and len(release) == len(issued) and release > issued)):
        story.once("embargo_until", release, "docdata/date.release")
    story.once("published", release, "docdata/date.release")


def _norm(data: Any, name: str) -> str:
    found = first(data, name) if data is not None else None
    return "" if found is None else instant(found.get("norm") or text_of(found))


def _published_in(head: Any, metas: dict[str, str], story: Story) -> None:
    story.once("url", _address(metas.get("alternate_url")), "meta/alternate_url")
    for data in named(head, "pubdata"):
        story.once("publisher", data.get("name"), "pubdata/name")
        story.once("url", _address(data.get("ex-ref")), "pubdata/ex-ref")
        story.once("section", data.get("position.section"), "pubdata/position.section")
        story.once("page", data.get("position.sequence"), "pubdata/position.sequence")
        story.once("edition", data.get("edition.name") or data.get("edition.area"), "pubdata/edition")
        for name in ("volume", "number", "issue"):
            story.note(name, data.get(name))


def _address(text: str | None) -> str | None:
    return text if text and re.match(r"https?://\S+$", text) else None


def _subjects(head: Any, story: Story) -> None:
    for thing in named(head, "tobject"):
        story.note("tobject.type", thing.get("tobject.type"))
        for each in within(thing, "tobject.property"):
            story.once("genre", each.get("tobject.property.type"), "tobject/tobject.property")
        for each in within(thing, "tobject.subject"):
            names = [each.get(f"tobject.subject.{part}") for part in ("type", "matter", "detail")]
            for name in filter(None, names if any(names) else [each.get("tobject.subject.refnum")]):
                story.say("subjects", name, "tobject/tobject.subject")


def _say_metas(metas: dict[str, str], story: Story) -> None:
    story.once("section", metas.get("online_sections") or metas.get("section"), "meta/online_sections")
    story.once("page", metas.get("print_page_number"), "meta/print_page_number")
    for word in re.split(r"[,;]", metas.get("keywords", "")):
        story.say("keywords", word, "meta/keywords")
    for name, text in metas.items():
        if name in _NOTED or name.startswith(("anpa-", "ntb")):
            story.note(name, text)


# ---------------------------------------------------------------- body


def _headlines(body: Any, story: Story) -> None:
    for head in named(body, "body.head"):
        for name in ("hl1", "hl2"):
            for each in within(head, name):
                if story.first("title") is None:
                    story.say("title", text_of(each), f"hedline/{name}")


def _body_head(body: Any, story: Story) -> None:
    for head in named(body, "body.head"):
        bylines = list(named(head, "byline"))
        printed = [each for each in bylines if each.get("class") != "normalized_byline"]
        for each in printed or bylines:
            story.signed(each, "body.head/byline")
        for each in named(head, "dateline"):
            place = " ".join(_text_without(each, "story.date").split())
            story.placed(place, "body.head/dateline")
        for each in named(head, "distributor"):
            story.once("publisher", text_of(each), "body.head/distributor")
            story.agency(text_of(each), "body.head/distributor")
        _standfirst(head, body, story)
        for each in within(head, "rights.owner"):
            story.once("rights", text_of(each), "body.head/rights")
    for holder in within(body.getroottree().getroot(), "doc.copyright"):
        story.once("publisher", holder.get("holder"), "docdata/doc.copyright")


def _text_without(element: Any, name: str) -> str:
    """All text in an element but that of its children of one name."""
    parts = [element.text or ""]
    for child in element:
        if local(child) != name:
            parts.append(_text_without(child, name))
        parts.append(child.tail or "")
    return "".join(parts)


def _standfirst(head: Any, body: Any, story: Story) -> None:
    """The abstract, else the second headline; an archive's summary beside the article's own first paragraph is none,
    and a second headline may be but a keyword or the title again."""
    abstract = " ".join(text_of(each) for each in named(head, "abstract")).strip()
    archived = any(each.get("class") in ("full_text", *_INSTEAD) for each in within(body, "block"))
    if archived:
        story.note("abstract", abstract)
    else:
        story.once("lead", abstract, "body.head/abstract")
    said = {fold(hint.value) for hint in story.hints if hint.field in ("title", "keywords", "kicker")}
    for each in within(head, "hl2"):
        text = text_of(each)
        if text and fold(text) not in said:
            if each.get("class") or archived:
                story.note(each.get("class") or "hl2", text)
            else:
                story.standfirst(text, "hedline/hl2")


def _content(body: Any, story: Story) -> None:
    """The text, once: of an archive's lead paragraphs and full text the latter."""
    for content in named(body, "body.content"):
        full = any(each.get("class") == "full_text" for each in within(content, "block"))
        for each in list(within(content, "block")):
            kind = each.get("class") or ""
            if kind in _BESIDE:
                story.note(kind, text_of(each))
            if kind in _BESIDE or (full and kind in _INSTEAD):
                each.clear(keep_tail=True)
        found, images = xml_markup.content(content, "body.content")
        story.blocks.extend(_unmarked(found))
        story.hints.extend(images)
    for end in named(body, "body.end"):
        for each in named(end, "tagline"):
            story.blocks.extend(xml_markup.blocks(each, "body.end/tagline"))


def _unmarked(blocks: list[Block]) -> list[Block]:
    """The blocks without the mark ``LEAD:`` of older archives, and without the lead if it stands there twice."""
    if not blocks or not (mark := _LEAD_MARK.match(blocks[0].text)):
        return blocks
    lead = blocks[0].text[mark.end() :]
    if len(blocks) > 1 and fold(blocks[1].text).startswith(fold(lead)[:80]):
        return blocks[1:]
    return [Block(blocks[0].kind, lead, blocks[0].where), *blocks[1:]]


READER: Final[Reader] = Reader(_FORMAT, _sniff, _why, _split, _parse)
