"""The components of a NewsML 1.x item: its text, once, with the captions of its pictures.

An item may hold the same article in several languages; each is an article of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

from pipeline.languages import load
from pipeline.model import RUNNING, Block

from . import nitf, xml_markup
from .xml_story import Story
from .xml_tree import first, language_of, named, text_of, within

_SHOWN: Final = ("", "main")
Within = Literal["", "pictures", "recordings"]


def formal(element: Any) -> str:
    """What an element says by its ``FormalName``, else its text; "" for None."""
    return "" if element is None else (element.get("FormalName") or text_of(element)).strip()


@cache
def _table(part: str, key: str) -> frozenset[str]:
    return frozenset(load("newsml")[part][key])


def role_of(component: Any) -> str:
    """A component's role in small letters without blanks; "" where it has none."""
    return formal(first(component, "Role")).lower().replace(" ", "")


def is_a(role: str, key: str) -> bool:
    """Whether a role is one of those that ``languages/newsml.toml`` lists as ``key``."""
    return role in _table("roles", key)


def is_pictured(component: Any) -> bool:
    """Whether a component is a picture with what belongs to it: by its role, or as it holds pictures and no text but
    captions."""
    role = role_of(component)
    if role:
        return is_a(role, "pictures")
    contents = list(within(component, "ContentItem"))
    kinds = {formal(first(each, "MediaType")).lower() for each in contents}
    return not kinds.isdisjoint(_table("roles", "pictures")) and all(
        is_a(role_of(each.getparent()), "captions") for each in contents if _is_text(each)
    )


# ---------------------------------------------------------------- languages


def versions(item: Any) -> list[list[Any]]:
    """The components that hold the article in each of its languages; empty where it is in one."""
    level = list(named(item, "NewsComponent"))
    while len(level) == 1:
        level = list(named(level[0], "NewsComponent"))
    found: dict[str, list[Any]] = {}
    for each in level:
        if (tongue := tongue_of(each)) and _holds_article(each):
            found.setdefault(tongue[:2].lower(), []).append(each)
    return list(found.values()) if len(found) > 1 else []


def tongue_of(component: Any) -> str:
    """The language of a component, "" where it says none."""
    return language_of(component) or formal(first(component, "DescriptiveMetadata", "Language"))


def _holds_article(component: Any) -> bool:
    role = role_of(component)
    if any(
        is_a(role, key) for key in ("headlines", "captions", "pictures", "recordings", "apart", "abstracts")
    ):
        return False
    return any(_is_text(each) and text_of(each) for each in within(component, "ContentItem"))


# ---------------------------------------------------------------- content


@dataclass(slots=True)
class Gathered:
    """What a walk over components fills: the story, and texts that are the article only where there is no other."""

    story: Story
    scripts: list[Block] = field(default_factory=list)
    headlines: list[Block] = field(default_factory=list)

    def settle(self) -> None:
        """Gives the story its text: the running one, else the script of a recording, else the headline's own."""
        for blocks in (self.scripts, self.headlines):
            if not any(block.kind in RUNNING and block.text for block in self.story.blocks):
                self.story.blocks.extend(blocks)


def component(element: Any, gathered: Gathered, inside: Within = "") -> None:
    """A component's content, then that of those within it. ``inside`` a picture or a recording all text is its own."""
    role = role_of(element)
    if not inside and is_pictured(element):
        inside = "pictures"
        _shown(element, gathered.story)
    elif not inside and is_a(role, "recordings"):
        inside = "recordings"
    contents, inner = list(named(element, "ContentItem")), list(named(element, "NewsComponent"))
    if (element.get("EquivalentsList") or "no").lower() == "yes":
        contents, inner = _with_text(contents)[:1] or contents[:1], inner[:1]
    if is_a(role, "captions"):
        _captioned(contents, gathered.story)
    elif not _is_picture(contents):
        _texts(contents, role, inside, gathered)
    elif role in _SHOWN and not inside:
        for each in contents[:1]:
            gathered.story.say("images", each.get("Href"), "NewsComponent[Photo]/ContentItem")
    for each in inner:
        component(each, gathered, inside)


