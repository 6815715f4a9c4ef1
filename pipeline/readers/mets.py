"""METS: a digitised issue: its articles, whose text stands on pages in files beside it (ALTO). One that names no
articles is rejected: its pages are read for themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from pipeline.languages.folding import fold
from pipeline.model import Block, RawDocument

from . import xml_frames
from .base import Item, Reader, Stream, rejected
from .beside import place_of
from .issue_texts import Area, Pages, finished, missing
from .mets_issue import Issue, kind_of, kinds, no_article
from .ocr_lines import confident, running
from .xml_story import Story
from .xml_tree import language_of, named, opened, text_of, unreadable, within

_FORMAT: Final = "mets"


def _sniff(head: bytes, name: str) -> float:
    return 0.95 if xml_frames.root_name(head).lower() == "mets" else 0.0


def _split(stream: Stream) -> Iterator[Item]:
    return xml_frames.split(stream, ("mets", "METS"), _FORMAT)


def _parse(raw: RawDocument) -> Iterator[Item]:
    _, document, wrong = opened(raw, "mets", "METS")
    if document is None:
        yield unreadable(raw, wrong, "mets")
        return
    issue = Issue(document, raw.member or raw.source)
    contents = issue.contents()
    if not contents:
        yield _pages_alone(raw, issue)
        return
    pages = Pages(place_of(raw.source, raw.member), issue.texts)
    for kind, division, section in contents:
        yield _content(raw, issue, pages, kind, division, section)
    if pages.missing:
        yield missing(raw, pages)


# ---------------------------------------------------------------- contents


def _content(raw: RawDocument, issue: Issue, pages: Pages, kind: str, division: Any, section: str) -> Item:
    """An article of the issue, or why what is there is none."""
    title = issue.title(division)
    story = Story()
    story.once("title", title, "titleInfo/title")
    areas = issue.areas(division)
    lost = "" if kind in kinds("divisions", "adverts") else _read(story, areas, pages)
    if none := no_article(raw, kind, title or " ".join(block.text for block in story.blocks)):
        return none
    _describe(story, issue, division, section)
    if kind not in kinds("divisions", "articles") | kinds("divisions", "text"):
        story.once("genre", kind.replace("_", " "), "div/TYPE")
    story.once(
        "page", next((issue.pages[area.file] for area in areas if area.file in issue.pages), None), "div"
    )
    if own := division.get("ID"):
        story.once("source_id", f"{issue.name}:{own}", "div/ID")
    story.hints += issue.story.hints
    return finished(raw, story, lost)


def _describe(story: Story, issue: Issue, division: Any, section: str) -> None:
    for each in issue.described(division):
        for name in within(each, "name"):
            parts = {part.get("type"): text_of(part) for part in named(name, "namePart")}
            whole = " ".join(filter(None, (parts.pop("given", ""), parts.pop("family", ""), *parts.values())))
            story.say("authors", whole, "name/namePart")
        for genre in within(each, "genre", "classification"):
            story.once("genre", text_of(genre), "genre")
        for language in within(each, "languageTerm", "language"):
            story.once("language", text_of(language), "languageTerm")
        for heading in within(each, "titleInfo"):
            story.once("language", language_of(heading), "titleInfo/lang")
    story.once("section", section, "div[SECTION]")


def _read(story: Story, areas: list[Area], pages: Pages) -> str:
    """Puts the texts of the areas into the story; which pages are missing for it."""
    lost: list[str] = []
    words: list[float] = []
    for _, group in groupby(areas, key=lambda area: (area.part, area.paragraph)):
        pieces: list[str] = []
        for area in (several := list(group)):
            found = pages.text(area, words)
            pieces += found or ()
            if found is None:
                lost.append(pages.named(area))
        if text := running(pieces):
            _put(story, several[0].part, text, several[0].begin)
    confident(story, words, "String/WC")
    return ", ".join(dict.fromkeys(lost))


def _put(story: Story, part: str, text: str, where: str) -> None:
    if part == "title":
        title = story.first("title")
        if title is None:
            story.once("title", text, where)
        elif fold(text) not in fold(title):
            story.blocks.append(Block("crosshead", text, where))
    elif part == "lead":
        story.standfirst(text, where)
    elif part in ("kicker", "authors"):
        story.say(part, text, where)
    elif part in ("captions", "table"):
        story.blocks.append(Block("caption" if part == "captions" else "table", text, where))
    elif part != "nothing":
        story.blocks.append(Block("paragraph", text, where))


def _pages_alone(raw: RawDocument, issue: Issue) -> Item:
    name = " ".join(filter(None, map(issue.story.first, ("publisher", "published")))) or "an issue"
    pages = sum(kind_of(each).endswith("page") for each in issue.divisions)
    first = next(iter(issue.texts.values()), "")
    detail = (
        f"a METS of {name}: it names {pages} pages and no articles, and holds no text; that is in its pages' files "
        f"(ALTO{f', {first[:100]} ...' if first else ''}), which are read one by one"
    )
    return rejected(raw, "no-text", detail)


READER: Final[Reader] = Reader(_FORMAT, _sniff, xml_frames.why, _split, _parse)
