"""An article of an XML format on its way out of a reader: hints, blocks, and what has no field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.languages import dates
from pipeline.languages.agencies import find_agency, find_news_agency
from pipeline.languages.folding import fold
from pipeline.languages.persons import is_collective
from pipeline.model import RUNNING, Block, Hint, RawDocument

from .base import Item, rejected, text_document
from .xml_tree import local, text_of

_BASIC: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?")
_YEAR: Final = re.compile(r"\D*[12]\d{3}|\D*\d{1,2}\D")
_ZONE: Final = re.compile(r"(\d\d:\d\d(?::\d\d)?(?:\.\d+)?)\s*([+-]\d\d)(\d\d)")
_INITIALS: Final = re.compile(r"[^\W\d_A-Z]{1,4}(?:\s*[/-]\s*[^\W\d_A-Z]{1,4})*/?|\w{1,2}")
_HELPED: Final = re.compile(r"\b[a-zß-ÿ]{6,}\b.*\b[a-zß-ÿ]{6,}\b")
"""Words in what is no name: ``Jane Doe contributed reporting from Oslo``."""

_TITLES: Final = ("byttl", "function", "jobtitle")
_DATELINE_END: Final = re.compile(r"\s*(?:\([^()]*\)|/[^/]*/)?\s*[.,:]?\s*[-–—]*\s*$")
_SHORTENED: Final = re.compile(r",\s[A-Z][a-z]{1,5}\.$")
"""A state at the end, as American datelines shorten it: ``ROSCOE, Calif.``"""

_SEAM: Final = re.compile(r"\s[-–—]\s|\s?/\s?")
_COMPANY: Final = re.compile(r",?\s(?:GmbH|AG|Ltd\.?|Limited|Inc\.?|S\.?A\.?|plc|News Agency)$", re.I)
_LONGEST_SIGN: Final = 4
_MOST_KICKER: Final = 5
_FIELD_LIMIT: Final = 2000
_LONGEST_DATELINE: Final = 300


@dataclass(slots=True)
class Story:
    """Hints (with the names of Article fields), blocks and ``extra`` as they are found."""

    hints: list[Hint] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)

    def say(self, name: str, value: str | None, where: str) -> None:
        """Notes what the dump says of a field; nothing where it says nothing or says so already."""
        value = " ".join((value or "").split())
        if value and not any(hint.field == name and hint.value == value for hint in self.hints):
            self.hints.append(Hint(name, value, where))

    def once(self, name: str, value: str | None, where: str) -> None:
        """The same for a field that has one value: what is said first counts, another goes to ``extra``."""
        if self.first(name) is None:
            self.say(name, value, where)
        elif not fold(self.first(name) or "").startswith(fold(value or "")):
            self.note(where.rpartition("/")[2], value)

    def note(self, name: str, value: str | None) -> None:
        """Notes what has no field."""
        value = " ".join((value or "").split())
        if value and name not in (known for known, _ in self.extra):
            self.extra.append((name, value[:_FIELD_LIMIT]))

    def first(self, name: str) -> str | None:
        """The first that was said of a field."""
        return next((hint.value for hint in self.hints if hint.field == name), None)

    def item(self, raw: RawDocument, what: str) -> Item:
        """The document, or why there is none: ``what`` is its name for people (``NITF document``)."""
        heads = [self.first(name) for name in ("title", "lead", "kicker")]
        body = _without_frame(self.blocks, *heads)
        if not any(block.kind in RUNNING and block.text for block in body):
            title = self.first("title")
            detail = f"the {what} has no text" + (f": {title[:100]}" if title else "")
            return rejected(raw, "no-text", detail, self.first("url"))
        text = "\n\n".join(block.text for block in body)
        return text_document(raw, text, self.hints, (*raw.extra, *self.extra), body)

    def signed(self, element: Any, where: str) -> None:
        """Who wrote it, by a byline as an element: names of persons in it, else its text. Initials of a desk and a
        newsroom are nobody's name."""
        text = " ".join(piece.strip() for piece in _byline(element) if piece.strip())
        persons = [text_of(each) for each in element.iter() if local(each) in ("person", "persName")]
        for name in [name for name in persons if name] or text.split(";"):
            if _INITIALS.fullmatch(name.strip()) or is_collective(name) or _HELPED.search(name):
                self.note("byline", name)
            else:
                self.say("authors", name, where)
        for each in element.iter():
            if local(each) in _TITLES and (title := text_of(each)):
                self.agency(title, where)
                self.note("byline title", title)

    def agency(self, text: str | None, where: str) -> None:
        """The news agency that ``text`` names, if it does: ``dpa``, ``APA - Austria Presse Agentur``, ``ats``."""
        said = (text or "").strip(" -–—/()")
        found = find_agency(said) or (find_agency(said.upper()) if len(said) <= _LONGEST_SIGN else None)
        if found is None:
            found = next(filter(None, map(find_news_agency, _SEAM.split(_COMPANY.sub("", said)))), None)
        if found is not None:
            self.say("byline_agency", found.name, where)

    def standfirst(self, text: str, where: str) -> None:
        """A second headline: the lead, or, of a few words in capitals beside a headline that is not, the kicker."""
        short = text.isupper() and len(text.split()) <= _MOST_KICKER and text[-1:].isalnum()
        title = self.first("title") or ""
        self.once("kicker" if short and title and not title.isupper() else "lead", text, where)

    def placed(self, text: str | None, where: str) -> None:
        """The dateline as printed, without agency and dash; a date alone is none."""
        text = " ".join((text or "").split())[:_LONGEST_DATELINE]
        if agency := re.search(r"[(/]([^()/]+)[)/]\s*[-–—.:]*\s*$", text):
            self.agency(agency[1], where)
        if not _SHORTENED.search(text):
            text = _DATELINE_END.sub("", text)
        if text and not text[0].isdigit() and not _is_day(text):
            self.once("dateline", text, where)