def _texts(contents: list[Any], role: str, inside: Within, gathered: Gathered) -> None:
    texts = [each for each in contents if _is_text(each)]
    story = gathered.story
    if is_a(role, "headlines"):
        for each in texts[:1]:
            blocks = _plain(each)
            if not inside:
                story.once("title", " ".join(block.text for block in blocks), f"NewsComponent[{role}]")
            gathered.headlines.extend(Block("paragraph", block.text, block.where) for block in blocks)
    elif is_a(role, "apart") or is_a(role, "abstracts"):
        said = " ".join(block.text for each in texts[:1] for block in _plain(each))
        if is_a(role, "abstracts") and not inside:
            story.once("lead", said, f"NewsComponent[{role}]")
        else:
            story.note(role, said)
    elif inside == "pictures":
        _captioned(texts, story)
    else:
        _running(texts, role, inside, gathered)


def _running(texts: list[Any], role: str, inside: Within, gathered: Gathered) -> None:
    target = gathered.story if not inside else Story()
    before = len(target.blocks)
    rendition = _is_rendition(texts)
    for each in texts:
        if len(target.blocks) == before or not rendition:
            _text(each, target)
    if inside:
        gathered.scripts.extend(target.blocks)
    elif is_a(role, "leads"):
        lead = " ".join(block.text for block in target.blocks[before:])
        gathered.story.once("lead", lead, f"NewsComponent[{role}]")


def _is_text(content: Any) -> bool:
    """Whether a content item holds a running text: of no other medium, not encoded, no style sheet."""
    data = first(content, "DataContent")
    kind = formal(first(content, "MediaType")).lower()
    kinds = {formal(first(content, name)).lower() for name in ("Format", "MimeType")}
    if (
        data is None
        or first(content, "Encoding") is not None
        or not kinds.isdisjoint(_table("media", "formats"))
    ):
        return False
    return kind not in _table("media", "kinds") and (kind == "text" or xml_markup.holds_text(data))


def _with_text(contents: list[Any]) -> list[Any]:
    return [each for each in contents if first(each, "DataContent") is not None]


def _is_rendition(contents: list[Any]) -> bool:
    """Whether contents beside each other are one text in several formats."""
    formats = [formal(first(each, "Format")) for each in _with_text(contents)]
    return len(formats) > 1 and len(set(formats)) == len(formats)


def _is_picture(contents: list[Any]) -> bool:
    """Whether contents are pictures or recordings alone, all of them elsewhere."""
    kinds = [formal(first(each, "MediaType")).lower() for each in contents]
    return any(kinds) and not any(_is_text(each) for each in contents)


def _data(content: Any) -> Any:
    data = first(content, "DataContent")
    body = next(within(data, "body.content"), None)
    return body if body is not None else next(within(data, "body"), data)


def _shown(component: Any, story: Story) -> None:
    """The address of a picture: of its sizes the first that is no thumbnail."""
    for each in within(component, "ContentItem"):
        if each.get("Href") and not is_a(role_of(each.getparent()), "apart"):
            story.say("images", each.get("Href"), "NewsComponent[Photo]/ContentItem")
            return


def _plain(content: Any) -> list[Block]:
    return xml_markup.content(_data(content), "DataContent")[0]


def _captioned(contents: list[Any], story: Story) -> None:
    for each in contents:
        if first(each, "DataContent") is not None:
            for block in xml_markup.content(_data(each), "NewsComponent[Caption]")[0]:
                kind: Literal["caption", "credit"] = "credit" if block.kind == "credit" else "caption"
                if (kind, block.text) not in [(known.kind, known.text) for known in story.blocks]:
                    story.blocks.append(Block(kind, block.text, block.where))


def _text(content: Any, story: Story) -> None:
    document = next(within(first(content, "DataContent"), "nitf"), None)
    if document is not None:
        nitf.read(document, story)
        return
    found, images = xml_markup.content(_data(content), "DataContent")
    story.blocks.extend(found)
    story.hints.extend(images)
