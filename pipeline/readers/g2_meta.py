"""What a NewsML-G2 item says of its content: itemMeta, contentMeta and rightsInfo as hints."""

from __future__ import annotations

from typing import Any, Final

from pipeline.languages.agencies import find_agency, is_person
from pipeline.languages.persons import is_organisation

from .xml_story import Story, instant
from .xml_tree import first, language_of, local, named, text_of, value

_LEADS: Final = ("summary", "abstract", "intro", "lead", "teaser", "")
_STANDFIRSTS: Final = ("subheadline", "subhead", "subtitle", "sub")
_NAMES: Final = ("display", "full", "")
_NOTED: Final = ("slugline", "infoSource", "creditline", "located")
_TOPICS: Final = ("abstract", "dpasubject", "category", "")


def local_code(element: Any, attribute: str = "qcode") -> str:
    """The part of a code behind its scheme: ``usable`` of ``stat:usable``; "" where there is none."""
    if element is None:
        return ""
    code = element.get(attribute) or (element.get("uri") if attribute == "qcode" else None) or ""
    return str(code.rpartition(":")[2].rpartition("/")[2])


def kind_of(item: Any) -> str:
    """What an item is of (``text``, ``picture`` ...), "" where it does not say."""
    return local_code(first(item, "itemMeta", "itemClass")).lower()


def named_as(element: Any, language: str = "") -> str:
    """The name of a thing: for display, in the item's language where there is a choice; else its literal."""
    names = list(named(element, "name"))
    if not names:
        return str(element.get("literal") or "").strip()

    def rank(name: Any) -> tuple[bool, bool]:
        tag = language_of(name)
        role = local_code(name, "role")
        return (bool(tag and language) and tag[:2] != language[:2], role not in _NAMES)

    return text_of(min(names, key=rank))


def described(item: Any, story: Story) -> None:
    """Adds all that is said of an item."""
    meta, content = first(item, "itemMeta"), first(item, "contentMeta")
    story.once("source_id", item.get("guid"), "newsItem/guid")
    language = _language(item, content)
    if meta is not None:
        _published(meta, content, story)
        for each in named(meta, "provider"):
            named_so = named_as(each, language)
            story.once("publisher", named_so or local_code(each), "itemMeta/provider")
            story.agency(named_so or local_code(each), "itemMeta/provider")
        for each in named(meta, "edNote"):
            if not each.get("pubconstraint") and not len(each) and local_code(each, "role") != "private":
                story.note("edNote", text_of(each))
        if (status := local_code(first(meta, "pubStatus"))) != "usable":
            story.note("pubStatus", status)
    if content is not None:
        _lines(content, language, story)
        _subjects(content, language, story)
    _rights(item, language, story)
    story.once("language", language, "contentMeta/language")


def _language(item: Any, content: Any) -> str:
    tag = first(content, "language") if content is not None else None
    return (tag.get("tag") if tag is not None else None) or language_of(item)


def _published(meta: Any, content: Any, story: Story) -> None:
    """First created, else this version, else when the content was made: archives leave the first two empty."""
    created, version = instant(value(meta, "firstCreated")), instant(value(meta, "versionCreated"))
    made = instant(value(content, "contentCreated")) if content is not None else ""
    story.once("published", created or version or made, "itemMeta/firstCreated")
    if created and version[:19] > created[:19]:
        story.once("modified", version, "itemMeta/versionCreated")
    elif not version and content is not None:
        story.once("modified", instant(value(content, "contentModified")), "contentMeta/contentModified")
    story.once("embargo_until", instant(value(meta, "embargoed")), "itemMeta/embargoed")
    story.once("title", value(meta, "title") if not _has_headline(content) else "", "itemMeta/title")


def _has_headline(content: Any) -> bool:
    return content is None or any(text_of(each) for each in named(content, "headline"))


def _lines(content: Any, language: str, story: Story) -> None:
    for each in content.iterchildren():
        name, role = local(each), local_code(each, "role").lower()
        where = f"contentMeta/{name}"
        if name == "headline":
            field = "lead" if role in _STANDFIRSTS else "kicker" if role == "kicker" else "title"
            story.once(field, text_of(each), where)
        elif name == "by":
            story.signed(each, where)
        elif name == "creator":
            _creator(each, language, story)
        elif name == "dateline":
            story.placed(text_of(each), where)
        elif name == "description" and role in _LEADS:
            story.once("lead", text_of(each), where)
        elif name in ("urgency", "genre"):
            said = named_as(each, language) or text_of(each) or local_code(each)
            story.once(name, said.strip('"'), where)
        elif name == "keyword":
            story.say("keywords", text_of(each), where)
        elif name in _NOTED:  # located: where the desk is, perhaps; a dateline is printed
            story.note(name, named_as(each, language) or text_of(each))
    for each in named(content, "creditline"):
        story.agency(text_of(each), "contentMeta/creditline")


def _creator(creator: Any, language: str, story: Story) -> None:
    """A person who wrote it; of an agency its name. A login or a desk's sign is neither."""
    name = named_as(creator, language)
    if find_agency(name) is not None:
        story.agency(name, "contentMeta/creator")
    elif not is_person(name) or is_organisation(name):
        story.note("creator", name)
    elif story.first("authors") is None:
        story.say("authors", name, "contentMeta/creator")


def _subjects(content: Any, language: str, story: Story) -> None:
    """Topics, and as keywords persons, places and things; codes alone where no topic has a name."""
    codes: list[str] = []
    for each in named(content, "subject"):
        name = named_as(each, language) if first(each, "name") is not None or not each.get("qcode") else ""
        if not name:
            codes.append(each.get("qcode") or "")
        elif local_code(each, "type") in _TOPICS:
            story.say("subjects", name, "contentMeta/subject")
        else:
            story.say("keywords", name, "contentMeta/subject")
    if story.first("subjects") is None:
        for code in codes:
            story.say("subjects", code, "contentMeta/subject")


def _rights(item: Any, language: str, story: Story) -> None:
    for info in named(item, "rightsInfo"):
        notices = [each for each in named(info, "copyrightNotice") if text_of(each)]
        notices.sort(key=lambda each: bool(language_of(each)) and language_of(each)[:2] != language[:2])
        for each in notices[:1]:
            story.once("rights", text_of(each), "rightsInfo/copyrightNotice")
        for each in named(info, "copyrightHolder"):
            story.once("rights", named_as(each, language), "rightsInfo/copyrightHolder")
        for each in named(info, "usageTerms"):
            story.note("usageTerms", text_of(each))