def _is_day(text: str) -> bool:
    """Whether a text is a day without its year: ``January 21``."""
    if not any(map(str.isdigit, text)) or len(re.findall(r"[^\W\d_]+", text)) != 1:
        return False
    read = dates.parse(f"{text} 2000")
    return read is not None and read.precision == "day"


def _byline(element: Any) -> list[str]:
    """The pieces of a byline without the writer's function."""
    pieces = [element.text or ""]
    for child in element:
        if local(child) not in _TITLES:
            pieces.extend(_byline(child))
        pieces.append(child.tail or "")
    return pieces


def _without_frame(
    blocks: list[Block], title: str | None, lead: str | None, kicker: str | None
) -> list[Block]:
    """The body without the headlines that are repeated above it, lines of signs alone, and the name of the series
    below it."""
    names = {fold(name) for name in (title, lead, kicker) if name}
    begin, end = 0, len(blocks)
    while begin < end and _is_frame(blocks[begin], names, title):
        begin += 1
    if not any(block.kind in RUNNING for block in blocks[begin:]):  # a flash: its headline is all its text
        begin = 0
    while end - begin > 1 and kicker and fold(blocks[end - 1].text) == fold(kicker):
        end -= 1
    return blocks[begin:end]


def _is_frame(block: Block, names: set[str], title: str | None) -> bool:
    if block.kind not in RUNNING:
        return False
    if not any(map(str.isalnum, block.text)):
        return True
    if block.kind == "crosshead":
        return fold(block.text) in names
    return block.text.casefold() == (title or "").casefold()


def instant(text: str | None) -> str:
    """A date of a news format in ISO 8601, as precise as it is: ``20151014T043001+0100`` is
    ``2015-10-14T04:30:01+01:00``; other notations stay."""
    text = (text or "").strip()
    if not _YEAR.match(text):
        return ""  # a form that nobody filled in: YYYYMMDD
    found = _BASIC.fullmatch(text)
    if found is None:
        return _ZONE.sub(r"\1\2:\3", text)
    day = "-".join(found.groups()[:3])
    if found[4] is None:
        return day
    zone = found[7] or ""
    zone = zone if zone in ("", "Z") or ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return f"{day}T{':'.join(part for part in found.groups()[3:6] if part)}{zone}"
